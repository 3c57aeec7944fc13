package tickgate;

import java.util.List;
import java.util.OptionalLong;

/** What a snapshot and a delta have in common. */
public sealed interface BookMessage extends MarketMessage permits Snapshot, Delta {
    /** {@return when the exchange sent it} */
    long tsExchange();

    /** {@return levels a side, as in the topic} */
    long depth();

    /** {@return when the matching engine made this state} */
    OptionalLong tsEvent();

    /** {@return the exchange's update id of this topic} */
    long u();

    /** {@return the exchange's cross sequence, comparable with that of trades} */
    OptionalLong xseq();

    /** {@return of a snapshot all bids, best first; of a delta those that changed} */
    List<Level> bids();

    /** {@return of a snapshot all asks, best first; of a delta those that changed} */
    List<Level> asks();
}
