package tickgate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static tickgate.Frames.BOOK;
import static tickgate.Frames.TRADES;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client on a simulated gateway: right books, and everything that was missed. */
@Timeout(60)
class LiveTest {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration LOOK = Duration.ofMillis(20);

    private static GatewayRig gateway; // of all tests that leave it as it is

    @BeforeAll
    static void start() throws IOException {
        gateway = new GatewayRig();
    }

    @AfterAll
    static void end() {
        gateway.close();
    }

    @Test
    void tradesComeAndTheBookIsRight() throws Exception {
        try (Client client = connect(gateway)) {
            client.subscribe(TRADES, BOOK);
            Trades trades = last(Trades.class, receiveUntil(client, it -> it instanceof Trades));
            assertTrue(trades.topic().equals(TRADES) && trades.simulated());
            assertTrue(trades.trades().get(0).price().doubleValue() > 0);
            Duration age =
                    Duration.between(Instant.ofEpochSecond(0, trades.tsRecv()), Instant.now());
            assertTrue(age.abs().compareTo(Duration.ofSeconds(5)) < 0, age.toString());
            assertSameAsTheExchange(client, gateway, 5);
            receiveUntil(client, it -> client.heartbeat().isPresent());
            assertEquals("float64", client.heartbeat().orElseThrow().numbers());
            assertEquals(0, client.broken());
        }
    }

    @Test
    void aShortPrefixBringsEverything() {
        Set<Class<?>> seen = new HashSet<>();
        try (Client client = connect(gateway)) {
            client.subscribe("");
            receiveUntil(
                    client,
                    item -> {
                        seen.add(item.getClass());
                        return seen.containsAll(
                                Set.of(
                                        Trades.class,
                                        Snapshot.class,
                                        Delta.class,
                                        Status.class,
                                        Heartbeat.class));
                    });
            assertEquals(2, client.books().size());
        }
    }

    @Test
    void pollGivesUpInTime() {
        try (Client client = connect(gateway)) {
            client.subscribe("bybit.linear.trade.NOSUCH.");
            long beganNs = System.nanoTime();
            assertTrue(client.poll(Duration.ofMillis(300)).isEmpty());
            assertTrue(client.poll(Duration.ZERO).isEmpty());
            long tookMs = (System.nanoTime() - beganNs) / 1_000_000;
            assertTrue(300 <= tookMs && tookMs < 1000, tookMs + " ms");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "ipc://data",
                "tcp://",
                "tcp://localhost",
                "tcp://*:5555",
                "tcp://127.0.0.1:0",
                "tcp://127.0.0.1:65536",
                "tcp://no.such.invalid:1"
            })
    void whatIsNoEndpointIsRefused(String endpoint) {
        assertThrows(IllegalArgumentException.class, () -> Client.builder(endpoint).connect());
    }

    @Test
    void aGatewayThatIsNotThereHindersNoOther() {
        try (Client client = Client.builder("tcp://[::1]:1").data(gateway.data).connect()) {
            client.subscribe(TRADES);
            receiveUntil(client, it -> it instanceof Trades);
        }
    }

