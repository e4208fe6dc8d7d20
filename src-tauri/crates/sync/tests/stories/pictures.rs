//! Pictures in the text of a message.

use bellhop_hub::{Fault, Route};
use bellhop_model::{FileId, Intent, LocalFile, OutgoingFile, StuckReason, ThreadId, picture_in_text};
use bellhop_store::OutboxStep;
use bellhop_sync::SyncHandle;
use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::support::{Desk, Remote, content, reply, text, until_idle};

const HASH: &str = "abc";

async fn begin() -> (Remote, Desk, SyncHandle, ThreadId) {
    let remote = Remote::new().await;
    let thread = remote.customer_writes("anna", "Which button?").await;
    let desk = Desk::new();
    let sync = desk.start(&remote);
    desk.sees(&thread, "Which button?").await;
    until_idle(&sync).await;
    (remote, desk, sync, thread)
}

fn file(hash: &str, name: &str) -> OutgoingFile {
    let local = LocalFile { hash: hash.to_owned(), name: name.to_owned(), mime: "image/png".to_owned(), size: 9 };
    OutgoingFile { local, uploaded: None }
}

/// A reply with a picture in its text and another one beside it.
fn shown(remote: &Remote, thread: &ThreadId) -> Intent {
    let mut intent = reply(remote, thread, "anna", "This: [a \"b\" <c>.png]");
    let Intent::SendMessage { html, files, .. } = &mut intent else { unreachable!() };
    *html = Some(format!("<p>This: {}</p>", picture_in_text(HASH)));
    files.extend([file(HASH, "a \"b\" <c>.png"), file("def", "beside.png")]);
    intent
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_in_the_text_leaves_as_an_address_that_its_reader_can_open_and_not_as_an_attachment() {
    let (remote, desk, sync, thread) = begin().await;
    std::fs::write(desk.dir.path().join(HASH), "in the text").unwrap();
    std::fs::write(desk.dir.path().join("def"), "beside it").unwrap();
    // The answer of the send is lost: it is found again although one of its files is no attachment.
    remote.hub.faults().next(Route::SendMessage, Fault::DropAfterAccept);
    desk.does(shown(&remote, &thread)).await;
    desk.has_delivered().await;

    let sent = remote.sent_html(&thread).await;
    assert_eq!(sent.len(), 1, "it was sent twice: {sent:?}");
    let url = sent[0].strip_prefix("<p>This: <img src=\"").unwrap().split('"').next().unwrap().to_owned();
    assert!(sent[0].ends_with("\" alt=\"a &quot;b&quot; &lt;c&gt;.png\"></p>"), "{}", sent[0]);
    let bytes = reqwest::Client::builder().no_proxy().build().unwrap().get(&url).send().await.unwrap();
    assert_eq!((bytes.status(), bytes.text().await.unwrap().as_str()), (StatusCode::OK, "in the text"));

    let id = thread.clone();
    let newest = desk.read(move |r| r.messages().newest_message(&id)).await.unwrap();
    assert_eq!(content(&newest).unwrap().attachments.len(), 1);
    let known: FileId = desk.read(move |r| r.text_pictures().file(&url)).await.expect("its file is not known here");
    let details = remote.call(Method::GET, &format!("/files/2026-09/files/{known}"), Value::Null).await;
    assert_eq!(text(&details, "access"), "PUBLIC_NOT_INDEXABLE");
    let bellhop_model::Attachment::File { file, .. } = &content(&newest).unwrap().attachments[0] else { panic!() };
    let details = remote.call(Method::GET, &format!("/files/2026-09/files/{file}"), Value::Null).await;
    assert_eq!(text(&details, "access"), "PRIVATE", "what is not in the text needs a signed URL");
    sync.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_whose_picture_is_no_longer_here_is_put_to_the_rep_before_anything_is_sent() {
    let (remote, desk, sync, thread) = begin().await;
    let intent = desk.does(shown(&remote, &thread)).await;
    let step = desk.reaches(&intent, |step| matches!(step, OutboxStep::Stuck { .. })).await;
    let OutboxStep::Stuck { reason, .. } = step else { unreachable!() };
    assert_eq!(reason, StuckReason::Attachment);
    assert!(remote.sent_html(&thread).await.is_empty());
    sync.stop().await;
}
