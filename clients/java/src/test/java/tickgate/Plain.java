package tickgate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/** Typed messages as the maps that the contract describes, and maps held against JSON. */
final class Plain {
    private static final Map<Class<?>, String> TYPES =
            Map.of(
                    Trades.class, "trades",
                    Snapshot.class, "snapshot",
                    Delta.class, "delta",
                    Gap.class, "gap",
                    Status.class, "status",
                    Heartbeat.class, "heartbeat",
                    Event.class, "event");

    /** Components whose own components are keys of the message. */
    private static final Set<String> FLAT = Set.of("header", "market", "fields");

    private Plain() {}

    static Map<String, Object> of(Message message) {
        Map<String, Object> plain = ofRecord((Record) message);
        plain.remove("topic");
        plain.put("v", 1L);
        plain.put("type", TYPES.get(message.getClass()));
        if (!(message instanceof Heartbeat)) {
            plain.remove("simulated", false);
        }
        plain.remove("recovered", false);
        plain.remove("final", false);
        return plain;
    }

    static Object of(Object value) {
        if (value instanceof Level level) {
            return List.of(level.price(), level.size());
        } else if (value instanceof Gateway gateway) {
            Map<String, Object> plain = ofRecord(gateway);
            plain.remove("topics", Map.of());
            return plain;
        } else if (value instanceof Record record) {
            return ofRecord(record);
        } else if (value instanceof List<?> list) {
            return list.stream().map(Plain::of).toList();
        } else if (value instanceof Map<?, ?> map) {
            Map<String, Object> plain = new LinkedHashMap<>();
            map.forEach((key, each) -> plain.put((String) key, of(each)));
            return plain;
        } else if (value instanceof Side side) {
            return side.name().toLowerCase(Locale.ROOT);
        }
        return value;
    }

    /** Fails at the first difference. A BigDecimal is a text in JSON, a Double a number. */
    static void assertSame(JsonElement wanted, Object found, String where) {
        if (found instanceof Map<?, ?> map) {
            JsonObject object = wanted.getAsJsonObject();
            assertEquals(object.keySet(), map.keySet(), where);
            map.forEach(
                    (key, value) -> assertSame(object.get((String) key), value, where + "." + key));
        } else if (found instanceof List<?> list) {
            JsonArray array = wanted.getAsJsonArray();
            assertEquals(array.size(), list.size(), where);
            for (int i = 0; i < list.size(); i++) {
                assertSame(array.get(i), list.get(i), where + "[" + i + "]");
            }
        } else if (found instanceof BigDecimal decimal) {
            assertTrue(wanted.getAsJsonPrimitive().isString(), where);
            assertEquals(wanted.getAsString(), decimal.toPlainString(), where);
        } else if (found instanceof Double number) {
            assertTrue(wanted.getAsJsonPrimitive().isNumber(), where);
            assertEquals(Double.parseDouble(wanted.getAsString()), number, where);
        } else {
            assertEquals(found instanceof String, wanted.getAsJsonPrimitive().isString(), where);
            assertEquals(wanted.getAsString(), String.valueOf(found), where);
        }
    }

    private static Map<String, Object> ofRecord(Record record) {
        Map<String, Object> plain = new LinkedHashMap<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            Object value = present(valueOf(component, record));
            if (FLAT.contains(component.getName())) {
                ((Map<?, ?>) of(value)).forEach((key, each) -> plain.put((String) key, each));
            } else if (value != null) {
                plain.put(snakeCase(component.getName()), of(value));
            }
        }
        return plain;
    }

    private static Object valueOf(RecordComponent component, Record record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException error) {
            throw new AssertionError(error);
        }
    }

    /** What an Optional holds, or null; any other value itself. */
    private static Object present(Object value) {
        if (value instanceof Optional<?> optional) {
            return optional.orElse(null);
        } else if (value instanceof OptionalLong optional) {
            return optional.isPresent() ? optional.getAsLong() : null;
        } else if (value instanceof OptionalDouble optional) {
            return optional.isPresent() ? optional.getAsDouble() : null;
        }
        return value;
    }

    /** The key of a component; one of them is no name in Java. */
    private static String snakeCase(String name) {
        if (name.equals("isFinal")) {
            return "final";
        }
        return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