    @Test
    void aConnectionWhoseHandshakeNeverEndsIsMadeAnew() throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket deaf = new ServerSocket(0, 50, loopback);
                Client client =
                        Client.builder("tcp://127.0.0.1:" + deaf.getLocalPort()).connect()) {
            deaf.setSoTimeout((int) PATIENCE.toMillis());
            try (Socket first = deaf.accept();
                    Socket second = deaf.accept()) {
                assertTrue(first.isConnected() && second.isConnected());
                assertTrue(client.poll(Duration.ZERO).isEmpty());
            }
        }
    }

    @Test
    void tooLongASubscriptionIsRefused() {
        try (Client client = connect(gateway)) {
            String tooLong = "x".repeat(1024);
            assertThrows(IllegalArgumentException.class, () -> client.subscribe(BOOK, tooLong));
            assertTrue(client.books().isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {BOOK, "bybit.linear.depth."})
    void aLostMessageIsToldAndTheBookComesBack(String prefix) throws Exception {
        LossySocket socket = new LossySocket();
        List<String> data = List.of(gateway.data);
        try (Client client = new Client(socket, data, Optional.empty())) {
            client.subscribe(prefix);
            receiveUntil(client, isOfBook(Snapshot.class));
            socket.losesOne = true;
            Hole hole = last(Hole.class, receiveUntil(client, isOfBook(Hole.class)));
            assertEquals(hole.first(), hole.last());
            assertFalse(client.books().get(BOOK).isValid());
            long beganNs = System.nanoTime();
            receiveUntil(client, isOfBook(Snapshot.class));
            long tookMs = (System.nanoTime() - beganNs) / 1_000_000;
            assertTrue(tookMs < 2000, "not resubscribed: it came by itself, after " + tookMs);
            assertSameAsTheExchange(client, gateway, 2);
        }
    }

    @Test
    void unsubscribingEndsATopic() {
        try (Client client = connect(gateway)) {
            client.subscribe(BOOK, TRADES);
            receiveUntil(client, isOfBook(Snapshot.class));
            client.unsubscribe(BOOK);
            assertFalse(client.books().containsKey(BOOK));
            List<Item> items = receiveUntil(client, it -> it instanceof Trades);
            items.addAll(receiveUntil(client, it -> it instanceof Trades));
            assertTrue(
                    items.subList(1, items.size()).stream().allMatch(it -> it instanceof Trades));
        }
    }

    @Test
    void closingEndsTheIteration() {
        Client client = connect(gateway);
        client.subscribe(TRADES);
        int items = 0;
        for (Item item : client) {
            assertEquals(TRADES, item.topic());
            items++;
            client.close();
        }
        assertEquals(1, items);
        assertThrows(IllegalStateException.class, () -> client.poll(Duration.ZERO));
        client.close();
    }

    @Test
    void anInterruptEndsTheIterationAndNothingElse() throws Exception {
        try (Client client = connect(gateway)) {
            client.subscribe(BOOK);
            for (int turn = 0; turn < 5; turn++) {
                Thread reader = Thread.currentThread();
                Thread interrupter = new Thread(() -> interruptSoon(reader));
                interrupter.start();
                client.forEach(item -> assertFalse(item instanceof Hole, item.toString()));
                assertTrue(Thread.interrupted());
                interrupter.join();
            }
            assertSameAsTheExchange(client, gateway, 2);
            assertEquals(0, client.broken());
            Thread.currentThread().interrupt();
        }
        assertTrue(Thread.interrupted(), "closing keeps the interrupt");
    }

    @Test
    void aCallerThatWasBusyHearsOfNoSilence() throws Exception {
        try (Client client = connect(gateway)) {
            client.subscribe(BOOK);
            receiveUntil(client, isOfBook(Snapshot.class));
            Thread.sleep(3500);
            for (int i = 0; i < 300; i++) {
                Item item = client.poll(PATIENCE).orElseThrow();
                assertFalse(item instanceof Silence || item instanceof Hole, item.toString());
            }
            assertTrue(client.books().get(BOOK).isValid());
        }
    }

    @Test
    void faultsOfTheExchangeAndAKilledGatewayAreTold() throws Exception {
        try (GatewayRig own = new GatewayRig();
                Client client = connect(own)) {
            client.subscribe(BOOK, TRADES, Topics.EVENT);
            receiveUntil(client, isOfBook(Snapshot.class));

            own.fault("jump=BTCUSDT");
            Gap gap = last(Gap.class, receiveUntil(client, it -> it instanceof Gap));
            assertEquals("update_id", gap.cause());
            assertFalse(client.books().get(BOOK).isValid());
            Snapshot snapshot =
                    last(Snapshot.class, receiveUntil(client, isOfBook(Snapshot.class)));

            receiveUntil(client, it -> client.heartbeat().isPresent());
            Heartbeat heartbeat = client.heartbeat().orElseThrow();
            GatewayRig.signal("KILL", heartbeat.gateways().get(0).pid());
            List<Item> items = receiveUntil(client, isOfBook(Restart.class));
            assertTrue(last(Restart.class, items).epoch() > snapshot.epoch());
            assertTrue(items.stream().noneMatch(it -> it instanceof Hole));
            assertTrue(items.stream().anyMatch(it -> it instanceof Event));
            receiveUntil(client, isOfBook(Snapshot.class));
            assertSameAsTheExchange(client, own, 2);
        }
    }

    @Test
    void silenceIsToldAndEnds() throws Exception {
        try (GatewayRig own = new GatewayRig();
                Client client = connect(own)) {
            client.subscribe(BOOK);
            receiveUntil(client, isOfBook(Snapshot.class));
            receiveUntil(client, it -> client.heartbeat().isPresent());
            own.signalDaemon("STOP");
            try {
                receiveUntil(client, new Silence(BOOK)::equals);
                assertFalse(client.books().get(BOOK).isValid());
            } finally {
                own.signalDaemon("CONT");
            }
            receiveUntil(client, isOfBook(Snapshot.class));
            assertTrue(client.books().get(BOOK).isValid());
        }
    }

    @Test
    void decimalsAreTheTextOfTheExchange() throws Exception {
        try (GatewayRig own = new GatewayRig("--numbers", "string");
                Client client = connect(own)) {
            client.subscribe(BOOK, TRADES);
            Trades trades = last(Trades.class, receiveUntil(client, it -> it instanceof Trades));
            assertInstanceOf(BigDecimal.class, trades.trades().get(0).price());
            assertSameAsTheExchange(client, own, 5);
            BookMessage last = client.books().get(BOOK).last().orElseThrow();
            assertTrue(last.bids().stream().allMatch(level -> level.price() instanceof BigDecimal));
        }
    }

    private static Client connect(GatewayRig gateway) {
        return Client.builder(gateway.data).heartbeat(gateway.heartbeat).connect();
    }

    private static void interruptSoon(Thread thread) {
        try {
            Thread.sleep(150);
        } catch (InterruptedException error) {
            throw new AssertionError(error);
        }
        thread.interrupt();
    }

    private static Predicate<Item> isOfBook(Class<? extends Item> kind) {
        return item -> kind.isInstance(item) && item.topic().equals(BOOK);
    }

    /** All items up to the one that satisfies the claim. */
    private static List<Item> receiveUntil(Client client, Predicate<Item> claim) {
        List<Item> items = new ArrayList<>();
        long endNs = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < endNs) {
            Optional<Item> item = client.poll(Duration.ofSeconds(1));
            if (item.isPresent()) {
                items.add(item.get());
                if (claim.test(item.get())) {
                    return items;
                }
            }
        }
        throw new AssertionError("waited too long; " + items.size() + " items came");
    }

    private static <T extends Item> T last(Class<T> kind, List<Item> items) {
        return kind.cast(items.get(items.size() - 1));
    }

    /** At an update id that both had, every level is the same: of BigDecimals each digit. */
    private static void assertSameAsTheExchange(Client client, GatewayRig gateway, int times)
            throws Exception {
        Map<Long, GatewayRig.ExchangeBook> history = new HashMap<>();
        long endNs = System.nanoTime() + PATIENCE.toNanos();
        for (int left = times; left > 0; ) {
            assertTrue(System.nanoTime() < endNs, "no common update id");
            GatewayRig.ExchangeBook wanted = gateway.exchangeBook();
            long untilNs = System.nanoTime() + Duration.ofMillis(100).toNanos();
            while (System.nanoTime() < untilNs) {
                client.poll(LOOK);
                OrderBook book = client.books().get(BOOK);
                book.u()
                        .ifPresent(
                                u ->
                                        history.put(
                                                u,
                                                new GatewayRig.ExchangeBook(
                                                        u, book.bids(), book.asks())));
            }
            GatewayRig.ExchangeBook found = history.get(wanted.u());
            if (found != null) {
                assertEquals(written(wanted.bids(), found.bids()), found.bids());
                assertEquals(written(wanted.asks(), found.asks()), found.asks());
                left--;
            }
        }
    }

    /** The levels of the exchange in the same kind of numbers as ours. */
    private static List<Level> written(List<Level> levels, List<Level> ours) {
        if (ours.get(0).price() instanceof BigDecimal) {
            return levels;
        }
        return levels.stream()
                .map(it -> new Level(it.price().doubleValue(), it.size().doubleValue()))
                .toList();
    }

    /** A socket that loses one delta of the book when it is told to. */
    private static final class LossySocket extends SubSocket {
        private boolean losesOne;

        LossySocket() {
            super(Client.RCVHWM, Optional.empty());
        }

        @Override
        List<byte[]> receive(int withinMs) {
            List<byte[]> frames = super.receive(withinMs);
            if (losesOne && !frames.isEmpty() && isDeltaOfBook(frames)) {
                losesOne = false;
                return receive(withinMs);
            }
            return frames;
        }

        private static boolean isDeltaOfBook(List<byte[]> frames) {
            String topic = new String(frames.get(0), StandardCharsets.UTF_8);
            String body = new String(frames.get(1), StandardCharsets.ISO_8859_1);
            return topic.equals(BOOK) && body.contains("\u00a5delta");
        }
    }
}
