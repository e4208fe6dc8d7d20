//! What an e-mail needs that a rep sends: somebody in To, addresses that can be written to, a subject of one line.
//!
//! The hub has no mail server: an e-mail counts as sent when it is stored, with the very fields that would be its headers.
//! That is why nothing may be stored that could not be a header.

use bellhop_hubspot::wire::conversations::Recipient;

use crate::{crm::values, db::visitors, server::answer::ApiError};

/// Checks whom an e-mail goes to and its subject. Who stands in no field is in To.
pub(super) fn check(recipients: &mut [Recipient], subject: Option<&str>) -> Result<(), ApiError> {
    for recipient in recipients.iter_mut() {
        let field = recipient.recipient_field.get_or_insert_with(|| "TO".to_owned());
        if !matches!(field.as_str(), "TO" | "CC" | "BCC") {
            let message = format!("{field} is not one of TO, CC and BCC.");
            return Err(ApiError::validation(&message).with_detail("INVALID_OPTION", "recipientField", message));
        }
        let address = recipient.delivery_identifier.as_ref();
        let value = address.map(|address| address.value.as_str()).unwrap_or_default();
        let good = address.is_some_and(|address| address.kind == visitors::EMAIL) && values::email(value).is_some();
        if !good || is_broken(value) || recipient.name.as_deref().is_some_and(is_broken) {
            let message = format!("Email address {value} is invalid");
            return Err(ApiError::validation(&message).with_detail("INVALID_EMAIL", "recipients", message));
        }
    }
    if !recipients.iter().any(|recipient| recipient.recipient_field.as_deref() == Some("TO")) {
        let message = "An e-mail needs somebody in TO.";
        return Err(ApiError::validation(message).with_detail("REQUIRED_FIELD", "recipients", message));
    }
    if subject.is_some_and(is_broken) {
        let message = "A subject is one line.";
        return Err(ApiError::validation(message).with_detail("INVALID_SUBJECT", "subject", message));
    }
    Ok(())
}

/// True for what would end a header's line.
fn is_broken(text: &str) -> bool {
    text.chars().any(char::is_control)
}
