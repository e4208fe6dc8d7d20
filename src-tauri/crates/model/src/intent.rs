//! What a rep meant to do, and how far it got. An intent is the payload of an outbox row.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    Address, ChannelAccountId, ChannelId, FileId, IntentId, MessageId, OwnerId, PipelineId, StageId, ThreadId, TicketId,
};

/// What a rep meant. Committed once, then carried out by `sync::push` in order per thread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Intent {
    /// A message to the customer.
    SendMessage {
        /// The conversation.
        thread: ThreadId,
        /// The plain text.
        text: String,
        /// The same as HTML, when it has any style.
        html: Option<String>,
        /// What goes with it.
        files: Vec<OutgoingFile>,
        /// The channel.
        channel: ChannelId,
        /// The channel account.
        channel_account: ChannelAccountId,
        /// Who gets it.
        recipients: Vec<Address>,
        /// E-mail: the subject.
        #[serde(default)]
        subject: Option<String>,
        /// The message that it answers.
        reply_to: Option<MessageId>,
    },
    /// A comment for the team.
    AddComment {
        /// The conversation.
        thread: ThreadId,
        /// The plain text.
        text: String,
        /// The same as HTML, when it has any style.
        html: Option<String>,
        /// What goes with it.
        files: Vec<OutgoingFile>,
    },
    /// A new stage for the ticket, with what that stage requires.
    SetStatus {
        /// The conversation that it was done in, whose order it keeps.
        thread: ThreadId,
        /// The ticket.
        ticket: TicketId,
        /// The pipeline.
        pipeline: PipelineId,
        /// The stage.
        stage: StageId,
        /// Further properties to write with it.
        properties: BTreeMap<String, String>,
    },
    /// A new owner for the ticket, or none. A conversation without a ticket is assigned itself.
    Assign {
        /// The conversation that it was done in.
        thread: ThreadId,
        /// The ticket.
        ticket: Option<TicketId>,
        /// The owner; none puts it back among the unassigned.
        owner: Option<OwnerId>,
    },
    /// Properties of the ticket.
    SetProperties {
        /// The conversation that it was done in.
        thread: ThreadId,
        /// The ticket.
        ticket: TicketId,
        /// By internal name; empty text clears.
        properties: BTreeMap<String, String>,
    },
}

impl Intent {
    /// The conversation whose order this keeps.
    pub fn thread(&self) -> &ThreadId {
        match self {
            Self::SendMessage { thread, .. }
            | Self::AddComment { thread, .. }
            | Self::SetStatus { thread, .. }
            | Self::Assign { thread, .. }
            | Self::SetProperties { thread, .. } => thread,
        }
    }

    /// What it says as HTML.
    pub fn html(&self) -> Option<&str> {
        match self {
            Self::SendMessage { html, .. } | Self::AddComment { html, .. } => html.as_deref(),
            Self::SetStatus { .. } | Self::Assign { .. } | Self::SetProperties { .. } => None,
        }
    }

    /// What goes with it.
    pub fn files(&self) -> &[OutgoingFile] {
        match self {
            Self::SendMessage { files, .. } | Self::AddComment { files, .. } => files,
            Self::SetStatus { .. } | Self::Assign { .. } | Self::SetProperties { .. } => &[],
        }
    }

    /// True when doing it twice shows twice: the remote has no idempotency key for messages and comments.
    pub fn is_unrepeatable(&self) -> bool {
        matches!(self, Self::SendMessage { .. } | Self::AddComment { .. })
    }
}

/// The status that shall be set once a message is out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ChosenStatus {
    /// The stage.
    pub stage: StageId,
    /// What is written with it, by internal name.
    #[serde(default)]
    pub properties: BTreeMap<String, String>,
}

/// A file that goes with a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutgoingFile {
    /// Its bytes on this machine.
    pub local: LocalFile,
    /// Its id on the remote, once uploaded.
    pub uploaded: Option<FileId>,
}

/// A file kept by the media folder until it has left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalFile {
    /// The SHA-256 of its bytes in hex: its name in the media folder.
    pub hash: String,
    /// The name that the rep's file had.
    pub name: String,
    /// Its type by its bytes.
    pub mime: String,
    /// Bytes.
    pub size: u64,
}

/// How far an intent got. The steps and what may follow each are in `sync::push`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[ts(export)]
pub enum Delivery {
    /// On disk, waits for its turn or for the network.
    Queued,
    /// On disk, and does not leave before a time: it can be taken back until then.
    Waiting {
        /// When it leaves, if Bellhop runs and is online.
        until: DateTime<Utc>,
        /// Why.
        why: Wait,
    },
    /// On its way.
    Sending,
    /// The remote has it, under this id where it has one.
    Sent {
        /// The remote's id of the message.
        message: Option<MessageId>,
    },
    /// It may have arrived; the thread is being read back.
    Uncertain,
    /// It waits for the rep.
    Stuck {
        /// Why.
        reason: StuckReason,
        /// What the remote said, in its own words.
        detail: String,
    },
}

/// Why a message does not leave at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum Wait {
    /// For a moment, so that it can be undone.
    Undo,
    /// The rep said when.
    Schedule,
}

/// Why an intent waits for the rep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum StuckReason {
    /// The remote refused it: sending it again as it is will not help.
    Rejected,
    /// Nobody could find out whether it arrived: the rep decides.
    Undecided,
    /// The token is no longer good.
    NeedsLogin,
    /// The token lacks a scope.
    MissingScope,
    /// An attachment is no longer on this machine, or the remote does not take it.
    Attachment,
    /// The ticket needs further properties for this status.
    MissingProperties,
    /// The message that this belonged to was taken back.
    TakenBack,
    /// The status is no longer in the help desk.
    StageGone,
    /// The owner is no longer in the help desk.
    OwnerGone,
    /// The remote does not take a value.
    ValueRefused,
    /// Something newer was written in the conversation while the message waited.
    Newer,
}

/// A message of the remote, or one that is still on its way.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(tag = "where", content = "id", rename_all = "camelCase")]
#[ts(export)]
pub enum MessageRef {
    /// The remote has it.
    Remote(MessageId),
    /// It is an intent in the outbox.
    Local(IntentId),
}
