package tickgate

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	zmq "github.com/pebbe/zmq4"

	"github.com/tickgate/tickgate/clients/go/internal/rig"
)

func connect(t *testing.T, gateway *rig.Gateway, prefixes ...string) *Client {
	t.Helper()
	client, err := Connect(Config{Data: []string{gateway.Data}, Heartbeat: gateway.Heartbeat}, prefixes...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	return client
}

// until receives up to the item that satisfies the claim, and returns all.
func until(t *testing.T, client *Client, claim func(Item) bool) []Item {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), rig.Patience)
	defer cancel()
	var items []Item
	for client.Next(ctx) {
		items = append(items, client.Item())
		if claim(client.Item()) {
			return items
		}
	}
	t.Fatalf("waited too long: %v; %d items, the last is %+v", client.Err(), len(items), client.Item())
	return nil
}

func is[T Item](topic string) func(Item) bool {
	return func(item Item) bool {
		_, isThat := item.(T)
		return isThat && (topic == "" || topicOf(item) == topic)
	}
}

func topicOf(item Item) string {
	switch item := item.(type) {
	case *Depth:
		return item.Topic
	case *Hole:
		return item.Topic
	case *Restart:
		return item.Topic
	}
	return ""
}

func isSnapshot(item Item) bool {
	depth, isDepth := item.(*Depth)
	return isDepth && depth.Topic == rig.Book && depth.Type == TypeSnapshot
}

func untilHeartbeat(t *testing.T, client *Client) *Heartbeat {
	t.Helper()
	until(t, client, func(Item) bool { return client.Heartbeat() != nil })
	return client.Heartbeat()
}

// wantSameBook compares all levels at update ids that the exchange and the client both had.
func wantSameBook(t *testing.T, client *Client, gateway *rig.Gateway, times int) {
	t.Helper()
	history := map[int64]string{}
	for give := time.Now().Add(rig.Patience); times > 0; {
		if time.Now().After(give) {
			t.Fatal("no common update id")
		}
		exchange := gateway.ExchangeBook(t)
		ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
		for client.Next(ctx) {
			if book := client.Book(rig.Book); book.Valid() {
				history[book.Last().U] = fmt.Sprint(book.Bids(), book.Asks())
			}
		}
		cancel()
		if found, isThere := history[exchange.U]; isThere {
			times--
			if wanted := exchangeText(t, client, exchange); found != wanted {
				t.Fatalf("u %d\nfound  %s\nwanted %s", exchange.U, found, wanted)
			}
		}
	}
}

// exchangeText is the exchange's book as the client's prints: digit by digit where the gateway sends text.
func exchangeText(t *testing.T, client *Client, exchange rig.ExchangeBook) string {
	t.Helper()
	isText := untilHeartbeat(t, client).Numbers == "string"
	levels := func(pairs [][2]string) []Level {
		levels := []Level{}
		for _, pair := range pairs {
			level := Level{textOf(t, pair[0]), textOf(t, pair[1])}
			if !isText {
				level.Price.text, level.Size.text = "", ""
			}
			levels = append(levels, level)
		}
		return levels
	}
	return fmt.Sprint(levels(exchange.Bids), levels(exchange.Asks))
}

func TestLiveGateway(t *testing.T) {
	gateway := rig.Start(t)
	t.Run("trades and a right book", func(t *testing.T) { tradesAndARightBook(t, gateway) })
	t.Run("everything that there is", func(t *testing.T) { everythingThatThereIs(t, gateway) })
	t.Run("the end of a context", func(t *testing.T) { endOfAContext(t, gateway) })
	t.Run("unsubscribe", func(t *testing.T) { unsubscribe(t, gateway) })
	t.Run("a busy caller", func(t *testing.T) { aBusyCallerHearsOfNoSilence(t, gateway) })
}

func tradesAndARightBook(t *testing.T, gateway *rig.Gateway) {
	client := connect(t, gateway, rig.Trades, rig.Book)
	items := until(t, client, is[*Trades](""))
	first := items[len(items)-1].(*Trades)
	if first.Topic != rig.Trades || !first.Simulated || first.Trades[0].Price.Float64() <= 0 || first.Trades[0].ID == "" {
		t.Errorf("%+v", first)
	}
	if age := time.Since(first.TsRecv.Time()); age < 0 || age > 5*time.Second {
		t.Errorf("received %v ago", age)
	}
	wantSameBook(t, client, gateway, 5)
	if numbers := client.Heartbeat().Numbers; numbers != "float64" || client.Broken() != 0 {
		t.Errorf("%s, %d broken", numbers, client.Broken())
	}
}

