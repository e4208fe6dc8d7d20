//! The channel and the account that the web chat has in the help desk. One row.
//!
//! The ids are remembered so that a restart finds its channel again; when the file is lost, the channel is found by
//! its name and the account by its address, so no second "Web chat" appears.

use rusqlite::{OptionalExtension, Transaction, named_params};

pub(super) const MIGRATION: &str = "
CREATE TABLE registration (
    one        INTEGER PRIMARY KEY CHECK (one = 1),
    channel_id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('open', 'closed'))
) STRICT";

/// The web chat's place in the help desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Registration {
    /// The custom channel's id.
    pub(crate) channel_id: String,
    /// The channel account's id.
    pub(crate) account_id: String,
}

/// Whether the help desk takes messages of this account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AccountState {
    /// Connected and switched on.
    Open,
    /// Switched off, or its authorisation was taken away.
    Closed,
}

impl AccountState {
    /// What the two flags of an account mean for visitors; an account that does not say is on.
    pub(super) fn of(authorized: bool, active: Option<bool>) -> Self {
        if authorized && active.unwrap_or(true) { Self::Open } else { Self::Closed }
    }

    fn text(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
        }
    }
}

/// Reads the remembered place.
pub(super) fn get(tx: &Transaction<'_>) -> rusqlite::Result<Option<Registration>> {
    tx.query_row("SELECT channel_id, account_id FROM registration", [], |row| {
        Ok(Registration { channel_id: row.get("channel_id")?, account_id: row.get("account_id")? })
    })
    .optional()
}

/// Remembers the place.
pub(super) fn put(tx: &Transaction<'_>, place: &Registration, state: AccountState) -> rusqlite::Result<()> {
    tx.execute(
        "INSERT INTO registration (one, channel_id, account_id, state) VALUES (1, :channel, :account, :state)
         ON CONFLICT (one) DO UPDATE SET channel_id = :channel, account_id = :account, state = :state",
        named_params! { ":channel": place.channel_id, ":account": place.account_id, ":state": state.text() },
    )?;
    Ok(())
}

/// Notes that an account was switched on or off; events of other accounts change nothing.
pub(super) fn set_state(tx: &Transaction<'_>, account_id: &str, state: AccountState) -> rusqlite::Result<()> {
    tx.execute(
        "UPDATE registration SET state = :state WHERE account_id = :account",
        named_params! { ":state": state.text(), ":account": account_id },
    )?;
    Ok(())
}

/// Whether visitors may write; open until the help desk says otherwise.
pub(super) fn state(tx: &Transaction<'_>) -> rusqlite::Result<AccountState> {
    let closed =
        tx.query_row("SELECT state = 'closed' AS closed FROM registration", [], |row| row.get("closed")).optional()?;
    Ok(if closed == Some(true) { AccountState::Closed } else { AccountState::Open })
}
