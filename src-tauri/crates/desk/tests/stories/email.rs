//! E-mail: whom an answer goes to, what leaves, and what is refused before anything is queued.

use bellhop_desk::ErrorCode;
use bellhop_model::{Address, ChannelAccount, Direction, Intent, Message, MessageKind, StuckReason, Thread};
use bellhop_store::{Origin, OutboxStep};
use serde_json::{Value, json};

use crate::support::{Room, accounts, contact, draft, incoming, outgoing, room, thread, with};

fn address(value: &str, name: Option<&str>, field: Option<&str>) -> Address {
    Address {
        kind: "HS_EMAIL_ADDRESS".to_owned(),
        value: value.to_owned(),
        name: name.map(str::to_owned),
        field: field.map(str::to_owned),
    }
}

fn mail(id: &str) -> Thread {
    Thread { channel: "1002".into(), channel_account: "100".into(), contact: Some("9".into()), ..thread(id) }
}

/// The same message by e-mail, to these.
fn by_mail(mut message: Message, subject: &str, to: &[(&str, &str)]) -> Message {
    if let MessageKind::Message { channel, channel_account, recipients, direction, .. } = &mut message.kind {
        *channel = Some("1002".into());
        *channel_account = Some("100".into());
        *recipients = to.iter().map(|(field, value)| address(value, None, Some(field))).collect();
        if *direction == Direction::Incoming {
            message.author.address = Some(address("anna@example.com", None, Some("FROM")));
        }
    }
    with(message, |content| content.subject = Some(subject.to_owned()))
}

async fn desk_with_mail() -> Room {
    let room = room().await;
    let mut accounts = accounts(true);
    let own = address("Hello@example.com", None, None);
    accounts[0] = ChannelAccount { address: Some(own), ..accounts[0].clone() };
    room.store.write(Origin::Pull, move |w| w.channel_accounts().replace(&accounts)).await.unwrap();
    room.put_contacts(&[
        contact("9", &[("firstname", "Anna"), ("lastname", "Nowak"), ("email", "anna@example.com")]),
        contact("8", &[("firstname", "Łucja"), ("lastname", "Wójcik"), ("email", "lucja@lampy.example.com")]),
    ])
    .await;
    let written = [
        ("TO", "hello@example.com"),
        ("TO", "boss@example.com"),
        ("CC", "anna@example.com"),
        ("CC", "ola@example.com"),
    ];
    room.put(&[mail("1")], &[by_mail(incoming("1", "a", 1, "Where is my lamp?"), "Lamp", &written)]).await;
    room
}

fn person(address: &str) -> Value {
    json!({"address": address, "name": null})
}

async fn head(room: &Room, thread: &str, reply_to: Option<&str>) -> Value {
    room.call("emailHead", json!({"thread": thread, "replyTo": reply_to})).await
}

fn write(text: &str, email: &Value) -> Value {
    let mut written = draft(text);
    written["email"] = email.clone();
    written
}

fn send(written: &Value) -> Value {
    json!({"thread": "1", "mode": "reply", "draft": written, "thenStage": null})
}

async fn queued(room: &Room) -> (Vec<(String, String)>, Option<String>) {
    let Intent::SendMessage { recipients, subject, .. } = room.open_intents().await.pop().unwrap().intent else {
        panic!("no message")
    };
    (recipients.into_iter().map(|one| (one.field.unwrap(), one.value)).collect(), subject)
}

fn pairs(of: &[(&str, &str)]) -> Vec<(String, String)> {
    of.iter().map(|(field, value)| ((*field).to_owned(), (*value).to_owned())).collect()
}

#[tokio::test]
async fn an_answer_goes_to_everybody_who_was_in_the_newest_email_but_not_to_the_desk_itself() {
    let room = desk_with_mail().await;
    let anna = json!({"address": "anna@example.com", "name": "Anna Nowak"});
    let expected = json!({"to": [anna], "cc": [person("boss@example.com"), person("ola@example.com")], "bcc": [], "subject": "Re: Lamp"});
    assert_eq!(head(&room, "1", None).await, expected);

    room.call("send", send(&draft("On its way"))).await;
    let to = pairs(&[("TO", "anna@example.com"), ("CC", "boss@example.com"), ("CC", "ola@example.com")]);
    assert_eq!(queued(&room).await, (to, Some("Re: Lamp".to_owned())));
    let shown = room.messages("1").await.pop().unwrap();
    assert_eq!(shown["body"]["content"]["subject"], "Re: Lamp");
    assert_eq!(shown["body"]["people"]["cc"], json!([person("boss@example.com"), person("ola@example.com")]));

    // After an answer of the desk the next goes to the same, without those who were hidden.
    let sent = [("TO", "ola@example.com"), ("CC", "boss@example.com"), ("BCC", "secret@example.com")];
    room.put(&[], &[by_mail(outgoing("1", "b", 2, "Soon"), "Re: Lamp", &sent)]).await;
    let expected = json!({"to": [person("ola@example.com")], "cc": [person("boss@example.com")], "bcc": [], "subject": "Re: Lamp"});
    assert_eq!(head(&room, "1", None).await, expected);
    assert_eq!(head(&room, "1", Some("a")).await["to"][0]["address"], "anna@example.com", "an older one is answered");
}

