//! Sending: one commit, shown at once and never twice.

use bellhop_desk::ErrorCode;
use bellhop_model::{
    Carries, Change, Channel, Delivery, Direction, Intent, Message, MessageKind, StuckReason, TextStyle, Thread,
};
use bellhop_store::{Attempt, Origin, OutboxStep};
use serde_json::{Value, json};

use crate::support::{
    Room, accounts, by, draft, incoming, minute, outgoing, room, send, texts, thread, ticket, view, with_ticket,
};

async fn two_conversations() -> Room {
    let room = room().await;
    room.put(
        &[with_ticket("1"), thread("2")],
        &[incoming("1", "a", 1, "Where is my lamp?"), incoming("2", "b", 2, "hello")],
    )
    .await;
    room.put_tickets(&[ticket("t1", &[])]).await;
    room
}

#[tokio::test]
async fn sending_commits_one_intent_and_takes_the_draft_away_in_the_same_commit() {
    let room = two_conversations().await;
    let kept = room.media.keep_outgoing("plan.pdf", b"%PDF-1.7").await.unwrap();
    let files = json!([{"hash": kept.hash, "name": "plan.pdf", "mime": kept.mime, "size": 8}]);
    let html = "<p><strong class=\"x\">On its way</strong></p>";
    let written = json!({"text": "On its way", "html": html, "replyTo": "a", "files": files, "account": null});
    room.call("saveDraft", json!({"thread": "1", "mode": "reply", "draft": written})).await;
    room.call("saveDraft", json!({"thread": "1", "mode": "comment", "draft": draft("stays")})).await;

    let mut changes = room.desk.changes();
    let options = json!({"thread": "1", "mode": "reply", "draft": written, "thenStage": null});
    let ids = room.call("send", options).await;
    let told = changes.take();
    for change in [Change::Outbox, Change::Drafts, Change::Thread("1".into()), Change::Threads] {
        assert!(told.contains(&change), "{change:?} was not told: {told:?}");
    }
    let drafts = room.call("drafts", json!({"thread": "1"})).await;
    assert_eq!(drafts, json!({"reply": Value::Null, "comment": draft("stays")}));

    let room = room.restart().await;
    let [row] = &room.open_intents().await[..] else { panic!("not one intent") };
    assert_eq!(ids, json!([row.id]));
    assert_eq!(row.step, OutboxStep::Queued { doubt: None });
    let Intent::SendMessage { text, html, files, channel, channel_account, recipients, reply_to, .. } = &row.intent
    else {
        panic!("{:?}", row.intent)
    };
    assert_eq!((text.as_str(), channel.as_str(), channel_account.as_str()), ("On its way", "20001", "300"));
    assert_eq!(html.as_deref(), Some("<p><strong>On its way</strong></p>"));
    assert_eq!(reply_to.as_ref().map(|id| id.as_str()), Some("a"));
    assert_eq!((files[0].local.hash.as_str(), &files[0].uploaded), (kept.hash.as_str(), &None));
    assert_eq!((recipients[0].value.as_str(), recipients.len()), ("anna", 1));
}

#[tokio::test]
async fn style_leaves_only_through_a_channel_that_shows_it_and_a_comment_keeps_all_of_it() {
    let room = two_conversations().await;
    let says = |carries: Option<Carries>| Channel { id: "20001".into(), name: "Web chat".to_owned(), carries };
    let html = "<p><b>Dziś</b> <a href=\"https://shop.example.com\">tutaj</a></p>";
    let mut written = draft("Dziś tutaj (https://shop.example.com)");
    written["html"] = json!(html);
    let bold = Carries { styles: vec![TextStyle::Bold], ..Carries::default() };
    for (mode, carries, leaves) in
        [("reply", None, None), ("reply", Some(bold), Some("<p><b>Dziś</b> tutaj</p>")), ("comment", None, Some(html))]
    {
        room.store.write(Origin::Pull, move |w| w.channels().replace(&[says(carries)])).await.unwrap();
        let options = json!({"thread": "1", "mode": mode, "draft": written, "thenStage": null});
        room.call("send", options).await;
        let sent = room.open_intents().await.pop().unwrap();
        let (Intent::SendMessage { html, .. } | Intent::AddComment { html, .. }) = sent.intent else {
            panic!("{:?}", sent.intent)
        };
        assert_eq!(html.as_deref(), leaves, "{mode}");
    }
}

