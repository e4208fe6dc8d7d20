//! The lists of conversations: which, in what order, how many, and where one falls.
//!
//! Every list is one walk along one index, newest first, without a sort; a test reads the query plans. On top lies what the
//! rep did and the remote does not have yet ([`Overlaid`]): those few conversations are left out of the walk and put in
//! where they belong now, so paging stays exact while an assignment is still on its way.

use bellhop_model::{Attachment, ChannelId, Direction, OwnerId, ThreadId};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, ToSql};

use super::message_row::kind;
use super::tallies;
use super::threads::{ThreadFacts, facts_from};
use crate::error::Result;
use crate::row::{id, id_list, maybe_id, maybe_json_at, ms, time_at};

/// Which conversations a list shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum View {
    /// Every open one.
    Open,
    /// Open and this owner's.
    Owned(OwnerId),
    /// Open and nobody's.
    Unassigned,
    /// Open, and the customer wrote last.
    NeedsReply,
    /// Open, with unread messages.
    Unread,
    /// Closed.
    Closed,
    /// Open, of one channel.
    Channel(ChannelId),
}

/// Where a conversation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    /// Open.
    Open,
    /// Closed.
    Closed,
    /// In the bin, or spam: in no list.
    Hidden,
}

impl Listed {
    pub(crate) fn from_number(number: i64) -> Self {
        match number {
            0 => Self::Open,
            1 => Self::Closed,
            _ => Self::Hidden,
        }
    }
}

/// What decides in which lists a conversation is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facets {
    /// Open, closed or hidden.
    pub listed: Listed,
    /// The channel of its newest message.
    pub channel: ChannelId,
    /// Who has it.
    pub owner: Option<OwnerId>,
    /// The customer wrote last.
    pub needs_reply: bool,
    /// It has unread messages.
    pub unread: bool,
}

impl View {
    /// Whether such a conversation is in this list.
    pub fn holds(&self, facets: &Facets) -> bool {
        match self {
            Self::Closed => facets.listed == Listed::Closed,
            _ if facets.listed != Listed::Open => false,
            Self::Open => true,
            Self::Owned(owner) => facets.owner.as_ref() == Some(owner),
            Self::Unassigned => facets.owner.is_none(),
            Self::NeedsReply => facets.needs_reply,
            Self::Unread => facets.unread,
            Self::Channel(channel) => facets.channel == *channel,
        }
    }

    /// The list's condition, which names one index, and its parameter.
    fn condition(&self) -> (&'static str, Option<&str>) {
        match self {
            Self::Open => ("listed = 0", None),
            Self::Closed => ("listed = 1", None),
            Self::Owned(owner) => ("listed = 0 AND owner = :of", Some(owner.as_str())),
            Self::Unassigned => ("listed = 0 AND owner = ''", None),
            Self::NeedsReply => ("listed = 0 AND needs_reply = 1", None),
            Self::Unread => ("listed = 0 AND is_unread = 1", None),
            Self::Channel(channel) => ("listed = 0 AND channel_now = :of", Some(channel.as_str())),
        }
    }

    fn index(&self) -> &'static str {
        match self {
            Self::Open | Self::Closed => "threads_listed",
            Self::Owned(_) | Self::Unassigned => "threads_owned",
            Self::NeedsReply => "threads_needing_reply",
            Self::Unread => "threads_unread",
            Self::Channel(_) => "threads_channel",
        }
    }
}

/// How many conversations of one sort there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// The sort.
    pub facets: Facets,
    /// How many.
    pub threads: u32,
}

/// A conversation that the rep changed and the remote does not have yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overlaid {
    /// The conversation.
    pub thread: ThreadId,
    /// How the cache has it.
    pub cached: Facets,
    /// How it is to be shown.
    pub shown: Facets,
    /// Where it is to be shown.
    pub sort_at: DateTime<Utc>,
}

/// A part of a list.
#[derive(Debug, Clone)]
pub struct Page {
    /// All rows of the list.
    pub total: u32,
    /// The rows.
    pub rows: Vec<ListRow>,
}

/// A conversation in a list.
#[derive(Debug, Clone)]
pub struct ListRow {
    /// The conversation.
    pub facts: ThreadFacts,
    /// The contact's name in the CRM.
    pub contact: Option<String>,
    /// The ticket's title.
    pub subject: Option<String>,
    /// The ticket's priority.
    pub priority: Option<String>,
    /// Its newest entry that says something.
    pub newest: Option<Newest>,
}

/// The newest entry of a conversation, as a list shows it.
#[derive(Debug, Clone)]
pub struct Newest {
    /// Which way, for messages; absent for comments and greetings.
    pub direction: Option<Direction>,
    /// A comment for the team.
    pub comment: bool,
    /// Who made it.
    pub author: Option<bellhop_model::ActorId>,
    /// The name that the channel gave, else the actor's.
    pub author_name: Option<String>,
    /// The start of its text.
    pub text: String,
    /// What is attached.
    pub attachments: Vec<Attachment>,
    /// When it was made.
    pub at: DateTime<Utc>,
}

