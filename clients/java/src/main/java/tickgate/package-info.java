/**
 * Client of the tickgate market-data gateway: trades, and books that are right or known to wait.
 *
 * <p>All times are {@code long}: nanoseconds since 1970 UTC, exact. An epoch is in milliseconds. A
 * price or size is a {@link java.lang.Number}: a {@link java.lang.Double}, or a {@link
 * java.math.BigDecimal} with all digits of the exchange where the gateway runs with {@code numbers:
 * string}. An optional key that a message does not have is an empty {@code Optional}.
 */
package tickgate;
