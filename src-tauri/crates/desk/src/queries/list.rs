//! Lists of conversations: pages, counts, places.

use bellhop_model::{Attachment, Direction, FileUsage, ThreadId};
use bellhop_store::{Draft, DraftMode, ListRow, Newest, Overlaid, Reads, Result, View};

use crate::body::one_line;
use crate::contract::{ApiError, ListArgs, PlaceArgs};
use crate::desk::Desk;
use crate::names::Me;
use crate::overlay::Overlay;
use crate::views::{AuthorRole, CountsView, PreviewKind, PreviewView, ThreadPage, ThreadRow, ViewCount, ViewKey};

/// The most rows that one call gives.
const MOST: u32 = 200;

impl Desk {
    pub(crate) async fn list(&self, args: ListArgs) -> Result<ThreadPage, ApiError> {
        let email = self.on.email.clone();
        Ok(self.on.store.read(move |reads| list(reads, &email, &args)).await?)
    }

    pub(crate) async fn place(&self, args: PlaceArgs) -> Result<Option<u32>, ApiError> {
        let email = self.on.email.clone();
        Ok(self.on.store.read(move |reads| place(reads, &email, &args)).await?)
    }

    pub(crate) async fn counts(&self, (): ()) -> Result<CountsView, ApiError> {
        let email = self.on.email.clone();
        Ok(self.on.store.read(move |reads| counts(reads, &email)).await?)
    }
}

/// What every list needs to know.
struct Around {
    me: Me,
    overlay: Overlay,
    overlaid: Vec<Overlaid>,
    drafts: Vec<Draft>,
}

impl Around {
    fn read(reads: &Reads<'_>, email: &str) -> Result<Self> {
        let overlay = Overlay::read(reads)?;
        Ok(Self {
            me: Me::among(&reads.owners().all()?, email),
            overlaid: overlay.overlaid(reads)?,
            overlay,
            drafts: reads.drafts().all()?,
        })
    }

    /// The conversations of a view that is kept here and not by the cache.
    fn kept_here(&self, key: &ViewKey) -> Option<Vec<ThreadId>> {
        match key {
            ViewKey::Outbox => Some(self.overlay.threads()),
            ViewKey::Drafts => {
                let mut threads: Vec<ThreadId> = Vec::new();
                for draft in &self.drafts {
                    if !threads.contains(&draft.thread) {
                        threads.push(draft.thread.clone());
                    }
                }
                Some(threads)
            }
            _ => None,
        }
    }

    /// The cache's view for a key; nothing for "mine" while nobody knows who the rep is.
    fn view(&self, key: &ViewKey) -> Option<View> {
        Some(match key {
            ViewKey::Open => View::Open,
            ViewKey::Mine => View::Owned(self.me.owner.clone()?),
            ViewKey::Unassigned => View::Unassigned,
            ViewKey::NeedsReply => View::NeedsReply,
            ViewKey::Unread => View::Unread,
            ViewKey::Closed => View::Closed,
            ViewKey::Channel(channel) => View::Channel(channel.clone()),
            ViewKey::Drafts | ViewKey::Outbox => return None,
        })
    }

    fn row(&self, row: ListRow) -> ThreadRow {
        let thread = row.facts.thread;
        let draft = self.drafts.iter().find(|draft| draft.thread == thread.id);
        let shown = self.overlaid.iter().find(|one| one.thread == thread.id);
        ThreadRow {
            contact: row.contact.or(row.facts.customer),
            subject: row.subject,
            channel: row.facts.channel,
            status: shown.map_or(thread.status, |one| match one.shown.listed {
                bellhop_store::Listed::Closed => bellhop_model::ThreadStatus::Closed,
                _ => bellhop_model::ThreadStatus::Open,
            }),
            preview: draft.map_or_else(|| self.preview(row.newest.as_ref()), draft_preview),
            at: row.newest.map(|newest| newest.at).or(thread.latest_at),
            unread: row.facts.unread,
            needs_reply: shown.map_or(row.facts.needs_reply, |one| one.shown.needs_reply),
            owner: self.overlay.owner(&thread.id).unwrap_or(row.facts.owner),
            priority: row.priority,
            outbox: self.overlay.worst(&thread.id),
            id: thread.id,
        }
    }

    fn preview(&self, newest: Option<&Newest>) -> PreviewView {
        let Some(newest) = newest else {
            return PreviewView { kind: PreviewKind::Empty, text: String::new(), count: 0, from: None, name: None };
        };
        let mine = newest.author.is_some() && newest.author == self.me.actor;
        let from = match newest.direction {
            Some(Direction::Incoming) => AuthorRole::Customer,
            _ if mine => AuthorRole::Me,
            Some(Direction::Outgoing) => AuthorRole::Agent,
            None if newest.comment => AuthorRole::Agent,
            None => AuthorRole::System,
        };
        let text = one_line(&newest.text);
        let (kind, text, count) = if newest.comment {
            (PreviewKind::Comment, text, 0)
        } else if text.is_empty() {
            attached(&newest.attachments)
        } else {
            (PreviewKind::Text, text, 0)
        };
        PreviewView { kind, text, count, from: Some(from), name: newest.author_name.clone() }
    }
}

