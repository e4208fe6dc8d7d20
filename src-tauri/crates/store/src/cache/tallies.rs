//! How many conversations there are of each sort, kept by triggers, so that a total of a million is not counted but read.
//! A counter in code would miss a writer some day; a trigger cannot.

use rusqlite::Connection;

use super::lists::Tally;
use crate::error::Result;

pub(crate) const MIGRATION: &str = "
CREATE TABLE tallies (
    listed INTEGER NOT NULL,
    channel TEXT NOT NULL,
    owner TEXT NOT NULL,
    needs_reply INTEGER NOT NULL,
    unread INTEGER NOT NULL,
    threads INTEGER NOT NULL,
    PRIMARY KEY (listed, channel, owner, needs_reply, unread)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER threads_counted AFTER INSERT ON threads BEGIN
    INSERT INTO tallies VALUES (new.listed, new.channel_now, new.owner, new.needs_reply, new.is_unread, 1)
    ON CONFLICT DO UPDATE SET threads = threads + 1;
END;
CREATE TRIGGER threads_uncounted AFTER DELETE ON threads BEGIN
    UPDATE tallies SET threads = threads - 1
    WHERE (listed, channel, owner, needs_reply, unread)
        = (old.listed, old.channel_now, old.owner, old.needs_reply, old.is_unread);
END;
CREATE TRIGGER threads_recounted AFTER UPDATE OF listed, channel_now, owner, needs_reply, is_unread ON threads
WHEN (old.listed, old.channel_now, old.owner, old.needs_reply, old.is_unread)
    IS NOT (new.listed, new.channel_now, new.owner, new.needs_reply, new.is_unread)
BEGIN
    UPDATE tallies SET threads = threads - 1
    WHERE (listed, channel, owner, needs_reply, unread)
        = (old.listed, old.channel_now, old.owner, old.needs_reply, old.is_unread);
    INSERT INTO tallies VALUES (new.listed, new.channel_now, new.owner, new.needs_reply, new.is_unread, 1)
    ON CONFLICT DO UPDATE SET threads = threads + 1;
END;
";

/// Every sort that has a conversation.
pub(crate) fn all(conn: &Connection) -> Result<Vec<Tally>> {
    let mut statement = conn
        .prepare_cached("SELECT listed, channel, owner, needs_reply, unread, threads FROM tallies WHERE threads > 0")?;
    let rows = statement.query_map([], |row| {
        Ok(Tally {
            facets: super::lists::Facets {
                listed: super::lists::Listed::from_number(row.get("listed")?),
                channel: crate::row::id(row, "channel")?,
                owner: Some(row.get::<_, String>("owner")?).filter(|owner| !owner.is_empty()).map(Into::into),
                needs_reply: row.get("needs_reply")?,
                unread: row.get("unread")?,
            },
            threads: row.get("threads")?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
