package tickgate;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A simulated exchange with a gateway on it. */
final class GatewayRig implements AutoCloseable {
    private static final String SYMBOLS = "linear:BTCUSDT,ETHUSDT";
    private static final Pattern LISTENING = Pattern.compile("listening on (\\S+)");
    private static final long PATIENCE_S = 10;

    /** The book that the exchange holds. */
    record ExchangeBook(long u, List<Level> bids, List<Level> asks) {}

    final String data = freeEndpoint();
    final String heartbeat = freeEndpoint();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Process exchange;
    private final Process daemon;
    private final String address;

    GatewayRig(String... flags) throws IOException {
        exchange =
                start(
                        "bybit-sim",
                        List.of("--listen", "127.0.0.1:0", "--symbols", SYMBOLS, "--rate", "50"));
        address = listeningAddress();
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "--exchange-url",
                                "ws://" + address,
                                "--rest-url",
                                "http://" + address));
        all.addAll(List.of("--market", SYMBOLS, "--publish", data, "--heartbeat", heartbeat));
        all.addAll(List.of("--http", "off"));
        all.addAll(List.of(flags));
        daemon = start("tickgated", all);
    }

    /** Makes what `tickgate keygen` writes, and the reader's public key in the folder allowed. */
    static void makeKeys(Path folder, String... names) throws IOException, InterruptedException {
        for (String name : names) {
            String program = Tree.PROGRAMS.resolve("tickgate").toString();
            Process keygen =
                    new ProcessBuilder(program, "keygen", name)
                            .directory(folder.toFile())
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            if (keygen.waitFor() != 0) {
                throw new IOException("tickgate keygen failed");
            }
        }
        Path allowed = Files.createDirectory(folder.resolve("allowed"));
        Files.move(folder.resolve("reader.pub"), allowed.resolve("reader.pub"));
    }

    /** The flags of a daemon that lets the reader of this folder read. */
    static String[] flagsOfKeys(Path folder) {
        String server = folder.resolve("server").toString();
        String allowed = folder.resolve("allowed").toString();
        return new String[] {"--curve-secret", server, "--curve-allow", allowed};
    }

    /** A line on the simulator's standard input. */
    void fault(String fault) throws IOException {
        OutputStream lines = exchange.getOutputStream();
        lines.write(("fault " + fault + "\n").getBytes(StandardCharsets.UTF_8));
        lines.flush();
    }

    void signalDaemon(String signal) throws IOException, InterruptedException {
        signal(signal, daemon.pid());
    }

    static void signal(String signal, long pid) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor();
        if (code != 0) {
            throw new IOException("kill -" + signal + " " + pid + " failed");
        }
    }

    ExchangeBook exchangeBook() throws IOException, InterruptedException {
        URI uri =
                URI.create(
                        "http://" + address + "/sim/book?category=linear&symbol=BTCUSDT&depth=50");
        HttpRequest request = HttpRequest.newBuilder(uri).build();
        String text = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        JsonObject book = JsonParser.parseString(text).getAsJsonObject().getAsJsonObject("data");
        return new ExchangeBook(
                book.get("u").getAsLong(),
                levels(book.getAsJsonArray("b")),
                levels(book.getAsJsonArray("a")));
    }

    @Override
    public void close() {
        for (Process process : List.of(daemon, exchange)) {
            process.destroy();
            process.onExit().completeOnTimeout(process, PATIENCE_S, TimeUnit.SECONDS).join();
            process.destroyForcibly();
        }
    }

    private static Process start(String program, List<String> flags) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Tree.PROGRAMS.resolve(program).toString());
        command.addAll(flags);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        if (program.equals("tickgated")) {
            builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        }
        builder.environment().remove("TICKGATE_BIN");
        return builder.start();
    }

    private String listeningAddress() throws IOException {
        BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(exchange.getInputStream(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Matcher matcher = LISTENING.matcher(line);
            if (matcher.find()) {
                return matcher.group(1);
            }
        }
        throw new IOException("the simulated exchange ended");
    }

    private static List<Level> levels(JsonArray pairs) {
        List<Level> levels = new ArrayList<>();
        for (JsonElement pair : pairs) {
            JsonArray texts = pair.getAsJsonArray();
            BigDecimal price = new BigDecimal(texts.get(0).getAsString());
            levels.add(new Level(price, new BigDecimal(texts.get(1).getAsString())));
        }
        return levels;
    }

    private static String freeEndpoint() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return "tcp://127.0.0.1:" + socket.getLocalPort();
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }
}
