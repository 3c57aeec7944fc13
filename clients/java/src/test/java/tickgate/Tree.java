package tickgate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where things are: the golden vectors and the programs under test. */
final class Tree {
    static final Path ROOT = Path.of("").toAbsolutePath().getParent().getParent();
    static final Path VECTORS = ROOT.resolve("proto/vectors");
    static final Path PROGRAMS =
            Optional.ofNullable(System.getenv("TICKGATE_BIN"))
                    .map(Path::of)
                    .orElse(ROOT.resolve("build/bin"));

    private Tree() {}

    /** All files of a directory whose names end so; at least one. */
    static List<Path> files(Path directory, String ending) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            List<Path> files = all.filter(it -> it.toString().endsWith(ending)).sorted().toList();
            if (files.isEmpty()) {
                throw new IOException("no *" + ending + " in " + directory);
            }
            return files;
        }
    }
}