func everythingThatThereIs(t *testing.T, gateway *rig.Gateway) {
	client := connect(t, gateway, "")
	seen := map[string]bool{}
	until(t, client, func(item Item) bool {
		seen[fmt.Sprintf("%T", item)] = true
		return seen["*tickgate.Trades"] && seen["*tickgate.Depth"] && seen["*tickgate.Status"] &&
			seen["*tickgate.Heartbeat"]
	})
	if books := client.Books(); len(books) != 2 || books[0].Topic() != rig.Book {
		t.Errorf("%d books", len(books))
	}
}

func endOfAContext(t *testing.T, gateway *rig.Gateway) {
	client := connect(t, gateway, "bybit.linear.trade.NOSUCH.")
	start := time.Now()
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	if client.Next(ctx) || !errors.Is(client.Err(), context.DeadlineExceeded) || client.Item() != nil {
		t.Errorf("%v, %v", client.Item(), client.Err())
	}
	if took := time.Since(start); took < 300*time.Millisecond || took > time.Second {
		t.Errorf("it took %v", took)
	}
	cancelled, cancel := context.WithCancel(context.Background())
	time.AfterFunc(50*time.Millisecond, cancel)
	if client.Next(cancelled) || !errors.Is(client.Err(), context.Canceled) {
		t.Errorf("%v, %v", client.Item(), client.Err())
	}
}

func unsubscribe(t *testing.T, gateway *rig.Gateway) {
	client := connect(t, gateway, rig.Trades, rig.Book)
	until(t, client, isSnapshot)
	if err := client.Unsubscribe(rig.Book, "never.subscribed."); err != nil || client.Book(rig.Book) != nil {
		t.Errorf("%v, %v", client.Book(rig.Book), err)
	}
	until(t, client, is[*Trades](""))
	if items := until(t, client, is[*Trades]("")); len(items) != 1 {
		t.Errorf("%d items: %+v", len(items), items[0])
	}
}

func aBusyCallerHearsOfNoSilence(t *testing.T, gateway *rig.Gateway) {
	client := connect(t, gateway, rig.Book)
	until(t, client, isSnapshot)
	time.Sleep(3500 * time.Millisecond)
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	for client.Next(ctx) {
		if _, isDepth := client.Item().(*Depth); !isDepth {
			t.Errorf("%+v", client.Item())
		}
	}
	if !client.Book(rig.Book).Valid() {
		t.Error("the book waits")
	}
}

func TestFaultsOfTheExchangeAndAKilledGateway(t *testing.T) {
	gateway := rig.Start(t)
	client := connect(t, gateway, rig.Trades, rig.Book, EventTopic)
	until(t, client, isSnapshot)

	gateway.Fault(t, "jump=BTCUSDT")
	items := until(t, client, is[*Gap](""))
	if gap := items[len(items)-1].(*Gap); gap.Cause != "update_id" || client.Book(rig.Book).Valid() {
		t.Errorf("%+v", gap)
	}
	items = until(t, client, isSnapshot)
	snapshot := items[len(items)-1].(*Depth)

	kill(t, untilHeartbeat(t, client).Gateways[0].PID, syscall.SIGKILL)
	items = until(t, client, is[*Restart](rig.Book))
	if restart := items[len(items)-1].(*Restart); restart.Epoch <= snapshot.Epoch {
		t.Errorf("%+v after %d", restart, snapshot.Epoch)
	}
	seen := map[string]bool{}
	for _, item := range items {
		seen[fmt.Sprintf("%T", item)] = true
	}
	if seen["*tickgate.Hole"] || !seen["*tickgate.Event"] {
		t.Errorf("%v", seen)
	}
	if !client.Book(rig.Book).Valid() {
		until(t, client, isSnapshot)
	}
	wantSameBook(t, client, gateway, 2)
}

