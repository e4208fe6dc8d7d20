//! Filters as one SQL condition.
//!
//! A property is a column or a member of the JSON; its definition says how values compare. The stored forms sort as
//! texts, so a moment in epoch milliseconds is turned into the stored form before comparing. A filter on a property
//! that does not exist is an error 400. Negative operators hold only for objects that have a value, as reported of
//! HubSpot.

use bellhop_hubspot::wire::crm::{Filter, FilterGroup, Property};
use rusqlite::{Connection, types::Value};

use crate::{
    crm::{
        catalogue,
        kind::ObjectKind,
        values::{self, ValueKind},
    },
    server::answer::ApiError,
};

/// The SQL function behind CONTAINS_TOKEN.
pub(super) const HAS_TOKEN: &str = "bellhop_has_token";
/// The SQL function behind free text.
pub(super) const HAS_WORDS: &str = "bellhop_has_words";

const MOST_GROUPS: usize = 5;
const MOST_IN_GROUP: usize = 6;
const MOST_FILTERS: usize = 18;
const MOST_VALUES: usize = 500;

/// A condition over the alias `o` with its positional parameters.
#[derive(Debug, Default)]
pub(super) struct Condition {
    pub sql: String,
    pub parameters: Vec<Value>,
}

impl Condition {
    /// Any of the groups holds; without groups everything does.
    pub(super) fn of(connection: &Connection, kind: ObjectKind, groups: &[FilterGroup]) -> Result<Self, ApiError> {
        let count: usize = groups.iter().map(|group| group.filters.len()).sum();
        if groups.len() > MOST_GROUPS || count > MOST_FILTERS {
            return Err(ApiError::validation(format!(
                "A search has at most {MOST_GROUPS} filter groups and {MOST_FILTERS} filters"
            )));
        }
        let mut condition = Self::default();
        let mut any = Vec::new();
        for group in groups.iter().filter(|group| !group.filters.is_empty()) {
            if group.filters.len() > MOST_IN_GROUP {
                return Err(ApiError::validation(format!("A filter group has at most {MOST_IN_GROUP} filters")));
            }
            let all = group.filters.iter().map(|filter| condition.one(connection, kind, filter));
            any.push(format!("({})", all.collect::<Result<Vec<_>, _>>()?.join(" AND ")));
        }
        condition.sql = if any.is_empty() { "true".to_owned() } else { format!("({})", any.join(" OR ")) };
        Ok(condition)
    }

    /// Also demands words in the searchable properties.
    pub(super) fn and_words(&mut self, kind: ObjectKind, words: &str) {
        let texts = kind.searchable_properties().iter().map(|name| format!("o.properties ->> '{name}'"));
        let texts = texts.collect::<Vec<_>>().join(", ");
        self.sql = format!("{} AND {HAS_WORDS}(concat_ws(' ', o.id, {texts}), ?)", self.sql);
        self.parameters.push(words.to_owned().into());
    }

    /// True when the condition uses the functions of this module.
    pub(super) fn looks_for_words(&self) -> bool {
        self.sql.contains(HAS_TOKEN) || self.sql.contains(HAS_WORDS)
    }

    fn one(&mut self, connection: &Connection, kind: ObjectKind, filter: &Filter) -> Result<String, ApiError> {
        if let Some(other) = filter.property_name.strip_prefix("associations.") {
            return self.associated(kind, other, filter);
        }
        let definition = catalogue::find(connection, kind, &filter.property_name)?.ok_or_else(|| {
            let name = &filter.property_name;
            ApiError::validation(format!("There was a problem with the request: unknown property \"{name}\""))
        })?;
        self.property(&Compared::of(kind, &definition), filter)
    }

