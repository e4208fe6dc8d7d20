//! Table `channels`: HubSpot's own channels and the custom channels of apps.
//!
//! A custom channel has an app, capabilities and a secret; HubSpot's own have none of them.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{from_millis, to_millis};
use crate::server::answer::ApiError;

pub(super) const MIGRATION: &str = "
CREATE TABLE channels (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    name         TEXT    NOT NULL,
    app_id       INTEGER,
    capabilities TEXT    NOT NULL DEFAULT '{}',
    webhook_url  TEXT,
    redirect_url TEXT,
    description  TEXT,
    logo_url     TEXT,
    secret       TEXT,
    created_at   INTEGER NOT NULL,
    archived     INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO sqlite_sequence (name, seq) VALUES ('channels', 1500200);
";

/// HubSpot's own channels.
pub const NATIVE: &[(i64, &str)] = &[
    (1000, "Live Chat"),
    (1001, "Facebook Messenger"),
    (EMAIL, "Email"),
    (1003, "Form"),
    (1004, "Customer Portal"),
    (1007, "WhatsApp"),
    (1008, "Calling"),
    (1009, "SMS"),
];

/// The e-mail channel.
pub const EMAIL: i64 = 1002;

const COLUMNS: &str = "id, name, app_id, capabilities, webhook_url, redirect_url, description, logo_url, created_at";

/// One channel.
#[derive(Debug, Clone)]
pub struct Channel {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// The app whose custom channel it is.
    pub app_id: Option<i64>,
    /// What it can carry.
    pub capabilities: Map<String, Value>,
    /// Where its events go.
    pub webhook_url: Option<String>,
    /// The page that connects an account.
    pub redirect_url: Option<String>,
    /// One sentence about it.
    pub description: Option<String>,
    /// Its picture.
    pub logo_url: Option<String>,
    /// When it was registered.
    pub created_at: DateTime<Utc>,
}

impl Channel {
    /// True for the channel of an app.
    pub fn is_custom(&self) -> bool {
        self.app_id.is_some()
    }
}

/// Writes HubSpot's own channels on the first start.
pub fn create_native(conn: &Connection, now: DateTime<Utc>) -> rusqlite::Result<()> {
    let mut insert = conn
        .prepare("INSERT INTO channels (id, name, created_at) VALUES (:id, :name, :now) ON CONFLICT (id) DO NOTHING")?;
    for (id, name) in NATIVE {
        insert.execute(named_params! { ":id": id, ":name": name, ":now": to_millis(now) })?;
    }
    Ok(())
}

/// Registers a custom channel (`channel.id` is ignored) with a new secret.
pub fn insert(conn: &Connection, channel: &Channel) -> Result<i64, ApiError> {
    conn.execute(
        "INSERT INTO channels (name, app_id, capabilities, webhook_url, redirect_url, description, logo_url, secret,
                               created_at)
         VALUES (:name, :app_id, :capabilities, :webhook_url, :redirect_url, :description, :logo_url, :secret,
                 :created_at)",
        named_params! {
            ":name": channel.name,
            ":app_id": channel.app_id,
            ":capabilities": serde_json::to_string(&channel.capabilities)?,
            ":webhook_url": channel.webhook_url,
            ":redirect_url": channel.redirect_url,
            ":description": channel.description,
            ":logo_url": channel.logo_url,
            ":secret": Uuid::new_v4().to_string(),
            ":created_at": to_millis(channel.created_at),
        },
    )?;
    Ok(conn.last_insert_rowid())
}

/// Writes what may change of a custom channel.
pub fn update(conn: &Connection, channel: &Channel) -> Result<(), ApiError> {
    conn.execute(
        "UPDATE channels SET name = :name, capabilities = :capabilities, webhook_url = :webhook_url,
                redirect_url = :redirect_url, description = :description, logo_url = :logo_url
         WHERE id = :id",
        named_params! {
            ":id": channel.id,
            ":name": channel.name,
            ":capabilities": serde_json::to_string(&channel.capabilities)?,
            ":webhook_url": channel.webhook_url,
            ":redirect_url": channel.redirect_url,
            ":description": channel.description,
            ":logo_url": channel.logo_url,
        },
    )?;
    Ok(())
}

/// Puts a channel into the bin.
pub fn archive(conn: &Connection, id: i64) -> rusqlite::Result<()> {
    conn.execute("UPDATE channels SET archived = 1 WHERE id = ?1", [id])?;
    Ok(())
}

/// One channel that is not archived.
pub fn get(conn: &Connection, id: i64) -> rusqlite::Result<Option<Channel>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM channels WHERE id = ?1 AND archived = 0"))?
        .query_row([id], read)
        .optional()
}

/// Every channel that is not archived, by id.
pub fn list(conn: &Connection) -> rusqlite::Result<Vec<Channel>> {
    let mut statement =
        conn.prepare_cached(&format!("SELECT {COLUMNS} FROM channels WHERE archived = 0 ORDER BY id"))?;
    let rows = statement.query_map([], read)?;
    rows.collect()
}

/// The client secret of a custom channel, archived or not: its last events still have to be signed.
pub fn secret(conn: &Connection, id: i64) -> Result<Option<String>, ApiError> {
    let secret = conn
        .prepare_cached("SELECT secret FROM channels WHERE id = ?1")?
        .query_row([id], |row| row.get::<_, Option<String>>("secret"))
        .optional()?;
    Ok(secret.flatten())
}

/// The webhook of a channel and its secret, archived or not.
pub fn webhook(conn: &Connection, id: i64) -> rusqlite::Result<Option<(String, String)>> {
    conn.prepare_cached(
        "SELECT webhook_url, secret FROM channels
         WHERE id = ?1 AND webhook_url IS NOT NULL AND secret IS NOT NULL",
    )?
    .query_row([id], |row| Ok((row.get("webhook_url")?, row.get("secret")?)))
    .optional()
}

fn read(row: &Row<'_>) -> rusqlite::Result<Channel> {
    let capabilities: String = row.get("capabilities")?;
    Ok(Channel {
        id: row.get("id")?,
        name: row.get("name")?,
        app_id: row.get("app_id")?,
        capabilities: serde_json::from_str(&capabilities).unwrap_or_default(),
        webhook_url: row.get("webhook_url")?,
        redirect_url: row.get("redirect_url")?,
        description: row.get("description")?,
        logo_url: row.get("logo_url")?,
        created_at: from_millis(row.get("created_at")?),
    })
}
