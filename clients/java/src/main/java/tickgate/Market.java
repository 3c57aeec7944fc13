package tickgate;

/**
 * What every message of a symbol has.
 *
 * @param category {@code spot}, {@code linear}, {@code inverse} or {@code option}
 * @param symbol the exchange's symbol
 * @param tsRecv when its first byte was read from the exchange; of a gap, when the hole was
 *     noticed; of a repeated snapshot, that of the last event in it
 */
public record Market(String category, String symbol, long tsRecv) {}
