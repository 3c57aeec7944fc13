//! Names of topics, and what a topic carries.

/// Comes once a second on a data endpoint, with the number of each topic's last message.
pub const STATUS_TOPIC: &str = "bybit.status.";

/// Comes once a second on the heartbeat endpoint.
pub const HEARTBEAT_TOPIC: &str = "supervisor.heartbeat.";

/// What happened to the gateways, on the heartbeat endpoint.
pub const EVENT_TOPIC: &str = "supervisor.event.";

/// Longest subscription in bytes: a longer one would end the connection that sends it.
pub const PREFIX_MAX: usize = 1023;

/// The topic of a symbol's trades: `trade_topic("linear", "BTCUSDT")`.
pub fn trade_topic(category: &str, symbol: &str) -> String {
    format!("bybit.{category}.trade.{symbol}.")
}

/// The topic of a symbol's book with so many levels a side: 1, 50, 200 or 1000; of options 25 or
/// 100.
pub fn depth_topic(category: &str, symbol: &str, depth: u32) -> String {
    format!("bybit.{category}.depth.{depth}.{symbol}.")
}

/// What a topic of a market carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Channel {
    Trades,
    Book,
}

/// `None` for all that is not the whole topic of one symbol.
pub(crate) fn channel(topic: &str) -> Option<Channel> {
    let mut words = topic.strip_suffix('.')?.split('.');
    if words.clone().any(str::is_empty) || words.next() != Some("bybit") {
        return None;
    }
    let _category = words.next()?;
    let channel = match words.next()? {
        "trade" => Channel::Trades,
        "depth" => {
            words.next()?.parse::<u32>().ok()?;
            Channel::Book
        }
        _ => return None,
    };
    let _symbol = words.next()?;
    words.next().is_none().then_some(channel)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_have_the_contracts_names() {
        assert_eq!(
            trade_topic("linear", "BTCUSDT"),
            "bybit.linear.trade.BTCUSDT."
        );
        assert_eq!(
            depth_topic("option", "BTC-1-C", 25),
            "bybit.option.depth.25.BTC-1-C."
        );
    }

    #[test]
    fn whole_topics_are_told_from_prefixes() {
        assert_eq!(
            channel("bybit.linear.trade.BTCUSDT."),
            Some(Channel::Trades)
        );
        assert_eq!(
            channel("bybit.linear.depth.50.BTCUSDT."),
            Some(Channel::Book)
        );
        let others = [
            "",
            "bybit.",
            "bybit.linear.trade.",
            "bybit.linear.trade.BTCUSDT",
            "bybit.linear.trade..",
            "bybit..trade.BTCUSDT.",
            "bybit.linear.trade.BTC.USDT.",
            "bybit.linear.depth.BTCUSDT.",
            "bybit.linear.depth.x.BTCUSDT.",
            "bybit.linear.kline.1.BTCUSDT.",
            "other.linear.trade.BTCUSDT.",
            STATUS_TOPIC,
            HEARTBEAT_TOPIC,
        ];
        for topic in others {
            assert_eq!(channel(topic), None, "{topic:?}");
        }
    }
}
