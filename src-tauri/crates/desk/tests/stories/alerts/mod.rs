//! What the rep is told of by the desktop: what rings, what does not, and that nothing rings twice.

mod acting;
mod exactly_once;
mod switches;

use std::time::Duration;

use bellhop_desk::Desk;
use bellhop_desk::alerts::{Alert, AlertKey, Alerts, Ring};
use bellhop_model::{Message, MessageKind, ThreadStatus};
use chrono::{TimeDelta, Utc};
use serde_json::json;

use crate::support::{Room, by, entry, furnish, incoming, outgoing, says, thread, ticket, with, with_ticket};

/// Generous, for a busy machine: nothing is measured with it.
const PATIENCE: Duration = Duration::from_secs(20);

/// A desk that tells.
struct Told {
    room: Room,
    alerts: Alerts,
}

/// A desk whose first sync is over, with `a` of the rep's, `b` of nobody's and `c` of a colleague's.
async fn told() -> Told {
    told_in(crate::support::room().await).await
}

async fn told_in(room: Room) -> Told {
    let alerts = room.desk.alerts();
    let told = Told { room, alerts };
    let mine =
        |id: &str, owner: &str| ticket(&format!("t{id}"), &[("hubspot_owner_id", owner), ("subject", "Lampa mruga")]);
    told.room.put_tickets(&[mine("a", "7"), mine("b", ""), mine("c", "8")]).await;
    told.room.put(&[with_ticket("a"), with_ticket("b"), with_ticket("c")], &[]).await;
    told
}

impl Told {
    /// The next thing that the desktop is told.
    async fn next(&mut self) -> Ring {
        tokio::time::timeout(PATIENCE, self.alerts.next()).await.expect("the desktop is told something")
    }

    /// The next alert that is shown.
    async fn shown(&mut self) -> Alert {
        match self.next().await {
            Ring::Show(alert) => alert,
            Ring::Withdraw(key) => panic!("withdrawn: {key:?}"),
        }
    }

    async fn withdrawn(&mut self) -> AlertKey {
        match self.next().await {
            Ring::Withdraw(key) => key,
            Ring::Show(alert) => panic!("shown: {alert:?}"),
        }
    }

    async fn writes(&self, messages: &[Message]) {
        self.room.put(&[], messages).await;
    }

    /// Waits until it was decided about something.
    async fn decided(&self, thing: &str) {
        let decided = async {
            let mut changes = self.room.store.changes();
            let things = [thing.to_owned()];
            while self
                .room
                .store
                .read({
                    let things = things.clone();
                    move |r| r.alerts().told(&things)
                })
                .await
                .unwrap()
                .is_empty()
            {
                // It is noted without a change that is told.
                let _ = tokio::time::timeout(Duration::from_millis(20), changes.next()).await;
            }
        };
        tokio::time::timeout(PATIENCE, decided).await.expect("it is decided");
    }

    /// Nothing was told up to now: what is told next is a message that does ring, in a conversation of its own.
    async fn quiet(&mut self, mark: &str) {
        self.room.put_tickets(&[ticket(&format!("t{mark}"), &[("hubspot_owner_id", "7")])]).await;
        self.room.put(&[with_ticket(mark)], &[now(mark, &format!("{mark}-1"), "znak")]).await;
        let alert = self.shown().await;
        assert_eq!(alert.key, AlertKey::Thread(mark.into()), "something else rang before: {alert:?}");
    }
}

/// A message of the customer's that was written just now.
fn now(thread: &str, id: &str, text: &str) -> Message {
    Message { at: Utc::now(), ..incoming(thread, id, 0, text) }
}

fn ago(minutes: i64, message: Message) -> Message {
    Message { at: Utc::now() - TimeDelta::minutes(minutes), ..message }
}

fn comment(thread: &str, id: &str, text: &str) -> Message {
    Message { at: Utc::now(), ..by("A-72", entry(thread, id, 0, MessageKind::Comment(says(text)))) }
}

#[tokio::test]
async fn one_alert_for_a_conversation_is_replaced_as_messages_come_and_taken_away_when_they_are_read() {
    let mut told = told().await;
    told.writes(&[now("a", "m1", "Dzień dobry!")]).await;
    let first = told.shown().await;
    assert_eq!((first.title.as_str(), first.body.as_str(), first.count), ("Anna Nowak · Web chat", "Dzień dobry!", 1));
    told.writes(&[now("a", "m2", "Jest tam ktoś?")]).await;
    let second = told.shown().await;
    assert_eq!((&second.key, second.body.as_str(), second.count), (&first.key, "2 new: Jest tam ktoś?", 2));
    assert_eq!(second.message, Some("m2".into()), "a click leads to the newest");
    told.room.call("markRead", json!({"thread": "a", "message": "m2"})).await;
    assert_eq!(told.withdrawn().await, first.key);
    told.writes(&[now("a", "m3", "Halo")]).await;
    assert_eq!(told.shown().await.body, "Halo", "counting begins anew");
}

