package tickgate;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Queue;

/**
 * Receives from a gateway.
 *
 * <p>Use it from one thread. It reconnects by itself. An interrupt of that thread ends the
 * iteration, and a {@link #poll} that waits; nothing is lost to it.
 */
public final class Client implements AutoCloseable, Iterable<Item> {
    /** Messages that may wait in the socket, unless the builder says otherwise. */
    public static final int RCVHWM = 20_000;

    private static final int PREFIX_MAX = 1023;
    private static final int TICK_MS = 100;

    /** Messages in a row after which time is looked at though more are waiting. */
    private static final int BURST = 1000;

    private final SubSocket socket;
    private final Session session;
    private final ListeningClock clock = new ListeningClock();
    private final Queue<Item> waiting = new ArrayDeque<>();
    private int burst;
    private long tickedMs;
    private boolean isClosed;

    /** Takes over the socket. */
    Client(SubSocket socket, List<String> data, Optional<String> heartbeat) {
        this.socket = socket;
        session = new Session(0, heartbeat.isPresent());
        try {
            socket.subscribe(Topics.STATUS);
            if (heartbeat.isPresent()) {
                socket.subscribe(Topics.HEARTBEAT);
                socket.connect(heartbeat.get());
            }
            data.forEach(socket::connect);
        } catch (RuntimeException error) {
            socket.close();
            throw error;
        }
    }

    /**
     * Begins a client.
     *
     * @param data data endpoint of a gateway, {@code tcp://HOST:PORT}
     * @return a builder, to say more and to connect
     */
    public static Builder builder(String data) {
        return new Builder().data(data);
    }

    /**
     * Receives all topics that begin with one of these; a whole topic ends with a dot.
     *
     * @param prefixes topics, or beginnings of topics; those that are subscribed already are left
     *     out
     * @throws IllegalArgumentException where one has more than 1,023 bytes; none is subscribed then
     */
    public void subscribe(String... prefixes) {
        requireOpen();
        for (String prefix : prefixes) {
            if (prefix.getBytes(StandardCharsets.UTF_8).length > PREFIX_MAX) {
                throw new IllegalArgumentException(
                        "a subscription of more than " + PREFIX_MAX + " bytes");
            }
        }
        for (String prefix : prefixes) {
            if (session.follow(prefix)) {
                socket.subscribe(prefix);
            }
        }
    }

    /**
     * Takes back what was subscribed with the same text, and forgets its books.
     *
     * @param prefixes topics, or beginnings of topics
     */
    public void unsubscribe(String... prefixes) {
        requireOpen();
        for (String prefix : prefixes) {
            if (session.leave(prefix)) {
                socket.unsubscribe(prefix);
            }
        }
    }

    /**
     * Receives the next item.
     *
     * @param timeout how long to wait for it; zero only looks
     * @return the item; empty where none came in time or the thread is interrupted
     * @throws IllegalStateException where the client is closed
     */
    public Optional<Item> poll(Duration timeout) {
        requireOpen();
        long beganNs = System.nanoTime();
        while (waiting.isEmpty() && !Thread.currentThread().isInterrupted()) {
            if (receive(0)) {
                continue;
            }
            tick();
            Duration left = timeout.minusNanos(System.nanoTime() - beganNs);
            if (!waiting.isEmpty() || left.isNegative() || left.isZero()) {
                break;
            }
            boolean isLong = left.compareTo(Duration.ofMillis(TICK_MS)) >= 0;
            receive(isLong ? TICK_MS : (int) left.toMillis() + 1);
        }
        return Optional.ofNullable(waiting.poll());
    }

