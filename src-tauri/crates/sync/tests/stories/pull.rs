//! What is on the remote comes into the cache, the most useful first.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use bellhop_hub::{Fault, Route, SeedSpec};
use bellhop_model::{MessageId, ThreadId, ThreadStatus};
use bellhop_sync::{OnceConfig, PageSizes, Sync, SyncState, sync_once};
use chrono::Utc;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Desk, ME, Remote, texts, until_idle, until_state, within};

#[tokio::test(flavor = "multi_thread")]
async fn the_first_sync_completes_the_newest_open_conversations_before_it_goes_on_with_the_rest() {
    let remote = Remote::new().await;
    let seeded = remote.hub.seed(SeedSpec::new(90, 4, Utc::now())).await.unwrap();
    remote.hub.faults().every(Route::ListMessages, Fault::Delay(Duration::from_millis(15)));
    let desk = Desk::new();
    let mut config = desk.config(remote.connection());
    config.pages = PageSizes { threads: 25, useful: 10, parallel: 2, ..PageSizes::default() };
    let sync = Sync::start(config);
    // Whenever fewer than all are read, those that are read are the newest open ones, and they are complete.
    let newest_open: Vec<ThreadId> = seeded
        .thread_ids
        .iter()
        .enumerate()
        .filter(|(place, _)| place % 3 != 2)
        .map(|(_, id)| ThreadId(id.to_string()))
        .rev()
        .take(10)
        .collect();
    let progress = until_state(
        &sync,
        "the useful part of the first sync",
        |status| matches!(status.state, SyncState::FirstSync { done, total } if done >= 10 && total == 90),
    )
    .await;
    assert!(matches!(progress.state, SyncState::FirstSync { done, .. } if done < 90), "{progress:?}");
    for thread in newest_open {
        let seen = thread.clone();
        let (synced, thread, texts) = desk
            .read(move |r| Ok((r.thread_sync().get(&seen)?, r.threads().get(&seen)?.unwrap(), texts(r, &seen)?)))
            .await;
        assert!(synced.synced_at.is_some(), "{} should be among the first", thread.id);
        assert_eq!(texts.len(), 4);
        let (ticket, contact) = (thread.ticket.unwrap(), thread.contact.unwrap());
        desk.read(move |r| {
            assert!(r.tickets().get(&ticket)?.unwrap().subject().is_some());
            assert_ne!(r.contacts().get(&contact)?.unwrap().display_name(), contact.0);
            Ok(())
        })
        .await;
    }
    until_idle(&sync).await;
    let (counts, first) = desk.read(|r| Ok((r.thread_sync().counts()?, r.tickets().missing(1)?))).await;
    assert_eq!(counts, (90, 90));
    assert_eq!(first, []);
    let messages = count_messages(&desk, &seeded.thread_ids).await;
    assert_eq!(messages, 360);
    sync.stop().await;
}

