package tickgate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The reader's rule for one topic of a book or of trades, without a socket and without a clock.
 *
 * <p>Times are milliseconds of any clock that never goes back. Call {@link #tick} every 100 ms or
 * so, and give the topic's own messages, every status and every heartbeat to {@link #take}.
 */
public final class Reader {
    /** Nothing but older epochs for so long: the clock of the gateway's machine went back. */
    static final long FORGET_MS = 5000;

    /** A message that a status tells and that did not come for so long is lost. */
    static final long TAIL_MS = 2000;

    /** No heartbeat for so long: the gateway may be dead. */
    static final long SILENCE_MS = 3000;

    /** A number that a status told before its message came, and when it first did. */
    private record Tail(long seq, long toldMs) {}

    private final String topic;
    private final OrderBook book; // null of trades
    private final boolean watchesHeartbeat;
    private long heartbeatMs;
    private boolean isSilent;
    private boolean isOver; // a heartbeat knew every gateway of our epoch as down
    private long epoch;
    private long seq;
    private OptionalLong olderMs = OptionalLong.empty(); // since when only older epochs came
    private Tail tail;
    //  Of the step that is being made.
    private final List<Item> items = new ArrayList<>();
    private boolean resubscribe;

    /**
     * Begins to follow a topic.
     *
     * @param topic a whole topic, of a book or of trades
     * @param heartbeatMs since when a heartbeat is awaited; empty does not watch them
     */
    public Reader(String topic, OptionalLong heartbeatMs) {
        this.topic = topic;
        this.book = Topics.isDepth(topic) ? new OrderBook(topic) : null;
        this.watchesHeartbeat = heartbeatMs.isPresent();
        this.heartbeatMs = heartbeatMs.orElse(0);
    }

    /** {@return the topic that it follows} */
    public String topic() {
        return topic;
    }

    /** {@return the epoch that it calls its own; 0 before the first message} */
    public long epoch() {
        return epoch;
    }

    /** {@return the number of the last message that it has, or knows to be lost} */
    public long seq() {
        return seq;
    }

    /** {@return the book of the topic; empty of trades} */
    public Optional<OrderBook> book() {
        return Optional.ofNullable(book);
    }

    /**
     * Lets time pass.
     *
     * @param nowMs the present time
     * @return what follows
     */
    public Step tick(long nowMs) {
        if (tail != null && nowMs - tail.toldMs() >= TAIL_MS) {
            loseTail(tail.seq());
        }
        if (watchesHeartbeat && !isSilent && nowMs - heartbeatMs >= SILENCE_MS) {
            isSilent = true;
            fallSilent();
        }
        return step();
    }

    /**
     * Takes a message of the topic, a status or a heartbeat. Others are ignored.
     *
     * @param message what came
     * @param nowMs the present time
     * @return what follows
     */
    public Step take(Message message, long nowMs) {
        if (message instanceof Heartbeat heartbeat) {
            takeHeartbeat(heartbeat, nowMs);
        } else if (message instanceof Status status) {
            takeStatus(status, nowMs);
        } else if (message instanceof MarketMessage own && isOfTopic(own)) {
            takeOwn(own, nowMs);
        }
        return step();
    }

    private boolean isOfTopic(MarketMessage message) {
        return message instanceof Gap || (message instanceof BookMessage) == (book != null);
    }

    private void takeOwn(MarketMessage message, long nowMs) {
        if (message.epoch() < epoch && !isOnlyOlder(nowMs)) {
            return;
        }
        olderMs = OptionalLong.empty();
        boolean isFirst = epoch == 0;
        if (message.epoch() != epoch) {
            beginEpoch(message);
        }
        if (message instanceof Snapshot snapshot) {
            takeSnapshot(snapshot);
        } else if (message instanceof Delta delta) {
            takeDelta(delta);
        } else {
            //  Nobody missed what came before he joined, or while his book waited.
            takeTradesOrGap(message, book == null ? !isFirst : book.isValid());
        }
        if (tail != null && seq >= tail.seq()) {
            tail = null;
        }
    }

    private boolean isOnlyOlder(long nowMs) {
        if (olderMs.isEmpty()) {
            olderMs = OptionalLong.of(nowMs);
        }
        return nowMs - olderMs.getAsLong() >= FORGET_MS;
    }

    private void beginEpoch(MarketMessage message) {
        if (epoch != 0) {
            items.add(new Restart(topic, message.epoch()));
            resubscribe = isValidBook() && !(message instanceof Snapshot);
        }
        epoch = message.epoch();
        seq = 0;
        tail = null;
        isOver = false;
        await();
    }

    private void takeSnapshot(Snapshot snapshot) {
        if (isSilent || isOver || (book.isValid() && snapshot.seq() <= seq)) {
            return;
        }
        if (book.isValid()) {
            tellHole(snapshot.isRepetition() ? snapshot.seq() : snapshot.seq() - 1);
        }
        seq = snapshot.seq();
        book.replace(snapshot);
        items.add(snapshot);
    }

    private void takeDelta(Delta delta) {
        if (!book.isValid() || delta.seq() <= seq) {
            return;
        }
        if (delta.seq() > seq + 1) {
            tellHole(delta.seq() - 1);
            loseBook();
            return;
        }
        seq = delta.seq();
        book.apply(delta);
        items.add(delta);
    }

    private void takeTradesOrGap(MarketMessage message, boolean tellsHole) {
        if (message.seq() <= seq) {
            return;
        }
        if (tellsHole) {
            tellHole(message.seq() - 1);
        }
        seq = message.seq();
        if (message instanceof Gap) {
            await();
        }
        items.add(message);
    }

    private void takeStatus(Status status, long nowMs) {
        TopicStatus told = status.topics().get(topic);
        boolean isWaiting = book != null && !book.isValid();
        if (told == null || status.epoch() != epoch || isWaiting || tail != null) {
            return;
        }
        if (told.seq() > seq) {
            tail = new Tail(told.seq(), nowMs);
        }
    }

    private void loseTail(long last) {
        tellHole(last);
        seq = last;
        tail = null;
        if (book != null) {
            loseBook();
        }
    }

    private void takeHeartbeat(Heartbeat heartbeat, long nowMs) {
        if (!watchesHeartbeat) {
            return;
        }
        heartbeatMs = nowMs;
        if (isSilent) {
            isSilent = false;
            resubscribe = book != null;
        }
        if (!isOver && isDown(heartbeat)) {
            isOver = true;
            fallSilent();
        }
    }

    /** Whether it knows gateways of our epoch, and all of them as down. */
    private boolean isDown(Heartbeat heartbeat) {
        List<Gateway> own =
                heartbeat.gateways().stream().filter(it -> it.epoch() == epoch).toList();
        return epoch != 0 && !own.isEmpty() && own.stream().allMatch(Gateway::isDown);
    }

    private void fallSilent() {
        await();
        items.add(new Silence(topic));
    }

    private void tellHole(long last) {
        if (last > seq) {
            items.add(new Hole(topic, epoch, seq + 1, last));
        }
    }

    private void loseBook() {
        await();
        resubscribe = true;
    }

    /** A book is not right until the next snapshot. */
    private void await() {
        if (book != null) {
            book.invalidate();
            tail = null;
        }
    }

    private boolean isValidBook() {
        return book != null && book.isValid();
    }

    private Step step() {
        if (items.isEmpty() && !resubscribe) {
            return Step.NOTHING;
        }
        Step step = new Step(List.copyOf(items), resubscribe);
        items.clear();
        resubscribe = false;
        return step;
    }
}
