package tickgate

import (
	"errors"

	"github.com/vmihailenco/msgpack/v5/msgpcode"
)

// ErrMalformed is what [Decode] returns of bytes that are not a message of the contract; its text says why.
var ErrMalformed = errors.New("malformed message")

// ErrUnknown is what [Decode] returns of a version or a type that this client does not know. Skip such a message.
var ErrUnknown = errors.New("unknown version or type of message")

const (
	contractVersion = 1
	frameMax        = 8 << 20 // bytes
)

// Decode reads the second frame of a message of a topic. The error is an [ErrMalformed] or an [ErrUnknown].
func Decode(topic string, frame []byte) (Message, error) {
	in := newInput(frame)
	if len(frame) > frameMax {
		in.fail("%d bytes are more than a frame may have", len(frame))
	}
	f := in.fields("the frame")
	if in.err == nil && in.bytes.Len() > 0 {
		in.fail("%d bytes behind the message", in.bytes.Len())
	}
	version := f.integer("v")
	if in.err == nil && version != contractVersion {
		return nil, ErrUnknown
	}
	message := decodeType(topic, f, f.text("type"))
	if in.err != nil {
		return nil, in.err
	}
	if message == nil {
		return nil, ErrUnknown
	}
	return message, nil
}

// decodeType returns nil of a type that is not known here.
func decodeType(topic string, f fields, name string) Message {
	switch name {
	case "trades":
		return decodeTrades(topic, f)
	case TypeSnapshot, TypeDelta:
		return decodeDepth(topic, f, name)
	case "gap":
		return decodeGap(topic, f)
	case "status":
		return decodeStatus(topic, f)
	case "heartbeat":
		return decodeHeartbeat(topic, f)
	case "event":
		return decodeEvent(topic, f)
	}
	return nil
}

func decodeHeader(topic string, f fields) Header {
	return Header{
		Topic: topic,
		Epoch: f.integer("epoch"),
		Seq:   f.integer("seq"),
		TsPub: f.nanos("ts_pub"),
	}
}

func decodeMarket(topic string, f fields) Market {
	return Market{
		Header:    decodeHeader(topic, f),
		TsRecv:    f.nanos("ts_recv"),
		Simulated: orZero(f, "simulated", (*input).boolean),
		Category:  f.text("category"),
		Symbol:    f.text("symbol"),
	}
}

func decodeTrades(topic string, f fields) *Trades {
	trades := &Trades{
		Market:     decodeMarket(topic, f),
		TsExchange: f.nanos("ts_exchange"),
		Recovered:  orZero(f, "recovered", (*input).boolean),
		Trades: required(f, "trades", func(in *input, key string) []Trade {
			return list(in, key, decodeTrade)
		}),
	}
	if len(trades.Trades) == 0 {
		f.in.fail("trades is empty")
	}
	return trades
}

func decodeTrade(in *input, key string) Trade {
	f := in.fields(key)
	end := in.offset()
	trade := Trade{
		ID:         f.text("id"),
		TsEvent:    f.nanos("ts_event"),
		Side:       orZero(f, "side", decodeSide),
		Price:      required(f, "price", (*input).number),
		Size:       required(f, "size", (*input).size),
		Tick:       orZero(f, "tick", (*input).text),
		Block:      optional(f, "block", (*input).boolean),
		RPI:        optional(f, "rpi", (*input).boolean),
		XSeq:       optional(f, "xseq", (*input).integer),
		MarkPrice:  optional(f, "mark_price", (*input).number),
		IndexPrice: optional(f, "index_price", (*input).number),
		MarkIV:     optional(f, "mark_iv", (*input).number),
		IV:         optional(f, "iv", (*input).number),
	}
	in.seek(end)
	return trade
}

func decodeSide(in *input, key string) string {
	side := in.text(key)
	if side != "buy" && side != "sell" {
		in.fail("%s is neither buy nor sell", key)
	}
	return side
}

func decodeDepth(topic string, f fields, name string) *Depth {
	depth := &Depth{
		Market:     decodeMarket(topic, f),
		Type:       name,
		TsExchange: f.nanos("ts_exchange"),
		Depth:      f.integer("depth"),
		TsEvent:    orZero(f, "ts_event", (*input).nanos),
		U:          f.integer("u"),
		XSeq:       optional(f, "xseq", (*input).integer),
		Bids:       required(f, "bids", (*input).levels),
		Asks:       required(f, "asks", (*input).levels),
	}
	if name == TypeSnapshot {
		depth.Cause = f.text("cause")
	}
	return depth
}

