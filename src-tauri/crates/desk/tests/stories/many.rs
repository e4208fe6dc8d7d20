//! A large account. That no list scans or sorts is read off the query plans in the store's tests; here is that a page far
//! down is the right one, with and without something laid over it.

use bellhop_model::{Thread, ThreadId};
use bellhop_store::Origin;
use serde_json::{Value, json};

use crate::support::{ids_of, minute, room, thread, view};

#[tokio::test]
async fn a_page_far_down_twenty_thousand_conversations_is_the_right_one() {
    let room = room().await;
    let threads: Vec<Thread> =
        (0..20_000).map(|n| Thread { latest_at: Some(minute(n)), ..thread(&n.to_string()) }).collect();
    room.put(&threads, &[]).await;
    let far = json!({"key": view("open"), "offset": 19_900, "limit": 200});
    let expected: Vec<String> = (0..100).rev().map(|n| n.to_string()).collect();
    let page = room.call("list", far.clone()).await;
    assert_eq!((page["total"].as_u64(), ids_of(&page)), (Some(20_000), expected));
    let place = room.call("place", json!({"key": view("open"), "thread": "42"})).await;
    assert_eq!(place, 19_957);

    // An assigned one leaves "unassigned", and everything behind it moves up by one.
    room.call("assign", json!({"thread": "15000", "owner": "7"})).await;
    let far = json!({"key": view("unassigned"), "offset": 19_900, "limit": 200});
    let page = room.call("list", far).await;
    let expected: Vec<String> = (0..99).rev().map(|n| n.to_string()).collect();
    assert_eq!((page["total"].as_u64(), ids_of(&page)), (Some(19_999), expected));
    assert_eq!(room.count(view("unassigned")).await, (19_999, 0));
    assert_eq!(room.ids(view("mine")).await, ["15000"]);

    let gone: Vec<ThreadId> = (100..20_000).map(|n: u32| n.to_string().as_str().into()).collect();
    room.store.write(Origin::Pull, move |w| w.threads().remove(&gone)).await.unwrap();
    assert_eq!(room.count(view("open")).await, (100, 0));
    assert_eq!(room.call("place", json!({"key": view("open"), "thread": "15000"})).await, Value::Null);
}
