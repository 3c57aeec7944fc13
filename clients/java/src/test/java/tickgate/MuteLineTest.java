package tickgate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A line that falls silent without being closed is found by pings, which a gateway answers. */
@Timeout(60)
class MuteLineTest {
    private static final SubSocket.Pings QUICK = new SubSocket.Pings(200, 800);
    private static final int PATIENCE_MS = 15_000;

    @TempDir private Path folder;

    @Test
    void aConnectionThatFallsSilentIsMadeAnew() throws Exception {
        try (GatewayRig gateway = new GatewayRig()) {
            holdsWhileItIsAnsweredAndComesBack(gateway, Optional.empty());
        }
    }

    @Test
    void soIsAnEncryptedOne() throws Exception {
        GatewayRig.makeKeys(folder, "server", "reader");
        CurveKeys keys = CurveKeys.load(folder.resolve("server.pub"), folder.resolve("reader"));
        try (GatewayRig gateway = new GatewayRig(GatewayRig.flagsOfKeys(folder))) {
            holdsWhileItIsAnsweredAndComesBack(gateway, Optional.of(keys));
        }
    }

    @Test
    void aClientPingsAsOftenAsTheOthersDo() {
        assertEquals(new SubSocket.Pings(5000, 15_000), SubSocket.PINGS);
        try (SubSocket socket = new SubSocket(Client.RCVHWM, Optional.empty())) {
            assertEquals(SubSocket.PINGS, socket.pings());
        }
    }

    private static void holdsWhileItIsAnsweredAndComesBack(
            GatewayRig gateway, Optional<CurveKeys> keys) throws Exception {
        try (MuteProxy line = new MuteProxy(gateway.data);
                SubSocket socket = new SubSocket(Client.RCVHWM, keys, QUICK)) {
            socket.subscribe(Topics.STATUS);
            socket.connect(line.endpoint());
            assertFalse(socket.receive(PATIENCE_MS).isEmpty());

            int lines = line.lineCount();
            socket.unsubscribe(Topics.STATUS);
            List<byte[]> late = socket.receive(QUICK.answerWithinMs());
            assertTrue(late.isEmpty() || socket.receive(5 * QUICK.answerWithinMs()).isEmpty());
            assertTrue(socket.receive(5 * QUICK.answerWithinMs()).isEmpty());
            assertEquals(lines, line.lineCount(), "only answers to pings came, and it held");

            line.mute();
            socket.subscribe(Topics.STATUS);
            assertFalse(socket.receive(PATIENCE_MS).isEmpty());
            assertTrue(line.lineCount() > lines);
        }
    }
}
