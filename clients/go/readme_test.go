package tickgate

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/tickgate/tickgate/clients/go/internal/rig"
)

var (
	examples = regexp.MustCompile("(?s)```go\n(.*?)```")
	bestBid  = regexp.MustCompile(`^[\d.]+ at [\d.]+ true$`)
)

// The example of the README is short, and does what it says.
func TestReadmeExample(t *testing.T) {
	example := readmeExample(t, 0, rig.Start(t))
	if strings.Count(example, "\n") > 15 {
		t.Fatalf("it is long:\n%s", example)
	}
	source := "package main\n\nimport (\n\t\"context\"\n\t\"fmt\"\n\t\"log\"\n\n" +
		"\ttickgate \"github.com/tickgate/tickgate/clients/go\"\n)\n\nfunc main() {\n" + example + "}\n"
	run(t, ".", buildExample(t, source), regexp.MustCompile(`^BTCUSDT \[(buy|sell) [\d.]+ at [\d.]+[ \]]`), bestBid)
}

// The example of the README reads with keys that `tickgate keygen` made.
func TestReadmeExampleWithKeys(t *testing.T) {
	folder := rig.Keys(t)
	gateway := rig.Start(t, "--curve-secret", filepath.Join(folder, "server"),
		"--curve-allow", filepath.Join(folder, "allowed"))
	run(t, folder, buildExample(t, readmeExample(t, 1, gateway)), bestBid)
}

// readmeExample is an example of the README, with the endpoints of the gateway.
func readmeExample(t *testing.T, index int, gateway *rig.Gateway) string {
	t.Helper()
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	found := examples.FindAllStringSubmatch(string(readme), -1)
	if len(found) != 2 {
		t.Fatalf("%d examples", len(found))
	}
	example := found[index][1]
	for text, local := range map[string]string{
		"tcp://127.0.0.1:5555": gateway.Data, "tcp://127.0.0.1:5556": gateway.Heartbeat,
	} {
		if !strings.Contains(example, text) {
			t.Fatalf("%s is not in the example", text)
		}
		example = strings.Replace(example, text, local, 1)
	}
	return example
}

// buildExample makes a program of it, as if its file were in this module.
func buildExample(t *testing.T, source string) string {
	t.Helper()
	folder := t.TempDir()
	file := filepath.Join(folder, "main.go")
	overlay := filepath.Join(folder, "overlay.json")
	replaced, err := json.Marshal(map[string]any{
		"Replace": map[string]string{filepath.Join(rig.Root(), "cmd", "example", "main.go"): file},
	})
	if err != nil {
		t.Fatal(err)
	}
	for path, text := range map[string][]byte{file: []byte(source), overlay: replaced} {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	program := filepath.Join(folder, "example")
	build := exec.Command("go", "build", "-overlay", overlay, "-o", program, "./cmd/example")
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	return program
}

// run ends the program, run in the folder, when it has printed a line with each of the patterns.
func run(t *testing.T, folder, program string, wanted ...*regexp.Regexp) {
	t.Helper()
	command := exec.Command("timeout", "20", program)
	command.Dir = folder
	output, err := command.StdoutPipe()
	if err == nil {
		err = command.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = command.Process.Signal(os.Interrupt) // timeout hands it on.
		_ = command.Wait()
	}()
	lines := bufio.NewScanner(output)
	for len(wanted) > 0 && lines.Scan() {
		line := lines.Text()
		if strings.Contains(line, "missed") {
			t.Error(line)
		}
		for i, pattern := range wanted {
			if pattern.MatchString(line) {
				wanted = append(wanted[:i], wanted[i+1:]...)
				break
			}
		}
	}
	if len(wanted) > 0 {
		t.Errorf("never printed: %v", wanted)
	}
}
