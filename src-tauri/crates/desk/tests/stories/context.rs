//! The sidebar: ticket, contact, earlier conversations.

use bellhop_model::{Contact, Thread};
use serde_json::{Value, json};

use crate::support::{Room, contact, incoming, room, thread, ticket, with_ticket};

async fn context(room: &Room, thread: &str) -> Value {
    room.call("context", json!({"thread": thread})).await
}

fn of_anna(id: &str) -> Thread {
    Thread { contact: Some("c1".into()), ..thread(id) }
}

#[tokio::test]
async fn the_ticket_and_the_contact_are_told_as_people_read_them() {
    let room = room().await;
    room.put(&[Thread { contact: Some("c1".into()), ..with_ticket("1") }], &[]).await;
    let properties =
        [("subject", "Lampa"), ("hs_ticket_priority", "HIGH"), ("hubspot_owner_id", "8"), ("hs_unheard_of", "x")];
    room.put_tickets(&[ticket("t1", &properties)]).await;
    let known = [
        ("firstname", "Anna"),
        ("lastname", "Nowak"),
        ("email", "anna@example.com"),
        ("phone", " "),
        ("mobilephone", "600"),
    ];
    let anna = contact("c1", &[&known[..], &[("hubspot_owner_id", "7"), ("city", "Łódź")]].concat());
    room.put_contacts(&[Contact { company: Some("Lampy sp. z o.o.".to_owned()), ..anna }]).await;

    let shown = context(&room, "1").await;
    assert_eq!(shown["ticket"]["subject"], "Lampa");
    let properties = shown["ticket"]["properties"].as_array().unwrap();
    let read: Vec<_> =
        properties.iter().map(|one| (one["label"].as_str().unwrap(), one["value"].as_str().unwrap())).collect();
    assert_eq!(
        read,
        [
            ("hs_pipeline", "Support"),
            ("hs_pipeline_stage", "New"),
            ("Priority", "High"),
            ("hubspot_owner_id", "jan Kowalski")
        ]
    );
    let person = &shown["contact"];
    assert_eq!((&person["name"], &person["company"]), (&json!("Anna Nowak"), &json!("Lampy sp. z o.o.")));
    assert_eq!((&person["phone"], &person["owner"]), (&json!("600"), &json!("Marta Król")));
    assert_eq!(person["properties"][0]["value"], "Łódź");
    assert_eq!((&shown["previous"], &shown["morePrevious"]), (&json!([]), &json!(false)));
}

#[tokio::test]
async fn a_contact_that_only_the_ticket_names_is_shown_and_an_unknown_conversation_has_no_context() {
    let room = room().await;
    room.put(&[with_ticket("1")], &[]).await;
    let mut named = ticket("t1", &[]);
    named.contact = Some("c1".into());
    room.put_tickets(&[named]).await;
    room.put_contacts(&[contact("c1", &[("email", "anna@example.com")])]).await;
    assert_eq!(context(&room, "1").await["contact"]["name"], "anna@example.com");
    let nothing = json!({"ticket": null, "contact": null, "previous": [], "morePrevious": false});
    assert_eq!(context(&room, "gone").await, nothing);
}

#[tokio::test]
async fn earlier_conversations_are_twenty_at_most_newest_first_and_never_the_one_on_screen() {
    let room = room().await;
    let threads: Vec<Thread> = (0..21).map(|n| of_anna(&n.to_string())).collect();
    let messages: Vec<_> =
        (0..21).map(|n| incoming(&n.to_string(), &format!("m{n}"), n, &format!("text {n}"))).collect();
    room.put(&threads, &messages).await;
    room.put(&[Thread { spam: true, ..of_anna("spam") }, thread("stranger")], &[]).await;

    let shown = context(&room, "10").await;
    let previous = shown["previous"].as_array().unwrap();
    let ids: Vec<&str> = previous.iter().map(|one| one["thread"].as_str().unwrap()).collect();
    let expected: Vec<String> = (0..21).rev().filter(|n| *n != 10).map(|n| n.to_string()).collect();
    assert_eq!(ids, expected);
    assert_eq!(shown["morePrevious"], false);
    assert_eq!((&previous[0]["title"], &previous[0]["status"]), (&json!("text 20"), &json!("open")));

    room.put(&[of_anna("one more")], &[incoming("one more", "x", 99, "newest")]).await;
    for on_screen in ["10", "0", "one more"] {
        let shown = context(&room, on_screen).await;
        assert_eq!(shown["previous"].as_array().unwrap().len(), 20, "{on_screen}");
        assert_eq!(shown["morePrevious"], true, "{on_screen}");
    }
}
