//! The places that conversations come through: inboxes, channels, and the accounts of channels. Three small tables that
//! sync reads together and nobody joins.

use bellhop_model::{Change, Channel, ChannelAccount, Inbox};
use rusqlite::{Row, named_params};

use super::cache_table;
use crate::error::Result;
use crate::row::{id, json, maybe_json_at};

pub(crate) const MIGRATION: &str = "
CREATE TABLE inboxes (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    help_desk INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE channels (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE channel_accounts (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    channel TEXT NOT NULL,
    inbox TEXT NOT NULL,
    usable INTEGER NOT NULL,
    address TEXT
) STRICT, WITHOUT ROWID;
";

/// What channels can carry, as JSON.
pub(crate) const CARRIES_MIGRATION: &str = "ALTER TABLE channels ADD COLUMN carries TEXT;";

cache_table!(Inboxes, InboxesMut, "inboxes");
cache_table!(Channels, ChannelsMut, "channels");
cache_table!(ChannelAccounts, ChannelAccountsMut, "the accounts of channels");

impl Inboxes<'_> {
    /// Every inbox, by id.
    pub fn all(&self) -> Result<Vec<Inbox>> {
        let mut statement = self.0.prepare_cached("SELECT id, name, help_desk FROM inboxes ORDER BY id")?;
        let rows = statement.query_map([], |row| {
            Ok(Inbox { id: id(row, "id")?, name: row.get("name")?, help_desk: row.get("help_desk")? })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

impl InboxesMut<'_> {
    /// Puts these in the place of all. The same again is not written and not announced.
    pub fn replace(&self, inboxes: &[Inbox]) -> Result<()> {
        let mut next = inboxes.to_vec();
        next.sort_by(|a, b| a.id.cmp(&b.id));
        if self.all()? == next {
            return Ok(());
        }
        self.w.conn.execute("DELETE FROM inboxes", [])?;
        for inbox in inboxes {
            self.w
                .conn
                .prepare_cached("INSERT OR REPLACE INTO inboxes (id, name, help_desk) VALUES (:id, :name, :help_desk)")?
                .execute(
                    named_params! {":id": inbox.id.as_str(), ":name": inbox.name, ":help_desk": inbox.help_desk},
                )?;
        }
        self.w.changed(Change::Directory);
        Ok(())
    }
}

impl Channels<'_> {
    /// Every channel, by id.
    pub fn all(&self) -> Result<Vec<Channel>> {
        let mut statement = self.0.prepare_cached("SELECT id, name, carries FROM channels ORDER BY id")?;
        let rows = statement.query_map([], |row| {
            Ok(Channel { id: id(row, "id")?, name: row.get("name")?, carries: maybe_json_at(row, "carries")? })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

impl ChannelsMut<'_> {
    /// Puts these in the place of all. The same again is not written and not announced.
    pub fn replace(&self, channels: &[Channel]) -> Result<()> {
        let mut next = channels.to_vec();
        next.sort_by(|a, b| a.id.cmp(&b.id));
        if self.all()? == next {
            return Ok(());
        }
        self.w.conn.execute("DELETE FROM channels", [])?;
        for channel in channels {
            self.w
                .conn
                .prepare_cached("INSERT OR REPLACE INTO channels (id, name, carries) VALUES (:id, :name, :carries)")?
                .execute(named_params! {
                    ":id": channel.id.as_str(),
                    ":name": channel.name,
                    ":carries": channel.carries.as_ref().map(json).transpose()?,
                })?;
        }
        self.w.changed(Change::Directory);
        Ok(())
    }
}

impl ChannelAccounts<'_> {
    /// Every account, by id.
    pub fn all(&self) -> Result<Vec<ChannelAccount>> {
        let mut statement = self
            .0
            .prepare_cached("SELECT id, name, channel, inbox, usable, address FROM channel_accounts ORDER BY id")?;
        let rows = statement.query_map([], account_from)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

impl ChannelAccountsMut<'_> {
    /// Puts these in the place of all. The same again is not written and not announced.
    pub fn replace(&self, accounts: &[ChannelAccount]) -> Result<()> {
        let mut next = accounts.to_vec();
        next.sort_by(|a, b| a.id.cmp(&b.id));
        if self.all()? == next {
            return Ok(());
        }
        self.w.conn.execute("DELETE FROM channel_accounts", [])?;
        for account in accounts {
            self.w
                .conn
                .prepare_cached(
                    "INSERT OR REPLACE INTO channel_accounts (id, name, channel, inbox, usable, address)
                     VALUES (:id, :name, :channel, :inbox, :usable, :address)",
                )?
                .execute(named_params! {
                    ":id": account.id.as_str(),
                    ":name": account.name,
                    ":channel": account.channel.as_str(),
                    ":inbox": account.inbox.as_str(),
                    ":usable": account.usable,
                    ":address": account.address.as_ref().map(json).transpose()?,
                })?;
        }
        self.w.changed(Change::Directory);
        Ok(())
    }
}

fn account_from(row: &Row<'_>) -> rusqlite::Result<ChannelAccount> {
    Ok(ChannelAccount {
        id: id(row, "id")?,
        name: row.get("name")?,
        channel: id(row, "channel")?,
        inbox: id(row, "inbox")?,
        usable: row.get("usable")?,
        address: maybe_json_at(row, "address")?,
    })
}
