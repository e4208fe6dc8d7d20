use bellhop_model::{Attachment, FileUsage, Receipt, Truncation};

use super::*;
use crate::HistoryPlace;

async fn page(store: &Store, before: Option<HistoryPlace>, limit: u32) -> (Vec<String>, Option<HistoryPlace>) {
    let page = store.read(move |r| r.messages().page(&"1".into(), before, limit)).await.unwrap();
    (page.messages.into_iter().map(|message| message.id.0).collect(), page.older)
}

#[tokio::test]
async fn a_history_is_paged_from_its_newest_message_without_gaps_even_within_one_millisecond() {
    let room = room();
    let messages: Vec<Message> = (0..7).map(|n| incoming("1", &format!("m{n}"), minute(n / 4), "hello")).collect();
    put(&room.store, &[thread("1")], &messages).await;
    let (newest, older) = page(&room.store, None, 3).await;
    assert_eq!(newest, ["m4", "m5", "m6"]);
    let text = older.unwrap().to_string();
    let (middle, older) = page(&room.store, Some(text.parse().unwrap()), 3).await;
    assert_eq!(middle, ["m1", "m2", "m3"]);
    assert_eq!(page(&room.store, older, 3).await, (vec!["m0".to_owned()], None));
}

#[tokio::test]
async fn every_kind_of_entry_comes_back_as_it_went_in() {
    let room = room();
    let content = Content {
        text: "Zażółć".into(),
        html: Some("<b>Zażółć</b>".into()),
        subject: Some("Lamp".into()),
        attachments: vec![
            Attachment::File { file: "5".into(), usage: FileUsage::Voice, name: Some("a.ogg".into()), url: None },
            Attachment::Location { latitude: 50.06, longitude: 19.94, name: None, address: None },
            Attachment::Unsupported { name: "POLL".into() },
        ],
        truncation: Truncation::QuotedHistory,
    };
    let kinds = [
        MessageKind::Message {
            direction: Direction::Outgoing,
            content: content.clone(),
            channel: Some("1002".into()),
            channel_account: None,
            recipients: vec![bellhop_model::Address {
                kind: "HS_EMAIL_ADDRESS".into(),
                value: "a@b.pl".into(),
                name: None,
                field: Some("TO".into()),
            }],
            in_reply_to: Some("m0".into()),
            receipt: Some(Receipt::Failed { reason: Some("blocked".into()) }),
        },
        MessageKind::Comment(content.clone()),
        MessageKind::Welcome(Content { text: "Hi".into(), ..Content::default() }),
        MessageKind::Assignment { from: None, to: Some("A-71".into()) },
        MessageKind::StatusChange(ThreadStatus::Closed),
        MessageKind::StatusChange(ThreadStatus::Open),
        MessageKind::InboxChange { from: Some("1".into()), to: Some("2".into()) },
        MessageKind::Unknown { name: "POLL_RESULT".into(), content },
    ];
    let messages: Vec<Message> = (0_i64..)
        .zip(kinds)
        .map(|(n, kind)| Message { kind, ..outgoing("1", &format!("m{n}"), minute(n), "") })
        .collect();
    put(&room.store, &[thread("1")], &messages).await;
    let read = room.store.read(|r| r.messages().page(&"1".into(), None, 100)).await.unwrap();
    assert_eq!(read.messages, messages);
    let missing = room.store.read(|r| r.actors().missing(9)).await.unwrap();
    assert_eq!(missing, ["A-71".into()], "an actor is asked for twice, or not at all");
}

#[tokio::test]
async fn a_text_that_was_fetched_whole_stays_whole_when_its_cut_version_comes_again() {
    let room = room();
    let cut = |receipt| {
        let mut message = incoming("1", "a", minute(1), "the beginn");
        if let MessageKind::Message { content, receipt: of, .. } = &mut message.kind {
            content.truncation = Truncation::BySize;
            *of = receipt;
        }
        message
    };
    put(&room.store, &[thread("1")], &[cut(None)]).await;
    room.store
        .write(Origin::Pull, |w| w.messages().set_text(&"a".into(), "the beginning and the end", None))
        .await
        .unwrap();
    put(&room.store, &[], &[cut(Some(Receipt::Read))]).await;
    let read = room.store.read(|r| r.messages().get(&"a".into())).await.unwrap().unwrap();
    let MessageKind::Message { content, receipt, .. } = read.kind else { panic!("it is no message any more") };
    assert_eq!(content.text, "the beginning and the end");
    assert_eq!(content.truncation, Truncation::Whole);
    assert_eq!(receipt, Some(Receipt::Read), "the news about it was lost with the cut text");
}

#[tokio::test]
async fn a_conversation_that_is_removed_leaves_nothing_behind() {
    let room = room();
    put(
        &room.store,
        &[thread("1"), thread("2")],
        &[incoming("1", "a", minute(1), "secret lamp"), incoming("2", "b", minute(1), "other")],
    )
    .await;
    room.store.finish_search_index().await.unwrap();
    room.store.write(Origin::Pull, |w| w.threads().remove(&["1".into()])).await.unwrap();
    assert_eq!(room.store.read(|r| r.messages().get(&"a".into())).await.unwrap(), None);
    assert_eq!(room.store.read(|r| r.search().threads("secret")).await.unwrap().threads, []);
    assert_eq!(room.store.read(|r| r.lists().total(&crate::View::Open, &[])).await.unwrap(), 1);
    room.store.write(Origin::Pull, |w| w.messages().remove(&["b".into()])).await.unwrap();
    assert_eq!(room.store.read(|r| r.search().threads("other")).await.unwrap().threads, []);
}
