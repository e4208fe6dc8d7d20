//! What a channel says it can carry, and what follows for a rep's message.
//!
//! The map is untyped at HubSpot and grows; keys that are not known here are kept and mean nothing to the hub.

use bellhop_hubspot::wire::channels::ThreadingModel;
use serde_json::{Map, Value};

use crate::{conversations::Stored, db::channels::Channel, server::answer::ApiError};

const IDENTIFIER_TYPES: &[&str] =
    &["HS_EMAIL_ADDRESS", "HS_PHONE_NUMBER", "HS_SHORT_CODE", "CHANNEL_SPECIFIC_OPAQUE_ID"];

/// Checks the capabilities of a channel that is being registered.
pub(super) fn check(capabilities: &Map<String, Value>) -> Result<(), ApiError> {
    if let Some(model) = capabilities.get("threadingModel") {
        serde_json::from_value::<ThreadingModel>(model.clone())
            .map_err(|_| refused("threadingModel", "must be INTEGRATION_THREAD_ID or DELIVERY_IDENTIFIER"))?;
    }
    if let Some(kinds) = capabilities.get("deliveryIdentifierTypes") {
        let known = kinds.as_array().is_some_and(|kinds| {
            kinds.iter().all(|kind| kind.as_str().is_some_and(|kind| IDENTIFIER_TYPES.contains(&kind)))
        });
        if !known {
            return Err(refused("deliveryIdentifierTypes", "must be a list of known types"));
        }
    }
    Ok(())
}

/// How the channel's messages are grouped; by addresses unless it says otherwise.
pub(super) fn threading_model(channel: &Channel) -> ThreadingModel {
    let model = channel.capabilities.get("threadingModel").cloned();
    model.and_then(|model| serde_json::from_value(model).ok()).unwrap_or(ThreadingModel::DeliveryIdentifier)
}

/// Checks a rep's message against what the channel can carry.
pub(crate) fn check_outgoing(channel: &Channel, attachments: &[Stored]) -> Result<(), ApiError> {
    let capabilities = &channel.capabilities;
    if capabilities.get("allowOutgoingMessages").and_then(Value::as_bool) == Some(false) {
        return Err(refused("allowOutgoingMessages", "the channel takes no outgoing messages"));
    }
    if let Some(kinds) = texts(capabilities, "outgoingAttachmentTypes") {
        for attachment in attachments {
            let kind = attachment.value.get("type").and_then(Value::as_str).unwrap_or_default();
            if !kinds.contains(&kind) {
                return Err(refused("outgoingAttachmentTypes", "the channel does not take this kind of attachment"));
            }
        }
    }
    let files: Vec<_> = attachments.iter().filter_map(|attachment| attachment.file.as_ref()).collect();
    if let Some(allowed) = texts(capabilities, "allowedFileAttachmentMimeTypes")
        && let Some(file) = files.iter().find(|file| !allowed.iter().any(|pattern| fits(pattern, &file.media_type)))
    {
        let message = format!("the channel does not take {}", file.media_type);
        return Err(refused("allowedFileAttachmentMimeTypes", &message));
    }
    let total: i64 = files.iter().map(|file| file.size).sum();
    let largest = files.iter().map(|file| file.size).max().unwrap_or(0);
    let count = i64::try_from(files.len()).unwrap_or(i64::MAX);
    for (name, value) in [
        ("maxFileAttachmentCount", count),
        ("maxFileAttachmentSizeBytes", largest),
        ("maxTotalFileAttachmentSizeBytes", total),
    ] {
        if capabilities.get(name).and_then(Value::as_i64).is_some_and(|most| value > most) {
            return Err(refused(name, "the attachments are too many or too large for the channel"));
        }
    }
    Ok(())
}

fn texts<'a>(capabilities: &'a Map<String, Value>, name: &str) -> Option<Vec<&'a str>> {
    Some(capabilities.get(name)?.as_array()?.iter().filter_map(Value::as_str).collect())
}

/// `image/*` fits every image, `*/*` and `*` everything.
fn fits(pattern: &str, media_type: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(prefix) => prefix.is_empty() || prefix == "*/" || media_type.starts_with(prefix),
        None => pattern.eq_ignore_ascii_case(media_type),
    }
}

fn refused(capability: &str, message: &str) -> ApiError {
    ApiError::validation(format!("{capability}: {message}")).with_detail("CHANNEL_CAPABILITY", capability, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wildcard_fits_its_own_family_only() {
        assert!(fits("image/*", "image/png") && fits("*/*", "audio/ogg") && fits("*", "text/plain"));
        assert!(fits("application/pdf", "application/pdf"));
        assert!(!fits("image/*", "video/mp4") && !fits("image/png", "image/webp"));
    }
}
