//! The properties that HubSpot itself defines, as far as a help desk needs them.
//!
//! They live in code, not in the database: a new version of the hub can add some without a migration. What a customer
//! adds or changes is in `db::properties` and is laid over these. Names and option values follow HubSpot's catalogue;
//! which help desk state is writable there is unproven, so everything that the hub computes is read-only here.

mod contacts;
mod others;
mod tickets;

use bellhop_hubspot::wire::crm::{ModificationMetadata, Property, PropertyOption};

use super::kind::ObjectKind;

/// One property that HubSpot defines.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BuiltIn {
    name: &'static str,
    label: &'static str,
    kind: &'static str,
    field: &'static str,
    group: &'static str,
    options: &'static [(&'static str, &'static str)],
    reference: Option<&'static str>,
    computed: bool,
    hidden: bool,
    unique: bool,
}

/// The definitions of this type's own properties.
pub(crate) fn built_in(kind: ObjectKind) -> &'static [BuiltIn] {
    match kind {
        ObjectKind::Ticket => tickets::ALL,
        ObjectKind::Contact => contacts::CONTACT,
        ObjectKind::Company => contacts::COMPANY,
        ObjectKind::Deal => others::DEAL,
        ObjectKind::Quote => others::QUOTE,
        ObjectKind::Communication => others::COMMUNICATION,
        ObjectKind::Feedback => others::FEEDBACK,
        ObjectKind::Task => others::TASK,
        ObjectKind::Note => others::NOTE,
        ObjectKind::Meeting => others::MEETING,
        ObjectKind::Call => others::CALL,
        ObjectKind::Email => others::EMAIL,
        ObjectKind::User => others::USER,
    }
}

/// The definition of one built-in property in the shape of the wire.
pub(crate) fn find(kind: ObjectKind, name: &str) -> Option<Property> {
    built_in(kind).iter().find(|definition| definition.name == name).map(|definition| definition.on_wire())
}

/// True for a built-in property that only the hub writes. Nothing can change that, so the table need not be asked.
pub(crate) fn is_computed(kind: ObjectKind, name: &str) -> bool {
    built_in(kind).iter().any(|definition| definition.name == name && definition.computed)
}

impl BuiltIn {
    /// Its internal name.
    pub(crate) const fn name(&self) -> &'static str {
        self.name
    }

    const fn new(name: &'static str, label: &'static str, kind: &'static str, field: &'static str) -> Self {
        Self {
            name,
            label,
            kind,
            field,
            group: "",
            options: &[],
            reference: None,
            computed: false,
            hidden: false,
            unique: false,
        }
    }

    /// Values that the hub computes and that nobody may write.
    const fn computed(mut self) -> Self {
        self.computed = true;
        self
    }

    /// Not shown in forms.
    const fn hidden(mut self) -> Self {
        self.hidden = true;
        self
    }

    /// No two objects share a value.
    const fn unique(mut self) -> Self {
        self.unique = true;
        self
    }

    const fn of(mut self, reference: &'static str) -> Self {
        self.reference = Some(reference);
        self
    }

    const fn from(mut self, options: &'static [(&'static str, &'static str)]) -> Self {
        self.options = options;
        self
    }

    const fn group(mut self, group: &'static str) -> Self {
        self.group = group;
        self
    }

    /// The definition in the shape of the wire.
    pub(crate) fn on_wire(&self) -> Property {
        Property {
            name: self.name.to_owned(),
            label: self.label.to_owned(),
            kind: self.kind.to_owned(),
            field_type: self.field.to_owned(),
            group_name: self.group.to_owned(),
            description: String::new(),
            options: self.options_on_wire(),
            hidden: self.hidden,
            calculated: false,
            external_options: self.reference.is_some(),
            referenced_object_type: self.reference.map(str::to_owned),
            has_unique_value: self.unique,
            hubspot_defined: true,
            form_field: !self.computed && !self.hidden,
            display_order: -1,
            modification_metadata: Some(ModificationMetadata {
                archivable: false,
                read_only_definition: true,
                read_only_value: self.computed,
            }),
        }
    }

    fn options_on_wire(&self) -> Vec<PropertyOption> {
        let options = if self.kind == "bool" { &[("true", "Yes"), ("false", "No")][..] } else { self.options };
        options
            .iter()
            .zip(0..)
            .map(|((value, label), display_order)| PropertyOption {
                label: (*label).to_owned(),
                value: (*value).to_owned(),
                display_order,
                hidden: false,
                description: None,
            })
            .collect()
    }
}

