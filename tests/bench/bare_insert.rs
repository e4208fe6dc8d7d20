//! The rows of a synced cache, and how long SQLite alone takes to write them: the baseline of the first sync.
//!
//! The same rows go into tables of the same definition, in one transaction, one prepared statement per table. Secondary
//! indexes and the full-text index are left out: they are part of what Bellhop adds, and so part of what it is held to.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, params_from_iter};

/// Every row of a cache, in memory.
pub(crate) struct Rows {
    tables: Vec<Table>,
}

struct Table {
    name: String,
    create: String,
    insert: String,
    rows: Vec<Vec<Value>>,
}

impl Rows {
    /// Reads all ordinary tables of a database.
    pub(crate) fn read(cache: &Path) -> Result<Self> {
        let conn = Connection::open_with_flags(cache, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        // The full-text index and what it keeps its data in are of other types.
        let named =
            "SELECT s.name AS name, s.sql AS sql FROM pragma_table_list AS l JOIN sqlite_schema AS s USING (name)
                     WHERE l.schema = 'main' AND l.type = 'table' AND s.type = 'table' AND s.name NOT LIKE 'sqlite%'";
        let mut statement = conn.prepare(named)?;
        let found = statement.query_map([], |row| Ok((row.get("name")?, row.get("sql")?)))?;
        let found: Vec<(String, String)> = found.collect::<rusqlite::Result<_>>()?;
        let tables = found.into_iter().map(|(name, create)| Table::read(&conn, name, create));
        Ok(Self { tables: tables.collect::<Result<_>>()? })
    }

    /// How many rows a table has.
    pub(crate) fn count(&self, table: &str) -> usize {
        self.tables.iter().find(|each| each.name == table).map_or(0, |each| each.rows.len())
    }

    /// Writes everything into a new database, and gives the time from its first statement to the end of its commit.
    pub(crate) fn insert(&self, database: &Path) -> Result<Duration> {
        let began = Instant::now();
        let mut conn = Connection::open(database)?;
        conn.pragma_update(None, "journal_mode", "WAL")?;
        conn.pragma_update(None, "synchronous", "NORMAL")?;
        // The tables come in any order.
        conn.pragma_update(None, "foreign_keys", false)?;
        let transaction = conn.transaction()?;
        for table in &self.tables {
            transaction.execute(&table.create, [])?;
            let mut insert = transaction.prepare(&table.insert)?;
            for row in &table.rows {
                insert.execute(params_from_iter(row))?;
            }
        }
        transaction.commit()?;
        let took = began.elapsed();
        conn.close().map_err(|(_, problem)| problem).context("the new database could not be closed")?;
        Ok(took)
    }
}

impl Table {
    fn read(conn: &Connection, name: String, create: String) -> Result<Self> {
        // Computed columns are not listed here, as they cannot be inserted.
        let mut statement = conn.prepare("SELECT name FROM pragma_table_info(?1) ORDER BY cid")?;
        let columns: Vec<String> =
            statement.query_map([&name], |row| row.get("name"))?.collect::<rusqlite::Result<_>>()?;
        let listed = columns.iter().map(|column| format!("\"{column}\"")).collect::<Vec<_>>().join(", ");
        let places = vec!["?"; columns.len()].join(", ");
        let mut rows = Vec::new();
        let mut statement = conn.prepare(&format!("SELECT {listed} FROM \"{name}\""))?;
        let mut found = statement.query([])?;
        while let Some(row) = found.next()? {
            let row: rusqlite::Result<Vec<Value>> = columns.iter().map(|column| row.get(column.as_str())).collect();
            rows.push(row?);
        }
        let insert = format!("INSERT INTO \"{name}\" ({listed}) VALUES ({places})");
        Ok(Self { create, insert, rows, name })
    }
}
