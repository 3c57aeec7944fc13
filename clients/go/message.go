package tickgate

import (
	"encoding/json"
	"fmt"
	"time"
)

// Nanos is a time: nanoseconds since 1970 UTC. Where a field says "optional", 0 means that it was left out.
type Nanos int64

// Time is the same instant, exact, in UTC.
func (n Nanos) Time() time.Time { return time.Unix(0, int64(n)).UTC() }

// Item is what a [Client] hands over: a message ([*Trades], [*Depth], [*Gap], [*Status], [*Heartbeat], [*Event]) or
// something that the client noticed ([*Hole], [*Restart], [*Silence], [*Broken]).
type Item interface{ isItem() }

// Message is a decoded message of the gateway.
type Message interface {
	Item
	isMessage()
}

// Header is what every message has. The JSON of a message has the keys of the contract, and its topic.
type Header struct {
	Topic string `json:"topic"`
	// Epoch tells the incarnations of a gateway apart, by its start in milliseconds since 1970 UTC.
	Epoch int64 `json:"epoch"`
	// Seq is the number of the message in its topic and epoch.
	Seq int64 `json:"seq"`
	// TsPub is when the message was handed to the gateway's socket.
	TsPub Nanos `json:"ts_pub"`
}

func (*Header) isItem()    {}
func (*Header) isMessage() {}

// Market is what messages of a market have besides.
type Market struct {
	Header
	// TsRecv is when the first byte was read from the exchange; of a gap when the hole was noticed.
	TsRecv Nanos `json:"ts_recv"`
	// Simulated: it was made by a simulated exchange.
	Simulated bool `json:"simulated,omitempty"`
	// Category is spot, linear, inverse or option.
	Category string `json:"category"`
	Symbol   string `json:"symbol"`
}

// Trades are trades of one symbol, in match order, at least one.
type Trades struct {
	Market
	// TsExchange is when the exchange sent them.
	TsExchange Nanos   `json:"ts_exchange"`
	Trades     []Trade `json:"trades"`
	// Recovered: they were fetched after an interruption.
	Recovered bool `json:"recovered,omitempty"`
}

// Trade is one trade. Pointers are nil, and texts empty, where the exchange does not say.
type Trade struct {
	// ID is unique in category and symbol.
	ID string `json:"id"`
	// TsEvent is when it was matched.
	TsEvent Nanos `json:"ts_event"`
	// Side is what the taker did: buy or sell.
	Side  string `json:"side,omitempty"`
	Price Number `json:"price"`
	// Size is in the exchange's unit: base coin; of inverse, contracts in USD. It is not negative.
	Size Number `json:"size"`
	// Tick is PlusTick, ZeroPlusTick, MinusTick or ZeroMinusTick.
	Tick  string `json:"tick,omitempty"`
	Block *bool  `json:"block,omitempty"`
	// RPI tells a retail price improvement trade.
	RPI *bool `json:"rpi,omitempty"`
	// XSeq is the exchange's cross sequence: the same for all fills of one taker order.
	XSeq *int64 `json:"xseq,omitempty"`
	// The next four are of options; volatilities of 0.45 are 45 %.
	MarkPrice  *Number `json:"mark_price,omitempty"`
	IndexPrice *Number `json:"index_price,omitempty"`
	MarkIV     *Number `json:"mark_iv,omitempty"`
	IV         *Number `json:"iv,omitempty"`
}

// String is like "buy 0.5 at 86723.5".
func (t Trade) String() string {
	side := t.Side
	if side == "" {
		side = "trade"
	}
	return fmt.Sprintf("%s %v at %v", side, t.Size, t.Price)
}

// Level is a price of a book and what waits there. In a delta, size 0 deletes the price.
type Level struct {
	Price, Size Number
}

// String is like "0.5 at 86723.5".
func (l Level) String() string { return fmt.Sprintf("%v at %v", l.Size, l.Price) }

// MarshalJSON writes the pair [price, size].
func (l Level) MarshalJSON() ([]byte, error) { return json.Marshal([2]Number{l.Price, l.Size}) }

// The two types of a [Depth].
const (
	TypeSnapshot = "snapshot"
	TypeDelta    = "delta"
)

// Depth is a whole book or a change of one. When a client hands it over, its [Book] has it already.
type Depth struct {
	Market
	// Type is TypeSnapshot or TypeDelta.
	Type string `json:"type"`
	// TsExchange is when the exchange sent it.
	TsExchange Nanos `json:"ts_exchange"`
	// Depth is how many levels a side the topic has at most.
	Depth int64 `json:"depth"`
	// Cause is why a snapshot came: exchange, resync, subscribe or periodic. Deltas have none.
	Cause string `json:"cause,omitempty"`
	// TsEvent is when the matching engine made this state. Optional.
	TsEvent Nanos `json:"ts_event,omitempty"`
	// U is the exchange's update id of the topic.
	U int64 `json:"u"`
	// XSeq is the exchange's cross sequence, comparable with that of the symbol's trades; nil where it was left out.
	XSeq *int64 `json:"xseq,omitempty"`
	// Bids and Asks are all levels of a snapshot, best first, or the changed ones of a delta, in any order.
	Bids []Level `json:"bids"`
	Asks []Level `json:"asks"`
}

