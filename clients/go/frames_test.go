package tickgate

import (
	"testing"

	"github.com/vmihailenco/msgpack/v5"
)

const (
	tradesName = "bybit.linear.trade.BTCUSDT."
	bookName   = "bybit.linear.depth.50.BTCUSDT."
	vectors    = "../../proto/vectors"
	epoch      = int64(1790000000000)
	nanos      = int64(1790000000000000000)
)

// keys are the keys of a map, to be changed by a test.
type keys map[string]any

// with is a copy with other values.
func (k keys) with(others keys) keys {
	changed := keys{}
	for key, value := range k {
		changed[key] = value
	}
	for key, value := range others {
		changed[key] = value
	}
	return changed
}

func (k keys) without(left string) keys {
	changed := k.with(nil)
	delete(changed, left)
	return changed
}

func pack(t *testing.T, value any) []byte {
	t.Helper()
	frame, err := msgpack.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return frame
}

func bodyOf(kind string, seq int64) keys {
	return keys{
		"v": 1, "type": kind, "epoch": epoch, "seq": seq, "ts_recv": nanos, "ts_pub": nanos,
		"category": "linear", "symbol": "BTCUSDT",
	}
}

func snapshotOf(seq int64, cause string) keys {
	return bodyOf("snapshot", seq).with(keys{
		"ts_exchange": nanos, "depth": 50, "u": seq, "cause": cause,
		"bids": []any{[]any{100.0, 1.0}}, "asks": []any{[]any{101.0, 2.0}},
	})
}

func deltaOf(seq int64) keys {
	return bodyOf("delta", seq).with(keys{
		"ts_exchange": nanos, "depth": 50, "u": seq, "bids": []any{[]any{99.0, 3.0}}, "asks": []any{},
	})
}

func tradeOf() keys {
	return keys{"id": "t1", "ts_event": nanos, "side": "buy", "price": 100.5, "size": 0.5}
}

func tradesOf(seq int64, trades ...any) keys {
	return bodyOf("trades", seq).with(keys{"ts_exchange": nanos, "trades": trades})
}

func gatewayOf(name string) keys {
	return keys{
		"name": name, "isolation": "process", "state": "live", "pid": 1, "epoch": epoch, "endpoint": "ipc://x",
		"restarts": 2, "last_exit": keys{"reason": "none", "code": 3, "signal": 4, "at": 0}, "connected": true,
		"events": 5, "published": 6, "error_count": 7, "queue_size": 8, "reconnects": 9,
	}
}

func mustDecode(t *testing.T, topic string, frame []byte) Message {
	t.Helper()
	message, err := Decode(topic, frame)
	if err != nil {
		t.Fatal(err)
	}
	return message
}
