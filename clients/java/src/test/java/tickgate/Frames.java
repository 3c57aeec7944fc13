package tickgate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;

/** Makes messages for tests. */
final class Frames {
    static final String BOOK = "bybit.linear.depth.50.BTCUSDT.";
    static final String TRADES = "bybit.linear.trade.BTCUSDT.";
    static final long EPOCH = 1_790_000_000_000L;
    static final long TIME = 1_790_000_001_236_123_456L;

    private Frames() {}

    static Map<String, Object> snapshot(long seq) {
        Map<String, Object> body = book("snapshot", seq);
        body.put("cause", "exchange");
        return body;
    }

    static Map<String, Object> delta(long seq) {
        return book("delta", seq);
    }

    static Map<String, Object> trades(long seq) {
        Map<String, Object> body = market("trades", seq);
        body.put("ts_exchange", TIME);
        body.put("trades", List.of(trade()));
        return body;
    }

    static Map<String, Object> trade() {
        return new LinkedHashMap<>(
                Map.of("id", "1", "ts_event", TIME, "side", "buy", "price", 100.5, "size", 2.0));
    }

    static Map<String, Object> status(String topic, long seq) {
        Map<String, Object> body = any("status", 1);
        body.put("ts_recv", TIME);
        body.put("topics", Map.of(topic, Map.of("seq", seq, "state", "live")));
        return body;
    }

    static Map<String, Object> gateway(String name) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.putAll(Map.of("name", name, "isolation", "process", "state", "live"));
        body.putAll(Map.of("pid", 2, "epoch", EPOCH, "endpoint", "tcp://127.0.0.1:5555"));
        body.put("last_exit", Map.of("reason", "none", "code", 0, "signal", 0, "at", 0));
        body.putAll(Map.of("restarts", 0, "connected", true, "events", 1, "published", 1));
        body.putAll(Map.of("error_count", 0, "queue_size", 0, "reconnects", 0));
        return body;
    }

    static Map<String, Object> heartbeat() {
        Map<String, Object> body = any("heartbeat", 1);
        body.putAll(
                Map.of(
                        "simulated",
                        true,
                        "pid",
                        1,
                        "uptime_s",
                        2,
                        "version",
                        "0.1.0",
                        "numbers",
                        "float64",
                        "gateways",
                        List.of()));
        return body;
    }

    static Map<String, Object> with(Map<String, Object> body, String key, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(body);
        changed.put(key, value);
        return changed;
    }

    static Map<String, Object> without(Map<String, Object> body, String key) {
        Map<String, Object> changed = new LinkedHashMap<>(body);
        changed.remove(key);
        return changed;
    }

    /** The frames of a message. */
    static List<byte[]> message(String topic, Map<String, Object> body) {
        return List.of(bytes(topic), pack(body));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] pack(Object value) {
        try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
            pack(packer, value);
            return packer.toByteArray();
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    private static void pack(MessageBufferPacker packer, Object value) throws IOException {
        if (value == null) {
            packer.packNil();
        } else if (value instanceof Map<?, ?> map) {
            packer.packMapHeader(map.size());
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                pack(packer, entry.getKey());
                pack(packer, entry.getValue());
            }
        } else if (value instanceof List<?> list) {
            packer.packArrayHeader(list.size());
            for (Object element : list) {
                pack(packer, element);
            }
        } else if (value instanceof String text) {
            packer.packString(text);
        } else if (value instanceof Double number) {
            packer.packDouble(number);
        } else if (value instanceof Float number) {
            packer.packFloat(number);
        } else if (value instanceof Boolean truth) {
            packer.packBoolean(truth);
        } else if (value instanceof BigInteger integer) {
            packer.packBigInteger(integer);
        } else if (value instanceof byte[] binary) {
            packer.packBinaryHeader(binary.length);
            packer.writePayload(binary);
        } else {
            packer.packLong(((Number) value).longValue());
        }
    }

    private static Map<String, Object> any(String type, long seq) {
        return new LinkedHashMap<>(
                Map.of("v", 1, "type", type, "epoch", EPOCH, "seq", seq, "ts_pub", TIME));
    }

    private static Map<String, Object> market(String type, long seq) {
        Map<String, Object> body = any(type, seq);
        body.putAll(Map.of("ts_recv", TIME, "category", "linear", "symbol", "BTCUSDT"));
        return body;
    }

    private static Map<String, Object> book(String type, long seq) {
        Map<String, Object> body = market(type, seq);
        body.put("ts_exchange", TIME);
        body.put("depth", 50);
        body.put("u", seq);
        body.put("bids", List.of(List.of(99.5, 1.0)));
        body.put("asks", List.of(List.of(100.5, 2.0)));
        return body;
    }
}
