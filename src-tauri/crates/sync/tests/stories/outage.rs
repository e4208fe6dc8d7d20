//! Networks, tokens and limits come and go; the state says so, and everything goes on by itself.

use std::time::Duration;

use bellhop_hub::{Fault, Route, SeedSpec};
use bellhop_model::ThreadId;
use bellhop_store::OutboxStep;
use bellhop_sync::{Connection, Link, OnceConfig, Sync, SyncHandle, SyncState, SyncStatus, sync_once};
use chrono::Utc;
use secrecy::SecretString;

use crate::support::{Desk, ME, Remote, reply, until_idle, until_state, within};

/// A conversation that was read, and nothing more to do.
async fn settled() -> (Remote, Desk, SyncHandle, ThreadId) {
    let remote = Remote::new().await;
    let thread = remote.customer_writes("anna", "Good morning").await;
    let desk = Desk::new();
    let sync = desk.start(&remote);
    desk.sees(&thread, "Good morning").await;
    until_idle(&sync).await;
    (remote, desk, sync, thread)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_during_an_outage_leaves_once_when_it_is_over() {
    let (remote, desk, sync, thread) = settled().await;
    // Refused before the hub did anything, as by a gateway that tells so.
    remote.hub.faults().every(Route::Any, Fault::RateLimited { retry_after: Some(Duration::ZERO) });
    remote.hub.cut_connections();
    desk.does(reply(&remote, &thread, "anna", "On its way")).await;
    until_state(&sync, "trouble", |status| {
        matches!(status.state, SyncState::Waiting { .. } | SyncState::Offline { .. })
    })
    .await;
    remote.hub.faults().clear();
    desk.has_delivered().await;
    assert_eq!(remote.sent_texts(&thread).await, ["On its way"]);
    until_idle(&sync).await;
    sync.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_while_nothing_answers_is_not_begun_and_so_never_in_doubt() {
    let (remote, desk, sync, thread) = settled().await;
    for route in [Route::Events, Route::ListMessages, Route::SendMessage] {
        remote.hub.faults().every(route, Fault::DropBeforeAccept);
    }
    remote.hub.cut_connections();
    until_state(&sync, "an offline state", |status| matches!(status.state, SyncState::Offline { .. })).await;
    desk.does(reply(&remote, &thread, "anna", "On its way")).await;
    within("a question before the reply", remote.hub.faults().until_met(Route::ListMessages)).await;
    let open = desk.read(|r| r.outbox().open()).await;
    assert!(matches!(open.as_slice(), [row] if row.step == OutboxStep::Queued { doubt: None }), "{open:?}");
    remote.hub.faults().clear();
    desk.has_delivered().await;
    assert_eq!(remote.sent_texts(&thread).await, ["On its way"]);
    sync.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_push_stream_that_could_not_open_at_once_is_no_trouble_any_more_once_it_is_open() {
    let (remote, _desk, sync, _thread) = settled().await;
    remote.hub.faults().every(Route::Events, Fault::RateLimited { retry_after: Some(Duration::ZERO) });
    remote.hub.cut_connections();
    let waits = |status: &SyncStatus| matches!(status.state, SyncState::Waiting { .. });
    until_state(&sync, "the push stream to be refused", waits).await;
    remote.hub.faults().clear();
    let well = |status: &SyncStatus| status.listening && status.state == SyncState::Idle;
    until_state(&sync, "an open push stream and no trouble", well).await;
    sync.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_that_is_down_at_the_start_is_found_when_it_comes() {
    let remote = Remote::new().await;
    let thread = remote.customer_writes("anna", "Good morning").await;
    remote.hub.faults().every(Route::Any, Fault::DropBeforeAccept);
    let desk = Desk::new();
    let sync = desk.start(&remote);
    until_state(&sync, "an offline state", |status| matches!(status.state, SyncState::Offline { .. })).await;
    remote.hub.faults().clear();
    desk.sees(&thread, "Good morning").await;
    until_idle(&sync).await;
    sync.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_token_pauses_everything_and_another_one_goes_on() {
    let remote = Remote::new().await;
    let thread = remote.customer_writes("anna", "Good morning").await;
    let token = remote.hub.issue_token(bellhop_hub::server::auth::ALL_SCOPES).await.unwrap();
    let link = Connection { base_url: remote.hub.url().to_owned(), token: SecretString::from(token.clone()) };
    let desk = Desk::new();
    let sync = Sync::start(desk.config(link));
    desk.sees(&thread, "Good morning").await;
    until_idle(&sync).await;
    remote.hub.revoke_token(&token).await.unwrap();
    remote.hub.cut_connections();
    desk.does(reply(&remote, &thread, "anna", "Here I am")).await;
    until_state(&sync, "a wanted sign-in", |status| status.state == SyncState::NeedsLogin).await;
    assert_eq!(remote.sent_texts(&thread).await, [] as [&str; 0]);
    sync.reconnect(remote.connection());
    desk.has_delivered().await;
    assert_eq!(remote.sent_texts(&thread).await, ["Here I am"]);
    until_idle(&sync).await;
    sync.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_token_and_a_wrong_address_are_told_apart_at_the_start() {
    let remote = Remote::new().await;
    let desk = Desk::new();
    let token = || SecretString::from("pat-nobody");
    let sync = Sync::start(desk.config(Connection { base_url: remote.hub.url().to_owned(), token: token() }));
    until_state(&sync, "a wanted sign-in", |status| status.state == SyncState::NeedsLogin).await;
    let elsewhere = format!("{}/not/the/api", remote.hub.url());
    sync.reconnect(Connection { base_url: elsewhere, token: SecretString::from(remote.hub.token()) });
    until_state(&sync, "a failure", |status| matches!(status.state, SyncState::Failed { .. })).await;
    sync.reconnect(Connection { base_url: "http://desk.example".to_owned(), token: token() });
    let told = until_state(
        &sync,
        "https",
        |status| matches!(&status.state, SyncState::Failed { detail } if detail.contains("https")),
    )
    .await;
    assert!(!format!("{told:?}").contains("pat-nobody"));
    sync.reconnect(remote.connection());
    until_idle(&sync).await;
    sync.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn missing_scopes_are_named_and_what_may_be_read_is_read() {
    let remote = Remote::new().await;
    let thread = remote.customer_writes("anna", "Good morning").await;
    let token = remote.hub.issue_token(&["conversations.read", "crm.objects.owners.read"]).await.unwrap();
    let desk = Desk::new();
    let sync = Sync::start(
        desk.config(Connection { base_url: remote.hub.url().to_owned(), token: SecretString::from(token) }),
    );
    desk.sees(&thread, "Good morning").await;
    let named =
        until_state(&sync, "missing scopes", |status| matches!(status.state, SyncState::MissingScopes { .. })).await;
    let SyncState::MissingScopes { scopes } = named.state else { unreachable!() };
    assert!(!scopes.is_empty());
    sync.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_remote_nothing_runs_and_the_state_says_why() {
    let remote = Remote::new().await;
    let thread = remote.customer_writes("anna", "Good morning").await;
    let desk = Desk::new();
    let sync = Sync::start(desk.config(Link::Awaited));
    assert_eq!(sync.state().borrow().state, SyncState::Working, "a hub that is starting is not off");
    sync.reconnect(Link::HubOff);
    until_state(&sync, "a hub that is off", |status| status.state == SyncState::HubOff).await;
    let none = sync.file_source(&"1".into()).await;
    assert!(matches!(none, Err(bellhop_sync::FetchError::Offline(_))), "{none:?}");
    sync.reconnect(remote.connection());
    desk.sees(&thread, "Good morning").await;
    sync.reconnect(Link::NoToken);
    until_state(&sync, "no token", |status| status.state == SyncState::NeedsLogin).await;
    sync.reconnect(Link::Awaited);
    until_state(&sync, "another try", |status| status.state == SyncState::Working).await;
    sync.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn under_a_rate_limit_the_first_sync_uses_what_it_may_and_is_never_refused() {
    let settings = bellhop_hub::HubSettings {
        rate: bellhop_hub::Rate { ten_seconds: 60, daily: 100_000, search_per_second: 5 },
        ..Default::default()
    };
    let remote = Remote::with(settings).await;
    remote.hub.seed(SeedSpec::new(60, 1, Utc::now())).await.unwrap();
    let desk = Desk::new();
    let client = remote.client().await;
    let start = std::time::Instant::now();
    sync_once(&desk.store, &client, OnceConfig::new(ME, bellhop_sync::OutgoingFiles::new(|_| None))).await.unwrap();
    assert_eq!(desk.read(|r| r.thread_sync().counts()).await, (60, 60));
    // 60 histories and the rest do not fit into one window, but surely into two.
    assert!(start.elapsed() < Duration::from_secs(22), "{:?}", start.elapsed());
    assert_eq!(client.refusals(), 0, "the limiter keeps the client from being refused");
}
