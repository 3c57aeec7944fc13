//! msgpack frames read strictly: what serde would guess at is refused here, and every error names
//! its key.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::marker::PhantomData;

use rmp_serde::Deserializer as Frame;
use serde::de::value::{BorrowedStrDeserializer, MapAccessDeserializer};
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor,
};

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
    match IgnoredAny::deserialize(&mut rest) {
        Err(rmp_serde::decode::Error::InvalidMarkerRead(_)) => Ok(value),
        _ => Err(Error::custom("bytes after the map")),
    }
}

/// A struct that comes as a map: serde would take an array for it, too.
pub(crate) fn map<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    deserializer.deserialize_map(MapVisitor(PhantomData))
}

/// A map, or nil.
pub(crate) fn optional_map<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    let map = Option::<AsMap<T>>::deserialize(deserializer)?;
    Ok(map.map(|map| map.0))
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

/// An integer below 2^63, so that one more can always be counted.
pub(crate) fn integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    let value = u64::deserialize(deserializer)?;
    if i64::try_from(value).is_err() {
        return Err(D::Error::custom(format_args!("{value} is not below 2^63")));
    }
    Ok(value)
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

/// A map whose keys are texts: serde would take an integer for the number of a field.
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
            Some(key) => {
                self.key = key;
                seed.deserialize(BorrowedStrDeserializer::new(key))
                    .map(Some)
            }
            None => Ok(None),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        let value = self.map.next_value_seed(seed);
        value.map_err(|error| A::Error::custom(format_args!("{}: {error}", self.key)))
    }
}
