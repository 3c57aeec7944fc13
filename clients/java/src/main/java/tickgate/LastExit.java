package tickgate;

/**
 * How a gateway's incarnation before ended.
 *
 * @param reason {@code none}, {@code returned}, {@code exited}, {@code signalled}, {@code hung},
 *     {@code silent} or {@code failed}; others may come
 * @param code exit code; 0 where there was none
 * @param signal signal number; 0 where there was none
 * @param at when; 0 where none has ended
 */
public record LastExit(String reason, long code, long signal, long at) {}
