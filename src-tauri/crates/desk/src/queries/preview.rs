//! The one line that a list shows of a conversation: its draft, else the newest of what the remote has and what is on its
//! way. What has no text is told by its first attachment; the words for that are the window's.

use bellhop_model::{Attachment, Direction, FileUsage, Intent, OutgoingFile};
use bellhop_store::{Draft, DraftMode, Newest, OutboxRow};

use crate::body::one_line;
use crate::names::{Me, Side, role};
use crate::views::{AuthorRole, PreviewKind, PreviewView};

/// Of the newest entry that the remote has.
pub(super) fn of_newest(newest: Option<&Newest>, me: &Me) -> PreviewView {
    let Some(newest) = newest else {
        return PreviewView { kind: PreviewKind::Empty, text: String::new(), count: 0, from: None, name: None };
    };
    let side = match newest.direction {
        Some(Direction::Incoming) => Side::Customer,
        Some(Direction::Outgoing) => Side::Team,
        None if newest.comment => Side::Team,
        None => Side::Desk,
    };
    let from = role(me, newest.author.as_ref(), side);
    let said = Said { text: &newest.text, comment: newest.comment, attached: attached(&newest.attachments) };
    said.preview(from, newest.author_name.clone())
}

/// Of a message or comment of the rep's that is still on its way; nothing for anything else.
pub(super) fn of_intent(row: &OutboxRow) -> Option<PreviewView> {
    let (text, files, comment) = match &row.intent {
        Intent::SendMessage { text, files, .. } => (text, files, false),
        Intent::AddComment { text, files, .. } => (text, files, true),
        Intent::SetStatus { .. } | Intent::Assign { .. } | Intent::SetProperties { .. } => return None,
    };
    Some(Said { text, comment, attached: first_of(files.iter().map(outgoing_one)) }.preview(AuthorRole::Me, None))
}

/// Of what the rep is writing.
pub(super) fn of_draft(draft: &Draft) -> PreviewView {
    let count = u32::try_from(draft.files.len()).unwrap_or(u32::MAX);
    let text =
        if draft.text.trim().is_empty() { draft.files.first().map_or("", |file| &file.name) } else { &draft.text };
    let from = match draft.mode {
        DraftMode::Reply => AuthorRole::Me,
        DraftMode::Comment => AuthorRole::Agent,
    };
    PreviewView { kind: PreviewKind::Draft, text: one_line(text), count, from: Some(from), name: None }
}

/// What an entry says, wherever it is.
struct Said<'a> {
    text: &'a str,
    comment: bool,
    attached: (PreviewKind, String, u32),
}

impl Said<'_> {
    fn preview(self, from: AuthorRole, name: Option<String>) -> PreviewView {
        let text = one_line(self.text);
        let (kind, text, count) = match (self.comment, text.is_empty()) {
            // A comment stays one, whatever is attached: the window says so before everything else.
            (true, true) => (PreviewKind::Comment, self.attached.1, self.attached.2),
            (true, false) => (PreviewKind::Comment, text, 0),
            (false, true) => self.attached,
            (false, false) => (PreviewKind::Text, text, 0),
        };
        PreviewView { kind, text, count, from: Some(from), name }
    }
}

/// What a message without text is: by its first attachment, with how many there are of that kind.
fn attached(attachments: &[Attachment]) -> (PreviewKind, String, u32) {
    first_of(attachments.iter().map(attached_one))
}

fn first_of(attached: impl Iterator<Item = (PreviewKind, String)>) -> (PreviewKind, String, u32) {
    let kinds: Vec<(PreviewKind, String)> = attached.collect();
    let Some((kind, text)) = kinds.first().cloned() else { return (PreviewKind::Empty, String::new(), 0) };
    let count = kinds.iter().filter(|(other, _)| *other == kind).count();
    (kind, text, u32::try_from(count).unwrap_or(u32::MAX))
}

fn attached_one(attachment: &Attachment) -> (PreviewKind, String) {
    let text = |text: &Option<String>| text.as_deref().map(one_line).unwrap_or_default();
    match attachment {
        Attachment::File { usage, name, .. } => (file_kind(*usage, name.as_deref().unwrap_or_default()), text(name)),
        Attachment::Location { name, address, .. } => {
            (PreviewKind::Location, text(if name.is_some() { name } else { address }))
        }
        Attachment::ContactCard { name, .. } => (PreviewKind::ContactCard, one_line(name)),
        Attachment::Header { text: heading, .. } => (PreviewKind::Other, text(heading)),
        Attachment::SocialPost { title, .. } => (PreviewKind::Other, text(title)),
        Attachment::QuickReplies { .. } | Attachment::Template { .. } | Attachment::Unsupported { .. } => {
            (PreviewKind::Other, String::new())
        }
    }
}

fn outgoing_one(file: &OutgoingFile) -> (PreviewKind, String) {
    let usage = match file.local.mime.split_once('/') {
        Some(("image", kind)) if !kind.contains("svg") => FileUsage::Image,
        Some(("audio", _)) => FileUsage::Audio,
        _ => FileUsage::Other,
    };
    (file_kind(usage, &file.local.name), one_line(&file.local.name))
}

fn file_kind(usage: FileUsage, name: &str) -> PreviewKind {
    match usage {
        FileUsage::Image => PreviewKind::Image,
        FileUsage::Voice => PreviewKind::Voice,
        FileUsage::Audio => PreviewKind::Audio,
        FileUsage::Sticker => PreviewKind::Sticker,
        FileUsage::Other => match bellhop_media::sniff::by_extension(name) {
            bellhop_media::Kind::Video => PreviewKind::Video,
            _ => PreviewKind::File,
        },
    }
}
