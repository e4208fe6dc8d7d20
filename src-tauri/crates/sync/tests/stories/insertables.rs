//! What reps put into answers comes into the cache, stays there without a network, and a kind that may not be read keeps
//! nothing else from being read.

use bellhop_hub::{Fault, Route, server::auth::ALL_SCOPES};
use bellhop_model::{Insertable, InsertableKind};
use bellhop_store::{ReadTrouble, Reading};
use bellhop_sync::{Connection, Sync, SyncHandle, SyncState};
use secrecy::SecretString;

use crate::support::{Desk, Remote, until_idle, until_state};

/// The scopes that a kind may be read with.
fn scopes_of(kind: InsertableKind) -> &'static [&'static str] {
    match kind {
        InsertableKind::Meeting => &["scheduler.meetings.meeting-link.read"],
        InsertableKind::Quote => &["crm.objects.quotes.read"],
        InsertableKind::Article => &["content"],
        InsertableKind::Document | InsertableKind::Video => &["files", "files.read"],
    }
}

async fn kept(desk: &Desk, kind: InsertableKind) -> Vec<Insertable> {
    desk.read(move |r| r.insertables().find(kind, "")).await
}

async fn reading(desk: &Desk, kind: InsertableKind) -> Reading {
    desk.read(move |r| r.insertables().reading(kind)).await
}

/// Waits until every kind was read, or refused.
async fn all_looked_at(desk: &Desk) {
    desk.until("a reading of every kind", |r| {
        for kind in InsertableKind::ALL {
            let reading = r.insertables().reading(kind)?;
            if reading.read_at.is_none() && reading.trouble.is_none() {
                return Ok(false);
            }
        }
        Ok(true)
    })
    .await;
}

async fn start_without(desk: &Desk, remote: &Remote, lacking: &[&str]) -> SyncHandle {
    let scopes: Vec<&str> = ALL_SCOPES.iter().copied().filter(|one| !lacking.contains(one)).collect();
    let token = remote.hub.issue_token(&scopes).await.unwrap();
    let connection = Connection { base_url: remote.hub.url().to_owned(), token: SecretString::from(token) };
    Sync::start(desk.config(connection))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_is_cached_and_found_while_the_hub_is_gone() {
    let remote = Remote::new().await;
    remote.hub.stock().await.unwrap();
    let desk = Desk::new();
    let sync = desk.start(&remote);
    all_looked_at(&desk).await;
    remote.hub.faults().every(Route::Any, Fault::DropBeforeAccept);
    remote.hub.cut_connections();
    until_state(&sync, "an offline state", |status| matches!(status.state, SyncState::Offline { .. })).await;
    for kind in InsertableKind::ALL {
        let all = kept(&desk, kind).await;
        assert!(all.len() > 2, "{kind:?}: {all:?}");
        assert!(all.iter().any(|one| one.url.is_some()), "{kind:?}: nothing of it can be opened");
        assert_eq!(reading(&desk, kind).await.trouble, None);
    }
    let owners = desk.read(|r| r.owners().all()).await;
    let meetings = kept(&desk, InsertableKind::Meeting).await;
    let met = meetings.iter().find_map(|link| link.owner.clone());
    assert!(owners.iter().any(|owner| owner.actor == met), "{meetings:?} {owners:?}");
    let quotes = kept(&desk, InsertableKind::Quote).await;
    assert!(quotes.iter().all(|one| one.until.is_some() && one.note.is_some()), "{quotes:?}");
    let private = kept(&desk, InsertableKind::Document).await.into_iter().filter(|one| one.url.is_none());
    assert_eq!(private.count(), 1, "a private document has no link, and can be attached");
    sync.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_scope_one_kind_is_not_read_and_says_which_and_all_else_is_read() {
    let remote = Remote::new().await;
    remote.hub.stock().await.unwrap();
    for lacking in InsertableKind::ALL {
        let desk = Desk::new();
        let sync = start_without(&desk, &remote, scopes_of(lacking)).await;
        all_looked_at(&desk).await;
        until_idle(&sync).await;
        let named = scopes_of(lacking).iter().map(|scope| (*scope).to_owned()).collect();
        assert_eq!(reading(&desk, lacking).await.trouble, Some(ReadTrouble::MissingScopes { scopes: named }));
        for kind in InsertableKind::ALL.into_iter().filter(|kind| scopes_of(*kind) != scopes_of(lacking)) {
            assert_eq!(reading(&desk, kind).await.trouble, None, "{kind:?} without the scope of {lacking:?}");
        }
        sync.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rep_who_looks_for_a_quote_sees_one_that_was_made_just_now() {
    let remote = Remote::new().await;
    let desk = Desk::new();
    let sync = desk.start(&remote);
    all_looked_at(&desk).await;
    assert_eq!(kept(&desk, InsertableKind::Quote).await, []);
    remote.hub.stock().await.unwrap();
    sync.look_for(InsertableKind::Quote);
    desk.until("the new quotes", |r| Ok(!r.insertables().find(InsertableKind::Quote, "")?.is_empty())).await;
    sync.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_taken_away_on_the_remote_leaves_the_cache_and_a_refused_kind_keeps_what_was_read() {
    let remote = Remote::new().await;
    remote.hub.stock().await.unwrap();
    let desk = Desk::new();
    let sync = desk.start(&remote);
    all_looked_at(&desk).await;
    sync.stop().await;
    let before = kept(&desk, InsertableKind::Document).await;
    let gone = before.first().unwrap().id.clone();
    remote.call(reqwest::Method::DELETE, &format!("/files/2026-09/files/{gone}"), serde_json::Value::Null).await;
    let sync = desk.start(&remote);
    let id = gone.clone();
    desk.until("one document less", move |r| {
        Ok(r.insertables().find(InsertableKind::Document, "")?.iter().all(|one| one.id != id))
    })
    .await;
    sync.stop().await;
    let sync = start_without(&desk, &remote, scopes_of(InsertableKind::Document)).await;
    desk.until("a refusal", |r| Ok(r.insertables().reading(InsertableKind::Document)?.trouble.is_some())).await;
    assert_eq!(kept(&desk, InsertableKind::Document).await.len(), before.len() - 1);
    sync.stop().await;
}
