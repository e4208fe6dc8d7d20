//! Snippets: kept, found, filled with what is known of a conversation, and never sent half filled.

use bellhop_desk::ErrorCode;
use bellhop_model::{Contact, Thread};
use serde_json::{Value, json};

use crate::support::{Room, contact, incoming, room, send, thread, ticket, with_ticket};

fn snippet(key: &str, title: &str, body: &str) -> Value {
    json!({"key": key, "title": title, "body": body, "folder": "Shop", "tags": ["b", "a", " a "], "language": "pl", "files": []})
}

async fn titles(room: &Room, search: &str) -> Vec<String> {
    let found = room.call("snippets", json!({"search": search})).await;
    found.as_array().unwrap().iter().map(|one| one["title"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_snippet_is_kept_found_changed_removed_and_brought_back() {
    let room = room().await;
    let id = room.call("saveSnippet", snippet("#godziny", " Godziny  otwarcia ", "9–17")).await;
    room.call("saveSnippet", snippet("", "Adres", "ul. Długa 1")).await;
    assert_eq!(titles(&room, "").await, ["Adres", "Godziny otwarcia"]);
    assert_eq!(titles(&room, "dluga").await, ["Adres"]);
    let kept = room.call("snippets", json!({"search": "godz"})).await[0].clone();
    assert_eq!((&kept["key"], &kept["tags"]), (&json!("godziny"), &json!(["a", "b"])));

    let mut changed = kept.clone();
    changed["title"] = json!("Hours");
    assert_eq!(room.call("saveSnippet", changed.clone()).await, id);
    room.call("removeSnippet", json!({"snippet": id})).await;
    assert_eq!(room.refused_code("removeSnippet", json!({"snippet": id})).await, ErrorCode::NotFound);
    assert_eq!(titles(&room, "").await, ["Adres"]);
    room.call("saveSnippet", changed).await;
    let room = room.restart().await;
    assert_eq!(titles(&room, "").await, ["Adres", "Hours"]);
}

#[tokio::test]
async fn what_could_not_be_filled_or_typed_is_not_kept_and_the_sentence_says_why() {
    let room = room().await;
    room.call("saveSnippet", snippet("hours", "Hours", "9–17")).await;
    for (wrong, says) in [
        (snippet("HOURS", "Other", "x"), "already that of \"Hours\""),
        (snippet("two words", "Other", "x"), "one word"),
        (snippet("x", " ", "x"), "needs a title"),
        (snippet("x", "Other", " "), "needs a text"),
        (snippet("x", "Other", "a\n{% for x in y %}{% endfor %}"), "loop (line 2)"),
        (snippet("x", "Other", "{{ contact.firstname"), "Line 1"),
    ] {
        let problem = room.refused("saveSnippet", wrong).await;
        assert_eq!(problem.code, ErrorCode::NotPossible);
        assert!(problem.message.contains(says), "{problem:?}");
    }
    assert_eq!(titles(&room, "").await, ["Hours"]);
}

#[tokio::test]
async fn a_snippet_says_what_is_known_of_its_conversation_and_shows_what_is_not() {
    let room = room().await;
    room.put(&[Thread { contact: Some("c1".into()), ..with_ticket("1") }, thread("2")], &[]).await;
    let properties = [("subject", "Lampa"), ("hs_ticket_priority", "HIGH"), ("hubspot_owner_id", "8")];
    room.put_tickets(&[ticket("t1", &properties)]).await;
    let anna = contact("c1", &[("firstname", "Anna"), ("lastname", "Nowak"), ("phone", " "), ("city", "Łódź")]);
    room.put_contacts(&[Contact { company: Some("Lampy sp. z o.o.".to_owned()), ..anna }]).await;

    let body = "{{contact.firstname}}, {{contact.name}}, {{contact.company}}, {{ticket.subject}}, {{owner.name}}, \
        {{me.firstname}}, {{ticket.hs_ticket_priority}}, {{contact.phone}}";
    let fill = |thread: Value| json!({"body": body, "language": "en", "thread": thread});
    let filled = room.call("fillSnippet", fill(json!("1"))).await;
    assert_eq!(
        filled["text"],
        "Anna, Anna Nowak, Lampy sp. z o.o., Lampa, jan Kowalski, Marta, High, {{contact.phone}}"
    );
    assert_eq!(filled["unresolved"], json!(["contact.phone"]));
    let alone = room.call("fillSnippet", fill(Value::Null)).await;
    assert_eq!(alone["unresolved"].as_array().unwrap().len(), 7, "{alone}");
    let broken = json!({"body": "{% for x in y %}", "language": "en"});
    assert_eq!(room.call("fillSnippet", broken).await["trouble"]["kind"], "loop");
}

#[tokio::test]
async fn a_message_with_a_name_that_nobody_filled_in_is_not_sent() {
    let room = room().await;
    room.put(&[thread("1")], &[incoming("1", "m1", 0, "Hello")]).await;
    for mode in ["reply", "comment"] {
        let problem = room.refused("send", send("1", mode, "No. {{ Order number }} is on its way")).await;
        assert_eq!(problem.message, "{{Order number}} is not filled in yet.");
    }
    assert_eq!(room.open_intents().await.len(), 0);
    room.reply("1", "No. 12 is on its way, {} and {{}}").await;
}
