package tickgate;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every reader script: what a reader receives, and what it holds and tells after each step. */
class ReaderScriptsTest {
    static List<Path> scripts() throws IOException {
        return Tree.files(Tree.VECTORS.resolve("readers"), ".json");
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void holdsWhatTheScriptSays(Path path) throws Exception {
        JsonObject script = JsonParser.parseString(Files.readString(path)).getAsJsonObject();
        boolean watches = script.get("watches_heartbeat").getAsBoolean();
        Reader reader =
                new Reader(
                        script.get("topic").getAsString(),
                        watches ? OptionalLong.of(0) : OptionalLong.empty());
        for (JsonElement each : script.getAsJsonArray("steps")) {
            JsonObject step = each.getAsJsonObject();
            Map<String, Object> found = take(reader, step);
            Plain.assertSame(step.get("then"), found, "at " + step.get("at_ms") + " ms");
        }
    }

    /** Makes one step; returns what the script's {@code then} names. */
    private static Map<String, Object> take(Reader reader, JsonObject step) throws DecodeException {
        long nowMs = step.get("at_ms").getAsLong();
        List<Step> made = new ArrayList<>(List.of(reader.tick(nowMs)));
        if (step.has("frame")) {
            byte[] frame = HexFormat.of().parseHex(step.get("frame").getAsString());
            Optional<Message> message = Decoder.decode(step.get("topic").getAsString(), frame);
            message.ifPresent(it -> made.add(reader.take(it, nowMs)));
        }
        List<Item> items = made.stream().flatMap(it -> it.items().stream()).toList();
        Map<String, Object> then = new LinkedHashMap<>();
        then.put("epoch", reader.epoch());
        then.put("seq", reader.seq());
        then.put("tells", items.stream().flatMap(it -> tell(it).stream()).toList());
        then.put("resubscribe", made.stream().anyMatch(Step::resubscribe));
        reader.book().ifPresentOrElse(book -> putBook(then, book), () -> putTrades(then, items));
        return then;
    }

    private static void putBook(Map<String, Object> then, OrderBook book) {
        then.put("state", book.isValid() ? "valid" : "waiting");
        if (book.isValid()) {
            then.put("u", book.u().getAsLong());
            then.put("bids", Plain.of(book.bids()));
            then.put("asks", Plain.of(book.asks()));
        }
    }

    private static void putTrades(Map<String, Object> then, List<Item> items) {
        List<String> ids = new ArrayList<>();
        for (Item item : items) {
            if (item instanceof Trades trades) {
                trades.trades().forEach(trade -> ids.add(trade.id()));
            }
        }
        then.put("trades", ids);
    }

    private static Optional<Map<String, Object>> tell(Item item) {
        if (item instanceof Restart restart) {
            return Optional.of(Map.of("kind", "restart", "epoch", restart.epoch()));
        } else if (item instanceof Hole hole) {
            return Optional.of(Map.of("kind", "hole", "from", hole.first(), "to", hole.last()));
        } else if (item instanceof Gap gap) {
            return Optional.of(Map.of("kind", "gap", "cause", gap.cause()));
        } else if (item instanceof Silence) {
            return Optional.of(Map.of("kind", "silence"));
        }
        return Optional.empty();
    }
}
