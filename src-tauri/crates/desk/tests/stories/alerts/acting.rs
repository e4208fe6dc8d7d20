//! What a rep does from an alert.

use bellhop_desk::alerts::{AlertAction, AlertOutcome};
use bellhop_desk::views::Arrival;

use super::*;

async fn act(told: &Told, key: &AlertKey, action: AlertAction, text: Option<&str>) -> AlertOutcome {
    told.room.desk.act_on_alert(key, action, text.map(str::to_owned)).await.unwrap()
}

fn destination(thread: &str, message: Option<&str>, compose: bool, stage: Option<&str>) -> AlertOutcome {
    AlertOutcome::Show(Arrival::Thread {
        thread: thread.into(),
        message: message.map(Into::into),
        compose,
        stage: stage.map(Into::into),
    })
}

#[tokio::test]
async fn opening_leads_to_the_newest_message_and_reply_to_the_composer() {
    let mut told = told().await;
    told.writes(&[now("a", "m1", "Raz"), now("a", "m2", "Dwa")]).await;
    let key = told.shown().await.key;
    assert_eq!(act(&told, &key, AlertAction::Open, None).await, destination("a", Some("m2"), false, None));
    assert_eq!(act(&told, &key, AlertAction::Reply, None).await, destination("a", Some("m2"), true, None));
}

#[tokio::test]
async fn an_answer_typed_into_the_alert_is_sent_and_a_draft_that_was_begun_stays() {
    let mut told = told().await;
    told.writes(&[now("a", "m1", "Kiedy?")]).await;
    let key = told.shown().await.key;
    let draft = json!({"thread": "a", "mode": "reply", "draft": crate::support::draft("Zaczęte wcześniej")});
    told.room.call("saveDraft", draft).await;
    assert_eq!(act(&told, &key, AlertAction::Reply, Some("Jutro rano")).await, AlertOutcome::Done);
    let open = told.room.open_intents().await;
    assert!(
        matches!(&open[0].intent, bellhop_model::Intent::SendMessage { text, .. } if text == "Jutro rano"),
        "{open:?}"
    );
    let drafts = told.room.call("drafts", json!({"thread": "a"})).await;
    assert_eq!(drafts["reply"]["text"], "Zaczęte wcześniej");
    assert_eq!(told.withdrawn().await, key, "it is read");
}

#[tokio::test]
async fn an_answer_that_cannot_be_sent_is_in_the_draft_and_the_window_comes() {
    let mut told = told().await;
    told.writes(&[now("a", "m1", "Kiedy?")]).await;
    let key = told.shown().await.key;
    let outcome = act(&told, &key, AlertAction::Reply, Some("Drogi {{contact.firstname}}")).await;
    assert_eq!(outcome, destination("a", None, true, None));
    let drafts = told.room.call("drafts", json!({"thread": "a"})).await;
    assert_eq!(drafts["reply"]["text"], "Drogi {{contact.firstname}}");
    assert!(told.room.open_intents().await.is_empty());
}

#[tokio::test]
async fn closing_sets_the_closed_status_of_the_tickets_own_pipeline_and_marking_reads() {
    let mut told = told().await;
    told.writes(&[now("a", "m1", "Dziękuję")]).await;
    let key = told.shown().await.key;
    assert_eq!(act(&told, &key, AlertAction::Close, None).await, AlertOutcome::Done);
    let open = told.room.open_intents().await;
    assert!(
        matches!(&open[0].intent, bellhop_model::Intent::SetStatus { stage, .. } if stage.as_str() == "4"),
        "{open:?}"
    );
    assert_eq!(told.withdrawn().await, key);
    told.writes(&[now("b", "m2", "Dziękuję")]).await;
    let key = told.shown().await.key;
    assert_eq!(act(&told, &key, AlertAction::MarkRead, None).await, AlertOutcome::Done);
    assert_eq!(told.withdrawn().await, key);
}

