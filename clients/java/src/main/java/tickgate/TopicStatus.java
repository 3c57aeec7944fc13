package tickgate;

import java.util.OptionalLong;

/**
 * State of one topic in the gateway.
 *
 * @param seq number of the topic's last message; 0 before the first
 * @param state {@code live}, {@code quiet}, {@code stale}, {@code rejected} or {@code gone}; others
 *     may come
 * @param lastEvent when its last event was received
 */
public record TopicStatus(long seq, String state, OptionalLong lastEvent) {}
