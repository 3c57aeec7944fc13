package tickgate;

/**
 * Messages of a topic did not arrive. A book is invalid until the snapshot for which the client
 * asks by itself.
 *
 * @param topic the topic
 * @param epoch the epoch of the lost messages
 * @param first number of the first lost message
 * @param last number of the last lost message
 */
public record Hole(String topic, long epoch, long first, long last) implements Item {}
