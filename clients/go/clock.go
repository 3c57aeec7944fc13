package tickgate

import "time"

// Between two looks at the clock at most so much time passes.
const clockStep = 500 * time.Millisecond

// listeningClock counts the time in which somebody listened. Where it was longer between two looks, the process stood
// still or its caller was busy: what came meanwhile is still to be read, so it is neither lost nor late.
type listeningClock struct {
	listened time.Duration
	lookedAt time.Time
}

// look returns the milliseconds until now. Times before the last look count as that one.
func (c *listeningClock) look(now time.Time) int64 {
	step := now.Sub(c.lookedAt)
	if step > clockStep {
		step = clockStep
	}
	if step > 0 {
		c.listened += step
		c.lookedAt = now
	}
	return c.listened.Milliseconds()
}
