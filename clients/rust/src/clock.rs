//! Time as a client counts it.

use std::time::{Duration, Instant};

/// Time in which somebody listened.
///
/// Between two looks at most half a second passes. Where it was longer, the process stood still or
/// its caller was busy: what came meanwhile is still to be read, so it is neither lost nor late.
pub(crate) struct ListeningClock {
    listened: Duration,
    looked: Instant,
}

impl ListeningClock {
    const STEP: Duration = Duration::from_millis(500);

    pub(crate) fn new() -> Self {
        ListeningClock {
            listened: Duration::ZERO,
            looked: Instant::now(),
        }
    }

    /// Look at the clock: milliseconds since it was made.
    pub(crate) fn now_ms(&mut self) -> u64 {
        let now = Instant::now();
        self.listened += now.saturating_duration_since(self.looked).min(Self::STEP);
        self.looked = now;
        self.listened.as_millis() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_pause_counts_half_a_second() {
        let mut clock = ListeningClock::new();
        clock.looked -= Duration::from_secs(60);
        let after_a_pause = clock.now_ms();
        assert_eq!(after_a_pause, 500);
        clock.looked -= Duration::from_millis(100);
        assert!((600..1000).contains(&clock.now_ms()));
    }
}
