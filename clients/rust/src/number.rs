//! Prices, sizes and volatilities: doubles, or exact decimals.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::de::{self, Deserialize, Deserializer, Unexpected, Visitor};

/// The most digits that a decimal has, leading zeros not counted, and its largest scale.
const DIGITS_MAX: usize = 18;

/// A price, a size or a volatility, as the gateway's setting `numbers` has it.
///
/// Numbers are ordered by value: `100.50` equals `100.5`, whichever of them is a double. A double's
/// value is that of the shortest text that reads back as it.
#[derive(Clone, Copy, Debug)]
pub enum Number {
    /// `float64`: the double nearest to the exchange's decimal. It is finite.
    Float(f64),
    /// `string`: the exchange's decimal, exact.
    Decimal(Decimal),
}

impl Number {
    /// The double nearest to the number.
    pub fn to_f64(self) -> f64 {
        match self {
            Number::Float(value) => value,
            Number::Decimal(decimal) => decimal.to_f64(),
        }
    }

    /// Whether it is 0: as the size of a delta's level, this deletes the level.
    pub fn is_zero(self) -> bool {
        match self {
            Number::Float(value) => value == 0.0,
            Number::Decimal(decimal) => decimal.mantissa == 0,
        }
    }

    pub(crate) fn is_negative(self) -> bool {
        match self {
            Number::Float(value) => value < 0.0,
            Number::Decimal(decimal) => decimal.mantissa < 0,
        }
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Number::Decimal(one), Number::Decimal(two)) => one.cmp(two),
            (Number::Decimal(one), Number::Float(two)) => one.cmp_double(*two),
            (Number::Float(one), Number::Decimal(two)) => two.cmp_double(*one).reverse(),
            (Number::Float(one), Number::Float(two)) => cmp_doubles(*one, *two),
        }
    }
}

/// Doubles here are finite, so they compare; 0 and -0 are equal.
fn cmp_doubles(one: f64, two: f64) -> Ordering {
    one.partial_cmp(&two).unwrap_or(Ordering::Equal)
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Number {}

impl fmt::Display for Number {
    /// The exchange's text of a decimal; of a double the shortest text that reads back as it. Never
    /// with an exponent.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Number::Float(value) => value.fmt(formatter),
            Number::Decimal(decimal) => decimal.fmt(formatter),
        }
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NumberVisitor)
    }
}

struct NumberVisitor;

impl Visitor<'_> for NumberVisitor {
    type Value = Number;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a finite double or a decimal as text")
    }

    fn visit_f32<E: de::Error>(self, value: f32) -> Result<Number, E> {
        Err(E::invalid_type(Unexpected::Float(value.into()), &self))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Number, E> {
        if value.is_finite() {
            Ok(Number::Float(value))
        } else {
            Err(E::invalid_value(Unexpected::Float(value), &self))
        }
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Number, E> {
        match text.parse() {
            Ok(decimal) => Ok(Number::Decimal(decimal)),
            Err(ParseDecimalError) => Err(E::invalid_value(Unexpected::Str(text), &self)),
        }
    }
}

/// An exact decimal of up to 18 digits. Zeros at its end are kept, but mean nothing when it is
/// compared.
#[derive(Clone, Copy, Debug)]
pub struct Decimal {
    mantissa: i64,
    scale: u8,
}

impl Decimal {
    /// All its digits as an integer: 7142310 of `71423.10`. The value is `mantissa / 10^scale`.
    pub fn mantissa(self) -> i64 {
        self.mantissa
    }

    /// How many of its digits are decimals: 2 of `71423.10`. 0 to 18.
    pub fn scale(self) -> u8 {
        self.scale
    }

    /// The double nearest to it.
    pub fn to_f64(self) -> f64 {
        //  Through text, since a division of two doubles would be rounded twice.
        self.to_string()
            .parse()
            .expect("the text of a decimal is that of a double")
    }

    fn cmp_double(self, double: f64) -> Ordering {
        cmp_doubles(self.to_f64(), double).then_with(|| self.widened().cmp(&widened(double)))
    }

    /// The mantissa at the largest scale: these compare as the values do.
    fn widened(self) -> i128 {
        let missing = DIGITS_MAX as u32 - u32::from(self.scale);
        i128::from(self.mantissa) * 10i128.pow(missing)
    }
}

/// The same of a double's shortest text. The double is the nearest to a decimal, so that its text
/// has no more digits than that.
fn widened(double: f64) -> i128 {
    let text = double.to_string();
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    format!("{whole}{decimals:0<DIGITS_MAX$}")
        .parse()
        .expect("the text of a double of at most 10^18")
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        self.widened().cmp(&other.widened())
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Decimal {}

impl fmt::Display for Decimal {
    /// The text that it was parsed from; only `-0` loses its sign.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = usize::from(self.scale);
        let mut text = format!(
            "{:0width$}",
            self.mantissa.unsigned_abs(),
            width = scale + 1
        );
        if scale > 0 {
            text.insert(text.len() - scale, '.');
        }
        formatter.pad_integral(self.mantissa >= 0, "", &text)
    }
}

/// The text is not a decimal as the exchange writes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseDecimalError;

impl fmt::Display for ParseDecimalError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "not a decimal of up to {DIGITS_MAX} digits")
    }
}

