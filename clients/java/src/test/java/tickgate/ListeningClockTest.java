package tickgate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Time in which nobody listened does not count. */
class ListeningClockTest {
    private long systemMs = -70;

    @Test
    void aLongPauseCountsAsAShortOne() {
        ListeningClock clock = new ListeningClock(() -> systemMs);
        systemMs += 100;
        assertEquals(100, clock.nowMs());
        systemMs += ListeningClock.STEP_MS;
        assertEquals(100 + ListeningClock.STEP_MS, clock.nowMs());
        systemMs += 3_600_000;
        assertEquals(100 + 2 * ListeningClock.STEP_MS, clock.nowMs());
    }
}
