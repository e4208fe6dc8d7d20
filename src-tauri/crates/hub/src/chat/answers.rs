//! Reads what a rep answered into what the page shows.
//!
//! The event names files by id only, sometimes with a name. The page wants to lay out pictures before they are there
//! and to label files with their size, so the details are asked for here, once; an answer is delivered without them
//! when the files API does not say. A picture in the text is a file of the help desk as well: it is shown to the visitor the
//! way attachments are, since its address may be gone tomorrow and the page loads nothing from elsewhere.

use bellhop_hubspot::wire::conversations::{Attachment, FileUsageType, Message};
use futures::future::join_all;
use serde_json::Value;

use super::{
    channel_api::ChannelApi,
    entries::{Answer, Piece},
    files::ChatFile,
    pictures,
};

/// The answer, with the files that the visitor may fetch because of it.
pub(super) async fn read(api: &ChannelApi, message: &Message) -> (Answer, Vec<ChatFile>) {
    let attachments = message.attachments.as_deref().unwrap_or_default();
    let pieces = join_all(attachments.iter().map(|attachment| piece(api, attachment))).await;
    let (rich_text, shown) = pictures::own(api, message.rich_text.as_deref()).await;
    let files = pieces.iter().filter_map(|(_, file)| file.clone()).chain(shown).collect();
    let answer = Answer {
        message_id: message.id.clone(),
        author: message.senders.iter().find_map(|sender| sender.name.clone()),
        text: message.text.clone().unwrap_or_default(),
        rich_text,
        pieces: pieces.into_iter().map(|(piece, _)| piece).collect(),
        in_reply_to: message.in_reply_to_id.clone(),
        at: message.created_at,
    };
    (answer, files)
}

async fn piece(api: &ChannelApi, attachment: &Value) -> (Piece, Option<ChatFile>) {
    match Attachment::read(attachment) {
        Ok(Attachment::File { file_id, file_usage_type, name, .. }) => {
            let file = details(api, file_id, name).await;
            let usage = match file_usage_type.as_ref().and_then(|usage| usage.known()) {
                Some(usage) => usage_text(*usage),
                None => usage_of(&file.mime),
            };
            (Piece::file(file.clone(), usage.to_owned(), None), Some(file))
        }
        Ok(Attachment::QuickReplies { quick_replies, .. }) => (Piece::QuickReplies { replies: quick_replies }, None),
        Ok(_) | Err(_) => {
            let what = attachment.get("type").and_then(Value::as_str).unwrap_or("UNKNOWN").to_owned();
            (Piece::Unsupported { what }, None)
        }
    }
}

pub(super) async fn details(api: &ChannelApi, file_id: String, name: Option<String>) -> ChatFile {
    let signed = api.signed_url(&file_id).await.inspect_err(|error| {
        tracing::warn!(%error, file_id, "the details of an attached file are not known");
    });
    let (given, size, width, height) = match signed {
        Ok(signed) => (full_name(signed.name, signed.extension), signed.size, signed.width, signed.height),
        Err(_) => (None, 0, None, None),
    };
    let name = given.or(name).unwrap_or_else(|| format!("file-{file_id}"));
    let mime = mime_guess::from_path(&name).first_or_octet_stream().essence_str().to_owned();
    ChatFile { file_id, name, mime, size, width, height }
}

fn full_name(name: Option<String>, extension: Option<String>) -> Option<String> {
    let name = name.filter(|name| !name.is_empty())?;
    let Some(extension) = extension.filter(|extension| !extension.is_empty()) else { return Some(name) };
    let dotted = format!(".{extension}");
    Some(if name.ends_with(&dotted) { name } else { name + &dotted })
}

/// The usage of a file by its media type, for a sender that does not say.
pub(super) fn usage_of(mime: &str) -> &'static str {
    match mime.split('/').next() {
        Some("image") => "IMAGE",
        Some("audio") => "AUDIO",
        _ => "OTHER",
    }
}

fn usage_text(usage: FileUsageType) -> &'static str {
    match usage {
        FileUsageType::Image => "IMAGE",
        FileUsageType::Audio => "AUDIO",
        FileUsageType::VoiceRecording => "VOICE_RECORDING",
        FileUsageType::Sticker => "STICKER",
        FileUsageType::Other => "OTHER",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_gets_its_extension_once() {
        assert_eq!(full_name(Some("invoice".into()), Some("pdf".into())), Some("invoice.pdf".into()));
        assert_eq!(full_name(Some("invoice.pdf".into()), Some("pdf".into())), Some("invoice.pdf".into()));
        assert_eq!(full_name(Some("README".into()), None), Some("README".into()));
        assert_eq!(full_name(Some(String::new()), Some("pdf".into())), None);
    }
}
