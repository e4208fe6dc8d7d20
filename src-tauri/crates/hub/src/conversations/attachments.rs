//! Attachments of messages: checked when they come in, completed when they go out.
//!
//! What is stored has the shape of the wire, except that a file has no `url`: where a file can be had changes with
//! every start of the hub and every hour, so it is put in when a message is read.

use bellhop_hubspot::wire::conversations::Attachment;
use chrono::{DateTime, Utc};
use rusqlite::Connection;
use serde_json::{Map, Value, json};

use crate::{
    db::{
        files::{self, FileRow},
        to_millis,
    },
    files::attachment_url,
    server::{App, answer::ApiError},
};

/// An attachment that was checked.
#[derive(Debug)]
pub(crate) struct Stored {
    /// As it is stored.
    pub(crate) value: Value,
    /// The file of a FILE attachment.
    pub(crate) file: Option<FileRow>,
}

/// Which fields each kind may have in a request.
pub(crate) type Shapes = &'static [(&'static str, &'static [&'static str])];

/// What a rep's message or comment may carry.
pub(super) const SENT: Shapes = &[
    ("FILE", &["fileId"]),
    ("QUICK_REPLIES", &["quickReplies", "allowMultiSelect", "allowUserInput"]),
    ("SOCIAL_MEDIA_METADATA", &["socialMetadata"]),
];

/// What a channel may publish.
pub(crate) const PUBLISHED: Shapes = &[
    ("FILE", &["fileId", "fileUsageType"]),
    ("LOCATION", &["latitude", "longitude", "address", "name", "url"]),
    ("CONTACT", &["contactProfile"]),
    ("MESSAGE_HEADER", &["text", "fileId"]),
    ("QUICK_REPLIES", &["quickReplies", "allowMultiSelect", "allowUserInput"]),
    ("SOCIAL_MEDIA_METADATA", &["socialMetadata"]),
    ("UNSUPPORTED_CONTENT", &[]),
];

/// Checks the attachments of a rep's message or comment.
pub(super) fn store_sent(conn: &Connection, given: &[Value], now: DateTime<Utc>) -> Result<Vec<Stored>, ApiError> {
    store_attachments(conn, SENT, given, now)
}

/// Checks attachments: known kinds, no unknown fields, files that exist.
pub(crate) fn store_attachments(
    conn: &Connection,
    shapes: Shapes,
    given: &[Value],
    now: DateTime<Utc>,
) -> Result<Vec<Stored>, ApiError> {
    given.iter().map(|value| store(conn, shapes, value, now)).collect()
}

fn store(conn: &Connection, shapes: Shapes, given: &Value, now: DateTime<Utc>) -> Result<Stored, ApiError> {
    let fields = given.as_object().ok_or_else(|| refused("An attachment must be an object."))?;
    let kind = fields.get("type").and_then(Value::as_str).unwrap_or_default();
    let Some((_, allowed)) = shapes.iter().find(|(name, _)| *name == kind) else {
        return Err(refused(&format!("Attachments of type \"{kind}\" are not allowed here.")));
    };
    if let Some(unknown) = fields.keys().find(|name| *name != "type" && !allowed.contains(&name.as_str())) {
        return Err(refused(&format!("Unknown field {unknown} in an attachment of type {kind}.")));
    }
    let attachment = Attachment::read(given).map_err(|_| refused(&format!("The {kind} attachment is incomplete.")))?;
    match attachment {
        Attachment::File { file_id, .. } => {
            let file = file(conn, &file_id, now)?;
            Ok(Stored { value: Value::Object(completed(fields, &file)), file: Some(file) })
        }
        Attachment::MessageHeader { file_id: Some(file_id), .. } => {
            file(conn, &file_id.to_string(), now)?;
            Ok(Stored { value: given.clone(), file: None })
        }
        _ => Ok(Stored { value: given.clone(), file: None }),
    }
}

fn file(conn: &Connection, file_id: &str, now: DateTime<Utc>) -> Result<FileRow, ApiError> {
    let found = match file_id.parse() {
        Ok(id) => files::get(conn, id, to_millis(now))?,
        Err(_) => None,
    };
    found.ok_or_else(|| refused(&format!("File {file_id} does not exist.")))
}

/// The file's name, and what it is used for unless the channel said so.
fn completed(fields: &Map<String, Value>, file: &FileRow) -> Map<String, Value> {
    let mut fields = fields.clone();
    fields.insert("name".to_owned(), json!(file.file_name()));
    fields.entry("fileUsageType").or_insert_with(|| json!(usage(file)));
    fields
}

fn usage(file: &FileRow) -> &'static str {
    match file.media_type.split('/').next() {
        _ if file.voice_note => "VOICE_RECORDING",
        Some("image") => "IMAGE",
        Some("audio") => "AUDIO",
        _ => "OTHER",
    }
}

fn refused(message: &str) -> ApiError {
    ApiError::validation(message).with_detail("INVALID_ATTACHMENT", "attachments", message)
}

/// Stored attachments with the URLs of their files.
pub(super) fn with_urls(app: &App, stored: Vec<Value>) -> Vec<Value> {
    stored.into_iter().map(|attachment| with_url(app, attachment)).collect()
}

fn with_url(app: &App, mut attachment: Value) -> Value {
    if attachment.get("type").is_some_and(|kind| kind == "FILE")
        && let Some(file_id) = attachment.get("fileId").and_then(|id| id.as_str()?.parse().ok())
        && let Some(fields) = attachment.as_object_mut()
    {
        fields.insert("url".to_owned(), json!(attachment_url(app, file_id)));
    }
    attachment
}
