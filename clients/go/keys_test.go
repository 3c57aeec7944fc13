package tickgate

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	zmq "github.com/pebbe/zmq4"
)

func pair(t *testing.T) (public, secret string) {
	t.Helper()
	public, secret, err := zmq.NewCurveKeypair()
	if err != nil {
		t.Fatal(err)
	}
	return public, secret
}

func newKeys(t *testing.T, serverPublic, secret string) *Keys {
	t.Helper()
	made, err := NewKeys(serverPublic, secret)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// certificate writes a file with these lines.
func certificate(t *testing.T, lines ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "certificate")
	text := "#  a certificate\n\nmetadata\ncurve\n" + strings.Join(lines, "\n") + "\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLoadKeys(t *testing.T) {
	server, serverSecret := pair(t)
	public, secret := pair(t)
	serverFile := certificate(t, fmt.Sprintf("    public-key = %q", server))
	ownFile := certificate(t, fmt.Sprintf("    public-key = %q", public), fmt.Sprintf("    secret-key = %q", secret))
	loaded, err := LoadKeys(serverFile, ownFile)
	if err != nil || loaded.server != server || loaded.public != public || loaded.secret != secret {
		t.Fatalf("%v", err)
	}
	short := certificate(t, fmt.Sprintf("    secret-key = %q", serverSecret[1:]))
	for about, files := range map[string][2]string{
		short + ": no secret-key of 40":      {serverFile, short},
		serverFile + ": no secret-key of 40": {serverFile, serverFile},
		short + ": no public-key of 40":      {short, ownFile},
		"no such file":                       {serverFile, "absent"},
	} {
		refused, err := LoadKeys(files[0], files[1])
		if refused != nil || err == nil || !strings.Contains(err.Error(), about) {
			t.Errorf("%q is not about %q", err, about)
		}
		if err != nil && strings.Contains(err.Error(), serverSecret[1:]) {
			t.Error("the error shows a key")
		}
	}
}

func TestASecretKeyThatOthersMayUseIsRefused(t *testing.T) {
	public, secret := pair(t)
	path := certificate(t, fmt.Sprintf("public-key = %q", public), fmt.Sprintf("secret-key = %q", secret))
	load := func(mode os.FileMode) error {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		_, err := LoadKeys(path, path)
		return err
	}
	for _, mode := range []os.FileMode{0o640, 0o604, 0o620, 0o644, 0o666} {
		want := fmt.Sprintf("%s: mode %04o lets others than its owner use it; chmod 600 it", path, mode)
		if err := load(mode); err == nil || err.Error() != want {
			t.Errorf("%v is not %s", err, want)
		}
	}
	if err := load(0o400); err != nil {
		t.Error(err)
	}
	t.Setenv("CREDENTIALS_DIRECTORY", filepath.Dir(path))
	if err := load(0o440); err != nil {
		t.Error("a credential of systemd:", err)
	}
	if err := load(0o444); err == nil {
		t.Error("a credential that everybody reads was taken")
	}
}

func TestWhatIsNoKey(t *testing.T) {
	server, secret := pair(t)
	for about, texts := range map[string][2]string{
		"the gateway's public key": {"short", secret},
		"the secret key":           {server, secret + "x"},
	} {
		if _, err := NewKeys(texts[0], texts[1]); err == nil || !strings.HasPrefix(err.Error(), about) ||
			strings.Contains(err.Error(), secret) {
			t.Errorf("it is not about %s", about)
		}
	}
}

// Whatever is done with a Config, its keys are not printed.
func TestKeysAreNotShown(t *testing.T) {
	server, _ := pair(t)
	_, secret := pair(t)
	found := newKeys(t, server, secret)
	config := Config{Keys: found}
	var output bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&output, verb+verb+verb, found, *found, config)
	}
	text, err := json.Marshal(config)
	if err != nil {
		t.Fatal(err)
	}
	output.Write(text)
	for _, form := range []string{secret, fmt.Sprintf("%x", secret)} {
		if strings.Contains(output.String(), form) {
			t.Error("a secret key is shown")
		}
	}
	if !strings.Contains(output.String(), "Keys(…)") {
		t.Error(output.String())
	}
}

func TestKeysOpenAnEncryptedGateway(t *testing.T) {
	server, serverSecret := pair(t)
	other, secret := pair(t)
	gateway := publish(t, 0,
		func(socket *zmq.Socket) error { return socket.SetCurveServer(1) },
		func(socket *zmq.Socket) error { return socket.SetCurveSecretkey(serverSecret) })
	connect := func(found *Keys) *Client {
		client, err := Connect(Config{Data: []string{gateway.endpoint}, Keys: found}, tradesName)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { client.Close() })
		return client
	}
	strangers := []*Client{connect(nil), connect(newKeys(t, other, secret))}
	client := connect(newKeys(t, server, secret))
	gateway.wantHeard("+"+StatusTopic, "+"+tradesName)
	for seq := int64(1); seq <= 10; seq++ {
		gateway.send(tradesName, pack(t, tradesOf(seq, tradeOf())))
		until(t, client, is[*Trades](""))
		for _, stranger := range strangers {
			ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
			if stranger.Next(ctx) {
				t.Errorf("a stranger received %T", stranger.Item())
			}
			cancel()
		}
	}
}
