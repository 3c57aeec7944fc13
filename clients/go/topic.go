package tickgate

import (
	"fmt"
	"strconv"
	"strings"
)

// Topics that are not of a market. The client reads the first two by itself; subscribe one to be handed its messages.
const (
	StatusTopic    = "bybit.status."
	HeartbeatTopic = "supervisor.heartbeat."
	EventTopic     = "supervisor.event."
)

// A longer subscription, in bytes, makes the gateway end the connection that sent it.
const prefixMax = 1023

// TradeTopic is the topic of a symbol's trades: TradeTopic("linear", "BTCUSDT").
func TradeTopic(category, symbol string) string {
	return fmt.Sprintf("bybit.%s.trade.%s.", category, symbol)
}

// DepthTopic is the topic of a symbol's book with so many levels a side: 1, 50, 200 or 1000; of options 25 or 100.
func DepthTopic(category, symbol string, depth int) string {
	return fmt.Sprintf("bybit.%s.depth.%d.%s.", category, depth, symbol)
}

type topicKind int

const (
	otherTopic topicKind = iota // Not of one symbol: a prefix, or nothing that a reader follows.
	tradesTopic
	bookTopic
)

func kindOf(topic string) topicKind {
	words := strings.Split(topic, ".")
	last := len(words) - 1
	if words[0] != "bybit" || words[last] != "" {
		return otherTopic
	}
	for _, word := range words[:last] {
		if word == "" {
			return otherTopic
		}
	}
	switch {
	case last == 4 && words[2] == "trade":
		return tradesTopic
	case last == 5 && words[2] == "depth" && isCount(words[3]):
		return bookTopic
	}
	return otherTopic
}

func isCount(word string) bool {
	_, err := strconv.ParseUint(word, 10, 32)
	return err == nil
}
