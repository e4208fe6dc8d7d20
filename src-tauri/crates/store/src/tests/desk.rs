use bellhop_model::{Intent, IntentId, StuckReason};

use super::*;
use crate::{Attempt, Draft, DraftMode, OutboxRow, OutboxStep};

pub(super) fn reply(id: &str, text: &str) -> OutboxRow {
    OutboxRow {
        id: IntentId::from(id),
        thread: "1".into(),
        intent: Intent::SendMessage {
            thread: "1".into(),
            text: text.to_owned(),
            html: None,
            files: Vec::new(),
            channel: "20001".into(),
            channel_account: "300".into(),
            recipients: Vec::new(),
            subject: None,
            reply_to: None,
        },
        step: OutboxStep::Queued { doubt: None },
        created_at: noon(),
        not_before: None,
        follows: None,
        wait: None,
        seen: None,
    }
}

fn draft(text: &str, at: DateTime<Utc>) -> Draft {
    Draft { text: text.to_owned(), reply_to: Some("m1".into()), ..Draft::blank("1".into(), DraftMode::Reply, at) }
}

#[tokio::test]
async fn every_step_of_an_intent_survives_a_new_start_in_the_order_in_which_the_rep_did_things() {
    let room = room();
    let attempt = Attempt { number: 1, baseline: Some("m1".into()), fingerprint: "f".into(), at: noon() };
    let steps = [
        OutboxStep::Queued { doubt: Some(attempt.clone()) },
        OutboxStep::Prepared { attempt: attempt.clone() },
        OutboxStep::InFlight { attempt: attempt.clone() },
        OutboxStep::Uncertain { attempt: attempt.clone(), looks: 3, since: noon() },
        OutboxStep::Confirmed { message: Some("m2".into()) },
        OutboxStep::Stuck { reason: StuckReason::Rejected, detail: "no".into(), attempt: Some(attempt) },
    ];
    let expected: Vec<OutboxRow> = (0..)
        .zip(steps)
        .map(|(n, step)| OutboxRow { step, not_before: Some(minute(1)), ..reply(&format!("i{n}"), "hello") })
        .collect();
    let rows = expected.clone();
    room.store
        .desk_write(Origin::Desk, move |w| {
            for row in rows {
                w.outbox().add(&OutboxRow { step: OutboxStep::Queued { doubt: None }, ..row.clone() })?;
                w.outbox().set_step(&row.id, &row.step, row.not_before)?;
            }
            Ok(())
        })
        .await
        .unwrap();
    let Room { store, dir } = room;
    drop(store);
    let (store, _) = Store::open(dir.path()).unwrap();
    assert_eq!(store.read(|r| r.outbox().open()).await.unwrap(), expected);
    assert_eq!(store.read(|r| r.outbox().counts()).await.unwrap(), (4, 1));
}

#[tokio::test]
async fn a_message_stays_claimed_after_its_intent_is_closed() {
    let room = room();
    room.store
        .desk_write(Origin::Push, |w| {
            w.outbox().add(&reply("i1", "hello"))?;
            w.outbox().set_step(&"i1".into(), &OutboxStep::Confirmed { message: Some("m7".into()) }, None)?;
            w.outbox().close(&"i1".into())
        })
        .await
        .unwrap();
    assert_eq!(room.store.read(|r| r.outbox().open()).await.unwrap(), []);
    assert_eq!(room.store.read(|r| r.outbox().claimed(&"1".into())).await.unwrap(), ["m7".into()]);
}

#[tokio::test]
async fn a_failed_write_leaves_nothing_behind_and_tells_nobody() {
    let room = room();
    let mut changes = room.store.changes();
    let outcome = room
        .store
        .desk_write(Origin::Desk, |w| {
            w.outbox().add(&reply("i1", "hello"))?;
            w.outbox().add(&reply("i1", "the same id again"))
        })
        .await;
    assert!(outcome.is_err());
    assert_eq!(room.store.read(|r| r.outbox().open()).await.unwrap(), []);
    assert_eq!(changes.take(), []);
}

#[tokio::test]
async fn a_draft_is_there_after_a_new_start_and_its_earlier_texts_can_be_found_again() {
    let room = room();
    for (text, at) in
        [("Dzień dobry", minute(0)), ("Dzień dobry, faktura", minute(2)), ("", minute(3)), ("Nowy", minute(4))]
    {
        let draft = draft(text, at);
        room.store.desk_write(Origin::Desk, move |w| w.drafts().put(&draft)).await.unwrap();
    }
    let Room { store, dir } = room;
    drop(store);
    let (store, _) = Store::open(dir.path()).unwrap();
    let kept = store.read(|r| r.drafts().all()).await.unwrap();
    assert_eq!(kept, [draft("Nowy", minute(4))]);
    let history = store.read(|r| r.draft_history().of(&"1".into(), DraftMode::Reply)).await.unwrap();
    let texts: Vec<&str> = history.iter().map(|old| old.draft.text.as_str()).collect();
    assert_eq!(texts, ["Dzień dobry, faktura", "Dzień dobry"]);
}

#[tokio::test]
async fn the_style_of_a_draft_is_kept_with_it_and_with_its_history_even_when_only_the_style_changed() {
    let room = room();
    let styled = |html: Option<&str>, at| Draft { html: html.map(str::to_owned), ..draft("pilne", at) };
    for (html, at) in
        [(None, minute(0)), (Some("<p><b>pilne</b></p>"), minute(2)), (Some("<p><i>pilne</i></p>"), minute(4))]
    {
        let draft = styled(html, at);
        room.store.desk_write(Origin::Desk, move |w| w.drafts().put(&draft)).await.unwrap();
    }
    let kept = room.store.read(|r| r.drafts().all()).await.unwrap();
    assert_eq!(kept, [styled(Some("<p><i>pilne</i></p>"), minute(4))]);
    let history = room.store.read(|r| r.draft_history().of(&"1".into(), DraftMode::Reply)).await.unwrap();
    let styles: Vec<Option<&str>> = history.iter().map(|old| old.draft.html.as_deref()).collect();
    assert_eq!(styles, [Some("<p><b>pilne</b></p>"), None]);
}

#[tokio::test]
async fn a_second_process_that_adds_to_the_outbox_is_noticed() {
    let room = room();
    let (other, _) = Store::open(room.dir.path()).unwrap();
    room.store.look_for_foreign_changes().await.unwrap();
    room.store.desk_write(Origin::Desk, |w| w.drafts().put(&draft("my own", noon()))).await.unwrap();
    assert!(!room.store.look_for_foreign_changes().await.unwrap(), "its own commit looks foreign");
    other.desk_write(Origin::Desk, |w| w.outbox().add(&reply("i1", "from the command line"))).await.unwrap();
    let mut changes = room.store.changes();
    assert!(room.store.look_for_foreign_changes().await.unwrap());
    assert!(changes.next().await.contains(&bellhop_model::Change::Outbox));
}
