package tickgate.examples;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import tickgate.Client;

/** The command line of {@link Watch}. */
record WatchOptions(
        String data, Optional<String> heartbeat, double seconds, int rcvhwm, List<String> topics) {
    static final String USAGE =
            "usage: watch --data ENDPOINT [--heartbeat ENDPOINT] [--seconds N] [--rcvhwm N]"
                    + " TOPIC...";

    static WatchOptions parse(String... arguments) {
        Optional<String> data = Optional.empty();
        Optional<String> heartbeat = Optional.empty();
        double seconds = Double.POSITIVE_INFINITY;
        int rcvhwm = Client.RCVHWM;
        List<String> topics = new ArrayList<>();
        Iterator<String> words = List.of(arguments).iterator();
        while (words.hasNext()) {
            String word = words.next();
            switch (word) {
                case "--data" -> data = Optional.of(value(word, words));
                case "--heartbeat" -> heartbeat = Optional.of(value(word, words));
                case "--seconds" -> seconds = Double.parseDouble(value(word, words));
                case "--rcvhwm" -> rcvhwm = Integer.parseInt(value(word, words));
                default -> topics.add(topic(word));
            }
        }
        if (data.isEmpty() || topics.isEmpty()) {
            throw new IllegalArgumentException("an endpoint and a topic are needed");
        }
        return new WatchOptions(data.get(), heartbeat, seconds, rcvhwm, List.copyOf(topics));
    }

    Client connect() {
        Client.Builder builder = Client.builder(data).rcvhwm(rcvhwm);
        heartbeat.ifPresent(builder::heartbeat);
        return builder.connect();
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
