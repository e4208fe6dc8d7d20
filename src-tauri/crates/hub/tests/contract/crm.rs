//! Objects, batches, associations, search.

use std::time::Duration;

use bellhop_hub::{HubSettings, Rate};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Story, text};

const FAMILIES: [&str; 3] = ["/crm/objects/2026-09", "/crm/objects/2026-03", "/crm/v3/objects"];

pub(crate) async fn ticket(story: &Story, properties: Value) -> String {
    let mut body = json!({ "properties": { "hs_pipeline_stage": "1" }, "associations": [] });
    body["properties"].as_object_mut().unwrap().extend(properties.as_object().unwrap().clone());
    text(&story.post("/crm/v3/objects/tickets", body, 201).await, "/id")
}

async fn contact(story: &Story, email: &str) -> String {
    let body = json!({ "properties": { "email": email, "firstname": "Ann" } });
    text(&story.post("/crm/v3/objects/contacts", body, 201).await, "/id")
}

#[tokio::test]
async fn a_ticket_lives_its_whole_life_under_every_path_family_and_by_every_name_of_its_type() {
    let story = Story::begin().await;
    for (family, name) in FAMILIES.iter().zip(["tickets", "0-5", "ticket"]) {
        let base = format!("{family}/{name}");
        let new =
            json!({ "properties": { "subject": "Help", "hs_pipeline_stage": "1", "hs_ticket_priority": "HIGH" } });
        let made = story.post(&base, new, 201).await;
        let id = text(&made, "/id");
        assert_eq!(made["properties"]["hs_pipeline"], "0", "the default pipeline is filled in");
        assert_eq!(made["properties"]["hs_is_closed"], "false");
        assert_eq!(made["properties"]["hs_object_id"], json!(id));

        let read = story.get(&format!("{base}/{id}?properties=subject,content,no_such_property")).await;
        assert_eq!(read["properties"]["subject"], "Help");
        assert_eq!(read["properties"]["content"], Value::Null, "a known property without a value is null");
        assert!(read["properties"].get("no_such_property").is_none(), "an unknown one is ignored");
        assert!(read["properties"]["createdate"].is_string() && read["createdAt"].is_string());

        let closed =
            story.patch(&format!("{base}/{id}"), json!({ "properties": { "hs_pipeline_stage": "4" } }), 200).await;
        assert_eq!(closed["properties"]["hs_is_closed"], "true");
        assert!(closed["properties"]["closed_date"].is_string());
        let open =
            story.patch(&format!("{base}/{id}"), json!({ "properties": { "hs_pipeline_stage": "2" } }), 200).await;
        assert_eq!(open["properties"]["hs_is_closed"], "false");
        assert!(open["properties"].get("closed_date").is_none(), "an open ticket has no close date");
        assert!(open["properties"]["hs_ticket_reopened_at"].is_string());

        let (status, _) = story.call(Method::DELETE, &format!("{base}/{id}"), None).await;
        assert_eq!(status, StatusCode::NO_CONTENT);
        let (status, body) = story.call(Method::GET, &format!("{base}/{id}"), None).await;
        assert_eq!((status.as_u16(), &body["category"]), (404, &json!("OBJECT_NOT_FOUND")));
        assert!(body["correlationId"].is_string());
        let archived = story.get(&format!("{base}/{id}?archived=true")).await;
        assert_eq!(archived["archived"], true);
    }
}

