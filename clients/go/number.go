package tickgate

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
)

// The most digits that a number has; zeros before the first other one, and before the point, are none.
const digitsMax = 18

// Number is a price, a size or a volatility. Where the gateway runs with "numbers: string" it is the exchange's decimal,
// exact; else the double nearest to it. The zero Number is 0.
type Number struct {
	float float64
	text  string // Empty where the gateway sent a double.
}

// Float64 is the double nearest to the number.
func (n Number) Float64() float64 { return n.float }

// String is the exchange's text where the gateway sends text, else the shortest decimal that is this double. It has no
// exponent, so big.Rat and decimal packages read it without loss.
func (n Number) String() string {
	if n.text != "" {
		return n.text
	}
	return strconv.FormatFloat(n.float, 'f', -1, 64)
}

// Cmp compares values, exactly: "120.640" equals "120.64". It returns -1, 0 or +1.
func (n Number) Cmp(other Number) int {
	switch {
	case n.float < other.float:
		return -1
	case n.float > other.float:
		return 1
	}
	// Different decimals can have one nearest double.
	if n.text != "" && other.text != "" {
		return compareDecimals(n.text, other.text)
	}
	return 0
}

// IsZero tells whether the number is 0: as the size of a delta's level it deletes the level.
func (n Number) IsZero() bool { return n.float == 0 }

// MarshalJSON writes a text as JSON text, so that no digit is lost, and a double as JSON number.
func (n Number) MarshalJSON() ([]byte, error) {
	if n.text != "" {
		return json.Marshal(n.text)
	}
	return json.Marshal(n.float)
}

func floatNumber(value float64) (Number, bool) {
	return Number{float: value}, !math.IsNaN(value) && !math.IsInf(value, 0)
}

func textNumber(text string) (Number, bool) {
	whole, decimals, hasPoint := strings.Cut(strings.TrimPrefix(text, "-"), ".")
	isGood := isDigits(whole) && (!hasPoint || isDigits(decimals))
	if !isGood || len(strings.TrimLeft(whole, "0"))+len(decimals) > digitsMax {
		return Number{}, false
	}
	value, err := strconv.ParseFloat(text, 64)
	return Number{float: value, text: text}, err == nil
}

func isDigits(text string) bool {
	for i := range text {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return text != "" && len(text) <= digitsMax
}

// compareDecimals compares two well-formed decimals whose nearest double is the same, so that their signs differ only
// where both are zero.
func compareDecimals(a, b string) int {
	wholeA, restA := splitDecimal(a)
	wholeB, restB := splitDecimal(b)
	order := len(wholeA) - len(wholeB)
	if order == 0 {
		order = strings.Compare(wholeA, wholeB)
	}
	if order == 0 {
		order = strings.Compare(restA, restB)
	}
	if strings.HasPrefix(a, "-") {
		order = -order
	}
	switch {
	case order < 0:
		return -1
	case order > 0:
		return 1
	}
	return 0
}

// splitDecimal leaves out the sign and the zeros that mean nothing.
func splitDecimal(text string) (whole, rest string) {
	whole, rest, _ = strings.Cut(strings.TrimPrefix(text, "-"), ".")
	return strings.TrimLeft(whole, "0"), strings.TrimRight(rest, "0")
}
