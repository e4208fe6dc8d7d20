//! Meeting links come into the cache, and a token that may not read them keeps nothing else from being read.

use bellhop_hub::server::auth::ALL_SCOPES;
use bellhop_sync::{Connection, Sync};
use secrecy::SecretString;

use crate::support::{Desk, Remote, until_idle};

#[tokio::test(flavor = "multi_thread")]
async fn meeting_links_are_cached_with_whom_they_meet() {
    let remote = Remote::new().await;
    let desk = Desk::new();
    let sync = desk.start(&remote);
    until_idle(&sync).await;
    let links = desk.read(|r| r.meeting_links().all()).await;
    assert!(links.iter().all(|link| link.url.starts_with("https://meetings.example.com/")), "{links:?}");
    let owners = desk.read(|r| r.owners().all()).await;
    let met = links.first().and_then(|link| link.organizer.clone());
    assert!(owners.iter().any(|owner| owner.actor == met && met.is_some()), "{links:?} {owners:?}");
    assert_eq!(desk.read(|r| r.meeting_links().missing_scopes()).await, Vec::<String>::new());
    sync.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_their_scope_everything_else_is_read_and_the_scope_is_named() {
    let remote = Remote::new().await;
    let scope = "scheduler.meetings.meeting-link.read";
    let scopes: Vec<&str> = ALL_SCOPES.iter().copied().filter(|one| *one != scope).collect();
    let token = remote.hub.issue_token(&scopes).await.unwrap();
    let desk = Desk::new();
    let connection = Connection { base_url: remote.hub.url().to_owned(), token: SecretString::from(token) };
    let sync = Sync::start(desk.config(connection));
    until_idle(&sync).await;
    assert_eq!(desk.read(|r| r.meeting_links().missing_scopes()).await, [scope]);
    assert!(!desk.read(|r| r.owners().all()).await.is_empty());
    sync.stop().await;
}
