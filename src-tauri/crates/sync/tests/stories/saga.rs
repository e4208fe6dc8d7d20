//! "Send and set status": the status leaves only after the message, whatever happens in between, and every refusal is put
//! to the rep as what it is.

use std::collections::BTreeMap;

use bellhop_hub::{Fault, Route};
use bellhop_model::{Intent, IntentId, StuckReason, ThreadId, TicketId};
use bellhop_store::{Attempt, Origin, OutboxStep};
use bellhop_sync::{FetchError, SyncHandle};
use reqwest::Method;
use serde_json::json;

use crate::support::{Desk, Remote, reply, until_idle};

async fn begin(remote: &Remote) -> (Desk, SyncHandle, ThreadId, TicketId) {
    let thread = remote.customer_writes("anna", "Good morning").await;
    let desk = Desk::new();
    let sync = desk.start(remote);
    desk.sees(&thread, "Good morning").await;
    let ticket = desk.ticket_of(&thread).await;
    until_idle(&sync).await;
    (desk, sync, thread, ticket)
}

fn set(thread: &ThreadId, ticket: &TicketId, stage: &str) -> Intent {
    Intent::SetStatus {
        thread: thread.clone(),
        ticket: ticket.clone(),
        pipeline: "0".into(),
        stage: stage.into(),
        properties: BTreeMap::new(),
    }
}

fn is_stuck(step: &OutboxStep) -> bool {
    matches!(step, OutboxStep::Stuck { .. })
}

async fn reason(desk: &Desk, intent: &IntentId) -> (StuckReason, String) {
    match desk.reaches(intent, is_stuck).await {
        OutboxStep::Stuck { reason, detail, .. } => (reason, detail),
        other => panic!("not stuck: {other:?}"),
    }
}

fn queued() -> OutboxStep {
    OutboxStep::Queued { doubt: None }
}

async fn stage(remote: &Remote, ticket: &TicketId) -> String {
    let path = format!("/crm/objects/2026-09/tickets/{ticket}?properties=hs_pipeline_stage");
    let object = remote.call(Method::GET, &path, serde_json::Value::Null).await;
    object["properties"]["hs_pipeline_stage"].as_str().unwrap().to_owned()
}

