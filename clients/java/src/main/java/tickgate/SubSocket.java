package tickgate;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;

/** A SUB socket of JeroMQ that an interrupt of the thread leaves whole. */
class SubSocket implements AutoCloseable {
    private static final Pattern ENDPOINT = Pattern.compile("tcp://[^*]+:[1-9][0-9]*");
    private static final int RECONNECT_MS = 10;
    private static final int RECONNECT_MAX_MS = 100;

    /**
     * JeroMQ 0.6.0 loses a new connection now and then, of a busy machine a few in a hundred: its
     * thread no longer reads it. Then the handshake never ends, and the next one is begun.
     */
    private static final int HANDSHAKE_MS = 2000;

    /** A connection whose other end is gone without a word is found by pings, and made anew. */
    record Pings(int everyMs, int answerWithinMs) {}

    static final Pings PINGS = new Pings(5000, 15_000);

    private final ZContext context = new ZContext(1);
    private final ZMQ.Socket socket;
    private int timeoutMs = -1;

    SubSocket(int rcvhwm, Optional<CurveKeys> keys) {
        this(rcvhwm, keys, PINGS);
    }

    SubSocket(int rcvhwm, Optional<CurveKeys> keys, Pings pings) {
        socket = context.createSocket(SocketType.SUB);
        socket.setLinger(0);
        socket.setIPv6(true);
        socket.setRcvHWM(rcvhwm);
        socket.setSndHWM(0); // Subscriptions wait there, and what is over is dropped
        socket.setReconnectIVL(RECONNECT_MS);
        socket.setReconnectIVLMax(RECONNECT_MAX_MS);
        socket.setHandshakeIvl(HANDSHAKE_MS);
        socket.setHeartbeatIvl(pings.everyMs());
        socket.setHeartbeatTimeout(pings.answerWithinMs());
        keys.ifPresent(this::encrypt);
    }

    private void encrypt(CurveKeys keys) {
        socket.setCurveServerKey(ZMQ.Curve.z85Decode(keys.serverPublic()));
        socket.setCurvePublicKey(ZMQ.Curve.z85Decode(keys.ownPublic()));
        socket.setCurveSecretKey(ZMQ.Curve.z85Decode(keys.ownSecret()));
    }

    Pings pings() {
        return new Pings(socket.getHeartbeatIvl(), socket.getHeartbeatTimeout());
    }

    void connect(String endpoint) {
        if (!ENDPOINT.matcher(endpoint).matches()) {
            throw new IllegalArgumentException(endpoint + " is not tcp://HOST:PORT");
        }
        boolean isConnecting;
        try {
            isConnecting = socket.connect(endpoint);
        } catch (ZMQException | IllegalArgumentException error) {
            throw new IllegalArgumentException(endpoint + ": " + error.getMessage(), error);
        }
        if (!isConnecting) {
            throw new IllegalArgumentException(endpoint + " cannot be connected");
        }
    }

    void subscribe(String prefix) {
        socket.subscribe(prefix.getBytes(StandardCharsets.UTF_8));
    }

    void unsubscribe(String prefix) {
        socket.unsubscribe(prefix.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Receives the frames of one message; none where none came in time or the thread is
     * interrupted.
     */
    List<byte[]> receive(int withinMs) {
        List<byte[]> frames = new ArrayList<>(2);
        byte[] first = firstFrame(withinMs);
        if (first != null) {
            frames.add(first);
            while (socket.hasReceiveMore()) {
                frames.add(nextFrame());
            }
        }
        return frames;
    }

    @Override
    public void close() {
        boolean wasInterrupted = Thread.interrupted();
        context.close();
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private byte[] firstFrame(int withinMs) {
        if (withinMs != timeoutMs) {
            socket.setReceiveTimeOut(withinMs);
            timeoutMs = withinMs;
        }
        try {
            return socket.recv();
        } catch (ZMQException error) {
            rethrowUnlessInterrupted(error);
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /** A frame of a message that has begun: it is there, so an interrupt only delays it. */
    private byte[] nextFrame() {
        boolean wasInterrupted = false;
        byte[] frame = null;
        while (frame == null) {
            try {
                frame = socket.recv();
            } catch (ZMQException error) {
                rethrowUnlessInterrupted(error);
                wasInterrupted = true;
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
        return frame;
    }

    private static void rethrowUnlessInterrupted(ZMQException error) {
        if (error.getErrorCode() != ZMQ.Error.EINTR.getCode()) {
            throw error;
        }
    }
}
