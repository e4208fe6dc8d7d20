//! A message as columns, and back. Six kinds share one table, so most columns are empty in most rows; SQLite keeps an
//! empty column in one byte.

use bellhop_model::{ActorId, Attachment, Author, Content, Direction, InboxId, Message, MessageKind, Truncation};
use rusqlite::Row;

use crate::error::Result;
use crate::row::{id, json, maybe_id, maybe_json_at, status_from, status_number, time_at};

/// Every column that [`message_from`] reads, of `messages m JOIN threads t`.
pub(crate) const COLUMNS: &str = "m.row, m.id, t.id AS thread_id, m.at, m.kind, m.lane, m.author, m.author_name,
    m.author_address, m.channel, m.channel_account, m.in_reply_to, m.receipt, m.recipients, m.before, m.after,
    m.truncation, m.subject, m.attachments, m.text, m.html";

pub(crate) mod kind {
    pub(crate) const MESSAGE: i64 = 0;
    pub(crate) const COMMENT: i64 = 1;
    pub(crate) const WELCOME: i64 = 2;
    pub(crate) const ASSIGNMENT: i64 = 3;
    pub(crate) const STATUS: i64 = 4;
    pub(crate) const INBOX: i64 = 5;
    pub(crate) const UNKNOWN: i64 = 6;
}

/// A message's columns, apart from its place.
#[derive(Debug, Default, Hash)]
pub(crate) struct Columns<'m> {
    pub(crate) kind: i64,
    pub(crate) lane: i64,
    pub(crate) author: Option<&'m str>,
    pub(crate) author_name: Option<&'m str>,
    pub(crate) author_address: Option<String>,
    pub(crate) channel: Option<&'m str>,
    pub(crate) channel_account: Option<&'m str>,
    pub(crate) in_reply_to: Option<&'m str>,
    pub(crate) receipt: Option<String>,
    pub(crate) recipients: Option<String>,
    /// Assignment: the agent before. Move: the inbox before.
    pub(crate) before: Option<&'m str>,
    /// Assignment: the agent now. Move: the inbox now. Unknown: the kind's name.
    pub(crate) after: Option<&'m str>,
    pub(crate) truncation: i64,
    pub(crate) subject: Option<&'m str>,
    pub(crate) attachments: Option<String>,
    pub(crate) text: &'m str,
    pub(crate) html: Option<&'m str>,
}

impl<'m> Columns<'m> {
    pub(crate) fn of(message: &'m Message) -> Result<Self> {
        let mut columns = Self {
            author: message.author.actor.as_ref().map(ActorId::as_str),
            author_name: message.author.name.as_deref(),
            author_address: message.author.address.as_ref().map(json).transpose()?,
            ..Self::default()
        };
        match &message.kind {
            MessageKind::Message { direction, content, channel, channel_account, recipients, in_reply_to, receipt } => {
                columns.kind = kind::MESSAGE;
                columns.lane = match direction {
                    Direction::Incoming => 1,
                    Direction::Outgoing => 2,
                };
                columns.channel = channel.as_ref().map(|id| id.as_str());
                columns.channel_account = channel_account.as_ref().map(|id| id.as_str());
                columns.in_reply_to = in_reply_to.as_ref().map(|id| id.as_str());
                columns.receipt = receipt.as_ref().map(json).transpose()?;
                columns.recipients = if recipients.is_empty() { None } else { Some(json(recipients)?) };
                columns.fill(content)?;
            }
            MessageKind::Comment(content) => {
                columns.kind = kind::COMMENT;
                columns.fill(content)?;
            }
            MessageKind::Welcome(content) => {
                columns.kind = kind::WELCOME;
                columns.fill(content)?;
            }
            MessageKind::Assignment { from, to } => {
                columns.kind = kind::ASSIGNMENT;
                columns.before = from.as_ref().map(ActorId::as_str);
                columns.after = to.as_ref().map(ActorId::as_str);
            }
            MessageKind::StatusChange(status) => {
                columns.kind = kind::STATUS;
                columns.after = Some(if status_number(*status) == 1 { "1" } else { "0" });
            }
            MessageKind::InboxChange { from, to } => {
                columns.kind = kind::INBOX;
                columns.before = from.as_ref().map(InboxId::as_str);
                columns.after = to.as_ref().map(InboxId::as_str);
            }
            MessageKind::Unknown { name, content } => {
                columns.kind = kind::UNKNOWN;
                columns.after = Some(name);
                columns.fill(content)?;
            }
        }
        Ok(columns)
    }

    fn fill(&mut self, content: &'m Content) -> Result<()> {
        self.text = &content.text;
        self.html = content.html.as_deref();
        self.subject = content.subject.as_deref();
        if !content.attachments.is_empty() {
            self.attachments = Some(json(&content.attachments)?);
        }
        self.truncation = match content.truncation {
            Truncation::Whole => 0,
            Truncation::BySize => 1,
            Truncation::QuotedHistory => 2,
        };
        Ok(())
    }

    /// Every actor that it names.
    pub(crate) fn actors(&self) -> impl Iterator<Item = &'m str> {
        let handed = if self.kind == kind::ASSIGNMENT { [self.before, self.after] } else { [None, None] };
        [self.author].into_iter().chain(handed).flatten()
    }
}

pub(crate) fn message_from(row: &Row<'_>) -> rusqlite::Result<Message> {
    let kind = match row.get::<_, i64>("kind")? {
        kind::MESSAGE => MessageKind::Message {
            direction: if row.get::<_, i64>("lane")? == 1 { Direction::Incoming } else { Direction::Outgoing },
            content: content_from(row)?,
            channel: maybe_id(row, "channel")?,
            channel_account: maybe_id(row, "channel_account")?,
            recipients: maybe_json_at(row, "recipients")?.unwrap_or_default(),
            in_reply_to: maybe_id(row, "in_reply_to")?,
            receipt: maybe_json_at(row, "receipt")?,
        },
        kind::COMMENT => MessageKind::Comment(content_from(row)?),
        kind::WELCOME => MessageKind::Welcome(content_from(row)?),
        kind::ASSIGNMENT => MessageKind::Assignment { from: maybe_id(row, "before")?, to: maybe_id(row, "after")? },
        kind::STATUS => MessageKind::StatusChange(status_from(i64::from(
            row.get::<_, Option<String>>("after")?.as_deref() == Some("1"),
        ))),
        kind::INBOX => MessageKind::InboxChange { from: maybe_id(row, "before")?, to: maybe_id(row, "after")? },
        _ => MessageKind::Unknown {
            name: row.get::<_, Option<String>>("after")?.unwrap_or_default(),
            content: content_from(row)?,
        },
    };
    Ok(Message {
        id: id(row, "id")?,
        thread: id(row, "thread_id")?,
        at: time_at(row, "at")?,
        author: Author {
            actor: maybe_id(row, "author")?,
            name: row.get("author_name")?,
            address: maybe_json_at(row, "author_address")?,
        },
        kind,
    })
}

fn content_from(row: &Row<'_>) -> rusqlite::Result<Content> {
    Ok(Content {
        text: row.get("text")?,
        html: row.get("html")?,
        subject: row.get("subject")?,
        attachments: maybe_json_at::<Vec<Attachment>>(row, "attachments")?.unwrap_or_default(),
        truncation: match row.get::<_, i64>("truncation")? {
            0 => Truncation::Whole,
            2 => Truncation::QuotedHistory,
            _ => Truncation::BySize,
        },
    })
}
