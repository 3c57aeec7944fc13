package tickgate;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.msgpack.core.MessageFormat;
import org.msgpack.core.MessageIntegerOverflowException;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.ValueType;

/**
 * From msgpack to Body, List, String, Long, Double, Boolean and null.
 *
 * <p>Whatever no message of the contract has becomes {@link #STRANGE}, so that a key which is not
 * known here may hold anything: other types, integers of more than 63 bits, floats of 32, texts
 * that are not UTF-8, any depth.
 */
final class Unpacker {
    /** Stands for a value of no use here. */
    static final Object STRANGE =
            new Object() {
                @Override
                public String toString() {
                    return "a strange value";
                }
            };

    /** Deeper than any message of the contract; what is below is not looked at. */
    private static final int DEPTH_MAX = 16;

    private final MessageUnpacker source;
    private final int frameSize;
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder(); // reports what is not

    private Unpacker(MessageUnpacker source, int frameSize) {
        this.source = source;
        this.frameSize = frameSize;
    }

    /** Unpacks one value and nothing behind it. */
    static Object unpack(byte[] frame) throws DecodeException {
        try (MessageUnpacker source = MessagePack.newDefaultUnpacker(frame)) {
            Object value = new Unpacker(source, frame.length).value(0);
            if (source.hasNext()) {
                throw new DecodeException("there is more behind the message");
            }
            return value;
        } catch (IOException | MessagePackException error) {
            throw new DecodeException("not msgpack: " + error);
        }
    }

    private Object value(int depth) throws IOException {
        MessageFormat format = source.getNextFormat();
        if (depth > DEPTH_MAX) {
            return strange();
        }
        return switch (format.getValueType()) {
            case MAP -> map(depth);
            case ARRAY -> array(depth);
            case STRING -> text();
            case INTEGER -> integer();
            case FLOAT -> format == MessageFormat.FLOAT64 ? source.unpackDouble() : strange();
            case BOOLEAN -> source.unpackBoolean();
            case NIL -> nil();
            case BINARY, EXTENSION -> strange();
        };
    }

    /** Strange where a key is no text: all keys of the contract are. */
    private Object map(int depth) throws IOException {
        Map<String, Object> map = new HashMap<>();
        boolean isStrange = false;
        for (int left = source.unpackMapHeader(); left > 0; left--) {
            boolean isText = source.getNextFormat().getValueType() == ValueType.STRING;
            if (isText && text() instanceof String key) {
                map.put(key, value(depth + 1));
            } else {
                isStrange = true;
                source.skipValue(isText ? 1 : 2);
            }
        }
        return isStrange ? STRANGE : new Body(map);
    }

    private List<Object> array(int depth) throws IOException {
        List<Object> array = new ArrayList<>();
        for (int left = source.unpackArrayHeader(); left > 0; left--) {
            array.add(value(depth + 1));
        }
        return array;
    }

    private Object text() throws IOException {
        int size = source.unpackRawStringHeader();
        if (size > frameSize - source.getTotalReadBytes()) {
            throw new EOFException("a text of " + size + " bytes");
        }
        byte[] bytes = source.readPayload(size);
        try {
            return utf8.decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException error) {
            return STRANGE;
        }
    }

    private Object integer() throws IOException {
        try {
            return source.unpackLong();
        } catch (MessageIntegerOverflowException overflow) {
            return STRANGE;
        }
    }

    private Object nil() throws IOException {
        source.unpackNil();
        return null;
    }

    private Object strange() throws IOException {
        source.skipValue();
        return STRANGE;
    }
}