/// Reads lists of conversations.
#[derive(Debug, Clone, Copy)]
pub struct Lists<'c>(pub(crate) &'c Connection);

impl Lists<'_> {
    /// How many conversations of each sort the cache has.
    pub fn tallies(&self) -> Result<Vec<Tally>> {
        tallies::all(self.0)
    }

    /// How many conversations a list has.
    pub fn total(&self, view: &View, overlay: &[Overlaid]) -> Result<u32> {
        let cached: u32 =
            self.tallies()?.iter().filter(|tally| view.holds(&tally.facets)).map(|tally| tally.threads).sum();
        let gone = overlay.iter().filter(|one| view.holds(&one.cached)).count();
        let come = overlay.iter().filter(|one| view.holds(&one.shown)).count();
        let count = i64::from(cached) - i64::try_from(gone).unwrap_or(0) + i64::try_from(come).unwrap_or(0);
        Ok(u32::try_from(count).unwrap_or(0))
    }

    /// A part of a list, newest first.
    pub fn page(&self, view: &View, overlay: &[Overlaid], offset: u32, limit: u32) -> Result<Page> {
        let placed = self.placed(view, overlay)?;
        let mut ids = Vec::new();
        let before = placed.iter().take_while(|(place, _)| *place < offset).count();
        let mut coming = placed.iter().skip(before).peekable();
        let skip = offset.saturating_sub(u32::try_from(before).unwrap_or(0));
        let mut walked = self.walk(view, overlay, skip, limit)?.into_iter();
        for place in offset..offset.saturating_add(limit) {
            match coming.next_if(|(there, _)| *there == place) {
                Some((_, thread)) => ids.push(thread.clone()),
                None => ids.extend(walked.next()),
            }
        }
        Ok(Page { total: self.total(view, overlay)?, rows: self.rows(&ids)? })
    }

    /// Where a conversation falls in a list; absent when it is not in it.
    pub fn place(&self, view: &View, overlay: &[Overlaid], thread: &ThreadId) -> Result<Option<u32>> {
        let placed = self.placed(view, overlay)?;
        if let Some((place, _)) = placed.iter().find(|(_, one)| one == thread) {
            return Ok(Some(*place));
        }
        if overlay.iter().any(|one| one.thread == *thread) {
            return Ok(None);
        }
        let (condition, of) = view.condition();
        let sql = format!("SELECT sort_at FROM threads WHERE {condition} AND id = :id");
        let mut statement = self.0.prepare_cached(&sql)?;
        let mut params: Vec<(&str, &dyn ToSql)> = vec![(":id", &thread.0)];
        if let Some(of) = &of {
            params.push((":of", of));
        }
        let Some(sort_at) = statement.query_row(params.as_slice(), |row| time_at(row, "sort_at")).optional()? else {
            return Ok(None);
        };
        let mut place = self.rank(view, overlay, thread, sort_at)?;
        for (there, _) in &placed {
            if *there <= place {
                place += 1;
            }
        }
        Ok(Some(place))
    }

    /// These conversations, in this order; unknown ones are left out.
    pub fn rows(&self, threads: &[ThreadId]) -> Result<Vec<ListRow>> {
        let mut statement = self.0.prepare_cached(
            "SELECT t.*, c.name AS contact_name, k.subject AS ticket_subject, k.priority AS ticket_priority,
                m.kind AS newest_kind, m.lane AS newest_lane, m.author AS newest_author,
                COALESCE(m.author_name, a.name) AS newest_name, substr(COALESCE(m.text, ''), 1, 400) AS newest_text,
                m.attachments AS newest_attachments, COALESCE(m.at, 0) AS newest_at
             FROM json_each(?) AS wanted
             CROSS JOIN threads t ON t.id = wanted.value
             LEFT JOIN contacts c ON c.id = t.contact
             LEFT JOIN tickets k ON k.id = t.ticket
             LEFT JOIN messages m ON m.row = t.newest
             LEFT JOIN actors a ON a.id = m.author
             ORDER BY wanted.id",
        )?;
        let rows = statement.query_map([id_list(threads.iter().map(ThreadId::as_str))?], list_row_from)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The overlaid conversations of a list with their places, in order.
    fn placed(&self, view: &View, overlay: &[Overlaid]) -> Result<Vec<(u32, ThreadId)>> {
        let mut shown: Vec<&Overlaid> = overlay.iter().filter(|one| view.holds(&one.shown)).collect();
        shown.sort_by(|a, b| (b.sort_at, &b.thread).cmp(&(a.sort_at, &a.thread)));
        let mut placed = Vec::with_capacity(shown.len());
        for (further, one) in (0_u32..).zip(shown) {
            placed.push((
                self.rank(view, overlay, &one.thread, one.sort_at)?.saturating_add(further),
                one.thread.clone(),
            ));
        }
        Ok(placed)
    }

    /// How many conversations of a list, overlaid ones left out, are newer than a place.
    fn rank(&self, view: &View, overlay: &[Overlaid], thread: &ThreadId, sort_at: DateTime<Utc>) -> Result<u32> {
        let (condition, of) = view.condition();
        let hidden = id_list(overlay.iter().map(|one| one.thread.as_str()))?;
        let index = view.index();
        let sql = format!(
            "SELECT COUNT(*) AS newer FROM threads INDEXED BY {index} WHERE {condition} AND sort_at >= :at
               AND (sort_at > :at OR row > (SELECT row FROM threads WHERE id = :id))
               {}",
            without(overlay)
        );
        let at = ms(sort_at);
        let mut params: Vec<(&str, &dyn ToSql)> = vec![(":at", &at), (":id", &thread.0)];
        if let Some(of) = &of {
            params.push((":of", of));
        }
        if !overlay.is_empty() {
            params.push((":hidden", &hidden));
        }
        Ok(self.0.prepare_cached(&sql)?.query_row(params.as_slice(), |row| row.get("newer"))?)
    }

    /// A part of a list with the overlaid conversations left out.
    fn walk(&self, view: &View, overlay: &[Overlaid], offset: u32, limit: u32) -> Result<Vec<ThreadId>> {
        let (_, of) = view.condition();
        let hidden = id_list(overlay.iter().map(|one| one.thread.as_str()))?;
        let mut params: Vec<(&str, &dyn ToSql)> = vec![(":limit", &limit), (":offset", &offset)];
        if let Some(of) = &of {
            params.push((":of", of));
        }
        if !overlay.is_empty() {
            params.push((":hidden", &hidden));
        }
        let mut statement = self.0.prepare_cached(&walk_sql(view, overlay))?;
        let rows = statement.query_map(params.as_slice(), |row| id(row, "id"))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// How SQLite carries out a list, for the test that no list sorts.
    #[cfg(test)]
    pub(crate) fn plan(&self, view: &View) -> Result<String> {
        let (_, of) = view.condition();
        use rusqlite::types::Value;
        let mut params: Vec<(&str, Value)> = vec![(":limit", Value::Integer(50)), (":offset", Value::Integer(0))];
        if let Some(of) = of {
            params.push((":of", Value::Text(of.to_owned())));
        }
        let named: Vec<(&str, &dyn ToSql)> = params.iter().map(|(name, value)| (*name, value as &dyn ToSql)).collect();
        let mut statement = self.0.prepare(&format!("EXPLAIN QUERY PLAN {}", walk_sql(view, &[])))?;
        let rows = statement.query_map(named.as_slice(), |row| row.get::<_, String>("detail"))?;
        Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?.join("\n"))
    }
}

