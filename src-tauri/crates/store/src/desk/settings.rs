//! Settings by name, each a JSON value. The store does not know what they mean.

use bellhop_model::Change;
use rusqlite::OptionalExtension;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::desk_table;
use crate::error::Result;
use crate::row::json;

pub(crate) const MIGRATION: &str = "
CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
";

desk_table!(Settings, SettingsMut, "settings");

impl Settings<'_> {
    /// A setting; absent when it was never set.
    pub fn get<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>> {
        let mut statement = self.0.prepare_cached("SELECT value FROM settings WHERE name = ?")?;
        let text: Option<String> = statement.query_row([name], |row| row.get("value")).optional()?;
        text.map(|text| serde_json::from_str(&text).map_err(Into::into)).transpose()
    }
}

impl SettingsMut<'_> {
    /// Keeps a setting.
    pub fn set<T: Serialize>(&self, name: &str, value: &T) -> Result<()> {
        let written = self
            .w
            .conn
            .prepare_cached(
                "INSERT INTO settings (name, value) VALUES (?, ?)
                 ON CONFLICT DO UPDATE SET value = excluded.value WHERE value <> excluded.value",
            )?
            .execute([name, &json(value)?])?;
        if written > 0 {
            self.w.changed(Change::Settings);
        }
        Ok(())
    }
}
