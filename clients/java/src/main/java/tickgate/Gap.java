package tickgate;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * The gateway says that it missed something: a book is invalid until the next snapshot, and of
 * trades some may be missing.
 *
 * @param header what every message has
 * @param market what every message of a symbol has
 * @param depth of books: levels a side
 * @param cause {@code disconnected}, {@code update_id}, {@code crossed}, {@code malformed} or
 *     {@code restarted}; others may come
 * @param since when the topic's last good message was received
 * @param complete of trades: whether the hole is closed by now
 * @param isFinal of trades: whether this is how the holes ended that gaps before have told
 * @param holeFrom where they could not be closed: when the last trade before what is missing was
 *     matched
 * @param holeUntil likewise, the first trade after it
 */
public record Gap(
        Header header,
        Market market,
        OptionalLong depth,
        String cause,
        OptionalLong since,
        Optional<Boolean> complete,
        boolean isFinal,
        OptionalLong holeFrom,
        OptionalLong holeUntil)
        implements MarketMessage {}