func decodeGap(topic string, f fields) *Gap {
	return &Gap{
		Market:    decodeMarket(topic, f),
		Depth:     orZero(f, "depth", (*input).integer),
		Cause:     f.text("cause"),
		Since:     orZero(f, "since", (*input).nanos),
		Complete:  optional(f, "complete", (*input).boolean),
		Final:     orZero(f, "final", (*input).boolean),
		HoleFrom:  orZero(f, "hole_from", (*input).nanos),
		HoleUntil: orZero(f, "hole_until", (*input).nanos),
	}
}

func decodeStatus(topic string, f fields) *Status {
	return &Status{
		Header:    decodeHeader(topic, f),
		TsRecv:    f.nanos("ts_recv"),
		Simulated: orZero(f, "simulated", (*input).boolean),
		Topics:    required(f, "topics", decodeTopics),
	}
}

func decodeTopics(in *input, key string) map[string]TopicStatus {
	named := in.fields(key)
	topics := make(map[string]TopicStatus, len(named.values))
	for _, value := range named.values {
		in.seek(value.offset)
		f := in.fields(value.name)
		topics[value.name] = TopicStatus{
			Seq:       f.integer("seq"),
			State:     f.text("state"),
			LastEvent: orZero(f, "last_event", (*input).nanos),
		}
	}
	return topics
}

func decodeHeartbeat(topic string, f fields) *Heartbeat {
	return &Heartbeat{
		Header:    decodeHeader(topic, f),
		Simulated: f.boolean("simulated"),
		PID:       f.integer("pid"),
		UptimeS:   f.integer("uptime_s"),
		Version:   f.text("version"),
		Numbers:   f.text("numbers"),
		Gateways: required(f, "gateways", func(in *input, key string) []Gateway {
			return list(in, key, decodeGateway)
		}),
	}
}

func decodeGateway(in *input, key string) Gateway {
	f := in.fields(key)
	end := in.offset()
	gateway := Gateway{
		Name:                  f.text("name"),
		Isolation:             f.text("isolation"),
		State:                 f.text("state"),
		PID:                   f.integer("pid"),
		Epoch:                 f.integer("epoch"),
		Endpoint:              f.text("endpoint"),
		Restarts:              f.integer("restarts"),
		LastExit:              required(f, "last_exit", decodeLastExit),
		Connected:             f.boolean("connected"),
		SecondsSinceLastEvent: optional(f, "seconds_since_last_event", (*input).finite),
		Events:                f.integer("events"),
		Published:             f.integer("published"),
		ErrorCount:            f.integer("error_count"),
		QueueSize:             f.integer("queue_size"),
		Reconnects:            f.integer("reconnects"),
		BackoffUntil:          orZero(f, "backoff_until", (*input).nanos),
		Topics:                orZero(f, "topics", decodeCounts),
	}
	in.seek(end)
	return gateway
}

// decodeCounts reads counts by words that are not the contract's.
func decodeCounts(in *input, key string) map[string]int64 {
	named := in.fields(key)
	counts := make(map[string]int64, len(named.values))
	for _, value := range named.values {
		in.seek(value.offset)
		counts[value.name] = in.integer(value.name)
	}
	return counts
}

func decodeLastExit(in *input, key string) LastExit {
	f := in.fields(key)
	return LastExit{
		Reason: f.text("reason"),
		Code:   f.integer("code"),
		Signal: f.integer("signal"),
		At:     f.nanos("at"),
	}
}

func decodeEvent(topic string, f fields) *Event {
	event := &Event{
		Header:    decodeHeader(topic, f),
		TsRecv:    f.nanos("ts_recv"),
		Simulated: orZero(f, "simulated", (*input).boolean),
		Event:     f.text("event"),
		Level:     f.text("level"),
		Fields:    map[string]any{},
	}
	for _, value := range f.values {
		if !isKeyOfEveryEvent(value.name) {
			f.in.seek(value.offset)
			addField(event.Fields, f.in, value.name)
		}
	}
	return event
}

func isKeyOfEveryEvent(key string) bool {
	switch key {
	case "v", "type", "epoch", "seq", "ts_recv", "ts_pub", "simulated", "event", "level":
		return true
	}
	return false
}

// addField adds a field of a type that events have; any other is of a later version.
func addField(values map[string]any, in *input, key string) {
	switch code := in.code(); {
	case msgpcode.IsString(code):
		values[key] = in.text(key)
	case isInteger(code):
		values[key] = in.signed(key)
	case code == msgpcode.Double:
		values[key] = in.float(key)
	case code == msgpcode.True || code == msgpcode.False:
		values[key] = in.boolean(key)
	}
}
