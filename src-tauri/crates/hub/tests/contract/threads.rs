//! Threads: the shape, the rules of listing, the bin, the assignee; inboxes, channels, accounts and actors.

use std::slice::from_ref;

use bellhop_hub::{HubSettings, SeedSpec};
use chrono::{TimeDelta, Utc};
use reqwest::Method;
use serde_json::{Value, json};

use crate::desk::{CONVERSATIONS, Desk, REP, REP_OWNER, fields, text};

fn ids(page: &Value) -> Vec<String> {
    page["results"].as_array().unwrap().iter().map(|thread| text(&thread["id"])).collect()
}

fn stamp(thread: &Value) -> String {
    text(&thread["latestMessageTimestamp"])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thread_has_the_documented_fields_and_no_others_under_every_family() {
    let desk = Desk::new().await;
    let (id, _) = desk.says("anna", "Where is my parcel?").await;
    for base in CONVERSATIONS {
        let thread = desk.get(&format!("{base}/threads/{id}")).await;
        assert_eq!(
            fields(&thread),
            [
                "archived",
                "associatedContactId",
                "createdAt",
                "id",
                "inboxId",
                "latestMessageReceivedTimestamp",
                "latestMessageTimestamp",
                "originalChannelAccountId",
                "originalChannelId",
                "spam",
                "status",
            ],
            "{base}"
        );
        assert_eq!(thread["id"], json!(id), "ids are texts");
        assert_eq!(thread["status"], "OPEN");
        assert_eq!(thread["originalChannelId"], json!(desk.channel));
        let listed = desk.get(&format!("{base}/threads?association=TICKET")).await;
        assert_eq!(fields(&listed), ["results"], "a last page has no cursor, and there is never a total");
        let ticket = text(&listed["results"][0]["threadAssociations"]["associatedTicketId"]);
        let of_ticket = desk.get(&format!("{base}/threads?associatedTicketId={ticket}")).await;
        assert_eq!(ids(&of_ticket), from_ref(&id));
        assert!(of_ticket["results"][0].get("threadAssociations").is_none(), "only with association=TICKET");
        assert_eq!(ids(&desk.get(&format!("{base}/threads?associatedTicketId=1")).await), [""; 0]);
    }
    desk.hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn paging_shows_every_thread_once_in_ascending_order_and_clamps_the_limit() {
    let desk = Desk::with(HubSettings { page_cap: 4, ..HubSettings::default() }, None).await;
    let seeded = desk.hub.seed(SeedSpec::new(11, 1, Utc::now())).await.unwrap();
    let all: Vec<String> = seeded.thread_ids.iter().map(i64::to_string).collect();
    for base in CONVERSATIONS {
        for sort in ["id", "latestMessageTimestamp&latestMessageTimestampAfter=2020-01-01T00:00:00Z"] {
            let (mut seen, mut after, mut pages) = (Vec::new(), String::new(), 0);
            loop {
                let page = desk.get(&format!("{base}/threads?limit=9999&sort={sort}{after}")).await;
                assert!(page["results"].as_array().unwrap().len() <= 4, "clamped, not refused");
                seen.extend(ids(&page));
                pages += 1;
                match page.pointer("/paging/next/after") {
                    Some(cursor) => after = format!("&after={}", text(cursor)),
                    None => break,
                }
            }
            assert_eq!(seen, all, "{base} {sort}");
            assert_eq!(pages, 3);
        }
    }
    let first = desk.get(&format!("{}/threads?limit=1", CONVERSATIONS[0])).await;
    let cursor = text(&first["paging"]["next"]["after"]);
    assert!(cursor.parse::<i64>().is_err(), "cursors are opaque");
    let elsewhere = format!(
        "{}/threads?sort=latestMessageTimestamp&latestMessageTimestampAfter=2020-01-01T00:00:00Z&after={cursor}",
        CONVERSATIONS[0]
    );
    assert_eq!(desk.call(Method::GET, &elsewhere, None).await.0, 400, "a cursor of another order would skip threads");
    desk.hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thread_that_moves_while_somebody_pages_by_newest_message_is_never_lost() {
    let desk = Desk::new().await;
    let since = (Utc::now() - TimeDelta::days(1)).format("%Y-%m-%dT%H:%M:%SZ");
    let mut all = Vec::new();
    for who in ["anna", "piotr", "zofia"] {
        all.push(desk.says(who, "hello").await.0);
    }
    let path =
        format!("{}/threads?sort=latestMessageTimestamp&latestMessageTimestampAfter={since}&limit=1", CONVERSATIONS[0]);
    let first = desk.get(&path).await;
    let mut seen = ids(&first);
    desk.says("piotr", "are you there?").await;
    let mut after = text(&first["paging"]["next"]["after"]);
    loop {
        let page = desk.get(&format!("{path}&after={after}")).await;
        seen.extend(ids(&page));
        match page.pointer("/paging/next/after") {
            Some(cursor) => after = text(cursor),
            None => break,
        }
    }
    assert!(all.iter().all(|id| seen.contains(id)), "{all:?} {seen:?}");
    let newest = desk.thread(&all[1]).await;
    let from = stamp(&newest);
    let bounded =
        format!("{}/threads?sort=latestMessageTimestamp&latestMessageTimestampAfter={from}", CONVERSATIONS[0]);
    assert_eq!(ids(&desk.get(&bounded).await), from_ref(&all[1]), "the lower bound leaves out what is older");
    desk.hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_listing_does_not_allow_is_a_400_with_the_documented_body() {
    let desk = Desk::new().await;
    let (id, _) = desk.says("anna", "hi").await;
    let contact = text(&desk.thread(&id).await["associatedContactId"]);
    let by_latest = "sort=latestMessageTimestamp";
    for base in CONVERSATIONS {
        for wrong in [
            by_latest.to_owned(),
            "sort=-id".to_owned(),
            "sort=-latestMessageTimestamp&latestMessageTimestampAfter=2020-01-01T00:00:00Z".to_owned(),
            "sort=createdAt".to_owned(),
            format!("associatedContactId={contact}"),
            format!("associatedContactId={contact}&threadStatus=OPEN&inboxId=431001"),
            "threadStatus=SNOOZED".to_owned(),
            "limit=0".to_owned(),
            "limit=ten".to_owned(),
            "after=nonsense".to_owned(),
            "latestMessageTimestampAfter=yesterday".to_owned(),
            "association=CONTACT".to_owned(),
        ] {
            let (status, body) = desk.call(Method::GET, &format!("{base}/threads?{wrong}"), None).await;
            assert_eq!(status, 400, "{wrong}: {body}");
            assert_eq!(body["status"], "error");
            assert_eq!(body["category"], "VALIDATION_ERROR");
            assert_eq!(text(&body["correlationId"]).len(), 36);
        }
        let one = format!(
            "{base}/threads?associatedContactId={contact}&threadStatus=OPEN&sort=-latestMessageTimestamp\
             &latestMessageTimestampAfter=2020-01-01T00:00:00Z"
        );
        assert_eq!(ids(&desk.get(&one).await), from_ref(&id), "one contact's threads may run backwards");
        let closed = format!("{base}/threads?associatedContactId={contact}&threadStatus=CLOSED");
        assert!(ids(&desk.get(&closed).await).is_empty());
        let inboxes = format!("{base}/threads?inboxId=1&inboxId=431001&threadStatus=OPEN");
        assert_eq!(ids(&desk.get(&inboxes).await), from_ref(&id), "inboxId repeats");
        assert!(ids(&desk.get(&format!("{base}/threads?inboxId=1")).await).is_empty());
    }
    desk.hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_opening_and_the_bin_follow_the_rules_and_are_told_in_the_history() {
    let desk = Desk::new().await;
    for (number, base) in CONVERSATIONS.iter().enumerate() {
        let (id, _) = desk.says(&format!("anna-{number}"), "hi").await;
        let path = format!("{base}/threads/{id}");
        let (status, closed) = desk.patch(&path, json!({ "status": "CLOSED" })).await;
        assert_eq!((status, closed["status"].as_str()), (200, Some("CLOSED")));
        assert!(closed["closedAt"].is_string());
        let entry = &desk.entries(&id).await[0];
        assert_eq!(
            (entry["type"].as_str(), entry["newStatus"].as_str()),
            (Some("THREAD_STATUS_CHANGE"), Some("CLOSED"))
        );
        let (_, open) = desk.patch(&path, json!({ "status": "OPEN" })).await;
        assert!(open.get("closedAt").is_none(), "closedAt is there only while closed");

        assert_eq!(desk.call(Method::DELETE, &path, None).await.0, 204);
        assert_eq!(desk.call(Method::GET, &path, None).await.0, 404);
        assert_eq!(desk.get(&format!("{path}?archived=true")).await["archived"], true);
        assert!(!ids(&desk.get(&format!("{base}/threads")).await).contains(&id));
        let bin = desk.get(&format!("{base}/threads?archived=true")).await;
        assert_eq!(ids(&bin).last(), Some(&id), "the bin is listed apart");
        assert_eq!(desk.patch(&path, json!({ "archived": false })).await.0, 404, "it must be addressed as archived");
        let (status, body) = desk.patch(&format!("{path}?archived=true"), json!({ "status": "CLOSED" })).await;
        assert_eq!((status, body["category"].as_str()), (400, Some("VALIDATION_ERROR")));
        let (status, back) = desk.patch(&format!("{path}?archived=true"), json!({ "archived": false })).await;
        assert_eq!((status, back["archived"].as_bool()), (200, Some(false)));
        assert_eq!(desk.patch(&path, json!({ "status": "SNOOZED" })).await.0, 400);
    }
    desk.hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_assignee_is_also_the_tickets_owner_and_the_change_is_in_the_history() {
    let desk = Desk::new().await;
    let bases = CONVERSATIONS.iter().copied().chain(["/conversations/conversations/v3"]);
    let (id, _) = desk.says("anna", "hi").await;
    for base in bases {
        let path = format!("{base}/threads/{id}/assignee");
        let (status, thread) = desk.call(Method::PUT, &path, Some(json!({ "actorId": REP }))).await;
        assert_eq!((status, thread["assignedTo"].as_str()), (200, Some(REP)), "{base}");
        let entry = desk.entries(&id).await[0].clone();
        assert_eq!(entry["type"], "ASSIGNMENT");
        assert_eq!((entry.get("assignedFrom"), entry["assignedTo"].as_str()), (None, Some(REP)));
        assert_eq!(entry["client"]["clientType"], "SYSTEM");
        assert_eq!(entry["senders"][0]["actorId"], "S-hubspot");
        let ticket = desk.ticket(&id, &["hubspot_owner_id"]).await;
        assert_eq!(ticket["properties"]["hubspot_owner_id"], REP_OWNER);
        let count = desk.entries(&id).await.len();
        desk.call(Method::PUT, &path, Some(json!({ "actorId": REP }))).await;
        assert_eq!(desk.entries(&id).await.len(), count, "assigning to the same agent is no change");

        assert_eq!(desk.call(Method::DELETE, &path, None).await.0, 204);
        assert!(desk.thread(&id).await.get("assignedTo").is_none());
        assert!(desk.ticket(&id, &["hubspot_owner_id"]).await["properties"]["hubspot_owner_id"].is_null());
        for nobody in ["A-1", "V-1", REP_OWNER] {
            assert_eq!(desk.call(Method::PUT, &path, Some(json!({ "actorId": nobody }))).await.0, 400, "{nobody}");
        }
        assert_eq!(
            desk.call(Method::PUT, &format!("{base}/threads/1/assignee"), Some(json!({ "actorId": REP }))).await.0,
            404
        );
    }
    desk.hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn inboxes_channels_and_accounts_are_listed_with_their_total() {
    let desk = Desk::new().await;
    for base in CONVERSATIONS {
        let inboxes = desk.get(&format!("{base}/inboxes")).await;
        assert_eq!(inboxes["total"], 1);
        assert_eq!(fields(&inboxes["results"][0]), ["archived", "createdAt", "id", "name", "type", "updatedAt"]);
        assert_eq!(inboxes["results"][0]["type"], "HELP_DESK");
        assert_eq!(desk.get(&format!("{base}/inboxes/431001")).await["name"], "Help Desk");
        assert_eq!(desk.get(&format!("{base}/inboxes?archived=true")).await["total"], 0);

        let channels = desk.get(&format!("{base}/channels?limit=2")).await;
        assert_eq!(channels["results"].as_array().unwrap().len(), 2);
        assert!(channels["total"].as_i64().unwrap() > 8, "HubSpot's own and the custom ones");
        assert_eq!(fields(&channels["results"][0]), ["id", "name"]);
        assert_eq!(desk.get(&format!("{base}/channels/{}", desk.channel)).await["name"], "Pigeon");

        let path = format!("{base}/channel-accounts");
        let accounts = desk.get(&format!("{path}?channelId={}", desk.channel)).await;
        assert_eq!(accounts["total"], 1);
        assert_eq!(
            fields(&accounts["results"][0]),
            [
                "active",
                "archived",
                "authorized",
                "channelId",
                "createdAt",
                "deliveryIdentifier",
                "id",
                "inboxId",
                "name"
            ]
        );
        assert_eq!(desk.get(&format!("{path}?channelId=1002&inboxId=431001")).await["total"], 0);
        assert_eq!(desk.get(&format!("{path}/{}", desk.account)).await["name"], "Pigeon desk");
        for missing in ["inboxes/9", "channels/9", "channel-accounts/9", "threads/9"] {
            let (status, body) = desk.call(Method::GET, &format!("{base}/{missing}"), None).await;
            assert_eq!((status, body["category"].as_str()), (404, Some("OBJECT_NOT_FOUND")), "{missing}");
        }
    }
    desk.hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn actors_are_read_in_batches_and_unknown_ones_make_it_a_207() {
    let desk = Desk::new().await;
    let (id, message) = desk.says("anna", "hi").await;
    let visitor = text(&desk.get(&format!("{}/threads/{id}/messages/{message}", CONVERSATIONS[0])).await["createdBy"]);
    let (_, comment) = desk
        .post(
            &format!("{}/threads/{id}/messages", CONVERSATIONS[0]),
            json!({ "type": "COMMENT", "text": "note", "attachments": [] }),
        )
        .await;
    let app = text(&comment["createdBy"]);
    assert!(app.starts_with("I-"), "a comment's author is the app: {app}");
    for base in CONVERSATIONS {
        let path = format!("{base}/actors/batch/read");
        let known = json!({ "inputs": [REP, visitor, app, "S-hubspot", "E-a@example.com"] });
        let (status, batch) = desk.post(&path, known).await;
        assert_eq!(status, 200, "{batch}");
        let kinds: Vec<&str> =
            batch["results"].as_array().unwrap().iter().map(|actor| actor["type"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["AGENT", "VISITOR", "INTEGRATOR", "SYSTEM", "EMAIL"]);
        assert_eq!(batch["results"][0]["email"], "rep@example.com");
        assert_eq!(batch["results"][1]["name"], "anna Nowak");
        assert_eq!(fields(&batch["results"][3]), ["id", "type"], "the system has no name");
        assert_eq!(batch["status"], "COMPLETE");

        let (status, batch) = desk.post(&path, json!({ "inputs": [REP, "V-1", "A-1", "Z-1", "nonsense"] })).await;
        assert_eq!(status, 207);
        assert_eq!((batch["results"].as_array().unwrap().len(), batch["numErrors"].as_i64()), (1, Some(1)));
        assert_eq!(batch["errors"][0]["context"]["ids"], json!(["V-1", "A-1", "Z-1", "nonsense"]));
        assert_eq!(desk.get(&format!("{base}/actors/{REP}")).await["id"], REP);
        assert_eq!(desk.call(Method::GET, &format!("{base}/actors/A-1"), None).await.0, 404);
    }
    desk.hub.stop().await;
}
