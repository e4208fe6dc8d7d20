//! Custom channels: registration, accounts, the connect page, publishing in both threading models.

use reqwest::Method;
use serde_json::{Value, json};

use crate::desk::{CHANNELS, CONVERSATIONS, Desk, fields, opaque, text};

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_is_registered_changed_listed_and_removed_by_its_own_app_only() {
    let mut desk = Desk::new().await;
    let own =
        desk.hub.issue_token(&["conversations.custom_channels.read", "conversations.custom_channels.write"]).await;
    let (own, account_token) = (own.unwrap(), desk.token.clone());
    for base in CHANNELS {
        desk.token.clone_from(&own);
        for root in [base.to_owned(), format!("{base}/")] {
            let (status, channel) =
                desk.post(&root, json!({ "name": "Owl", "capabilities": { "futureKey": 7 } })).await;
            assert_eq!(status, 201, "{root} {channel}");
            assert_eq!(fields(&channel), ["capabilities", "createdAt", "id", "name"]);
            assert_eq!(channel["capabilities"]["futureKey"], 7, "capabilities are an untyped map");
            let path = format!("{base}/{}", text(&channel["id"]));
            let (_, changed) = desk
                .patch(&path, json!({ "webhookUrl": "http://127.0.0.1:9/hook", "channelDescription": "By night" }))
                .await;
            assert_eq!(
                (changed["name"].as_str(), changed["channelDescription"].as_str()),
                (Some("Owl"), Some("By night"))
            );
            assert_eq!(desk.get(&path).await, changed);
            let listed = desk.get(&root).await;
            assert_eq!(listed["results"].as_array().unwrap().len(), 1, "an app sees its own channels: {listed}");
            let foreign = format!("{base}/{}", desk.channel);
            assert_eq!(desk.call(Method::GET, &foreign, None).await.0, 404);
            assert_eq!(desk.call(Method::DELETE, &path, None).await.0, 204);
            assert_eq!(desk.call(Method::GET, &path, None).await.0, 404);
        }
        for wrong in [
            json!({ "name": "Owl" }),
            json!({ "capabilities": {} }),
            json!({ "name": " ", "capabilities": {} }),
            json!({ "name": "Owl", "capabilities": { "threadingModel": "KNITTING" } }),
            json!({ "name": "Owl", "capabilities": { "deliveryIdentifierTypes": ["SMOKE"] } }),
            json!({ "name": "Owl", "capabilities": {}, "webhookUrl": "ftp://example.com" }),
        ] {
            assert_eq!(desk.post(base, wrong.clone()).await.0, 400, "{wrong}");
        }
        desk.token.clone_from(&account_token);
        let all = desk.get(base).await;
        assert!(all["results"].as_array().unwrap().len() >= 2, "the account's own token sees every app's channels");
        let told = desk.get("/helpdesk/v1/channels").await;
        let all = all["results"].as_array().unwrap();
        for one in told["results"].as_array().unwrap() {
            let channel = all.iter().find(|channel| channel["id"] == one["id"]).unwrap();
            assert_eq!(one, &json!({ "id": channel["id"], "capabilities": channel["capabilities"] }));
        }
    }
    desk.hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_are_connected_found_by_address_and_switched_off_with_their_authorization() {
    let desk = Desk::new().await;
    for (number, base) in CHANNELS.iter().enumerate() {
        let path = format!("{base}/{}/channel-accounts", desk.channel);
        let address = format!("desk-{number}");
        let new =
            json!({ "inboxId": "431001", "name": "Shop", "authorized": true, "deliveryIdentifier": opaque(&address) });
        let (status, account) = desk.post(&path, new.clone()).await;
        assert_eq!(status, 201);
        assert_eq!((account["active"].as_bool(), account["authorized"].as_bool()), (Some(true), Some(true)));
        assert_eq!(desk.post(&path, new).await.0, 409, "an address is connected once");
        let found = desk.get(&format!("{path}?deliveryIdentifierValue={address}")).await;
        assert_eq!(found["results"], json!([account]));
        assert_eq!(desk.get(&format!("{path}?deliveryIdentifierType=HS_PHONE_NUMBER")).await["total"], 0);
        let one = format!("{path}/{}", text(&account["id"]));
        let (_, off) = desk.patch(&one, json!({ "authorized": false, "name": "Old shop" })).await;
        assert_eq!((off["active"].as_bool(), off["name"].as_str()), (Some(false), Some("Old shop")));
        assert_eq!(desk.get(&one).await, off);
        let mut words = desk.words("anna", "anyone?");
        words["channelAccountId"] = account["id"].clone();
        let publish = format!("{base}/{}/messages", desk.channel);
        assert_eq!(desk.post(&publish, words).await.0, 400, "nothing comes in through it");
        let admin = format!("/helpdesk/v1/channel-accounts/{}", text(&account["id"]));
        assert_eq!(desk.patch(&admin, json!({ "active": true })).await.0, 400, "not without authorization");
        assert_eq!(desk.call(Method::DELETE, &admin, None).await.0, 204);
        assert_eq!(desk.call(Method::GET, &one, None).await.0, 404);
        let bin = desk.get(&format!("{}/channel-accounts?archived=true", CONVERSATIONS[0])).await;
        assert!(bin["total"].as_i64().unwrap() > 0);
        assert_eq!(desk.post(&path, json!({ "inboxId": "1", "name": "x", "authorized": true })).await.0, 400);
    }
    desk.hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_connected_through_the_channels_own_page_once() {
    let desk = Desk::new().await;
    for base in CHANNELS {
        let begin = format!("/helpdesk/v1/channels/{}/connections", desk.channel);
        let asked = json!({ "userId": 52000001, "redirectUrl": "http://localhost:1/done" });
        let page = json!({ "channelAccountConnectionRedirectUrl": "http://localhost:2/connect?lang=pl" });
        desk.patch(&format!("{base}/{}", desk.channel), page).await;
        let (status, connecting) = desk.post(&begin, asked).await;
        assert_eq!(status, 201, "{connecting}");
        let url = reqwest::Url::parse(&text(&connecting["url"])).unwrap();
        let given: std::collections::HashMap<_, _> = url.query_pairs().into_owned().collect();
        assert_eq!((given["lang"].as_str(), given["channelId"].as_str()), ("pl", desk.channel.as_str()));
        assert_eq!(given["portalId"], desk.hub.portal_id().to_string());
        assert_eq!(given["redirectUrl"], "http://localhost:1/done");

        let path = format!("{base}/{}/channel-account-staging-tokens/{}", desk.channel, given["accountToken"]);
        let (status, staged) = desk.patch(&path, json!({ "accountName": "By page" })).await;
        assert_eq!((status, staged["accountName"].as_str()), (200, Some("By page")));
        assert!(staged["genericChannelId"].is_i64() && staged["inboxId"].is_i64(), "integers here: {staged}");
        let address = opaque(&format!("page-{}", given["accountToken"]));
        assert_eq!(desk.patch(&path, json!({ "deliveryIdentifier": address })).await.0, 200);
        let found = desk
            .get(&format!(
                "{base}/{}/channel-accounts?deliveryIdentifierValue=page-{}",
                desk.channel, given["accountToken"]
            ))
            .await;
        assert_eq!((found["total"].as_i64(), found["results"][0]["name"].as_str()), (Some(1), Some("By page")));
        let (status, body) = desk.patch(&path, json!({ "accountName": "Again" })).await;
        assert_eq!((status, body["category"].as_str()), (409, Some("CONFLICT")));
        assert_eq!(desk.patch(&format!("{path}x"), json!({})).await.0, 404);
    }
    desk.hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeat_with_the_same_idempotency_id_answers_the_first_message_and_writes_nothing() {
    let desk = Desk::new().await;
    for (number, base) in CHANNELS.iter().enumerate() {
        let path = format!("{base}/{}/messages", desk.channel);
        let mut words = desk.words(&format!("anna-{number}"), "once");
        words["integrationIdempotencyId"] = json!(format!("id-{number}"));
        let (_, first) = desk.post(&path, words.clone()).await;
        words["text"] = json!("twice");
        let (status, repeat) = desk.post(&path, words).await;
        assert_eq!((status, &repeat), (201, &first));
        let thread = text(&first["conversationsThreadId"]);
        assert_eq!(desk.entries(&thread).await.len(), 1);
        assert_eq!(desk.get(&format!("{path}/{}", text(&first["id"]))).await, first);
    }
    desk.hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_are_grouped_by_the_channels_thread_id_or_by_the_addresses_of_both_sides() {
    let desk = Desk::new().await;
    let (first, _) = desk.says("anna", "one").await;
    assert_eq!(desk.says("anna", "two").await.0, first);
    let mut other_topic = desk.words("anna", "another topic");
    other_topic["integrationThreadId"] = json!("t-anna-2");
    assert_ne!(text(&desk.publish(other_topic).await["conversationsThreadId"]), first);
    let mut lost = desk.words("anna", "no thread id");
    lost.as_object_mut().unwrap().remove("integrationThreadId");
    let path = format!("{}/{}/messages", CHANNELS[0], desk.channel);
    assert_eq!(desk.post(&path, lost).await.0, 400);

    for base in CHANNELS {
        let model = json!({ "name": "By address", "capabilities": { "threadingModel": "DELIVERY_IDENTIFIER" } });
        let channel = text(&desk.post(base, model).await.1["id"]);
        let account = desk.connect(&channel, "pigeon-desk").await;
        let path = format!("{base}/{channel}/messages");
        let words = |who: &str, direction: &str| {
            let mut words = desk.words(who, "hi");
            words["channelAccountId"] = json!(account);
            words["messageDirection"] = json!(direction);
            if direction == "OUTGOING" {
                words["senders"] = json!([{ "deliveryIdentifier": opaque("pigeon-desk") }]);
                words["recipients"] = json!([{ "deliveryIdentifier": opaque(who) }]);
            }
            words
        };
        let mut threads = Vec::new();
        for (who, direction) in [("zofia", "INCOMING"), ("zofia", "OUTGOING"), ("jan", "INCOMING")] {
            let (status, message) = desk.post(&path, words(who, direction)).await;
            assert_eq!((status, message["direction"].as_str()), (201, Some(direction)), "{message}");
            threads.push(text(&message["conversationsThreadId"]));
        }
        assert_eq!(threads[0], threads[1], "an answer written elsewhere joins the question");
        assert_ne!(threads[0], threads[2]);
    }
    desk.hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_attachment_comes_through_and_files_get_a_name_a_use_and_an_address() {
    let desk = Desk::new().await;
    let picture = desk
        .upload("cat.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89")
        .await;
    let voice = desk.upload("note.ogg", b"OggS\0\x02\0\0\0\0\0\0\0\0").await;
    let attachments = json!([
        { "type": "FILE", "fileId": picture },
        { "type": "FILE", "fileId": voice, "fileUsageType": "VOICE_RECORDING" },
        { "type": "LOCATION", "latitude": 52.1, "longitude": 21.0, "name": "Warsaw" },
        { "type": "CONTACT", "contactProfile": { "name": { "formattedName": "Jan" } } },
        { "type": "QUICK_REPLIES", "quickReplies": [{ "value": "yes", "valueType": "TEXT" }],
          "allowMultiSelect": false, "allowUserInput": true },
        { "type": "MESSAGE_HEADER", "text": "Order 7", "fileId": picture.parse::<i64>().unwrap() },
        { "type": "SOCIAL_MEDIA_METADATA", "socialMetadata": { "mediaType": "PHOTO" } },
        { "type": "UNSUPPORTED_CONTENT" },
    ]);
    for base in CHANNELS {
        let path = format!("{base}/{}/messages", desk.channel);
        let mut words = desk.words("anna", "");
        words["attachments"] = attachments.clone();
        let (status, message) = desk.post(&path, words).await;
        assert_eq!(status, 201, "{message}");
        let got = message["attachments"].as_array().unwrap();
        assert_eq!(got.len(), 8);
        assert_eq!((got[0]["fileUsageType"].as_str(), got[0]["name"].as_str()), (Some("IMAGE"), Some("cat.png")));
        assert_eq!(got[1]["fileUsageType"], "VOICE_RECORDING");
        for (sent, received) in attachments.as_array().unwrap().iter().zip(got).skip(2) {
            assert_eq!(sent, received);
        }
        let url = text(&got[0]["url"]);
        assert!(!url.starts_with(desk.hub.url()), "another origin than the API's: {url}");
        let bytes = desk.http.get(&url).send().await.unwrap();
        assert_eq!(bytes.status(), 200);
        assert!(bytes.bytes().await.unwrap().starts_with(b"\x89PNG"));
        for wrong in [
            json!([{ "type": "FILE", "fileId": "1" }]),
            json!([{ "type": "FILE" }]),
            json!([{ "type": "FILE", "fileId": picture, "url": "http://example.com" }]),
            json!([{ "type": "WHATSAPP_TEMPLATE_METADATA", "parameters": {} }]),
            json!([{ "type": "HOLOGRAM" }]),
        ] {
            let mut words = desk.words("anna", "x");
            words["attachments"] = wrong.clone();
            assert_eq!(desk.post(&path, words).await.0, 400, "{wrong}");
        }
    }
    desk.hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn history_can_be_imported_dated_back_and_a_message_from_the_future_is_dated_now() {
    let desk = Desk::new().await;
    let (thread, newest) = desk.says("anna", "now").await;
    let before = desk.thread(&thread).await;
    let mut old = desk.words("anna", "long ago");
    old["timestamp"] = json!("2020-02-03T04:05:06.789Z");
    let old = desk.publish(old).await;
    assert_eq!(old["createdAt"], "2020-02-03T04:05:06.789Z");
    assert_eq!(desk.thread(&thread).await, before, "old history does not move the thread");
    let mut ahead = desk.words("zofia", "from tomorrow");
    ahead["timestamp"] = json!("2099-01-01T00:00:00Z");
    let ahead = desk.publish(ahead).await;
    assert!(!text(&ahead["createdAt"]).starts_with("2099"), "{ahead}");
    let order: Vec<String> = desk.entries(&thread).await.iter().map(|entry| text(&entry["id"])).collect();
    assert_eq!(order, [newest.clone(), text(&old["id"])]);

    let mut answer = desk.words("anna", "to that one");
    answer["inReplyToId"] = json!(newest);
    assert_eq!(desk.publish(answer.clone()).await["inReplyToId"], json!(newest));
    answer["inReplyToId"] = ahead["id"].clone();
    let path = format!("{}/{}/messages", CHANNELS[0], desk.channel);
    assert_eq!(desk.post(&path, answer).await.0, 400, "a message of another thread cannot be answered here");
    desk.hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_publication_lacks_is_a_400_and_writes_nothing() {
    let desk = Desk::new().await;
    for base in CHANNELS {
        let path = format!("{base}/{}/messages", desk.channel);
        for field in
            ["text", "attachments", "channelAccountId", "messageDirection", "senders", "recipients", "timestamp"]
        {
            let mut words = desk.words("anna", "x");
            words.as_object_mut().unwrap().remove(field);
            assert_eq!(desk.post(&path, words).await.0, 400, "no {field}");
        }
        for (field, value) in [
            ("messageDirection", json!("SIDEWAYS")),
            ("senders", json!([])),
            ("recipients", json!([])),
            ("text", json!("")),
            ("channelAccountId", json!("1")),
            ("timestamp", json!("noon")),
        ] {
            let mut words = desk.words("anna", "x");
            words[field] = value.clone();
            assert_eq!(desk.post(&path, words).await.0, 400, "{field}: {value}");
        }
    }
    let threads: Value = desk.get(&format!("{}/threads", CONVERSATIONS[0])).await;
    assert_eq!(threads["results"], json!([]));
    desk.hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reps_files_are_held_to_what_the_channel_can_carry() {
    let desk = Desk::new().await;
    let (thread, _) = desk.says("anna", "hi").await;
    let text_file = desk.upload("a.txt", b"plain text, nothing else").await;
    let picture = desk
        .upload("cat.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89")
        .await;
    let path = format!("{}/threads/{thread}/messages", CONVERSATIONS[0]);
    let send = async |ids: &[&String]| {
        let mut body = desk.answer("see");
        body["attachments"] = ids.iter().map(|id| json!({ "type": "FILE", "fileId": id })).collect();
        desk.post(&path, body).await
    };
    assert_eq!(send(&[&text_file, &picture]).await.0, 201, "no limits were given");
    let limits = json!({ "capabilities": { "threadingModel": "INTEGRATION_THREAD_ID", "maxFileAttachmentCount": 1,
        "allowedFileAttachmentMimeTypes": ["image/*"] } });
    desk.patch(&format!("{}/{}", CHANNELS[0], desk.channel), limits).await;
    let (status, body) = send(&[&text_file]).await;
    assert_eq!((status, body["errors"][0]["code"].as_str()), (400, Some("CHANNEL_CAPABILITY")), "{body}");
    assert_eq!(send(&[&picture, &picture]).await.0, 400);
    let (status, sent) = send(&[&picture]).await;
    assert_eq!((status, sent["attachments"][0]["fileUsageType"].as_str()), (201, Some("IMAGE")));
    desk.hub.stop().await;
}
