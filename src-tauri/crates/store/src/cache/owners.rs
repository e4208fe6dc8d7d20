//! Owners: those that work can be given to.

use bellhop_model::{Change, Owner};
use rusqlite::{Row, named_params};

use super::cache_table;
use crate::error::Result;
use crate::row::{id, maybe_id};

pub(crate) const MIGRATION: &str = "
CREATE TABLE owners (
    id TEXT PRIMARY KEY,
    actor TEXT,
    email TEXT,
    name TEXT NOT NULL,
    archived INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX owners_by_actor ON owners (actor) WHERE actor IS NOT NULL;
";

cache_table!(Owners, OwnersMut, "owners");

impl Owners<'_> {
    /// Every owner, deactivated ones included, by name.
    pub fn all(&self) -> Result<Vec<Owner>> {
        let mut statement =
            self.0.prepare_cached("SELECT id, actor, email, name, archived FROM owners ORDER BY name, id")?;
        let rows = statement.query_map([], owner_from)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

impl OwnersMut<'_> {
    /// Puts these in the place of all. The same again is not written and not announced.
    pub fn replace(&self, owners: &[Owner]) -> Result<()> {
        let mut next = owners.to_vec();
        next.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
        if self.all()? == next {
            return Ok(());
        }
        self.w.conn.execute("DELETE FROM owners", [])?;
        for owner in owners {
            self.w
                .conn
                .prepare_cached(
                    "INSERT OR REPLACE INTO owners (id, actor, email, name, archived)
                     VALUES (:id, :actor, :email, :name, :archived)",
                )?
                .execute(named_params! {
                    ":id": owner.id.as_str(),
                    ":actor": owner.actor.as_ref().map(|id| id.as_str()),
                    ":email": owner.email,
                    ":name": owner.name,
                    ":archived": owner.archived,
                })?;
        }
        self.w.changed(Change::Directory);
        // A conversation without a ticket belongs to the owner behind its agent.
        let mut statement = self.w.conn.prepare_cached("SELECT row FROM threads WHERE assigned_to IS NOT NULL")?;
        for thread in statement.query_map([], |row| row.get("row"))? {
            self.w.touched(thread?);
        }
        Ok(())
    }
}

fn owner_from(row: &Row<'_>) -> rusqlite::Result<Owner> {
    Ok(Owner {
        id: id(row, "id")?,
        actor: maybe_id(row, "actor")?,
        email: row.get("email")?,
        name: row.get("name")?,
        archived: row.get("archived")?,
    })
}