#[tokio::test]
async fn nothing_rings_for_the_conversation_before_the_rep_and_it_does_once_they_turn_away() {
    let mut told = told().await;
    told.room.call("focus", json!({"thread": "a", "focused": true})).await;
    told.writes(&[now("a", "m1", "Widzisz mnie")]).await;
    told.quiet("z").await;
    told.room.call("focus", json!({"thread": "a", "focused": false})).await;
    told.writes(&[now("a", "m2", "A teraz?")]).await;
    assert_eq!(told.shown().await.message, Some("m2".into()));
    told.room.call("focus", json!({"thread": "a", "focused": true})).await;
    assert_eq!(told.withdrawn().await, AlertKey::Thread("a".into()), "it is on screen now");
}

#[tokio::test]
async fn stickers_voice_notes_and_files_are_named() {
    use bellhop_model::{Attachment, FileUsage};
    let mut told = told().await;
    let file =
        |usage, name: &str| Attachment::File { file: "f1".into(), usage, name: Some(name.to_owned()), url: None };
    let cases = [
        (FileUsage::Sticker, "a.webp", "Sticker"),
        (FileUsage::Voice, "note.ogg", "Voice message"),
        (FileUsage::Image, "photo.jpg", "Picture"),
        (FileUsage::Other, "film.mp4", "Video"),
        (FileUsage::Other, "umowa.pdf", "umowa.pdf"),
    ];
    for (n, (usage, name, said)) in cases.into_iter().enumerate() {
        told.writes(&[with(now("a", &format!("m{n}"), ""), |content| content.attachments = vec![file(usage, name)])])
            .await;
        let body = told.shown().await.body;
        assert!(body.ends_with(said), "{body} does not name {said}");
    }
}

#[tokio::test]
async fn a_burst_becomes_one_summary_that_leaves_when_the_rep_looks() {
    let mut told = told().await;
    let ids: Vec<String> = (0..9).map(|n| format!("n{n}")).collect();
    let tickets: Vec<_> = ids.iter().map(|id| ticket(&format!("t{id}"), &[])).collect();
    let threads: Vec<_> = ids.iter().map(|id| with_ticket(id)).collect();
    told.room.put_tickets(&tickets).await;
    told.room.put(&threads, &[]).await;
    let messages: Vec<_> = ids.iter().map(|id| now(id, &format!("{id}-1"), "Pilne")).collect();
    told.writes(&messages).await;
    let mut withdrawn = 0;
    let summary = loop {
        match told.next().await {
            Ring::Withdraw(_) => withdrawn += 1,
            Ring::Show(alert) => break alert,
        }
    };
    assert_eq!((&summary.key, summary.count), (&AlertKey::Summary, 9), "{withdrawn} were withdrawn");
    assert_eq!(summary.title, "Something new in 9 conversations");
    told.writes(&[now("n1", "n1-2", "Jeszcze raz"), now("b", "b-1", "I ja")]).await;
    // It may take the two in one after the other.
    loop {
        if let Ring::Show(alert) = told.next().await {
            assert_eq!(alert.key, AlertKey::Summary, "the summary is replaced, not joined by others");
            if alert.count == 10 {
                break;
            }
        }
    }
    told.room.call("focus", json!({"thread": null, "focused": true})).await;
    assert_eq!(told.withdrawn().await, AlertKey::Summary);
}

#[tokio::test]
async fn what_was_answered_or_read_elsewhere_does_not_ring_when_it_comes_after_a_sleep() {
    let mut told = told().await;
    let mut answered = with_ticket("b");
    answered.latest_sent_at = Some(Utc::now() - TimeDelta::seconds(1));
    let question = Message { at: Utc::now() - TimeDelta::seconds(2), ..incoming("b", "m1", 0, "Pytanie") };
    let answer = Message { at: Utc::now() - TimeDelta::seconds(1), ..by("A-72", outgoing("b", "m2", 0, "Odpowiedź")) };
    told.room.put(&[answered], &[question, answer]).await;
    told.quiet("z").await;
}

#[tokio::test]
async fn a_mention_and_an_assignment_ring_and_stay_until_the_rep_turns_to_them() {
    let mut told = told().await;
    told.writes(&[comment("c", "k1", "@Marta zobacz proszę")]).await;
    let mention = told.shown().await;
    assert_eq!(
        (mention.title.as_str(), mention.body.as_str()),
        ("jan Kowalski mentioned you · Somebody", "@Marta zobacz proszę")
    );
    let given = MessageKind::Assignment { from: None, to: Some("A-71".into()) };
    told.writes(&[Message { at: Utc::now(), ..by("A-72", entry("a", "k2", 0, given)) }]).await;
    let assigned = told.shown().await;
    assert_eq!(assigned.body, "Given to you: Lampa mruga");
    told.writes(&[comment("c", "k3", "bez nazwiska"), comment("c", "k4", "@Martyna też")]).await;
    told.quiet("z").await;
    told.room.call("focus", json!({"thread": "c", "focused": true})).await;
    assert_eq!(told.withdrawn().await, mention.key);
}

