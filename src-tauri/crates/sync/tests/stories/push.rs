//! What the rep meant reaches the remote once, whatever happens on the way.

use std::time::Duration;

use bellhop_hub::{Fault, Route};
use bellhop_model::{Intent, LocalFile, OutgoingFile, OwnerId, StuckReason, ThreadId, ThreadStatus};
use bellhop_store::{Attempt, OutboxStep};
use bellhop_sync::{OnceConfig, SyncHandle, sync_once};
use reqwest::Method;
use serde_json::json;

use crate::support::{Desk, ME, MY_ACTOR, NeverTwice, Remote, content, reply, until_idle};

async fn begin() -> (Remote, Desk, SyncHandle, ThreadId) {
    let remote = Remote::new().await;
    let thread = remote.customer_writes("anna", "Good morning").await;
    let desk = Desk::new();
    let sync = desk.start(&remote);
    desk.sees(&thread, "Good morning").await;
    desk.ticket_of(&thread).await;
    until_idle(&sync).await;
    (remote, desk, sync, thread)
}

fn is_stuck(step: &OutboxStep) -> bool {
    matches!(step, OutboxStep::Stuck { .. })
}

fn reason(step: &OutboxStep) -> (StuckReason, &str) {
    match step {
        OutboxStep::Stuck { reason, detail, .. } => (*reason, detail.as_str()),
        other => panic!("not stuck: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_is_shown_once_from_the_moment_it_is_written_until_it_is_the_remotes() {
    let (remote, desk, sync, thread) = begin().await;
    desk.does(reply(&remote, &thread, "anna", "On its way")).await;
    let watch = NeverTwice::watch(&desk, &thread, "On its way");
    desk.has_delivered().await;
    watch.held(&desk).await;
    assert_eq!(desk.texts(&thread).await, ["Good morning", "On its way"]);
    assert_eq!(remote.sent_texts(&thread).await, ["On its way"]);
    let id = thread.clone();
    let newest = desk.read(move |r| r.messages().newest_message(&id)).await.unwrap();
    assert_eq!(newest.author.actor, Some(MY_ACTOR.into()));
    sync.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_lost_after_the_hub_took_the_message_does_not_send_it_again() {
    let (remote, desk, sync, thread) = begin().await;
    remote.hub.faults().next(Route::SendMessage, Fault::DropAfterAccept);
    desk.does(reply(&remote, &thread, "anna", "On its way")).await;
    let watch = NeverTwice::watch(&desk, &thread, "On its way");
    desk.has_delivered().await;
    watch.held(&desk).await;
    assert_eq!(remote.sent_texts(&thread).await, ["On its way"]);
    sync.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_replies_with_the_same_words_are_two_messages_even_when_both_answers_are_lost() {
    let (remote, desk, sync, thread) = begin().await;
    remote.hub.faults().next(Route::SendMessage, Fault::DropAfterAccept);
    remote.hub.faults().next(Route::SendMessage, Fault::DropAfterAccept);
    desk.does(reply(&remote, &thread, "anna", "Yes")).await;
    desk.does(reply(&remote, &thread, "anna", "Yes")).await;
    desk.has_delivered().await;
    assert_eq!(remote.sent_texts(&thread).await, ["Yes", "Yes"]);
    desk.until("both in the cache", {
        let thread = thread.clone();
        move |r| Ok(crate::support::texts(r, &thread)? == ["Good morning", "Yes", "Yes"])
    })
    .await;
    sync.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_the_hub_writes_late_is_waited_for() {
    let (remote, desk, sync, thread) = begin().await;
    remote.hub.faults().next(Route::SendMessage, Fault::LateCommit(Duration::from_millis(300)));
    desk.does(reply(&remote, &thread, "anna", "Patience")).await;
    let watch = NeverTwice::watch(&desk, &thread, "Patience");
    desk.has_delivered().await;
    watch.held(&desk).await;
    assert_eq!(remote.sent_texts(&thread).await, ["Patience"]);
    sync.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_send_that_never_arrived_is_put_to_the_rep_and_leaves_once_when_tried_again() {
    let (remote, desk, sync, thread) = begin().await;
    remote.hub.faults().next(Route::SendMessage, Fault::DropBeforeAccept);
    let intent = desk.does(reply(&remote, &thread, "anna", "Hello?")).await;
    let step = desk.reaches(&intent, is_stuck).await;
    assert_eq!(reason(&step).0, StuckReason::Undecided);
    assert_eq!(remote.sent_texts(&thread).await, [] as [&str; 0]);
    desk.retries(&intent).await;
    desk.has_delivered().await;
    assert_eq!(remote.sent_texts(&thread).await, ["Hello?"]);
    sync.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rep_who_retries_what_had_arrived_after_all_does_not_send_it_twice() {
    let (remote, desk, sync, thread) = begin().await;
    // Later than the last look.
    remote.hub.faults().next(Route::SendMessage, Fault::LateCommit(Duration::from_millis(2_500)));
    let intent = desk.does(reply(&remote, &thread, "anna", "Hello?")).await;
    desk.reaches(&intent, is_stuck).await;
    // When it arrives after all it settles itself.
    desk.has_delivered().await;
    assert_eq!(remote.sent_texts(&thread).await, ["Hello?"]);
    assert_eq!(desk.texts(&thread).await, ["Good morning", "Hello?"]);
    sync.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_in_flight_when_bellhop_died_is_looked_for_and_never_sent_again() {
    let remote = Remote::new().await;
    let thread = remote.customer_writes("anna", "Good morning").await;
    let desk = Desk::new();
    let before = remote.hub.now();
    let sent = json!({ "type": "MESSAGE", "text": "I had arrived", "attachments": [], "channelId": remote.channel,
        "channelAccountId": remote.account, "senderActorId": MY_ACTOR,
        "recipients": [{ "deliveryIdentifiers": [{ "type": "CHANNEL_SPECIFIC_OPAQUE_ID", "value": "anna" }] }] });
    let path = format!("/conversations/conversations/2026-09/threads/{thread}/messages");
    remote.call(Method::POST, &path, sent).await;
    let attempt = Attempt { number: 1, baseline: None, fingerprint: String::new(), at: before };
    let arrived = OutboxStep::InFlight { attempt: attempt.clone() };
    desk.has(reply(&remote, &thread, "anna", "I had arrived"), arrived).await;
    let other = remote.customer_writes("piotr", "Hello").await;
    let lost = desk
        .has(reply(&remote, &other, "piotr", "I was lost"), OutboxStep::InFlight { attempt: attempt.clone() })
        .await;
    let third = remote.customer_writes("zofia", "Hi").await;
    desk.has(reply(&remote, &third, "zofia", "I never left"), OutboxStep::Prepared { attempt }).await;
    let sync = desk.start(&remote);
    let step = desk.reaches(&lost, is_stuck).await;
    assert_eq!(reason(&step).0, StuckReason::Undecided);
    desk.until("one row", |r| Ok(r.outbox().open()?.len() == 1)).await;
    assert_eq!(remote.sent_texts(&thread).await, ["I had arrived"]);
    assert_eq!(remote.sent_texts(&other).await, [] as [&str; 0]);
    assert_eq!(remote.sent_texts(&third).await, ["I never left"]);
    sync.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_is_waited_out_and_then_the_message_leaves_once() {
    let (remote, desk, sync, thread) = begin().await;
    remote.hub.faults().next(Route::SendMessage, Fault::RateLimited { retry_after: Some(Duration::from_secs(1)) });
    let start = std::time::Instant::now();
    desk.does(reply(&remote, &thread, "anna", "Slowly")).await;
    desk.has_delivered().await;
    assert!(start.elapsed() >= Duration::from_secs(1));
    assert_eq!(remote.sent_texts(&thread).await, ["Slowly"]);
    sync.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_styled_reply_and_a_styled_comment_arrive_with_their_style_and_are_known_again_by_it() {
    let (remote, desk, sync, thread) = begin().await;
    let channels = desk.read(|r| r.channels().all()).await;
    let pigeon = channels.into_iter().find(|one| one.id.as_str() == remote.channel).unwrap();
    assert!(pigeon.carries.is_some(), "what the hub says of its channels was not read");
    let words = "<p><strong>Dziś</strong> o 9</p>";
    let mut intent = reply(&remote, &thread, "anna", "Dziś o 9");
    let Intent::SendMessage { html, .. } = &mut intent else { unreachable!() };
    *html = Some(words.to_owned());
    // The answer is lost: the message that is found must be taken for this one.
    remote.hub.faults().next(Route::SendMessage, Fault::DropAfterAccept);
    desk.does(intent).await;
    let text = "Dziś o 9".to_owned();
    desk.does(Intent::AddComment { thread: thread.clone(), text, html: Some(words.to_owned()), files: Vec::new() })
        .await;
    desk.has_delivered().await;
    assert_eq!(remote.sent_html(&thread).await, [words, words]);
    sync.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_whose_answer_was_lost_is_made_once() {
    let (remote, desk, sync, thread) = begin().await;
    // Both kinds go to one address: the fault is queued for it.
    remote.hub.faults().next(Route::SendMessage, Fault::DropAfterAccept);
    desk.does(Intent::AddComment { thread: thread.clone(), text: "Ask Ewa".to_owned(), html: None, files: Vec::new() })
        .await;
    let watch = NeverTwice::watch(&desk, &thread, "Ask Ewa");
    desk.has_delivered().await;
    watch.held(&desk).await;
    assert_eq!(remote.sent_texts(&thread).await, ["Ask Ewa"]);
    sync.stop().await;
}

fn file(hash: &str) -> OutgoingFile {
    let local =
        LocalFile { hash: hash.to_owned(), name: "plan.txt".to_owned(), mime: "text/plain".to_owned(), size: 9 };
    OutgoingFile { local, uploaded: None }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_uploaded_first_and_goes_with_its_message_even_when_the_answer_is_lost() {
    let (remote, desk, sync, thread) = begin().await;
    sync.stop().await;
    let (told, mut uploads) = tokio::sync::mpsc::unbounded_channel();
    let mut config = desk.config(remote.connection());
    config.outgoing = config.outgoing.when_uploaded(move |file, local| {
        told.send((file.clone(), local.hash.clone())).unwrap();
    });
    let sync = bellhop_sync::Sync::start(config);
    std::fs::write(desk.dir.path().join("abc"), "the bytes").unwrap();
    remote.hub.faults().next(Route::Files, Fault::DropAfterAccept);
    remote.hub.faults().next(Route::SendMessage, Fault::DropAfterAccept);
    let mut intent = reply(&remote, &thread, "anna", "The plan");
    let Intent::SendMessage { files, .. } = &mut intent else { unreachable!() };
    files.push(file("abc"));
    desk.does(intent).await;
    desk.has_delivered().await;
    assert_eq!(remote.sent_texts(&thread).await, ["The plan"]);
    desk.sees(&thread, "The plan").await;
    let id = thread.clone();
    let newest = desk.read(move |r| r.messages().newest_message(&id)).await.unwrap();
    let bellhop_model::Attachment::File { file, .. } = &content(&newest).unwrap().attachments[0] else { panic!() };
    assert_eq!(uploads.try_recv().unwrap(), (file.clone(), "abc".to_owned()), "who keeps it was not told its id");
    let source = sync.file_source(file).await.unwrap();
    let bytes = reqwest::Client::builder().no_proxy().build().unwrap().get(source.url).send().await.unwrap();
    assert_eq!(bytes.text().await.unwrap(), "the bytes");
    assert_eq!(source.name.as_deref(), Some("plan.txt"));
    sync.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_no_longer_here_is_put_to_the_rep() {
    let (remote, desk, sync, thread) = begin().await;
    let mut intent = reply(&remote, &thread, "anna", "The plan");
    let Intent::SendMessage { files, .. } = &mut intent else { unreachable!() };
    files.push(file("missing"));
    let intent = desk.does(intent).await;
    let step = desk.reaches(&intent, is_stuck).await;
    assert_eq!(reason(&step).0, StuckReason::Attachment);
    assert_eq!(remote.sent_texts(&thread).await, [] as [&str; 0]);
    sync.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_message_keeps_the_next_message_back_but_not_the_status() {
    let (remote, desk, sync, thread) = begin().await;
    let ticket = desk.ticket_of(&thread).await;
    let mut wrong = reply(&remote, &thread, "anna", "Through nowhere");
    let Intent::SendMessage { channel_account, .. } = &mut wrong else { unreachable!() };
    *channel_account = "1".into();
    let refused = desk.does(wrong).await;
    let next = desk.does(reply(&remote, &thread, "anna", "After that")).await;
    let status = Intent::SetStatus {
        thread: thread.clone(),
        ticket: ticket.clone(),
        pipeline: "0".into(),
        stage: "2".into(),
        properties: [].into(),
    };
    desk.does(status).await;
    let step = desk.reaches(&refused, is_stuck).await;
    assert_eq!(reason(&step).0, StuckReason::Rejected);
    assert!(reason(&step).1.contains("channel account"), "{step:?}");
    desk.until("two rows", |r| Ok(r.outbox().open()?.len() == 2)).await;
    let id = ticket.clone();
    assert_eq!(desk.read(move |r| Ok(r.tickets().get(&id)?.unwrap().stage())).await, Some("2".into()));
    assert_eq!(remote.sent_texts(&thread).await, [] as [&str; 0]);
    let id = next.clone();
    let waiting = desk.read(move |r| Ok(r.outbox().get(&id)?.unwrap().step)).await;
    assert_eq!(waiting, OutboxStep::Queued { doubt: None });
    // The rep drops the refused one: the next may go.
    desk.store.desk_write(bellhop_store::Origin::Desk, move |w| w.outbox().close(&refused)).await.unwrap();
    desk.has_delivered().await;
    assert_eq!(remote.sent_texts(&thread).await, ["After that"]);
    sync.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_status_closes_the_conversation_and_wants_what_its_stage_demands() {
    let (remote, desk, sync, thread) = begin().await;
    let ticket = desk.ticket_of(&thread).await;
    let rules = json!({ "pipelineId": "0", "stageId": "4", "requiredProperties": ["hs_resolution"] });
    remote.call(Method::PUT, "/helpdesk/v1/stage-rules", rules).await;
    let close = |properties: &[(&str, &str)]| Intent::SetStatus {
        thread: thread.clone(),
        ticket: ticket.clone(),
        pipeline: "0".into(),
        stage: "4".into(),
        properties: properties.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
    };
    let refused = desk.does(close(&[])).await;
    let step = desk.reaches(&refused, is_stuck).await;
    assert_eq!(reason(&step), (StuckReason::MissingProperties, "Missing: hs_resolution"));
    // An answer that is lost makes no difference: it may be written twice.
    remote.hub.faults().next(Route::WriteObject, Fault::DropAfterAccept);
    desk.does(close(&[("hs_resolution", "ISSUE_FIXED")])).await;
    desk.store.desk_write(bellhop_store::Origin::Desk, move |w| w.outbox().close(&refused)).await.unwrap();
    desk.has_delivered().await;
    let id = ticket.clone();
    let known = desk.read(move |r| r.tickets().get(&id)).await.unwrap();
    assert_eq!((known.stage(), known.property("hs_resolution")), (Some("4".into()), Some("ISSUE_FIXED")));
    let id = thread.clone();
    desk.until("a closed thread", move |r| Ok(r.threads().get(&id)?.unwrap().status == ThreadStatus::Closed)).await;
    assert_eq!(remote.thread(&thread).await["status"], "CLOSED");
    sync.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_is_given_and_taken_and_the_conversation_follows() {
    let (remote, desk, sync, thread) = begin().await;
    let ticket = desk.ticket_of(&thread).await;
    let me: OwnerId = desk
        .read(|r| Ok(r.owners().all()?.into_iter().find(|owner| owner.email.as_deref() == Some(ME)).unwrap().id))
        .await;
    let assign =
        |owner: Option<OwnerId>| Intent::Assign { thread: thread.clone(), ticket: Some(ticket.clone()), owner };
    desk.does(assign(Some(me.clone()))).await;
    desk.has_delivered().await;
    let id = ticket.clone();
    assert_eq!(desk.read(move |r| Ok(r.tickets().get(&id)?.unwrap().owner())).await, Some(me));
    let id = thread.clone();
    desk.until("an assigned thread", move |r| Ok(r.threads().get(&id)?.unwrap().assigned_to == Some(MY_ACTOR.into())))
        .await;
    desk.does(assign(None)).await;
    desk.has_delivered().await;
    let id = thread.clone();
    desk.until("an unassigned thread", move |r| Ok(r.threads().get(&id)?.unwrap().assigned_to.is_none())).await;
    assert!(remote.thread(&thread).await.get("assignedTo").is_none());
    sync.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_round_from_the_command_line_delivers_and_reads_back() {
    let remote = Remote::new().await;
    let thread = remote.customer_writes("anna", "Good morning").await;
    let desk = Desk::new();
    let client = remote.client().await;
    let mut config = OnceConfig::new(ME, bellhop_sync::OutgoingFiles::new(|_| None));
    config.cadence = crate::support::quick();
    sync_once(&desk.store, &client, config.clone()).await.unwrap();
    remote.hub.faults().next(Route::SendMessage, Fault::DropAfterAccept);
    desk.does(reply(&remote, &thread, "anna", "From a terminal")).await;
    let report = sync_once(&desk.store, &client, config).await.unwrap();
    assert!(report.requests > 0);
    assert_eq!(desk.read(|r| r.outbox().open()).await, []);
    assert_eq!(desk.texts(&thread).await, ["Good morning", "From a terminal"]);
    assert_eq!(remote.sent_texts(&thread).await, ["From a terminal"]);
}
