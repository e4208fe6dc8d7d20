//! A conversation's history: pages, authors, quotes, what the desk itself tells, HTML.

use bellhop_desk::ErrorCode;
use bellhop_model::{Actor, ActorId, Attachment, FileUsage, Message, MessageKind, ThreadStatus, Truncation};
use bellhop_store::{Origin, ThreadSync};
use serde_json::{Value, json};

use crate::support::{Room, by, entry, incoming, minute, outgoing, room, says, texts, thread, with};

#[tokio::test]
async fn walking_back_reaches_the_beginning_without_gap_or_double() {
    let room = room().await;
    // Four entries of each minute: a page ends in the middle of one.
    let messages: Vec<Message> = (0..101).map(|n| incoming("1", &format!("m{n}"), n / 4, &n.to_string())).collect();
    room.put(&[thread("1"), thread("2")], &messages).await;
    room.put(&[], &[incoming("2", "other", 50, "not here")]).await;
    room.reply("1", "mine").await;

    let (mut walked, mut before, mut pages) = (Vec::new(), Value::Null, 0);
    loop {
        let page = room.call("messages", json!({"thread": "1", "before": before, "limit": 10})).await;
        let part = page["messages"].as_array().unwrap().clone();
        walked.splice(0..0, texts(&part).into_iter().map(str::to_owned));
        pages += 1;
        before = page["older"].clone();
        if before.is_null() {
            break;
        }
        assert!(pages < 20, "the walk does not end");
    }
    let mut expected: Vec<String> = (0..101).map(|n| n.to_string()).collect();
    expected.push("mine".to_owned());
    assert_eq!(walked, expected);
    assert_eq!(pages, 11);
    let code = room.refused_code("messages", json!({"thread": "1", "before": "yesterday", "limit": 10})).await;
    assert_eq!(code, ErrorCode::BadRequest);
}

#[tokio::test]
async fn a_history_says_whether_the_remote_may_have_more() {
    let room = room().await;
    room.put(&[thread("1")], &[incoming("1", "a", 1, "hello")]).await;
    let args = json!({"thread": "1", "limit": 10});
    assert_eq!(room.call("messages", args.clone()).await["complete"], false);
    assert_eq!(room.call("thread", json!({"thread": "1"})).await["syncedAt"], Value::Null);
    let sync = ThreadSync { synced_at: Some(minute(3)), synced_latest: Some(minute(1)), complete: true, older: None };
    room.store.write(Origin::Pull, move |w| w.thread_sync().set(&"1".into(), &sync)).await.unwrap();
    assert_eq!(room.call("messages", args).await["complete"], true);
    assert_eq!(room.call("thread", json!({"thread": "1"})).await["syncedAt"], json!(minute(3)));
}

async fn know(room: &Room, actors: &[(&str, &str)]) {
    let actors: Vec<Actor> = actors
        .iter()
        .map(|(id, name)| {
            let id = ActorId::from(*id);
            Actor { kind: id.kind(), id, name: Some((*name).to_owned()), email: None }
        })
        .collect();
    room.store.write(Origin::Pull, move |w| w.actors().upsert(&actors)).await.unwrap();
}

#[tokio::test]
async fn everybody_has_their_part_and_their_name() {
    let room = room().await;
    know(&room, &[("A-72", "Old name of Jan"), ("B-1", "Greeter"), ("I-5", "Shop app"), ("L-2", "Assistant")]).await;
    room.put(
        &[thread("1")],
        &[
            incoming("1", "a", 1, "x"),
            outgoing("1", "b", 2, "x"),
            by("A-72", outgoing("1", "c", 3, "x")),
            by("B-1", outgoing("1", "d", 4, "x")),
            by("L-2", outgoing("1", "e", 5, "x")),
            by("I-5", outgoing("1", "f", 6, "x")),
            by("I-5", incoming("1", "g", 7, "x")),
            by("A-404", entry("1", "h", 8, MessageKind::Comment(says("x")))),
            entry("1", "i", 9, MessageKind::Welcome(says("x"))),
        ],
    )
    .await;
    let shown: Vec<Value> = room.messages("1").await.iter().map(|message| message["author"].clone()).collect();
    let author = |role: &str, name: Option<&str>| json!({"role": role, "name": name});
    assert_eq!(
        shown,
        [
            author("customer", Some("Anna Nowak")),
            author("me", Some("Marta Król")),
            author("agent", Some("jan Kowalski")),
            author("bot", Some("Greeter")),
            author("bot", Some("Assistant")),
            author("app", Some("Shop app")),
            author("customer", Some("Shop app")),
            author("agent", None),
            author("system", None),
        ]
    );
}

#[tokio::test]
async fn what_the_desk_itself_tells_has_names_instead_of_ids() {
    let room = room().await;
    know(&room, &[("A-80", "Former colleague")]).await;
    let handed = |from: Option<&str>, to: Option<&str>| MessageKind::Assignment {
        from: from.map(Into::into),
        to: to.map(Into::into),
    };
    room.put(
        &[thread("1")],
        &[
            entry("1", "a", 1, handed(None, Some("A-71"))),
            entry("1", "b", 2, handed(Some("A-71"), Some("A-72"))),
            entry("1", "c", 3, handed(Some("A-80"), None)),
            entry("1", "d", 4, MessageKind::StatusChange(ThreadStatus::Closed)),
            entry("1", "e", 5, MessageKind::InboxChange { from: None, to: Some("1".into()) }),
            entry("1", "f", 6, MessageKind::Unknown { name: "POLL".to_owned(), content: says("Which one?") }),
        ],
    )
    .await;
    let shown: Vec<Value> = room.messages("1").await.iter().map(|message| message["body"].clone()).collect();
    assert_eq!(shown[0], json!({"type": "assignment", "to": "Marta Król", "toMe": true, "from": null}));
    assert_eq!(shown[1], json!({"type": "assignment", "to": "jan Kowalski", "toMe": false, "from": "Marta Król"}));
    assert_eq!(shown[2], json!({"type": "assignment", "to": null, "toMe": false, "from": "Former colleague"}));
    assert_eq!(shown[3], json!({"type": "statusChange", "status": "closed"}));
    assert_eq!(shown[4], json!({"type": "inboxChange", "to": "Help desk"}));
    assert_eq!((&shown[5]["name"], &shown[5]["content"]["text"]), (&json!("POLL"), &json!("Which one?")));
}