// isNews tells of a snapshot whether it has a number of its own; any other repeats what was already numbered.
func (d *Depth) isNews() bool { return d.Cause == "exchange" || d.Cause == "resync" }

// Gap says that the gateway itself missed something. A book waits for its next snapshot; of trades some may be missing.
type Gap struct {
	Market
	// Depth is that of the topic; 0 of trades.
	Depth int64 `json:"depth,omitempty"`
	// Cause is what happened: disconnected, update_id, crossed, malformed, restarted, or one of a later version.
	Cause string `json:"cause"`
	// Since is when the topic's last good message was received. Optional.
	Since Nanos `json:"since,omitempty"`
	// Complete says of trades whether the hole is closed by now; nil of books.
	Complete *bool `json:"complete,omitempty"`
	// Final says of trades that this is how the holes ended that gaps before have told.
	Final bool `json:"final,omitempty"`
	// HoleFrom and HoleUntil are when the trades around what is missing were matched, where it could not be fetched.
	// Optional.
	HoleFrom  Nanos `json:"hole_from,omitempty"`
	HoleUntil Nanos `json:"hole_until,omitempty"`
}

// Status tells the last number of topics.
type Status struct {
	Header
	TsRecv    Nanos                  `json:"ts_recv"`
	Simulated bool                   `json:"simulated,omitempty"`
	Topics    map[string]TopicStatus `json:"topics"`
}

// TopicStatus is one topic in a [Status].
type TopicStatus struct {
	// Seq is the number of the topic's last message; 0 before the first.
	Seq int64 `json:"seq"`
	// State is live, quiet, stale, rejected, or one of a later version.
	State string `json:"state"`
	// LastEvent is when its last event was received. Optional.
	LastEvent Nanos `json:"last_event,omitempty"`
}

// Heartbeat comes once a second from the supervisor, also while every gateway is down.
type Heartbeat struct {
	Header
	// Simulated: a gateway's exchange is a simulation.
	Simulated bool `json:"simulated"`
	// PID is that of the daemon, as are the next two.
	PID int64 `json:"pid"`
	// UptimeS is in seconds.
	UptimeS int64  `json:"uptime_s"`
	Version string `json:"version"`
	// Numbers is float64 or string: how prices and sizes are written.
	Numbers  string    `json:"numbers"`
	Gateways []Gateway `json:"gateways"`
}

// Gateway is one gateway in a [Heartbeat].
type Gateway struct {
	Name string `json:"name"`
	// Isolation is process or thread.
	Isolation string `json:"isolation"`
	// State is starting, connecting, live, silent, stopping, backoff, failed, or one of a later version.
	State string `json:"state"`
	// PID is 0 while the gateway is down.
	PID int64 `json:"pid"`
	// Epoch is that of its data messages.
	Epoch int64 `json:"epoch"`
	// Endpoint is its data socket.
	Endpoint string `json:"endpoint"`
	// Restarts counts the starts after the first.
	Restarts int64    `json:"restarts"`
	LastExit LastExit `json:"last_exit"`
	// Connected: the exchange confirmed all that it was asked for, refused topics apart.
	Connected bool `json:"connected"`
	// SecondsSinceLastEvent is nil where no market event came in this life.
	SecondsSinceLastEvent *float64 `json:"seconds_since_last_event,omitempty"`
	// The next five count in this life.
	Events     int64 `json:"events"`
	Published  int64 `json:"published"`
	ErrorCount int64 `json:"error_count"`
	QueueSize  int64 `json:"queue_size"`
	Reconnects int64 `json:"reconnects"`
	// BackoffUntil is when it will be started again, while a back-off runs. Optional.
	BackoffUntil Nanos `json:"backoff_until,omitempty"`
	// Topics counts its topics in each state, by the words of [TopicStatus]; nil where it was left out.
	Topics map[string]int64 `json:"topics,omitempty"`
}

// LastExit is how the incarnation before ended.
type LastExit struct {
	// Reason is none, returned, exited, signalled, hung, silent, failed, or one of a later version.
	Reason string `json:"reason"`
	Code   int64  `json:"code"`
	Signal int64  `json:"signal"`
	// At is 0 where none has ended.
	At Nanos `json:"at"`
}

// Event is an event of the daemon's log.
type Event struct {
	Header
	TsRecv    Nanos  `json:"ts_recv"`
	Simulated bool   `json:"simulated,omitempty"`
	Event     string `json:"event"`
	// Level is debug, info, warning or error.
	Level string `json:"level"`
	// Fields are the event's own: string, int64 (also negative), float64 or bool.
	Fields map[string]any `json:"fields"`
}
