package tickgate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static tickgate.Frames.BOOK;
import static tickgate.Frames.TRADES;
import static tickgate.Frames.bytes;
import static tickgate.Frames.delta;
import static tickgate.Frames.gateway;
import static tickgate.Frames.heartbeat;
import static tickgate.Frames.message;
import static tickgate.Frames.pack;
import static tickgate.Frames.snapshot;
import static tickgate.Frames.status;
import static tickgate.Frames.trade;
import static tickgate.Frames.trades;
import static tickgate.Frames.with;
import static tickgate.Frames.without;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad input is told and counted, and nothing good is lost to it. */
class BrokenInputTest {
    private static final BigInteger TOO_LARGE = BigInteger.ONE.shiftLeft(63);

    static Stream<Arguments> noMessages() {
        byte[] good = pack(snapshot(1));
        byte[] more = Arrays.copyOf(good, good.length + 1);
        byte[] cut = Arrays.copyOf(good, good.length - 3);
        byte[] deep = new byte[100_000];
        Arrays.fill(deep, (byte) 0x91);
        return Stream.of(
                Arguments.of("empty", new byte[0]),
                Arguments.of("cut", cut),
                Arguments.of("more behind it", more),
                Arguments.of("reserved byte", hex("c1")),
                Arguments.of("text that is not UTF-8", hex("81a176a1ff")),
                Arguments.of("a map that promises too much", hex("dfffffffff")),
                Arguments.of("a text that promises too much", hex("81a176db7fffffff")),
                Arguments.of("a binary that promises too much", hex("81a176c67fffffff")),
                Arguments.of("an array that promises too much", hex("81a176dd7fffffff")),
                Arguments.of("nested without end", deep),
                Arguments.of("a key that is no text", pack(withKey(snapshot(1), 1))),
                Arguments.of("array", pack(List.of(1, 2))),
                Arguments.of("nil", pack(null)),
                Arguments.of("no v", pack(without(snapshot(1), "v"))),
                Arguments.of("v of a wrong type", pack(with(snapshot(1), "v", "1"))),
                Arguments.of("no type", pack(without(snapshot(1), "type"))),
                Arguments.of("too large", pack(with(snapshot(1), "more", "x".repeat(8 << 20)))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("noMessages")
    void whatIsNoMessageIsRefused(String name, byte[] frame) {
        assertThrows(DecodeException.class, () -> Decoder.decode(BOOK, frame));
    }

    static Stream<Arguments> wrongValuesOfBooks() {
        return Stream.of(
                wrong("epoch", -1),
                wrong("epoch", true),
                wrong("epoch", TOO_LARGE),
                wrong("seq", 1.0),
                wrong("seq", null),
                wrong("ts_pub", "1"),
                wrong("simulated", 1),
                wrong("symbol", 7),
                wrong("ts_event", null),
                wrong("xseq", null),
                wrong("cause", 1),
                wrong("bids", Map.of()),
                wrong("bids", List.of(1.0)),
                wrong("bids", List.of(List.of(1.0))),
                wrong("bids", List.of(List.of(1.0, 1.0, 1.0))),
                wrong("bids", List.of(List.of(1, 1.0))),
                wrong("bids", List.of(List.of(Double.NaN, 1.0))),
                wrong("bids", List.of(List.of(Double.POSITIVE_INFINITY, 1.0))),
                wrong("bids", List.of(List.of(1.0, -1.0))),
                wrong("asks", List.of(List.of("1", "-0.1"))),
                wrong("asks", List.of(List.of("1e5", "1"))),
                wrong("asks", List.of(List.of("NaN", "1"))),
                wrong("asks", List.of(List.of(" 1", "1"))),
                wrong("asks", List.of(List.of("1.", "1"))),
                wrong("asks", List.of(List.of("٣", "1"))),
                wrong("asks", List.of(List.of("1234567890123456789", "1"))),
                wrong("asks", List.of(List.of("1234567890.123456789", "1"))),
                wrong("asks", List.of(List.of("1", "0.1234567890123456789"))),
                wrong("asks", List.of(List.of("0005", "1"))),
                wrong("bids", List.of(List.of(1.0f, 1.0))),
                wrong("bids", List.of(List.of(1.0, 1.0f))));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("wrongValuesOfBooks")
    void aWrongValueOfABookIsRefused(String key, Object value) {
        assertRefused(BOOK, with(snapshot(1), key, value), key);
    }

    static Stream<Arguments> wrongValuesOfTrades() {
        return Stream.of(
                wrong("id", 5),
                wrong("id", new byte[] {1}),
                wrong("side", "Buy"),
                wrong("side", null),
                wrong("side", List.of()),
                wrong("price", 1),
                wrong("price", "1e3"),
                wrong("size", -1.0),
                wrong("size", null),
                wrong("tick", 1),
                wrong("block", 0),
                wrong("xseq", -5),
                wrong("iv", "x"),
                wrong("ts_event", TOO_LARGE));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("wrongValuesOfTrades")
    void aWrongValueOfATradeIsRefused(String key, Object value) {
        List<?> wrong = List.of(with(trade(), key, value));
        assertRefused(TRADES, with(trades(1), "trades", wrong), key);
    }

    static Stream<Object> wrongLists() {
        return Stream.of(List.of(), List.of(1), Map.of(), "x");
    }

    @ParameterizedTest
    @MethodSource("wrongLists")
    void whatIsNoListOfTradesIsRefused(Object list) {
        assertRefused(TRADES, with(trades(1), "trades", list), "trades");
    }

    static Stream<Object> keysThatAreNoText() {
        return Stream.of(1, TOO_LARGE, new byte[] {1}, true, List.of(), Map.of());
    }

    @ParameterizedTest
    @MethodSource("keysThatAreNoText")
    void aTopicThatIsNoTextIsRefused(Object key) {
        Map<?, ?> topics = withKey(Map.of(BOOK, Map.of("seq", 1, "state", "live")), key);
        assertRefused("bybit.status.", with(status(BOOK, 1), "topics", topics), "topics");
    }

    static Stream<Arguments> wrongTopicsOfGateways() {
        return Stream.of(
                wrong("topics", null),
                wrong("topics", List.of()),
                wrong("topics", "live"),
                wrong("live", Map.of("live", -1)),
                wrong("live", Map.of("live", 1.0)),
                wrong("live", Map.of("live", TOO_LARGE)),
                wrong("of_tomorrow", Map.of("of_tomorrow", "1")),
                wrong("topics", Map.of(1, 1)),
                wrong("topics", Map.of("live", 1, List.of(), 1)));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("wrongTopicsOfGateways")
    void wrongTopicsOfAGatewayAreRefused(String key, Object topics) {
        List<?> wrong = List.of(with(gateway("bybit"), "topics", topics));
        assertRefused("supervisor.heartbeat.", with(heartbeat(), "gateways", wrong), key);
    }

    @Test
    void topicsOfAGatewayAreCountedInAnyState() throws Exception {
        Map<String, Long> counts = Map.of("live", 2L, "of_tomorrow", 1L);
        List<?> gateways = List.of(with(gateway("one"), "topics", counts), gateway("two"));
        byte[] frame = pack(with(heartbeat(), "gateways", gateways));
        Message message = Decoder.decode("supervisor.heartbeat.", frame).orElseThrow();
        List<Gateway> told = assertInstanceOf(Heartbeat.class, message).gateways();
        assertEquals(List.of(counts, Map.of()), told.stream().map(Gateway::topics).toList());
    }

    static Stream<Arguments> neededKeys() {
        List<Arguments> keys = new ArrayList<>();
        for (var body : List.of(snapshot(1), trades(1), status(BOOK, 1), heartbeat())) {
            for (String key : without(without(body, "v"), "type").keySet()) {
                keys.add(Arguments.of(body.get("type"), key, body));
            }
        }
        return keys.stream();
    }

    @ParameterizedTest(name = "{0} without {1}")
    @MethodSource("neededKeys")
    void aMissingKeyIsNamed(String type, String key, Map<String, Object> body) {
        assertRefused(BOOK, without(body, key), key + " is missing");
    }

    @Test
    void whatIsNotKnownIsSkipped() throws Exception {
        for (var unknown :
                List.of(
                        with(snapshot(1), "v", 2),
                        with(snapshot(1), "type", "of_tomorrow"),
                        Map.<String, Object>of("v", 2))) {
            assertTrue(Decoder.decode(BOOK, pack(unknown)).isEmpty());
            Session session = session();
            assertEquals(List.of(), session.take(message(BOOK, unknown), 0));
            assertEquals(0, session.broken());
        }
    }

    @Test
    void keysThatAreNotKnownMayHoldAnything() throws Exception {
        Object deep = 1;
        for (int i = 0; i < 100; i++) {
            deep = List.of(deep);
        }
        Map<String, Object> more = with(snapshot(1), "huge", TOO_LARGE);
        more.put("deep", deep);
        more.put("binary", new byte[] {1, 2});
        more.put("none", null);
        more.put("keys", Map.of(1, 2, List.of(3), 4));
        more.put("float32", 1.5f);
        more.put("not UTF-8", List.of("QQQQ", Map.of("QQQQ", 1)));
        byte[] frame = spoilt(pack(more));
        assertEquals(Decoder.decode(BOOK, pack(snapshot(1))), Decoder.decode(BOOK, frame));
    }

    @Test
    void aBrokenFrameIsToldAndCountedAndTheStreamGoesOn() {
        Session session = session();
        session.take(message(BOOK, snapshot(1)), 0);
        Item told = session.take(List.of(bytes(BOOK), hex("c1")), 0).get(0);
        assertEquals(BOOK, assertInstanceOf(Broken.class, told).topic());
        assertInstanceOf(Broken.class, session.take(List.of(bytes(BOOK)), 0).get(0));
        assertEquals(List.of(), session.take(List.of(hex("ff"), hex("")), 0));
        assertEquals(2, session.broken());
        assertInstanceOf(Delta.class, session.take(message(BOOK, delta(2)), 0).get(0));
        assertEquals(2, session.books().get(BOOK).u().orElseThrow());
    }

    static Stream<Map<String, Object>> textsThatAreNotUtf8() {
        Map<String, Object> topics = Map.of("QQQQ", Map.of("seq", 1, "state", "live"));
        return Stream.of(
                with(snapshot(1), "symbol", "QQQQ"),
                with(snapshot(1), "QQQQ", 1),
                with(status(BOOK, 1), "topics", topics));
    }

    @ParameterizedTest
    @MethodSource("textsThatAreNotUtf8")
    void aTextThatIsNotUtf8IsRefusedWhereOneIsNeeded(Map<String, Object> body) {
        assertThrows(DecodeException.class, () -> Decoder.decode(BOOK, spoilt(pack(body))));
    }

    @Test
    void decimalsHaveUpTo18Digits() throws Exception {
        List<String> pair = List.of("-123456789.123456789", "0.123456789012345678");
        byte[] frame = pack(with(snapshot(1), "bids", List.of(pair)));
        Message message = Decoder.decode(BOOK, frame).orElseThrow();
        Level level = assertInstanceOf(Snapshot.class, message).bids().get(0);
        assertEquals(pair, List.of(level.price().toString(), level.size().toString()));
    }

    @Test
    void furtherFramesAreIgnored() {
        byte[] frame = pack(snapshot(1));
        assertEquals(1, session().take(List.of(bytes(BOOK), frame, hex("c1"), hex("")), 0).size());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void randomDamageIsRefusedOrHarmless(long seed) throws IOException {
        Random chance = new Random(seed);
        List<byte[]> frames = new ArrayList<>();
        for (Path path : Tree.files(Tree.VECTORS, ".msgpack")) {
            frames.add(Files.readAllBytes(path));
        }
        int good = 0;
        int refused = 0;
        for (int i = 0; i < 5000; i++) {
            byte[] frame = frames.get(chance.nextInt(frames.size())).clone();
            for (int changes = chance.nextInt(4); changes >= 0; changes--) {
                frame[chance.nextInt(frame.length)] = (byte) chance.nextInt(256);
            }
            int length = Math.min(frame.length, 1 + chance.nextInt(frame.length * 4));
            try {
                Decoder.decode(BOOK, Arrays.copyOf(frame, length));
                good++;
            } catch (DecodeException error) {
                refused++;
            }
        }
        assertTrue(good > 0 && refused > 0, good + " good, " + refused + " refused");
    }

    private static Session session() {
        Session session = new Session(0, false);
        session.follow("bybit.");
        return session;
    }

    private static Arguments wrong(String key, Object value) {
        return Arguments.of(key, value);
    }

    /** The map with one more key, of any type. */
    private static Map<Object, Object> withKey(Map<String, ?> map, Object key) {
        Map<Object, Object> changed = new LinkedHashMap<>(map);
        changed.put(key, Map.of("seq", 1, "state", "live"));
        return changed;
    }

    /** The frame with bytes that no UTF-8 has in place of each QQQQ. */
    private static byte[] spoilt(byte[] frame) {
        String bytes = new String(frame, StandardCharsets.ISO_8859_1);
        return bytes.replace("QQQQ", "\u00ff\u00fe\u00ff\u00fe")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    private static void assertRefused(String topic, Map<String, Object> body, String reason) {
        DecodeException error =
                assertThrows(DecodeException.class, () -> Decoder.decode(topic, pack(body)));
        assertTrue(error.getMessage().startsWith(reason), error.getMessage());
    }
}
