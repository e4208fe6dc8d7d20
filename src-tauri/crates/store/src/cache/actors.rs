//! Actors: whoever wrote a message or was given a conversation, by name.

use bellhop_model::{Actor, ActorId, Change};
use rusqlite::{OptionalExtension, Row, named_params};

use super::cache_table;
use super::wanted::{self, Wanted};
use crate::error::Result;
use crate::row::{id, id_list};

pub(crate) const MIGRATION: &str = "
CREATE TABLE actors (
    id TEXT PRIMARY KEY,
    name TEXT,
    email TEXT
) STRICT, WITHOUT ROWID;
";

cache_table!(Actors, ActorsMut, "actors");

impl Actors<'_> {
    /// An actor.
    pub fn get(&self, actor: &ActorId) -> Result<Option<Actor>> {
        let mut statement = self.0.prepare_cached("SELECT id, name, email FROM actors WHERE id = ?")?;
        Ok(statement.query_row([actor.as_str()], actor_from).optional()?)
    }

    /// Those of these that are known.
    pub fn of(&self, actors: &[ActorId]) -> Result<Vec<Actor>> {
        let mut statement =
            self.0.prepare_cached("SELECT id, name, email FROM actors WHERE id IN (SELECT value FROM json_each(?))")?;
        let rows = statement.query_map([id_list(actors.iter().map(ActorId::as_str))?], actor_from)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Actors that messages and conversations name and that were not read yet.
    pub fn missing(&self, limit: u32) -> Result<Vec<ActorId>> {
        wanted::list(self.0, Wanted::Actor, limit)
    }
}

impl ActorsMut<'_> {
    /// Writes actors as the remote tells them.
    pub fn upsert(&self, actors: &[Actor]) -> Result<()> {
        for actor in actors {
            wanted::strike(self.w.conn, Wanted::Actor, actor.id.as_str())?;
            let written = self.w.conn.prepare_cached(UPSERT)?.execute(named_params! {
                ":id": actor.id.as_str(),
                ":name": actor.name,
                ":email": actor.email,
            })?;
            if written > 0 {
                // Names stand beside messages: whoever shows some asks for them again.
                self.w.changed(Change::Contacts);
            }
        }
        Ok(())
    }

    /// Notes that the remote does not know these actors.
    pub fn absent(&self, actors: &[ActorId]) -> Result<()> {
        actors.iter().try_for_each(|actor| wanted::strike(self.w.conn, Wanted::Actor, actor.as_str()))
    }
}

fn actor_from(row: &Row<'_>) -> rusqlite::Result<Actor> {
    let actor: ActorId = id(row, "id")?;
    Ok(Actor { kind: actor.kind(), id: actor, name: row.get("name")?, email: row.get("email")? })
}

const UPSERT: &str = "
INSERT INTO actors (id, name, email) VALUES (:id, :name, :email)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, email = excluded.email
WHERE (name, email) IS NOT (excluded.name, excluded.email)";
