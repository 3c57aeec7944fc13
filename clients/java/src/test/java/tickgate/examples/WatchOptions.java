package tickgate.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import tickgate.Client;
import tickgate.CurveKeys;

/** The command line of {@link Watch}. */
record WatchOptions(
        String data,
        Optional<String> heartbeat,
        Optional<CurveKeys> keys,
        double seconds,
        int rcvhwm,
        List<String> topics) {
    static final String USAGE =
            "usage: watch --data ENDPOINT [--heartbeat ENDPOINT] [--server-key FILE --key FILE]"
                    + " [--seconds N] [--rcvhwm N] TOPIC...";

    static WatchOptions parse(String... arguments) {
        Optional<String> data = Optional.empty();
        Optional<String> heartbeat = Optional.empty();
        Optional<Path> serverKey = Optional.empty();
        Optional<Path> key = Optional.empty();
        double seconds = Double.POSITIVE_INFINITY;
        int rcvhwm = Client.RCVHWM;
        List<String> topics = new ArrayList<>();
        Iterator<String> words = List.of(arguments).iterator();
        while (words.hasNext()) {
            String word = words.next();
            switch (word) {
                case "--data" -> data = Optional.of(value(word, words));
                case "--heartbeat" -> heartbeat = Optional.of(value(word, words));
                case "--server-key" -> serverKey = Optional.of(Path.of(value(word, words)));
                case "--key" -> key = Optional.of(Path.of(value(word, words)));
                case "--seconds" -> seconds = Double.parseDouble(value(word, words));
                case "--rcvhwm" -> rcvhwm = Integer.parseInt(value(word, words));
                default -> topics.add(topic(word));
            }
        }
        if (data.isEmpty() || topics.isEmpty()) {
            throw new IllegalArgumentException("an endpoint and a topic are needed");
        }
        return new WatchOptions(
                data.get(), heartbeat, keys(serverKey, key), seconds, rcvhwm, List.copyOf(topics));
    }

    Client connect() {
        Client.Builder builder = Client.builder(data).rcvhwm(rcvhwm);
        heartbeat.ifPresent(builder::heartbeat);
        keys.ifPresent(builder::keys);
        return builder.connect();
    }

    private static Optional<CurveKeys> keys(Optional<Path> serverKey, Optional<Path> key) {
        if (serverKey.isPresent() != key.isPresent()) {
            throw new IllegalArgumentException("--server-key and --key go together");
        }
        try {
            return key.isPresent()
                    ? Optional.of(CurveKeys.load(serverKey.get(), key.get()))
                    : Optional.empty();
        } catch (IOException error) {
            throw new IllegalArgumentException(error.toString(), error);
        }
    }

    private static String value(String flag, Iterator<String> words) {
        if (!words.hasNext()) {
            throw new IllegalArgumentException(flag + " needs a value");
        }
        return words.next();
    }

    private static String topic(String word) {
        if (word.startsWith("-")) {
            throw new IllegalArgumentException("unknown flag " + word);
        }
        return word;
    }
}
