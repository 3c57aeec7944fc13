package tickgate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** From the bytes of a frame to a typed message. */
public final class Decoder {
    private static final long VERSION = 1;
    private static final Set<String> KEYS_OF_EVERY_EVENT =
            Set.of("v", "type", "epoch", "seq", "ts_recv", "ts_pub", "simulated", "event", "level");

    private final String topic;
    private final Body body;

    private Decoder(String topic, Body body) {
        this.topic = topic;
        this.body = body;
    }

    /**
     * Decodes the second frame of a message.
     *
     * @param topic the first frame
     * @param frame the second frame
     * @return the message; empty where the contract says to skip it, since its type or its version
     *     is not known here
     * @throws DecodeException where a key is missing or has a wrong type or range, and where the
     *     bytes are not a msgpack map
     */
    public static Optional<Message> decode(String topic, byte[] frame) throws DecodeException {
        Body body = Body.of(frame);
        if (body.integer("v") != VERSION) {
            return Optional.empty();
        }
        return Optional.ofNullable(new Decoder(topic, body).message());
    }

    private Message message() throws DecodeException {
        return switch (body.text("type")) {
            case "trades" -> trades();
            case "snapshot" -> snapshot();
            case "delta" -> delta();
            case "gap" -> gap();
            case "status" -> status();
            case "heartbeat" -> heartbeat();
            case "event" -> event();
            default -> null;
        };
    }

    private Header header() throws DecodeException {
        return new Header(
                topic,
                body.integer("epoch"),
                body.integer("seq"),
                body.integer("ts_pub"),
                body.flag("simulated"));
    }

    private Market market() throws DecodeException {
        return new Market(body.text("category"), body.text("symbol"), body.integer("ts_recv"));
    }

    private Trades trades() throws DecodeException {
        List<Trade> trades = new ArrayList<>();
        for (Body trade : body.maps("trades")) {
            trades.add(trade(trade));
        }
        if (trades.isEmpty()) {
            throw new DecodeException("trades is empty");
        }
        return new Trades(
                header(),
                market(),
                body.integer("ts_exchange"),
                List.copyOf(trades),
                body.flag("recovered"));
    }

    private static Trade trade(Body body) throws DecodeException {
        return new Trade(
                body.text("id"),
                body.integer("ts_event"),
                side(body),
                body.number("price"),
                body.size("size"),
                body.optionalText("tick"),
                body.optionalTruth("block"),
                body.optionalTruth("rpi"),
                body.optionalInteger("xseq"),
                body.optionalNumber("mark_price"),
                body.optionalNumber("index_price"),
                body.optionalNumber("mark_iv"),
                body.optionalNumber("iv"));
    }

    private static Optional<Side> side(Body body) throws DecodeException {
        if (!body.has("side")) {
            return Optional.empty();
        }
        return switch (body.text("side")) {
            case "buy" -> Optional.of(Side.BUY);
            case "sell" -> Optional.of(Side.SELL);
            default -> throw body.wrong("side");
        };
    }

    private Snapshot snapshot() throws DecodeException {
        return new Snapshot(
                header(),
                market(),
                body.integer("ts_exchange"),
                body.integer("depth"),
                body.optionalInteger("ts_event"),
                body.integer("u"),
                body.optionalInteger("xseq"),
                body.levels("bids"),
                body.levels("asks"),
                body.text("cause"));
    }

    private Delta delta() throws DecodeException {
        return new Delta(
                header(),
                market(),
                body.integer("ts_exchange"),
                body.integer("depth"),
                body.optionalInteger("ts_event"),
                body.integer("u"),
                body.optionalInteger("xseq"),
                body.levels("bids"),
                body.levels("asks"));
    }

    private Gap gap() throws DecodeException {
        return new Gap(
                header(),
                market(),
                body.optionalInteger("depth"),
                body.text("cause"),
                body.optionalInteger("since"),
                body.optionalTruth("complete"),
                body.flag("final"),
                body.optionalInteger("hole_from"),
                body.optionalInteger("hole_until"));
    }

    private Status status() throws DecodeException {
        Body told = body.map("topics");
        Map<String, TopicStatus> topics = new HashMap<>();
        for (String name : told.keys()) {
            Body state = told.map(name);
            topics.put(
                    name,
                    new TopicStatus(
                            state.integer("seq"),
                            state.text("state"),
                            state.optionalInteger("last_event")));
        }
        return new Status(header(), body.integer("ts_recv"), Map.copyOf(topics));
    }

    private Heartbeat heartbeat() throws DecodeException {
        //  Only heartbeats always have it.
        body.truth("simulated");
        List<Gateway> gateways = new ArrayList<>();
        for (Body gateway : body.maps("gateways")) {
            gateways.add(gateway(gateway));
        }
        return new Heartbeat(
                header(),
                body.integer("pid"),
                body.integer("uptime_s"),
                body.text("version"),
                body.text("numbers"),
                List.copyOf(gateways));
    }

    private static Gateway gateway(Body body) throws DecodeException {
        return new Gateway(
                body.text("name"),
                body.text("isolation"),
                body.text("state"),
                body.integer("pid"),
                body.integer("epoch"),
                body.text("endpoint"),
                body.integer("restarts"),
                lastExit(body.map("last_exit")),
                body.truth("connected"),
                body.optionalFloat("seconds_since_last_event"),
                body.integer("events"),
                body.integer("published"),
                body.integer("error_count"),
                body.integer("queue_size"),
                body.integer("reconnects"),
                body.optionalInteger("backoff_until"),
                body.counts("topics"));
    }

    private static LastExit lastExit(Body body) throws DecodeException {
        return new LastExit(
                body.text("reason"),
                body.integer("code"),
                body.integer("signal"),
                body.integer("at"));
    }

    private Event event() throws DecodeException {
        Map<String, Object> fields = new HashMap<>();
        for (String key : body.keys()) {
            Object value = body.value(key);
            boolean isField =
                    value instanceof String
                            || value instanceof Long
                            || value instanceof Double
                            || value instanceof Boolean;
            if (isField && !KEYS_OF_EVERY_EVENT.contains(key)) {
                fields.put(key, value);
            }
        }
        return new Event(
                header(),
                body.integer("ts_recv"),
                body.text("event"),
                body.text("level"),
                Map.copyOf(fields));
    }
}
