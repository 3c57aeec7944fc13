package tickgate;

/**
 * A message that could not be read. It was left out, and the stream goes on.
 *
 * @param topic the topic that it came on
 * @param reason what is wrong with it
 */
public record Broken(String topic, String reason) implements Item {}
