//! The CRM from the inside, as the help desk uses it.

pub use crate::crm::{ObjectKind, associate, create_object, find_contact_by_email, get_properties, set_properties};
pub use bellhop_hubspot::wire::crm::Properties;
use chrono::{DateTime, SecondsFormat, Utc};

/// Ticket to contact.
pub const TICKET_TO_CONTACT: u32 = 16;

/// A time as the CRM writes it.
pub fn iso(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// One property with a value, for building [`Properties`].
pub fn set(properties: &mut Properties, name: &str, value: impl Into<String>) {
    properties.insert(name.to_owned(), Some(value.into()));
}

/// The value of a property that is not empty.
pub fn value<'a>(properties: &'a Properties, name: &str) -> Option<&'a str> {
    properties.get(name)?.as_deref().filter(|value| !value.is_empty())
}
