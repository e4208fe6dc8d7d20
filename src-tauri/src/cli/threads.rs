//! `bellhop threads` and `bellhop thread`: reading the cache.

use std::process::ExitCode;

use bellhop_desk::views::ViewKey;
use serde_json::{Value, json};

use super::{Failure, Output, ThreadsArguments};
use crate::app::App;
use crate::home::Home;

/// The most rows that one call gives.
const PAGE: u32 = 200;

/// Lists conversations, newest first.
pub(crate) async fn list(
    home: &Home,
    workspace: Option<String>,
    arguments: ThreadsArguments,
    output: &Output,
) -> Result<ExitCode, Failure> {
    let app = App::reading(home, workspace.as_deref()).await?;
    let channels = channel_names(&app).await?;
    let mut rows = Vec::new();
    let views = if arguments.search.is_some() {
        vec![ViewKey::Open]
    } else if arguments.all {
        vec![ViewKey::Open, ViewKey::Closed]
    } else {
        vec![view(&arguments.view)?]
    };
    for key in views {
        read_view(&app, &key, &arguments, &channels, &mut rows).await?;
    }
    if arguments.all {
        let newest = |row: &Value| row.get("lastMessageAt").and_then(Value::as_str).unwrap_or_default().to_owned();
        rows.sort_by_key(|row| std::cmp::Reverse(newest(row)));
        rows.truncate(arguments.limit as usize);
    }
    output.print(&rows, |rows| rows.iter().map(line).collect::<Vec<_>>().join("\n"))?;
    Ok(ExitCode::SUCCESS)
}

async fn read_view(
    app: &App,
    key: &ViewKey,
    arguments: &ThreadsArguments,
    channels: &Value,
    rows: &mut Vec<Value>,
) -> Result<(), Failure> {
    let mut offset = 0;
    while offset < arguments.limit {
        let limit = PAGE.min(arguments.limit - offset);
        let call = json!({"key": key, "search": arguments.search, "offset": offset, "limit": limit});
        let page = app.desk.call("list", call).await?;
        let found = page.get("rows").and_then(Value::as_array).cloned().unwrap_or_default();
        if found.is_empty() {
            break;
        }
        offset += u32::try_from(found.len()).unwrap_or(limit);
        rows.extend(found.iter().map(|row| summary(row, channels)));
    }
    Ok(())
}

/// Shows one conversation with its whole history, oldest first.
pub(crate) async fn show(
    home: &Home,
    workspace: Option<String>,
    id: String,
    output: &Output,
) -> Result<ExitCode, Failure> {
    let app = App::reading(home, workspace.as_deref()).await?;
    let channels = channel_names(&app).await?;
    let head = app.desk.call("thread", json!({"thread": id})).await?;
    let mut messages: Vec<Value> = Vec::new();
    let mut before = Value::Null;
    loop {
        let page = app.desk.call("messages", json!({"thread": id, "before": before, "limit": PAGE})).await?;
        let mut part: Vec<Value> =
            page.get("messages").and_then(Value::as_array).into_iter().flatten().map(message).collect();
        part.append(&mut messages);
        messages = part;
        before = page.get("older").cloned().unwrap_or(Value::Null);
        if before.is_null() {
            break;
        }
    }
    let thread = json!({
        "id": id,
        "subject": head.get("subject"),
        "contact": head.get("contact"),
        "channel": channel(&head, channels),
        "status": head.get("status"),
        "syncedAt": head.get("syncedAt"),
        "messages": messages,
    });
    output.print(&thread, transcript)?;
    Ok(ExitCode::SUCCESS)
}

fn view(name: &str) -> Result<ViewKey, Failure> {
    match name {
        "open" => Ok(ViewKey::Open),
        "mine" => Ok(ViewKey::Mine),
        "unassigned" => Ok(ViewKey::Unassigned),
        "needs-reply" => Ok(ViewKey::NeedsReply),
        "unread" => Ok(ViewKey::Unread),
        "closed" => Ok(ViewKey::Closed),
        _ => Err(Failure::new(
            "badRequest",
            format!("There is no view \"{name}\": choose open, mine, unassigned, needs-reply, unread or closed."),
        )),
    }
}

