//! Lists of conversations: pages, counts, places.

use std::collections::HashSet;

use bellhop_model::ThreadId;
use bellhop_store::{Draft, Facets, ListRow, Overlaid, Reads, Result, View};

use super::preview;
use crate::contract::{ApiError, ListArgs, PlaceArgs};
use crate::desk::Desk;
use crate::names::Me;
use crate::overlay::{Overlay, status_of};
use crate::views::{CountsView, ThreadPage, ThreadRow, ViewCount, ViewKey};

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
            drafts: reads.drafts().all()?.into_iter().filter(Draft::is_begun).collect(),
        })
    }

    /// The conversations of a view that is kept here and not by the cache.
    fn kept_here(&self, reads: &Reads<'_>, key: &ViewKey) -> Result<Option<Vec<ThreadId>>> {
        let mut threads = match key {
            ViewKey::Outbox => self.overlay.threads(),
            ViewKey::Drafts => {
                let mut seen = HashSet::new();
                self.drafts.iter().map(|draft| &draft.thread).filter(|thread| seen.insert(*thread)).cloned().collect()
            }
            _ => return Ok(None),
        };
        // A conversation that left the cache has no row: the total must not promise one.
        let known: HashSet<ThreadId> = reads.threads().known(&threads)?.into_iter().map(|(thread, _)| thread).collect();
        threads.retain(|thread| known.contains(thread));
        Ok(Some(threads))
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
        let shown = self.overlaid.iter().find(|one| one.thread == thread.id).map(|one| &one.shown);
        let newest = row.newest.as_ref().map(|newest| newest.at);
        let local =
            self.overlay.newest_message(&thread.id).filter(|local| newest.is_none_or(|at| local.created_at >= at));
        let preview = match (draft, local.and_then(preview::of_intent)) {
            (Some(draft), _) => preview::of_draft(draft),
            (None, Some(local)) => local,
            (None, None) => preview::of_newest(row.newest.as_ref(), &self.me),
        };
        let priority = match self.overlay.property(&thread.id, "hs_ticket_priority") {
            Some(value) => Some(value.to_owned()).filter(|value| !value.is_empty()),
            None => row.priority,
        };
        ThreadRow {
            contact: row.contact.or(row.facts.customer),
            subject: row.subject,
            channel: row.facts.channel,
            status: shown.map_or(thread.status, |shown| status_of(shown, thread.status)),
            preview,
            at: local.map(|local| local.created_at).or(newest).or(thread.latest_at),
            unread: row.facts.unread,
            needs_reply: shown.map_or(row.facts.needs_reply, |shown| shown.needs_reply),
            owner: self.overlay.owner(&thread.id).unwrap_or(row.facts.owner),
            priority,
            outbox: self.overlay.worst(&thread.id),
            id: thread.id,
        }
    }
}

fn list(reads: &Reads<'_>, email: &str, args: &ListArgs) -> Result<ThreadPage> {
    let around = Around::read(reads, email)?;
    let limit = args.limit.min(MOST);
    let searched = args.search.as_deref().map(str::trim).filter(|words| !words.is_empty());
    let ids = match searched {
        Some(words) => Some(reads.search().threads(words)?.threads),
        None => around.kept_here(reads, &args.key)?,
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
    if let Some(ids) = around.kept_here(reads, &args.key)? {
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
        let (total, unread) = match (around.kept_here(reads, &key)?, around.view(&key)) {
            (Some(ids), _) => (u32::try_from(ids.len()).unwrap_or(u32::MAX), 0),
            (None, Some(view)) => {
                let holds = |facets: &Facets| facets.unread && view.holds(facets);
                let cached: u32 = tallies.iter().filter(|tally| holds(&tally.facets)).map(|tally| tally.threads).sum();
                let come = around.overlaid.iter().filter(|one| holds(&one.shown)).count();
                let gone = around.overlaid.iter().filter(|one| holds(&one.cached)).count();
                let unread = (cached as usize).saturating_add(come).saturating_sub(gone);
                (reads.lists().total(&view, &around.overlaid)?, u32::try_from(unread).unwrap_or(u32::MAX))
            }
            (None, None) => (0, 0),
        };
        views.push(ViewCount { key, total, unread });
    }
    Ok(CountsView { views })
}