#[tokio::test]
async fn what_was_sent_is_shown_at_once_as_queued_and_once_only_when_the_remote_has_it() {
    let room = two_conversations().await;
    let id = room.reply("1", "On its way").await;
    let shown = room.messages("1").await;
    assert_eq!(texts(&shown), ["Where is my lamp?", "On its way"]);
    let local = &shown[1];
    assert_eq!(local["key"], json!({"where": "local", "id": id}));
    assert_eq!(local["author"], json!({"role": "me", "name": "Marta Król"}));
    assert_eq!(local["body"]["direction"], "outgoing");
    assert_eq!(local["body"]["delivery"], json!({"state": "queued"}));

    let attempt = Attempt { number: 1, baseline: None, fingerprint: "f".to_owned(), at: minute(5) };
    room.step(&id, OutboxStep::InFlight { attempt }).await;
    assert_eq!(room.messages("1").await[1]["body"]["delivery"]["state"], "sending");

    // Confirmed, but its message is not in the cache yet: it must not vanish in between.
    room.step(&id, OutboxStep::Confirmed { message: Some("m9".into()) }).await;
    let shown = room.messages("1").await;
    assert_eq!(texts(&shown), ["Where is my lamp?", "On its way"]);
    assert_eq!(shown[1]["body"]["delivery"], json!({"state": "sent", "message": "m9"}));

    room.put(&[], &[outgoing("1", "m9", 6, "On its way")]).await;
    let shown = room.messages("1").await;
    assert_eq!(texts(&shown), ["Where is my lamp?", "On its way"], "shown twice");
    assert_eq!(shown[1]["key"], json!({"where": "remote", "id": "m9"}));

    room.close(&id).await;
    assert_eq!(room.messages("1").await, shown, "closing the intent changed what is shown");
}

#[tokio::test]
async fn sending_moves_the_conversation_to_the_top_and_out_of_needs_reply() {
    let room = two_conversations().await;
    assert_eq!(room.ids(view("needsReply")).await, ["2", "1"]);
    let id = room.reply("1", "On its way").await;
    assert_eq!(room.ids(view("open")).await, ["1", "2"]);
    assert_eq!(room.ids(view("needsReply")).await, ["2"]);
    assert_eq!(room.count(view("needsReply")).await.0, 1);
    let row = room.row(view("open"), "1").await;
    assert_eq!((&row["needsReply"], &row["outbox"]["state"]), (&json!(false), &json!("queued")));

    // The remote has it, and the customer wrote again before the intent was closed.
    room.step(&id, OutboxStep::Confirmed { message: Some("m9".into()) }).await;
    room.put(&[], &[outgoing("1", "m9", 6, "On its way"), incoming("1", "c", 7, "Thanks, and when?")]).await;
    assert_eq!(room.ids(view("needsReply")).await, ["1", "2"], "the customer's newest message was hidden");
    assert_eq!(room.row(view("open"), "1").await["preview"]["text"], "Thanks, and when?");
}

#[tokio::test]
async fn a_comment_leaves_the_conversation_where_it_is() {
    let room = two_conversations().await;
    room.call("send", send("1", "comment", "ask Jan")).await;
    assert_eq!(room.ids(view("needsReply")).await, ["2", "1"]);
    let shown = room.messages("1").await;
    assert_eq!((shown[1]["body"]["type"].as_str(), shown[1]["author"]["role"].as_str()), (Some("comment"), Some("me")));
}

