//! Teams of owners. A person's first team is in `owners`; further memberships are here.

use rusqlite::{Connection, Transaction, named_params};

use crate::server::answer::ApiError;

/// The tables.
pub const MIGRATION: &str = "
CREATE TABLE teams (
    id   INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL
) STRICT;
INSERT INTO sqlite_sequence (name, seq) VALUES ('teams', 340000);
CREATE TABLE team_members (
    team_id  INTEGER NOT NULL REFERENCES teams (id),
    owner_id INTEGER NOT NULL REFERENCES owners (id),
    PRIMARY KEY (team_id, owner_id)
) STRICT, WITHOUT ROWID;
";

/// One team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamRow {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: String,
}

/// Adds a team and returns its id.
pub fn insert(tx: &Transaction<'_>, name: &str) -> Result<i64, ApiError> {
    tx.execute("INSERT INTO teams (name) VALUES (:name)", named_params! { ":name": name })?;
    Ok(tx.last_insert_rowid())
}

/// Makes an owner an extra member of a team.
pub fn add_member(tx: &Transaction<'_>, team_id: i64, owner_id: i64) -> Result<(), ApiError> {
    tx.execute(
        "INSERT OR IGNORE INTO team_members (team_id, owner_id) VALUES (:team, :owner)",
        named_params! { ":team": team_id, ":owner": owner_id },
    )?;
    Ok(())
}

/// Every team in the order of ids.
pub fn list(connection: &Connection) -> Result<Vec<TeamRow>, ApiError> {
    let mut statement = connection.prepare_cached("SELECT id, name FROM teams ORDER BY id")?;
    let rows = statement.query_map([], |row| Ok(TeamRow { id: row.get("id")?, name: row.get("name")? }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Every extra membership as (team, owner).
pub fn members(connection: &Connection) -> Result<Vec<(i64, i64)>, ApiError> {
    let mut statement =
        connection.prepare_cached("SELECT team_id, owner_id FROM team_members ORDER BY team_id, owner_id")?;
    let rows = statement.query_map([], |row| Ok((row.get("team_id")?, row.get("owner_id")?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
