//! The context of a conversation: its ticket, its contact, the contact's earlier conversations.

use bellhop_model::{ChannelId, ContactId, ThreadId, ThreadStatus, TicketId};
use chrono::{DateTime, Utc};
use serde::Serialize;
use ts_rs::TS;

use super::FieldView;

/// What is known around a conversation.
#[derive(Debug, Clone, Default, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ContextView {
    /// Its ticket.
    pub ticket: Option<TicketView>,
    /// Its contact.
    pub contact: Option<ContactView>,
    /// The contact's other conversations, newest first, 20 at most.
    pub previous: Vec<PreviousView>,
    /// The contact has more of them.
    pub more_previous: bool,
}

/// A ticket.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct TicketView {
    /// Its id.
    pub id: TicketId,
    /// Its title.
    pub subject: Option<String>,
    /// Where it is in the remote's web interface.
    pub url: Option<String>,
    /// Its name of the pipeline, its status, priority, category, dates, …: those that have a value, in reading order.
    pub properties: Vec<PropertyView>,
    /// Every property of it that a rep may edit, with or without a value, in reading order.
    pub fields: Vec<FieldView>,
}

/// A property with its value as people read it.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PropertyView {
    /// Its internal name, for which the window has its own label if it knows it.
    pub name: String,
    /// Its label as the remote names it.
    pub label: String,
    /// Its value: an option's label, an owner's name, an ISO time, or the text.
    pub value: String,
    /// The value as stored, for example HIGH.
    pub raw: String,
    /// `datetime`, `date`, `number`, `enumeration`, `bool`, `duration` (milliseconds) or `string`.
    pub kind: String,
}

/// A contact.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ContactView {
    /// Its id.
    pub id: ContactId,
    /// Its name.
    pub name: String,
    /// Its address.
    pub email: Option<String>,
    /// Its telephone number.
    pub phone: Option<String>,
    /// Its company.
    pub company: Option<String>,
    /// Its owner's name.
    pub owner: Option<String>,
    /// Other properties that have a value.
    pub properties: Vec<PropertyView>,
}

/// An earlier conversation of the same contact.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PreviousView {
    /// The conversation.
    pub thread: ThreadId,
    /// Its ticket's title, or the start of its newest message.
    pub title: Option<String>,
    /// Its channel.
    pub channel: ChannelId,
    /// Open or closed.
    pub status: ThreadStatus,
    /// Its newest message.
    pub at: Option<DateTime<Utc>>,
}
