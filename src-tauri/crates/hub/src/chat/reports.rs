//! What the help desk must still be told about deliveries: one row per message, the newest news wins.
//!
//! A row goes when the help desk has taken it. READ replaces a SENT that was never told, because it says more.

use bellhop_hubspot::wire::conversations::StatusType;
use rusqlite::{Transaction, named_params};

pub(super) const MIGRATION: &str = "
CREATE TABLE reports (
    message_id TEXT PRIMARY KEY,
    status     TEXT NOT NULL CHECK (status IN ('SENT', 'READ', 'FAILED')),
    reason     TEXT
) STRICT, WITHOUT ROWID";

/// Something to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Report {
    /// The help desk's id of the answer.
    pub(super) message_id: String,
    /// SENT, READ or FAILED.
    pub(super) status: StatusType,
    /// FAILED: why.
    pub(super) reason: Option<String>,
}

/// Puts news down, in place of older news about the same message.
pub(super) fn put(tx: &Transaction<'_>, report: &Report) -> rusqlite::Result<()> {
    tx.execute(
        "INSERT INTO reports (message_id, status, reason) VALUES (:id, :status, :reason)
         ON CONFLICT (message_id) DO UPDATE SET status = :status, reason = :reason",
        named_params! { ":id": report.message_id, ":status": text(report.status), ":reason": report.reason },
    )?;
    Ok(())
}

/// What is to be told, oldest ids first.
pub(super) fn pending(tx: &Transaction<'_>) -> rusqlite::Result<Vec<Report>> {
    let mut query = tx.prepare_cached("SELECT message_id, status, reason FROM reports ORDER BY message_id LIMIT 50")?;
    let rows = query.query_map([], |row| {
        let status: String = row.get("status")?;
        Ok(Report { message_id: row.get("message_id")?, status: read(&status), reason: row.get("reason")? })
    })?;
    rows.collect()
}

/// Notes that this was told; newer news about the same message stay.
pub(super) fn told(tx: &Transaction<'_>, report: &Report) -> rusqlite::Result<()> {
    tx.execute(
        "DELETE FROM reports WHERE message_id = :id AND status = :status",
        named_params! { ":id": report.message_id, ":status": text(report.status) },
    )?;
    Ok(())
}

fn text(status: StatusType) -> &'static str {
    match status {
        StatusType::Sent | StatusType::Received => "SENT",
        StatusType::Read => "READ",
        StatusType::Failed => "FAILED",
    }
}

fn read(text: &str) -> StatusType {
    match text {
        "READ" => StatusType::Read,
        "FAILED" => StatusType::Failed,
        _ => StatusType::Sent,
    }
}