async fn step_of(desk: &Desk, intent: &IntentId) -> Option<(OutboxStep, Option<IntentId>)> {
    let id = intent.clone();
    desk.read(move |r| Ok(r.outbox().get(&id)?.map(|row| (row.step, row.follows)))).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_status_leaves_after_its_message_even_when_the_answer_to_the_message_is_lost() {
    let remote = Remote::new().await;
    let (desk, sync, thread, ticket) = begin(&remote).await;
    remote.hub.faults().next(Route::SendMessage, Fault::DropAfterAccept);
    let message = desk.does(reply(&remote, &thread, "anna", "Done, goodbye")).await;
    desk.has_after(Some(message), set(&thread, &ticket, "4"), queued()).await;
    desk.has_delivered().await;
    assert_eq!(remote.sent_texts(&thread).await, ["Done, goodbye"]);
    assert_eq!(stage(&remote, &ticket).await, "4");
    sync.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_is_refused_leaves_the_ticket_as_it_is_until_the_rep_decides() {
    let remote = Remote::new().await;
    let (desk, sync, thread, ticket) = begin(&remote).await;
    let mut wrong = reply(&remote, &thread, "anna", "Through nowhere");
    let Intent::SendMessage { channel_account, .. } = &mut wrong else { unreachable!() };
    *channel_account = "1".into();
    // In one commit, as the desk does: the status must never be seen alone.
    let message = desk.does(wrong).await;
    let status = desk.has_after(Some(message.clone()), set(&thread, &ticket, "4"), queued()).await;
    assert_eq!(reason(&desk, &message).await.0, StuckReason::Rejected);
    // Another change passes: nothing of the thread is on its way any more.
    let other = desk.does(set(&thread, &ticket, "2")).await;
    desk.until("the other change", move |r| Ok(r.outbox().get(&other)?.is_none())).await;
    assert_eq!(stage(&remote, &ticket).await, "2");
    assert_eq!(step_of(&desk, &status).await, Some((queued(), Some(message.clone()))));
    // The rep drops the message: the status is put to them, not carried out.
    desk.store.desk_write(Origin::Desk, move |w| w.outbox().close(&message)).await.unwrap();
    assert_eq!(reason(&desk, &status).await.0, StuckReason::TakenBack);
    assert_eq!(stage(&remote, &ticket).await, "2");
    desk.retries(&status).await;
    desk.has_delivered().await;
    assert_eq!(stage(&remote, &ticket).await, "4");
    sync.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_between_the_halves_the_next_start_does_the_second_only_if_the_first_is_certain() {
    let remote = Remote::new().await;
    let (desk, sync, thread, ticket) = begin(&remote).await;
    sync.stop().await;
    let attempt = Attempt { number: 1, baseline: None, fingerprint: String::new(), at: remote.hub.now() };
    // The request was out, and nothing arrived.
    let lost = OutboxStep::InFlight { attempt: attempt.clone() };
    let message = desk.has(reply(&remote, &thread, "anna", "Did you get this?"), lost).await;
    let status = desk.has_after(Some(message.clone()), set(&thread, &ticket, "4"), queued()).await;
    let sync = desk.start(&remote);
    assert_eq!(reason(&desk, &message).await.0, StuckReason::Undecided);
    assert_eq!(step_of(&desk, &status).await, Some((queued(), Some(message.clone()))));
    assert_eq!(stage(&remote, &ticket).await, "1");
    sync.stop().await;

    // The remote has the message and the program died before it closed the row.
    let id = message.clone();
    let bound = move |w: &bellhop_store::DeskWrite<'_>| {
        w.outbox().set_step(&id, &OutboxStep::Confirmed { message: None }, None)
    };
    desk.store.desk_write(Origin::Push, bound).await.unwrap();
    let after = step_of(&desk, &status).await;
    assert_eq!(after, Some((queued(), None)), "let go in the commit that confirms");
    let sync = desk.start(&remote);
    desk.has_delivered().await;
    assert_eq!(stage(&remote, &ticket).await, "4");
    sync.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_hubspot_refuses_for_missing_properties_is_learned_for_that_stage_and_the_message_stays_out() {
    let remote = Remote::without_push().await;
    let (desk, sync, thread, ticket) = begin(&remote).await;
    let rules =
        json!({ "pipelineId": "0", "stageId": "4", "requiredProperties": ["hs_resolution", "hs_ticket_category"] });
    remote.call(Method::PUT, "/helpdesk/v1/stage-rules", rules).await;
    let message = desk.does(reply(&remote, &thread, "anna", "Goodbye")).await;
    let status = desk.has_after(Some(message), set(&thread, &ticket, "4"), queued()).await;
    assert_eq!(reason(&desk, &status).await.0, StuckReason::MissingProperties);
    assert_eq!(remote.sent_texts(&thread).await, ["Goodbye"]);
    desk.until("the rule", |r| Ok(!r.stage_rules().all()?.is_empty())).await;
    let now = remote.hub.now();
    let demanded = desk.read(move |r| r.stage_rules().of(&"0".into(), &"4".into(), now)).await;
    assert_eq!(demanded, ["hs_resolution", "hs_ticket_category"]);
    let later = now + chrono::TimeDelta::days(40);
    let believed = desk.read(move |r| r.stage_rules().of(&"0".into(), &"4".into(), later)).await;
    assert!(believed.is_empty(), "a rule that was lifted would be asked for ever");
    sync.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_tells_its_rules_and_the_values_that_they_ask_for_are_read_with_the_ticket() {
    let remote = Remote::new().await;
    let seats = json!({ "name": "seats", "label": "Seats", "type": "number", "fieldType": "number",
        "groupName": "ticketinformation" });
    remote.call(Method::POST, "/crm/properties/2026-09/tickets", seats).await;
    let rules = json!({ "pipelineId": "0", "stageId": "4", "requiredProperties": ["seats"] });
    remote.call(Method::PUT, "/helpdesk/v1/stage-rules", rules).await;
    let (desk, sync, thread, ticket) = begin(&remote).await;
    desk.until("the rules", |r| Ok(r.stage_rules().all()?.iter().any(|rule| rule.property == "seats"))).await;
    let path = format!("/crm/objects/2026-09/tickets/{ticket}");
    remote.call(Method::PATCH, &path, json!({ "properties": { "seats": "3" } })).await;
    let id = ticket.clone();
    desk.until("a value that no list names", move |r| {
        Ok(r.tickets().get(&id)?.is_some_and(|ticket| ticket.property("seats") == Some("3")))
    })
    .await;
    // One value for each further write, and it stays known.
    let change = Intent::SetProperties {
        thread: thread.clone(),
        ticket: ticket.clone(),
        properties: [("seats".to_owned(), "4".to_owned())].into(),
    };
    desk.does(change).await;
    desk.has_delivered().await;
    let id = ticket.clone();
    let known = desk.read(move |r| r.tickets().get(&id)).await.unwrap();
    assert_eq!(known.property("seats"), Some("4"));
    sync.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stage_an_owner_or_a_value_that_the_remote_does_not_take_is_named_as_such() {
    let remote = Remote::new().await;
    let (desk, sync, thread, ticket) = begin(&remote).await;
    let gone = desk.does(set(&thread, &ticket, "987")).await;
    assert_eq!(reason(&desk, &gone).await.0, StuckReason::StageGone);
    let owner = Intent::Assign { thread: thread.clone(), ticket: Some(ticket.clone()), owner: Some("1".into()) };
    let nobody = desk.does(owner).await;
    assert_eq!(reason(&desk, &nobody).await.0, StuckReason::OwnerGone);
    let value = Intent::SetProperties {
        thread: thread.clone(),
        ticket: ticket.clone(),
        properties: [("hs_ticket_priority".to_owned(), "HUGE".to_owned())].into(),
    };
    let refused = desk.does(value).await;
    let (why, sentence) = reason(&desk, &refused).await;
    assert_eq!(why, StuckReason::ValueRefused);
    assert!(sentence.starts_with("HUGE was not one of the allowed options"), "{sentence}");
    sync.stop().await;
}

async fn served_rules(remote: &Remote) -> serde_json::Value {
    remote.call(Method::GET, "/helpdesk/v1/stage-rules", serde_json::Value::Null).await["results"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_team_lead_demands_is_served_to_everybody_and_an_unknown_status_changes_nothing() {
    let remote = Remote::new().await;
    let (desk, sync, ..) = begin(&remote).await;
    assert!(sync.is_hub());
    sync.set_stage_rules(&"0".into(), &"4".into(), vec!["hs_resolution".to_owned()]).await.unwrap();
    let rules = desk.read(|r| r.stage_rules().all()).await;
    let known: Vec<_> = rules.iter().map(|rule| (rule.stage.as_str(), rule.property.as_str())).collect();
    assert_eq!(known, [("4", "hs_resolution")]);
    assert_eq!(rules[0].learned_at, None, "told, not learned");
    let gone = sync.set_stage_rules(&"0".into(), &"987".into(), vec!["hs_resolution".to_owned()]).await;
    assert_eq!(gone, Err(FetchError::Gone));
    assert_eq!(served_rules(&remote).await[0]["requiredProperties"], json!(["hs_resolution"]));
    sync.set_stage_rules(&"0".into(), &"4".into(), Vec::new()).await.unwrap();
    assert_eq!(served_rules(&remote).await, json!([]));
    assert!(desk.read(|r| r.stage_rules().all()).await.is_empty());
    sync.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hubspot_account_is_never_asked_to_change_what_its_statuses_demand() {
    let remote = Remote::without_push().await;
    let (_desk, sync, ..) = begin(&remote).await;
    assert!(!sync.is_hub());
    let refused = sync.set_stage_rules(&"0".into(), &"4".into(), vec!["hs_resolution".to_owned()]).await;
    assert!(matches!(refused, Err(FetchError::Failed(_))), "{refused:?}");
    assert_eq!(served_rules(&remote).await, json!([]));
    sync.stop().await;
}
