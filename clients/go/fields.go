package tickgate

// fields are the keys of one map. They come in any order, so each value is looked up by its place in the frame.
type fields struct {
	in     *input
	values []field
}

type field struct {
	name   string
	offset int64
}

// find goes to the value of a key. Of a key that came twice the last one counts.
func (f fields) find(key string) bool {
	if f.in.err != nil {
		return false
	}
	for i := len(f.values) - 1; i >= 0; i-- {
		if f.values[i].name == key {
			f.in.seek(f.values[i].offset)
			return true
		}
	}
	return false
}

func required[T any](f fields, key string, read func(*input, string) T) T {
	var none T
	if !f.find(key) {
		f.in.fail("%s is missing", key)
		return none
	}
	return read(f.in, key)
}

// optional is nil where the key was left out.
func optional[T any](f fields, key string, read func(*input, string) T) *T {
	if !f.find(key) {
		return nil
	}
	value := read(f.in, key)
	return &value
}

// orZero is zero where the key was left out.
func orZero[T any](f fields, key string, read func(*input, string) T) T {
	var zero T
	if !f.find(key) {
		return zero
	}
	return read(f.in, key)
}

func (f fields) integer(key string) int64 { return required(f, key, (*input).integer) }
func (f fields) nanos(key string) Nanos   { return required(f, key, (*input).nanos) }
func (f fields) text(key string) string   { return required(f, key, (*input).text) }
func (f fields) boolean(key string) bool  { return required(f, key, (*input).boolean) }
