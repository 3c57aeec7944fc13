package tickgate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static tickgate.Frames.BOOK;
import static tickgate.Frames.TRADES;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The example of the README and the watch program, each as a process of its own. */
@Timeout(60)
class ProgramsTest {
    private static final Pattern EXAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final String BOOK_LINE = "OrderBook\\[.* u=\\d+ bid=Level.* ask=Level.*]";
    private static final int LONGEST_EXAMPLE = 15;

    private static GatewayRig gateway;

    @BeforeAll
    static void start() throws IOException {
        gateway = new GatewayRig();
    }

    @AfterAll
    static void end() {
        gateway.close();
    }

    @Test
    void theExampleOfTheReadmeDoesWhatItSays(@TempDir Path folder) throws Exception {
        String example = example(0);
        assertTrue(example.lines().count() <= LONGEST_EXAMPLE);
        runExample(onGateway(example, gateway), folder, "\\d{19} [\\d.]+ [\\d.]+", BOOK_LINE);
    }

    @Test
    void theExampleWithKeysReadsWithFilesOfKeygen(@TempDir Path folder) throws Exception {
        GatewayRig.makeKeys(folder, "server", "reader");
        try (GatewayRig encrypted = new GatewayRig(GatewayRig.flagsOfKeys(folder))) {
            runExample(onGateway(example(1), encrypted), folder, BOOK_LINE);
        }
    }

    private static String example(int index) throws IOException {
        List<String> examples =
                EXAMPLE.matcher(Files.readString(Path.of("README.md")))
                        .results()
                        .map(found -> found.group(1))
                        .toList();
        assertEquals(2, examples.size());
        return examples.get(index);
    }

    /** Runs it in the folder until it printed a line of each form. */
    private static void runExample(String example, Path folder, String... forms) throws Exception {
        Path source = folder.resolve("Example.java");
        Files.writeString(source, example);
        Process process =
                command(source.toString())
                        .directory(folder.toFile())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        List<String> wanted = new ArrayList<>(List.of(forms));
        try (BufferedReader lines = lines(process)) {
            while (!wanted.isEmpty()) {
                String line = lines.readLine();
                assertFalse(line == null || line.contains("missed"), line);
                wanted.removeIf(line::matches);
            }
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void watchPrintsUntilItsTimeIsOver() throws Exception {
        Process process = watch("--seconds", "1.5", BOOK, TRADES);
        List<JsonObject> lines = jsonLines(process);
        assertEquals(0, process.waitFor());
        assertEquals("{\"kind\":\"ready\"}", lines.get(0).toString());
        assertEquals("{\"kind\":\"end\"}", lines.get(lines.size() - 1).toString());
        List<JsonObject> books = of("book", lines).toList();
        assertTrue(10 <= books.size() && books.size() <= 16, books.size() + " books");
        assertEquals("waiting", books.get(0).get("state").getAsString());
        JsonObject book = books.get(books.size() - 1);
        assertEquals("valid", book.get("state").getAsString());
        assertEquals(50, book.getAsJsonArray("bids").size());
        assertTrue(of("trades", lines).anyMatch(it -> !it.getAsJsonArray("ids").isEmpty()));
        assertEquals(0, of("error", lines).count() + of("hole", lines).count());
    }

    @Test
    void watchEndsWellWhenItIsAskedTo() throws Exception {
        Process process = watch(BOOK);
        try (BufferedReader lines = lines(process)) {
            String line = lines.readLine();
            while (!line.contains("\"valid\"")) {
                line = lines.readLine();
            }
            //  Process.destroy would close the stream too.
            GatewayRig.signal("TERM", process.pid());
            assertEquals("{\"kind\":\"end\"}", lines.lines().reduce(line, (one, next) -> next));
        }
        assertEquals(0, process.waitFor());
    }

    @Test
    void watchRefusesAWrongCommandLine() throws Exception {
        Process process =
                command("tickgate.examples.Watch", "--no").redirectErrorStream(true).start();
        try (BufferedReader lines = lines(process)) {
            assertEquals("watch: unknown flag --no", lines.readLine());
        }
        assertEquals(64, process.waitFor());
    }

    private static Process watch(String... more) throws IOException {
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of("tickgate.examples.Watch", "--data", gateway.data));
        arguments.addAll(List.of("--heartbeat", gateway.heartbeat));
        arguments.addAll(List.of(more));
        return java(arguments.toArray(String[]::new));
    }

    private static Process java(String... arguments) throws IOException {
        return command(arguments).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private static ProcessBuilder command(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    private static String onGateway(String example, GatewayRig gateway) {
        assertTrue(example.contains("tcp://127.0.0.1:5555") && example.contains(":5556"));
        return example.replace("tcp://127.0.0.1:5555", gateway.data)
                .replace("tcp://127.0.0.1:5556", gateway.heartbeat);
    }

    private static BufferedReader lines(Process process) {
        return new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private static List<JsonObject> jsonLines(Process process) throws IOException {
        try (BufferedReader lines = lines(process)) {
            return lines.lines().map(it -> JsonParser.parseString(it).getAsJsonObject()).toList();
        }
    }

    private static Stream<JsonObject> of(String kind, List<JsonObject> lines) {
        return lines.stream().filter(it -> it.get("kind").getAsString().equals(kind));
    }
}
