package tickgate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static tickgate.Frames.BOOK;
import static tickgate.Frames.EPOCH;
import static tickgate.Frames.TRADES;
import static tickgate.Frames.delta;
import static tickgate.Frames.heartbeat;
import static tickgate.Frames.message;
import static tickgate.Frames.snapshot;
import static tickgate.Frames.status;
import static tickgate.Frames.trades;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Topics and prefixes, heartbeats and snapshots, without a socket. */
class SessionTest {
    private Session session = new Session(0, false);

    @Test
    void topicsHaveTheNamesOfTheContract() {
        assertEquals(TRADES, Topics.trade("linear", "BTCUSDT"));
        assertEquals(BOOK, Topics.depth("linear", "BTCUSDT", 50));
    }

    @Test
    void aWholeTopicHasItsBookBeforeAnythingCame() {
        session.follow(BOOK);
        OrderBook book = session.books().get(BOOK);
        assertFalse(book.isValid());
        assertTrue(book.bestBid().isEmpty() && book.bids().isEmpty() && book.u().isEmpty());
    }

    @Test
    void aPrefixHasABookWithTheFirstMessage() {
        session.follow("bybit.linear.");
        assertTrue(session.books().isEmpty());
        take(BOOK, snapshot(1));
        assertEquals(new Level(99.5, 1.0), session.books().get(BOOK).bestBid().orElseThrow());
    }

    @Test
    void whatNobodyAskedForIsNotHandedOver() {
        session = new Session(0, true);
        session.follow(TRADES);
        assertEquals(List.of(), take(Topics.STATUS, status(TRADES, 1)));
        assertEquals(List.of(), take(Topics.HEARTBEAT, heartbeat()));
        assertEquals(List.of(), take(BOOK, snapshot(1)));
        assertTrue(session.books().isEmpty() && session.heartbeat().isPresent());
    }

    @Test
    void whatWasAskedForIs() {
        session.follow("");
        assertInstanceOf(Status.class, take(Topics.STATUS, status(TRADES, 1)).get(0));
        assertInstanceOf(Heartbeat.class, take(Topics.HEARTBEAT, heartbeat()).get(0));
        assertEquals(List.of(), take("bybit.linear.ticker.BTCUSDT.", snapshot(1)));
    }

    @Test
    void aLostTopicIsResubscribedAndNoOther() {
        session.follow("bybit.");
        take(BOOK, snapshot(1));
        take(TRADES, trades(1));
        assertEquals(List.of(new Hole(BOOK, EPOCH, 2, 2)), take(BOOK, delta(3)));
        assertEquals(new Hole(TRADES, EPOCH, 2, 4), take(TRADES, trades(5)).get(0));
        assertEquals(List.of(BOOK), session.takeResubscriptions());
        assertEquals(List.of(), session.takeResubscriptions());
    }

    @Test
    void aLostLastMessageIsSeenByTheStatus() {
        session.follow(BOOK);
        take(BOOK, snapshot(1));
        session.take(message(Topics.STATUS, status(BOOK, 2)), 100);
        assertEquals(List.of(), session.tick(2099));
        assertEquals(List.of(new Hole(BOOK, EPOCH, 2, 2)), session.tick(2100));
        assertEquals(List.of(BOOK), session.takeResubscriptions());
        assertFalse(session.books().get(BOOK).isValid());
    }

    @Test
    void silenceLastsUntilAHeartbeatComes() {
        session = new Session(0, true);
        session.follow(BOOK);
        take(BOOK, snapshot(1));
        assertEquals(List.of(), session.tick(2999));
        assertEquals(List.of(new Silence(BOOK)), session.tick(3000));
        assertEquals(List.of(), session.take(message(BOOK, snapshot(2)), 3001));
        assertEquals(List.of(), session.take(message(Topics.HEARTBEAT, heartbeat()), 3500));
        assertEquals(List.of(BOOK), session.takeResubscriptions());
        assertInstanceOf(Snapshot.class, session.take(message(BOOK, snapshot(2)), 3501).get(0));
    }

    @Test
    void aTopicThatFirstComesInSilenceWaitsToo() {
        session = new Session(0, true);
        session.follow("bybit.");
        assertEquals(List.of(new Silence(BOOK)), session.take(message(BOOK, snapshot(1)), 5000));
        assertFalse(session.books().get(BOOK).isValid());
    }

    @Test
    void leavingForgetsOnlyWhatNoOtherPrefixMatches() {
        List.of(BOOK, TRADES, "bybit.linear.depth.").forEach(session::follow);
        session.leave(BOOK);
        assertTrue(session.books().containsKey(BOOK));
        session.leave("bybit.linear.depth.");
        assertTrue(session.books().isEmpty());
        assertEquals(List.of(), take(BOOK, snapshot(1)));
        assertEquals(1, take(TRADES, trades(1)).size());
    }

    @Test
    void leavingManyTopicsTakesNoTime() {
        List<String> topics =
                IntStream.range(0, 2000)
                        .mapToObj(it -> Topics.depth("linear", "" + it, 50))
                        .toList();
        session.follow("bybit.spot.");
        topics.forEach(session::follow);
        assertEquals(2000, session.books().size());
        assertTimeout(Duration.ofSeconds(1), () -> topics.forEach(session::leave));
        assertTrue(session.books().isEmpty());
    }

    @Test
    void levelsAreFoundByValueWhicheverWayTheyAreWritten() {
        session.follow(BOOK);
        take(BOOK, snapshot(1));
        Map<String, Object> change = delta(2);
        change.put("bids", List.of(List.of("99.50", "0.00"), List.of("98.10", "7.0")));
        change.put("asks", List.of(List.of(100.5, -0.0), List.of(-0.0, 1.0), List.of(0.0, 3.0)));
        take(BOOK, change);
        OrderBook book = session.books().get(BOOK);
        assertEquals("[Level[price=98.10, size=7.0]]", book.bids().toString());
        assertEquals(List.of(new Level(0.0, 3.0)), book.asks());
    }

    private List<Item> take(String topic, Map<String, Object> body) {
        return session.take(message(topic, body), 0);
    }
}
