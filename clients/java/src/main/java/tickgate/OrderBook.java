package tickgate;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The book of one depth topic: right whenever it is valid, and empty while it is not.
 *
 * <p>A reader keeps it; a caller only looks at it, from the thread of the client.
 */
public final class OrderBook {
    private final String topic;
    //  Each side from its best price on.
    private final TreeMap<Number, Level> bids =
            new TreeMap<>((one, other) -> Numbers.compare(other, one));
    private final TreeMap<Number, Level> asks = new TreeMap<>(Numbers::compare);
    private BookMessage last;

    OrderBook(String topic) {
        this.topic = topic;
    }

    /** {@return the topic of the book} */
    public String topic() {
        return topic;
    }

    /** {@return whether the book is right; else it waits for a snapshot, and is empty} */
    public boolean isValid() {
        return last != null;
    }

    /**
     * {@return the message that made this state, with its times and numbers; empty while invalid}
     */
    public Optional<BookMessage> last() {
        return Optional.ofNullable(last);
    }

    /** {@return the exchange's update id of this state; empty while invalid} */
    public OptionalLong u() {
        return isValid() ? OptionalLong.of(last.u()) : OptionalLong.empty();
    }

    /** {@return a copy of all bids, best first} */
    public List<Level> bids() {
        return List.copyOf(bids.values());
    }

    /** {@return a copy of all asks, best first} */
    public List<Level> asks() {
        return List.copyOf(asks.values());
    }

    /** {@return the highest bid, where there is one} */
    public Optional<Level> bestBid() {
        return best(bids);
    }

    /** {@return the lowest ask, where there is one} */
    public Optional<Level> bestAsk() {
        return best(asks);
    }

    /** {@return the topic, and the best levels or that it is waiting} */
    @Override
    public String toString() {
        return "OrderBook[" + topic + (isValid() ? " u=" + last.u() + best() : " waiting") + "]";
    }

    /** Holds this snapshot and nothing else: valid. */
    void replace(Snapshot snapshot) {
        clear();
        apply(snapshot);
    }

    /** Sets and deletes the levels of a message. */
    void apply(BookMessage message) {
        change(bids, message.bids());
        change(asks, message.asks());
        last = message;
    }

    /** Forgets all: invalid until the next snapshot. */
    void invalidate() {
        clear();
        last = null;
    }

    private void clear() {
        bids.clear();
        asks.clear();
    }

    private static void change(Map<Number, Level> side, Collection<Level> levels) {
        for (Level level : levels) {
            if (Numbers.signOf(level.size()) == 0) {
                side.remove(level.price());
            } else {
                side.put(level.price(), level);
            }
        }
    }

    private static Optional<Level> best(TreeMap<Number, Level> side) {
        return Optional.ofNullable(side.firstEntry()).map(Map.Entry::getValue);
    }

    private String best() {
        return bestBid().map(it -> " bid=" + it).orElse("")
                + bestAsk().map(it -> " ask=" + it).orElse("");
    }
}
