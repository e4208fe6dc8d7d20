//! `bellhop reply`: one durable commit, then, when no other Bellhop works on the workspace, one try to send it.

use std::process::ExitCode;

use serde_json::{Value, json};

use super::{Failure, Output, ReplyArguments};
use crate::app::App;
use crate::home::Home;

/// Queues the answer and sends it if the remote can be reached. A remote that cannot is no failure: it stays queued.
pub(crate) async fn run(
    home: &Home,
    workspace: Option<String>,
    arguments: ReplyArguments,
    output: &Output,
) -> Result<ExitCode, Failure> {
    let app = App::reading(home, workspace.as_deref()).await?;
    let mode = if arguments.comment { "comment" } else { "reply" };
    let draft = json!({"text": arguments.text, "replyTo": null, "files": [], "account": null});
    let options =
        json!({"thread": arguments.id, "mode": mode, "draft": draft, "thenStage": null, "when": {"type": "now"}});
    let ids = app.desk.call("send", options).await?;
    let id = ids.get(0).and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut note = String::new();
    if !arguments.queue
        && let Err(problem) = super::sync::once(home, &app).await
    {
        note = problem.message().to_owned();
    }
    let delivery = delivery(&app, &id).await?;
    let answer = json!({"id": id, "thread": arguments.id, "delivery": delivery, "note": note});
    output.print(&answer, |answer| {
        let state = answer.pointer("/delivery/state").and_then(Value::as_str).unwrap_or_default();
        let said = match state {
            "sent" => "Sent.".to_owned(),
            "queued" => "Queued: it leaves with the next sync.".to_owned(),
            "stuck" => "Not sent: it waits for you. See `bellhop outbox`.".to_owned(),
            _ => "Whether it arrived is being found out. See `bellhop outbox`.".to_owned(),
        };
        if note.is_empty() { said } else { format!("{said} {note}") }
    })?;
    app.stop().await;
    Ok(ExitCode::SUCCESS)
}

/// How far the intent got: what left the outbox was sent.
async fn delivery(app: &App, id: &str) -> Result<Value, Failure> {
    let open = app.desk.call("outbox", Value::Null).await?;
    let row =
        open.as_array().into_iter().flatten().find(|row| row.get("id").and_then(Value::as_str) == Some(id)).cloned();
    Ok(row.and_then(|row| row.get("delivery").cloned()).unwrap_or_else(|| json!({"state": "sent"})))
}
