package tickgate

import (
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"
)

func frames(t *testing.T, topic string, body keys) [][]byte {
	t.Helper()
	return [][]byte{[]byte(topic), pack(t, body)}
}

// typesOf empties the session, and names what waited.
func typesOf(s *session) []string {
	names := []string{}
	for item := s.next(); item != nil; item = s.next() {
		names = append(names, fmt.Sprintf("%T", item)[len("*tickgate."):])
	}
	return names
}

func wantTypes(t *testing.T, s *session, wanted ...string) {
	t.Helper()
	if found := typesOf(s); fmt.Sprint(found) != fmt.Sprint(wanted) {
		t.Errorf("found %v, wanted %v", found, wanted)
	}
}

func heartbeatOf(seq int64) keys {
	return keys{
		"v": 1, "type": "heartbeat", "epoch": epoch, "seq": seq, "ts_pub": nanos, "pid": 1, "uptime_s": 1,
		"version": "0", "numbers": "float64", "simulated": true, "gateways": []any{},
	}
}

func TestBrokenMessagesAreToldAndTheStreamGoesOn(t *testing.T) {
	s := newSession(false)
	s.follow("bybit.")
	s.take(frames(t, bookName, snapshotOf(1, "exchange")), 0)
	wantTypes(t, s, "Depth")
	s.take([][]byte{[]byte(bookName), {0xc1}}, 0)
	broken, _ := s.next().(*Broken)
	if broken == nil || broken.Topic != bookName || !errors.Is(broken.Err, ErrMalformed) {
		t.Errorf("%+v", broken)
	}
	s.take([][]byte{[]byte(bookName)}, 0)
	wantTypes(t, s, "Broken")
	s.take([][]byte{[]byte("bybit.\xff"), {0xc1}}, 0)
	s.take(frames(t, bookName, snapshotOf(2, "exchange").with(keys{"v": 2})), 0)
	wantTypes(t, s)
	if s.broken != 2 || !s.readers[bookName].book.Valid() {
		t.Errorf("%d broken; %+v", s.broken, s.readers[bookName])
	}
	s.take(append(frames(t, bookName, deltaOf(2)), []byte{0xc1}, nil), 0) // Further frames are ignored.
	s.take(frames(t, tradesName, tradesOf(1, tradeOf())), 0)
	wantTypes(t, s, "Depth", "Trades")
}

func TestOnlyWhatWasSubscribedIsHandedOver(t *testing.T) {
	s := newSession(true)
	s.follow(bookName)
	status := keys{"v": 1, "type": "status", "epoch": epoch, "seq": 1, "ts_recv": nanos, "ts_pub": nanos, "topics": keys{}}
	s.take(frames(t, StatusTopic, status), 0)
	s.take(frames(t, HeartbeatTopic, heartbeatOf(1)), 0)
	s.take(frames(t, tradesName, tradesOf(1, tradeOf())), 0)
	wantTypes(t, s)
	if s.heartbeat == nil || s.heartbeat.Version != "0" {
		t.Errorf("%+v", s.heartbeat)
	}
	s.follow("")
	s.take(frames(t, StatusTopic, status), 0)
	s.take(frames(t, HeartbeatTopic, heartbeatOf(2)), 0)
	s.take(frames(t, tradesName, tradesOf(2, tradeOf())), 0)
	wantTypes(t, s, "Status", "Heartbeat", "Trades")
	s.leave("")
	s.take(frames(t, tradesName, tradesOf(3, tradeOf())), 0)
	wantTypes(t, s)
	if s.readers[tradesName] != nil || s.readers[bookName] == nil {
		t.Error("the wrong topic was forgotten")
	}
}

func TestMostTopicsAreLeftAtOnce(t *testing.T) {
	const count = 10_000
	s := newSession(false)
	var topics []string
	for i := 0; i < count; i++ {
		topics = append(topics, DepthTopic("linear", fmt.Sprint("COIN", i), 50))
		s.follow(topics[i])
	}
	s.follow("bybit.linear.depth.50.COIN123")
	start := time.Now()
	s.leave(topics[1:]...)
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("it took %v", took)
	}
	// Of COIN123, and of COIN1230 to COIN1239, and of COIN0.
	if len(s.readers) != 12 || s.readers[topics[0]] == nil || s.readers[topics[1239]] == nil {
		t.Errorf("%d readers are left", len(s.readers))
	}
}

