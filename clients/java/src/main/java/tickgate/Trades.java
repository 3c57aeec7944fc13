package tickgate;

import java.util.List;

/**
 * Trades of one symbol that the exchange sent together.
 *
 * @param header what every message has
 * @param market what every message of a symbol has
 * @param tsExchange when the exchange sent it
 * @param trades at least one, in match order
 * @param recovered whether they were fetched after an interruption
 */
public record Trades(
        Header header, Market market, long tsExchange, List<Trade> trades, boolean recovered)
        implements MarketMessage {}