    fn property(&mut self, compared: &Compared, filter: &Filter) -> Result<String, ApiError> {
        let key = &compared.key;
        Ok(match filter.operator.as_str() {
            "HAS_PROPERTY" => format!("{key} IS NOT NULL"),
            "NOT_HAS_PROPERTY" => format!("{key} IS NULL"),
            "EQ" => self.any_of(compared, &[value(filter)?], Letters::AnyCase)?,
            "NEQ" => {
                let equal = self.any_of(compared, &[value(filter)?], Letters::AnyCase)?;
                format!("({key} IS NOT NULL AND NOT {equal})")
            }
            "IN" => self.any_of(compared, &values_of(filter)?, Letters::LowerCase)?,
            "NOT_IN" => {
                let equal = self.any_of(compared, &values_of(filter)?, Letters::LowerCase)?;
                format!("({key} IS NOT NULL AND NOT {equal})")
            }
            "LT" => self.order(compared, "<", value(filter)?)?,
            "LTE" => self.order(compared, "<=", value(filter)?)?,
            "GT" => self.order(compared, ">", value(filter)?)?,
            "GTE" => self.order(compared, ">=", value(filter)?)?,
            "BETWEEN" => {
                let high = filter.high_value.as_deref().ok_or_else(|| lacking(filter, "highValue"))?;
                let low = self.order(compared, ">=", value(filter)?)?;
                format!("({low} AND {})", self.order(compared, "<=", high)?)
            }
            "CONTAINS_TOKEN" => self.token(compared, value(filter)?),
            "NOT_CONTAINS_TOKEN" => {
                let contains = self.token(compared, value(filter)?);
                format!("({key} IS NOT NULL AND NOT {contains})")
            }
            other => return Err(ApiError::validation(format!("Unknown operator: {other}"))),
        })
    }

    fn order(&mut self, compared: &Compared, operator: &str, value: &str) -> Result<String, ApiError> {
        self.parameters.push(compared.parameter(value)?);
        Ok(format!("{} {operator} ?", compared.key))
    }

    fn any_of(&mut self, compared: &Compared, wanted: &[&str], letters: Letters) -> Result<String, ApiError> {
        let mut parts = Vec::new();
        for value in wanted {
            let part = match compared.comparison {
                Comparison::Many => {
                    self.parameters.push(format!(";{value};").into());
                    format!("instr(';' || {} || ';', ?) > 0", compared.key)
                }
                Comparison::Text => {
                    let value = match letters {
                        Letters::AnyCase => value.to_lowercase(),
                        Letters::LowerCase => (*value).to_owned(),
                    };
                    self.parameters.push(value.into());
                    format!("lower({}) = ?", compared.key)
                }
                _ => {
                    self.parameters.push(compared.parameter(value)?);
                    format!("{} = ?", compared.key)
                }
            };
            parts.push(part);
        }
        Ok(format!("coalesce({}, false)", parts.join(" OR ")))
    }

    fn token(&mut self, compared: &Compared, value: &str) -> String {
        self.parameters.push(value.to_owned().into());
        format!("{HAS_TOKEN}({}, ?)", compared.key)
    }

    /// The pseudo-property `associations.{type}`: objects that are tied to one of these.
    fn associated(&mut self, kind: ObjectKind, other: &str, filter: &Filter) -> Result<String, ApiError> {
        let other = ObjectKind::from_path(other)
            .ok_or_else(|| ApiError::validation(format!("Unable to infer object type from: {other}")))?;
        let ids = match filter.operator.as_str() {
            "EQ" | "NEQ" => vec![value(filter)?],
            "IN" | "NOT_IN" => values_of(filter)?,
            "HAS_PROPERTY" | "NOT_HAS_PROPERTY" => Vec::new(),
            other => return Err(ApiError::validation(format!("Unknown operator for associations: {other}"))),
        };
        let mut one_of = String::new();
        if !ids.is_empty() {
            one_of = format!(" AND a.to_id IN ({})", vec!["?"; ids.len()].join(","));
            for id in ids {
                let id: i64 = id.parse().map_err(|_| ApiError::validation(format!("{id} is not a valid id")))?;
                self.parameters.push(id.into());
            }
        }
        let negation = if filter.operator.starts_with('N') { "NOT " } else { "" };
        Ok(format!(
            "{negation}EXISTS (SELECT 1 FROM associations a WHERE a.from_kind = {} AND a.from_id = o.id
             AND a.to_kind = {}{one_of})",
            kind.number(),
            other.number()
        ))
    }
}

