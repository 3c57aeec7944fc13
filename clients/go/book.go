package tickgate

import "sort"

// Book is the book of one depth topic: right whenever it is valid, and empty while it is not. A [Reader] keeps it; a
// caller only looks at it, from the goroutine that drives the reader.
type Book struct {
	topic string
	last  *Depth
	bids  side
	asks  side
}

func newBook(topic string) *Book {
	return &Book{
		topic: topic,
		bids:  side{isBetter: func(a, b Number) bool { return a.Cmp(b) > 0 }},
		asks:  side{isBetter: func(a, b Number) bool { return a.Cmp(b) < 0 }},
	}
}

// Topic is the topic that the book is of.
func (b *Book) Topic() string { return b.topic }

// Valid is false before the first snapshot, and after anything that made the book doubtful until the next one.
func (b *Book) Valid() bool { return b.last != nil }

// Last is the message that made this state, with its times, its epoch, seq and u; nil while the book is not valid.
func (b *Book) Last() *Depth { return b.last }

// Bids are all bids, best first. The slice is the caller's.
func (b *Book) Bids() []Level { return append([]Level{}, b.bids.levels...) }

// Asks are all asks, best first. The slice is the caller's.
func (b *Book) Asks() []Level { return append([]Level{}, b.asks.levels...) }

// BestBid is the highest bid; false where there is none.
func (b *Book) BestBid() (Level, bool) { return b.bids.best() }

// BestAsk is the lowest ask; false where there is none.
func (b *Book) BestAsk() (Level, bool) { return b.asks.best() }

// replace makes the book hold this snapshot and nothing else: valid.
func (b *Book) replace(snapshot *Depth) {
	b.invalidate()
	b.change(snapshot)
}

func (b *Book) change(message *Depth) {
	b.bids.change(message.Bids)
	b.asks.change(message.Asks)
	b.last = message
}

func (b *Book) invalidate() {
	b.bids.levels = b.bids.levels[:0]
	b.asks.levels = b.asks.levels[:0]
	b.last = nil
}

// side is the levels of one side, best first.
type side struct {
	levels   []Level
	isBetter func(a, b Number) bool
}

func (s *side) best() (Level, bool) {
	if len(s.levels) == 0 {
		return Level{}, false
	}
	return s.levels[0], true
}

func (s *side) change(levels []Level) {
	for _, level := range levels {
		s.set(level)
	}
}

func (s *side) set(level Level) {
	place := sort.Search(len(s.levels), func(i int) bool {
		return !s.isBetter(s.levels[i].Price, level.Price)
	})
	isThere := place < len(s.levels) && s.levels[place].Price.Cmp(level.Price) == 0
	switch {
	case level.Size.IsZero():
		if isThere {
			s.levels = append(s.levels[:place], s.levels[place+1:]...)
		}
	case isThere:
		s.levels[place] = level
	default:
		s.levels = append(s.levels, Level{})
		copy(s.levels[place+1:], s.levels[place:])
		s.levels[place] = level
	}
}
