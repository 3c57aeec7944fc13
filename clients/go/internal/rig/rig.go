// Package rig runs a simulated exchange with a gateway on it, for tests.
package rig

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

const (
	// Trades and Book are topics of the gateway.
	Trades = "bybit.linear.trade.BTCUSDT."
	Book   = "bybit.linear.depth.50.BTCUSDT."

	// Patience is how long a test waits for what must come.
	Patience = 20 * time.Second
	// A program that its test forgot ends by itself.
	lifetime = "120"
)

// Gateway is a running gateway with its two sockets.
type Gateway struct {
	Data, Heartbeat string

	address  string // of the simulated exchange
	commands io.Writer
}

// Start runs a gateway until the test ends; flags are further ones of tickgated.
func Start(t *testing.T, flags ...string) *Gateway {
	t.Helper()
	folder, err := os.MkdirTemp("", "tickgate")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	gateway := &Gateway{Data: "ipc://" + folder + "/data", Heartbeat: "ipc://" + folder + "/heartbeat"}
	gateway.startExchange(t)
	daemon := program(t, "tickgated", append([]string{
		"--exchange-url", "ws://" + gateway.address, "--rest-url", "http://" + gateway.address,
		"--market", "linear:BTCUSDT,ETHUSDT",
		"--publish", gateway.Data, "--heartbeat", gateway.Heartbeat,
		"--http", "off",
	}, flags...)...)
	daemon.Stdout = io.Discard
	start(t, daemon)
	return gateway
}

// Keys makes a folder with what `tickgate keygen` writes for a server, for a reader in the folder allowed, and for a
// stranger.
func Keys(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	for _, name := range []string{"server", "reader", "stranger"} {
		if output, err := program(t, "tickgate", "keygen", filepath.Join(folder, name)).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, output)
		}
	}
	allowed := filepath.Join(folder, "allowed")
	err := os.Mkdir(allowed, 0o700)
	if err == nil {
		err = os.Rename(filepath.Join(folder, "reader.pub"), filepath.Join(allowed, "reader.pub"))
	}
	if err != nil {
		t.Fatal(err)
	}
	return folder
}

func (g *Gateway) startExchange(t *testing.T) {
	t.Helper()
	exchange := program(t, "bybit-sim", "--listen", "127.0.0.1:0", "--symbols", "linear:BTCUSDT,ETHUSDT", "--rate", "50")
	output, err := exchange.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if g.commands, err = exchange.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	start(t, exchange)
	first, err := bufio.NewReader(output).ReadString('\n')
	found := regexp.MustCompile(`listening on (\S+)`).FindStringSubmatch(first)
	if found == nil {
		t.Fatalf("bybit-sim said %q: %v", first, err)
	}
	g.address = found[1]
}

// Fault makes the exchange misbehave: "jump=BTCUSDT".
func (g *Gateway) Fault(t *testing.T, fault string) {
	t.Helper()
	if _, err := fmt.Fprintf(g.commands, "fault %s\n", fault); err != nil {
		t.Fatal(err)
	}
}

// ExchangeBook is a book as the exchange holds it, in its own texts.
type ExchangeBook struct {
	U    int64       `json:"u"`
	Bids [][2]string `json:"b"`
	Asks [][2]string `json:"a"`
}

// ExchangeBook asks the exchange for the book of the topic Book.
func (g *Gateway) ExchangeBook(t *testing.T) ExchangeBook {
	t.Helper()
	answer, err := http.Get("http://" + g.address + "/sim/book?category=linear&symbol=BTCUSDT&depth=50")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var body struct {
		Data ExchangeBook `json:"data"`
	}
	if err := json.NewDecoder(answer.Body).Decode(&body); err != nil {
		t.Fatal(err)
	}
	return body.Data
}

// Root is the folder of the client.
func Root() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..")
}

func program(t *testing.T, name string, arguments ...string) *exec.Cmd {
	t.Helper()
	folder := os.Getenv("TICKGATE_BIN")
	if folder == "" {
		folder = filepath.Join(Root(), "..", "..", "build", "bin")
	}
	path := filepath.Join(folder, name)
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("the test needs %s: %v", name, err)
	}
	return exec.Command("timeout", append([]string{lifetime, path}, arguments...)...)
}

func start(t *testing.T, command *exec.Cmd) {
	t.Helper()
	var complaints strings.Builder
	command.Stderr = &complaints
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = command.Process.Signal(syscall.SIGTERM) // It may have ended already.
		_ = command.Wait()                          // Ended by a signal or not, it is gone.
		if t.Failed() && complaints.Len() > 0 {
			t.Logf("%s complained:\n%s", filepath.Base(command.Args[2]), complaints.String())
		}
	})
}
