package tickgate;

/** A frame is not a message of the contract; the text says why. */
public final class DecodeException extends Exception {
    private static final long serialVersionUID = 1;

    DecodeException(String reason) {
        super(reason);
    }
}
