package tickgate

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

type script struct {
	Topic            string       `json:"topic"`
	WatchesHeartbeat bool         `json:"watches_heartbeat"`
	Steps            []scriptStep `json:"steps"`
}

type scriptStep struct {
	AtMs  int64                      `json:"at_ms"`
	Topic string                     `json:"topic"`
	Frame string                     `json:"frame"`
	Then  map[string]json.RawMessage `json:"then"`
}

// The reader does what the reader scripts say, step by step.
func TestReaderScripts(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(vectors, "readers", "*.json"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".json"), func(t *testing.T) {
			runScript(t, readScript(t, path))
		})
	}
}

func readScript(t *testing.T, path string) script {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var read script
	if err := json.Unmarshal(text, &read); err != nil {
		t.Fatal(err)
	}
	if len(read.Steps) == 0 {
		t.Fatal("no steps")
	}
	return read
}

func runScript(t *testing.T, script script) {
	reader, err := NewReader(script.Topic)
	if err != nil {
		t.Fatal(err)
	}
	if script.WatchesHeartbeat {
		reader.WatchHeartbeat(0)
	}
	for number, step := range script.Steps {
		found := held(reader, runStep(t, reader, step))
		wanted := map[string]any{"tells": []any{}, "trades": []any{}, "resubscribe": false}
		for key, value := range step.Then {
			wanted[key] = parsed(t, value)
		}
		for key, value := range wanted {
			if had := parsed(t, marshal(t, found[key])); !reflect.DeepEqual(had, value) {
				t.Errorf("step %d, %s: found %v, wanted %v", number, key, had, value)
			}
		}
	}
}

// runStep looks at the time first, then at the message.
func runStep(t *testing.T, reader *Reader, step scriptStep) Step {
	t.Helper()
	told := reader.Tick(step.AtMs)
	if step.Topic == "" {
		return told
	}
	frame, err := hex.DecodeString(step.Frame)
	if err != nil {
		t.Fatal(err)
	}
	message, err := Decode(step.Topic, frame)
	if errors.Is(err, ErrUnknown) || errors.Is(err, ErrMalformed) {
		return told
	}
	more := reader.Take(message, step.AtMs)
	return Step{append(told.Items, more.Items...), told.Resubscribe || more.Resubscribe}
}

// held is what the reader holds and told, in the words of a script.
func held(reader *Reader, step Step) map[string]any {
	tells, trades := []map[string]any{}, []string{}
	for _, item := range step.Items {
		switch item := item.(type) {
		case *Restart:
			tells = append(tells, map[string]any{"kind": "restart", "epoch": item.Epoch})
		case *Hole:
			tells = append(tells, map[string]any{"kind": "hole", "from": item.First, "to": item.Last})
		case *Gap:
			tells = append(tells, map[string]any{"kind": "gap", "cause": item.Cause})
		case *Silence:
			tells = append(tells, map[string]any{"kind": "silence"})
		case *Trades:
			for _, trade := range item.Trades {
				trades = append(trades, trade.ID)
			}
		}
	}
	found := map[string]any{
		"epoch": reader.Epoch(), "seq": reader.Seq(), "resubscribe": step.Resubscribe, "tells": tells, "trades": trades,
	}
	if book := reader.Book(); book != nil {
		found["state"] = "waiting"
		if book.Valid() {
			found["state"] = "valid"
			found["u"] = book.Last().U
			found["bids"] = book.Bids()
			found["asks"] = book.Asks()
		}
	}
	return found
}

func marshal(t *testing.T, value any) []byte {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func parsed(t *testing.T, text []byte) any {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		t.Fatal(err)
	}
	return normal(value)
}

func TestNoReaderOfAPrefix(t *testing.T) {
	for _, topic := range []string{
		"", "bybit.", "bybit.linear.trade.", StatusTopic, HeartbeatTopic, "bybit.linear.trade.BTCUSDT",
		"bybit.linear.depth.50.", "bybit.linear.depth.x.BTCUSDT.", "bybit..trade.BTCUSDT.", "other.linear.trade.BTCUSDT.",
	} {
		if _, err := NewReader(topic); err == nil {
			t.Errorf("a reader of %q", topic)
		}
	}
	for _, topic := range []string{TradeTopic("linear", "BTCUSDT"), DepthTopic("linear", "BTCUSDT", 50)} {
		if reader, err := NewReader(topic); err != nil || reader.Topic() != topic {
			t.Errorf("%q: %v", topic, err)
		}
	}
}
