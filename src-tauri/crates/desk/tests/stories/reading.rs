//! Read and unread.

use serde_json::{Value, json};

use crate::support::{Room, incoming, outgoing, room, thread, view};

async fn unread_after_an_answer() -> Room {
    let room = room().await;
    room.put(
        &[thread("1")],
        &[
            incoming("1", "a", 1, "an old question"),
            outgoing("1", "b", 2, "an old answer"),
            incoming("1", "c", 3, "news"),
            incoming("1", "d", 4, "more news"),
        ],
    )
    .await;
    room
}

async fn state(room: &Room) -> (Value, Value, (u64, u64)) {
    let head = room.call("thread", json!({"thread": "1"})).await;
    let row = room.row(view("open"), "1").await;
    assert_eq!(head["unread"], row["unread"], "head and list disagree");
    (head["unread"].clone(), head["firstUnread"].clone(), room.count(view("unread")).await)
}

#[tokio::test]
async fn reading_marks_up_to_a_message_and_the_first_unread_is_the_one_after_it() {
    let room = unread_after_an_answer().await;
    assert_eq!(state(&room).await, (json!(2), json!("c"), (1, 1)));
    room.call("markRead", json!({"thread": "1", "message": "c"})).await;
    assert_eq!(state(&room).await, (json!(1), json!("d"), (1, 1)));
    room.call("markRead", json!({"thread": "1", "message": "d"})).await;
    assert_eq!(state(&room).await, (json!(0), Value::Null, (0, 0)));
    room.call("markRead", json!({"thread": "1", "message": "a"})).await;
    assert_eq!(state(&room).await.0, json!(0), "scrolling up made messages unread");
    assert!(room.ids(view("unread")).await.is_empty());

    let room = room.restart().await;
    assert_eq!(state(&room).await.0, json!(0), "what was read is unread after a restart");
    room.put(&[], &[incoming("1", "e", 5, "even more")]).await;
    assert_eq!(state(&room).await, (json!(1), json!("e"), (1, 1)));
}

#[tokio::test]
async fn marking_as_unread_brings_back_the_newest_message() {
    let room = unread_after_an_answer().await;
    room.call("markRead", json!({"thread": "1", "message": "d"})).await;
    room.call("markRead", json!({"thread": "1", "message": null})).await;
    assert_eq!(state(&room).await, (json!(1), json!("d"), (1, 1)));
    assert_eq!(room.ids(view("unread")).await, ["1"]);
}

#[tokio::test]
async fn a_message_that_nobody_knows_marks_nothing() {
    let room = unread_after_an_answer().await;
    room.call("markRead", json!({"thread": "1", "message": "404"})).await;
    assert_eq!(state(&room).await.0, json!(2));
}
