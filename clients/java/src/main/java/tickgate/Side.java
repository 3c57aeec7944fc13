package tickgate;

/** What the taker of a trade did. */
public enum Side {
    /** The taker bought. */
    BUY,
    /** The taker sold. */
    SELL
}
