//! The people and queues that own records. A person has two ids: this table's, and the user id of `A-<userId>`.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params};

use crate::server::answer::ApiError;

/// The table and the one rep of a new account.
pub const MIGRATION: &str = "
CREATE TABLE owners (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id         INTEGER UNIQUE,
    kind            TEXT NOT NULL CHECK (kind IN ('PERSON', 'QUEUE')),
    email           TEXT,
    first_name      TEXT,
    last_name       TEXT,
    primary_team_id INTEGER,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    archived_at     INTEGER
) STRICT;
INSERT INTO sqlite_sequence (name, seq) VALUES ('owners', 71000000);
INSERT INTO owners (id, user_id, kind, email, first_name, last_name, created_at, updated_at)
VALUES (71000001, 52000001, 'PERSON', 'rep@example.com', 'Alex', 'Rep', unixepoch() * 1000, unixepoch() * 1000);
";

/// One owner.
#[derive(Debug, Clone)]
pub struct OwnerRow {
    /// The owner id, as in `hubspot_owner_id`.
    pub id: i64,
    /// The user id, as in `A-<userId>`; none for a queue.
    pub user_id: Option<i64>,
    /// PERSON or QUEUE.
    pub kind: String,
    /// Their address.
    pub email: Option<String>,
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// Their first team.
    pub primary_team_id: Option<i64>,
    /// Milliseconds since 1970.
    pub created_at: i64,
    /// Milliseconds since 1970.
    pub updated_at: i64,
    /// Milliseconds since 1970, when deactivated.
    pub archived_at: Option<i64>,
}

/// An owner to be added.
#[derive(Debug, Clone)]
pub struct NewOwner {
    /// Their address.
    pub email: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Their first team.
    pub primary_team_id: Option<i64>,
}

const COLUMNS: &str =
    "id, user_id, kind, email, first_name, last_name, primary_team_id, created_at, updated_at, archived_at";

impl OwnerRow {
    /// First and last name, or the address.
    pub fn full_name(&self) -> String {
        let names: Vec<&str> =
            [&self.first_name, &self.last_name].into_iter().filter_map(|name| name.as_deref()).collect();
        if names.is_empty() { self.email.clone().unwrap_or_default() } else { names.join(" ") }
    }

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            user_id: row.get("user_id")?,
            kind: row.get("kind")?,
            email: row.get("email")?,
            first_name: row.get("first_name")?,
            last_name: row.get("last_name")?,
            primary_team_id: row.get("primary_team_id")?,
            created_at: row.get("created_at")?,
            updated_at: row.get("updated_at")?,
            archived_at: row.get("archived_at")?,
        })
    }
}

/// Adds a person and returns the owner id. The user id is made from it and differs from it.
pub fn insert(tx: &Transaction<'_>, owner: &NewOwner, at: i64) -> Result<i64, ApiError> {
    tx.execute(
        "INSERT INTO owners (kind, email, first_name, last_name, primary_team_id, created_at, updated_at)
         VALUES ('PERSON', :email, :first, :last, :team, :at, :at)",
        named_params! {
            ":email": owner.email.to_lowercase(), ":first": owner.first_name, ":last": owner.last_name,
            ":team": owner.primary_team_id, ":at": at,
        },
    )?;
    let id = tx.last_insert_rowid();
    tx.execute("UPDATE owners SET user_id = id - 19000000 WHERE id = :id", named_params! { ":id": id })?;
    Ok(id)
}

/// Deactivates or reactivates an owner.
pub fn set_archived(tx: &Transaction<'_>, id: i64, archived_at: Option<i64>) -> Result<(), ApiError> {
    tx.execute("UPDATE owners SET archived_at = :at WHERE id = :id", named_params! { ":id": id, ":at": archived_at })?;
    Ok(())
}

/// One owner by owner id, active or not.
pub fn get(connection: &Connection, id: i64) -> Result<Option<OwnerRow>, ApiError> {
    let mut statement = connection.prepare_cached(&format!("SELECT {COLUMNS} FROM owners WHERE id = :id"))?;
    Ok(statement.query_row(named_params! { ":id": id }, OwnerRow::read).optional()?)
}

/// One owner by user id, active or not.
pub fn by_user_id(connection: &Connection, user_id: i64) -> Result<Option<OwnerRow>, ApiError> {
    let mut statement = connection.prepare_cached(&format!("SELECT {COLUMNS} FROM owners WHERE user_id = :id"))?;
    Ok(statement.query_row(named_params! { ":id": user_id }, OwnerRow::read).optional()?)
}

/// Every owner, active or not, in the order of ids.
pub fn list(connection: &Connection) -> Result<Vec<OwnerRow>, ApiError> {
    let mut statement = connection.prepare_cached(&format!("SELECT {COLUMNS} FROM owners ORDER BY id"))?;
    let rows = statement.query_map([], OwnerRow::read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}
