package tickgate;

import java.util.List;

/**
 * The supervisor lives. It comes once a second.
 *
 * @param header what every message has; its epoch is when the supervisor started
 * @param pid process id of the daemon
 * @param uptimeS seconds since the daemon started
 * @param version of the daemon
 * @param numbers how prices and sizes are written: {@code float64} or {@code string}
 * @param gateways in the order of the configuration
 */
public record Heartbeat(
        Header header,
        long pid,
        long uptimeS,
        String version,
        String numbers,
        List<Gateway> gateways)
        implements Message {}
