package tickgate;

/** A message about one symbol. */
public sealed interface MarketMessage extends Message permits Trades, BookMessage, Gap {
    /** {@return what every message of a symbol has} */
    Market market();

    /** {@return {@code spot}, {@code linear}, {@code inverse} or {@code option}} */
    default String category() {
        return market().category();
    }

    /** {@return the symbol, as in the topic} */
    default String symbol() {
        return market().symbol();
    }

    /**
     * {@return when its first byte was read from the exchange; of a gap, when the hole was noticed}
     */
    default long tsRecv() {
        return market().tsRecv();
    }
}
