//! Table `tokens`: bearer tokens and the apps behind them.
//!
//! Kept readable, because the account's own token is handed to the embedding app at every start. The folder is closed
//! to other users.

use std::{collections::BTreeSet, sync::Arc};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use uuid::Uuid;

use super::to_millis;
use crate::server::{
    answer::ApiError,
    auth::{Caller, TokenKind},
};

pub(super) const MIGRATION: &str = "
CREATE TABLE tokens (
    app_id     INTEGER PRIMARY KEY AUTOINCREMENT,
    app_name   TEXT    NOT NULL,
    token      TEXT    NOT NULL UNIQUE,
    scopes     TEXT    NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
INSERT INTO sqlite_sequence (name, seq) VALUES ('tokens', 1200300);
";

/// The name of the account's own app, whose token has every scope.
pub const ACCOUNT_APP: &str = "Bellhop";

/// Makes a token for a new app.
pub fn issue(
    conn: &Connection,
    app_name: &str,
    scopes: &[String],
    now: DateTime<Utc>,
) -> Result<(String, Caller), ApiError> {
    let token = format!("pat-eu1-{}", Uuid::new_v4());
    conn.execute(
        "INSERT INTO tokens (app_name, token, scopes, created_at) VALUES (:app_name, :token, :scopes, :created_at)",
        named_params! {
            ":app_name": app_name,
            ":token": token,
            ":scopes": scopes.join(" "),
            ":created_at": to_millis(now),
        },
    )?;
    let scopes = scopes.join(" ");
    Ok((token, caller(conn.last_insert_rowid(), app_name.to_owned(), &scopes)))
}

/// The account's own token.
pub fn account_token(conn: &Connection) -> rusqlite::Result<Option<String>> {
    conn.query_row("SELECT token FROM tokens WHERE app_name = ?1 ORDER BY app_id", [ACCOUNT_APP], |row| {
        row.get("token")
    })
    .optional()
}

/// Every token with its app.
pub fn all(conn: &Connection) -> rusqlite::Result<Vec<(String, Caller)>> {
    let mut statement = conn.prepare("SELECT app_id, app_name, token, scopes FROM tokens ORDER BY app_id")?;
    let rows = statement.query_map([], read)?;
    rows.collect()
}

/// The name of an app.
pub fn app_name(conn: &Connection, app_id: i64) -> rusqlite::Result<Option<String>> {
    conn.prepare_cached("SELECT app_name FROM tokens WHERE app_id = ?1")?
        .query_row([app_id], |row| row.get("app_name"))
        .optional()
}

/// The token of the app of this name, for apps that live inside the hub.
pub fn named(conn: &Connection, app_name: &str) -> rusqlite::Result<Option<String>> {
    conn.query_row("SELECT token FROM tokens WHERE app_name = ?1 ORDER BY app_id", [app_name], |row| row.get("token"))
        .optional()
}

/// Makes a token invalid.
pub fn delete(conn: &Connection, token: &str) -> Result<(), ApiError> {
    conn.execute("DELETE FROM tokens WHERE token = ?1", [token])?;
    Ok(())
}

fn read(row: &Row<'_>) -> rusqlite::Result<(String, Caller)> {
    let scopes: String = row.get("scopes")?;
    Ok((row.get("token")?, caller(row.get("app_id")?, row.get("app_name")?, &scopes)))
}

fn caller(app_id: i64, app_name: String, scopes: &str) -> Caller {
    let kind = if app_name == ACCOUNT_APP { TokenKind::Account } else { TokenKind::App };
    let scopes: BTreeSet<String> = scopes.split_whitespace().map(str::to_owned).collect();
    Caller { app_id, app_name, kind, scopes: Arc::new(scopes) }
}
