package tickgate;

import java.util.List;
import java.util.OptionalLong;

/**
 * All levels of a book.
 *
 * @param header what every message has
 * @param market what every message of a symbol has
 * @param tsExchange when the exchange sent it
 * @param depth levels a side, as in the topic
 * @param tsEvent when the matching engine made this state
 * @param u the exchange's update id of this topic
 * @param xseq the exchange's cross sequence, comparable with that of trades
 * @param bids all bids, best first
 * @param asks all asks, best first
 * @param cause {@code exchange}, {@code resync}, {@code subscribe} or {@code periodic}; others may
 *     come
 */
public record Snapshot(
        Header header,
        Market market,
        long tsExchange,
        long depth,
        OptionalLong tsEvent,
        long u,
        OptionalLong xseq,
        List<Level> bids,
        List<Level> asks,
        String cause)
        implements BookMessage {
    /**
     * {@return whether it has no number of its own, but that of the last message that it includes}
     */
    public boolean isRepetition() {
        return !cause.equals("exchange") && !cause.equals("resync");
    }
}
