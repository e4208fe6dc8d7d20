//! What is kept of a draft beside the draft itself.

use bellhop_model::{ChosenStatus, EmailHead, EmailPeople, EmailPerson, LocalFile};
use chrono::TimeDelta;

use super::*;
use crate::{Draft, DraftMode, OldDraft, Why};

fn draft(text: &str, at: DateTime<Utc>) -> Draft {
    Draft { text: text.to_owned(), ..Draft::blank("1".into(), DraftMode::Reply, at) }
}

fn millis(n: i64) -> DateTime<Utc> {
    noon() + TimeDelta::milliseconds(n)
}

async fn put(store: &Store, draft: Draft) {
    store.desk_write(Origin::Desk, move |w| w.drafts().put(&draft)).await.unwrap();
}

async fn history(store: &Store) -> Vec<OldDraft> {
    store.read(|r| r.draft_history().of(&"1".into(), DraftMode::Reply)).await.unwrap()
}

async fn told(store: &Store) -> Vec<(String, Why)> {
    history(store).await.into_iter().map(|old| (old.draft.text, old.why)).collect()
}

async fn restore(store: &Store, old: OldDraft, at: DateTime<Utc>) -> Draft {
    store.desk_write(Origin::Desk, move |w| w.drafts().restore(&old, at)).await.unwrap()
}

fn whole(at: DateTime<Utc>) -> Draft {
    let person = |address: &str| EmailPerson { address: address.to_owned(), name: Some("Anna".to_owned()) };
    Draft {
        html: Some("<p><b>Dziś</b></p>".to_owned()),
        reply_to: Some("m1".into()),
        files: vec![LocalFile { hash: "abc".into(), name: "plan.pdf".into(), mime: "application/pdf".into(), size: 8 }],
        account: Some("100".into()),
        email: Some(EmailHead {
            people: EmailPeople { to: vec![person("anna@example.com")], bcc: vec![person("x@")], ..Default::default() },
            subject: "Re: Lampa".to_owned(),
        }),
        status: Some(ChosenStatus { stage: "4".into(), properties: [("seats".to_owned(), "3".to_owned())].into() }),
        ..draft("Dziś", at)
    }
}

#[tokio::test]
async fn recipients_subject_and_status_outlive_a_new_start_in_the_draft_and_in_its_history() {
    let room = room();
    put(&room.store, whole(minute(0))).await;
    put(&room.store, draft("something else", minute(1))).await;
    let Room { store, dir } = room;
    drop(store);
    let (store, _) = Store::open(dir.path()).unwrap();
    let [old] = &history(&store).await[..] else { panic!("not one state") };
    assert_eq!(old.draft, whole(minute(0)));
    assert_eq!(restore(&store, old.clone(), minute(2)).await, whole(minute(2)));
    let kept = store.read(|r| r.drafts().all()).await.unwrap();
    assert_eq!(kept, [whole(minute(2))]);
}

#[tokio::test]
async fn a_state_is_kept_for_a_pause_and_not_for_a_key() {
    let room = room();
    for (n, text) in ["D", "Dz", "Dzień", "Dzień dobry"].iter().enumerate() {
        put(&room.store, draft(text, millis(i64::try_from(n).unwrap() * 250))).await;
    }
    assert_eq!(told(&room.store).await, []);
    put(&room.store, draft("Dzień dobry, lampa", millis(5_000))).await;
    assert_eq!(told(&room.store).await, [("Dzień dobry".to_owned(), Why::Paused)]);
    assert_eq!(history(&room.store).await[0].draft.updated_at, millis(750), "it is told of another time than its own");
}

#[tokio::test]
async fn much_that_is_deleted_at_once_and_a_minute_of_typing_are_worth_a_state() {
    let room = room();
    let long = "Dzień dobry, lampa wyjechała dziś rano.";
    put(&room.store, draft(long, millis(0))).await;
    put(&room.store, draft("x", millis(200))).await;
    assert_eq!(told(&room.store).await, [(long.to_owned(), Why::Paused)]);
    for n in 1..=62 {
        put(&room.store, draft(&format!("x {n}"), millis(200 + n * 1_000))).await;
    }
    assert_eq!(history(&room.store).await.len(), 2);
}