async fn count_messages(desk: &Desk, threads: &[i64]) -> usize {
    let threads: Vec<ThreadId> = threads.iter().map(|id| ThreadId(id.to_string())).collect();
    desk.read(move |r| {
        let mut all = 0;
        for thread in &threads {
            all += texts(r, thread)?.len();
        }
        Ok(all)
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_history_is_read_to_its_beginning_in_parts() {
    let remote = Remote::new().await;
    let seeded = remote.hub.seed(SeedSpec { closed_every: 0, ..SeedSpec::new(2, 330, Utc::now()) }).await.unwrap();
    let desk = Desk::new();
    let mut config = desk.config(remote.connection());
    config.pages.history = 50;
    let sync = Sync::start(config);
    desk.until("whole histories", |r| {
        Ok(r.thread_sync().counts()? == (2, 2) && r.thread_sync().incomplete(1)?.is_empty())
    })
    .await;
    assert_eq!(count_messages(&desk, &seeded.thread_ids).await, 660);
    sync.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_the_hub_pushes_is_in_the_cache_within_moments() {
    let remote = Remote::new().await;
    let desk = Desk::new();
    let thread = remote.customer_writes("anna", "Good morning").await;
    let sync = desk.start(&remote);
    desk.sees(&thread, "Good morning").await;
    until_state(&sync, "an open push stream", |status| status.listening && status.state == SyncState::Idle).await;
    let slowest = AtomicU64::new(0);
    for number in 0..10 {
        let words = format!("Are you there? {number}");
        remote.customer_writes("anna", &words).await;
        let start = Instant::now();
        desk.sees(&thread, &words).await;
        slowest.fetch_max(start.elapsed().as_millis() as u64, Ordering::Relaxed);
    }
    let slowest = slowest.into_inner();
    assert!(slowest < 2_000, "the slowest of ten took {slowest} ms");
    let new = remote.customer_writes("piotr", "I am new here").await;
    desk.sees(&new, "I am new here").await;
    desk.ticket_of(&new).await;
    sync.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_push_polling_finds_messages_and_what_changed_without_one() {
    let remote = Remote::without_push().await;
    let first = remote.customer_writes("anna", "Good morning").await;
    let second = remote.customer_writes("piotr", "Hello").await;
    let gone = remote.customer_writes("zofia", "Remove me").await;
    let desk = Desk::new();
    let sync = desk.start(&remote);
    until_idle(&sync).await;
    desk.sees(&gone, "Remove me").await;
    assert!(!sync.state().borrow().listening);
    remote.customer_writes("anna", "One more thing").await;
    desk.sees(&first, "One more thing").await;
    remote.patch_thread(&second, json!({ "status": "CLOSED" })).await;
    let id = second.clone();
    desk.until("a closed thread", move |r| Ok(r.threads().get(&id)?.unwrap().status == ThreadStatus::Closed)).await;
    remote.archive_thread(&gone).await;
    let id = gone.clone();
    desk.until("an archived thread", move |r| Ok(r.threads().get(&id)?.is_none_or(|thread| thread.archived))).await;
    sync.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_push_the_ticket_search_tells_of_comments_owners_and_status() {
    let remote = Remote::without_push().await;
    let thread = remote.customer_writes("anna", "Good morning").await;
    let desk = Desk::new();
    let mut config = desk.config(remote.connection());
    // Only the search may find it.
    config.cadence.sweep = Duration::from_secs(600);
    config.cadence.sweep_all = Duration::from_secs(600);
    let sync = Sync::start(config);
    let ticket = desk.ticket_of(&thread).await;
    until_idle(&sync).await;
    let path = format!("/conversations/conversations/2026-09/threads/{thread}/messages");
    remote.call(reqwest::Method::POST, &path, json!({ "type": "COMMENT", "text": "Ask Ewa", "attachments": [] })).await;
    desk.sees(&thread, "Ask Ewa").await;
    let path = format!("/crm/objects/2026-09/tickets/{ticket}");
    remote.call(reqwest::Method::PATCH, &path, json!({ "properties": { "hs_pipeline_stage": "4" } })).await;
    let id = ticket.clone();
    desk.until("a closed ticket", move |r| Ok(r.tickets().get(&id)?.unwrap().stage() == Some("4".into()))).await;
    let id = thread.clone();
    desk.until("its closed thread", move |r| Ok(r.threads().get(&id)?.unwrap().status == ThreadStatus::Closed)).await;
    sync.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_conversation_on_screen_is_read_before_the_rest_of_a_long_first_sync() {
    let remote = Remote::new().await;
    let seeded = remote.hub.seed(SeedSpec::new(200, 2, Utc::now())).await.unwrap();
    remote.hub.faults().every(Route::ListMessages, Fault::Delay(Duration::from_millis(40)));
    let desk = Desk::new();
    let mut config = desk.config(remote.connection());
    config.pages = PageSizes { useful: 5, parallel: 2, ..PageSizes::default() };
    let sync = Sync::start(config);
    desk.until("the list", |r| Ok(r.thread_sync().counts()?.1 == 200)).await;
    let oldest = ThreadId(seeded.thread_ids[0].to_string());
    sync.focus(Some(oldest.clone()), true);
    let id = oldest.clone();
    desk.until("the oldest conversation", move |r| Ok(texts(r, &id)?.len() == 2)).await;
    let (done, total) = desk.read(|r| r.thread_sync().counts()).await;
    assert!(done < total / 2, "it waited for {done} others");
    sync.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_answers_in_the_middle_of_the_first_sync_lose_nothing() {
    let remote = Remote::new().await;
    let seeded = remote.hub.seed(SeedSpec::new(60, 3, Utc::now())).await.unwrap();
    let faults = remote.hub.faults();
    for (route, fault) in [
        (Route::ListThreads, Fault::ShortPage),
        (Route::ListThreads, Fault::RepeatCursor),
        (Route::ListThreads, Fault::Garbage),
        (Route::ListThreads, Fault::ExtraFields),
        (Route::ListThreads, Fault::DropMidBody),
        (Route::ListThreads, Fault::Status(503)),
        (Route::ListMessages, Fault::DropBeforeAccept),
        (Route::ListMessages, Fault::Status(500)),
        (Route::ListMessages, Fault::ShortPage),
        (Route::ListMessages, Fault::ExtraFields),
        (Route::ListMessages, Fault::UnknownEnum),
        (Route::ListMessages, Fault::RateLimited { retry_after: Some(Duration::from_secs(1)) }),
        (Route::ListMessages, Fault::ListLag(1)),
        (Route::Actors, Fault::DropAfterAccept),
        (Route::Crm, Fault::Garbage),
    ] {
        faults.next(route, fault);
    }
    let desk = Desk::new();
    let mut config = desk.config(remote.connection());
    config.pages.threads = 10;
    let sync = Sync::start(config);
    let threads = seeded.thread_ids.clone();
    desk.until("everything", move |r| {
        let all = threads.iter().map(|id| texts(r, &ThreadId(id.to_string())).unwrap().len()).sum::<usize>();
        Ok(all == 180 && r.thread_sync().stale(1)?.is_empty() && r.tickets().missing(1)?.is_empty())
    })
    .await;
    assert!(remote.hub.faults().met() >= 15, "{}", remote.hub.faults().met());
    sync.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_sync_that_is_cut_off_goes_on_where_it_was() {
    let remote = Remote::new().await;
    remote.hub.seed(SeedSpec::new(80, 2, Utc::now())).await.unwrap();
    remote.hub.faults().every(Route::ListMessages, Fault::Delay(Duration::from_millis(10)));
    let desk = Desk::new();
    let mut config = desk.config(remote.connection());
    config.pages = PageSizes { threads: 20, useful: 5, parallel: 2, ..PageSizes::default() };
    let sync = Sync::start(config.clone());
    desk.until("a part", |r| Ok(r.thread_sync().counts()?.0 >= 5)).await;
    sync.stop().await;
    let (done, _) = desk.read(|r| r.thread_sync().counts()).await;
    assert!(done < 80);
    remote.hub.faults().clear();
    let client = remote.client().await;
    let before = client.requests();
    let report =
        sync_once(&desk.store, &client, OnceConfig::new(ME, bellhop_sync::OutgoingFiles::new(|_| None))).await.unwrap();
    assert_eq!(desk.read(|r| r.thread_sync().counts()).await, (80, 80));
    assert_eq!(report.requests, client.requests() - before);
    assert!(report.messages >= u64::from(80 - done) * 2 && report.messages < 160 + 40, "{report:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_round_reads_only_what_changed() {
    let remote = Remote::new().await;
    let seeded = remote.hub.seed(SeedSpec::new(50, 2, Utc::now() - chrono::TimeDelta::hours(2))).await.unwrap();
    let desk = Desk::new();
    let client = remote.client().await;
    let config = || OnceConfig::new(ME, bellhop_sync::OutgoingFiles::new(|_| None));
    let first = sync_once(&desk.store, &client, config()).await.unwrap();
    assert_eq!(first.threads, 50);
    let quiet = sync_once(&desk.store, &client, config()).await.unwrap();
    assert_eq!((quiet.messages, quiet.contacts), (0, 0), "{quiet:?}");
    remote.customer_writes("anna", "Something new").await;
    let changed = sync_once(&desk.store, &client, config()).await.unwrap();
    assert_eq!(changed.messages, 1, "{changed:?}");
    assert!(changed.requests <= quiet.requests + 6, "{changed:?} after {quiet:?}");
    assert_eq!(count_messages(&desk, &seeded.thread_ids).await, 100);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_text_is_fetched_whole_when_asked_for() {
    let settings = bellhop_hub::HubSettings { truncate_at: 20, ..Default::default() };
    let remote = Remote::with(settings).await;
    let words = "This is a long story about a parcel that never came.";
    let thread = remote.customer_writes("anna", words).await;
    let desk = Desk::new();
    let sync = desk.start(&remote);
    let id = thread.clone();
    desk.until("the cut text", move |r| Ok(!texts(r, &id)?.is_empty())).await;
    assert_ne!(desk.texts(&thread).await, [words]);
    let id = thread.clone();
    let message: MessageId = desk.read(move |r| Ok(r.messages().newest(&id)?.unwrap())).await;
    let entry = message.clone();
    let entry = desk.read(move |r| r.messages().get(&entry)).await.unwrap();
    assert_ne!(crate::support::content(&entry).unwrap().truncation, bellhop_model::Truncation::Whole);
    within("the whole text", sync.fetch_full_text(&thread, &message)).await.unwrap();
    assert_eq!(desk.texts(&thread).await, [words]);
    let gone = sync.fetch_full_text(&thread, &"none".into()).await;
    assert_eq!(gone, Err(bellhop_sync::FetchError::Gone));
    sync.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement: cargo test -p bellhop-sync -- --ignored --nocapture"]
#[allow(clippy::print_stdout)]
async fn measure_the_first_sync_of_two_thousand_conversations() {
    let remote = Remote::new().await;
    remote.hub.seed(SeedSpec::new(2_000, 10, Utc::now())).await.unwrap();
    let desk = Desk::new();
    let start = Instant::now();
    let sync = desk.start(&remote);
    until_state(
        &sync,
        "fifty useful conversations",
        |status| matches!(status.state, SyncState::FirstSync { done, total } if done >= 50 && total == 2_000),
    )
    .await;
    let useful = start.elapsed();
    desk.until("everything", |r| Ok(r.thread_sync().counts()? == (2_000, 2_000))).await;
    println!("useful after {useful:?}, whole after {:?}, {} requests", start.elapsed(), sync.requests());
    sync.stop().await;
}

const PACKS: &str = "/helpdesk/v1/snippet-packs";

async fn share(remote: &Remote, words: &str) {
    let files = json!({ "files": [{ "path": "hours.md", "text": words }] });
    remote.call(Method::PUT, &format!("{PACKS}/Shop"), files).await;
}

fn first_words(r: &bellhop_store::Reads<'_>) -> bellhop_store::Result<Option<String>> {
    Ok(r.shared_packs().all()?.first().and_then(|pack| pack.files.first().map(|(_, text)| text.clone())))
}

#[tokio::test(flavor = "multi_thread")]
async fn packs_of_the_team_are_there_from_the_first_sync_on_and_follow_every_change() {
    let remote = Remote::new().await;
    share(&remote, "9–17").await;
    let desk = Desk::new();
    assert_eq!(desk.read(|r| r.shared_packs().sharing()).await, None, "nobody told yet");
    let sync = desk.start(&remote);
    until_state(&sync, "an open push stream", |status| status.listening && status.state == SyncState::Idle).await;
    assert_eq!(desk.read(first_words).await.as_deref(), Some("9–17"));
    share(&remote, "10–18").await;
    desk.until("the change", |r| Ok(first_words(r)?.as_deref() == Some("10–18"))).await;
    sync.share_pack("Mine", vec![("a.md".to_owned(), "A".to_owned())]).await.unwrap();
    sync.unshare_pack("Shop").await.unwrap();
    let packs = desk.read(|r| r.shared_packs().all()).await;
    assert_eq!(
        packs.iter().map(|pack| pack.name.as_str()).collect::<Vec<_>>(),
        ["Mine"],
        "kept before the call returns"
    );
    sync.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_of_hubspot_is_not_known_to_have_no_packs_and_nothing_is_shared_with_it() {
    let remote = Remote::without_push().await;
    share(&remote, "9–17").await;
    let desk = Desk::new();
    let sync = desk.start(&remote);
    until_idle(&sync).await;
    assert_eq!(desk.read(|r| r.shared_packs().sharing()).await, None);
    assert!(sync.share_pack("Mine", Vec::new()).await.is_err());
    assert!(sync.unshare_pack("Shop").await.is_err());
    let left = remote.call(Method::GET, PACKS, Value::Null).await;
    assert_eq!(left["results"].as_array().unwrap().len(), 1);
    sync.stop().await;
}
