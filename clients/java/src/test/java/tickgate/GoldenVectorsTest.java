package tickgate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every golden vector decodes to the JSON beside it. */
class GoldenVectorsTest {
    static List<Path> vectors() throws IOException {
        return Tree.files(Tree.VECTORS, ".msgpack");
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void decodesToTheJsonBesideIt(Path vector) throws Exception {
        Optional<Message> found = Decoder.decode("a.topic.", Files.readAllBytes(vector));
        JsonObject wanted = json(vector);
        if (wanted.get("type").getAsString().equals("type_of_tomorrow")) {
            assertTrue(found.isEmpty());
            return;
        }
        wanted.keySet().removeIf(key -> key.startsWith("future_"));
        assertEquals("a.topic.", found.orElseThrow().topic());
        Plain.assertSame(wanted, Plain.of(found.orElseThrow()), "message");
    }

    @Test
    void theLargestIntegersAreExact() throws Exception {
        byte[] frame = Files.readAllBytes(Tree.VECTORS.resolve("big_float64.msgpack"));
        Delta delta = (Delta) Decoder.decode("a.topic.", frame).orElseThrow();
        assertEquals(Long.MAX_VALUE, delta.tsRecv());
        assertEquals(Long.MAX_VALUE, delta.u());
        assertEquals(4_294_967_295L, delta.depth());
        assertEquals(1e-18, delta.asks().get(0).size());
    }

    private static JsonObject json(Path vector) throws IOException {
        String name = vector.getFileName().toString().replace(".msgpack", ".json");
        return JsonParser.parseString(Files.readString(vector.resolveSibling(name)))
                .getAsJsonObject();
    }
}
