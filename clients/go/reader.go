package tickgate

import "fmt"

// Times of the reader's rule, in milliseconds.
const (
	// olderMs: nothing but older epochs for so long means that the clock of the gateway's machine went back.
	olderMs = 5000
	// tailMs: a message that a status tells and that does not come for so long is lost.
	tailMs = 2000
	// silenceMs: without a heartbeat for so long the gateway is not believed to live.
	silenceMs = 3000
)

// Reader follows one topic of trades or of a book by the reader's rule, and knows what it missed. It has no socket and
// no clock: times are milliseconds of any clock that never goes back. Call [Reader.Tick] at least every 100 ms, and give
// [Reader.Take] the topic's own messages, every [Status] and every [Heartbeat].
type Reader struct {
	topic string
	book  *Book // nil of trades
	epoch int64
	seq   int64
	older older
	tail  tail

	watchesHeartbeat bool
	heartbeatMs      int64
	isSilent         bool
	isOver           bool // The incarnation of our epoch.
}

// older is since when nothing but older epochs came; not at all unless isSome.
type older struct {
	isSome  bool
	sinceMs int64
}

// tail is a number that a status told and that we do not have; none where seq is 0.
type tail struct {
	seq     int64
	sinceMs int64
}

// Step is what follows from one message or from time.
type Step struct {
	// Items are for the caller, in order: what was missed, then the message if it was taken.
	Items []Item
	// Resubscribe: ask the gateway for a snapshot of the topic.
	Resubscribe bool
}

func (s *Step) tell(item Item) { s.Items = append(s.Items, item) }

// NewReader follows a whole topic. It is an error if the topic is neither of trades nor of a book.
func NewReader(topic string) (*Reader, error) {
	reader := &Reader{topic: topic}
	switch kindOf(topic) {
	case tradesTopic:
	case bookTopic:
		reader.book = newBook(topic)
	default:
		return nil, fmt.Errorf("%q is not a topic of trades or of a book", topic)
	}
	return reader, nil
}

// WatchHeartbeat makes the reader tell a silence of 3 s, since then or since the last heartbeat, and one of a gateway that
// heartbeats know as down.
func (r *Reader) WatchHeartbeat(sinceMs int64) {
	r.watchesHeartbeat = true
	r.heartbeatMs = sinceMs
}

// Topic is the topic that the reader follows.
func (r *Reader) Topic() string { return r.topic }

// Epoch is that of the topic's incarnation; 0 before the first message.
func (r *Reader) Epoch() int64 { return r.epoch }

// Seq is the number up to which everything came or was told missing; 0 at the start of an epoch.
func (r *Reader) Seq() int64 { return r.seq }

// Book is the topic's book; nil of trades.
func (r *Reader) Book() *Book { return r.book }

// Tick lets time pass.
func (r *Reader) Tick(nowMs int64) Step {
	var step Step
	if r.tail.seq > 0 && nowMs-r.tail.sinceMs >= tailMs {
		r.loseTail(&step)
	}
	if r.watchesHeartbeat && !r.isSilent && nowMs-r.heartbeatMs >= silenceMs {
		r.isSilent = true
		r.tellSilence(&step)
	}
	return step
}

// Take takes a message of the topic, a status or a heartbeat. Any other is ignored.
func (r *Reader) Take(message Message, nowMs int64) Step {
	var step Step
	switch message := message.(type) {
	case *Heartbeat:
		r.takeHeartbeat(message, nowMs, &step)
	case *Status:
		r.takeStatus(message, nowMs)
	case *Trades:
		if r.book == nil && r.enter(&message.Header, false, nowMs, &step) {
			r.takeNumbered(message, message.Seq, &step)
		}
	case *Depth:
		isSnapshot := message.Type == TypeSnapshot
		if r.book != nil && r.enter(&message.Header, isSnapshot, nowMs, &step) {
			r.takeDepth(message, isSnapshot, &step)
		}
	case *Gap:
		if r.enter(&message.Header, false, nowMs, &step) && r.takeNumbered(message, message.Seq, &step) {
			r.wait()
		}
	}
	if r.seq >= r.tail.seq {
		r.tail = tail{}
	}
	return step
}

