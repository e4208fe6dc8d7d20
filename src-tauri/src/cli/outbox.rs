//! `bellhop outbox`: the ledger of what is still on its way.

use std::process::ExitCode;

use serde_json::{Value, json};

use super::{Failure, OutboxArguments, Output};
use crate::app::App;
use crate::home::Home;

/// Settles one intent if asked to, then lists those that are not done.
pub(crate) async fn run(
    home: &Home,
    workspace: Option<String>,
    arguments: OutboxArguments,
    output: &Output,
) -> Result<ExitCode, Failure> {
    let app = App::reading(home, workspace.as_deref()).await?;
    let asked = [(arguments.retry, "retry"), (arguments.discard, "discard"), (arguments.arrived, "arrived")];
    for (intent, how) in asked {
        if let Some(intent) = intent {
            app.desk.call("settle", json!({"intent": intent, "how": how})).await?;
        }
    }
    let rows = app.desk.call("outbox", Value::Null).await?;
    output.print(&rows, |rows| {
        let rows = rows.as_array().cloned().unwrap_or_default();
        if rows.is_empty() {
            return "Nothing waits: everything was sent.".to_owned();
        }
        rows.iter().map(line).collect::<Vec<_>>().join("\n")
    })?;
    Ok(ExitCode::SUCCESS)
}

fn line(row: &Value) -> String {
    let text = |of: Option<&Value>| of.and_then(Value::as_str).unwrap_or("–").to_owned();
    let delivery = row.get("delivery");
    let detail = delivery.and_then(|delivery| delivery.get("detail")).and_then(Value::as_str).unwrap_or_default();
    format!(
        "{}  thread {}  {}  {}  {} {detail}",
        text(row.get("id")),
        text(row.get("thread")),
        text(row.get("kind")),
        text(delivery.and_then(|delivery| delivery.get("state"))),
        text(row.get("text")),
    )
    .trim_end()
    .to_owned()
}
