package tickgate;

/** What a client hands over: a message of the gateway, or what became of one. */
public sealed interface Item permits Message, Hole, Restart, Silence, Broken {
    /** {@return the topic that it is about} */
    String topic();
}
