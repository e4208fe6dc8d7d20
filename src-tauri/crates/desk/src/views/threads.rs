//! The list of conversations, one conversation's head, and drafts.

use std::collections::BTreeMap;

use bellhop_model::{
    ChannelAccountId, ChannelId, ChosenStatus, Delivery, EmailHead, MessageId, OwnerId, PipelineId, StageId, ThreadId,
    ThreadStatus, TicketId,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::WaitingChange;

/// Which conversations a list shows. All but `drafts` and `outbox` are ordered by their newest message, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(tag = "view", content = "id", rename_all = "camelCase")]
#[ts(export)]
pub enum ViewKey {
    /// Every open conversation.
    Open,
    /// Open and mine.
    Mine,
    /// Open and nobody's.
    Unassigned,
    /// Open, and the customer wrote last.
    NeedsReply,
    /// Open, with incoming messages that were not read here.
    Unread,
    /// Closed ones.
    Closed,
    /// With a draft.
    Drafts,
    /// With intents that are not done.
    Outbox,
    /// Open, of one channel.
    Channel(ChannelId),
}

/// A window onto a list.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ThreadPage {
    /// All rows of the list.
    pub total: u32,
    /// The place of the first row given.
    pub offset: u32,
    /// The rows.
    pub rows: Vec<ThreadRow>,
}

/// A conversation in the list.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ThreadRow {
    /// The conversation.
    pub id: ThreadId,
    /// The customer's name; absent when nobody knows it ("Visitor").
    pub contact: Option<String>,
    /// The ticket's title.
    pub subject: Option<String>,
    /// The channel of its newest message.
    pub channel: ChannelId,
    /// Open or closed.
    pub status: ThreadStatus,
    /// The newest message, or the draft when there is one.
    pub preview: PreviewView,
    /// When the newest message was made.
    pub at: Option<DateTime<Utc>>,
    /// Incoming messages that were not read here.
    pub unread: u32,
    /// The customer wrote last.
    pub needs_reply: bool,
    /// The ticket's owner.
    pub owner: Option<OwnerId>,
    /// The ticket's priority as the remote names it, for example HIGH.
    pub priority: Option<String>,
    /// The worst state of its intents that are not done.
    pub outbox: Option<Delivery>,
}

/// One line about the newest message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PreviewView {
    /// What it is.
    pub kind: PreviewKind,
    /// The start of the text, or a file's name; at most 160 characters, one line.
    pub text: String,
    /// How many files of this kind came with it.
    pub count: u32,
    /// Whose it is; absent for an empty conversation.
    pub from: Option<super::AuthorRole>,
    /// The writer's name, for other agents.
    pub name: Option<String>,
}

/// What the newest message is, when it has no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum PreviewKind {
    /// Text.
    Text,
    /// Pictures.
    Image,
    /// A voice note.
    Voice,
    /// Music or another recording.
    Audio,
    /// A video.
    Video,
    /// A sticker.
    Sticker,
    /// Another file, by its name.
    File,
    /// A place.
    Location,
    /// A contact card.
    ContactCard,
    /// A comment for the team.
    Comment,
    /// What the rep is writing.
    Draft,
    /// Something else.
    Other,
    /// Nothing yet.
    Empty,
}

/// How many conversations are in each view.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct CountsView {
    /// One entry for each view, channels included.
    pub views: Vec<ViewCount>,
}

/// How many conversations are in a view.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ViewCount {
    /// The view.
    pub key: ViewKey,
    /// All in it.
    pub total: u32,
    /// Those with unread messages.
    pub unread: u32,
}

