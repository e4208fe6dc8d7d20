//! Pipelines, properties, owners, the account, scopes.

use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::{
    crm::ticket,
    support::{Story, answer, text},
};

#[tokio::test]
async fn pipelines_and_stages_are_read_made_and_kept_while_in_use() {
    let story = Story::begin().await;
    for base in ["/crm/pipelines/2026-09", "/crm/pipelines/2026-03", "/crm/v3/pipelines"] {
        let all = story.get(&format!("{base}/tickets")).await;
        assert_eq!((&all["results"][0]["id"], &all["results"][0]["label"]), (&json!("0"), &json!("Support Pipeline")));
        let stages: Vec<_> = all["results"][0]["stages"]
            .as_array()
            .unwrap()
            .iter()
            .map(|stage| (text(stage, "/id"), text(stage, "/metadata/ticketState"), text(stage, "/metadata/isClosed")))
            .collect();
        assert_eq!(stages.len(), 4);
        assert_eq!(stages[3], ("4".to_owned(), "CLOSED".to_owned(), "true".to_owned()));
        assert_eq!(story.get(&format!("{base}/tickets/0/stages/2")).await["label"], "Waiting on contact");
        assert_eq!(story.get(&format!("{base}/0-5/0/stages")).await["results"].as_array().unwrap().len(), 4);
    }
    let new = json!({ "label": "Returns", "displayOrder": 1, "stages": [
        { "label": "Asked", "displayOrder": 0, "metadata": { "ticketState": "OPEN" } },
        { "label": "Sent back", "displayOrder": 1, "metadata": { "ticketState": "CLOSED" } },
    ] });
    let made = story.post("/crm/v3/pipelines/tickets", new, 201).await;
    let (pipeline, stage) = (text(&made, "/id"), text(&made, "/stages/1/id"));
    assert_eq!(made["stages"][1]["metadata"]["isClosed"], "true");
    let id = ticket(&story, json!({})).await;
    let only_stage = json!({ "properties": { "hs_pipeline_stage": stage } });
    story.patch(&format!("/crm/v3/objects/tickets/{id}"), only_stage, 400).await;
    let both = json!({ "properties": { "hs_pipeline": pipeline, "hs_pipeline_stage": stage } });
    let moved = story.patch(&format!("/crm/v3/objects/tickets/{id}"), both, 200).await;
    assert_eq!(moved["properties"]["hs_is_closed"], "true");
    let (status, _) = story.call(Method::DELETE, &format!("/crm/v3/pipelines/tickets/{pipeline}"), None).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "a ticket is in it");
    story.call(Method::DELETE, &format!("/crm/v3/objects/tickets/{id}"), None).await;
    let (status, _) = story.call(Method::DELETE, &format!("/crm/v3/pipelines/tickets/{pipeline}"), None).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn properties_tell_their_types_and_the_account_adds_its_own() {
    let story = Story::begin().await;
    for base in ["/crm/properties/2026-09", "/crm/properties/2026-03", "/crm/v3/properties"] {
        let all = story.get(&format!("{base}/tickets")).await;
        let by_name = |name: &str| {
            all["results"]
                .as_array()
                .unwrap()
                .iter()
                .find(|it| it["name"] == name)
                .unwrap_or_else(|| panic!("no {name}"))
                .clone()
        };
        assert_eq!(by_name("hs_ticket_priority")["options"].as_array().unwrap().len(), 4);
        assert_eq!(by_name("hs_pipeline_stage")["options"][3]["value"], "4", "stages are options");
        assert_eq!(by_name("hs_is_closed")["modificationMetadata"]["readOnlyValue"], true);
        let owner = by_name("hubspot_owner_id");
        assert_eq!((&owner["externalOptions"], &owner["referencedObjectType"]), (&json!(true), &json!("OWNER")));
    }
    let new = json!({
        "name": "order_number", "label": "Order number", "type": "string", "fieldType": "text",
        "groupName": "ticketinformation", "hasUniqueValue": true,
    });
    story.post("/crm/v3/properties/tickets", new.clone(), 201).await;
    let refused = story.post("/crm/v3/properties/tickets", new, 409).await;
    assert_eq!(refused["category"], "CONFLICT");
    let id = ticket(&story, json!({ "order_number": "A-1" })).await;
    let found = story.get("/crm/v3/objects/tickets/A-1?idProperty=order_number&properties=order_number").await;
    assert_eq!((&found["id"], &found["properties"]["order_number"]), (&json!(id), &json!("A-1")));
    let options = json!({ "options": [{ "label": "Fixed", "value": "ISSUE_FIXED" }, { "label": "Sent a new one", "value": "REPLACED" }] });
    story.patch("/crm/v3/properties/tickets/hs_resolution", options, 200).await;
    story
        .patch(&format!("/crm/v3/objects/tickets/{id}"), json!({ "properties": { "hs_resolution": "REPLACED" } }), 200)
        .await;
    let story = story.restart().await;
    let kept = story.get("/crm/v3/properties/tickets/hs_resolution").await;
    assert_eq!(kept["options"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn the_only_owner_of_a_fresh_hub_has_two_different_ids_and_owns_a_ticket() {
    let story = Story::begin().await;
    for base in ["/crm/owners/2026-09", "/crm/owners/2026-03", "/crm/v3/owners", "/crm/v3/owners/"] {
        let all = story.get(&format!("{base}?email=REP@example.com&limit=100")).await;
        let owner = &all["results"][0];
        assert_eq!(
            (&owner["email"], &owner["firstName"], &owner["lastName"]),
            (&json!("rep@example.com"), &json!("Alex"), &json!("Rep"))
        );
        assert_ne!(owner["id"], json!(owner["userId"].to_string()));
    }
    let owner = story.get("/crm/v3/owners").await["results"][0].clone();
    let by_user = story.get(&format!("/crm/v3/owners/{}?idProperty=userId", owner["userId"])).await;
    assert_eq!(by_user["id"], owner["id"]);
    assert_eq!(story.get("/crm/v3/owners?archived=true").await["results"], json!([]));
    let user = story.get("/settings/v3/users").await["results"][0].clone();
    assert_eq!(user["id"], json!(owner["userId"].to_string()));
    let id = ticket(&story, json!({ "hubspot_owner_id": owner["id"] })).await;
    let read = story
        .get(&format!(
            "/crm/v3/objects/tickets/{id}?properties=hubspot_owner_assigneddate&propertiesWithHistory=hubspot_owner_id"
        ))
        .await;
    assert!(read["properties"]["hubspot_owner_assigneddate"].is_string());
    assert_eq!(read["propertiesWithHistory"]["hubspot_owner_id"][0]["value"], owner["id"]);
}

#[tokio::test]
async fn the_account_keeps_its_number_and_its_data_over_a_restart() {
    let story = Story::begin().await;
    for base in ["/account-info/2026-09", "/account-info/2026-03", "/account-info/v3"] {
        let details = story.get(&format!("{base}/details")).await;
        assert_eq!(details["portalId"], json!(story.portal_id()));
        assert_eq!(details["accountType"], "STANDARD");
        assert!(
            story.get(&format!("{base}/api-usage/daily/private-apps")).await["results"][0]["currentUsage"].is_number()
        );
    }
    let id = ticket(&story, json!({ "subject": "kept" })).await;
    let portal = story.portal_id();
    let story = story.restart().await;
    assert_eq!(story.portal_id(), portal);
    assert_eq!(story.get(&format!("/crm/v3/objects/tickets/{id}")).await["properties"]["subject"], "kept");
}

#[tokio::test]
async fn each_call_wants_its_own_scope_and_names_it() {
    let story = Story::begin().await;
    let token = story.issue_token(&["tickets"]).await.unwrap();
    let status = async |method, path: &str| answer(story.as_app(&token, method, path)).await;
    assert_eq!(status(Method::GET, "/crm/v3/objects/tickets").await.0, StatusCode::OK);
    assert_eq!(status(Method::GET, "/crm/v3/pipelines/tickets").await.0, StatusCode::OK);
    assert_eq!(status(Method::GET, "/account-info/v3/details").await.0, StatusCode::OK);
    let wanted = [
        ("/crm/v3/objects/contacts", "crm.objects.contacts.read"),
        ("/crm/v3/objects/notes", "crm.objects.contacts.read"),
        ("/crm/v3/owners", "crm.objects.owners.read"),
        ("/settings/v3/users/teams", "settings.users.teams.read"),
        ("/files/v3/files/1", "files"),
    ];
    for (path, scope) in wanted {
        let (status, body) = status(Method::GET, path).await;
        assert_eq!((status.as_u16(), &body["category"]), (403, &json!("MISSING_SCOPES")), "{path}");
        let scopes = body["errors"][0]["context"]["requiredGranularScopes"].as_array().unwrap().clone();
        assert!(scopes.contains(&json!(scope)), "{path}: {body}");
    }
    let reader = story.issue_token(&["crm.objects.tickets.read"]).await.unwrap();
    let write = story.as_app(&reader, Method::POST, "/crm/v3/objects/tickets").json(&json!({ "properties": {} }));
    assert_eq!(answer(write).await.0, StatusCode::FORBIDDEN);
}
