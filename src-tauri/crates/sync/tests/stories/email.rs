//! E-mail on the wire: everybody it goes to and its subject leave, and come back; a refused address is put to the rep.

use bellhop_model::{Address, EMAIL_ADDRESS, Intent, MessageKind, StuckReason, ThreadId};
use bellhop_store::OutboxStep;
use bellhop_sync::Sync;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Desk, Remote, text};

const MARTA: &str = "marta.krol@example.com";
const THREADS: &str = "/conversations/conversations/2026-09/threads";

/// A conversation by e-mail and its newest message.
async fn mail(remote: &Remote) -> (ThreadId, Value) {
    let page = remote.call(Method::GET, &format!("{THREADS}?limit=500"), Value::Null).await;
    let all = page["results"].as_array().unwrap();
    let thread = text(all.iter().find(|thread| thread["originalChannelId"] == "1002").unwrap(), "id");
    let page = remote.call(Method::GET, &format!("{THREADS}/{thread}/messages?limit=500"), Value::Null).await;
    let newest = page["results"].as_array().unwrap().iter().find(|entry| entry["type"] == "MESSAGE").unwrap().clone();
    (thread.into(), newest)
}

fn address(field: &str, value: &str) -> Address {
    Address {
        kind: EMAIL_ADDRESS.to_owned(),
        value: value.to_owned(),
        name: Some("Anna".to_owned()),
        field: Some(field.to_owned()),
    }
}

fn email(thread: &ThreadId, newest: &Value, recipients: Vec<Address>) -> Intent {
    Intent::SendMessage {
        thread: thread.clone(),
        text: "On its way".to_owned(),
        html: None,
        files: Vec::new(),
        channel: "1002".into(),
        channel_account: text(newest, "channelAccountId").as_str().into(),
        recipients,
        subject: Some("Re: Lampa".to_owned()),
        reply_to: None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_email_leaves_with_its_subject_and_everybody_and_a_refused_address_comes_back_to_the_rep() {
    let remote = Remote::demo().await;
    let (thread, newest) = mail(&remote).await;
    let desk = Desk::new();
    let mut config = desk.config(remote.connection());
    config.me_email = MARTA.to_owned();
    let sync = Sync::start(config);

    let everybody =
        vec![address("TO", "anna@example.com"), address("CC", "boss@example.com"), address("BCC", "x@example.com")];
    // A rep answers what they see: without its conversation a sent message would wait for the first listing.
    let id = thread.clone();
    desk.until("the conversation", move |r| Ok(r.messages().newest_message(&id)?.is_some())).await;
    desk.does(email(&thread, &newest, everybody.clone())).await;
    desk.has_delivered().await;
    let (_, sent) = mail(&remote).await;
    assert_eq!((text(&sent, "text"), text(&sent, "subject")), ("On its way".to_owned(), "Re: Lampa".to_owned()));
    let wire = |field: &str, value: &str| json!({ "name": "Anna", "recipientField": field, "deliveryIdentifier": { "type": EMAIL_ADDRESS, "value": value } });
    let told = [wire("TO", "anna@example.com"), wire("CC", "boss@example.com"), wire("BCC", "x@example.com")];
    assert_eq!(sent["recipients"], json!(told));
    let id = thread.clone();
    let kept = desk.read(move |r| r.messages().newest_message(&id)).await.unwrap();
    let MessageKind::Message { recipients, content, .. } = kept.kind else { panic!("{kept:?}") };
    assert_eq!((recipients, content.subject.as_deref()), (everybody, Some("Re: Lampa")));

    let refused = desk.does(email(&thread, &newest, vec![address("TO", "anna@nowhere")])).await;
    let step = desk.reaches(&refused, |step| matches!(step, OutboxStep::Stuck { .. })).await;
    let OutboxStep::Stuck { reason: StuckReason::Rejected, detail, .. } = step else { panic!("{step:?}") };
    assert!(detail.contains("anna@nowhere"), "the rep is not told which address: {detail}");
    sync.stop().await;
}
