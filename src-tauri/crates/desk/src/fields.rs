//! What a property takes, and whether a value is such: said before anything is queued, for a refusal that comes hours later
//! helps nobody. The remote has the last word; what it refuses after all is put to the rep.

use std::collections::BTreeMap;

use bellhop_model::Owner;
use bellhop_store::{PropertyDefinition, PropertyOption};
use chrono::{DateTime, NaiveDate};

use crate::views::{FieldKind, FieldView, OptionView};

/// A field for a property, with a ticket's value.
pub(crate) fn field(name: &str, definition: Option<&PropertyDefinition>, value: &str) -> FieldView {
    let options = definition.map_or(&[][..], |definition| &definition.options);
    // A value that is not offered any more stays choosable where it is chosen.
    let offered = |option: &&PropertyOption| !option.hidden || parts(value).any(|chosen| chosen == option.value);
    let shown = |option: &PropertyOption| OptionView { value: option.value.clone(), label: option.label.clone() };
    FieldView {
        name: name.to_owned(),
        label: definition.map_or_else(|| name.to_owned(), |definition| definition.label.clone()),
        kind: definition.map_or(FieldKind::Text, kind),
        options: options.iter().filter(offered).map(shown).collect(),
        value: value.to_owned(),
    }
}

/// What is entered for a property.
pub(crate) fn kind(definition: &PropertyDefinition) -> FieldKind {
    match (definition.kind.as_str(), definition.field.as_str()) {
        _ if definition.owner => FieldKind::Owner,
        ("bool", _) => FieldKind::Bool,
        ("enumeration", "checkbox") => FieldKind::MultiSelect,
        ("enumeration", "booleancheckbox") => FieldKind::Bool,
        ("enumeration", _) => FieldKind::Select,
        ("number", _) => FieldKind::Number,
        ("date", _) => FieldKind::Date,
        ("datetime", _) => FieldKind::DateTime,
        (_, "textarea" | "html") => FieldKind::LongText,
        _ => FieldKind::Text,
    }
}

/// Checks values before they are queued; the sentence says which of them does not fit, and why.
pub(crate) fn check(
    values: &BTreeMap<String, String>,
    definitions: &[PropertyDefinition],
    owners: &[Owner],
) -> Result<(), String> {
    for (name, value) in values {
        let Some(definition) = definitions.iter().find(|one| one.name == *name) else {
            return Err(format!("There is no property \u{201c}{name}\u{201d} any more."));
        };
        if definition.read_only {
            return Err(format!("\u{201c}{}\u{201d} cannot be changed.", definition.label));
        }
        if !value.is_empty() && !fits(definition, value, owners) {
            let what = wanted(kind(definition));
            return Err(format!("\u{201c}{value}\u{201d} does not fit \u{201c}{}\u{201d}: {what}.", definition.label));
        }
    }
    Ok(())
}

fn fits(definition: &PropertyDefinition, value: &str, owners: &[Owner]) -> bool {
    let has = |wanted: &str| definition.options.iter().any(|option| option.value == wanted);
    match kind(definition) {
        FieldKind::Text | FieldKind::LongText => true,
        FieldKind::Number => value.trim().parse::<f64>().is_ok_and(f64::is_finite),
        FieldKind::Date => value.parse::<NaiveDate>().is_ok(),
        FieldKind::DateTime => DateTime::parse_from_rfc3339(value).is_ok(),
        FieldKind::Bool => matches!(value, "true" | "false"),
        // Options that come from elsewhere are not known here.
        FieldKind::Select | FieldKind::MultiSelect if definition.options.is_empty() => true,
        FieldKind::Select => has(value),
        FieldKind::MultiSelect => parts(value).all(has),
        FieldKind::Owner => owners.iter().any(|owner| owner.id.as_str() == value && !owner.archived),
    }
}

fn wanted(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Text | FieldKind::LongText => "text is wanted",
        FieldKind::Number => "a number is wanted",
        FieldKind::Date => "a day is wanted",
        FieldKind::DateTime => "a day and a time are wanted",
        FieldKind::Bool => "yes or no is wanted",
        FieldKind::Select | FieldKind::MultiSelect => "it is not among the choices",
        FieldKind::Owner => "this owner is not in the help desk",
    }
}

fn parts(value: &str) -> impl Iterator<Item = &str> {
    value.split(';').map(str::trim).filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn definition(kind: &str, field: &str) -> PropertyDefinition {
        let option = |value: &str, hidden| PropertyOption { value: value.to_owned(), label: value.to_owned(), hidden };
        PropertyDefinition {
            name: "p".to_owned(),
            label: "P".to_owned(),
            kind: kind.to_owned(),
            field: field.to_owned(),
            options: if kind == "enumeration" { vec![option("A", false), option("B", true)] } else { Vec::new() },
            ..PropertyDefinition::default()
        }
    }

    fn takes(kind: &str, field: &str, value: &str) -> bool {
        let values = BTreeMap::from([("p".to_owned(), value.to_owned())]);
        check(&values, &[definition(kind, field)], &[]).is_ok()
    }

    #[test]
    fn each_kind_takes_its_own_values_and_every_kind_can_be_emptied() {
        let cases = [
            ("number", "number", "12.5", "twelve"),
            ("number", "number", "-1", "NaN"),
            ("date", "date", "2026-02-28", "2026-02-30"),
            ("datetime", "date", "2026-02-28T10:00:00Z", "2026-02-28"),
            ("bool", "booleancheckbox", "true", "yes"),
            ("enumeration", "select", "A", "A;B"),
            ("enumeration", "checkbox", "A;B", "A;C"),
        ];
        for (kind, field, good, bad) in cases {
            assert!(takes(kind, field, good), "{kind} {good}");
            assert!(!takes(kind, field, bad), "{kind} {bad}");
            assert!(takes(kind, field, ""), "{kind} cannot be emptied");
        }
        assert!(takes("string", "text", "anything"));
    }

    #[test]
    fn what_cannot_be_written_is_refused_by_name() {
        let fixed = PropertyDefinition { read_only: true, ..definition("string", "text") };
        let values = BTreeMap::from([("p".to_owned(), "x".to_owned())]);
        assert!(check(&values, &[fixed], &[]).unwrap_err().contains('P'));
        assert!(check(&values, &[], &[]).is_err());
        let owned = PropertyDefinition { owner: true, ..definition("enumeration", "select") };
        assert!(check(&values, &[owned], &[]).is_err(), "an owner who is gone");
    }

    #[test]
    fn an_option_that_is_not_offered_any_more_stays_where_it_is_chosen() {
        let shown = |value: &str| -> Vec<String> {
            let made = field("p", Some(&definition("enumeration", "select")), value);
            made.options.into_iter().map(|option| option.value).collect()
        };
        assert_eq!((shown(""), shown("B")), (vec!["A".to_owned()], vec!["A".to_owned(), "B".to_owned()]));
    }
}
