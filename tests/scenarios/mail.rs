//! An e-mail with the real program: what the rep chose outlives a kill, and leaves as it was chosen.

use reqwest::Method;
use serde_json::{Value, json};

use crate::program::{self, HubProcess};
use crate::saga::{REP, property, remote};
use crate::served::Served;

fn draft(text: &str, email: &Value, status: &Value) -> Value {
    json!({"text": text, "html": null, "replyTo": null, "files": [], "account": null, "email": email, "status": status})
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_while_an_email_is_written_its_people_subject_and_status_are_there_and_leave_as_they_were_chosen() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let (home, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let hub = HubProcess::start(folder.path(), "127.0.0.1:0", &["--demo"]);
    assert!(program::connect(home.path(), &hub.url, &hub.token, REP).status.success());
    program::json(home.path(), &["sync", "--once"]);
    let served = Served::start(home.path()).await;
    let list = json!({"key": {"view": "channel", "id": "1002"}, "offset": 0, "limit": 50});
    let page = served.call("list", list).await;
    let order = |row: &&Value| row["subject"] == "Wholesale order for spring";
    let thread = page["rows"].as_array().unwrap().iter().find(order).unwrap()["id"].clone();

    // The customer wrote with a copy to a colleague: both get the answer, and so does whom the rep adds.
    let mut email = served.call("emailHead", json!({"thread": thread, "replyTo": null})).await;
    assert_eq!(email["to"][0]["address"], "oliver.hughes@example.com");
    assert_eq!(email["cc"][0]["address"], "nora.finch@harbour-pine.example.com");
    assert_eq!(email["subject"], "Re: Wholesale order for spring");
    email["bcc"] = json!([{"address": "archive@example.com", "name": null}]);
    let status = json!({"stage": "2", "properties": {}});
    let written = draft("The mugs leave on Monday.", &email, &status);
    for draft in [draft("Hm.", &Value::Null, &Value::Null), draft("", &Value::Null, &Value::Null), written.clone()] {
        served.call("saveDraft", json!({"thread": thread, "mode": "reply", "draft": draft})).await;
    }
    served.kill();

    let served = Served::start(home.path()).await;
    assert_eq!(served.call("drafts", json!({"thread": thread})).await["reply"], written);
    let history = served.call("draftHistory", json!({"thread": thread, "mode": "reply"})).await;
    assert_eq!((&history[0]["start"], &history[0]["why"]), (&json!("Hm."), &json!("discarded")));
    let options =
        json!({"thread": thread, "mode": "reply", "draft": written, "thenStage": "2", "when": {"type": "now"}});
    served.call("send", options).await;
    served.until_answer(("outbox", Value::Null), "an empty outbox", |outbox| outbox == &json!([])).await;

    let path = format!("/conversations/conversations/2026-09/threads/{}/messages", thread.as_str().unwrap());
    let sent = remote(&hub, Method::GET, &path, None).await["results"].as_array().unwrap().clone();
    let sent = sent.iter().find(|entry| entry["text"] == "The mugs leave on Monday.").unwrap();
    assert_eq!(sent["subject"], "Re: Wholesale order for spring");
    let person = |one: &Value| (one["recipientField"].clone(), one["deliveryIdentifier"]["value"].clone());
    let people: Vec<_> = sent["recipients"].as_array().unwrap().iter().map(person).collect();
    let expected = [
        ("TO", "oliver.hughes@example.com"),
        ("CC", "nora.finch@harbour-pine.example.com"),
        ("BCC", "archive@example.com"),
    ];
    assert_eq!(people, expected.map(|(field, address)| (json!(field), json!(address))));
    let head = served.call("thread", json!({"thread": thread})).await;
    assert_eq!(property(&hub, head["ticket"]["id"].as_str().unwrap(), "hs_pipeline_stage").await, "2");
}
