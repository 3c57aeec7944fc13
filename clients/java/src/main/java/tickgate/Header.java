package tickgate;

/**
 * What every message has.
 *
 * @param topic the topic that it came on
 * @param epoch when this incarnation of the gateway started, in ms since 1970 UTC; of heartbeats
 *     and events, when the supervisor did
 * @param seq number of the message in its topic and epoch
 * @param tsPub when it was handed to the gateway's socket
 * @param simulated whether a simulated exchange made it
 */
public record Header(String topic, long epoch, long seq, long tsPub, boolean simulated) {}
