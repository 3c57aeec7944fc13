//! msgpack frames read strictly: what serde would guess at is refused here, and every error names
//! its key.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::marker::PhantomData;

use rmp_serde::Deserializer as Frame;
use serde::de::value::{BorrowedStrDeserializer, MapAccessDeserializer};
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, Visitor};
use serde::forward_to_deserialize_any;

use crate::number::Number;

/// Deepest nesting that is read: the contract needs four, and a key of tomorrow may need some more.
const NESTING_MAX: usize = 64;

/// Read a frame that is one map and nothing else.
pub(crate) fn read<'de, T: Deserialize<'de>>(
    frame: &'de [u8],
) -> Result<T, rmp_serde::decode::Error> {
    let mut rest = Frame::from_read_ref(frame);
    rest.set_max_depth(NESTING_MAX);
    let value = map(&mut rest)?;
    match rest.deserialize_option(AnyByte) {
        Err(_) => Ok(value),
        Ok(()) => Err(Error::custom("bytes after the map")),
    }
}

/// Looks at the first byte of a value and at no other.
struct AnyByte;

impl<'de> Visitor<'de> for AnyByte {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a byte")
    }

    fn visit_none<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, _: D) -> Result<(), D::Error> {
        Ok(())
    }
}

/// A struct that comes as a map: serde would take an array for it, too.
pub(crate) fn map<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    deserializer.deserialize_map(MapVisitor(PhantomData))
}

/// The same under a key that may be left out.
pub(crate) fn optional_map<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    map(deserializer).map(Some)
}

/// An array of such maps.
pub(crate) fn maps<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    let maps = Vec::<AsMap<T>>::deserialize(deserializer)?;
    Ok(maps.into_iter().map(|map| map.0).collect())
}

/// A map of such maps.
pub(crate) fn map_of_maps<'de, K, T, D>(deserializer: D) -> Result<HashMap<K, T>, D::Error>
where
    K: Deserialize<'de> + Eq + Hash,
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    let maps: HashMap<K, AsMap<T>> = map(deserializer)?;
    Ok(maps.into_iter().map(|(key, map)| (key, map.0)).collect())
}

/// A number that is not negative.
pub(crate) fn size<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Number, D::Error> {
    let size = Number::deserialize(deserializer)?;
    if size.is_negative() {
        return Err(D::Error::custom(format_args!("{size} is negative")));
    }
    Ok(size)
}

struct AsMap<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for AsMap<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        map(deserializer).map(AsMap)
    }
}

struct MapVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for MapVisitor<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a map with text keys")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        let named = NamedKeys { map, key: "" };
        T::deserialize(MapAccessDeserializer::new(named))
    }
}

/// A map whose keys are texts: serde would take an integer for the number of a field. Its values are
/// read strictly.
struct NamedKeys<'de, A> {
    map: A,
    key: &'de str,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for NamedKeys<'de, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        match self.map.next_key()? {
            Some(Text(key)) => {
                self.key = key;
                seed.deserialize(BorrowedStrDeserializer::new(key))
                    .map(Some)
            }
            None => Ok(None),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        let value = self.map.next_value_seed(Strict(seed));
        value.map_err(|error| A::Error::custom(format_args!("{}: {error}", self.key)))
    }
}

/// A value as the contract has it. Serde alone takes a nil for a key that was left out, a binary for
/// a text, a float of 32 bits or an integer for one of 64, and integers of 64 bits.
struct Strict<T>(T);

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Strict<S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Value, D::Error> {
        self.0.deserialize(Strict(deserializer))
    }
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Strict<D> {
    type Error = D::Error;

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        visitor.visit_some(self)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        let value = u64::deserialize(self.0)?;
        if i64::try_from(value).is_err() {
            return Err(D::Error::custom(format_args!("{value} is not below 2^63")));
        }
        visitor.visit_u64(value)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_u32(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        let Double(value) = Double::deserialize(self.0)?;
        visitor.visit_f64(value)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        let Text(text) = Text::deserialize(self.0)?;
        visitor.visit_borrowed_str(text)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_any(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_ignored_any(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u128 f32 char bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier
    }
}

/// A text, and no binary.
struct Text<'de>(&'de str);

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor).map(Text)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = &'de str;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a text")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<&'de str, E> {
        Ok(text)
    }
}

/// A finite float of 64 bits.
struct Double(f64);

impl<'de> Deserialize<'de> for Double {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Number::deserialize(deserializer)? {
            Number::Float(value) => Ok(Double(value)),
            Number::Decimal(_) => Err(D::Error::custom("a text is no double")),
        }
    }
}
