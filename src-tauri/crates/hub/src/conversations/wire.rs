//! Rows as they look on the wire.

use bellhop_hubspot::wire::{
    Open,
    conversations::{
        Channel, ChannelAccount, ClientInfo, FailureDetails, Inbox, Message, MessageDirection, MessageKind,
        MessageStatus, StatusType, Thread, ThreadAssociations, ThreadStatus, TruncationStatus,
    },
};
use serde_json::json;

use super::attachments;
use crate::{
    db::{
        channel_accounts, channels, inboxes,
        messages::{Client, Delivery, Entry, Flow, Kind},
        threads::{self, Status},
    },
    server::App,
};

/// Whether a thread names its ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WithTicket {
    /// `association=TICKET` was asked for.
    Yes,
    /// It was not.
    No,
}

pub(super) fn status(status: Status) -> ThreadStatus {
    match status {
        Status::Open => ThreadStatus::Open,
        Status::Closed => ThreadStatus::Closed,
    }
}

pub(super) fn thread(row: threads::Thread, with_ticket: WithTicket) -> Thread {
    let ticket_id = row.ticket_id.filter(|_| with_ticket == WithTicket::Yes);
    Thread {
        id: row.id.to_string(),
        status: Open::Known(status(row.status)),
        created_at: row.created_at,
        closed_at: row.closed_at,
        archived: row.archived,
        spam: row.spam,
        inbox_id: row.inbox_id.to_string(),
        original_channel_id: row.channel_id.to_string(),
        original_channel_account_id: row.account_id.to_string(),
        associated_contact_id: row.contact_id.or(row.visitor_id).map(|id| id.to_string()),
        assigned_to: row.assigned_to,
        latest_message_timestamp: row.latest_at,
        latest_message_sent_timestamp: row.latest_sent_at,
        latest_message_received_timestamp: row.latest_received_at,
        thread_associations: ticket_id.map(|id| ThreadAssociations { associated_ticket_id: Some(id.to_string()) }),
    }
}

/// An entry of a thread as it looks on the wire, cut where the hub's settings say so.
pub fn message(app: &App, entry: Entry) -> Message {
    let (text, rich_text, truncation) = cut(&entry, app.settings.truncate_at);
    let new = entry.new;
    let status = new.status.map(|delivery| MessageStatus {
        status_type: Open::Known(match delivery {
            Delivery::Sent => StatusType::Sent,
            Delivery::Received => StatusType::Received,
            Delivery::Read => StatusType::Read,
            Delivery::Failed => StatusType::Failed,
        }),
        failure_details: entry
            .failure
            .map(|reason| FailureDetails { error_message: Some(reason), error_message_tokens: json!({}) }),
    });
    let of_kind = |kind: Kind| new.kind == kind;
    let has_attachments = of_kind(Kind::Message) || of_kind(Kind::Comment);
    let (changed_from, changed_to) = (new.changed_from, new.changed_to);
    Message {
        id: entry.id,
        conversations_thread_id: new.thread_id.to_string(),
        kind: Open::Known(kind(new.kind)),
        created_at: new.created_at,
        updated_at: entry.updated_at,
        created_by: new.created_by,
        archived: false,
        client: Some(client(new.client)),
        senders: new.senders,
        recipients: new.recipients,
        text,
        rich_text,
        subject: new.subject,
        direction: new.direction.map(|flow| {
            Open::Known(match flow {
                Flow::Incoming => MessageDirection::Incoming,
                Flow::Outgoing => MessageDirection::Outgoing,
            })
        }),
        channel_id: new.channel_id.map(|id| id.to_string()),
        channel_account_id: new.account_id.map(|id| id.to_string()),
        attachments: has_attachments.then(|| attachments::with_urls(app, new.attachments)),
        truncation_status: of_kind(Kind::Message).then_some(Open::Known(truncation)),
        in_reply_to_id: new.in_reply_to,
        status,
        assigned_from: changed_from.clone().filter(|_| of_kind(Kind::Assignment)),
        assigned_to: changed_to.clone().filter(|_| of_kind(Kind::Assignment)),
        new_status: changed_to.clone().filter(|_| of_kind(Kind::StatusChange)).map(|name| {
            Open::Known(if name == Status::Closed.name() { ThreadStatus::Closed } else { ThreadStatus::Open })
        }),
        from_inbox_id: changed_from.filter(|_| of_kind(Kind::InboxChange)),
        to_inbox_id: changed_to.filter(|_| of_kind(Kind::InboxChange)),
    }
}

/// The text and HTML that a listing shows. The HTML of a cut message is left out: it would tell what was cut.
fn cut(entry: &Entry, at: usize) -> (Option<String>, Option<String>, TruncationStatus) {
    let new = &entry.new;
    let whole = || (new.text.clone(), new.rich_text.clone(), TruncationStatus::NotTruncated);
    let (Kind::Message, Some(text)) = (new.kind, new.text.as_deref()) else { return whole() };
    if let Some(end) = new.quoted_from.and_then(|chars| end_of(text, chars)) {
        let kept = text.get(..end).unwrap_or(text).trim_end();
        return (Some(kept.to_owned()), None, TruncationStatus::TruncatedToMostRecentReply);
    }
    match end_of(text, at) {
        Some(end) => (text.get(..end).map(str::to_owned), None, TruncationStatus::Truncated),
        None => whole(),
    }
}

/// The byte at which a text is longer than this many characters, if it is.
fn end_of(text: &str, chars: usize) -> Option<usize> {
    if text.len() <= chars {
        return None;
    }
    text.char_indices().nth(chars).map(|(byte, _)| byte)
}

fn kind(kind: Kind) -> MessageKind {
    match kind {
        Kind::Message => MessageKind::Message,
        Kind::Comment => MessageKind::Comment,
        Kind::Welcome => MessageKind::WelcomeMessage,
        Kind::Assignment => MessageKind::Assignment,
        Kind::StatusChange => MessageKind::ThreadStatusChange,
        Kind::InboxChange => MessageKind::ThreadInboxChange,
    }
}

fn client(client: Client) -> ClientInfo {
    let (client_type, integration_app_id) = match client {
        Client::HubSpot => ("HUBSPOT", None),
        Client::Integration(app_id) => ("INTEGRATION", Some(app_id)),
        Client::System => ("SYSTEM", None),
    };
    ClientInfo { client_type: client_type.to_owned(), integration_app_id }
}

pub(super) fn inbox(row: inboxes::Inbox) -> Inbox {
    Inbox {
        id: row.id.to_string(),
        name: row.name,
        kind: row.kind,
        created_at: Some(row.created_at),
        updated_at: Some(row.updated_at),
        archived: row.archived,
    }
}

pub(super) fn channel(row: channels::Channel) -> Channel {
    Channel { id: row.id.to_string(), name: row.name }
}

/// A channel account as it looks in both APIs that show it.
pub(crate) fn account(row: channel_accounts::Account) -> ChannelAccount {
    ChannelAccount {
        id: row.id.to_string(),
        name: row.name,
        channel_id: row.channel_id.to_string(),
        inbox_id: row.inbox_id.to_string(),
        active: row.active,
        authorized: row.authorized,
        archived: row.archived,
        delivery_identifier: row.identifier,
        created_at: Some(row.created_at),
    }
}
