package tickgate;

import java.util.List;
import java.util.OptionalLong;

/**
 * The levels of a book that changed, in no certain order. Size 0 deletes a level.
 *
 * @param header what every message has
 * @param market what every message of a symbol has
 * @param tsExchange when the exchange sent it
 * @param depth levels a side, as in the topic
 * @param tsEvent when the matching engine made this state
 * @param u the exchange's update id of this topic
 * @param xseq the exchange's cross sequence, comparable with that of trades
 * @param bids the bids that changed
 * @param asks the asks that changed
 */
public record Delta(
        Header header,
        Market market,
        long tsExchange,
        long depth,
        OptionalLong tsEvent,
        long u,
        OptionalLong xseq,
        List<Level> bids,
        List<Level> asks)
        implements BookMessage {}