#[tokio::test]
async fn what_was_sent_or_discarded_can_be_brought_back_and_bringing_it_back_can_be_undone() {
    let room = room();
    put(&room.store, draft("begun", minute(0))).await;
    let sent = draft("begun and sent", minute(1));
    room.store.desk_write(Origin::Desk, move |w| w.drafts().sent(&sent)).await.unwrap();
    put(&room.store, draft("dropped", minute(2))).await;
    put(&room.store, draft("", minute(3))).await;
    assert_eq!(room.store.read(|r| r.drafts().all()).await.unwrap(), []);
    let states = [("dropped", Why::Discarded), ("begun and sent", Why::Sent), ("begun", Why::Paused)];
    let states = states.map(|(text, why)| (text.to_owned(), why));
    assert_eq!(told(&room.store).await, states);

    put(&room.store, draft("newest", minute(4))).await;
    let old = history(&room.store).await[1].clone();
    assert_eq!(restore(&room.store, old, minute(5)).await, draft("begun and sent", minute(5)));
    let newest = history(&room.store).await[0].clone();
    assert_eq!((newest.draft.text.as_str(), newest.why), ("newest", Why::Replaced));
    assert_eq!(restore(&room.store, newest, minute(6)).await, draft("newest", minute(6)));
}

#[tokio::test]
async fn the_same_state_is_kept_once_and_tells_what_became_of_it_last() {
    let room = room();
    put(&room.store, draft("one", minute(0))).await;
    put(&room.store, draft("", minute(1))).await;
    put(&room.store, draft("one", minute(2))).await;
    let sent = draft("one", minute(3));
    room.store.desk_write(Origin::Desk, move |w| w.drafts().sent(&sent)).await.unwrap();
    assert_eq!(told(&room.store).await, [("one".to_owned(), Why::Sent)]);
}

#[tokio::test]
async fn fifty_states_stay_of_one_draft_and_another_draft_keeps_its_own() {
    let room = room();
    let comment = |text: &str, at| Draft { mode: DraftMode::Comment, ..draft(text, at) };
    put(&room.store, comment("ask Jan", minute(0))).await;
    put(&room.store, comment("", minute(1))).await;
    for n in 0..80 {
        put(&room.store, draft(&format!("state {n}"), minute(n))).await;
    }
    let kept = told(&room.store).await;
    assert_eq!((kept.len(), kept[0].0.as_str(), kept[49].0.as_str()), (50, "state 78", "state 29"));
    let other = room.store.read(|r| r.draft_history().of(&"1".into(), DraftMode::Comment)).await.unwrap();
    assert_eq!(other.len(), 1);
}

#[tokio::test]
async fn huge_texts_push_old_states_out_but_never_the_newest() {
    let room = room();
    for n in 0..6 {
        let text = format!("{n}{}", "ż".repeat(1 << 20));
        put(&room.store, draft(&text, minute(n))).await;
    }
    let kept: Vec<String> = told(&room.store).await.iter().map(|(text, _)| text[..1].to_owned()).collect();
    assert_eq!(kept, ["4"], "two mebibytes each, the newest and what fits beside it");
}

#[tokio::test]
async fn files_of_a_discarded_draft_are_needed_for_a_while_and_those_of_a_sent_one_are_not() {
    let room = room();
    put(&room.store, whole(minute(0))).await;
    put(&room.store, draft("", minute(1))).await;
    let store = &room.store;
    let needed = |since| async move { store.read(move |r| r.drafts().files(since)).await.unwrap() };
    assert_eq!(needed(minute(0)).await, ["abc"]);
    assert_eq!(needed(minute(2)).await, [] as [&str; 0]);
}