fn draft_preview(draft: &Draft) -> PreviewView {
    let count = u32::try_from(draft.files.len()).unwrap_or(u32::MAX);
    let text = if draft.text.trim().is_empty() { draft.files.first().map_or("", |file| &file.name) } else { &draft.text };
    let from = match draft.mode {
        DraftMode::Reply => AuthorRole::Me,
        DraftMode::Comment => AuthorRole::Agent,
    };
    PreviewView { kind: PreviewKind::Draft, text: one_line(text), count, from: Some(from), name: None }
}

/// What a message without text is: by its first attachment, with how many there are of that kind.
fn attached(attachments: &[Attachment]) -> (PreviewKind, String, u32) {
    let kinds: Vec<(PreviewKind, String)> = attachments.iter().map(attached_one).collect();
    let Some((kind, text)) = kinds.first().cloned() else { return (PreviewKind::Empty, String::new(), 0) };
    let count = kinds.iter().filter(|(other, _)| *other == kind).count();
    (kind, text, u32::try_from(count).unwrap_or(u32::MAX))
}

fn attached_one(attachment: &Attachment) -> (PreviewKind, String) {
    let text = |text: &Option<String>| text.as_deref().map(one_line).unwrap_or_default();
    match attachment {
        Attachment::File { usage, name, .. } => {
            let video = matches!(
                bellhop_media::sniff::by_extension(name.as_deref().unwrap_or_default()),
                bellhop_media::Kind::Video
            );
            let kind = match usage {
                FileUsage::Image => PreviewKind::Image,
                FileUsage::Voice => PreviewKind::Voice,
                FileUsage::Audio => PreviewKind::Audio,
                FileUsage::Sticker => PreviewKind::Sticker,
                FileUsage::Other if video => PreviewKind::Video,
                FileUsage::Other => PreviewKind::File,
            };
            (kind, text(name))
        }
        Attachment::Location { name, address, .. } => (PreviewKind::Location, text(if name.is_some() { name } else { address })),
        Attachment::ContactCard { name, .. } => (PreviewKind::ContactCard, one_line(name)),
        Attachment::Header { text: heading, .. } => (PreviewKind::Other, text(heading)),
        Attachment::SocialPost { title, .. } => (PreviewKind::Other, text(title)),
        Attachment::QuickReplies { .. } | Attachment::Template { .. } | Attachment::Unsupported { .. } => {
            (PreviewKind::Other, String::new())
        }
    }
}

fn list(reads: &Reads<'_>, email: &str, args: &ListArgs) -> Result<ThreadPage> {
    let around = Around::read(reads, email)?;
    let limit = args.limit.min(MOST);
    let searched = args.search.as_deref().map(str::trim).filter(|words| !words.is_empty());
    let ids = match searched {
        Some(words) => Some(reads.search().threads(words)?.threads),
        None => around.kept_here(&args.key),
    };
    let (total, rows) = match (ids, around.view(&args.key)) {
        (Some(ids), _) => {
            let part: Vec<ThreadId> = ids.iter().skip(args.offset as usize).take(limit as usize).cloned().collect();
            (u32::try_from(ids.len()).unwrap_or(u32::MAX), reads.lists().rows(&part)?)
        }
        (None, Some(view)) => {
            let page = reads.lists().page(&view, &around.overlaid, args.offset, limit)?;
            (page.total, page.rows)
        }
        (None, None) => (0, Vec::new()),
    };
    Ok(ThreadPage { total, offset: args.offset, rows: rows.into_iter().map(|row| around.row(row)).collect() })
}

fn place(reads: &Reads<'_>, email: &str, args: &PlaceArgs) -> Result<Option<u32>> {
    let around = Around::read(reads, email)?;
    if let Some(ids) = around.kept_here(&args.key) {
        return Ok(ids.iter().position(|id| *id == args.thread).and_then(|place| u32::try_from(place).ok()));
    }
    match around.view(&args.key) {
        Some(view) => reads.lists().place(&view, &around.overlaid, &args.thread),
        None => Ok(None),
    }
}

fn counts(reads: &Reads<'_>, email: &str) -> Result<CountsView> {
    let around = Around::read(reads, email)?;
    let tallies = reads.lists().tallies()?;
    let mut keys = vec![
        ViewKey::Open,
        ViewKey::Mine,
        ViewKey::Unassigned,
        ViewKey::NeedsReply,
        ViewKey::Unread,
        ViewKey::Closed,
        ViewKey::Drafts,
        ViewKey::Outbox,
    ];
    keys.extend(reads.channels().all()?.into_iter().map(|channel| ViewKey::Channel(channel.id)));
    let mut views = Vec::with_capacity(keys.len());
    for key in keys {
        let (total, unread) = match (around.kept_here(&key), around.view(&key)) {
            (Some(ids), _) => (u32::try_from(ids.len()).unwrap_or(u32::MAX), 0),
            (None, Some(view)) => {
                let unread = tallies.iter().filter(|tally| tally.facets.unread && view.holds(&tally.facets));
                (reads.lists().total(&view, &around.overlaid)?, unread.map(|tally| tally.threads).sum())
            }
            (None, None) => (0, 0),
        };
        views.push(ViewCount { key, total, unread });
    }
    Ok(CountsView { views })
}
