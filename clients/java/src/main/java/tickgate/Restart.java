package tickgate;

/**
 * A topic goes on in a new incarnation of the gateway.
 *
 * @param topic the topic
 * @param epoch the new epoch
 */
public record Restart(String topic, long epoch) implements Item {}
