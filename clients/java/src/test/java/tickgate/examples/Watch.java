package tickgate.examples;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import tickgate.BookMessage;
import tickgate.Broken;
import tickgate.Client;
import tickgate.Gap;
import tickgate.Hole;
import tickgate.Item;
import tickgate.Level;
import tickgate.OrderBook;
import tickgate.Restart;
import tickgate.Silence;
import tickgate.Trades;

/**
 * Prints what some topics tell, as JSON lines: books ten times a second, trades and losses as they
 * happen.
 */
public final class Watch {
    private static final Duration BOOK_PERIOD = Duration.ofMillis(100);
    private static final long LONGEST_S = 1_000_000_000;
    private static final int EXIT_USAGE = 64;

    private static final CountDownLatch ENDED = new CountDownLatch(1);
    private static volatile boolean isAskedToStop;

    private Watch() {}

    /**
     * Watches until the time is over, or until SIGTERM.
     *
     * @param arguments see {@link WatchOptions#USAGE}
     */
    public static void main(String[] arguments) {
        WatchOptions options;
        try {
            options = WatchOptions.parse(arguments);
        } catch (IllegalArgumentException error) {
            System.err.println("watch: " + error.getMessage());
            System.err.println(WatchOptions.USAGE);
            System.exit(EXIT_USAGE);
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(Watch::stop));
        try (Client client = options.connect()) {
            client.subscribe(options.topics().toArray(String[]::new));
            print(line("ready"));
            watch(client, options.seconds());
            print(line("end"));
        } finally {
            ENDED.countDown();
        }
    }

    /** Lets the watch end in its own way: by itself, a JVM that gets SIGTERM exits with 143. */
    private static void stop() {
        if (ENDED.getCount() == 0) {
            return;
        }
        isAskedToStop = true;
        try {
            ENDED.await();
        } catch (InterruptedException error) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(0);
    }

    private static void watch(Client client, double seconds) {
        long lengthNs = (long) (Math.min(seconds, LONGEST_S) * 1e9);
        long beganNs = System.nanoTime();
        long nextNs = 0;
        while (!isAskedToStop) {
            long nowNs = System.nanoTime() - beganNs;
            if (nowNs >= lengthNs) {
                return;
            }
            if (nowNs >= nextNs) {
                nextNs = Math.max(nextNs + BOOK_PERIOD.toNanos(), nowNs);
                client.books().values().forEach(Watch::show);
            }
            client.poll(Duration.ofNanos(nextNs - nowNs)).ifPresent(Watch::show);
        }
    }

    private static void show(Item item) {
        if (item instanceof Trades trades) {
            JsonArray ids = new JsonArray();
            trades.trades().forEach(trade -> ids.add(trade.id()));
            JsonObject line = line("trades", trades.topic(), trades.epoch());
            line.addProperty("seq", trades.seq());
            line.add("ids", ids);
            print(line);
        } else if (item instanceof Hole hole) {
            JsonObject line = line("hole", hole.topic(), hole.epoch());
            line.addProperty("from", hole.first());
            line.addProperty("to", hole.last());
            print(line);
        } else if (item instanceof Gap gap) {
            JsonObject line = line("gap", gap.topic(), gap.epoch());
            line.addProperty("cause", gap.cause());
            print(line);
        } else if (item instanceof Restart restart) {
            print(line("restart", restart.topic(), restart.epoch()));
        } else if (item instanceof Silence silence) {
            JsonObject line = line("silence");
            line.addProperty("topic", silence.topic());
            print(line);
        } else if (item instanceof Broken broken) {
            JsonObject line = line("error");
            line.addProperty("what", broken.topic() + ": " + broken.reason());
            print(line);
        }
    }

    private static void show(OrderBook book) {
        JsonObject line = line("book");
        line.addProperty("topic", book.topic());
        line.addProperty("state", book.isValid() ? "valid" : "waiting");
        if (book.last().isPresent()) {
            BookMessage last = book.last().get();
            line.addProperty("epoch", last.epoch());
            line.addProperty("seq", last.seq());
            line.addProperty("u", last.u());
            line.add("bids", levels(book.bids()));
            line.add("asks", levels(book.asks()));
        }
        print(line);
    }

    private static JsonArray levels(List<Level> levels) {
        JsonArray array = new JsonArray();
        for (Level level : levels) {
            JsonArray pair = new JsonArray();
            pair.add(number(level.price()));
            pair.add(number(level.size()));
            array.add(pair);
        }
        return array;
    }

    /** A BigDecimal is printed as text, so that no digit is lost. */
    private static JsonPrimitive number(Number number) {
        return number instanceof BigDecimal decimal
                ? new JsonPrimitive(decimal.toPlainString())
                : new JsonPrimitive(number);
    }

    private static JsonObject line(String kind) {
        JsonObject line = new JsonObject();
        line.addProperty("kind", kind);
        return line;
    }

    private static JsonObject line(String kind, String topic, long epoch) {
        JsonObject line = line(kind);
        line.addProperty("topic", topic);
        line.addProperty("epoch", epoch);
        return line;
    }

    private static void print(JsonObject line) {
        System.out.println(line);
        System.out.flush();
    }
}
