//! What the help desk does inside: contacts and tickets of new conversations, and how they follow each other.

use bellhop_hub::{HubSettings, SeedSpec};
use chrono::Utc;
use reqwest::Method;
use serde_json::{Value, json};

use crate::desk::{CHANNELS, CONVERSATIONS, Desk, REP, REP_OWNER, opaque, text};

const FACTS: &[&str] = &[
    "subject",
    "content",
    "hs_pipeline",
    "hs_pipeline_stage",
    "hs_in_helpdesk",
    "hs_inbox_id",
    "source_type",
    "hs_conversations_originating_thread_id",
    "hs_num_associated_conversations",
    "hs_originating_generic_channel_id",
    "hs_originating_channel_instance_id",
    "hs_last_message_received_at",
    "hs_last_message_sent_at",
    "hs_last_message_from_visitor",
    "hs_latest_message_is_thread_comment",
    "hs_all_associated_contact_firstnames",
    "hs_latest_message_attachment_types",
    "hs_is_closed",
    "hubspot_owner_id",
    "hs_lastmodifieddate",
];

fn facts(ticket: &Value) -> impl Fn(&str) -> String + '_ {
    move |name| ticket["properties"][name].as_str().unwrap_or_default().to_owned()
}

async fn set_ticket(desk: &Desk, thread: &str, properties: Value) {
    let id = text(&desk.ticket(thread, &[]).await["id"]);
    let (status, body) =
        desk.patch(&format!("/crm/objects/2026-09/tickets/{id}"), json!({ "properties": properties })).await;
    assert_eq!(status, 200, "{body}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_conversation_opens_a_ticket_that_knows_its_thread_channel_and_contact() {
    let desk = Desk::new().await;
    let (thread, _) = desk.says("anna", "Where   is my parcel?\nI wait since Monday.").await;
    let row = desk.thread(&thread).await;
    let ticket = desk.ticket(&thread, FACTS).await;
    let fact = facts(&ticket);
    assert_eq!(fact("subject"), "Where is my parcel? I wait since Monday.");
    assert_eq!(
        (fact("hs_pipeline"), fact("hs_pipeline_stage"), fact("hs_in_helpdesk")),
        ("0".into(), "1".into(), "true".into())
    );
    assert_eq!((fact("hs_inbox_id"), fact("source_type")), ("431001".into(), "CHAT".into()));
    assert_eq!(fact("hs_conversations_originating_thread_id"), thread);
    assert_eq!(fact("hs_num_associated_conversations"), "1");
    assert_eq!(fact("hs_originating_generic_channel_id"), desk.channel);
    assert_eq!(fact("hs_originating_channel_instance_id"), desk.account);
    assert_eq!(fact("hs_last_message_from_visitor"), "true");
    assert_eq!(json!(fact("hs_last_message_received_at")), row["latestMessageReceivedTimestamp"]);
    assert_eq!(fact("hs_all_associated_contact_firstnames"), "anna");
    assert_eq!(ticket["associations"]["contacts"]["results"][0]["id"], row["associatedContactId"]);

    let sent = desk.post(&format!("{}/threads/{thread}/messages", CONVERSATIONS[0]), desk.answer("Tomorrow")).await.1;
    let ticket = desk.ticket(&thread, FACTS).await;
    let fact = facts(&ticket);
    assert_eq!(
        (fact("hs_last_message_from_visitor"), json!(fact("hs_last_message_sent_at"))),
        ("false".into(), sent["createdAt"].clone())
    );
    desk.hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_person_stays_one_contact_by_their_address() {
    let desk = Desk::new().await;
    let contact_of = async |body: Value| {
        let thread = text(&desk.publish(body).await["conversationsThreadId"]);
        text(&desk.thread(&thread).await["associatedContactId"])
    };
    let in_thread = |who: &str, thread: &str| {
        let mut words = desk.words(who, "hi");
        words["integrationThreadId"] = json!(thread);
        words
    };
    let anna = contact_of(in_thread("anna", "a1")).await;
    assert_eq!(contact_of(in_thread("anna", "a2")).await, anna, "by the channel's own id");
    assert_ne!(contact_of(in_thread("piotr", "p1")).await, anna);
    let email = |thread: &str, address: &str| {
        let mut words = in_thread("x", thread);
        words["senders"] =
            json!([{ "deliveryIdentifier": { "type": "HS_EMAIL_ADDRESS", "value": address }, "name": "Zofia Żak" }]);
        words
    };
    let (_, known) = desk
        .post(
            "/crm/objects/2026-09/contacts",
            json!({ "properties": { "email": "zofia@example.com" }, "associations": [] }),
        )
        .await;
    let known = text(&known["id"]);
    assert_eq!(contact_of(email("e1", "Zofia@Example.com")).await, known, "an e-mail address finds its contact");
    let made = contact_of(email("e2", "new@example.com")).await;
    let contact = desk.get(&format!("/crm/objects/2026-09/contacts/{made}?properties=email,firstname,lastname")).await;
    assert_eq!(contact["properties"]["email"], "new@example.com");
    assert_eq!(
        (contact["properties"]["firstname"].as_str(), contact["properties"]["lastname"].as_str()),
        (Some("Zofia"), Some("Żak"))
    );
    let mut told = in_thread("stranger", "s1");
    told["associateWithContactId"] = json!(known.parse::<i64>().unwrap());
    assert_eq!(contact_of(told).await, known, "the channel may say who it is");
    desk.hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_contact_capture_the_customer_is_a_visitor_that_the_crm_does_not_know() {
    let settings = HubSettings { contact_capture: bellhop_hub::ContactCapture::Off, ..HubSettings::default() };
    let desk = Desk::with(settings, None).await;
    let (thread, _) = desk.says("anna", "hi").await;
    let visitor = text(&desk.thread(&thread).await["associatedContactId"]);
    assert_eq!(desk.call(Method::GET, &format!("/crm/objects/2026-09/contacts/{visitor}"), None).await.0, 404);
    let actor = desk.get(&format!("{}/actors/V-{visitor}", CONVERSATIONS[0])).await;
    assert_eq!((actor["type"].as_str(), actor["name"].as_str()), (Some("VISITOR"), Some("anna Nowak")));
    let of_visitor = format!("{}/threads?associatedContactId={visitor}&threadStatus=OPEN", CONVERSATIONS[0]);
    assert_eq!(desk.get(&of_visitor).await["results"][0]["id"], json!(thread));
    desk.hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tickets_owner_and_stage_move_its_threads() {
    let desk = Desk::new().await;
    let (thread, _) = desk.says("anna", "hi").await;
    set_ticket(&desk, &thread, json!({ "hubspot_owner_id": REP_OWNER })).await;
    assert_eq!(desk.thread(&thread).await["assignedTo"], REP);
    assert_eq!(desk.entries(&thread).await[0]["type"], "ASSIGNMENT");
    set_ticket(&desk, &thread, json!({ "hubspot_owner_id": "" })).await;
    assert!(desk.thread(&thread).await.get("assignedTo").is_none());

    set_ticket(&desk, &thread, json!({ "hs_pipeline_stage": "4" })).await;
    let closed = desk.thread(&thread).await;
    assert_eq!(closed["status"], "CLOSED");
    assert!(closed["closedAt"].is_string());
    assert_eq!(desk.entries(&thread).await[0]["newStatus"], "CLOSED");
    set_ticket(&desk, &thread, json!({ "hs_pipeline_stage": "2" })).await;
    assert_eq!(desk.thread(&thread).await["status"], "OPEN");
    let path = format!("{}/threads/{thread}", CONVERSATIONS[0]);
    desk.patch(&path, json!({ "status": "CLOSED" })).await;
    set_ticket(&desk, &thread, json!({ "hs_pipeline_stage": "3" })).await;
    assert_eq!(desk.thread(&thread).await["status"], "CLOSED", "what a rep closed stays closed between open stages");
    desk.hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_who_comes_back_opens_the_thread_and_the_ticket_again() {
    let desk = Desk::new().await;
    let (thread, _) = desk.says("anna", "hi").await;
    set_ticket(&desk, &thread, json!({ "hs_pipeline_stage": "4" })).await;
    let (again, _) = desk.says("anna", "it broke again").await;
    assert_eq!(again, thread, "the same conversation");
    assert_eq!(desk.thread(&thread).await["status"], "OPEN");
    let kinds: Vec<String> = desk.entries(&thread).await.iter().map(|entry| text(&entry["type"])).collect();
    assert!(kinds.contains(&"THREAD_STATUS_CHANGE".to_owned()));
    let ticket = desk.ticket(&thread, &["hs_pipeline_stage", "hs_is_closed", "hs_ticket_reopened_at"]).await;
    assert_eq!(
        (ticket["properties"]["hs_pipeline_stage"].as_str(), ticket["properties"]["hs_is_closed"].as_str()),
        (Some("1"), Some("false"))
    );
    assert!(ticket["properties"]["hs_ticket_reopened_at"].is_string());

    let path = format!("{}/threads/{thread}", CONVERSATIONS[0]);
    desk.call(Method::DELETE, &path, None).await;
    let (new, _) = desk.says("anna", "hello?").await;
    assert_ne!(new, thread, "a thread in the bin is not written to");
    desk.hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn all_threads_of_a_ticket_change_hands_together() {
    let desk = Desk::new().await;
    let seeded = desk.hub.seed(SeedSpec::new(3, 2, Utc::now())).await.unwrap();
    let thread = seeded.thread_ids[1].to_string();
    let ticket = desk.ticket(&thread, &["hs_last_message_from_visitor", "subject"]).await;
    assert_eq!(ticket["id"], json!(seeded.ticket_ids[1].to_string()));
    assert_eq!(ticket["properties"]["hs_last_message_from_visitor"], "true");
    desk.call(Method::PUT, &format!("{}/threads/{thread}/assignee", CONVERSATIONS[0]), Some(json!({ "actorId": REP })))
        .await;
    let listed = desk.get(&format!("{}/threads?associatedTicketId={}", CONVERSATIONS[0], seeded.ticket_ids[1])).await;
    assert!(listed["results"].as_array().unwrap().iter().all(|row| row["assignedTo"] == REP));
    desk.hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_thousand_conversations_are_seeded_and_every_one_can_be_listed_and_read() {
    let desk = Desk::new().await;
    let began = std::time::Instant::now();
    let seeded = desk.hub.seed(SeedSpec::new(2_000, 10, Utc::now())).await.unwrap();
    eprintln!("seeded 2,000 threads with 20,000 messages in {:?}", began.elapsed());
    let (mut count, mut after) = (0, String::new());
    loop {
        let page = desk.get(&format!("{}/threads?limit=500&association=TICKET{after}", CONVERSATIONS[0])).await;
        count += page["results"].as_array().unwrap().len();
        match page.pointer("/paging/next/after") {
            Some(cursor) => after = format!("&after={}", text(cursor)),
            None => break,
        }
    }
    assert_eq!(count, 2_000);
    let newest = seeded.thread_ids[1_999].to_string();
    assert_eq!(desk.entries(&newest).await.len(), 10);
    let search = json!({ "filterGroups": [{ "filters": [{ "propertyName": "hs_in_helpdesk", "operator": "EQ", "value": "true" }] }], "limit": 1 });
    let (status, found) = desk.post("/crm/objects/2026-09/tickets/search", search).await;
    assert_eq!((status, found["total"].as_i64()), (200, Some(2_000)));
    desk.hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_an_agent_wrote_elsewhere_is_outgoing_and_keeps_its_author() {
    let desk = Desk::new().await;
    for base in CHANNELS {
        let mut words = desk.words("anna", "sent from the phone");
        words["messageDirection"] = json!("OUTGOING");
        words["senders"] = json!([{ "deliveryIdentifier": opaque("pigeon-desk"), "senderActorId": REP }]);
        words["recipients"] = json!([{ "deliveryIdentifier": opaque("anna"), "name": "Anna" }]);
        let (status, message) = desk.post(&format!("{base}/{}/messages", desk.channel), words).await;
        assert_eq!((status, message["createdBy"].as_str()), (201, Some(REP)), "{message}");
        assert_eq!(message["status"]["statusType"], "SENT");
        assert!(text(&message["recipients"][0]["actorId"]).starts_with("V-"));
    }
    desk.hub.stop().await;
}
