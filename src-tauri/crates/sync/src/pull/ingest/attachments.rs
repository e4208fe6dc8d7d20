//! Attachments of messages.

use bellhop_hubspot::wire::{Open, conversations as wire};
use bellhop_model::{Attachment, FileUsage, QuickReply};
use serde_json::Value;

/// An attachment; of an unknown type its name.
pub(super) fn attachment(value: &Value) -> Attachment {
    let read = match wire::Attachment::read(value) {
        Ok(read) => read,
        Err(name) => return Attachment::Unsupported { name },
    };
    match read {
        wire::Attachment::File { file_id, file_usage_type, name, url } => {
            Attachment::File { file: file_id.into(), usage: usage(file_usage_type.as_ref()), name, url }
        }
        wire::Attachment::Location { latitude, longitude, address, name, .. } => {
            Attachment::Location { latitude, longitude, name, address }
        }
        wire::Attachment::Contact { contact_profile } => contact_card(&contact_profile),
        wire::Attachment::QuickReplies { quick_replies, .. } => Attachment::QuickReplies {
            choices: quick_replies
                .into_iter()
                .map(|reply| QuickReply {
                    label: reply.label.unwrap_or_else(|| reply.value.clone()),
                    value: reply.value,
                })
                .collect(),
        },
        wire::Attachment::MessageHeader { text, file_id } => {
            Attachment::Header { text, file: file_id.map(|id| id.to_string().into()) }
        }
        wire::Attachment::WhatsappTemplateMetadata { metadata } => {
            let parameters = metadata.get("parameters").and_then(Value::as_object);
            let pairs = parameters.into_iter().flatten();
            Attachment::Template { parameters: pairs.map(|(name, value)| (name.clone(), plain(value))).collect() }
        }
        wire::Attachment::SocialMediaMetadata { social_metadata } => {
            let text = |name: &str| social_metadata.get(name).and_then(Value::as_str).map(str::to_owned);
            Attachment::SocialPost {
                media: text("mediaType").unwrap_or_default(),
                title: text("mediaTitle"),
                description: text("description"),
                url: text("mediaUrl"),
            }
        }
        wire::Attachment::UnsupportedContent {} => Attachment::Unsupported { name: "UNSUPPORTED_CONTENT".to_owned() },
    }
}

fn usage(wire: Option<&Open<wire::FileUsageType>>) -> FileUsage {
    match wire.and_then(Open::known) {
        Some(wire::FileUsageType::Image) => FileUsage::Image,
        Some(wire::FileUsageType::Audio) => FileUsage::Audio,
        Some(wire::FileUsageType::VoiceRecording) => FileUsage::Voice,
        Some(wire::FileUsageType::Sticker) => FileUsage::Sticker,
        Some(wire::FileUsageType::Other) | None => FileUsage::Other,
    }
}

/// The card is untyped in the documentation: texts, or objects with the text somewhere in them.
fn contact_card(profile: &Value) -> Attachment {
    let list = |name: &str| {
        let items = profile.get(name).and_then(Value::as_array);
        items.into_iter().flatten().map(plain).filter(|text| !text.is_empty()).collect::<Vec<_>>()
    };
    let org = profile.get("org").map(plain).filter(|text| !text.is_empty());
    Attachment::ContactCard {
        name: profile.get("name").map(plain).unwrap_or_default(),
        org,
        emails: list("emails"),
        phones: list("phones"),
    }
}

/// A text as it is; of an object its most telling text.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Object(fields) => {
            let telling = ["formatted_name", "formattedName", "email", "phone", "company", "value", "name"];
            let found = telling.iter().find_map(|name| fields.get(*name)?.as_str());
            found.or_else(|| fields.values().find_map(Value::as_str)).unwrap_or_default().to_owned()
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_contact_card_is_read_from_texts_and_from_objects() {
        let card = attachment(&json!({"type": "CONTACT",
            "contactProfile": {"name": {"formatted_name": "Jan Kos"}, "emails": [{"email": "jan@x.example"}], "phones": ["+48 1"]}}));
        let wanted = Attachment::ContactCard {
            name: "Jan Kos".to_owned(),
            org: None,
            emails: vec!["jan@x.example".to_owned()],
            phones: vec!["+48 1".to_owned()],
        };
        assert_eq!(card, wanted);
    }
}