/// One line of text.
const fn text(name: &'static str, label: &'static str) -> BuiltIn {
    BuiltIn::new(name, label, "string", "text")
}

/// Several lines of text.
const fn area(name: &'static str, label: &'static str) -> BuiltIn {
    BuiltIn::new(name, label, "string", "textarea")
}

/// Rich text.
const fn html(name: &'static str, label: &'static str) -> BuiltIn {
    BuiltIn::new(name, label, "string", "html")
}

/// A phone number.
const fn phone(name: &'static str, label: &'static str) -> BuiltIn {
    BuiltIn::new(name, label, "string", "phonenumber")
}

/// A number.
const fn number(name: &'static str, label: &'static str) -> BuiltIn {
    BuiltIn::new(name, label, "number", "number")
}

/// A moment.
const fn time(name: &'static str, label: &'static str) -> BuiltIn {
    BuiltIn::new(name, label, "datetime", "date")
}

/// A day.
const fn day(name: &'static str, label: &'static str) -> BuiltIn {
    BuiltIn::new(name, label, "date", "date")
}

/// Yes or no.
const fn flag(name: &'static str, label: &'static str) -> BuiltIn {
    BuiltIn::new(name, label, "bool", "booleancheckbox")
}

/// One of several values.
const fn choice(name: &'static str, label: &'static str, options: &'static [(&'static str, &'static str)]) -> BuiltIn {
    BuiltIn::new(name, label, "enumeration", "select").from(options)
}

/// Any of several values, joined with `;`.
const fn several(name: &'static str, label: &'static str, options: &'static [(&'static str, &'static str)]) -> BuiltIn {
    BuiltIn::new(name, label, "enumeration", "checkbox").from(options)
}

/// The owner of a record.
const OWNER: BuiltIn = BuiltIn::new("hubspot_owner_id", "Owner", "enumeration", "select").of("OWNER");
/// When the owner was set.
const OWNER_SINCE: BuiltIn = time("hubspot_owner_assigneddate", "Owner assigned date").computed();
/// The owner's team.
const TEAM: BuiltIn = BuiltIn::new("hubspot_team_id", "Team", "enumeration", "select").of("TEAM").computed();
/// The id of a record.
const OBJECT_ID: BuiltIn = number("hs_object_id", "Record ID").unique().computed();
/// When a record was made.
const CREATED: BuiltIn = time("createdate", "Create date").computed();
/// When an activity was made.
const ACTIVITY_CREATED: BuiltIn = time("hs_createdate", "Object create date").computed();
/// When a record last changed.
const MODIFIED: BuiltIn = time("hs_lastmodifieddate", "Last modified date").computed();
/// Old ids of a merged record.
const MERGED: BuiltIn = several("hs_merged_object_ids", "Merged record IDs", &[]).of("OBJECT").computed().hidden();
/// When an activity took place.
const ACTIVITY_TIME: BuiltIn = time("hs_timestamp", "Activity date");
/// Files of an activity.
const ATTACHMENTS: BuiltIn = text("hs_attachment_ids", "Attached file IDs");

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{built_in, find};
    use crate::crm::kind::ObjectKind;

    #[test]
    fn every_type_defines_each_property_once_and_has_the_computed_three() {
        for kind in ObjectKind::all() {
            let names: BTreeSet<_> = built_in(kind).iter().map(|definition| definition.name()).collect();
            assert_eq!(names.len(), built_in(kind).len(), "a name appears twice in {}", kind.plural());
            for name in [kind.created_property(), kind.modified_property(), "hs_object_id"] {
                assert!(names.contains(name), "{} lacks {name}", kind.plural());
            }
            let listed = [kind.default_properties(), kind.searchable_properties(), kind.required_properties()];
            for name in listed.into_iter().flatten() {
                assert!(names.contains(name), "{} lacks {name}", kind.plural());
            }
        }
    }

    #[test]
    fn what_the_hub_computes_is_marked_read_only_and_the_rest_is_not() {
        let read_only = |name| {
            find(ObjectKind::Ticket, name).and_then(|found| found.modification_metadata).map(|it| it.read_only_value)
        };
        assert_eq!(read_only("hs_is_closed"), Some(true));
        assert_eq!(read_only("subject"), Some(false));
        assert_eq!(read_only("no_such_property"), None);
    }
}
