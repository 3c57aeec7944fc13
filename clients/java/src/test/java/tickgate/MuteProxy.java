package tickgate;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A TCP line that can fall silent without being closed, as where a host loses its power. */
final class MuteProxy implements AutoCloseable {
    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int port; // of the gateway
    private final List<Line> lines = new CopyOnWriteArrayList<>();

    MuteProxy(String endpoint) throws IOException {
        port = URI.create(endpoint).getPort();
        start(this::accept);
    }

    String endpoint() {
        return "tcp://127.0.0.1:" + door.getLocalPort();
    }

    /** How many connections were made so far. */
    int lineCount() {
        return lines.size();
    }

    /** Nothing more passes on the connections of now; new ones work. */
    void mute() {
        lines.forEach(line -> line.isMute = true);
    }

    @Override
    public void close() throws IOException {
        door.close();
        for (Line line : lines) {
            line.near.close();
            line.far.close();
        }
    }

    private void accept() throws IOException {
        while (true) {
            Socket near = door.accept();
            try {
                Socket far = new Socket(InetAddress.getLoopbackAddress(), port);
                Line line = new Line(near, far);
                lines.add(line);
                start(() -> line.pass(near, far));
                start(() -> line.pass(far, near));
            } catch (IOException refused) {
                near.close(); // The gateway is not there yet
            }
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                work.run();
                            } catch (IOException closed) {
                                //  The test, or an end of the line, is over.
                            }
                        });
        thread.setDaemon(true);
        thread.start();
    }

    private static final class Line {
        private final Socket near;
        private final Socket far;
        private volatile boolean isMute;

        Line(Socket near, Socket far) {
            this.near = near;
            this.far = far;
        }

        void pass(Socket from, Socket to) throws IOException {
            byte[] bytes = new byte[1 << 16];
            for (int size; (size = from.getInputStream().read(bytes)) > 0; ) {
                if (!isMute) {
                    to.getOutputStream().write(bytes, 0, size);
                }
            }
        }
    }
}