#[tokio::test]
async fn what_the_rep_chose_is_kept_on_disk_and_leaves_as_it_is() {
    let room = desk_with_mail().await;
    let chosen = json!({"to": [{"address": "lucja@lampy.example.com", "name": "Łucja"}], "cc": [], "bcc": [person("Archive@example.com")],
        "subject": "  Lamp\r\nBcc: all@example.com "});
    let written = write("Dear Łucja", &chosen);
    room.call("saveDraft", json!({"thread": "1", "mode": "reply", "draft": written})).await;
    let room = room.restart().await;
    assert_eq!(room.call("drafts", json!({"thread": "1"})).await["reply"]["email"], chosen);

    let ids = room.call("send", send(&written)).await;
    let to = pairs(&[("TO", "lucja@lampy.example.com"), ("BCC", "Archive@example.com")]);
    assert_eq!(queued(&room).await, (to, Some("Lamp Bcc: all@example.com".to_owned())));

    // The server refuses an address: everything comes back to be corrected.
    let detail = "Email address x is invalid".to_owned();
    room.step(&ids[0], OutboxStep::Stuck { reason: StuckReason::Rejected, detail: detail.clone(), attempt: None })
        .await;
    let shown = room.messages("1").await.pop().unwrap();
    assert_eq!(shown["body"]["delivery"], json!({"state": "stuck", "reason": "rejected", "detail": detail}));
    let back = room.call("settle", json!({"intent": ids[0], "how": "edit"})).await;
    assert_eq!(back["email"]["to"], chosen["to"]);
    assert_eq!(back["email"]["bcc"], chosen["bcc"]);
    assert_eq!(back["email"]["subject"], "Lamp Bcc: all@example.com");
    assert_eq!(room.call("drafts", json!({"thread": "1"})).await["reply"], back);
}

#[tokio::test]
async fn an_address_that_is_none_and_an_email_to_nobody_are_refused_by_name_and_the_draft_stays() {
    let room = desk_with_mail().await;
    let anna = person("anna@example.com");
    for (field, wrong) in [("to", "anna@"), ("cc", "boss"), ("bcc", "a@example.com, b@example.com")] {
        let mut chosen = json!({"to": [anna], "cc": [], "bcc": [], "subject": "Lamp"});
        chosen[field] = json!([person(wrong)]);
        let written = write("Hello", &chosen);
        room.call("saveDraft", json!({"thread": "1", "mode": "reply", "draft": written})).await;
        let refusal = room.refused("send", send(&written)).await;
        assert_eq!(refusal.code, ErrorCode::NotPossible);
        assert!(refusal.message.contains(&format!("\u{201c}{wrong}\u{201d}")), "{}", refusal.message);
        assert_eq!(room.call("drafts", json!({"thread": "1"})).await["reply"], written);
    }
    let nobody = json!({"to": [], "cc": [anna], "bcc": [], "subject": "Lamp"});
    assert_eq!(room.refused_code("send", send(&write("Hello", &nobody))).await, ErrorCode::NotPossible);
}

#[tokio::test]
async fn a_chat_goes_on_by_email_with_the_contacts_address_and_back_with_the_chats() {
    let room = desk_with_mail().await;
    room.put(&[Thread { contact: Some("9".into()), ..thread("2") }], &[incoming("2", "c", 1, "hello")]).await;
    let shown = room.call("thread", json!({"thread": "2"})).await;
    assert_eq!((&shown["accounts"], &shown["canReply"]), (&json!(["300", "100"]), &json!(true)));
    let anna = json!([{"address": "anna@example.com", "name": "Anna Nowak"}]);
    assert_eq!(head(&room, "2", Some("c")).await, json!({"to": anna, "cc": [], "bcc": [], "subject": ""}));

    let mut written = draft("By mail, then");
    written["account"] = json!("100");
    room.call("send", json!({"thread": "2", "mode": "reply", "draft": written, "thenStage": null})).await;
    assert_eq!(queued(&room).await, (pairs(&[("TO", "anna@example.com")]), None));

    // The newest message went by e-mail; the chat is still there, with the address that the customer has in it.
    room.put(&[], &[by_mail(outgoing("2", "d", 2, "By mail"), "Hello", &[("TO", "anna@example.com")])]).await;
    assert_eq!(room.call("thread", json!({"thread": "2"})).await["accounts"], json!(["100", "300"]));
    written["account"] = json!("300");
    room.call("send", json!({"thread": "2", "mode": "reply", "draft": written, "thenStage": null})).await;
    let sent = room.open_intents().await.pop().unwrap().intent;
    let Intent::SendMessage { channel, recipients, subject, .. } = sent else { panic!("{sent:?}") };
    assert_eq!((channel.as_str(), recipients[0].value.as_str(), subject), ("20001", "anna", None));
}

#[tokio::test]
async fn a_chat_whose_account_is_off_never_goes_on_by_email_by_itself() {
    let room = desk_with_mail().await;
    room.put(&[thread("2")], &[incoming("2", "c", 1, "hello")]).await;
    room.store.write(Origin::Pull, move |w| w.channel_accounts().replace(&accounts(false))).await.unwrap();
    assert_eq!(room.call("thread", json!({"thread": "2"})).await["canReply"], false);
    let args = json!({"thread": "2", "mode": "reply", "draft": draft("hello"), "thenStage": null});
    assert_eq!(room.refused_code("send", args).await, ErrorCode::NotPossible);
}

#[tokio::test]
async fn addresses_are_those_of_the_conversation_first_then_of_contacts_and_colleagues() {
    let room = desk_with_mail().await;
    let find = |search: &'static str| {
        let room = &room;
        async move {
            let found = room.call("addresses", json!({"thread": "1", "search": search})).await;
            let found = found.as_array().unwrap().iter();
            found.map(|one| one["address"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        }
    };
    assert_eq!(find("").await, ["anna@example.com", "boss@example.com", "ola@example.com"]);
    assert_eq!(find("wojc").await, ["lucja@lampy.example.com"]);
    assert_eq!(find("jan kow").await, ["jan@example.com"], "a colleague is not offered");
    assert_eq!(find("ewa").await, [] as [&str; 0], "somebody who left is offered");
    assert_eq!(find("hello").await, [] as [&str; 0], "the desk's own mailbox is offered");
}
