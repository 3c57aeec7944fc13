package tickgate;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Everything that a client does but for the socket: a reader for each topic, fed with frames and
 * with time in milliseconds.
 */
final class Session {
    //  In the order of their topics: those that begin alike are neighbours.
    private final TreeMap<String, Reader> readers = new TreeMap<>();
    private final Map<String, OrderBook> books = new TreeMap<>();
    private final Set<String> prefixes = new HashSet<>();
    private final List<String> toResubscribe = new ArrayList<>();
    private OptionalLong heartbeatMs; // of the last one; empty does not watch them
    private Heartbeat heartbeat;
    private long broken;

    Session(long nowMs, boolean watchesHeartbeat) {
        heartbeatMs = watchesHeartbeat ? OptionalLong.of(nowMs) : OptionalLong.empty();
    }

    Map<String, OrderBook> books() {
        return Collections.unmodifiableMap(books);
    }

    Optional<Heartbeat> heartbeat() {
        return Optional.ofNullable(heartbeat);
    }

    long broken() {
        return broken;
    }

    /** Tells the topics that need a snapshot, each time once. */
    List<String> takeResubscriptions() {
        if (toResubscribe.isEmpty()) {
            return List.of();
        }
        List<String> topics = List.copyOf(toResubscribe);
        toResubscribe.clear();
        return topics;
    }

    /** Hands over what comes on topics that begin with this. False: it does already. */
    boolean follow(String prefix) {
        boolean isNew = prefixes.add(prefix);
        if (isMarket(prefix) && !readers.containsKey(prefix)) {
            //  A whole topic has its book from now on.
            addReader(prefix);
        }
        return isNew;
    }

    /** Forgets the prefix, and each topic that no other one matches. False: it was not followed. */
    boolean leave(String prefix) {
        boolean wasFollowed = prefixes.remove(prefix);
        List<String> left =
                readers.tailMap(prefix).keySet().stream()
                        .takeWhile(topic -> topic.startsWith(prefix))
                        .filter(topic -> !isFollowed(topic))
                        .toList();
        left.forEach(readers::remove);
        left.forEach(books::remove);
        return wasFollowed;
    }

    boolean isFollowedWhole(String topic) {
        return prefixes.contains(topic);
    }

    /** Takes the frames of one message; returns what to hand to the caller. */
    List<Item> take(List<byte[]> frames, long nowMs) {
        String topic = new String(frames.get(0), StandardCharsets.UTF_8);
        List<Item> items = new ArrayList<>();
        try {
            if (frames.size() < 2) {
                throw new DecodeException("one frame");
            }
            take(topic, frames.get(1), nowMs, items);
        } catch (DecodeException error) {
            broken++;
            items.add(new Broken(topic, error.getMessage()));
        }
        return items;
    }

    /** Lets time pass; returns what to hand to the caller. */
    List<Item> tick(long nowMs) {
        List<Item> items = new ArrayList<>();
        for (Reader reader : readers.values()) {
            settle(reader, reader.tick(nowMs), items);
        }
        return items;
    }

    private void take(String topic, byte[] frame, long nowMs, List<Item> items)
            throws DecodeException {
        Reader reader = readers.get(topic);
        if (reader == null && isMarket(topic) && isFollowed(topic)) {
            reader = addReader(topic);
            //  A topic that first comes amid a silence of heartbeats begins with it.
            settle(reader, reader.tick(nowMs), items);
        }
        if (reader != null) {
            Optional<Message> message = Decoder.decode(topic, frame);
            if (message.isPresent()) {
                settle(reader, reader.take(message.get(), nowMs), items);
            }
        } else if (isOfGateway(topic)) {
            Optional<Message> message = Decoder.decode(topic, frame);
            if (message.isPresent()) {
                takeOfGateway(message.get(), nowMs, items);
            }
        }
    }

    private void takeOfGateway(Message message, long nowMs, List<Item> items) {
        if (isFollowed(message.topic())) {
            items.add(message);
        }
        if (message instanceof Status status) {
            for (String topic : status.topics().keySet()) {
                Reader reader = readers.get(topic);
                if (reader != null) {
                    settle(reader, reader.take(status, nowMs), items);
                }
            }
        } else if (message instanceof Heartbeat beat) {
            heartbeat = beat;
            if (heartbeatMs.isPresent()) {
                heartbeatMs = OptionalLong.of(nowMs);
            }
            for (Reader reader : readers.values()) {
                settle(reader, reader.take(beat, nowMs), items);
            }
        }
    }

    private void settle(Reader reader, Step step, List<Item> items) {
        items.addAll(step.items());
        if (step.resubscribe()) {
            toResubscribe.add(reader.topic());
        }
    }

    private Reader addReader(String topic) {
        Reader reader = new Reader(topic, heartbeatMs);
        readers.put(topic, reader);
        reader.book().ifPresent(book -> books.put(topic, book));
        return reader;
    }

    /** However many prefixes there are, a topic has few beginnings. */
    private boolean isFollowed(String topic) {
        return IntStream.rangeClosed(0, topic.length())
                .anyMatch(end -> prefixes.contains(topic.substring(0, end)));
    }

    private static boolean isMarket(String topic) {
        return Topics.isTrade(topic) || Topics.isDepth(topic);
    }

    private static boolean isOfGateway(String topic) {
        return topic.equals(Topics.STATUS)
                || topic.equals(Topics.HEARTBEAT)
                || topic.equals(Topics.EVENT);
    }
}
