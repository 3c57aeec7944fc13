package tickgate;

import java.util.regex.Pattern;

/** Names of topics. */
public final class Topics {
    /** The gateway's last numbers, once a second, on the data socket. */
    public static final String STATUS = "bybit.status.";

    /** The supervisor's sign of life, once a second, on the heartbeat socket. */
    public static final String HEARTBEAT = "supervisor.heartbeat.";

    /** The daemon's log, on the heartbeat socket. */
    public static final String EVENT = "supervisor.event.";

    private static final Pattern TRADE = Pattern.compile("bybit\\.[^.]+\\.trade\\.[^.]+\\.");
    private static final Pattern DEPTH =
            Pattern.compile("bybit\\.[^.]+\\.depth\\.[0-9]+\\.[^.]+\\.");

    private Topics() {}

    /**
     * Names the topic of a symbol's trades.
     *
     * @param category {@code spot}, {@code linear}, {@code inverse} or {@code option}
     * @param symbol the exchange's symbol
     * @return the topic, such as {@code bybit.linear.trade.BTCUSDT.}
     */
    public static String trade(String category, String symbol) {
        return "bybit." + category + ".trade." + symbol + ".";
    }

    /**
     * Names the topic of a symbol's book.
     *
     * @param category {@code spot}, {@code linear}, {@code inverse} or {@code option}
     * @param symbol the exchange's symbol
     * @param depth levels a side: 1, 50, 200 or 1000; of options 25 or 100
     * @return the topic, such as {@code bybit.linear.depth.50.BTCUSDT.}
     */
    public static String depth(String category, String symbol, int depth) {
        return "bybit." + category + ".depth." + depth + "." + symbol + ".";
    }

    /** True of one symbol's trades, not of a prefix of several topics. */
    static boolean isTrade(String topic) {
        return TRADE.matcher(topic).matches();
    }

    /** True of one symbol's book, not of a prefix of several topics. */
    static boolean isDepth(String topic) {
        return DEPTH.matcher(topic).matches();
    }
}