#[tokio::test]
async fn a_reply_that_was_refused_answered_nobody() {
    let room = two_conversations().await;
    let id = room.reply("1", "On its way").await;
    let stuck = OutboxStep::Stuck { reason: StuckReason::Rejected, detail: "too long".to_owned(), attempt: None };
    room.step(&id, stuck).await;
    assert_eq!(room.ids(view("needsReply")).await, ["1", "2"], "a customer who got no answer is out of sight");
    let row = room.row(view("needsReply"), "1").await;
    assert_eq!(row["outbox"], json!({"state": "stuck", "reason": "rejected", "detail": "too long"}));
    assert_eq!(texts(&room.messages("1").await), ["Where is my lamp?", "On its way"]);
}

#[tokio::test]
async fn sending_and_closing_makes_two_intents_in_order() {
    let room = two_conversations().await;
    let options = json!({"thread": "1", "mode": "reply", "draft": draft("Done"), "thenStage": "4"});
    let ids = room.call("send", options).await;
    let open = room.open_intents().await;
    assert_eq!(ids, json!([open[0].id, open[1].id]));
    assert!(matches!(open[0].intent, Intent::SendMessage { .. }));
    let Intent::SetStatus { ticket, pipeline, stage, .. } = &open[1].intent else { panic!("{:?}", open[1].intent) };
    assert_eq!((ticket.as_str(), pipeline.as_str(), stage.as_str()), ("t1", "0", "4"));
    assert_eq!(room.ids(view("closed")).await, ["1"]);
    let ledger = room.call("outbox", Value::Null).await;
    let lines: Vec<_> = ledger.as_array().unwrap().iter().map(|row| (&row["kind"], &row["text"])).collect();
    assert_eq!(lines, [(&json!("reply"), &json!("Done")), (&json!("status"), &json!("Closed"))]);
    assert_eq!(ledger[0]["message"], json!({"where": "local", "id": ids[0]}));
    assert_eq!((&ledger[1]["message"], &ledger[0]["contact"]), (&Value::Null, &json!("Anna Nowak")));
}

