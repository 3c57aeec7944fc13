package tickgate;

/**
 * No heartbeat came for 3 s: a book is invalid until one does. Or one knows the gateway as down: a
 * book is invalid until the next incarnation sends its own.
 *
 * @param topic each followed topic is told of
 */
public record Silence(String topic) implements Item {}
