package tickgate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** Keys are read from files, are shown nowhere, and a socket uses them. */
@Timeout(60)
class CurveKeysTest {
    private static final ZMQ.Curve.KeyPair SERVER = ZMQ.Curve.generateKeyPair();
    private static final ZMQ.Curve.KeyPair OWN = ZMQ.Curve.generateKeyPair();
    private static final CurveKeys KEYS =
            new CurveKeys(SERVER.publicKey, OWN.publicKey, OWN.secretKey);

    @TempDir private Path folder;

    @Test
    void keysAreFoundInFiles() throws Exception {
        Path server = certificate("server.pub", "public-key", SERVER.publicKey);
        Path own = certificate("own", "public-key", OWN.publicKey, "secret-key", OWN.secretKey);
        assertEquals(KEYS, CurveKeys.load(server, own));
    }

    @Test
    void keysOfKeygenAreFound() throws Exception {
        GatewayRig.makeKeys(folder, "server", "reader");
        CurveKeys keys = CurveKeys.load(folder.resolve("server.pub"), folder.resolve("reader"));
        String written = Files.readString(folder.resolve("reader"));
        assertTrue(written.contains(keys.ownPublic()) && written.contains(keys.ownSecret()));
    }

    @Test
    void aFileThatLacksAKeyIsNamedAndNoKeyIsShown() throws Exception {
        Path server = certificate("server.pub", "public-key", SERVER.publicKey);
        String shortened = OWN.secretKey.substring(1);
        Path own = certificate("short", "public-key", OWN.publicKey, "secret-key", shortened);
        Exception error =
                assertThrows(IllegalArgumentException.class, () -> CurveKeys.load(server, own));
        assertEquals(own + ": no secret-key of 40 characters of Z85", error.getMessage());
        assertThrows(IllegalArgumentException.class, () -> CurveKeys.load(server, server));
        Path absent = folder.resolve("absent");
        assertThrows(NoSuchFileException.class, () -> CurveKeys.load(absent, own));
    }

    @Test
    void aSecretKeyThatOthersMayUseIsRefused() throws Exception {
        Path own = certificate("own", "public-key", OWN.publicKey, "secret-key", OWN.secretKey);
        Map<String, String> modes =
                Map.of("rw-r-----", "0640", "rw----r--", "0604", "rw--w----", "0620");
        for (Map.Entry<String, String> mode : modes.entrySet()) {
            withMode(own, mode.getKey());
            Exception error =
                    assertThrows(AccessDeniedException.class, () -> CurveKeys.load(own, own));
            String what = " lets others than its owner use it; chmod 600 it";
            assertEquals(own + ": mode " + mode.getValue() + what, error.getMessage());
        }
        withMode(own, "r--------");
        assertEquals(OWN.secretKey, CurveKeys.load(own, own).ownSecret());
    }

    @Test
    void onlyACredentialOfSystemdMayBeItsGroups() throws Exception {
        Path own = certificate("own", "public-key", OWN.publicKey, "secret-key", OWN.secretKey);
        String refused = ": mode 0440 lets others than its owner use it; chmod 600 it";
        withMode(own, "r--r-----");
        assertEquals("loaded", loadElsewhere(own.toString(), folder.toString()));
        for (String other : List.of("", folder.getParent().toString(), "/no/\u00e9")) {
            assertEquals(own + refused, loadElsewhere(own.toString(), other));
        }
        assertEquals("own" + refused, loadElsewhere("own", ""));
        for (String mode : List.of("r--r--r--", "r--rw----", "r--r-x---")) {
            withMode(own, mode);
            String told = loadElsewhere(own.toString(), folder.toString());
            assertTrue(told.startsWith(own + ": mode 04"), told);
        }
    }

    /** What comes of it where this is CREDENTIALS_DIRECTORY, in the folder and without a locale. */
    private String loadElsewhere(String file, String credentials) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classes = System.getProperty("java.class.path");
        ProcessBuilder builder =
                new ProcessBuilder(java, "-cp", classes, "tickgate.LoadKeys", file);
        builder.environment().put("CREDENTIALS_DIRECTORY", credentials);
        builder.environment().put("LC_ALL", "C");
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        Process process = builder.directory(folder.toFile()).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    @Test
    void aSecretKeyOfAnotherFileSystemIsRefused() throws Exception {
        Path own = certificate("own", "public-key", OWN.publicKey, "secret-key", OWN.secretKey);
        URI archive = URI.create("jar:" + folder.resolve("keys.zip").toUri());
        try (FileSystem zip = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
            Path packed = Files.copy(own, zip.getPath("/own"));
            Exception error =
                    assertThrows(IllegalArgumentException.class, () -> CurveKeys.load(own, packed));
            String what =
                    "/own: whether others may use it is known only in the default file system";
            assertEquals(what, error.getMessage());
            assertEquals(OWN.publicKey, CurveKeys.load(packed, own).serverPublic());
        }
    }

    @Test
    void whatIsNoKeyIsRefused() {
        for (String wrong : List.of("", "short", OWN.secretKey + "x", "~" + "x".repeat(39))) {
            Exception error =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> new CurveKeys(SERVER.publicKey, OWN.publicKey, wrong));
            assertEquals("ownSecret is not of 40 characters of Z85", error.getMessage());
        }
    }

    @Test
    void noTextShowsAKey() {
        assertFalse(KEYS.toString().contains(OWN.secretKey));
        assertFalse(Optional.of(KEYS).toString().contains(OWN.secretKey));
    }

    @Test
    void onlyTheRightKeysReceive() {
        try (ZContext context = new ZContext();
                ZMQ.Socket publisher = context.createSocket(SocketType.PUB)) {
            publisher.setLinger(0);
            publisher.setCurveServer(true);
            publisher.setCurvePublicKey(ZMQ.Curve.z85Decode(SERVER.publicKey));
            publisher.setCurveSecretKey(ZMQ.Curve.z85Decode(SERVER.secretKey));
            String endpoint = "tcp://127.0.0.1:" + publisher.bindToRandomPort("tcp://127.0.0.1");
            CurveKeys wrong = new CurveKeys(OWN.publicKey, OWN.publicKey, OWN.secretKey);
            Client.Builder builder = Client.builder(endpoint);
            assertFalse(doesReceive(publisher, builder, Duration.ofSeconds(1)));
            assertFalse(doesReceive(publisher, builder.keys(wrong), Duration.ofSeconds(1)));
            //  A connection that stays mute is made anew after 2 s.
            assertTrue(doesReceive(publisher, builder.keys(KEYS), Duration.ofSeconds(20)));
        }
    }

    private static boolean doesReceive(
            ZMQ.Socket publisher, Client.Builder builder, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        try (Client client = builder.connect()) {
            client.subscribe(Frames.TRADES);
            for (int seq = 1; System.nanoTime() < end; seq++) {
                publisher.sendMore(Frames.TRADES);
                publisher.send(Frames.pack(Frames.trades(seq)));
                if (client.poll(Duration.ofMillis(50)).isPresent()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Writes a file with lines of these names and keys. */
    private Path certificate(String name, String... namesAndKeys) throws IOException {
        StringBuilder text = new StringBuilder("#  a certificate\n\nmetadata\ncurve\n");
        for (int i = 0; i < namesAndKeys.length; i += 2) {
            text.append("    %s = \"%s\"\n".formatted(namesAndKeys[i], namesAndKeys[i + 1]));
        }
        return withMode(Files.writeString(folder.resolve(name), text), "rw-------");
    }

    private static Path withMode(Path file, String mode) throws IOException {
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }
}
