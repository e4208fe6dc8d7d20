//! Properties as people read them: in reading order, with the labels of options, statuses and owners instead of their ids.
//!
//! A portal has hundreds of properties; the sidebar shows those that a rep looks at, and only when they have a value.

use std::collections::BTreeMap;

use bellhop_model::{Owner, Pipeline};
use bellhop_store::PropertyDefinition;

use crate::fields::{field, kind as kind_of};
use crate::views::{FieldKind, FieldView, PropertyView};

/// What a rep looks at in a ticket, in reading order.
const TICKET: [&str; 16] = [
    "hs_pipeline",
    "hs_pipeline_stage",
    "hs_ticket_priority",
    "hs_ticket_category",
    "hubspot_owner_id",
    "hs_resolution",
    "content",
    "source_type",
    "hs_tag_ids",
    "createdate",
    "hs_last_message_received_at",
    "hs_last_message_sent_at",
    "closed_date",
    "time_to_first_agent_reply",
    "time_to_close",
    "hs_last_csat_rating",
];

/// What a rep looks at in a contact, beside name, address, telephone, company and owner, which have places of their own.
const CONTACT: [&str; 8] =
    ["jobtitle", "city", "country", "hs_language", "website", "lifecyclestage", "hs_timezone", "createdate"];

/// What is needed to read values as people do.
pub(crate) struct Reading<'a> {
    /// The definitions of the object's properties.
    pub(crate) definitions: &'a [PropertyDefinition],
    /// The owners, for their names.
    pub(crate) owners: &'a [Owner],
    /// The ticket pipelines, for the labels of statuses.
    pub(crate) pipelines: &'a [Pipeline],
}

/// The properties of a ticket that have a value.
pub(crate) fn of_ticket(properties: &BTreeMap<String, String>, reading: &Reading<'_>) -> Vec<PropertyView> {
    read(&TICKET, properties, reading)
}

/// The properties of a ticket that a rep may edit: those that are read first, then the others as the remote orders them.
/// A pipeline is left with its status, which has a place of its own.
pub(crate) fn editable(properties: &BTreeMap<String, String>, definitions: &[PropertyDefinition]) -> Vec<FieldView> {
    let mut shown: Vec<&PropertyDefinition> = definitions
        .iter()
        .filter(|one| {
            !one.hidden && !one.read_only && !["hs_pipeline", "hs_pipeline_stage"].contains(&one.name.as_str())
        })
        .filter(|one| !matches!(kind_of(one), FieldKind::Select | FieldKind::MultiSelect) || !one.options.is_empty())
        .collect();
    let place = |one: &PropertyDefinition| TICKET.iter().position(|name| *name == one.name).unwrap_or(TICKET.len());
    shown.sort_by(|a, b| {
        let of = |one: &PropertyDefinition| (place(one), one.group.clone(), one.position, one.label.clone());
        of(a).cmp(&of(b))
    });
    shown
        .into_iter()
        .map(|one| field(&one.name, Some(one), properties.get(&one.name).map_or("", String::as_str)))
        .collect()
}

/// The properties of a contact that have a value.
pub(crate) fn of_contact(properties: &BTreeMap<String, String>, reading: &Reading<'_>) -> Vec<PropertyView> {
    read(&CONTACT, properties, reading)
}

fn read(names: &[&str], properties: &BTreeMap<String, String>, reading: &Reading<'_>) -> Vec<PropertyView> {
    let given = |name: &&str| properties.get(*name).map(|value| value.trim()).filter(|value| !value.is_empty());
    names.iter().filter_map(|name| Some(reading.view(name, given(name)?))).collect()
}

impl Reading<'_> {
    fn view(&self, name: &str, raw: &str) -> PropertyView {
        let definition = self.definitions.iter().find(|definition| definition.name == name);
        PropertyView {
            name: name.to_owned(),
            label: definition.map_or_else(|| name.to_owned(), |definition| definition.label.clone()),
            value: self.value(name, raw, definition),
            raw: raw.to_owned(),
            kind: kind(name, definition),
        }
    }

    fn value(&self, name: &str, raw: &str, definition: Option<&PropertyDefinition>) -> String {
        let known = match name {
            "hs_pipeline" => self.pipelines.iter().find(|one| one.id.as_str() == raw).map(|one| one.label.clone()),
            "hs_pipeline_stage" => {
                let mut stages = self.pipelines.iter().flat_map(|pipeline| &pipeline.stages);
                stages.find(|stage| stage.id.as_str() == raw).map(|stage| stage.label.clone())
            }
            "hubspot_owner_id" => {
                self.owners.iter().find(|owner| owner.id.as_str() == raw).map(|owner| owner.name.clone())
            }
            _ => None,
        };
        known.unwrap_or_else(|| labels(raw, definition))
    }
}

/// The labels of the chosen options; several are joined by `;` in the value and by commas for people.
fn labels(raw: &str, definition: Option<&PropertyDefinition>) -> String {
    let Some(definition) = definition.filter(|definition| !definition.options.is_empty()) else {
        return raw.to_owned();
    };
    let label = |value: &str| {
        let option = definition.options.iter().find(|option| option.value == value);
        option.map_or_else(|| value.to_owned(), |option| option.label.clone())
    };
    raw.split(';').filter(|value| !value.is_empty()).map(label).collect::<Vec<_>>().join(", ")
}

/// How the window formats the value. Durations are plain numbers to the remote: their names tell.
fn kind(name: &str, definition: Option<&PropertyDefinition>) -> String {
    if name.starts_with("time_to_") {
        return "duration".to_owned();
    }
    definition.map_or("string", |definition| definition.kind.as_str()).to_owned()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use bellhop_model::{PipelineId, Stage};
    use bellhop_store::PropertyOption;

    #[test]
    fn ids_become_labels_and_what_has_no_value_is_left_out() {
        let pipelines = [Pipeline {
            id: PipelineId::from("0"),
            label: "Support".to_owned(),
            stages: vec![Stage { id: "3".into(), label: "Waiting on us".to_owned(), closed: false }],
        }];
        let option = |value: &str, label: &str| PropertyOption {
            value: value.to_owned(),
            label: label.to_owned(),
            hidden: false,
        };
        let definitions = [PropertyDefinition {
            name: "hs_ticket_category".to_owned(),
            label: "Category".to_owned(),
            kind: "enumeration".to_owned(),
            options: vec![option("BILLING_ISSUE", "Billing"), option("PRODUCT_ISSUE", "Product")],
            ..PropertyDefinition::default()
        }];
        let properties = BTreeMap::from(
            [
                ("hs_pipeline_stage", "3"),
                ("hs_ticket_category", "PRODUCT_ISSUE;BILLING_ISSUE;NEW"),
                ("content", " "),
                ("hs_pipeline", "9"),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned())),
        );
        let views = of_ticket(&properties, &Reading { definitions: &definitions, owners: &[], pipelines: &pipelines });
        let shown: Vec<(&str, &str)> = views.iter().map(|view| (view.name.as_str(), view.value.as_str())).collect();
        assert_eq!(
            shown,
            [
                ("hs_pipeline", "9"),
                ("hs_pipeline_stage", "Waiting on us"),
                ("hs_ticket_category", "Product, Billing, NEW")
            ]
        );
    }
}
