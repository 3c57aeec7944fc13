package tickgate

import (
	"context"
	"fmt"
	"sort"
	"syscall"
	"time"

	zmq "github.com/pebbe/zmq4"
)

// DefaultHighWaterMark is how many messages may wait in the socket unless a [Config] says otherwise.
const DefaultHighWaterMark = 20_000

const (
	tickMs           = 100
	reconnectFirst   = 10 * time.Millisecond
	reconnectSlowest = 100 * time.Millisecond
	// A line that was cut in silence is found by ZeroMQ's own pings.
	pingEvery    = 5 * time.Second
	pongAtLatest = 15 * time.Second
	// After so many messages in a row time is looked at, though more are waiting.
	burstMax = 1000
)

// Config says where a gateway is.
type Config struct {
	// Data are the data sockets: one for each gateway of the daemon.
	Data []string
	// Heartbeat is the daemon's heartbeat socket. Without it a gateway that died looks like a quiet market, and
	// Silence is never told.
	Heartbeat string
	// HighWaterMark is how many messages of an endpoint may wait in the socket before further ones are dropped.
	// 0 is DefaultHighWaterMark; less than 0 is no limit.
	HighWaterMark int
	// Keys are for a gateway that is encrypted. With wrong ones, or none, nothing comes from it.
	Keys *Keys
}

// Client receives from a gateway. It reconnects by itself. It is for one goroutine at a time, and so are its books.
type Client struct {
	zmq        *zmq.Context
	socket     *zmq.Socket
	poller     *zmq.Poller
	clock      listeningClock
	session    *session
	subscribed map[string]bool // By the caller.
	tickedMs   int64
	burst      int
	item       Item
	err        error
}

// Connect makes a client and subscribes the prefixes, as [Client.Subscribe] does. It does not wait for the gateway, which
// may start later. It is an error if an endpoint is not one. Close the client when done.
func Connect(config Config, prefixes ...string) (*Client, error) {
	client := &Client{
		clock:      listeningClock{lookedAt: time.Now()},
		session:    newSession(config.Heartbeat != ""),
		subscribed: map[string]bool{},
	}
	err := client.open(config)
	if err == nil {
		err = client.Subscribe(prefixes...)
	}
	if err != nil {
		_ = client.Close() // What went wrong first is what the caller needs to know.
		return nil, err
	}
	return client, nil
}

func (c *Client) open(config Config) (err error) {
	if c.zmq, err = zmq.NewContext(); err != nil {
		return fmt.Errorf("making a ZeroMQ context: %w", err)
	}
	if c.socket, err = c.zmq.NewSocket(zmq.SUB); err != nil {
		return fmt.Errorf("making a ZeroMQ socket: %w", err)
	}
	c.poller = zmq.NewPoller()
	c.poller.Add(c.socket, zmq.POLLIN)
	if err = setOptions(c.socket, config.HighWaterMark); err != nil {
		return fmt.Errorf("setting a ZeroMQ option: %w", err)
	}
	if keys := config.Keys; keys != nil {
		if err = c.socket.ClientAuthCurve(keys.server, keys.public, keys.secret); err != nil {
			return fmt.Errorf("setting the keys: %w", err)
		}
	}
	topics, endpoints := []string{StatusTopic}, config.Data
	if config.Heartbeat != "" {
		topics = append(topics, HeartbeatTopic)
		endpoints = append([]string{config.Heartbeat}, config.Data...)
	}
	for _, topic := range topics {
		if err = c.socket.SetSubscribe(topic); err != nil {
			return fmt.Errorf("subscribing %s: %w", topic, err)
		}
	}
	for _, endpoint := range endpoints {
		if err = c.socket.Connect(endpoint); err != nil {
			return fmt.Errorf("connecting to %q: %w", endpoint, err)
		}
	}
	return nil
}

func setOptions(socket *zmq.Socket, highWaterMark int) error {
	switch {
	case highWaterMark == 0:
		highWaterMark = DefaultHighWaterMark
	case highWaterMark < 0:
		highWaterMark = 0 // No limit, for ZeroMQ.
	}
	for _, set := range []func() error{
		func() error { return socket.SetLinger(0) },
		func() error { return socket.SetRcvhwm(highWaterMark) },
		func() error { return socket.SetSndhwm(0) }, // Subscriptions wait there, and what is over is dropped.
		func() error { return socket.SetReconnectIvl(reconnectFirst) },
		func() error { return socket.SetReconnectIvlMax(reconnectSlowest) },
		func() error { return socket.SetHeartbeatIvl(pingEvery) },
		func() error { return socket.SetHeartbeatTimeout(pongAtLatest) },
		func() error { return socket.SetIpv6(true) },
	} {
		if err := set(); err != nil {
			return err
		}
	}
	return nil
}

// Subscribe receives all topics that begin with one of these; a whole topic ends with a dot, and has its [Book] from now
// on. It is an error if a prefix has more than 1,023 bytes.
func (c *Client) Subscribe(prefixes ...string) error {
	for _, prefix := range prefixes {
		if len(prefix) > prefixMax {
			return fmt.Errorf("a subscription of %d bytes; at most %d are possible", len(prefix), prefixMax)
		}
		if c.subscribed[prefix] {
			continue
		}
		if err := c.socket.SetSubscribe(prefix); err != nil {
			return fmt.Errorf("subscribing %q: %w", prefix, err)
		}
		c.subscribed[prefix] = true
		c.session.follow(prefix)
	}
	return nil
}

