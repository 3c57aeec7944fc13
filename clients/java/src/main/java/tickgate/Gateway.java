package tickgate;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * One gateway in a heartbeat.
 *
 * @param name its name
 * @param isolation {@code process} or {@code thread}
 * @param state {@code starting}, {@code connecting}, {@code live}, {@code silent}, {@code
 *     stopping}, {@code backoff} or {@code failed}; others may come
 * @param pid of its process, of the daemon in thread mode; 0 while it is down
 * @param epoch of its incarnation, in ms since 1970 UTC: that of its data messages
 * @param endpoint its data socket
 * @param restarts starts after the first
 * @param lastExit how the incarnation before ended
 * @param connected whether all that it asked the exchange for is confirmed
 * @param secondsSinceLastEvent since its last market event, where one came in this life
 * @param events market events received in this life
 * @param published messages handed to the data socket in this life
 * @param errorCount errors in this life
 * @param queueSize snapshots that joiners still wait for
 * @param reconnects connections to the exchange that were lost in this life
 * @param backoffUntil when it will be started again, while a back-off runs
 * @param topics how many of its topics are in each state, by the words of {@link TopicStatus};
 *     empty where it was left out
 */
public record Gateway(
        String name,
        String isolation,
        String state,
        long pid,
        long epoch,
        String endpoint,
        long restarts,
        LastExit lastExit,
        boolean connected,
        OptionalDouble secondsSinceLastEvent,
        long events,
        long published,
        long errorCount,
        long queueSize,
        long reconnects,
        OptionalLong backoffUntil,
        Map<String, Long> topics) {
    /** It ended: its epoch is over. */
    boolean isDown() {
        return state.equals("backoff") || state.equals("failed");
    }
}
