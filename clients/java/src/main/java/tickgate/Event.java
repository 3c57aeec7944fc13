package tickgate;

import java.util.Map;

/**
 * A line of the daemon's log.
 *
 * @param header what every message has; its epoch is when the supervisor started
 * @param tsRecv as {@code tsPub}
 * @param event its name
 * @param level {@code debug}, {@code info}, {@code warning} or {@code error}
 * @param fields the event's own fields, each a String, Long, Double or Boolean
 */
public record Event(
        Header header, long tsRecv, String event, String level, Map<String, Object> fields)
        implements Message {}
