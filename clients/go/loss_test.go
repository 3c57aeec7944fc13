package tickgate

import (
	"fmt"
	"math/rand"
	"sort"
	"testing"
)

// gatewayBook is what a gateway publishes of one book, with the state after each number.
type gatewayBook struct {
	t      *testing.T
	chance *rand.Rand
	epoch  int64
	seq    int64
	bids   map[float64]float64
	states map[string]string
}

func (g *gatewayBook) restart() []byte {
	g.epoch++
	g.seq = 0
	return g.news(snapshotOf(0, "exchange"))
}

// news changes the book; a delta tells the change, a snapshot all.
func (g *gatewayBook) news(body keys) []byte {
	price, size := float64(g.chance.Intn(9)+1), float64(g.chance.Intn(3))
	g.bids[price] = size
	if size == 0 {
		delete(g.bids, price)
	}
	g.seq++
	g.states[stateName(g.epoch, g.seq)] = fmt.Sprint(g.levels())
	if body["type"] == TypeDelta {
		return g.frame(body, []any{[]any{price, size}})
	}
	return g.frame(body, g.levels())
}

func (g *gatewayBook) repeat() []byte { return g.frame(snapshotOf(0, "periodic"), g.levels()) }

func (g *gatewayBook) frame(body keys, bids []any) []byte {
	return pack(g.t, body.with(keys{"epoch": g.epoch, "seq": g.seq, "bids": bids, "asks": []any{}}))
}

func (g *gatewayBook) levels() []any {
	var prices []float64
	for price := range g.bids {
		prices = append(prices, price)
	}
	sort.Sort(sort.Reverse(sort.Float64Slice(prices)))
	levels := []any{}
	for _, price := range prices {
		levels = append(levels, []any{price, g.bids[price]})
	}
	return levels
}

func stateName(epoch, seq int64) string { return fmt.Sprintf("%d of %d", seq, epoch) }

func (g *gatewayBook) next(sent [][]byte) []byte {
	switch what := g.chance.Float64(); {
	case what < 0.01:
		return g.restart()
	case what < 0.05:
		return g.repeat()
	case what < 0.06:
		return g.news(snapshotOf(0, "resync"))
	case what < 0.07: // Late, or twice.
		return sent[len(sent)-1-g.chance.Intn(len(sent))%50]
	}
	return g.news(deltaOf(0))
}

// Whatever is lost, late or twice, a valid book is the right one.
func TestAValidBookIsRight(t *testing.T) {
	for seed := int64(0); seed < 5; seed++ {
		gateway := &gatewayBook{
			t: t, chance: rand.New(rand.NewSource(seed)), epoch: epoch, bids: map[float64]float64{}, states: map[string]string{},
		}
		reader, err := NewReader(bookName)
		if err != nil {
			t.Fatal(err)
		}
		sent := [][]byte{gateway.restart()}
		valid := 0
		for now := int64(0); now < 4000; now++ {
			sent = append(sent, gateway.next(sent))
			if gateway.chance.Float64() < 0.03 {
				continue // Lost.
			}
			reader.Take(mustDecode(t, bookName, sent[len(sent)-1]), now)
			if !reader.Book().Valid() {
				continue
			}
			valid++
			levels := []any{}
			for _, level := range reader.Book().Bids() {
				levels = append(levels, []any{level.Price.Float64(), level.Size.Float64()})
			}
			if wanted := gateway.states[stateName(reader.Epoch(), reader.Seq())]; fmt.Sprint(levels) != wanted {
				t.Fatalf("seed %d at %d: %v, wanted %v", seed, now, levels, wanted)
			}
		}
		if valid < 1000 {
			t.Errorf("seed %d: valid only %d times", seed, valid)
		}
	}
}

// Every number of trades is handed over or told missing, once.
func TestEveryLostTradeIsTold(t *testing.T) {
	chance := rand.New(rand.NewSource(1))
	reader, err := NewReader(tradesName)
	if err != nil {
		t.Fatal(err)
	}
	const last = 2000
	next, lost := int64(1), 0
	for seq := int64(1); seq <= last; seq++ {
		if seq > 1 && seq < last && chance.Float64() < 0.1 {
			lost++
			continue
		}
		for _, item := range reader.Take(mustDecode(t, tradesName, pack(t, tradesOf(seq, tradeOf()))), seq).Items {
			first, end := next, next
			switch item := item.(type) {
			case *Hole:
				first, end = item.First, item.Last
			case *Trades:
				first, end = item.Seq, item.Seq
			}
			if first != next {
				t.Fatalf("%+v, but %d is next", item, next)
			}
			next = end + 1
		}
	}
	if next != last+1 || lost < 100 {
		t.Errorf("came to %d, %d lost", next, lost)
	}
}
