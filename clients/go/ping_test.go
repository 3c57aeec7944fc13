package tickgate

import (
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// What a gateway's socket says at first, without encryption.
var (
	greeting = "\xff" + strings.Repeat("\x00", 8) + "\x7f\x03\x00NULL" + strings.Repeat("\x00", 48)
	ready    = "\x04\x1a\x05READY\x0bSocket-Type\x00\x00\x00\x04XPUB"
)

// A host that lost its power closes no connection, and answers no more: the client makes another one.
func TestAConnectionThatIsMuteIsMadeAnew(t *testing.T) {
	t.Parallel() // It mostly waits: 5 s until it pings, and 15 s for an answer.
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	client, err := Connect(Config{Data: []string{"tcp://" + listener.Addr().String()}}, bookName)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	for _, patience := range []time.Duration{5 * time.Second, 25 * time.Second} {
		if err := listener.(*net.TCPListener).SetDeadline(time.Now().Add(patience)); err != nil {
			t.Fatal(err)
		}
		connection, err := listener.Accept()
		if err != nil {
			t.Fatal(err)
		}
		defer connection.Close()
		if _, err := io.WriteString(connection, greeting+ready); err != nil {
			t.Fatal(err)
		}
		go io.Copy(io.Discard, connection)
	}
}
