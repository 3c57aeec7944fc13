package tickgate

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"math/rand"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/vmihailenco/msgpack/v5"
)

func wantMalformed(t *testing.T, topic string, frame []byte, about string) {
	t.Helper()
	message, err := Decode(topic, frame)
	if !errors.Is(err, ErrMalformed) || !strings.Contains(fmt.Sprint(err), about) {
		t.Errorf("%v, %v; wanted an error about %q", message, err, about)
	}
}

func TestNotAMessage(t *testing.T) {
	good := pack(t, snapshotOf(1, "exchange"))
	for name, frame := range map[string][]byte{
		"empty":                        nil,
		"cut":                          good[:len(good)-3],
		"more behind":                  append(append([]byte{}, good...), 0),
		"reserved byte":                {0xc1},
		"key that is not UTF-8":        []byte("\x82\xa1v\x01\xa1\xff\x01"),
		"map that promises too much":   []byte("\xdf\xff\xff\xff\xff"),
		"array that promises too much": []byte("\x81\xa1v\xdd\xff\xff\xff\xff"),
		"text that promises too much":  []byte("\x81\xa1v\xdb\xff\xff\xff\xff"),
		"nested without end":           append([]byte("\x82\xa1v\x01\xa1x"), bytes.Repeat([]byte{0x91}, frameMax-10)...),
		"key that is not text":         []byte("\x81\x01\x01"),
		"array":                        pack(t, []int{1, 2}),
		"nil":                          pack(t, nil),
		"extension":                    []byte("\xd4\x05\x00"),
		"no v":                         pack(t, keys{"type": "trades"}),
		"v of the wrong type":          pack(t, snapshotOf(1, "exchange").with(keys{"v": "1"})),
		"no type":                      pack(t, keys{"v": 1}),
		"too large":                    pack(t, snapshotOf(1, "exchange").with(keys{"x": strings.Repeat("x", frameMax)})),
	} {
		t.Run(name, func(t *testing.T) { wantMalformed(t, bookName, frame, "") })
	}
}

func TestWrongValues(t *testing.T) {
	pair := func(price, size any) []any { return []any{[]any{price, size}} }
	snapshot := snapshotOf(1, "exchange")
	for _, wrong := range []keys{
		{"epoch": -1}, {"epoch": true}, {"epoch": uint64(1 << 63)}, {"seq": 1.0}, {"seq": nil}, {"seq": float32(1)},
		{"ts_pub": "1"}, {"simulated": 1}, {"symbol": 7}, {"symbol": []byte("x")}, {"symbol": "\xff"}, {"ts_event": nil},
		{"xseq": nil}, {"cause": 1}, {"bids": keys{}}, {"bids": nil}, {"bids": pair(1.0, nil)}, {"bids": []any{1.0}},
		{"bids": []any{[]any{1.0}}}, {"bids": []any{[]any{1.0, 1.0, 1.0}}}, {"bids": pair(1, 1.0)},
		{"bids": pair(math.NaN(), 1.0)}, {"bids": pair(math.Inf(1), 1.0)}, {"bids": pair(1.0, -1.0)},
		{"bids": pair("1", "-1")}, {"bids": pair("1e5", "1")}, {"bids": pair("NaN", "1")}, {"bids": pair("1_0", "1")},
		{"bids": pair(" 1", "1")}, {"bids": pair("1.", "1")}, {"bids": pair(".1", "1")}, {"bids": pair("", "1")},
		{"bids": pair("--1", "1")}, {"bids": pair("٣", "1")}, {"bids": pair("0x1", "1")},
		{"asks": pair("1234567890123456789", "1")},
	} {
		for key, value := range wrong {
			t.Run(fmt.Sprintf("%s %v", key, value), func(t *testing.T) {
				wantMalformed(t, bookName, pack(t, snapshot.with(wrong)), key)
			})
		}
	}
	mustDecode(t, bookName, pack(t, snapshot))
}

func TestWrongTrades(t *testing.T) {
	for _, wrong := range []keys{
		{"id": 5}, {"side": "Buy"}, {"side": nil}, {"price": 1}, {"price": "1e3"}, {"size": -1.0}, {"size": nil},
		{"tick": 1}, {"block": 0}, {"xseq": -5}, {"iv": "x"}, {"ts_event": uint64(math.MaxUint64)},
	} {
		for key := range wrong {
			wantMalformed(t, tradesName, pack(t, tradesOf(1, tradeOf().with(wrong))), key)
		}
	}
	for _, trades := range []any{[]any{}, []any{1}, nil, keys{}} {
		wantMalformed(t, tradesName, pack(t, tradesOf(1).with(keys{"trades": trades})), "trades")
	}
	mustDecode(t, tradesName, pack(t, tradesOf(1, tradeOf())))
}

