package tickgate

import (
	"bytes"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/vmihailenco/msgpack/v5"
	"github.com/vmihailenco/msgpack/v5/msgpcode"
)

// A list of unknown length is given room for so many items at first: the length that a frame claims is not believed.
const roomMax = 1024

// input reads the values of a frame, each of exactly the type asked for. Its first error stays, and what is read
// after it is zero.
type input struct {
	bytes   *bytes.Reader
	decoder *msgpack.Decoder
	err     error
}

func newInput(frame []byte) *input {
	reader := bytes.NewReader(frame)
	return &input{bytes: reader, decoder: msgpack.NewDecoder(reader)}
}

func (in *input) fail(format string, values ...any) {
	if in.err == nil {
		in.err = fmt.Errorf("%w: %s", ErrMalformed, fmt.Sprintf(format, values...))
	}
}

func (in *input) failOn(err error) {
	if err != nil {
		in.fail("not msgpack: %v", err)
	}
}

func (in *input) offset() int64 { return in.bytes.Size() - int64(in.bytes.Len()) }

func (in *input) seek(offset int64) {
	_, err := in.bytes.Seek(offset, io.SeekStart)
	in.failOn(err)
}

// code is the first byte of the next value.
func (in *input) code() byte {
	if in.err != nil {
		return msgpcode.Nil
	}
	code, err := in.decoder.PeekCode()
	in.failOn(err)
	return code
}

// skip passes over one value, however deep. It does not call itself: a frame decides how deep that would go.
func (in *input) skip() {
	for left := 1; left > 0 && in.err == nil; left-- {
		switch code := in.code(); {
		case isArray(code):
			left += in.length(in.decoder.DecodeArrayLen())
		case isMap(code):
			left += 2 * in.length(in.decoder.DecodeMapLen())
		case in.err == nil:
			in.failOn(in.decoder.Skip())
		}
	}
}

func (in *input) length(length int, err error) int {
	in.failOn(err)
	if in.err != nil || length < 0 {
		in.fail("a length of %d", length)
		return 0
	}
	return length
}

func (in *input) integer(key string) int64 {
	value := in.signed(key)
	if value < 0 {
		in.fail("%s is not from 0 to 2^63 - 1", key)
		return 0
	}
	return value
}

// signed reads an integer; one of 2^63 or more comes out negative.
func (in *input) signed(key string) int64 {
	if code := in.code(); !isInteger(code) {
		in.fail("%s is not an integer", key)
		return 0
	}
	value, err := in.decoder.DecodeInt64()
	in.failOn(err)
	return value
}

func (in *input) nanos(key string) Nanos { return Nanos(in.integer(key)) }

func (in *input) text(key string) string {
	if !msgpcode.IsString(in.code()) {
		in.fail("%s is not text", key)
		return ""
	}
	text, err := in.decoder.DecodeString()
	in.failOn(err)
	if !utf8.ValidString(text) {
		in.fail("%s is not UTF-8", key)
	}
	return text
}

func (in *input) boolean(key string) bool {
	code := in.code()
	if code != msgpcode.True && code != msgpcode.False {
		in.fail("%s is not a boolean", key)
		return false
	}
	value, err := in.decoder.DecodeBool()
	in.failOn(err)
	return value
}

func (in *input) float(key string) float64 {
	if in.code() != msgpcode.Double {
		in.fail("%s is not a float 64", key)
		return 0
	}
	value, err := in.decoder.DecodeFloat64()
	in.failOn(err)
	return value
}

// finite reads a float 64 that is a number.
func (in *input) finite(key string) float64 {
	number, isFinite := floatNumber(in.float(key))
	if !isFinite {
		in.fail("%s is not finite", key)
	}
	return number.float
}

func (in *input) number(key string) Number {
	if !msgpcode.IsString(in.code()) {
		return Number{float: in.finite(key)}
	}
	text := in.text(key)
	number, isGood := textNumber(text)
	if !isGood {
		in.fail("%s is not a decimal: %.40q", key, text)
	}
	return number
}

func (in *input) size(key string) Number {
	number := in.number(key)
	if number.float < 0 {
		in.fail("%s is negative", key)
	}
	return number
}

func (in *input) level(key string) Level {
	if in.arrayLength(key) != 2 {
		in.fail("%s holds something that is not a pair", key)
	}
	return Level{Price: in.number(key), Size: in.size(key)}
}

func (in *input) levels(key string) []Level { return list(in, key, (*input).level) }

func (in *input) arrayLength(key string) int {
	if !isArray(in.code()) {
		in.fail("%s is not an array", key)
		return 0
	}
	return in.length(in.decoder.DecodeArrayLen())
}

func (in *input) fields(key string) fields {
	if !isMap(in.code()) {
		in.fail("%s is not a map", key)
		return fields{in: in}
	}
	read := fields{in: in}
	for left := in.length(in.decoder.DecodeMapLen()); left > 0 && in.err == nil; left-- {
		name := in.text("a key")
		read.values = append(read.values, field{name, in.offset()})
		in.skip()
	}
	return read
}

func list[T any](in *input, key string, read func(*input, string) T) []T {
	length := in.arrayLength(key)
	room := length
	if room > roomMax {
		room = roomMax
	}
	items := make([]T, 0, room)
	for ; length > 0 && in.err == nil; length-- {
		items = append(items, read(in, key))
	}
	return items
}

func isArray(code byte) bool {
	return msgpcode.IsFixedArray(code) || code == msgpcode.Array16 || code == msgpcode.Array32
}

func isMap(code byte) bool {
	return msgpcode.IsFixedMap(code) || code == msgpcode.Map16 || code == msgpcode.Map32
}

func isInteger(code byte) bool {
	return msgpcode.IsFixedNum(code) || code >= msgpcode.Uint8 && code <= msgpcode.Int64
}
