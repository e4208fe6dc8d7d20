//! The web chat over real HTTP: a visitor at one end, a rep at the other, and the custom channels API between them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod files;
mod support;
mod webhook;

use bellhop_hub::{Fault, Route};
use reqwest::StatusCode;
use serde_json::{Value, json};
use support::{House, is, text};

#[tokio::test]
async fn what_a_visitor_writes_opens_a_ticket_and_the_reps_answer_reaches_the_page_and_is_reported_as_seen() {
    let house = House::open().await;
    let anna = house.visitor("Anna Nowak", "anna@example.com").await;
    let mut page = anna.follow(0).await;
    anna.say("1", "Dzień dobry, paczka dotarła uszkodzona.").await;
    let sent = page.until("the message to be sent", |entry| is(entry, "/state", "sent")).await;
    assert_eq!(text(&sent, "/clientId"), "message-1");

    let threads = house.threads().await;
    assert_eq!(threads.len(), 1);
    let thread = text(&threads[0], "/id");
    let ticket = text(&threads[0], "/threadAssociations/associatedTicketId");
    let subject = house.get(&format!("/crm/objects/2026-09/tickets/{ticket}?properties=subject")).await;
    assert_eq!(text(&subject, "/properties/subject"), "Dzień dobry, paczka dotarła uszkodzona.");
    let contact = text(&threads[0], "/associatedContactId");
    let contact = house.get(&format!("/crm/objects/2026-09/contacts/{contact}?properties=email,firstname")).await;
    assert_eq!(text(&contact, "/properties/email"), "anna@example.com");
    let messages = house.messages(&thread).await;
    assert_eq!(text(&messages[0], "/direction"), "INCOMING");
    assert_eq!(text(&messages[0], "/senders/0/name"), "Anna Nowak");

    let question = text(&messages[0], "/id");
    let answer = house.answer(&thread, "Bardzo mi przykro.", json!([]), Some(&question)).await;
    let shown = page.until("the answer", |entry| is(entry, "/side", "team")).await;
    assert_eq!(text(&shown, "/text"), "Bardzo mi przykro.");
    assert_eq!(text(&shown, "/author"), "Alex Rep");
    assert_eq!(text(&shown, "/quote/text"), "Dzień dobry, paczka dotarła uszkodzona.");
    house.delivery(&thread, &text(&answer, "/id"), "SENT").await;

    anna.see(&shown).await;
    house.delivery(&thread, &text(&answer, "/id"), "READ").await;
}

#[tokio::test]
async fn the_style_of_a_reps_answer_reaches_the_page() {
    let house = House::open().await;
    let anna = house.visitor("Anna Nowak", "anna@example.com").await;
    let mut page = anna.follow(0).await;
    anna.say("1", "Czy mogę zwrócić kubek?").await;
    page.until("the message to be sent", |entry| is(entry, "/state", "sent")).await;
    let thread = text(&house.threads().await[0], "/id");
    let html = "<p>Tak, <strong>do 14 dni</strong>.</p>";
    let says = json!({"text": "Tak, do 14 dni.", "richText": html, "attachments": []});
    house.answer_with(&thread, says, None).await;
    let shown = page.until("the answer", |entry| is(entry, "/side", "team")).await;
    assert_eq!((text(&shown, "/text").as_str(), text(&shown, "/richText").as_str()), ("Tak, do 14 dni.", html));
}

#[tokio::test]
async fn a_second_message_joins_the_thread_and_a_new_conversation_begins_another_one_with_the_same_contact() {
    let house = House::open().await;
    let first = house.visitor("Jan Kowal", "jan@example.com").await;
    let mut page = first.follow(0).await;
    for number in ["1", "2"] {
        first.say(number, &format!("Wiadomość {number}")).await;
        page.until("the message to be sent", |entry| {
            is(entry, "/state", "sent") && is(entry, "/clientId", &format!("message-{number}"))
        })
        .await;
    }
    let second = house.visitor("Jan Kowal", "JAN@example.com").await;
    second.say("1", "Inna sprawa").await;
    second.follow(0).await.until("the message to be sent", |entry| is(entry, "/state", "sent")).await;

    let threads = house.threads().await;
    assert_eq!(threads.len(), 2);
    assert_eq!(house.messages(&text(&threads[0], "/id")).await.len(), 2);
    assert_eq!(text(&threads[0], "/associatedContactId"), text(&threads[1], "/associatedContactId"));
}

