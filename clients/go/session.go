package tickgate

import (
	"errors"
	"fmt"
)

// session is everything that a client does but for the socket: which topics it follows, and what they tell.
type session struct {
	readers  map[string]*Reader
	prefixes map[string]bool

	watchesHeartbeat bool
	heartbeatMs      int64
	heartbeat        *Heartbeat

	broken  int
	waiting []Item // For the caller.
	// Topics that need a snapshot. Who owns the socket sees to it, and empties the list.
	toResubscribe []string
}

func newSession(watchesHeartbeat bool) *session {
	return &session{
		readers:          map[string]*Reader{},
		prefixes:         map[string]bool{},
		watchesHeartbeat: watchesHeartbeat,
	}
}

// follow hands over what comes on topics that begin with this.
func (s *session) follow(prefix string) {
	s.prefixes[prefix] = true
	s.reader(prefix) // A whole topic has its book from now on.
}

// leave forgets the prefixes, and each topic that no other one matches.
func (s *session) leave(prefixes ...string) {
	left := make(map[string]bool, len(prefixes))
	for _, prefix := range prefixes {
		left[prefix] = true
		delete(s.prefixes, prefix)
	}
	for topic := range s.readers {
		if beginsWithOne(topic, left) && !s.isFollowed(topic) {
			delete(s.readers, topic)
		}
	}
}

func (s *session) isFollowed(topic string) bool { return beginsWithOne(topic, s.prefixes) }

// beginsWithOne looks at the topic's beginnings: they are few, however many prefixes there are.
func beginsWithOne(topic string, prefixes map[string]bool) bool {
	for size := 0; size <= len(topic); size++ {
		if prefixes[topic[:size]] {
			return true
		}
	}
	return false
}

// reader is the reader of a followed topic of trades or of a book; nil of any other.
func (s *session) reader(topic string) *Reader {
	if reader := s.readers[topic]; reader != nil {
		return reader
	}
	if !s.isFollowed(topic) {
		return nil
	}
	reader, err := NewReader(topic)
	if err != nil {
		return nil
	}
	if s.watchesHeartbeat {
		reader.WatchHeartbeat(s.heartbeatMs)
	}
	s.readers[topic] = reader
	return reader
}

// take takes the frames of one message.
func (s *session) take(frames [][]byte, nowMs int64) {
	topic := string(frames[0])
	err := fmt.Errorf("%w: one frame", ErrMalformed)
	if len(frames) > 1 {
		err = s.takeFrame(topic, frames[1], nowMs)
	}
	if errors.Is(err, ErrMalformed) {
		s.broken++
		s.waiting = append(s.waiting, &Broken{topic, err})
	}
}

func (s *session) takeFrame(topic string, frame []byte, nowMs int64) error {
	reader := s.reader(topic)
	if reader == nil && topic != StatusTopic && topic != HeartbeatTopic && topic != EventTopic {
		return nil
	}
	message, err := Decode(topic, frame)
	if err != nil {
		return err
	}
	if reader != nil {
		// Time is looked at first: a topic that first comes amid a silence of heartbeats begins with it.
		s.settle(reader, reader.Tick(nowMs))
		s.settle(reader, reader.Take(message, nowMs))
	} else {
		s.takeCommon(topic, message, nowMs)
	}
	return nil
}

// takeCommon takes a message that is not of one market topic.
func (s *session) takeCommon(topic string, message Message, nowMs int64) {
	if s.isFollowed(topic) {
		s.waiting = append(s.waiting, message)
	}
	switch message := message.(type) {
	case *Status:
		for name := range message.Topics {
			if reader := s.readers[name]; reader != nil {
				s.settle(reader, reader.Take(message, nowMs))
			}
		}
	case *Heartbeat:
		s.heartbeat = message
		s.heartbeatMs = nowMs
		for _, reader := range s.readers {
			s.settle(reader, reader.Take(message, nowMs))
		}
	}
}

// tick lets time pass.
func (s *session) tick(nowMs int64) {
	for _, reader := range s.readers {
		s.settle(reader, reader.Tick(nowMs))
	}
}

func (s *session) settle(reader *Reader, step Step) {
	s.waiting = append(s.waiting, step.Items...)
	if step.Resubscribe {
		s.toResubscribe = append(s.toResubscribe, reader.topic)
	}
}

// next takes the item that waited longest; nil where none waits.
func (s *session) next() Item {
	if len(s.waiting) == 0 {
		return nil
	}
	item := s.waiting[0]
	s.waiting[0] = nil // The caller's alone: it may be large.
	s.waiting = s.waiting[1:]
	return item
}
