package tickgate;

/**
 * A price, and the size that is offered there.
 *
 * @param price the price
 * @param size not negative; in a delta 0 deletes the level
 */
public record Level(Number price, Number size) {}