#[tokio::test]
async fn a_status_that_asks_for_something_is_asked_for_in_the_window() {
    let mut told = told().await;
    let rule = bellhop_store::StageRule {
        pipeline: "0".into(),
        stage: "4".into(),
        property: "hs_ticket_priority".to_owned(),
        learned_at: None,
    };
    told.room.store.write(bellhop_store::Origin::Pull, move |w| w.stage_rules().replace(&[rule])).await.unwrap();
    told.writes(&[now("a", "m1", "Dziękuję")]).await;
    let key = told.shown().await.key;
    assert_eq!(act(&told, &key, AlertAction::Close, None).await, destination("a", None, false, Some("4")));
    assert!(told.room.open_intents().await.is_empty());
}

#[tokio::test]
async fn what_was_put_off_comes_back_when_its_time_has_come_also_after_a_restart() {
    let mut told = told().await;
    told.writes(&[now("a", "m1", "Poczekam")]).await;
    let key = told.shown().await.key;
    assert_eq!(act(&told, &key, AlertAction::Snooze, None).await, AlertOutcome::Done);
    let Told { room, alerts } = told;
    drop(alerts);
    // Half an hour passes.
    room.store.desk_write(bellhop_store::Origin::Desk, |w| w.alerts().snooze(&"a".into(), Utc::now())).await.unwrap();
    let room = room.restart().await;
    let mut again = Told { alerts: room.desk.alerts(), room };
    let alert = again.shown().await;
    assert_eq!((&alert.key, alert.body.as_str(), alert.message), (&key, "Poczekam", Some("m1".into())));
    again.quiet("z").await;
}

#[tokio::test]
async fn an_answer_to_a_colleague_is_not_typed_into_an_alert_for_it_would_go_to_the_customer() {
    let mut told = told().await;
    told.writes(&[comment("c", "k1", "@Marta czy on zawsze taki jest?")]).await;
    assert_eq!(told.shown().await.actions, []);
}

#[tokio::test]
async fn an_answer_typed_into_the_alert_of_a_deadline_is_sent_too() {
    let mut told = told().await;
    told.writes(&[now("a", "m1", "Kiedy?")]).await;
    told.shown().await;
    let due = (Utc::now() + TimeDelta::minutes(10)).to_rfc3339();
    let due = ticket("ta", &[("hubspot_owner_id", "7"), ("hs_time_to_first_response_sla_at", &due)]);
    told.room.put_tickets(&[due]).await;
    let warning = told.shown().await;
    assert_eq!(warning.key, AlertKey::Deadline("ta".into()));
    assert_eq!(act(&told, &warning.key, AlertAction::Reply, Some("Jutro rano")).await, AlertOutcome::Done);
    let open = told.room.open_intents().await;
    assert!(
        matches!(&open[0].intent, bellhop_model::Intent::SendMessage { text, .. } if text == "Jutro rano"),
        "{open:?}"
    );
}

#[tokio::test]
async fn what_was_read_before_its_time_had_come_does_not_come_back() {
    let mut told = told().await;
    told.writes(&[now("a", "m1", "Poczekam")]).await;
    let key = told.shown().await.key;
    act(&told, &key, AlertAction::Snooze, None).await;
    let snoozed = told.room.store.read(|reads| reads.alerts().snoozed()).await.unwrap();
    let left = (snoozed[0].1 - Utc::now()).num_minutes();
    assert!((28..=30).contains(&left), "it comes back in {left} minutes");
    told.room.call("markRead", json!({"thread": "a", "message": "m1"})).await;
    assert_eq!(told.withdrawn().await, key);
    let due = |w: &bellhop_store::DeskWrite<'_>| w.alerts().snooze(&"a".into(), Utc::now());
    told.room.store.desk_write(bellhop_store::Origin::Desk, due).await.unwrap();
    told.quiet("z").await;
    let snoozed = told.room.store.read(|reads| reads.alerts().snoozed()).await.unwrap();
    assert_eq!(snoozed, [], "it would be looked at for ever");
}