/// The inner walk touches the index alone, so that skipping far ahead reads no rows.
fn walk_sql(view: &View, overlay: &[Overlaid]) -> String {
    let (condition, _) = view.condition();
    let index = view.index();
    let order = "ORDER BY sort_at DESC, row DESC LIMIT :limit OFFSET :offset";
    format!(
        "SELECT (SELECT id FROM threads t WHERE t.row = walked.row) AS id
         FROM (SELECT row FROM threads INDEXED BY {index} WHERE {condition} {} {order}) AS walked",
        without(overlay)
    )
}

fn without(overlay: &[Overlaid]) -> &'static str {
    if overlay.is_empty() {
        ""
    } else {
        "AND row NOT IN (SELECT o.row FROM threads o WHERE o.id IN (SELECT value FROM json_each(:hidden)))"
    }
}

fn list_row_from(row: &Row<'_>) -> rusqlite::Result<ListRow> {
    let newest = match row.get::<_, Option<i64>>("newest_kind")? {
        None => None,
        Some(number) => Some(Newest {
            direction: match row.get::<_, i64>("newest_lane")? {
                1 => Some(Direction::Incoming),
                2 => Some(Direction::Outgoing),
                _ => None,
            },
            comment: number == kind::COMMENT,
            author: maybe_id(row, "newest_author")?,
            author_name: row.get("newest_name")?,
            text: row.get("newest_text")?,
            attachments: maybe_json_at(row, "newest_attachments")?.unwrap_or_default(),
            at: time_at(row, "newest_at")?,
        }),
    };
    Ok(ListRow {
        facts: facts_from(row)?,
        contact: row.get("contact_name")?,
        subject: row.get("ticket_subject")?,
        priority: row.get("ticket_priority")?,
        newest,
    })
}
