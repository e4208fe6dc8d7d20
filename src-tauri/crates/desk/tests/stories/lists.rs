//! Order, pages, views and counts.

use bellhop_model::{Thread, ThreadStatus};
use serde_json::{Value, json};

use crate::support::{Room, draft, ids_of, incoming, outgoing, room, thread, ticket, view, with_ticket};

#[tokio::test]
async fn the_newest_conversation_is_first_and_pages_follow_without_gap_or_double() {
    let room = room().await;
    let threads: Vec<Thread> = (0..7).map(|n| thread(&n.to_string())).collect();
    let messages: Vec<_> = (0..7).map(|n| incoming(&n.to_string(), &format!("m{n}"), n, "hello")).collect();
    room.put(&threads, &messages).await;
    let mut walked = Vec::new();
    for offset in [0, 3, 6, 9] {
        let page = room.call("list", json!({"key": view("open"), "offset": offset, "limit": 3})).await;
        assert_eq!((page["total"].as_u64(), page["offset"].as_u64()), (Some(7), Some(offset)));
        walked.extend(ids_of(&page));
    }
    assert_eq!(walked, ["6", "5", "4", "3", "2", "1", "0"]);

    room.put(&[], &[incoming("2", "again", 60, "still there?")]).await;
    assert_eq!(room.ids(view("open")).await[..2], ["2", "6"], "a new message did not move its conversation to the top");
    let place = room.call("place", json!({"key": view("open"), "thread": "6"})).await;
    assert_eq!(place, 1);
    assert_eq!(room.call("place", json!({"key": view("closed"), "thread": "6"})).await, Value::Null);
}

/// One conversation for each view, by name.
async fn full_house(room: &Room) {
    let closed =
        Thread { status: ThreadStatus::Closed, closed_at: Some(crate::support::minute(90)), ..thread("closed") };
    let mail = Thread { channel: "1002".into(), channel_account: "100".into(), ..thread("mail") };
    let spam = Thread { spam: true, ..thread("spam") };
    room.put(
        &[with_ticket("mine"), with_ticket("jans"), mail, closed, spam, thread("answered")],
        &[
            incoming("mine", "m1", 1, "one"),
            incoming("mine", "m2", 2, "two"),
            incoming("jans", "j1", 3, "three"),
            outgoing("jans", "j2", 4, "answer"),
            incoming("answered", "a1", 5, "four"),
            outgoing("answered", "a2", 6, "answer"),
            incoming("closed", "c1", 7, "bye"),
            incoming("spam", "s1", 8, "buy"),
        ],
    )
    .await;
    room.put_tickets(&[ticket("tmine", &[("hubspot_owner_id", "7")]), ticket("tjans", &[("hubspot_owner_id", "8")])])
        .await;
}

#[tokio::test]
async fn every_view_shows_what_its_name_says_and_is_counted_alike() {
    let room = room().await;
    full_house(&room).await;
    room.call("saveDraft", json!({"thread": "answered", "mode": "reply", "draft": draft("hm")})).await;
    room.call("saveDraft", json!({"thread": "answered", "mode": "comment", "draft": draft("hm")})).await;
    room.call("assign", json!({"thread": "jans", "owner": "8"})).await;
    for (key, ids, unread) in [
        (view("open"), vec!["answered", "jans", "mine", "mail"], 1),
        (view("mine"), vec!["mine"], 1),
        (view("unassigned"), vec!["answered", "mail"], 0),
        (view("needsReply"), vec!["mine"], 1),
        (view("unread"), vec!["mine"], 1),
        (view("closed"), vec!["closed"], 0),
        (view("drafts"), vec!["answered"], 0),
        (view("outbox"), vec!["jans"], 0),
        (json!({"view": "channel", "id": "1002"}), vec!["mail"], 0),
        (json!({"view": "channel", "id": "20001"}), vec!["answered", "jans", "mine"], 1),
    ] {
        assert_eq!(room.ids(key.clone()).await, ids, "{key}");
        assert_eq!(room.count(key.clone()).await, (ids.len() as u64, unread), "the count of {key}");
    }
    let row = room.row(view("open"), "mine").await;
    assert_eq!((row["unread"].as_u64(), row["needsReply"].as_bool()), (Some(2), Some(true)));
    assert_eq!(row["owner"], "7");
}

#[tokio::test]
async fn nothing_is_mine_while_nobody_knows_who_i_am() {
    let room = crate::support::empty_room().await;
    room.put(&[thread("1")], &[incoming("1", "a", 1, "hello")]).await;
    assert!(room.ids(view("mine")).await.is_empty());
    assert_eq!(room.count(view("mine")).await, (0, 0));
    assert_eq!(room.call("place", json!({"key": view("mine"), "thread": "1"})).await, Value::Null);
    assert_eq!(room.ids(view("open")).await, ["1"]);
}

#[tokio::test]
async fn drafts_and_outbox_show_what_was_touched_last_first_and_promise_no_row_that_is_gone() {
    let room = room().await;
    room.put(&[thread("1"), thread("2"), thread("3")], &[incoming("1", "a", 1, "x"), incoming("2", "b", 2, "x")]).await;
    for thread in ["1", "2", "3"] {
        room.call("assign", json!({"thread": thread, "owner": "7"})).await;
    }
    let save = |thread: &str| json!({"thread": thread, "mode": "reply", "draft": draft("begun")});
    room.call("saveDraft", save("2")).await;
    room.call("saveDraft", save("gone")).await;
    assert_eq!(room.ids(view("drafts")).await, ["2"], "a draft of a conversation that left has no row");
    assert_eq!(room.count(view("drafts")).await.0, 1);
    let place = room.call("place", json!({"key": view("drafts"), "thread": "2"})).await;
    assert_eq!(place, 0);

    let first = room.ids(view("outbox")).await;
    assert_eq!(first.len(), 3);
    let intents = room.open_intents().await;
    let mut newest: Vec<_> = intents.iter().map(|row| (row.created_at, row.thread.0.clone())).collect();
    newest.sort_by(|a, b| b.cmp(a));
    assert_eq!(first, newest.into_iter().map(|(_, thread)| thread).collect::<Vec<_>>());
    let gone = [bellhop_model::ThreadId::from("3")];
    room.store.write(bellhop_store::Origin::Pull, move |w| w.threads().remove(&gone)).await.unwrap();
    assert_eq!(room.ids(view("outbox")).await.len(), 2);
    assert_eq!(room.call("outbox", Value::Null).await.as_array().unwrap().len(), 3, "the ledger hides an intent");
}

#[tokio::test]
async fn more_than_two_hundred_rows_are_never_given_at_once() {
    let room = room().await;
    let threads: Vec<Thread> = (0..250).map(|n| thread(&n.to_string())).collect();
    room.put(&threads, &[]).await;
    let page = room.call("list", json!({"key": view("open"), "offset": 0, "limit": 5000})).await;
    assert_eq!((page["total"].as_u64(), ids_of(&page).len()), (Some(250), 200));
}