func TestSilenceIsToldAndEnds(t *testing.T) {
	gateway := rig.Start(t)
	client := connect(t, gateway, rig.Book)
	until(t, client, isSnapshot)
	daemon := untilHeartbeat(t, client).PID
	kill(t, daemon, syscall.SIGSTOP)
	t.Cleanup(func() { _ = syscall.Kill(int(daemon), syscall.SIGCONT) }) // So that it can end.
	until(t, client, is[*Silence](""))
	if client.Book(rig.Book).Valid() {
		t.Error("the book is valid")
	}
	kill(t, daemon, syscall.SIGCONT)
	until(t, client, isSnapshot)
	wantSameBook(t, client, gateway, 1)
}

func TestNumbersAreTheExchangesText(t *testing.T) {
	gateway := rig.Start(t, "--numbers", "string")
	client := connect(t, gateway, rig.Book)
	until(t, client, isSnapshot)
	wantSameBook(t, client, gateway, 5)
}

func kill(t *testing.T, pid int64, number syscall.Signal) {
	t.Helper()
	if err := syscall.Kill(int(pid), number); err != nil {
		t.Fatal(err)
	}
}

// publisher is a socket like the gateway's, that says what the test wants.
type publisher struct {
	t        *testing.T
	socket   *zmq.Socket
	endpoint string
}

func publish(t *testing.T, highWaterMark int, configure ...func(*zmq.Socket) error) *publisher {
	t.Helper()
	folder, err := os.MkdirTemp("", "tickgate")
	if err != nil {
		t.Fatal(err)
	}
	socket, err := zmq.NewSocket(zmq.XPUB)
	if err == nil {
		err = socket.SetRcvtimeo(rig.Patience)
	}
	if err == nil {
		err = socket.SetSndhwm(highWaterMark)
	}
	for _, set := range configure {
		if err == nil {
			err = set(socket)
		}
	}
	endpoint := "ipc://" + folder + "/data"
	if err == nil {
		err = socket.Bind(endpoint)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		socket.Close()
		os.RemoveAll(folder)
	})
	return &publisher{t, socket, endpoint}
}

func (p *publisher) send(topic string, frames ...[]byte) {
	p.t.Helper()
	parts := []any{topic}
	for _, frame := range frames {
		parts = append(parts, frame)
	}
	if _, err := p.socket.SendMessage(parts...); err != nil {
		p.t.Fatal(err)
	}
}

// wantHeard reads what the client said to the gateway: "+" subscribes, "-" unsubscribes.
func (p *publisher) wantHeard(wanted ...string) {
	p.t.Helper()
	for _, each := range wanted {
		frame, err := p.socket.RecvBytes(0)
		if err != nil {
			p.t.Fatalf("wanted %s: %v", each, err)
		}
		if heard := map[byte]string{0: "-", 1: "+"}[frame[0]] + string(frame[1:]); heard != each {
			p.t.Fatalf("heard %s, wanted %s", heard, each)
		}
	}
}

func (p *publisher) connect(highWaterMark int, prefixes ...string) *Client {
	p.t.Helper()
	client, err := Connect(Config{Data: []string{p.endpoint}, HighWaterMark: highWaterMark}, prefixes...)
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { client.Close() })
	return client
}

// A lost message is told, and the gateway hears a subscription that is new to it, whatever was subscribed.
func TestAHoleResubscribes(t *testing.T) {
	asking := strings.TrimSuffix(bookName, ".")
	for prefix, wanted := range map[string][]string{
		bookName:              {"+" + asking, "-" + asking},
		"bybit.linear.depth.": {"+" + bookName, "-" + bookName},
	} {
		t.Run(prefix, func(t *testing.T) {
			gateway := publish(t, 0)
			client := gateway.connect(0, prefix)
			gateway.wantHeard("+"+StatusTopic, "+"+prefix)
			gateway.send(bookName, pack(t, snapshotOf(1, "exchange")))
			gateway.send(bookName, pack(t, deltaOf(4)))
			items := until(t, client, is[*Hole](bookName))
			if hole := items[len(items)-1].(*Hole); *hole != (Hole{bookName, epoch, 2, 3}) {
				t.Errorf("%+v", hole)
			}
			if client.Book(bookName).Valid() {
				t.Error("the book is valid")
			}
			gateway.wantHeard(wanted...)
			gateway.send(bookName, pack(t, snapshotOf(4, "subscribe")))
			until(t, client, is[*Depth](bookName))
			if !client.Book(bookName).Valid() {
				t.Error("the book waits")
			}
		})
	}
}

