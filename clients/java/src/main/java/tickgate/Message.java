package tickgate;

/** What the gateway sent. */
public sealed interface Message extends Item permits MarketMessage, Status, Heartbeat, Event {
    /** {@return what every message has} */
    Header header();

    @Override
    default String topic() {
        return header().topic();
    }

    /** {@return when this incarnation of the gateway started, in ms since 1970 UTC} */
    default long epoch() {
        return header().epoch();
    }

    /** {@return the number of the message in its topic and epoch} */
    default long seq() {
        return header().seq();
    }

    /** {@return when it was handed to the gateway's socket} */
    default long tsPub() {
        return header().tsPub();
    }

    /** {@return whether a simulated exchange made it} */
    default boolean simulated() {
        return header().simulated();
    }
}