/// Asserts that a send is refused like this and that the rep's text is still there.
async fn refused(room: &Room, options: Value, code: ErrorCode) {
    let draft = options["draft"].clone();
    let save = json!({"thread": options["thread"], "mode": options["mode"], "draft": draft});
    room.call("saveDraft", save).await;
    let before = room.call("drafts", json!({"thread": options["thread"]})).await;
    assert_eq!(room.refused_code("send", options.clone()).await, code, "{options}");
    assert_eq!(
        room.call("drafts", json!({"thread": options["thread"]})).await,
        before,
        "a refused send took the draft"
    );
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused_with_a_sentence_and_the_draft_stays() {
    let room = two_conversations().await;
    refused(&room, send("1", "reply", " \n"), ErrorCode::BadRequest).await;

    let lost = json!([{"hash": "0".repeat(64), "name": "gone.pdf", "mime": "application/pdf", "size": 8}]);
    let with_lost = json!({"text": "see file", "replyTo": null, "files": lost, "account": null});
    let options = json!({"thread": "1", "mode": "reply", "draft": with_lost, "thenStage": null});
    assert!(room.refused("send", options.clone()).await.message.contains("gone.pdf"));
    refused(&room, options, ErrorCode::NotPossible).await;

    for account in ["302", "100", "nowhere"] {
        let chosen = json!({"text": "hello", "replyTo": null, "files": [], "account": account});
        let options = json!({"thread": "1", "mode": "reply", "draft": chosen, "thenStage": null});
        refused(&room, options, ErrorCode::NotPossible).await;
    }
    let no_such_stage = json!({"thread": "1", "mode": "reply", "draft": draft("x"), "thenStage": "51"});
    refused(&room, no_such_stage, ErrorCode::NotPossible).await;
    let no_ticket = json!({"thread": "2", "mode": "reply", "draft": draft("x"), "thenStage": "4"});
    refused(&room, no_ticket, ErrorCode::NotPossible).await;
    for mode in ["reply", "comment"] {
        refused(&room, send("gone", mode, "hello"), ErrorCode::NotFound).await;
    }
}

#[tokio::test]
async fn without_a_usable_account_nothing_can_be_sent_and_the_head_says_so_before() {
    let room = two_conversations().await;
    let head = room.call("thread", json!({"thread": "1"})).await;
    assert_eq!((&head["canReply"], &head["accounts"]), (&json!(true), &json!(["300", "100"])));
    room.store.write(Origin::Pull, |w| w.channel_accounts().replace(&accounts(false))).await.unwrap();
    assert_eq!(room.call("thread", json!({"thread": "1"})).await["canReply"], false);
    refused(&room, send("1", "reply", "hello"), ErrorCode::NotPossible).await;
    room.call("send", send("1", "comment", "the chat is off")).await;
}

#[tokio::test]
async fn another_account_of_the_channel_takes_over_when_the_usual_one_is_off() {
    let room = two_conversations().await;
    let mut all = accounts(false);
    all[2].usable = true;
    room.store.write(Origin::Pull, move |w| w.channel_accounts().replace(&all)).await.unwrap();
    let head = room.call("thread", json!({"thread": "1"})).await;
    assert_eq!((&head["canReply"], &head["accounts"]), (&json!(true), &json!(["300", "302", "100"])));
    room.reply("1", "hello").await;
    let open = room.open_intents().await;
    assert!(
        matches!(&open[0].intent, Intent::SendMessage { channel_account, .. } if channel_account.as_str() == "302"),
        "{:?}",
        open[0].intent
    );
}

#[tokio::test]
async fn a_conversation_in_which_nobody_can_be_addressed_takes_comments_only() {
    let room = room().await;
    room.put(&[thread("1")], &[by("V-9", incoming("1", "a", 1, "no address"))]).await;
    assert_eq!(room.call("thread", json!({"thread": "1"})).await["canReply"], false);
    refused(&room, send("1", "reply", "hello"), ErrorCode::NotPossible).await;
    room.call("send", send("1", "comment", "call them")).await;
}

#[tokio::test]
async fn a_reply_goes_to_whoever_wrote_last_and_else_to_whom_the_last_message_went() {
    let room = room().await;
    let mut sent: Message = outgoing("2", "b", 2, "We write first");
    if let MessageKind::Message { direction, recipients, .. } = &mut sent.kind {
        assert_eq!(*direction, Direction::Outgoing);
        recipients.push(bellhop_model::Address {
            kind: "CHANNEL_SPECIFIC_OPAQUE_ID".to_owned(),
            value: "ola".to_owned(),
            name: None,
            field: None,
        });
    }
    let mut mail = incoming("3", "c", 3, "by mail");
    if let Some(address) = &mut mail.author.address {
        address.kind = "HS_EMAIL_ADDRESS".to_owned();
        address.value = "anna@example.com".to_owned();
    }
    let mail_thread = Thread { channel: "1002".into(), channel_account: "100".into(), ..thread("3") };
    room.put(&[thread("2"), mail_thread], &[sent, mail]).await;
    room.reply("2", "and again").await;
    room.reply("3", "and again").await;
    let mut to = Vec::new();
    for row in room.open_intents().await {
        let Intent::SendMessage { recipients, .. } = row.intent else { panic!("no message") };
        let [address] = &recipients[..] else { panic!("{recipients:?}") };
        to.push((address.value.clone(), address.name.clone(), address.field.clone()));
    }
    let mail = ("anna@example.com".to_owned(), Some("Anna Nowak".to_owned()), Some("TO".to_owned()));
    assert_eq!(to, [("ola".to_owned(), None, None), mail]);
}

#[tokio::test]
async fn the_worst_of_a_conversations_intents_is_what_its_row_shows() {
    let room = two_conversations().await;
    let first = room.reply("1", "one").await;
    room.reply("1", "two").await;
    let attempt = Attempt { number: 1, baseline: None, fingerprint: "f".to_owned(), at: minute(5) };
    room.step(&first, OutboxStep::Uncertain { attempt, looks: 1, since: minute(6) }).await;
    let row = room.row(view("outbox"), "1").await;
    assert_eq!(serde_json::from_value::<Delivery>(row["outbox"].clone()).unwrap(), Delivery::Uncertain);
    let sync = room.call("sync", Value::Null).await;
    assert_eq!((&sync["waiting"], &sync["stuck"]), (&json!(2), &json!(0)));
}