fn answering(mut message: Message, answered: &str) -> Message {
    if let MessageKind::Message { in_reply_to, .. } = &mut message.kind {
        *in_reply_to = Some(answered.into());
    }
    message
}

#[tokio::test]
async fn an_answer_quotes_what_it_answers_and_one_whose_question_is_gone_quotes_nothing() {
    let room = room().await;
    let voice =
        Attachment::File { file: "f1".into(), usage: FileUsage::Voice, name: Some("note.ogg".to_owned()), url: None };
    room.put(
        &[thread("1")],
        &[
            incoming("1", "a", 1, "Where is\n my lamp?"),
            with(incoming("1", "b", 2, ""), |content| content.attachments = vec![voice]),
            answering(outgoing("1", "c", 3, "Here"), "a"),
            answering(outgoing("1", "d", 4, "I heard"), "b"),
            answering(incoming("1", "e", 5, "Thanks"), "c"),
            answering(outgoing("1", "f", 6, "?"), "404"),
        ],
    )
    .await;
    let written = json!({"text": "More", "replyTo": "a", "files": [], "account": null});
    room.call("send", json!({"thread": "1", "mode": "reply", "draft": written, "thenStage": null})).await;
    let quotes: Vec<Value> = room.messages("1").await[2..].iter().map(|one| one["body"]["quote"].clone()).collect();
    let question = json!({"message": "a", "author": "Anna Nowak", "text": "Where is my lamp?"});
    assert_eq!(
        quotes,
        [
            question.clone(),
            json!({"message": "b", "author": "Anna Nowak", "text": "note.ogg"}),
            json!({"message": "c", "author": "Marta Król", "text": "Here"}),
            Value::Null,
            question,
        ]
    );
}

#[tokio::test]
async fn a_customers_html_is_cleaned_and_left_out_when_it_says_no_more_than_the_text() {
    let room = room().await;
    let html =
        |id: &str, at, html: &str| with(incoming("1", id, at, "plain"), |content| content.html = Some(html.to_owned()));
    let mut cut = html("c", 3, "<p>plain</p>");
    cut = with(cut, |content| content.truncation = Truncation::BySize);
    room.put(
        &[thread("1")],
        &[
            html(
                "a",
                1,
                "<p onclick='x()'>Hi <b>there</b><script>x()</script> <img src='https://evil.example/p.gif'></p>",
            ),
            html("b", 2, "<div>plain<br>text</div>"),
            cut,
        ],
    )
    .await;
    let shown = room.messages("1").await;
    assert_eq!(shown[0]["body"]["content"]["html"], "<p>Hi <b>there</b> <img></p>");
    assert_eq!(shown[1]["body"]["content"]["html"], Value::Null);
    assert_eq!(shown[2]["body"]["content"]["truncation"], "bySize");
    let code = room.refused_code("fullText", json!({"thread": "1", "message": "c"})).await;
    assert_eq!(code, ErrorCode::NotPossible, "there is no sync that could fetch it");
}

#[tokio::test]
async fn files_are_described_before_they_are_here_and_other_attachments_are_cards() {
    let room = room().await;
    let file = |id: &str, usage, name: &str| Attachment::File {
        file: id.into(),
        usage,
        name: Some(name.to_owned()),
        url: None,
    };
    let place = Attachment::Location { latitude: 52.2, longitude: 21.0, name: None, address: None };
    let attachments = vec![
        file("1", FileUsage::Sticker, "s.webp"),
        file("2", FileUsage::Other, "run.exe"),
        file("3", FileUsage::Other, "clip.mp4"),
        place,
    ];
    room.put(&[thread("1")], &[with(incoming("1", "a", 1, ""), |content| content.attachments = attachments)]).await;
    let kept = room.media.keep_outgoing("plan.pdf", b"%PDF-1.7").await.unwrap();
    let files = json!([{"hash": kept.hash, "name": "plan.pdf", "mime": kept.mime, "size": 8}]);
    let written = json!({"text": "", "replyTo": null, "files": files, "account": null});
    room.call("send", json!({"thread": "1", "mode": "reply", "draft": written, "thenStage": null})).await;

    let shown = room.messages("1").await;
    let seen = shown[0]["body"]["content"]["attachments"].as_array().unwrap();
    let kinds: Vec<_> = seen.iter().map(|one| (one["as"].as_str().unwrap(), one["media"].as_str())).collect();
    let expected = [("file", Some("sticker")), ("file", Some("program")), ("file", Some("video")), ("card", None)];
    assert_eq!(kinds, expected);
    assert_eq!((&seen[0]["file"], &seen[0]["state"]), (&json!("1"), &json!({"type": "absent"})));
    assert_eq!(seen[3]["card"]["type"], "location");
    let own = &shown[1]["body"]["content"]["attachments"][0];
    assert_eq!((&own["hash"], &own["file"], &own["media"]), (&json!(kept.hash), &Value::Null, &json!("document")));
}
