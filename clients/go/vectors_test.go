package tickgate

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
)

// Each golden vector decodes to all that the JSON beside it says, and to nothing else.
func TestVectors(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(vectors, "*.msgpack"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no vectors: %v", err)
	}
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".msgpack")
		t.Run(name, func(t *testing.T) {
			frame, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			message, err := Decode("topic.", frame)
			if name == "future_type" {
				if !errors.Is(err, ErrUnknown) {
					t.Fatalf("an unknown type: %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			wanted := readJSON(t, strings.TrimSuffix(path, "msgpack")+"json")
			found := asJSON(t, message)
			if !reflect.DeepEqual(found, wanted) {
				t.Errorf("found  %v\nwanted %v", found, wanted)
			}
		})
	}
}

// asJSON is the message as a vector writes it.
func asJSON(t *testing.T, message Message) map[string]any {
	t.Helper()
	text, err := json.Marshal(message)
	if err != nil {
		t.Fatal(err)
	}
	found := parseJSON(t, text)
	if found["topic"] != "topic." {
		t.Errorf("topic is %v", found["topic"])
	}
	delete(found, "topic")
	switch message := message.(type) {
	case *Trades:
		found["type"] = "trades"
	case *Gap:
		found["type"] = "gap"
	case *Status:
		found["type"] = "status"
	case *Heartbeat:
		found["type"] = "heartbeat"
	case *Event:
		found["type"] = "event"
		for key, value := range message.Fields {
			found[key] = fieldAsJSON(value)
		}
		delete(found, "fields")
	}
	return found
}

func fieldAsJSON(value any) any {
	if whole, isWhole := value.(int64); isWhole {
		return json.Number(strconv.FormatInt(whole, 10))
	}
	return value
}

// readJSON reads the JSON of a vector, without what a reader of this version must ignore.
func readJSON(t *testing.T, path string) map[string]any {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	wanted := parseJSON(t, text)
	if wanted["v"] != json.Number("1") {
		t.Fatalf("v is %v", wanted["v"])
	}
	for key := range wanted {
		if key == "v" || strings.HasPrefix(key, "future_") {
			delete(wanted, key)
		}
	}
	return wanted
}

// parseJSON keeps integers digit by digit, and makes doubles of all other numbers.
func parseJSON(t *testing.T, text []byte) map[string]any {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var parsed map[string]any
	if err := decoder.Decode(&parsed); err != nil {
		t.Fatal(err)
	}
	return normal(parsed).(map[string]any)
}

// normal writes each number the same way. The JSON of a double that is whole may have lost its point.
func normal(value any) any {
	switch value := value.(type) {
	case map[string]any:
		for key := range value {
			value[key] = normal(value[key])
		}
	case []any:
		for i := range value {
			value[i] = normal(value[i])
		}
	case json.Number:
		if strings.ContainsAny(value.String(), ".eE") {
			float, err := value.Float64()
			if err == nil && float == float64(int64(float)) {
				return json.Number(strconv.FormatInt(int64(float), 10))
			}
			return float
		}
	}
	return value
}

// The largest integers of the contract, and a double that is not whole, in the types of the client.
func TestBigValues(t *testing.T) {
	frame, err := os.ReadFile(filepath.Join(vectors, "big_string.msgpack"))
	if err != nil {
		t.Fatal(err)
	}
	delta := mustDecode(t, "topic.", frame).(*Depth)
	const largest = 1<<63 - 1
	if delta.Epoch != largest || delta.Seq != largest || delta.U != largest || *delta.XSeq != largest {
		t.Errorf("%+v", delta)
	}
	if delta.TsEvent.Time().UnixNano() != largest || delta.TsEvent.Time().Nanosecond() != 854775807 {
		t.Errorf("ts_event is %v", delta.TsEvent.Time())
	}
	if text := delta.Bids[0].Price.String(); text != "123456789.123456789" {
		t.Errorf("price is %s", text)
	}
	if float := delta.Asks[0].Size.Float64(); float != 1e-18 {
		t.Errorf("size is %v", float)
	}
}