#[tokio::test]
async fn visitors_see_their_own_conversation_only() {
    let house = House::open().await;
    let (anna, jan) = (house.visitor("Anna", "").await, house.visitor("Jan", "").await);
    let (mut annas, mut jans) = (anna.follow(0).await, jan.follow(0).await);
    anna.say("1", "I am Anna").await;
    jan.say("1", "I am Jan").await;
    annas.until("Anna's message", |entry| is(entry, "/state", "sent")).await;
    jans.until("Jan's message", |entry| is(entry, "/state", "sent")).await;
    for thread in house.threads().await {
        let thread = text(&thread, "/id");
        let words = text(&house.messages(&thread).await[0], "/text");
        house.answer(&thread, &format!("To: {words}"), json!([]), None).await;
    }
    let is_answer = |entry: &Value| is(entry, "/side", "team");
    assert_eq!(text(&annas.until("Anna's answer", is_answer).await, "/text"), "To: I am Anna");
    assert_eq!(text(&jans.until("Jan's answer", is_answer).await, "/text"), "To: I am Jan");
    assert_eq!(anna.transcript().await["entries"].as_array().unwrap().len(), 2);
    let stranger = house.http.get(format!("{}api/sessions/guessed", house.hub.chat_url())).send().await.unwrap();
    assert_eq!(stranger.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_page_that_asks_again_and_a_connection_that_breaks_after_publishing_never_make_a_second_message() {
    let house = House::open().await;
    house.hub.faults().next(Route::Publish, Fault::DropAfterAccept);
    house.hub.faults().next(Route::Publish, Fault::Status(503));
    let anna = house.visitor("Anna", "").await;
    let mut page = anna.follow(0).await;
    anna.say("1", "Only once").await;
    anna.say("1", "Only once").await;
    page.until("the message to be sent", |entry| is(entry, "/state", "sent")).await;
    anna.say("1", "Only once").await;
    anna.say("2", "The end").await;
    page.until("the second message", |entry| is(entry, "/state", "sent") && is(entry, "/clientId", "message-2")).await;
    let threads = house.threads().await;
    assert_eq!(threads.len(), 1);
    let words: Vec<_> =
        house.messages(&text(&threads[0], "/id")).await.iter().map(|message| text(message, "/text")).collect();
    assert_eq!(words, ["Only once", "The end"]);
}

#[tokio::test]
async fn a_message_that_the_help_desk_refuses_is_shown_as_failed_and_goes_out_when_it_is_tried_again() {
    let house = House::open().await;
    house.hub.faults().next(Route::Publish, Fault::Status(400));
    let anna = house.visitor("Anna", "").await;
    let mut page = anna.follow(0).await;
    anna.say("1", "Take this").await;
    let failed = page.until("the refusal", |entry| is(entry, "/state", "failed")).await;
    assert!(!text(&failed, "/reason").is_empty());
    anna.say("1", "Take this").await;
    page.until("the message to be sent", |entry| is(entry, "/state", "sent")).await;
    assert_eq!(house.threads().await.len(), 1);
}

#[tokio::test]
async fn a_restart_keeps_the_transcript_and_the_channel_and_answers_find_the_page_on_its_new_port() {
    let house = House::open().await;
    let mut anna = house.visitor("Anna", "").await;
    let mut page = anna.follow(0).await;
    anna.say("1", "Before").await;
    let before = page.until("the message to be sent", |entry| is(entry, "/state", "sent")).await;
    let channel = house.channel_id().await;
    drop(page);

    let house = house.reopen().await;
    anna.chat = house.hub.chat_url();
    assert_eq!(house.channel_id().await, channel, "the channel was registered a second time");
    let transcript = anna.transcript().await;
    assert_eq!(text(&transcript, "/entries/0/text"), "Before");
    assert_eq!(text(&transcript, "/entries/0/state"), "sent");

    // The page comes back with what it saw last, and gets what is new and nothing else.
    let thread = text(&house.threads().await[0], "/id");
    house.answer(&thread, "After", json!([]), None).await;
    let mut page = anna.follow(before["rev"].as_i64().unwrap()).await;
    assert_eq!(text(&page.until("the answer", |event| event.get("text").is_some()).await, "/text"), "After");
    anna.say("2", "And again").await;
    page.until("the message to be sent", |entry| is(entry, "/state", "sent")).await;
    assert_eq!(house.threads().await.len(), 1);
}

#[tokio::test]
async fn a_chat_that_the_team_switched_off_takes_no_messages_and_says_so_until_it_is_on_again() {
    let house = House::open().await;
    let anna = house.visitor("Anna", "").await;
    let mut page = anna.follow(0).await;
    anna.say("1", "Hello").await;
    page.until("the message to be sent", |entry| is(entry, "/state", "sent")).await;
    let thread = text(&house.threads().await[0], "/id");
    let account = text(&house.messages(&thread).await[0], "/channelAccountId");

    let path = format!("/helpdesk/v1/channel-accounts/{account}");
    house.api(reqwest::Method::PATCH, &path, Some(json!({ "active": false }))).await;
    page.until("the news that the chat is off", |event| event["open"] == json!(false)).await;
    let (status, closed) = anna.write("2", json!({ "text": "Anybody there?" })).await;
    assert_eq!((status, text(&closed, "/code").as_str()), (StatusCode::CONFLICT, "closed"));
    assert_eq!(anna.transcript().await["open"], json!(false));

    house.api(reqwest::Method::PATCH, &path, Some(json!({ "active": true }))).await;
    page.until("the news that the chat is on", |event| event["open"] == json!(true)).await;
    anna.say("2", "Anybody there?").await;
    page.until("the message to be sent", |entry| is(entry, "/state", "sent")).await;
}

#[tokio::test]
async fn bad_requests_are_refused_with_a_code_and_leave_nothing_behind() {
    let house = House::open().await;
    let anna = house.visitor("Anna", "").await;
    let long = "x".repeat(10_001);
    for body in [
        json!({ "text": "   " }),
        json!({ "text": long }),
        json!({ "text": "x", "clientId": "short" }),
        json!({ "text": "x", "clientId": "has spaces in it" }),
        json!({ "text": "x", "files": [{ "fileId": "1", "usage": "IMAGE" }] }),
        json!({ "text": "x", "files": [{ "fileId": "1", "usage": "VIDEO" }] }),
    ] {
        let (status, answer) = anna.write("1", body).await;
        assert_eq!((status, text(&answer, "/code").as_str()), (StatusCode::BAD_REQUEST, "invalid"));
    }
    assert_eq!(anna.transcript().await["entries"], json!([]));
    let url = format!("{}api/sessions", house.hub.chat_url());
    let answer = house.http.post(url).json(&json!({ "email": "not an address" })).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn the_page_comes_with_a_strict_policy_and_its_modules_with_their_types() {
    let house = House::open().await;
    let page = house.http.get(house.hub.chat_url()).send().await.unwrap();
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains("default-src 'none'") && policy.contains("script-src 'self'"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    assert!(page.text().await.unwrap().contains("assets/main.js"));
    let script = house.http.get(format!("{}assets/main.js", house.hub.chat_url())).send().await.unwrap();
    assert_eq!(script.headers()["content-type"], "text/javascript; charset=utf-8");
    let nothing = house.http.get(format!("{}assets/other.js", house.hub.chat_url())).send().await.unwrap();
    assert_eq!(nothing.status(), StatusCode::NOT_FOUND);
}

/// Both languages have the same sentences with the same gaps: one that is missing would show as a blank control.
#[tokio::test]
async fn english_and_polish_say_the_same_things() {
    let house = House::open().await;
    let words = house.http.get(format!("{}assets/words.js", house.hub.chat_url())).send().await.unwrap();
    let words = words.text().await.unwrap();
    let (english, polish) = words.split_once("\n  pl: {").unwrap();
    let entries = |text: &str| -> Vec<(String, Vec<String>)> {
        let lines = text.lines().filter_map(|line| line.strip_prefix("    ")?.split_once(": \""));
        lines
            .map(|(key, said)| {
                let gaps = said.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.to_owned()));
                (key.to_owned(), gaps.collect())
            })
            .collect()
    };
    let english = entries(english);
    assert!(english.len() > 60, "the sentences were not found");
    assert_eq!(english, entries(polish));
}