    /** {@return all items that come, until the client is closed or the thread interrupted} */
    @Override
    public Iterator<Item> iterator() {
        return new Iterator<>() {
            private Item next;

            @Override
            public boolean hasNext() {
                while (next == null && !isClosed && !Thread.currentThread().isInterrupted()) {
                    next = poll(Duration.ofMillis(TICK_MS)).orElse(null);
                }
                return next != null;
            }

            @Override
            public Item next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                Item item = next;
                next = null;
                return item;
            }
        };
    }

    /**
     * {@return a view of the books, by topic: of each depth topic that was subscribed whole, or
     * that something came on}
     */
    public Map<String, OrderBook> books() {
        return session.books();
    }

    /** {@return the last heartbeat; empty before the first one} */
    public Optional<Heartbeat> heartbeat() {
        return session.heartbeat();
    }

    /**
     * {@return how many messages could not be read; each one is also handed over as {@link Broken}}
     */
    public long broken() {
        return session.broken();
    }

    /** Closes the socket. What was not yet received is dropped. */
    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            socket.close();
        }
    }

    /** Takes one message. False: none came in time. */
    private boolean receive(int withinMs) {
        List<byte[]> frames = socket.receive(withinMs);
        if (frames.isEmpty()) {
            return false;
        }
        waiting.addAll(session.take(frames, clock.nowMs()));
        resubscribe();
        if (++burst >= BURST) {
            tick();
        }
        return true;
    }

    /** Looks at time, once all that came was read or after a burst. */
    private void tick() {
        burst = 0;
        long nowMs = clock.nowMs();
        if (nowMs - tickedMs >= TICK_MS) {
            tickedMs = nowMs;
            waiting.addAll(session.tick(nowMs));
            resubscribe();
        }
    }

    /**
     * Asks for snapshots. The gateway hears only of a text that is new to the socket; and to leave
     * the topic itself would lose what comes meanwhile.
     */
    private void resubscribe() {
        for (String topic : session.takeResubscriptions()) {
            String text = topic;
            while (!text.isEmpty() && session.isFollowedWhole(text)) {
                text = text.substring(0, text.length() - 1);
            }
            socket.subscribe(text);
            socket.unsubscribe(text);
        }
    }

    private void requireOpen() {
        if (isClosed) {
            throw new IllegalStateException("the client is closed");
        }
    }

    /** What to connect to, and how. */
    public static final class Builder {
        private final List<String> data = new ArrayList<>();
        private Optional<String> heartbeat = Optional.empty();
        private Optional<CurveKeys> keys = Optional.empty();
        private int rcvhwm = RCVHWM;

        private Builder() {}

        /**
         * Adds a data endpoint, for several gateways.
         *
         * @param endpoint {@code tcp://HOST:PORT}
         * @return this
         */
        public Builder data(String endpoint) {
            data.add(endpoint);
            return this;
        }

        /**
         * Sets the supervisor's endpoint. Without it a gateway that died is not noticed before it
         * is back.
         *
         * @param endpoint {@code tcp://HOST:PORT}
         * @return this
         */
        public Builder heartbeat(String endpoint) {
            heartbeat = Optional.of(endpoint);
            return this;
        }

        /**
         * Sets the keys for a gateway that is encrypted. With wrong ones, or none, nothing comes
         * from it.
         *
         * @param keys the gateway's public key, and a pair that it lets read
         * @return this
         */
        public Builder keys(CurveKeys keys) {
            this.keys = Optional.of(keys);
            return this;
        }

        /**
         * Sets how many messages may wait in the socket before further ones are dropped.
         *
         * @param messages {@value Client#RCVHWM} unless set; 0 is no limit
         * @return this
         * @throws IllegalArgumentException where it is negative
         */
        public Builder rcvhwm(int messages) {
            if (messages < 0) {
                throw new IllegalArgumentException(messages + " messages cannot wait");
            }
            rcvhwm = messages;
            return this;
        }

        /**
         * Connects, in the background: a gateway that is not there yet is awaited.
         *
         * @return the client; close it after use
         * @throws IllegalArgumentException where an endpoint is not of TCP, or its host is unknown
         */
        public Client connect() {
            return new Client(new SubSocket(rcvhwm, keys), data, heartbeat);
        }
    }
}
