package tickgate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keys for an encrypted gateway, each of 40 characters of Z85. They are not part of any text that
 * is made of them.
 *
 * @param serverPublic the gateway's public key
 * @param ownPublic the client's public key
 * @param ownSecret the client's secret key
 */
public record CurveKeys(String serverPublic, String ownPublic, String ownSecret) {
    private static final Pattern KEY =
            Pattern.compile("[0-9a-zA-Z.:+=^!/*?&<>()\\[\\]{}@%$#-]{40}");

    /**
     * Takes keys.
     *
     * @param serverPublic the gateway's public key
     * @param ownPublic the client's public key
     * @param ownSecret the client's secret key
     * @throws IllegalArgumentException where one is not of 40 characters of Z85
     */
    public CurveKeys {
        require(serverPublic, "serverPublic");
        require(ownPublic, "ownPublic");
        require(ownSecret, "ownSecret");
    }

    /**
     * Reads keys from files that {@code tickgate keygen} wrote.
     *
     * @param serverFile file with the gateway's public key
     * @param ownFile file with the client's pair
     * @return the keys
     * @throws AccessDeniedException where others than its owner may use the client's file
     * @throws IOException where a file cannot be read
     * @throws IllegalArgumentException where a file lacks a key, or the client's is of another file
     *     system than the default one
     */
    public static CurveKeys load(Path serverFile, Path ownFile) throws IOException {
        refuseOthers(ownFile);
        return new CurveKeys(
                keyOf(serverFile, "public-key"),
                keyOf(ownFile, "public-key"),
                keyOf(ownFile, "secret-key"));
    }

    /** {@return a text without keys} */
    @Override
    public String toString() {
        return "CurveKeys[…]";
    }

    private static void require(String key, String name) {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException(name + " is not of 40 characters of Z85");
        }
    }

    /** Nobody but its owner may use the file of a secret key. */
    private static void refuseOthers(Path file) throws IOException {
        if (!file.getFileSystem().equals(FileSystems.getDefault())) {
            String reason = "whether others may use it is known only in the default file system";
            throw new IllegalArgumentException(file + ": " + reason);
        }
        if (!FileSystems.getDefault().supportedFileAttributeViews().contains("unix")) {
            return;
        }
        int mode = (Integer) Files.getAttribute(file, "unix:mode") & 07777;
        //  systemd lets a service read what it is given by an access list, which shows as the
        //  group's right.
        Path folder = file.getParent();
        boolean isCredential =
                folder != null && folder.toString().equals(System.getenv("CREDENTIALS_DIRECTORY"));
        if ((mode & (isCredential ? 037 : 077)) != 0) {
            String reason = "mode %04o lets others than its owner use it; chmod 600 it";
            throw new AccessDeniedException(file.toString(), null, reason.formatted(mode));
        }
    }

    /** The value of a line {@code name = "…"} of a ZeroMQ certificate. */
    private static String keyOf(Path file, String name) throws IOException {
        //  Bytes that are no text are no exception, and no key.
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        Pattern line = Pattern.compile("^\\s*" + name + "\\s*=\\s*\"([^\"]*)\"", Pattern.MULTILINE);
        Matcher found = line.matcher(text);
        if (!found.find() || !KEY.matcher(found.group(1)).matches()) {
            throw new IllegalArgumentException(file + ": no " + name + " of 40 characters of Z85");
        }
        return found.group(1);
    }
}
