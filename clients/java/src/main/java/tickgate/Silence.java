package tickgate;

/**
 * No heartbeat came for 3 s: a book is invalid until one does.
 *
 * @param topic each followed topic is told of
 */
public record Silence(String topic) implements Item {}