#[tokio::test]
async fn a_list_is_walked_by_its_cursor_without_gaps_and_shows_associations() {
    let story = Story::begin().await;
    let mut ids = Vec::new();
    for number in 0..5 {
        ids.push(ticket(&story, json!({ "subject": format!("t{number}") })).await);
    }
    let ann = contact(&story, "ann@example.com").await;
    let path = format!("/crm/v4/objects/tickets/{}/associations/default/contacts/{ann}", ids[0]);
    assert_eq!(story.call(Method::PUT, &path, None).await.0, StatusCode::OK);
    let mut seen = Vec::new();
    let mut after = String::new();
    loop {
        let page = story.get(&format!("/crm/objects/2026-09/tickets?limit=2&associations=contacts{after}")).await;
        for object in page["results"].as_array().unwrap() {
            if object["id"] == json!(ids[0]) {
                let tied = json!([{ "id": ann, "type": "ticket_to_contact" }]);
                assert_eq!(object["associations"]["contacts"]["results"], tied);
            }
            seen.push(text(object, "/id"));
        }
        match page.pointer("/paging/next/after").and_then(Value::as_str) {
            Some(cursor) => after = format!("&after={cursor}"),
            None => break,
        }
    }
    assert_eq!(seen, ids);
    let (status, _) = story.call(Method::GET, "/crm/objects/2026-09/tickets?limit=101", None).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_write_that_does_not_fit_is_refused_whole_and_names_every_property() {
    let story = Story::begin().await;
    let id = ticket(&story, json!({ "subject": "Help" })).await;
    let wrong = json!({ "properties": {
        "subject": "Changed", "no_such": "1", "hs_is_closed": "true", "hs_ticket_priority": "SOON",
        "hubspot_owner_id": "1",
    } });
    let refused = story.patch(&format!("/crm/v3/objects/tickets/{id}"), wrong, 400).await;
    assert_eq!(refused["category"], "VALIDATION_ERROR");
    let mut codes: Vec<(String, String)> = refused["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| (text(error, "/context/propertyName/0"), text(error, "/code")))
        .collect();
    codes.sort();
    let expected = [
        ("hs_is_closed", "READ_ONLY_VALUE"),
        ("hs_ticket_priority", "INVALID_OPTION"),
        ("hubspot_owner_id", "INVALID_OWNER_ID"),
        ("no_such", "PROPERTY_DOESNT_EXIST"),
    ];
    assert_eq!(codes, expected.map(|(name, code)| (name.to_owned(), code.to_owned())));
    assert_eq!(story.get(&format!("/crm/v3/objects/tickets/{id}")).await["properties"]["subject"], "Help");

    let stage = json!({ "properties": { "hs_pipeline_stage": "99" } });
    let refused = story.patch(&format!("/crm/v3/objects/tickets/{id}"), stage, 400).await;
    assert_eq!(refused["errors"][0]["code"], "INVALID_OPTION");
    let without_stage = json!({ "properties": { "subject": "x" } });
    let refused = story.post("/crm/v3/objects/tickets", without_stage, 400).await;
    assert_eq!(refused["errors"][0]["code"], "MISSING_REQUIRED_PROPERTY");
}

#[tokio::test]
async fn a_stage_rule_is_enforced_under_2026_09_only() {
    let story = Story::begin().await;
    let rule = json!({ "pipelineId": "0", "stageId": "4", "requiredProperties": ["hs_resolution"] });
    assert_eq!(story.get("/helpdesk/v1/stage-rules").await["results"], json!([]), "a new account has no rule");
    let (status, _) = story.call(Method::PUT, "/helpdesk/v1/stage-rules", Some(rule)).await;
    assert_eq!(status, StatusCode::OK);
    let close = json!({ "properties": { "hs_pipeline_stage": "4" } });

    let id = ticket(&story, json!({})).await;
    let refused = story.patch(&format!("/crm/objects/2026-09/tickets/{id}"), close.clone(), 400).await;
    assert_eq!(refused["category"], "VALIDATION_ERROR");
    assert_eq!(refused["errors"][0]["code"], "MISSING_CONDITIONAL_REQUIRED_PROPERTY");
    assert_eq!(refused["errors"][0]["context"]["propertyName"], json!(["hs_resolution"]));
    let both = json!({ "properties": { "hs_pipeline_stage": "4", "hs_resolution": "ISSUE_FIXED" } });
    story.patch(&format!("/crm/objects/2026-09/tickets/{id}"), both, 200).await;

    for family in ["/crm/objects/2026-03", "/crm/v3/objects"] {
        let id = ticket(&story, json!({})).await;
        story.patch(&format!("{family}/tickets/{id}"), close.clone(), 200).await;
    }
}

#[tokio::test]
async fn batches_split_what_succeeded_from_what_failed() {
    let story = Story::begin().await;
    let inputs = json!({ "inputs": [
        { "properties": { "subject": "one", "hs_pipeline_stage": "1" } },
        { "properties": { "subject": "two", "hs_pipeline_stage": "nonsense" }, "objectWriteTraceId": "mine" },
    ] });
    let made = story.post("/crm/objects/2026-09/tickets/batch/create", inputs, 207).await;
    assert_eq!((made["results"].as_array().unwrap().len(), &made["numErrors"]), (1, &json!(1)));
    assert_eq!(made["errors"][0]["context"]["objectWriteTraceId"], json!(["mine"]));
    let id = text(&made, "/results/0/id");

    let read = json!({ "inputs": [{ "id": id }, { "id": "1" }, { "id": "2" }], "properties": ["subject"] });
    let answer = story.post("/crm/v3/objects/tickets/batch/read", read, 207).await;
    assert_eq!(answer["results"][0]["properties"]["subject"], "one");
    assert_eq!(answer["errors"][0]["category"], "OBJECT_NOT_FOUND");
    assert_eq!(answer["errors"][0]["context"]["ids"], json!(["1", "2"]));
    let read = json!({ "inputs": [{ "id": id }], "properties": ["subject"] });
    story.post("/crm/v3/objects/tickets/batch/read", read, 200).await;

    let update =
        json!({ "inputs": [{ "id": id, "properties": { "subject": "uno" } }, { "id": "7", "properties": {} }] });
    let answer = story.post("/crm/v3/objects/tickets/batch/update", update, 207).await;
    assert_eq!(answer["results"][0]["properties"]["subject"], "uno");
    assert_eq!(answer["errors"][0]["context"]["ids"], json!(["7"]));

    let upsert =
        json!({ "inputs": [{ "id": "Ann@example.com", "idProperty": "email", "properties": { "firstname": "Ann" } }] });
    let made = story.post("/crm/v3/objects/contacts/batch/upsert", upsert.clone(), 200).await;
    assert_eq!(
        (&made["results"][0]["new"], &made["results"][0]["properties"]["email"]),
        (&json!(true), &json!("ann@example.com"))
    );
    let found = story.post("/crm/v3/objects/contacts/batch/upsert", upsert, 200).await;
    assert_eq!((&found["results"][0]["new"], &found["results"][0]["id"]), (&json!(false), &made["results"][0]["id"]));

    let archive = json!({ "inputs": [{ "id": id }] });
    let (status, _) = story.call(Method::POST, "/crm/v3/objects/tickets/batch/archive", Some(archive)).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    assert_eq!(story.get("/crm/v3/objects/tickets").await["results"], json!([]));
    let many: Vec<Value> = (0..101).map(|number| json!({ "id": number })).collect();
    story.post("/crm/v3/objects/tickets/batch/read", json!({ "inputs": many }), 400).await;
}

#[tokio::test]
async fn a_contact_is_found_by_its_address_and_nobody_else_can_have_it() {
    let story = Story::begin().await;
    let id = contact(&story, "Ann@Example.com").await;
    let found = story.get("/crm/objects/2026-09/contacts/ann@example.com?idProperty=email").await;
    assert_eq!(found["id"], json!(id));
    let again = json!({ "properties": { "email": "ann@example.com" } });
    let refused = story.post("/crm/v3/objects/contacts", again, 409).await;
    assert_eq!(refused["category"], "CONFLICT");
    assert!(text(&refused, "/message").contains(&id), "{refused}");
    let (status, _) = story.call(Method::GET, "/crm/v3/objects/contacts/Ann?idProperty=firstname", None).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "first names are not unique");
}

#[tokio::test]
async fn a_ticket_repeats_the_names_of_its_contacts_and_company_and_follows_their_changes() {
    let story = Story::begin().await;
    let ann = contact(&story, "ann@example.com").await;
    let company = story.post("/crm/v3/objects/companies", json!({ "properties": { "name": "Acme" } }), 201).await;
    let ties = json!([
        { "to": { "id": ann }, "types": [{ "associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 16 }] },
        { "to": { "id": company["id"] }, "types": [{ "associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 26 }] },
    ]);
    let new = json!({ "properties": { "hs_pipeline_stage": "1" }, "associations": ties });
    let made = story.post("/crm/objects/2026-09/tickets", new, 201).await;
    assert_eq!(made["properties"]["hs_all_associated_contact_emails"], "ann@example.com");
    assert_eq!(made["properties"]["hs_primary_company_name"], "Acme");
    let id = text(&made, "/id");
    story
        .patch(&format!("/crm/v3/objects/contacts/{ann}"), json!({ "properties": { "firstname": "Anna" } }), 200)
        .await;
    let path =
        format!("/crm/v3/objects/tickets/{id}?properties=hs_all_associated_contact_firstnames&associations=companies");
    let read = story.get(&path).await;
    assert_eq!(read["properties"]["hs_all_associated_contact_firstnames"], "Anna");
    let kinds: Vec<_> =
        read["associations"]["companies"]["results"].as_array().unwrap().iter().map(|it| text(it, "/type")).collect();
    assert_eq!(kinds, ["ticket_to_company", "ticket_to_company_unlabeled"], "the primary company is one of all");
    let (status, _) = story.call(Method::DELETE, &format!("/crm/v3/objects/contacts/{ann}"), None).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    let read = story.get(&path).await;
    assert_eq!(read["properties"]["hs_all_associated_contact_firstnames"], Value::Null, "an archived contact is gone");
}

#[tokio::test]
async fn associations_are_made_read_and_removed_in_both_directions_under_every_family() {
    let story = Story::begin().await;
    for base in ["/crm/associations/2026-09", "/crm/associations/2026-03", "/crm/v4/associations"] {
        let (first, second) = (ticket(&story, json!({})).await, ticket(&story, json!({})).await);
        let ann = text(
            &story.post("/crm/v3/objects/contacts", json!({ "properties": { "lastname": "A" } }), 201).await,
            "/id",
        );
        let types = json!([{ "associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 16 }]);
        let create = json!({ "inputs": [{ "from": { "id": first }, "to": { "id": ann }, "types": types }] });
        story.post(&format!("{base}/tickets/contacts/batch/create"), create, 201).await;

        let read = json!({ "inputs": [{ "id": first }, { "id": second }] });
        let answer = story.post(&format!("{base}/tickets/contacts/batch/read"), read, 207).await;
        assert_eq!(answer["results"].as_array().unwrap().len(), 1);
        assert_eq!(answer["results"][0]["from"]["id"], json!(first));
        let end = &answer["results"][0]["to"][0];
        let expected = if base.contains("v4") { json!(ann.parse::<i64>().unwrap()) } else { json!(ann) };
        assert_eq!(end["toObjectId"], expected, "a number in v4, a text elsewhere");
        assert_eq!(end["associationTypes"][0], json!({ "category": "HUBSPOT_DEFINED", "typeId": 16, "label": null }));
        assert_eq!(answer["errors"][0]["context"]["fromObjectId"], json!([second]));

        let back =
            story.post(&format!("{base}/contacts/0-5/batch/read"), json!({ "inputs": [{ "id": ann }] }), 200).await;
        assert_eq!(back["results"][0]["to"][0]["associationTypes"][0]["typeId"], 15);
        let labels = story.get(&format!("{base}/tickets/companies/labels")).await;
        let ids: Vec<_> =
            labels["results"].as_array().unwrap().iter().map(|it| it["typeId"].as_i64().unwrap()).collect();
        assert_eq!(ids, [339, 26]);

        let archive = json!({ "inputs": [{ "from": { "id": first }, "to": [{ "id": ann }] }] });
        let (status, _) =
            story.call(Method::POST, &format!("{base}/tickets/contacts/batch/archive"), Some(archive)).await;
        assert_eq!(status, StatusCode::NO_CONTENT);
        story.post(&format!("{base}/contacts/tickets/batch/read"), json!({ "inputs": [{ "id": ann }] }), 207).await;
    }
}

#[tokio::test]
async fn search_walks_by_change_finds_by_association_and_has_its_own_limit() {
    let story = Story::with(HubSettings { rate: Rate::professional(), ..HubSettings::default() }).await;
    let (first, second) = (ticket(&story, json!({ "subject": "Printer" })).await, ticket(&story, json!({})).await);
    let body = json!({
        "filterGroups": [{ "filters": [{ "propertyName": "hs_lastmodifieddate", "operator": "GT", "value": "0" }] }],
        "sorts": [{ "propertyName": "hs_lastmodifieddate", "direction": "ASCENDING" }],
        "properties": ["subject"], "limit": 1, "after": "0", "query": "",
    });
    let response = story.request(Method::POST, "/crm/objects/2026-09/tickets/search").json(&body).send().await.unwrap();
    assert!(!response.headers().contains_key("x-hubspot-ratelimit-max"), "search has no rate-limit headers");
    let page: Value = response.json().await.unwrap();
    assert_eq!((&page["total"], text(&page, "/results/0/id")), (&json!(2), first));
    assert_eq!(page["results"][0]["properties"]["subject"], "Printer");
    let mut next = body.clone();
    next["after"] = page["paging"]["next"]["after"].clone();
    let page = story.post("/crm/v3/objects/tickets/search", next, 200).await;
    assert_eq!(text(&page, "/results/0/id"), second);
    assert!(page.get("paging").is_none());
    let beyond = json!({ "after": "10000", "limit": 10 });
    story.post("/crm/objects/2026-03/tickets/search", beyond, 400).await;
    let mut refused = 0;
    for _ in 0..10 {
        let (status, body) = story.call(Method::POST, "/crm/v3/objects/tickets/search", Some(json!({}))).await;
        if status == StatusCode::TOO_MANY_REQUESTS {
            assert_eq!(body["policyName"], "SECONDLY");
            refused += 1;
        }
    }
    assert!(refused > 0, "five in a second are allowed");
}

#[tokio::test]
async fn a_lagging_index_shows_a_new_ticket_only_after_the_lag() {
    let story = Story::with(HubSettings { index_delay: Duration::from_secs(5), ..HubSettings::default() }).await;
    let id = ticket(&story, json!({ "subject": "old" })).await;
    let search =
        async || story.post("/crm/objects/2026-09/tickets/search", json!({ "properties": ["subject"] }), 200).await;
    assert_eq!(search().await["total"], 0);
    assert_eq!(story.get(&format!("/crm/v3/objects/tickets/{id}")).await["id"], json!(id), "reading is not delayed");
    story.advance(Duration::from_secs(5));
    assert_eq!(search().await["total"], 1);
    story.patch(&format!("/crm/v3/objects/tickets/{id}"), json!({ "properties": { "subject": "new" } }), 200).await;
    assert_eq!(search().await["results"][0]["properties"]["subject"], "old");
    story.advance(Duration::from_secs(5));
    assert_eq!(search().await["results"][0]["properties"]["subject"], "new");
}
