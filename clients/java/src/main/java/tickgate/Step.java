package tickgate;

import java.util.List;

/**
 * What follows from one message or from time.
 *
 * @param items what to hand to the caller, in order: what was missed, then the message if it was
 *     taken
 * @param resubscribe ask the gateway for a snapshot of the topic
 */
public record Step(List<Item> items, boolean resubscribe) {
    static final Step NOTHING = new Step(List.of(), false);
}
