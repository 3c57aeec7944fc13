package tickgate

import "testing"

func textOf(t *testing.T, text string) Number {
	t.Helper()
	number, isGood := textNumber(text)
	if !isGood {
		t.Fatalf("%q is refused", text)
	}
	return number
}

func TestNumbersAreComparedByValue(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"120.640", "120.64", 0},
		{"0", "0.000", 0},
		{"-0", "0", 0},
		{"00.5", "0.50", 0},
		{"9", "10", -1},
		{"-9", "-10", 1},
		{"-1", "1", -1},
		{"0.000000000000000001", "0", 1},
		// The next ones have the same nearest double.
		{"123456789.123456789", "123456789.123456790", -1},
		{"-123456789.123456789", "-123456789.123456790", 1},
		{"999999999999999999", "999999999999999998", 1},
		{"12345678901234567", "12345678901234567.0", 0},
		{"12345678901234567", "12345678901234567.1", -1},
	} {
		a, b := textOf(t, c.a), textOf(t, c.b)
		if a.Cmp(b) != c.want || b.Cmp(a) != -c.want {
			t.Errorf("%s and %s: %d and %d, wanted %d", a, b, a.Cmp(b), b.Cmp(a), c.want)
		}
	}
	float, _ := floatNumber(0.5)
	if float.Cmp(textOf(t, "0.50")) != 0 || float.Cmp(textOf(t, "0.6")) != -1 {
		t.Error("a double and a text")
	}
}

func TestNumbersOfMoreThan18DigitsAreRefused(t *testing.T) {
	for _, text := range []string{"1234567890123456789", "123456789.1234567890", "-123456789012345678.0", "0.0000000000000000001"} {
		if number, isGood := textNumber(text); isGood {
			t.Errorf("%s became %s", text, number)
		}
	}
	for _, text := range []string{"123456789.123456789", "-0.123456789012345678", "0.000000000000000001", "0"} {
		textOf(t, text)
	}
}

func TestNumbersPrintWithoutExponent(t *testing.T) {
	for wanted, value := range map[string]float64{"0.00000012": 1.2e-7, "86723.5": 86723.5, "1000000000000000000": 1e18} {
		if number, _ := floatNumber(value); number.String() != wanted {
			t.Errorf("%s, wanted %s", number, wanted)
		}
	}
	if text := textOf(t, "120.640").String(); text != "120.640" {
		t.Errorf("%s", text)
	}
}
