//! `/helpdesk/v1/snippet-packs`: packs of snippets for the whole team.
//!
//! A pack is shared whole and read whole. What its files mean is their readers' business; here they are only bounded, and
//! their paths lead nowhere but below the pack.

use std::collections::BTreeSet;
use std::path::{Component, Path as FilePath};

use axum::{
    Json, Router,
    extract::{Path, State},
    routing::{get, put},
};
use bellhop_hubspot::wire::helpdesk::{NewSnippetPack, PackFile, SnippetPacks};
use rusqlite::Connection;

use crate::{
    db::snippet_packs,
    server::{
        Shared,
        answer::{ApiError, Body},
        auth::Caller,
        push::{Event, EventKind},
    },
};

const READ: &[&str] = &["conversations.read"];
/// HubSpot has no scope for snippets; this one is for texts that the whole account shows.
const SHARE: &[&str] = &["content"];

/// Letters of a pack's name, and of a file's path.
const LONGEST_NAME: usize = 80;
const LONGEST_PATH: usize = 240;
/// Files of a pack, and bytes of one.
const MOST_FILES: usize = 2_000;
const LARGEST_FILE: usize = 128 * 1024;
/// Bytes of a pack.
const LARGEST_PACK: usize = 8 * 1024 * 1024;

/// The calls, relative to `/helpdesk/v1`.
pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/snippet-packs", get(list)).route("/snippet-packs/{name}", put(share).delete(remove))
}

async fn list(State(app): State<Shared>, caller: Caller) -> Result<Json<SnippetPacks>, ApiError> {
    caller.require(READ)?;
    app.db.read(move |conn| all(conn, &caller)).await.map(Json)
}

async fn share(
    State(app): State<Shared>,
    caller: Caller,
    Path(name): Path<String>,
    Body(NewSnippetPack { files }): Body<NewSnippetPack>,
) -> Result<Json<SnippetPacks>, ApiError> {
    caller.require(SHARE)?;
    check(&name, &files)?;
    let now = app.now();
    let shared = app.change(move |tx, events| {
        snippet_packs::put(tx, &name, &files, now)?;
        events.push(Event::new(EventKind::Snippets, now));
        all(tx, &caller)
    });
    shared.await.map(Json)
}

async fn remove(
    State(app): State<Shared>,
    caller: Caller,
    Path(name): Path<String>,
) -> Result<Json<SnippetPacks>, ApiError> {
    caller.require(SHARE)?;
    let now = app.now();
    let left = app.change(move |tx, events| {
        if !snippet_packs::remove(tx, &name)? {
            return Err(ApiError::not_found(format_args!("The pack {name}")));
        }
        events.push(Event::new(EventKind::Snippets, now));
        all(tx, &caller)
    });
    left.await.map(Json)
}

fn all(connection: &Connection, caller: &Caller) -> Result<SnippetPacks, ApiError> {
    Ok(SnippetPacks { results: snippet_packs::list(connection)?, may_share: caller.has(SHARE) })
}

fn check(name: &str, files: &[PackFile]) -> Result<(), ApiError> {
    let refuse = |why: String| Err(ApiError::validation(why));
    let bare = name.trim() == name && !name.is_empty() && !name.contains(['/', '\\']) && !name.starts_with('.');
    if !bare || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return refuse(format!("\"{name}\" cannot be the name of a pack"));
    }
    let mut paths = BTreeSet::new();
    for PackFile { path, text } in files {
        if !leads_below(path) || !paths.insert(path) {
            return refuse(format!("\"{path}\" cannot be the path of a file, or is there twice"));
        }
        if text.len() > LARGEST_FILE {
            return refuse(format!("\"{path}\" is too large"));
        }
    }
    if files.len() > MOST_FILES || files.iter().map(|file| file.text.len()).sum::<usize>() > LARGEST_PACK {
        return refuse("The pack is too large".to_owned());
    }
    Ok(())
}

/// A Markdown file somewhere below, by a path that is the same on every system.
fn leads_below(path: &str) -> bool {
    let below = FilePath::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    let plain = !path.contains('\\') && !path.contains(':') && !path.chars().any(char::is_control);
    let parts = path.split('/').all(|part| !part.is_empty() && !part.starts_with('.'));
    let markdown = FilePath::new(path).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("md"));
    below && plain && parts && markdown && path.chars().count() <= LONGEST_PATH
}