#[derive(Debug, Clone, Copy)]
enum Letters {
    /// Capital letters do not matter.
    AnyCase,
    /// IN wants lower case from the caller.
    LowerCase,
}

/// How a property compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comparison {
    /// A column in milliseconds.
    Millis,
    /// A column with an id.
    Id,
    Number,
    Moment,
    Day,
    Text,
    One,
    Many,
}

/// A property in SQL.
struct Compared {
    key: String,
    comparison: Comparison,
    name: String,
}

impl Compared {
    fn of(kind: ObjectKind, definition: &Property) -> Self {
        let name = definition.name.as_str();
        let member = format!("(o.properties ->> '{name}')");
        let (key, comparison) = if name == kind.modified_property() {
            ("o.modified_at".to_owned(), Comparison::Millis)
        } else if name == kind.created_property() {
            ("o.created_at".to_owned(), Comparison::Millis)
        } else if name == "hs_object_id" || (kind == ObjectKind::Ticket && name == "hs_ticket_id") {
            ("o.id".to_owned(), Comparison::Id)
        } else {
            match ValueKind::of(definition) {
                ValueKind::Number => (format!("CAST({member} AS REAL)"), Comparison::Number),
                ValueKind::Moment => (member, Comparison::Moment),
                ValueKind::Day => (member, Comparison::Day),
                ValueKind::Text => (member, Comparison::Text),
                ValueKind::One => (member, Comparison::One),
                ValueKind::Many => (member, Comparison::Many),
            }
        };
        Self { key, comparison, name: name.to_owned() }
    }

    /// A filter's value in the form that the key compares with.
    fn parameter(&self, value: &str) -> Result<Value, ApiError> {
        let wrong = || {
            let name = &self.name;
            ApiError::validation(format!("There was a problem with the request: {value} is no value of {name}"))
        };
        Ok(match self.comparison {
            Comparison::Millis => values::moment(value).ok_or_else(wrong)?.timestamp_millis().into(),
            Comparison::Moment => values::iso(values::moment(value).ok_or_else(wrong)?).into(),
            Comparison::Day => values::moment(value).ok_or_else(wrong)?.date_naive().to_string().into(),
            Comparison::Id => value.trim().parse::<i64>().map_err(|_| wrong())?.into(),
            Comparison::Number => value.trim().parse::<f64>().map_err(|_| wrong())?.into(),
            Comparison::Text | Comparison::One | Comparison::Many => value.to_owned().into(),
        })
    }
}

/// The expression that a sort by this property orders by.
pub(super) fn sort_key(kind: ObjectKind, definition: &Property) -> String {
    let compared = Compared::of(kind, definition);
    match compared.comparison {
        Comparison::Text => format!("lower({})", compared.key),
        _ => compared.key,
    }
}

/// Values of a filter may be numbers or booleans.
pub(super) fn soften(filter: &mut serde_json::Value) {
    let Some(fields) = filter.as_object_mut() else { return };
    fields.retain(|_, value| !value.is_null());
    let texts = |value: &mut serde_json::Value| {
        if value.is_number() || value.is_boolean() {
            *value = value.to_string().into();
        }
    };
    for name in ["value", "highValue"] {
        fields.get_mut(name).map(texts);
    }
    fields.get_mut("values").and_then(|values| values.as_array_mut()).into_iter().flatten().for_each(texts);
}

fn value(filter: &Filter) -> Result<&str, ApiError> {
    filter.value.as_deref().ok_or_else(|| lacking(filter, "value"))
}

fn values_of(filter: &Filter) -> Result<Vec<&str>, ApiError> {
    let values: Vec<&str> = filter.values.iter().flatten().map(String::as_str).collect();
    if values.is_empty() || values.len() > MOST_VALUES {
        return Err(lacking(filter, &format!("between 1 and {MOST_VALUES} values")));
    }
    Ok(values)
}

fn lacking(filter: &Filter, what: &str) -> ApiError {
    let (name, operator) = (&filter.property_name, &filter.operator);
    ApiError::validation(format!("The filter {operator} on \"{name}\" needs {what}"))
}
