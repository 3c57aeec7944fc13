// Watch prints what some topics tell, as JSON lines: books ten times a second, trades and losses as they happen.
//
//	watch --data ENDPOINT [--heartbeat ENDPOINT] [--server-key FILE --key FILE] [--seconds N] [--rcvhwm N] TOPIC...
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	tickgate "github.com/tickgate/tickgate/clients/go"
)

const (
	bookPeriod = 100 * time.Millisecond
	exitUsage  = 64
)

type settings struct {
	config  tickgate.Config
	seconds float64 // 0 for ever
	topics  []string
}

func main() {
	options := parse()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	if options.seconds > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Duration(options.seconds*float64(time.Second)))
		defer cancel()
	}
	if err := watch(ctx, options, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "watch:", err)
		os.Exit(1)
	}
}

func parse() settings {
	var options settings
	data := flag.String("data", "", "data `endpoint`")
	flag.StringVar(&options.config.Heartbeat, "heartbeat", "", "heartbeat `endpoint`")
	flag.Float64Var(&options.seconds, "seconds", 0, "how long to watch, 0 for ever")
	flag.IntVar(&options.config.HighWaterMark, "rcvhwm", tickgate.DefaultHighWaterMark,
		"how many messages may wait, -1 for any number")
	serverKey := flag.String("server-key", "", "`file` of the gateway's public key")
	key := flag.String("key", "", "`file` of a pair of keys that may read")
	flag.Parse()
	options.config.Data = []string{*data}
	options.topics = flag.Args()
	if *data == "" || len(options.topics) == 0 || options.seconds < 0 || (*serverKey == "") != (*key == "") {
		flag.Usage()
		os.Exit(exitUsage)
	}
	if *key != "" {
		var err error
		if options.config.Keys, err = tickgate.LoadKeys(*serverKey, *key); err != nil {
			fmt.Fprintln(os.Stderr, "watch:", err)
			os.Exit(exitUsage)
		}
	}
	return options
}

// watch prints until the context ends.
func watch(ctx context.Context, options settings, output io.Writer) error {
	client, err := tickgate.Connect(options.config, options.topics...)
	if err != nil {
		return err
	}
	defer client.Close()
	lines := json.NewEncoder(output)
	err = lines.Encode(line{"kind": "ready"})
	for err == nil && ctx.Err() == nil {
		if err = showItems(ctx, client, lines); err == nil {
			err = showBooks(client, lines)
		}
	}
	if err == nil {
		err = lines.Encode(line{"kind": "end"})
	}
	return err
}

type line map[string]any

// showItems prints what comes until it is time for the books.
func showItems(ctx context.Context, client *tickgate.Client, lines *json.Encoder) error {
	period, cancel := context.WithTimeout(ctx, bookPeriod)
	defer cancel()
	for client.Next(period) {
		if told := lineOf(client.Item()); told != nil {
			if err := lines.Encode(told); err != nil {
				return err
			}
		}
	}
	if err := client.Err(); !errors.Is(err, period.Err()) {
		return err
	}
	return nil
}

// lineOf is nil of what has no line of its own.
func lineOf(item tickgate.Item) line {
	switch item := item.(type) {
	case *tickgate.Trades:
		ids := make([]string, len(item.Trades))
		for i, trade := range item.Trades {
			ids[i] = trade.ID
		}
		return line{"kind": "trades", "topic": item.Topic, "epoch": item.Epoch, "seq": item.Seq, "ids": ids}
	case *tickgate.Hole:
		return line{"kind": "hole", "topic": item.Topic, "epoch": item.Epoch, "from": item.First, "to": item.Last}
	case *tickgate.Gap:
		return line{"kind": "gap", "topic": item.Topic, "epoch": item.Epoch, "cause": item.Cause}
	case *tickgate.Restart:
		return line{"kind": "restart", "topic": item.Topic, "epoch": item.Epoch}
	case *tickgate.Silence:
		return line{"kind": "silence", "topic": item.Topic}
	case *tickgate.Broken:
		return line{"kind": "error", "topic": item.Topic, "what": item.Err.Error()}
	}
	return nil
}

func showBooks(client *tickgate.Client, lines *json.Encoder) error {
	for _, book := range client.Books() {
		if err := lines.Encode(lineOfBook(book)); err != nil {
			return err
		}
	}
	return nil
}

func lineOfBook(book *tickgate.Book) line {
	last := book.Last()
	if last == nil {
		return line{"kind": "book", "topic": book.Topic(), "state": "waiting"}
	}
	return line{
		"kind": "book", "topic": book.Topic(), "state": "valid", "epoch": last.Epoch, "seq": last.Seq, "u": last.U,
		"bids": book.Bids(), "asks": book.Asks(),
	}
}
