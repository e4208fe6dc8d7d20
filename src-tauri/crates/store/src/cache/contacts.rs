//! Contacts: the customers that the CRM knows.

use bellhop_model::{Change, Contact, ContactId};
use rusqlite::{OptionalExtension, Row, named_params};

use super::wanted::{self, Wanted};
use super::{CacheWrite, cache_table};
use crate::error::Result;
use crate::row::{id, json, json_at, ms, time_at};
use crate::search::fold::words;

pub(crate) const MIGRATION: &str = "
CREATE TABLE contacts (
    id TEXT PRIMARY KEY,
    properties TEXT NOT NULL,
    company TEXT,
    updated_at INTEGER NOT NULL,
    name TEXT NOT NULL
) STRICT, WITHOUT ROWID;
";

/// Contacts that can be written to, in an index of their own: looking for an address reads no whole contact.
pub(crate) const ADDRESS_MIGRATION: &str = "
ALTER TABLE contacts ADD COLUMN email TEXT GENERATED ALWAYS AS (json_extract(properties, '$.email')) VIRTUAL;
CREATE INDEX contacts_to_address ON contacts (name, email) WHERE email IS NOT NULL AND email <> '';
";

cache_table!(Contacts, ContactsMut, "contacts");

impl Contacts<'_> {
    /// A contact.
    pub fn get(&self, contact: &ContactId) -> Result<Option<Contact>> {
        let mut statement =
            self.0.prepare_cached("SELECT id, properties, company, updated_at FROM contacts WHERE id = ?")?;
        Ok(statement.query_row([contact.as_str()], contact_from).optional()?)
    }

    /// Names and e-mail addresses of contacts in which every one of these folded words begins a word, by name.
    pub fn to_address(&self, wanted: &[String], limit: usize) -> Result<Vec<(String, String)>> {
        let mut statement = self.0.prepare_cached(
            "SELECT name, email FROM contacts INDEXED BY contacts_to_address
             WHERE email IS NOT NULL AND email <> '' ORDER BY name, email",
        )?;
        let mut rows = statement.query([])?;
        let mut found = Vec::new();
        while found.len() < limit
            && let Some(row) = rows.next()?
        {
            let (name, email): (String, String) = (row.get("name")?, row.get("email")?);
            let known = words(&format!("{name} {email}"));
            if wanted.iter().all(|word| known.iter().any(|one| one.starts_with(word.as_str()))) {
                found.push((name, email));
            }
        }
        Ok(found)
    }

    /// Contacts that conversations and tickets name and that were not read yet. Visitors are among them: see
    /// [`ContactsMut::absent`].
    pub fn missing(&self, limit: u32) -> Result<Vec<ContactId>> {
        wanted::list(self.0, Wanted::Contact, limit)
    }
}

impl ContactsMut<'_> {
    /// Writes contacts as the remote tells them. What did not change is not written and not announced.
    pub fn upsert(&self, contacts: &[Contact]) -> Result<()> {
        for contact in contacts {
            wanted::strike(self.w.conn, Wanted::Contact, contact.id.as_str())?;
            let written = self.w.conn.prepare_cached(UPSERT)?.execute(named_params! {
                ":id": contact.id.as_str(),
                ":properties": json(&contact.properties)?,
                ":company": contact.company,
                ":updated_at": ms(contact.updated_at),
                ":name": contact.display_name(),
            })?;
            if written > 0 {
                touch_threads(self.w, &contact.id)?;
            }
        }
        Ok(())
    }

    /// Forgets contacts that are gone on the remote.
    pub fn remove(&self, contacts: &[ContactId]) -> Result<()> {
        for contact in contacts {
            if self.w.conn.prepare_cached("DELETE FROM contacts WHERE id = ?")?.execute([contact.as_str()])? > 0 {
                touch_threads(self.w, contact)?;
            }
        }
        Ok(())
    }

    /// Notes that the CRM has no such contacts: nobody asks for them until a conversation names them anew.
    pub fn absent(&self, contacts: &[ContactId]) -> Result<()> {
        contacts.iter().try_for_each(|contact| wanted::strike(self.w.conn, Wanted::Contact, contact.as_str()))
    }
}

fn touch_threads(w: &CacheWrite<'_>, contact: &ContactId) -> Result<()> {
    w.changed(Change::Contacts);
    let mut statement = w.conn.prepare_cached("SELECT row, id FROM threads WHERE contact = ?")?;
    let mut rows = statement.query([contact.as_str()])?;
    while let Some(row) = rows.next()? {
        w.thread_changed(id(row, "id")?);
        crate::search::index::queue_head(w, row.get("row")?)?;
    }
    Ok(())
}

fn contact_from(row: &Row<'_>) -> rusqlite::Result<Contact> {
    Ok(Contact {
        id: id(row, "id")?,
        properties: json_at(row, "properties")?,
        company: row.get("company")?,
        updated_at: time_at(row, "updated_at")?,
    })
}

const UPSERT: &str = "
INSERT INTO contacts (id, properties, company, updated_at, name)
VALUES (:id, :properties, :company, :updated_at, :name)
ON CONFLICT (id) DO UPDATE SET properties = excluded.properties, company = excluded.company,
    updated_at = excluded.updated_at, name = excluded.name
WHERE (properties, company, updated_at) IS NOT (excluded.properties, excluded.company, excluded.updated_at)";
