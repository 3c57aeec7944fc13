package tickgate;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/** The keys of a msgpack map, each with the type that the contract says, or an exception. */
final class Body {
    private static final int FRAME_MAX = 8 * 1024 * 1024;
    private static final int SHOWN_MAX = 60;
    private static final Pattern DECIMAL =
            Pattern.compile("-?(?:0|[1-9][0-9]{0,17})(?:\\.[0-9]{1,18})?");
    private static final int DIGITS_MAX = 18;

    private final Map<String, Object> values;

    Body(Map<String, Object> values) {
        this.values = values;
    }

    static Body of(byte[] frame) throws DecodeException {
        if (frame.length > FRAME_MAX) {
            throw new DecodeException(frame.length + " bytes are more than a frame may have");
        }
        if (Unpacker.unpack(frame) instanceof Body body) {
            return body;
        }
        throw new DecodeException("not a map");
    }

    Set<String> keys() {
        return values.keySet();
    }

    Object value(String key) {
        return values.get(key);
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    long integer(String key) throws DecodeException {
        if (values.get(key) instanceof Long value && value >= 0) {
            return value;
        }
        throw wrong(key);
    }

    OptionalLong optionalInteger(String key) throws DecodeException {
        return has(key) ? OptionalLong.of(integer(key)) : OptionalLong.empty();
    }

    String text(String key) throws DecodeException {
        if (values.get(key) instanceof String value) {
            return value;
        }
        throw wrong(key);
    }

    Optional<String> optionalText(String key) throws DecodeException {
        return has(key) ? Optional.of(text(key)) : Optional.empty();
    }

    boolean truth(String key) throws DecodeException {
        if (values.get(key) instanceof Boolean value) {
            return value;
        }
        throw wrong(key);
    }

    Optional<Boolean> optionalTruth(String key) throws DecodeException {
        return has(key) ? Optional.of(truth(key)) : Optional.empty();
    }

    /** False where the key is left out. */
    boolean flag(String key) throws DecodeException {
        return has(key) && truth(key);
    }

    OptionalDouble optionalFloat(String key) throws DecodeException {
        if (!has(key)) {
            return OptionalDouble.empty();
        }
        if (values.get(key) instanceof Double value && Double.isFinite(value)) {
            return OptionalDouble.of(value);
        }
        throw wrong(key);
    }

    Number number(String key) throws DecodeException {
        return toNumber(values.get(key)).orElseThrow(() -> wrong(key));
    }

    Number size(String key) throws DecodeException {
        return toNumber(values.get(key)).filter(Body::isSize).orElseThrow(() -> wrong(key));
    }

    Optional<Number> optionalNumber(String key) throws DecodeException {
        return has(key) ? Optional.of(number(key)) : Optional.empty();
    }

    List<Level> levels(String key) throws DecodeException {
        List<Level> levels = new ArrayList<>();
        for (Object value : array(key)) {
            levels.add(toLevel(value).orElseThrow(() -> wrongElement(key, value)));
        }
        return List.copyOf(levels);
    }

    Body map(String key) throws DecodeException {
        if (values.get(key) instanceof Body body) {
            return body;
        }
        throw wrong(key);
    }

    /** Counts by words that are not the contract's; none where the key is left out. */
    Map<String, Long> counts(String key) throws DecodeException {
        if (!has(key)) {
            return Map.of();
        }
        Body told = map(key);
        Map<String, Long> counts = new HashMap<>();
        for (String word : told.keys()) {
            counts.put(word, told.integer(word));
        }
        return Map.copyOf(counts);
    }

    List<Body> maps(String key) throws DecodeException {
        List<Body> maps = new ArrayList<>();
        for (Object value : array(key)) {
            if (!(value instanceof Body body)) {
                throw wrongElement(key, value);
            }
            maps.add(body);
        }
        return maps;
    }

    DecodeException wrong(String key) {
        return new DecodeException(
                has(key) ? key + " must not be " + shown(values.get(key)) : key + " is missing");
    }

    private List<?> array(String key) throws DecodeException {
        if (values.get(key) instanceof List<?> array) {
            return array;
        }
        throw wrong(key);
    }

    private static DecodeException wrongElement(String key, Object value) {
        return new DecodeException(key + " must not hold " + shown(value));
    }

    private static Optional<Level> toLevel(Object value) {
        if (value instanceof List<?> pair && pair.size() == 2) {
            Optional<Number> size = toNumber(pair.get(1)).filter(Body::isSize);
            return toNumber(pair.get(0)).flatMap(price -> size.map(it -> new Level(price, it)));
        }
        return Optional.empty();
    }

    private static Optional<Number> toNumber(Object value) {
        if (value instanceof Double number && Double.isFinite(number)) {
            return Optional.of(number);
        }
        if (value instanceof String text && DECIMAL.matcher(text).matches()) {
            BigDecimal decimal = new BigDecimal(text);
            return decimal.precision() <= DIGITS_MAX ? Optional.of(decimal) : Optional.empty();
        }
        return Optional.empty();
    }

    private static boolean isSize(Number number) {
        return Numbers.signOf(number) >= 0;
    }

    @Override
    public String toString() {
        return values.toString();
    }

    private static String shown(Object value) {
        String text = String.valueOf(value);
        return text.length() <= SHOWN_MAX ? text : text.substring(0, SHOWN_MAX) + "…";
    }
}