func TestWrongTopicsOfAGateway(t *testing.T) {
	for _, wrong := range []struct {
		topics any
		about  string
	}{
		{nil, "topics is not a map"}, {[]any{}, "topics is not a map"}, {"live", "topics is not a map"},
		{keys{"live": -1}, "live is not from 0"}, {keys{"live": 1.0}, "live is not an integer"},
		{keys{"live": nil}, "live is not an integer"}, {keys{"live": uint64(1 << 63)}, "live is not from 0"},
		{keys{"of_tomorrow": "1"}, "of_tomorrow is not an integer"}, {map[int]int{1: 1}, "a key is not text"},
		{msgpack.RawMessage("\x81\xc4\x01x\x01"), "a key is not text"},
	} {
		gateway := gatewayOf("first").with(keys{"topics": wrong.topics})
		wantMalformed(t, HeartbeatTopic, pack(t, heartbeatOf(1).with(keys{"gateways": []any{gateway}})), wrong.about)
	}
}

func TestTopicsOfAGatewayAreCountedInAnyState(t *testing.T) {
	counted := gatewayOf("first").with(keys{"topics": keys{"live": 2, "of_tomorrow": 1}})
	body := heartbeatOf(1).with(keys{"gateways": []any{counted, gatewayOf("second")}})
	gateways := mustDecode(t, HeartbeatTopic, pack(t, body)).(*Heartbeat).Gateways
	if wanted := (map[string]int64{"live": 2, "of_tomorrow": 1}); !reflect.DeepEqual(gateways[0].Topics, wanted) {
		t.Errorf("found %v, wanted %v", gateways[0].Topics, wanted)
	}
	if gateways[1].Name != "second" || gateways[1].Topics != nil {
		t.Errorf("%+v", gateways[1])
	}
}

func TestMissingKeys(t *testing.T) {
	snapshot := snapshotOf(1, "exchange")
	for key := range snapshot {
		wantMalformed(t, bookName, pack(t, snapshot.without(key)), key+" is missing")
	}
	trade := tradeOf()
	for key := range trade.without("side") {
		wantMalformed(t, tradesName, pack(t, tradesOf(1, trade.without(key))), key+" is missing")
	}
}

func TestWhatIsNotKnownIsSkipped(t *testing.T) {
	snapshot := snapshotOf(1, "exchange")
	for _, body := range []keys{snapshot.with(keys{"v": 2}), {"v": 2}, {"v": 2, "seq": "one"}, snapshot.with(keys{"type": "x"})} {
		if message, err := Decode(bookName, pack(t, body)); !errors.Is(err, ErrUnknown) {
			t.Errorf("%v: %v, %v", body, message, err)
		}
	}
}

func TestKeysThatAreNotKnownAreIgnored(t *testing.T) {
	more := keys{
		"new": keys{"a": []any{1, nil, uint64(math.MaxUint64), float32(1)}}, "extension": msgpack.RawMessage("\xd4\x05\x00"),
	}
	wanted := mustDecode(t, bookName, pack(t, snapshotOf(1, "exchange")))
	if found := mustDecode(t, bookName, pack(t, snapshotOf(1, "exchange").with(more))); !reflect.DeepEqual(found, wanted) {
		t.Errorf("found %v, wanted %v", found, wanted)
	}
	wanted = mustDecode(t, tradesName, pack(t, tradesOf(1, tradeOf(), tradeOf())))
	found := mustDecode(t, tradesName, pack(t, tradesOf(1, tradeOf().with(more), tradeOf().with(more))))
	if !reflect.DeepEqual(found, wanted) {
		t.Errorf("found %v, wanted %v", found, wanted)
	}
}

// Keys come in any order: here in that of Go's maps, which is another one each time.
func TestKeysComeInAnyOrder(t *testing.T) {
	for i := 0; i < 50; i++ {
		counted := gatewayOf("first").with(keys{"topics": keys{"live": 10, "gone": 11}})
		body := heartbeatOf(1).with(keys{"gateways": []any{counted, gatewayOf("second")}})
		heartbeat := mustDecode(t, HeartbeatTopic, pack(t, body)).(*Heartbeat)
		first, second := heartbeat.Gateways[0], heartbeat.Gateways[1]
		if first.Name != "first" || second.Name != "second" || second.LastExit.Signal != 4 || second.Reconnects != 9 ||
			first.Reconnects != 9 || first.Topics["gone"] != 11 {
			t.Fatalf("%+v", heartbeat.Gateways)
		}
	}
}

// Damage makes a message or an ErrMalformed or an ErrUnknown, and nothing worse.
func TestRandomDamage(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(vectors, "*.msgpack"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no vectors: %v", err)
	}
	chance := rand.New(rand.NewSource(1))
	good, broken := 0, 0
	for i := 0; i < 20_000; i++ {
		frame, err := os.ReadFile(paths[i%len(paths)])
		if err != nil {
			t.Fatal(err)
		}
		for damage := chance.Intn(4); damage >= 0; damage-- {
			frame[chance.Intn(len(frame))] = byte(chance.Intn(256))
		}
		switch _, err := Decode(bookName, frame); {
		case err == nil || errors.Is(err, ErrUnknown):
			good++
		case errors.Is(err, ErrMalformed):
			broken++
		default:
			t.Fatalf("%x: %v", frame, err)
		}
	}
	if good == 0 || broken == 0 {
		t.Errorf("%d good, %d broken", good, broken)
	}
}