// Unsubscribe takes back what was subscribed with the same text, and forgets its books.
func (c *Client) Unsubscribe(prefixes ...string) error {
	left := make([]string, 0, len(prefixes))
	defer func() { c.session.leave(left...) }()
	for _, prefix := range prefixes {
		if !c.subscribed[prefix] {
			continue
		}
		if err := c.socket.SetUnsubscribe(prefix); err != nil {
			return fmt.Errorf("unsubscribing %q: %w", prefix, err)
		}
		delete(c.subscribed, prefix)
		left = append(left, prefix)
	}
	return nil
}

// Next waits for the next [Client.Item]. It is false where the context ended, which is noticed within 100 ms, or the
// socket failed: [Client.Err] says which. After the end of a context it may be called again with another one.
func (c *Client) Next(ctx context.Context) bool {
	for {
		c.item = nil
		if c.err = ctx.Err(); c.err != nil {
			return false
		}
		if c.item = c.session.next(); c.item != nil {
			return true
		}
		if c.err = c.receive(ctx); c.err != nil {
			return false
		}
	}
}

// Item is what the last call of [Client.Next] found.
func (c *Client) Item() Item { return c.item }

// Err is why the last call of [Client.Next] was false: the context's error, or the socket's.
func (c *Client) Err() error { return c.err }

// Book is the book of a depth topic; nil where the topic was not subscribed whole and nothing came on it.
func (c *Client) Book(topic string) *Book {
	if reader := c.session.readers[topic]; reader != nil {
		return reader.book
	}
	return nil
}

// Books are the books of all depth topics, in the order of the topics.
func (c *Client) Books() []*Book {
	var books []*Book
	for _, reader := range c.session.readers {
		if reader.book != nil {
			books = append(books, reader.book)
		}
	}
	sort.Slice(books, func(i, j int) bool { return books[i].topic < books[j].topic })
	return books
}

// Heartbeat is the last one; nil before the first.
func (c *Client) Heartbeat() *Heartbeat { return c.session.heartbeat }

// Broken is how many messages could not be read. Each one was also handed over as a [Broken].
func (c *Client) Broken() int { return c.session.broken }

// Close ends the client. What was not yet received is dropped.
func (c *Client) Close() error {
	if c.socket != nil {
		if err := c.socket.Close(); err != nil {
			return fmt.Errorf("closing the ZeroMQ socket: %w", err)
		}
	}
	if c.zmq != nil {
		if err := c.zmq.Term(); err != nil {
			return fmt.Errorf("closing the ZeroMQ context: %w", err)
		}
	}
	return nil
}

// receive takes one message, or waits a while where there is none.
func (c *Client) receive(ctx context.Context) error {
	frames, err := c.socket.RecvMessageBytes(zmq.DONTWAIT)
	if err == nil {
		c.session.take(frames, c.nowMs())
		if c.burst++; c.burst >= burstMax {
			c.tick()
		}
		return c.resubscribe()
	}
	if zmq.AsErrno(err) != zmq.Errno(syscall.EAGAIN) {
		return fmt.Errorf("receiving: %w", err)
	}
	c.tick()
	if len(c.session.waiting) == 0 {
		if _, err = c.poller.Poll(patience(ctx)); err != nil {
			return fmt.Errorf("polling: %w", err)
		}
	}
	return c.resubscribe()
}

// tick lets time pass, where there is enough of it.
func (c *Client) tick() {
	c.burst = 0
	if nowMs := c.nowMs(); nowMs-c.tickedMs >= tickMs {
		c.tickedMs = nowMs
		c.session.tick(nowMs)
	}
}

func (c *Client) nowMs() int64 { return c.clock.look(time.Now()) }

// patience is how long to wait for a message: until the next tick, or the context's deadline if that is sooner.
func patience(ctx context.Context) time.Duration {
	wait := tickMs * time.Millisecond
	if deadline, hasDeadline := ctx.Deadline(); hasDeadline {
		// The poller counts whole milliseconds, and less than one must not become none.
		if left := time.Until(deadline) + time.Millisecond; left < wait {
			wait = left
		}
	}
	if wait < 0 {
		return 0
	}
	return wait
}

// resubscribe asks for snapshots. The gateway hears only of a text that is new to the socket; and to leave the topic
// itself would lose what comes meanwhile.
func (c *Client) resubscribe() error {
	for _, topic := range c.session.toResubscribe {
		text := topic
		for text != "" && c.subscribed[text] {
			text = text[:len(text)-1]
		}
		err := c.socket.SetSubscribe(text)
		if err == nil {
			err = c.socket.SetUnsubscribe(text)
		}
		if err != nil {
			return fmt.Errorf("resubscribing %s: %w", topic, err)
		}
	}
	c.session.toResubscribe = c.session.toResubscribe[:0]
	return nil
}
