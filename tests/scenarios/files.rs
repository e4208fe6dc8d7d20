//! Files through the whole program: fetched ahead from a real hub, there when the hub is not, gone on with after a kill.

use std::path::Path;
use std::time::Duration;

use bellhop_hub::{Fault, Hub, HubOptions, Route};
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use crate::program;
use crate::served::Served;

const CHANNELS: &str = "/conversations/custom-channels/2026-03";

fn connect(home: &Path, hub: &Hub, rep: &str) {
    let connected = program::connect(home, hub.url(), hub.token(), rep);
    assert!(connected.status.success(), "{}", String::from_utf8_lossy(&connected.stderr));
}

async fn start(folder: &Path, demo: bool) -> Hub {
    Hub::start(HubOptions { demo, ..HubOptions::new(folder) }).await.unwrap()
}

async fn post(hub: &Hub, path: &str, body: Value) -> Value {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let answer = http.post(format!("{}{path}", hub.url())).bearer_auth(hub.token()).json(&body).send().await.unwrap();
    assert!(answer.status().is_success(), "{path}: {}", answer.status());
    answer.json().await.unwrap()
}

/// A customer sends a file; gives its id.
async fn customer_sends(hub: &Hub, name: &str, bytes: Vec<u8>) -> String {
    let form = Form::new()
        .part("file", Part::bytes(bytes).file_name(name.to_owned()))
        .text("folderPath", "/chat")
        .text("options", json!({"access": "PRIVATE"}).to_string());
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let upload = http.post(format!("{}/files/v3/files", hub.url())).bearer_auth(hub.token()).multipart(form);
    let file: Value = upload.send().await.unwrap().json().await.unwrap();
    let capabilities = json!({"deliveryIdentifierTypes": ["CHANNEL_SPECIFIC_OPAQUE_ID"],
        "threadingModel": "INTEGRATION_THREAD_ID", "allowOutgoingMessages": true, "outgoingAttachmentTypes": ["FILE"]});
    let channel = post(hub, CHANNELS, json!({"name": "Pigeon", "capabilities": capabilities})).await;
    let channel = channel["id"].as_str().unwrap();
    let identifier = |value: &str| json!({"type": "CHANNEL_SPECIFIC_OPAQUE_ID", "value": value});
    let account =
        json!({"inboxId": "431001", "name": "Pigeon", "authorized": true, "deliveryIdentifier": identifier("desk")});
    let account = post(hub, &format!("{CHANNELS}/{channel}/channel-accounts"), account).await;
    let message = json!({"text": "Proszę", "attachments": [{"type": "FILE", "fileId": file["id"]}],
        "channelAccountId": account["id"], "messageDirection": "INCOMING", "timestamp": hub.now(), "integrationThreadId": "a",
        "senders": [{"deliveryIdentifier": identifier("anna"), "name": "Anna"}],
        "recipients": [{"deliveryIdentifier": identifier("desk")}]});
    post(hub, &format!("{CHANNELS}/{channel}/messages"), message).await;
    file["id"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_lies_ahead_of_the_rep_is_there_when_the_hub_is_switched_off_also_after_a_restart() {
    let (home, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let hub = start(folder.path(), true).await;
    connect(home.path(), &hub, bellhop_hub::DEMO_REP);
    program::json(home.path(), &["sync", "--once"]);
    let served = Served::start(home.path()).await;

    let rows = served.call("list", json!({"key": {"view": "open"}, "offset": 0, "limit": 200})).await;
    let mut richest = (String::new(), Vec::new());
    for row in rows["rows"].as_array().unwrap() {
        let thread = row["id"].as_str().unwrap();
        let files = served.files_of(thread, 60).await;
        if files.len() > richest.1.len() {
            richest = (thread.to_owned(), files);
        }
    }
    let (thread, files) = richest;
    let mut files: Vec<String> = files.into_iter().map(|(id, _)| id).collect();
    assert!(files.len() > 3, "the demo has no conversation with files");
    // Nobody asks for a file: that the conversation is on screen is enough.
    served.call("focus", json!({"thread": thread, "focused": true})).await;
    served.until(&files, "the files on screen", |file| file["state"]["type"] == "cached").await;
    let on_screen = files.len();
    // What is heard or seen at once in the newest unread conversations comes as well.
    let unread = served.call("list", json!({"key": {"view": "unread"}, "offset": 0, "limit": 5})).await;
    for row in unread["rows"].as_array().unwrap() {
        let next = served.files_of(row["id"].as_str().unwrap(), 12).await;
        let at_once = next.into_iter().filter(|(_, media)| ["image", "voice", "sticker"].contains(&media.as_str()));
        files.extend(at_once.map(|(id, _)| id));
    }
    assert!(files.len() > on_screen, "the demo has no unread conversation with pictures or voice notes");
    served.until(&files, "the files of unread conversations", |file| file["state"]["type"] == "cached").await;
    let mut before = Vec::new();
    for id in &files {
        before.push(served.bytes(id).await.unwrap());
    }

    hub.stop().await;
    for (id, bytes) in files.iter().zip(&before) {
        assert_eq!(&served.bytes(id).await.unwrap(), bytes);
    }
    served.kill();
    let served = Served::start(home.path()).await;
    for (view, (id, bytes)) in served.files(&files).await.iter().zip(files.iter().zip(&before)) {
        assert_eq!(view["state"], json!({"type": "cached"}));
        assert_eq!(&served.bytes(id).await.unwrap(), bytes);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_is_killed_while_it_fetches_a_file_goes_on_with_it() {
    let (home, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let hub = start(folder.path(), false).await;
    // Too large to be fetched ahead from a conversation that is not on screen.
    let bytes: Vec<u8> =
        (0..2_000_000_u32).map(|place| u8::try_from((place * 31 + place / 251) % 256).unwrap()).collect();
    let id = customer_sends(&hub, "plan.pdf", bytes.clone()).await;
    connect(home.path(), &hub, "rep@example.com");
    program::json(home.path(), &["sync", "--once"]);
    // The first connection breaks after some bytes, the next one never answers.
    hub.faults().next(Route::FileBytes, Fault::DropMidBody);
    hub.faults().every(Route::FileBytes, Fault::Delay(Duration::from_secs(3600)));
    let served = Served::start(home.path()).await;
    let files = [id.clone()];
    served.until(&files, "the conversation", |file| file["name"] != Value::Null || file["size"] != Value::Null).await;
    assert_eq!(served.files(&files).await[0]["state"], json!({"type": "absent"}));
    served.call("fetchFile", json!({"file": id, "wanted": true})).await;
    served.until(&files, "a part of the file", |file| file["state"]["received"].as_u64() > Some(0)).await;
    let parts = home.path().join("workspaces/shop/media/parts");
    let (part, note) = (parts.join(format!("{id}.part")), parts.join(format!("{id}.json")));
    let put_down = async {
        // Another process's file can only be looked at.
        let mut clock = tokio::time::interval(Duration::from_millis(20));
        while !note.exists() {
            clock.tick().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), put_down).await.expect("what came is not put down");
    served.kill();
    let here = std::fs::metadata(&part).unwrap().len();
    assert!(here > 0 && here < bytes.len() as u64);

    hub.faults().clear();
    let served = Served::start(home.path()).await;
    assert_eq!(served.files(&files).await[0]["state"], json!({"type": "absent"}));
    // Until the program has connected again there is nobody to ask; what was asked for is gone on with by itself.
    served.call("fetchFile", json!({"file": id, "wanted": true})).await;
    served.until(&files, "the file", |file| file["state"]["type"] == "cached").await;
    assert!(served.bytes(&id).await.unwrap() == bytes, "the file is not what was sent");
    assert!(!part.exists() && !note.exists());
}
