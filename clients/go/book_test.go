package tickgate

import (
	"fmt"
	"testing"
)

func levelsOf(t *testing.T, texts ...string) []Level {
	t.Helper()
	var levels []Level
	for i := 0; i < len(texts); i += 2 {
		levels = append(levels, Level{textOf(t, texts[i]), textOf(t, texts[i+1])})
	}
	return levels
}

func TestBook(t *testing.T) {
	book := newBook(bookName)
	if _, isThere := book.BestBid(); isThere || book.Valid() || book.Last() != nil {
		t.Error("a new book is not empty")
	}
	book.replace(&Depth{Bids: levelsOf(t, "5", "1", "4", "2"), Asks: levelsOf(t, "6", "1", "7.0", "2")})
	// A level is known by its value, however it is written; deleting an unknown one is harmless.
	change := &Depth{
		Bids: levelsOf(t, "5.0", "0", "4.5", "3", "1", "0"),
		Asks: levelsOf(t, "7", "0.00", "6.00", "9", "5.5", "1"),
		U:    7,
	}
	book.change(change)
	if found := fmt.Sprint(book.Bids(), book.Asks()); found != "[3 at 4.5 2 at 4] [1 at 5.5 9 at 6.00]" {
		t.Error(found)
	}
	bid, _ := book.BestBid()
	ask, _ := book.BestAsk()
	if bid.String() != "3 at 4.5" || ask.String() != "1 at 5.5" || book.Last() != change || !book.Valid() {
		t.Error(bid, ask, book.Last())
	}
	kept := book.Bids()
	book.invalidate()
	if book.Valid() || len(book.Bids()) != 0 || len(book.Asks()) != 0 || book.Last() != nil {
		t.Error("a book that waits is not empty")
	}
	book.replace(&Depth{Bids: levelsOf(t, "1", "1")})
	if kept[0].String() != "3 at 4.5" {
		t.Error("what a caller holds was changed:", kept)
	}
}