/// The channels' names by id.
async fn channel_names(app: &App) -> Result<Value, Failure> {
    let directory = app.desk.call("directory", Value::Null).await?;
    let channels = directory.get("channels").and_then(Value::as_array).cloned().unwrap_or_default();
    Ok(channels
        .iter()
        .filter_map(|channel| Some((channel.get("id")?.as_str()?.to_owned(), channel.get("name")?.clone())))
        .collect::<serde_json::Map<_, _>>()
        .into())
}

fn channel(of: &Value, channels: impl std::borrow::Borrow<Value>) -> Value {
    let id = of.get("channel").and_then(Value::as_str).unwrap_or_default();
    channels.borrow().get(id).cloned().unwrap_or_else(|| id.into())
}

fn summary(row: &Value, channels: &Value) -> Value {
    let preview = row.get("preview");
    let text = preview.and_then(|preview| preview.get("text")).and_then(Value::as_str).unwrap_or_default();
    let kind = preview.and_then(|preview| preview.get("kind")).and_then(Value::as_str).unwrap_or_default();
    json!({
        "id": row.get("id"),
        "subject": row.get("subject"),
        "contact": row.get("contact"),
        "channel": channel(row, channels),
        "status": row.get("status"),
        "lastMessageAt": row.get("at"),
        "preview": if text.is_empty() { kind } else { text },
        "unread": row.get("unread"),
    })
}

/// A message as the command line shows it: flat, whatever its kind.
fn message(view: &Value) -> Value {
    let body = view.get("body").cloned().unwrap_or_default();
    let content = body.get("content");
    let at = |value: Option<&Value>, key: &str| value.and_then(|value| value.get(key)).cloned().unwrap_or_default();
    let attachments: Vec<Value> = at(content, "attachments").as_array().into_iter().flatten().map(attachment).collect();
    let told =
        ["delivery", "receipt"].iter().filter_map(|key| body.get(*key)?.get("state").cloned()).find(Value::is_string);
    // The remote has it, and its channel has not said more yet.
    let accepted = || if at(Some(&body), "direction") == "outgoing" { "sent".into() } else { Value::Null };
    let delivery = told.unwrap_or_else(accepted);
    json!({
        "id": at(view.get("key"), "id"),
        "kind": body.get("type"),
        "direction": body.get("direction"),
        "from": at(view.get("author"), "name"),
        "at": view.get("at"),
        "text": at(content, "text"),
        "attachments": attachments,
        "delivery": delivery,
    })
}

fn attachment(view: &Value) -> Value {
    if view.get("as").and_then(Value::as_str) == Some("file") {
        json!({
            "type": "file", "id": view.get("file"), "name": view.get("name"), "usage": view.get("usage"),
            "size": view.get("size"), "cached": view.get("cached"),
        })
    } else {
        view.get("card").cloned().unwrap_or_default()
    }
}

fn line(row: &Value) -> String {
    let text = |key: &str| row.get(key).and_then(Value::as_str).unwrap_or("–");
    let unread = row.get("unread").and_then(Value::as_u64).unwrap_or(0);
    let mark = if unread > 0 { format!("({unread}) ") } else { String::new() };
    let when = text("lastMessageAt").get(..16).unwrap_or("–").replace('T', " ");
    format!(
        "{}  {when}  {mark}{} · {} · {} — {}",
        text("id"),
        text("contact"),
        text("channel"),
        text("subject"),
        text("preview")
    )
}

fn transcript(thread: &Value) -> String {
    let text = |of: &Value, key: &str| of.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut lines =
        vec![format!("{} · {} ({})", text(thread, "contact"), text(thread, "subject"), text(thread, "status"))];
    for message in thread.get("messages").and_then(Value::as_array).into_iter().flatten() {
        let files = message.get("attachments").and_then(Value::as_array).map_or(0, Vec::len);
        let mut what = text(message, "text");
        if files > 0 {
            what = format!("{what} [{files} attached]");
        }
        if what.trim().is_empty() {
            what = format!("[{}]", text(message, "kind"));
        }
        let when = text(message, "at").get(..16).unwrap_or_default().replace('T', " ");
        lines.push(format!("{when}  {}: {}  {}", text(message, "from"), what.trim(), text(message, "delivery")));
    }
    lines.join("\n")
}
