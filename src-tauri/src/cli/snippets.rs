//! `bellhop snippets`: listing, taking in, writing out, and checking a folder of them, as a pipeline of a team's git would.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use bellhop_desk::check_pack;
use bellhop_desk::views::{ImportView, PackTrouble, PackTroubleKind, PacksView};
use serde_json::{Value, json};

use super::{Failure, Output, SnippetsCommand};
use crate::app::App;
use crate::home::Home;

/// Carries out one of them.
pub(crate) async fn run(
    home: &Home,
    workspace: Option<String>,
    command: SnippetsCommand,
    output: &Output,
) -> Result<ExitCode, Failure> {
    let app = App::reading(home, workspace.as_deref()).await?;
    match command {
        SnippetsCommand::List => list(&app, "", output).await?,
        SnippetsCommand::Search { words } => list(&app, &words, output).await?,
        SnippetsCommand::Import { from } => import(&app, &from, output).await?,
        SnippetsCommand::Export { folder } => export(&app, &folder, output).await?,
        // Done before there is a workspace.
        SnippetsCommand::Check { .. } => {}
    }
    Ok(ExitCode::SUCCESS)
}

async fn list(app: &App, words: &str, output: &Output) -> Result<(), Failure> {
    let found = app.desk.call("snippets", json!({"search": words})).await?;
    let shown = |one: &Value| {
        let keys = ["id", "key", "title", "body", "folder", "tags", "language", "shared", "file"];
        keys.into_iter().map(|key| (key.to_owned(), one.get(key).cloned().unwrap_or(Value::Null))).collect::<Value>()
    };
    let rows: Vec<Value> = found.as_array().into_iter().flatten().map(shown).collect();
    output.print(&rows, |rows| match rows.as_slice() {
        [] => "There are no such snippets.".to_owned(),
        rows => rows.iter().map(line).collect::<Vec<_>>().join("\n"),
    })
}

fn line(row: &Value) -> String {
    let text = |key: &str| row.get(key).and_then(Value::as_str).unwrap_or_default();
    let key = if text("key").is_empty() { String::new() } else { format!("#{}", text("key")) };
    let folder = if text("folder").is_empty() { String::new() } else { format!("{} / ", text("folder")) };
    let team = if text("shared").is_empty() { String::new() } else { format!("  (shared: {})", text("shared")) };
    format!("{key:<16}  {folder}{}{team}", text("title"))
}

/// A folder becomes a pack, a table's lines become snippets.
async fn import(app: &App, from: &Path, output: &Output) -> Result<(), Failure> {
    let unreadable =
        |problem: std::io::Error| Failure::new("notFound", format!("{} cannot be read: {problem}.", from.display()));
    let full = std::fs::canonicalize(from).map_err(unreadable)?;
    let import: ImportView = if full.is_dir() {
        app.desk.call("addPack", json!({"folder": full})).await?;
        let packs: PacksView = understood(app.desk.call("packs", Value::Null).await?)?;
        let mut taken = packs.packs.iter().filter(|pack| Path::new(&pack.folder) == full).map(|pack| pack.snippets);
        let inside = |trouble: &PackTrouble| Path::new(&trouble.file).starts_with(&full);
        let troubles = packs.troubles.into_iter().filter(inside).collect();
        ImportView { taken: taken.next().unwrap_or_default(), troubles }
    } else {
        let table = std::fs::read_to_string(&full).map_err(unreadable)?;
        let name = full.file_name().map(|name| name.to_string_lossy().into_owned());
        understood(app.desk.call("importSnippets", json!({"name": name, "table": table})).await?)?
    };
    output.print(&import, |import| {
        let mut lines = vec![format!("{} taken in, {} not.", import.taken, import.troubles.len())];
        lines.extend(import.troubles.iter().map(sentence));
        lines.join("\n")
    })
}

fn understood<T: serde::de::DeserializeOwned>(answer: Value) -> Result<T, Failure> {
    Ok(serde_json::from_value(answer).map_err(anyhow::Error::from)?)
}

async fn export(app: &App, folder: &Path, output: &Output) -> Result<(), Failure> {
    let done = app.desk.export_snippets(folder).await?;
    let answer = json!({"folder": folder, "written": done.written, "withoutFiles": done.without_files});
    output.print(&answer, |_| {
        let said = format!("{} written to {}.", done.written, folder.display());
        match done.without_files {
            0 => said,
            some => format!("{said} The attachments of {some} stayed behind: a file of text carries none."),
        }
    })
}

/// Says what is wrong in a folder, by file and line. Anything wrong is a failure, as for any checker.
pub(crate) async fn check(folder: PathBuf, output: &Output) -> Result<ExitCode, Failure> {
    let name = folder.display().to_string();
    let checked = tokio::task::spawn_blocking(move || check_pack(&folder)).await.map_err(anyhow::Error::from)?;
    let checked =
        checked.ok_or_else(|| Failure::new("notFound", format!("{name} is not a folder that can be read.")))?;
    output.print(&checked.troubles, |troubles| match troubles.as_slice() {
        [] => format!("{} snippets, nothing is wrong.", checked.snippets),
        troubles => troubles.iter().map(sentence).collect::<Vec<_>>().join("\n"),
    })?;
    Ok(if checked.troubles.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// `file:line: what is wrong`, as editors and pipelines read it.
fn sentence(PackTrouble { file, line, kind, detail }: &PackTrouble) -> String {
    let what = match kind {
        PackTroubleKind::NotClosed => "the head has no second line of three dashes".to_owned(),
        PackTroubleKind::NoColon => format!("this line of the head has no colon: {detail}"),
        PackTroubleKind::Quotes => format!("quotes or brackets are not closed: {detail}"),
        PackTroubleKind::Key => format!("a key is one word of letters, digits, - and _: {detail}"),
        PackTroubleKind::KeyTaken => format!("its key is already that of \"{detail}\""),
        PackTroubleKind::Empty => "there is no text".to_owned(),
        PackTroubleKind::TooLong => "it is too long".to_owned(),
        PackTroubleKind::NoBodyColumn => format!("there is no column \"body\" among {detail}"),
        PackTroubleKind::Away => "the folder cannot be read".to_owned(),
        PackTroubleKind::Body | PackTroubleKind::Unreadable => detail.clone(),
    };
    format!("{file}:{line}: {what}")
}