// What a slow caller loses is told, and with what it was handed over that is everything.
func TestASlowCaller(t *testing.T) {
	const count = 5000
	gateway := publish(t, 10)
	client := gateway.connect(10, tradesName)
	gateway.wantHeard("+"+StatusTopic, "+"+tradesName)
	send := func(seq int64) { gateway.send(tradesName, pack(t, tradesOf(seq, tradeOf()))) }
	for seq := int64(1); seq <= count; seq++ {
		send(seq)
	}
	told, lost := int64(0), int64(0)
	for last := int64(count); told < last; {
		ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
		for client.Next(ctx) {
			switch item := client.Item().(type) {
			case *Trades:
				told++
			case *Hole:
				told += item.Last - item.First + 1
				lost += item.Last - item.First + 1
			}
		}
		cancel()
		if told < last { // The end was lost too, which the next message tells.
			last++
			send(last)
		}
		if last > count+100 {
			t.Fatalf("%d of %d were told", told, last)
		}
	}
	if lost == 0 {
		t.Error("nothing was lost")
	}
}

func TestHighWaterMark(t *testing.T) {
	for asked, wanted := range map[int]int{0: 20_000, 7: 7, -1: 0} {
		client, err := Connect(Config{HighWaterMark: asked})
		if err != nil {
			t.Fatal(err)
		}
		if found, err := client.socket.GetRcvhwm(); err != nil || found != wanted {
			t.Errorf("%d became %d, %v", asked, found, err)
		}
		client.Close()
	}
}

// A quiet topic is looked after though others always have something.
func TestTimePassesInAFlood(t *testing.T) {
	const count = 5000
	gateway := publish(t, 0)
	client := gateway.connect(0, tradesName, bookName)
	gateway.wantHeard("+"+StatusTopic, "+"+tradesName, "+"+bookName)
	client.session.readers[bookName].WatchHeartbeat(0)
	client.clock.listened = 4 * time.Second
	for seq := int64(1); seq <= count; seq++ {
		gateway.send(tradesName, pack(t, tradesOf(seq, tradeOf())))
	}
	time.Sleep(300 * time.Millisecond) // So that they are there.
	if items := until(t, client, is[*Silence]("")); len(items) > burstMax+1 {
		t.Errorf("the silence was told after %d items", len(items))
	}
}

func TestGarbageEndsNothing(t *testing.T) {
	gateway := publish(t, 0)
	client := gateway.connect(0, "")
	gateway.wantHeard("+"+StatusTopic, "+")
	gateway.send(bookName, []byte{0xc1})
	gateway.send(bookName)
	gateway.send("")
	gateway.send(strings.Repeat("x", 100_000), make([]byte, 100_000))
	gateway.send(tradesName, pack(t, tradesOf(1, tradeOf())), []byte("more"))
	items := until(t, client, is[*Trades](""))
	if len(items) != 4 || client.Broken() != 3 {
		t.Errorf("%d items, %d broken", len(items), client.Broken())
	}
}

func TestWhatCannotBeConnected(t *testing.T) {
	for _, config := range []Config{{Data: []string{"nonsense"}}, {Data: []string{""}}, {Heartbeat: "tcp://"}} {
		if client, err := Connect(config); err == nil {
			client.Close()
			t.Errorf("connected to %v", config)
		}
	}
	if _, err := Connect(Config{}, strings.Repeat("x", 1024)); err == nil || !strings.Contains(err.Error(), "1023") {
		t.Errorf("a long subscription: %v", err)
	}
}

func TestAClosedClient(t *testing.T) {
	client, err := Connect(Config{Data: []string{"tcp://127.0.0.1:1"}}, "bybit.")
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < 2; i++ {
		if err := client.Close(); err != nil {
			t.Error(err)
		}
	}
	if client.Next(context.Background()) || client.Err() == nil {
		t.Error("a closed client goes on")
	}
	if client.Subscribe("more.") == nil || client.Unsubscribe("bybit.") == nil {
		t.Error("a closed client is subscribed")
	}
}
