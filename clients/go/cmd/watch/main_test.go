package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/tickgate/tickgate/clients/go/internal/rig"
)

// start runs the script; it is ended by a signal or after so many seconds.
func start(t *testing.T, gateway *rig.Gateway, seconds string) (*exec.Cmd, *bufio.Reader) {
	t.Helper()
	command := exec.Command(filepath.Join(rig.Root(), "watch"), "--data", gateway.Data,
		"--heartbeat", gateway.Heartbeat, "--seconds", seconds, rig.Book, rig.Trades)
	var complaints bytes.Buffer
	command.Stderr = &complaints
	output, err := command.StdoutPipe()
	if err == nil {
		err = command.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if complaints.Len() > 0 {
			t.Errorf("it complained: %s", complaints.String())
		}
	})
	return command, bufio.NewReader(output)
}

// finish reads all that was printed until the end, which is a good one.
func finish(t *testing.T, command *exec.Cmd, output io.Reader) map[string][]map[string]any {
	t.Helper()
	lines := map[string][]map[string]any{}
	var last string
	for decoder := json.NewDecoder(output); decoder.More(); {
		var line map[string]any
		if err := decoder.Decode(&line); err != nil {
			t.Fatal(err)
		}
		last = fmt.Sprint(line["kind"])
		lines[last] = append(lines[last], line)
	}
	if err := command.Wait(); err != nil || last != "end" {
		t.Errorf("ended with %q, %v", last, err)
	}
	for _, kind := range []string{"hole", "silence", "error"} {
		if len(lines[kind]) > 0 {
			t.Errorf("%v", lines[kind])
		}
	}
	return lines
}

func TestWatch(t *testing.T) {
	gateway := rig.Start(t)
	t.Run("prints what comes", func(t *testing.T) { printsWhatComes(t, gateway) })
	t.Run("that stood still", func(t *testing.T) { stoodStill(t, gateway) })
	t.Run("ends when asked", func(t *testing.T) { endsWhenAsked(t, gateway) })
}

func wantReady(t *testing.T, output *bufio.Reader) {
	t.Helper()
	if first, err := output.ReadString('\n'); first != "{\"kind\":\"ready\"}\n" {
		t.Fatalf("it began with %q, %v", first, err)
	}
}

func printsWhatComes(t *testing.T, gateway *rig.Gateway) {
	command, output := start(t, gateway, "2")
	wantReady(t, output)
	lines := finish(t, command, output)
	books := lines["book"]
	if len(books) < 15 || len(books) > 25 {
		t.Errorf("%d books", len(books))
	}
	book := books[len(books)-1]
	bids, _ := book["bids"].([]any)
	if book["topic"] != rig.Book || book["state"] != "valid" || len(bids) != 50 {
		t.Errorf("%v", book)
	}
	trades := lines["trades"]
	if len(trades) == 0 || trades[0]["topic"] != rig.Trades || len(trades[0]["ids"].([]any)) == 0 {
		t.Errorf("%v", trades)
	}
}

// A watch that stood still for a while lost nothing, and tells nothing that did not happen.
func stoodStill(t *testing.T, gateway *rig.Gateway) {
	command, output := start(t, gateway, "6")
	wantReady(t, output)
	time.Sleep(time.Second)
	send(t, command, syscall.SIGSTOP)
	time.Sleep(3500 * time.Millisecond)
	send(t, command, syscall.SIGCONT)
	trades := finish(t, command, output)["trades"]
	if len(trades) < 10 {
		t.Fatalf("%d messages of trades", len(trades))
	}
	for i, line := range trades {
		if line["seq"].(float64) != trades[0]["seq"].(float64)+float64(i) {
			t.Errorf("message %d is %v", i, line)
		}
	}
}

func endsWhenAsked(t *testing.T, gateway *rig.Gateway) {
	command, output := start(t, gateway, "60")
	wantReady(t, output)
	send(t, command, syscall.SIGTERM)
	finish(t, command, output)
}

func send(t *testing.T, command *exec.Cmd, number syscall.Signal) {
	t.Helper()
	if err := command.Process.Signal(number); err != nil {
		t.Fatal(err)
	}
}