impl std::error::Error for ParseDecimalError {}

impl FromStr for Decimal {
    type Err = ParseDecimalError;

    /// An optional minus, digits, and optionally a point and digits: no exponent, no `1.` or `.5`,
    /// no zero before another digit.
    fn from_str(text: &str) -> Result<Self, ParseDecimalError> {
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        let (whole, decimals) = match unsigned.split_once('.') {
            Some((whole, decimals)) if is_digits(decimals) => (whole, decimals),
            Some(_) => return Err(ParseDecimalError),
            None => (unsigned, ""),
        };
        let has_leading_zero = whole.starts_with('0');
        if !is_digits(whole) || has_leading_zero && whole.len() > 1 {
            return Err(ParseDecimalError);
        }
        let whole_digits = if has_leading_zero { 0 } else { whole.len() };
        if whole_digits + decimals.len() > DIGITS_MAX {
            return Err(ParseDecimalError);
        }
        let digits = whole.bytes().chain(decimals.bytes());
        let magnitude = digits.fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0'));
        Ok(Decimal {
            mantissa: if unsigned == text {
                magnitude
            } else {
                -magnitude
            },
            scale: decimals.len() as u8,
        })
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn a_decimal_keeps_its_text() {
        let longest = [
            "999999999999999999",
            "0.000000000000000001",
            "-123456789.123456789",
        ];
        for text in ["0", "0.0", "7", "71423.10", "-1.50", "0.001"]
            .iter()
            .chain(&longest)
        {
            assert_eq!(decimal(text).to_string(), *text);
        }
        assert_eq!(decimal("-0").to_string(), "0");
        assert_eq!(format!("{:>8}", decimal("-1.5")), "    -1.5");
    }

    #[test]
    fn decimals_compare_by_value() {
        assert_eq!(decimal("100.50"), decimal("100.5"));
        assert_eq!(decimal("-0"), decimal("0.00"));
        assert!(decimal("999999999999999999") > decimal("999999999999999998"));
        assert!(decimal("999999999999999999") > decimal("0.000000000000000001"));
        assert!(decimal("-2") < decimal("-1.9"));
    }

    #[test]
    fn a_decimal_has_its_parts_and_its_nearest_double() {
        assert_eq!(
            (decimal("71423.10").mantissa(), decimal("71423.10").scale()),
            (7142310, 2)
        );
        assert_eq!(
            decimal("123456789.123456789").to_f64(),
            123_456_789.123_456_79
        );
        assert_eq!(decimal("-0.1").to_f64(), -0.1);
    }

    #[test]
    fn what_is_no_decimal_is_refused() {
        let wrong = [
            "",
            "-",
            ".",
            "1.",
            ".5",
            "01",
            "00",
            "-01.5",
            "+1",
            "1e5",
            "1,5",
            " 1",
            "1 ",
            "1.-5",
            "--1",
            "NaN",
            "inf",
            "٣",
            "1000000000000000000",
            "1.000000000000000000",
            "0.0000000000000000001",
        ];
        for text in wrong {
            assert_eq!(text.parse::<Decimal>(), Err(ParseDecimalError), "{text:?}");
        }
    }

    #[test]
    fn numbers_have_one_order() {
        let mut numbers = [
            Number::Decimal(decimal("2.5")),
            Number::Float(2.5),
            Number::Float(-1.0),
            Number::Decimal(decimal("0.1")),
            Number::Float(0.2),
        ];
        numbers.sort();
        let texts = numbers.map(|number| number.to_string());
        assert_eq!(texts, ["-1", "0.1", "0.2", "2.5", "2.5"]);
        assert_eq!(numbers[3], numbers[4]);
        assert_eq!(Number::Float(0.0), Number::Float(-0.0));
        assert_eq!(Number::Float(-0.0), Number::Decimal(decimal("0.00")));
        assert!(Number::Float(-0.0).is_zero() && !Number::Float(-0.0).is_negative());
    }

    #[test]
    fn a_double_has_the_value_of_its_shortest_text() {
        let is = |value, text| Number::Float(value) == Number::Decimal(decimal(text));
        assert!(is(100.0, "100.00") && is(0.1, "0.1") && is(1e-18, "0.000000000000000001"));
        assert!(is(123456789012345680.0, "123456789012345680"));
        //  These decimals have the same nearest double, and are three values.
        let alike = [
            Number::Decimal(decimal("0.299999999999999999")),
            Number::Float(0.3),
            Number::Decimal(decimal("0.300000000000000001")),
        ];
        assert!(alike.windows(2).all(|pair| pair[0] < pair[1]));
        let largest = Number::Decimal(decimal("999999999999999999"));
        assert!(largest < Number::Float(1e18) && largest < Number::Float(f64::MAX));
        assert!(Number::Float(f64::MIN_POSITIVE) > Number::Decimal(decimal("0")));
        assert!(Number::Float(-1e18) < Number::Decimal(decimal("-999999999999999999")));
    }
}
