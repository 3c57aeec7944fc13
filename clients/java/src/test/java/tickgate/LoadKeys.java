package tickgate;

import java.io.IOException;
import java.nio.file.Path;

/** Loads keys from a file, in a process of its own, and says what came of it. */
final class LoadKeys {
    private LoadKeys() {}

    public static void main(String[] files) {
        Path file = Path.of(files[0]);
        try {
            CurveKeys.load(file, file);
            System.out.println("loaded");
        } catch (IOException error) {
            System.out.println(error.getMessage());
        }
    }
}
