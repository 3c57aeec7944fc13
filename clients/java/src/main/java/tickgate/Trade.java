package tickgate;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * One trade.
 *
 * @param id unique in category and symbol
 * @param tsEvent when it was matched
 * @param side what the taker did
 * @param price its price
 * @param size not negative, in the exchange's unit: base coin; of inverse, contracts in USD
 * @param tick direction of the price: {@code PlusTick}, {@code ZeroPlusTick}, {@code MinusTick} or
 *     {@code ZeroMinusTick}
 * @param block whether it is a block trade
 * @param rpi whether it is a retail price improvement trade
 * @param xseq the exchange's cross sequence, the same for all fills of one taker order
 * @param markPrice of options
 * @param indexPrice of options
 * @param markIv of options; 0.45 is 45 %
 * @param iv of options; 0.45 is 45 %
 */
public record Trade(
        String id,
        long tsEvent,
        Optional<Side> side,
        Number price,
        Number size,
        Optional<String> tick,
        Optional<Boolean> block,
        Optional<Boolean> rpi,
        OptionalLong xseq,
        Optional<Number> markPrice,
        Optional<Number> indexPrice,
        Optional<Number> markIv,
        Optional<Number> iv) {}