func TestALostTailAndAHoleAskForASnapshot(t *testing.T) {
	s := newSession(false)
	s.follow(bookName)
	s.take(frames(t, bookName, snapshotOf(1, "exchange")), 0)
	s.take(frames(t, bookName, deltaOf(3)), 10)
	wantTypes(t, s, "Depth", "Hole")
	s.take(frames(t, bookName, snapshotOf(3, "subscribe")), 20)
	status := keys{
		"v": 1, "type": "status", "epoch": epoch, "seq": 1, "ts_recv": nanos, "ts_pub": nanos,
		"topics": keys{bookName: keys{"seq": 4, "state": "live"}, "bybit.other.": keys{"seq": 1, "state": "new"}},
	}
	s.take(frames(t, StatusTopic, status), 100)
	s.tick(2099)
	wantTypes(t, s, "Depth")
	s.tick(2100)
	wantTypes(t, s, "Hole")
	if wanted := []string{bookName, bookName}; !reflect.DeepEqual(s.toResubscribe, wanted) {
		t.Errorf("resubscribed %v", s.toResubscribe)
	}
}

// Neither a gap nor a silence makes trades forget what a status told.
func TestTradesGoOnAwaitingATail(t *testing.T) {
	s := newSession(true)
	s.follow(tradesName)
	s.take(frames(t, tradesName, tradesOf(1, tradeOf())), 0)
	status := keys{
		"v": 1, "type": "status", "epoch": epoch, "seq": 1, "ts_recv": nanos, "ts_pub": nanos,
		"topics": keys{tradesName: keys{"seq": 3, "state": "live"}},
	}
	s.take(frames(t, StatusTopic, status), 2000)
	s.take(frames(t, tradesName, bodyOf("gap", 2).with(keys{"cause": "disconnected", "complete": false})), 2100)
	s.tick(3999)
	wantTypes(t, s, "Trades", "Gap", "Silence")
	s.tick(4000)
	hole, _ := s.next().(*Hole)
	if hole == nil || *hole != (Hole{tradesName, epoch, 3, 3}) {
		t.Errorf("%+v", hole)
	}
}

// A topic whose first message comes while no heartbeat does begins with the silence.
func TestATopicThatBeginsInSilence(t *testing.T) {
	s := newSession(true)
	s.follow("bybit.")
	s.take(frames(t, bookName, snapshotOf(1, "exchange")), 3000)
	wantTypes(t, s, "Silence")
	s.take(frames(t, HeartbeatTopic, heartbeatOf(1)), 3100)
	s.take(frames(t, bookName, snapshotOf(1, "subscribe")), 3200)
	s.take(frames(t, tradesName, tradesOf(1, tradeOf())), 6099)
	wantTypes(t, s, "Depth", "Trades")
	if len(s.toResubscribe) != 1 {
		t.Errorf("resubscribed %v", s.toResubscribe)
	}
}

func TestMessagesOfTheWrongTopicAreIgnored(t *testing.T) {
	s := newSession(false)
	s.follow("bybit.")
	newer := keys{"epoch": epoch + 1}
	s.take(frames(t, bookName, snapshotOf(1, "exchange")), 0)
	s.take(frames(t, tradesName, tradesOf(1, tradeOf())), 0)
	wantTypes(t, s, "Depth", "Trades")
	s.take(frames(t, bookName, tradesOf(2, tradeOf()).with(newer)), 0)
	s.take(frames(t, tradesName, snapshotOf(2, "exchange").with(newer)), 0)
	wantTypes(t, s)
	for topic, reader := range s.readers {
		if reader.Epoch() != epoch || reader.Seq() != 1 {
			t.Errorf("%s went on to %d of %d", topic, reader.Seq(), reader.Epoch())
		}
	}
}

func TestTimeInWhichNobodyListenedIsShort(t *testing.T) {
	start := time.Now()
	clock := listeningClock{lookedAt: start}
	for _, c := range []struct {
		after  time.Duration
		wanted int64
	}{
		{100 * time.Millisecond, 100},
		{10 * time.Second, 600}, // It stood still.
		{9 * time.Second, 600},  // A clock that goes back.
		{10*time.Second + 400*time.Millisecond, 1000},
	} {
		if found := clock.look(start.Add(c.after)); found != c.wanted {
			t.Errorf("%v after the start it is %d ms, wanted %d", c.after, found, c.wanted)
		}
	}
}