#[tokio::test]
async fn a_closed_conversation_takes_its_alert_away() {
    let mut told = told().await;
    told.writes(&[now("b", "m1", "Już nieważne")]).await;
    let alert = told.shown().await;
    let mut closed = thread("b");
    closed.status = ThreadStatus::Closed;
    told.room.put(&[closed], &[]).await;
    assert_eq!(told.withdrawn().await, alert.key);
}

#[tokio::test]
async fn a_deadline_is_told_before_and_when_it_was_missed_once_each() {
    let mut told = told().await;
    let due = |minutes: i64| (Utc::now() + TimeDelta::minutes(minutes)).to_rfc3339();
    let with_due = |minutes: i64| {
        ticket("ta", &[("hubspot_owner_id", "7"), ("subject", "Lampa"), ("hs_time_to_close_sla_at", &due(minutes))])
    };
    told.room.put_tickets(&[with_due(60)]).await;
    told.quiet("y").await;
    let near = with_due(10);
    told.room.put_tickets(std::slice::from_ref(&near)).await;
    let warning = told.shown().await;
    assert!(warning.title.starts_with("Deadline at"), "{warning:?}");
    assert!(!warning.urgent, "a warning does not break through");
    told.room.put_tickets(&[ticket("ta", &[("hubspot_owner_id", "8"), ("hs_time_to_close_sla_at", &due(10))])]).await;
    assert_eq!(told.withdrawn().await, warning.key, "it is a colleague's now");
    told.room.put_tickets(&[near]).await;
    told.quiet("z").await;
}

/// A desk of another process on the same folder.
async fn another(room: &Room) -> Desk {
    let (store, _, desk) = crate::support::desk_on(room.dir.path()).await;
    furnish(&store).await;
    desk
}

#[tokio::test]
async fn an_alert_goes_when_the_rep_answered_on_another_device_although_nothing_was_read_here() {
    let mut told = told().await;
    told.writes(&[now("b", "m0", "Wcześniej")]).await;
    let first = told.shown().await.key;
    told.room.call("markRead", json!({"thread": "b", "message": "m0"})).await;
    assert_eq!(told.withdrawn().await, first);
    told.writes(&[now("b", "m1", "Pytanie")]).await;
    let alert = told.shown().await;
    let at = Utc::now() + TimeDelta::seconds(1);
    let mut answered = with_ticket("b");
    answered.latest_sent_at = Some(at);
    told.room.put(&[answered], &[Message { at, ..outgoing("b", "m2", 0, "Z telefonu") }]).await;
    assert_eq!(told.withdrawn().await, alert.key);
}

#[tokio::test]
async fn what_a_colleague_closed_does_not_ring_and_what_the_customer_writes_after_that_does() {
    let mut told = told().await;
    let mut closed = with_ticket("b");
    closed.status = ThreadStatus::Closed;
    closed.closed_at = Some(Utc::now());
    told.room
        .put(&[closed], &[Message { at: Utc::now() - TimeDelta::seconds(1), ..incoming("b", "m1", 0, "Pa") }])
        .await;
    told.quiet("z").await;
    let late = Message { at: Utc::now() + TimeDelta::seconds(1), ..incoming("b", "m2", 0, "Jeszcze jedno") };
    told.writes(&[late]).await;
    assert_eq!(told.shown().await.message, Some("m2".into()));
    // Whatever else changes, it stays until somebody sees to it.
    told.quiet("y").await;
}

#[tokio::test]
async fn a_missed_deadline_breaks_through_and_takes_the_place_of_its_warning() {
    let mut told = told().await;
    let mute = (Utc::now() + TimeDelta::hours(1)).to_rfc3339();
    let due = (Utc::now() + TimeDelta::milliseconds(300)).to_rfc3339();
    told.room.put_tickets(&[ticket("tb", &[("subject", "Lampa"), ("hs_time_to_close_sla_at", &due)])]).await;
    let warning = told.shown().await;
    told.room.call("changeSettings", json!({"alerts": {"mutedUntil": mute}})).await;
    let missed = told.shown().await;
    assert_eq!((&missed.key, missed.urgent), (&warning.key, true));
    assert!(missed.title.starts_with("Deadline missed at"), "{missed:?}");
    assert_eq!(missed.body, "Somebody: close the ticket · Lampa");
}

#[tokio::test]
async fn a_conversation_that_was_given_to_the_rep_does_not_count_as_a_message() {
    let mut told = told().await;
    let given = MessageKind::Assignment { from: None, to: Some("A-71".into()) };
    told.writes(&[Message { at: Utc::now(), ..by("A-72", entry("a", "k1", 0, given)) }]).await;
    assert_eq!(told.shown().await.count, 1);
    told.writes(&[now("a", "m1", "Halo")]).await;
    let alert = told.shown().await;
    assert_eq!((alert.body.as_str(), alert.count), ("Halo", 1));
}
