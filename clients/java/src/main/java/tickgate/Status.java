package tickgate;

import java.util.Map;

/**
 * The topics that changed since the last status; every tenth tells all.
 *
 * @param header what every message has
 * @param tsRecv as {@code tsPub}
 * @param topics state of each topic, by its name
 */
public record Status(Header header, long tsRecv, Map<String, TopicStatus> topics)
        implements Message {}