// enter makes the message's epoch ours; false where the message is to be ignored, as one of an older epoch.
func (r *Reader) enter(header *Header, isSnapshot bool, nowMs int64, step *Step) bool {
	if header.Epoch < r.epoch && !r.isOnlyOlder(nowMs) {
		return false
	}
	r.older = older{}
	if header.Epoch == r.epoch {
		return true
	}
	if r.epoch == 0 {
		r.join(header)
		return true
	}
	step.tell(&Restart{r.topic, header.Epoch})
	step.Resubscribe = r.isValid() && !isSnapshot
	r.epoch, r.seq, r.tail, r.isOver = header.Epoch, 0, tail{}, false
	r.wait()
	return true
}

// isOnlyOlder counts a message of an older epoch; true where nothing else came for too long.
func (r *Reader) isOnlyOlder(nowMs int64) bool {
	if !r.older.isSome {
		r.older = older{true, nowMs}
	}
	return nowMs-r.older.sinceMs >= olderMs
}

// join begins with the topic's first message: of trades nobody missed what came before.
func (r *Reader) join(header *Header) {
	r.epoch = header.Epoch
	if r.book == nil && header.Seq > 0 {
		r.seq = header.Seq - 1
	}
}

func (r *Reader) takeDepth(message *Depth, isSnapshot bool, step *Step) {
	if isSnapshot {
		r.takeSnapshot(message, step)
	} else if r.isValid() && message.Seq > r.seq {
		r.takeDelta(message, step)
	}
}

func (r *Reader) takeSnapshot(snapshot *Depth, step *Step) {
	if r.isSilent || r.isOver || r.isValid() && snapshot.Seq <= r.seq {
		return
	}
	if r.isValid() {
		last := snapshot.Seq
		if snapshot.isNews() {
			last--
		}
		r.tellHole(last, step)
	}
	r.seq = snapshot.Seq
	r.book.replace(snapshot)
	step.tell(snapshot)
}

func (r *Reader) takeDelta(delta *Depth, step *Step) {
	if delta.Seq > r.seq+1 {
		r.tellHole(delta.Seq-1, step)
		r.wait()
		step.Resubscribe = true
		return
	}
	r.seq = delta.Seq
	r.book.change(delta)
	step.tell(delta)
}

// takeNumbered takes trades, or a gap of either kind; false where it is not new.
func (r *Reader) takeNumbered(message Message, seq int64, step *Step) bool {
	if seq <= r.seq {
		return false
	}
	if r.book == nil || r.isValid() {
		r.tellHole(seq-1, step)
	}
	r.seq = seq
	step.tell(message)
	return true
}

func (r *Reader) takeStatus(status *Status, nowMs int64) {
	told := status.Topics[r.topic]
	isAwaited := r.book == nil || r.isValid()
	if status.Epoch == r.epoch && told.Seq > r.seq && r.tail.seq == 0 && isAwaited {
		r.tail = tail{told.Seq, nowMs}
	}
}

func (r *Reader) loseTail(step *Step) {
	r.tellHole(r.tail.seq, step)
	r.seq, r.tail = r.tail.seq, tail{}
	r.wait()
	step.Resubscribe = r.book != nil
}

func (r *Reader) takeHeartbeat(heartbeat *Heartbeat, nowMs int64, step *Step) {
	if !r.watchesHeartbeat {
		return
	}
	r.heartbeatMs = nowMs
	if r.isSilent {
		r.isSilent = false
		step.Resubscribe = r.book != nil
	}
	if !r.isOver && r.isKnownDown(heartbeat) {
		r.isOver = true
		r.tellSilence(step)
	}
}

// isKnownDown tells whether all gateways of our epoch, of which there is one at least, are down.
func (r *Reader) isKnownDown(heartbeat *Heartbeat) bool {
	isKnown := false
	for i := range heartbeat.Gateways {
		gateway := &heartbeat.Gateways[i]
		if gateway.Epoch != r.epoch {
			continue
		}
		if gateway.State != "backoff" && gateway.State != "failed" {
			return false
		}
		isKnown = true
	}
	return isKnown && r.epoch != 0
}

func (r *Reader) tellSilence(step *Step) {
	r.wait()
	step.tell(&Silence{r.topic})
}

func (r *Reader) tellHole(last int64, step *Step) {
	if last > r.seq {
		step.tell(&Hole{r.topic, r.epoch, r.seq + 1, last})
	}
}

func (r *Reader) isValid() bool { return r.book != nil && r.book.Valid() }

// wait makes a book wait for a snapshot; what a status told is no longer awaited then. Trades never wait.
func (r *Reader) wait() {
	if r.book != nil {
		r.tail = tail{}
		r.book.invalidate()
	}
}
