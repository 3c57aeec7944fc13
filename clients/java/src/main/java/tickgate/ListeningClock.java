package tickgate;

import java.util.function.LongSupplier;

/**
 * Milliseconds in which somebody listened.
 *
 * <p>Between two looks at most {@link #STEP_MS} pass. Where it was longer, the process stood still
 * or its caller was busy: what came meanwhile is still to be read, so it is neither lost nor late.
 */
final class ListeningClock {
    static final long STEP_MS = 500;

    private final LongSupplier systemMs;
    private long nowMs;
    private long lookedMs;

    /** Follows a clock of milliseconds that never goes back. */
    ListeningClock(LongSupplier systemMs) {
        this.systemMs = systemMs;
        lookedMs = systemMs.getAsLong();
    }

    ListeningClock() {
        this(() -> Math.floorDiv(System.nanoTime(), 1_000_000L));
    }

    /** Looks at the clock. */
    long nowMs() {
        long looked = systemMs.getAsLong();
        nowMs += Math.min(looked - lookedMs, STEP_MS);
        lookedMs = looked;
        return nowMs;
    }
}
