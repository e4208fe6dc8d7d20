//! An enumeration that may grow on the other side.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A value this version knows, or the raw text of one it does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Open<T> {
    /// A value that this version knows.
    Known(T),
    /// The text of a value that appeared after this version was made.
    Unknown(String),
}

impl<T> Open<T> {
    /// The known value, if it is one.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unknown(_) => None,
        }
    }
}

impl<T: PartialEq> Open<T> {
    /// True when this is exactly the given known value.
    pub fn is(&self, value: &T) -> bool {
        self.known() == Some(value)
    }
}

impl<T> From<T> for Open<T> {
    fn from(value: T) -> Self {
        Self::Known(value)
    }
}

impl<T: Serialize> Serialize for Open<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Known(value) => value.serialize(serializer),
            Self::Unknown(text) => serializer.serialize_str(text),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Open<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let known: Result<T, serde::de::value::Error> =
            T::deserialize(serde::de::value::StringDeserializer::new(text.clone()));
        Ok(known.map_or(Self::Unknown(text), Self::Known))
    }
}