/// The head of a conversation.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ThreadView {
    /// The conversation.
    pub id: ThreadId,
    /// The customer's name.
    pub contact: Option<String>,
    /// The ticket's title.
    pub subject: Option<String>,
    /// Open or closed.
    pub status: ThreadStatus,
    /// Its ticket.
    pub ticket: Option<ThreadTicket>,
    /// Who has it.
    pub owner: Option<OwnerId>,
    /// The channel of its newest message.
    pub channel: ChannelId,
    /// The accounts that a reply can go through; the first is the one of the newest message.
    pub accounts: Vec<ChannelAccountId>,
    /// Whether a reply can be sent; otherwise the account is off or nobody can be addressed.
    pub can_reply: bool,
    /// The oldest incoming message that was not read here when the conversation was opened.
    pub first_unread: Option<MessageId>,
    /// Incoming messages that were not read here.
    pub unread: u32,
    /// When its messages were last read from the remote; absent when they never were.
    pub synced_at: Option<DateTime<Utc>>,
    /// Changes of its ticket that wait for a message or for the rep, in the order in which they were made.
    pub changes: Vec<WaitingChange>,
}

/// The ticket of a conversation, as its head needs it.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ThreadTicket {
    /// The ticket.
    pub id: TicketId,
    /// Its pipeline.
    pub pipeline: Option<PipelineId>,
    /// Its status, with what the rep set and the remote does not have yet.
    pub stage: Option<StageId>,
    /// The status was set here and is still on its way.
    pub stage_pending: bool,
    /// The owner was set here and is still on its way.
    pub owner_pending: bool,
}

/// A reply to the customer or a comment for the team.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
#[ts(export)]
pub enum ComposeMode {
    /// To the customer.
    Reply,
    /// For the team only.
    Comment,
}

/// The drafts of a conversation.
#[derive(Debug, Clone, Default, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct DraftsView {
    /// To the customer.
    pub reply: Option<DraftView>,
    /// For the team.
    pub comment: Option<DraftView>,
}

/// What the rep is writing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct DraftView {
    /// The text, whole in itself.
    pub text: String,
    /// The same with its style; none when it has none.
    #[serde(default)]
    pub html: Option<String>,
    /// The message that it answers.
    pub reply_to: Option<MessageId>,
    /// What goes with it.
    #[serde(default)]
    pub files: Vec<DraftFile>,
    /// The account to send through, when the rep chose one.
    pub account: Option<ChannelAccountId>,
    /// E-mail: whom it goes to and its subject, when the rep chose them; otherwise as `emailHead` says.
    #[serde(default)]
    pub email: Option<EmailHead>,
    /// The status that is to be set with it, when the rep chose one.
    #[serde(default)]
    pub status: Option<ChosenStatus>,
}

/// A file in a draft. Its bytes were posted to `{media}/outgoing?name=…` before, whose answer is this object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct DraftFile {
    /// The SHA-256 of its bytes in hex; it is shown from `{media}/outgoing/{hash}`.
    pub hash: String,
    /// Its name.
    pub name: String,
    /// Its type by its bytes.
    pub mime: String,
    /// Bytes.
    #[ts(type = "number")]
    pub size: u64,
}

/// What to send.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SendOptions {
    /// The conversation.
    pub thread: ThreadId,
    /// To the customer or for the team.
    pub mode: ComposeMode,
    /// What was written. The draft of this mode is closed in the same commit.
    pub draft: DraftView,
    /// The status to set afterwards: it leaves once the message is certain.
    pub then_stage: Option<StageId>,
    /// The properties to write with that status, by internal name.
    #[serde(default)]
    pub then_properties: BTreeMap<String, String>,
    /// When it leaves.
    #[serde(default)]
    pub when: SendWhen,
    /// `NewerView.until` of what the rep saw before they sent it all the same.
    #[serde(default)]
    pub seen: Option<DateTime<Utc>>,
}

/// When a message leaves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[ts(export)]
pub enum SendWhen {
    /// After the moment in which it can be undone, as the settings say for its kind of channel.
    #[default]
    Usual,
    /// At once.
    Now,
    /// Not before this time, when Bellhop runs and is online then.
    At {
        /// The time.
        at: DateTime<Utc>,
    },
}
