//! Bodies of writing calls, as leniently as HubSpot reads them: ids and values may be numbers or booleans.

use std::collections::BTreeMap;

use bellhop_hubspot::wire::crm::{AssociationSpec, Properties};
use serde::{Deserialize, Deserializer, de::Error as _};
use serde_json::Value;

use super::writing::NewTie;
use crate::server::answer::ApiError;

/// The body of a create or a change.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ObjectBody {
    /// What to write.
    #[serde(default)]
    pub properties: Written,
    /// What to tie a new object to.
    #[serde(default)]
    pub associations: NewTies,
    /// The caller's own name for this write.
    #[serde(default)]
    pub object_write_trace_id: Option<String>,
}

/// One input of a batch that changes objects.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ChangeInput {
    /// The object.
    pub id: Id,
    /// The property that the id is of.
    #[serde(default)]
    pub id_property: Option<String>,
    /// What to write.
    #[serde(default)]
    pub properties: Written,
    /// The caller's own name for this write.
    #[serde(default)]
    pub object_write_trace_id: Option<String>,
}

/// Inputs of a batch.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Inputs<T> {
    /// One for each object.
    pub inputs: Vec<T>,
}

impl<T> Inputs<T> {
    /// The inputs, if they are not too many.
    pub(crate) fn at_most(self, most: usize) -> Result<Vec<T>, ApiError> {
        if self.inputs.len() <= most {
            return Ok(self.inputs);
        }
        Err(ApiError::validation(format!("A batch has at most {most} inputs, this one has {}", self.inputs.len())))
    }
}

/// An id as text, from text or a number.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Id(pub String);

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        scalar(&Value::deserialize(deserializer)?).map(Self).ok_or_else(|| D::Error::custom("an id is a text"))
    }
}

/// Something with an id.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Named {
    /// The id.
    pub id: Id,
}

impl Named {
    /// The id as a number; an error 400 when it is none.
    pub(crate) fn number(&self) -> Result<i64, ApiError> {
        self.id.0.parse().map_err(|_| ApiError::validation(format!("{} is not a valid id", self.id.0)))
    }
}

/// Properties to write, from texts, numbers, booleans and null.
#[derive(Debug, Clone, Default)]
pub(crate) struct Written(pub Properties);

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let values = Option::<BTreeMap<String, Value>>::deserialize(deserializer)?.unwrap_or_default();
        let mut properties = Properties::new();
        for (name, value) in values {
            let value = match &value {
                Value::Null => None,
                value => {
                    Some(scalar(value).ok_or_else(|| D::Error::custom(format!("the value of {name} is not a text")))?)
                }
            };
            properties.insert(name, value);
        }
        Ok(Self(properties))
    }
}

/// What to tie a new object to.
#[derive(Debug, Clone, Default)]
pub(crate) struct NewTies(Vec<NewTieBody>);

#[derive(Debug, Clone, Deserialize)]
struct NewTieBody {
    to: Named,
    #[serde(default)]
    types: Vec<AssociationSpec>,
}

impl<'de> Deserialize<'de> for NewTies {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(Option::deserialize(deserializer)?.unwrap_or_default()))
    }
}

impl NewTies {
    /// One tie for each kind of each other object.
    pub(crate) fn ties(&self) -> Result<Vec<NewTie>, ApiError> {
        let mut ties = Vec::new();
        for body in &self.0 {
            let to = body.to.number()?;
            let types = body.types.iter();
            ties.extend(types.map(|it| NewTie { to, kind: (it.association_category.clone(), it.association_type_id) }));
        }
        Ok(ties)
    }
}

/// The text of a simple value.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}
