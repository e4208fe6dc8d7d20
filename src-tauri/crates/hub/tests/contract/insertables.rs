//! What reps put into answers: meeting links, quotes, articles, documents, videos.

use bellhop_hub::server::auth::ALL_SCOPES;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Story, answer, text};

fn texts(page: &Value, pointer: &str) -> Vec<String> {
    page["results"].as_array().unwrap().iter().map(|one| text(one, pointer)).collect()
}

#[tokio::test]
async fn every_person_has_a_meeting_link_and_those_that_were_made_come_after_them() {
    let story = Story::begin().await;
    for base in ["/scheduler/2026-09", "/scheduler/2026-03", "/scheduler/v3"] {
        let page = story.get(&format!("{base}/meetings/meeting-links")).await;
        assert_eq!(page["total"], 1, "{page}");
        let link = &page["results"][0];
        assert_eq!((text(link, "/slug"), text(link, "/name")), ("rep".to_owned(), "Meeting with Alex Rep".to_owned()));
        assert_eq!(text(link, "/link"), "https://meetings.example.com/rep");
        assert_eq!((&link["type"], &link["organizerUserId"]), (&json!("PERSONAL_LINK"), &json!("52000001")));
        assert_eq!((&link["defaultLink"], &link["userIdsOfLinkMembers"]), (&json!(true), &json!(["52000001"])));
    }
    story.stock().await.unwrap();
    let path = "/scheduler/2026-09/meetings/meeting-links";
    let first = story.get(&format!("{path}?limit=2")).await;
    let rest = story.get(&format!("{path}?limit=500&after={}", text(&first, "/paging/next/after"))).await;
    assert_eq!((texts(&first, "/id").len(), texts(&rest, "/id").len()), (2, 3));
    assert_eq!(rest.get("paging"), None);
    assert_eq!(story.get(&format!("{path}?organizerUserId=1")).await["results"], json!([]));
    let shared = story.get(&format!("{path}?type=ROUND_ROBIN_CALENDAR")).await;
    assert!(shared["results"][0].get("organizerUserId").is_none(), "{shared}");
}

#[tokio::test]
async fn public_articles_are_found_page_by_page_by_words_and_by_type() {
    let story = Story::begin().await;
    story.stock().await.unwrap();
    for base in ["/cms/site-search/2026-09", "/cms/site-search/2026-03", "/cms/site-search/v3"] {
        let all = story.get(&format!("{base}/search?q=&types=KNOWLEDGE_ARTICLE&limit=100&offset=0")).await;
        let titles = texts(&all, "/title");
        assert_eq!(all["total"], json!(titles.len()));
        assert!(titles.contains(&"Jak zwrócić zamówienie".to_owned()), "{titles:?}");
        assert!(!titles.iter().any(|title| title.contains("Skrypt")), "an article for the team alone is public");
        let second = story.get(&format!("{base}/search?types=KNOWLEDGE_ARTICLE&limit=4&offset=4")).await;
        assert_eq!(texts(&second, "/title").as_slice(), titles.get(4..8).unwrap());
    }
    let found = story.get("/cms/site-search/2026-03/search?q=zwrot%20formularz").await;
    assert_eq!(texts(&found, "/language"), ["pl"]);
    assert!(found["results"][0]["publishedDate"].is_number(), "{found}");
    assert_eq!(story.get("/cms/site-search/2026-03/search?types=BLOG_POST").await["total"], 0);
}

#[tokio::test]
async fn a_quote_gets_an_address_when_it_is_published_and_loses_it_as_a_draft() {
    let story = Story::begin().await;
    let new = json!({ "properties": { "hs_title": "Lampy", "hs_status": "DRAFT" }, "associations": [] });
    let scope = json!({ "properties": { "hs_status": "APPROVED" } });
    let id = text(&story.post("/crm/v3/objects/quotes", new, 201).await, "/id");
    let path = format!("/crm/v3/objects/quotes/{id}");
    let link =
        async || story.get(&format!("{path}?properties=hs_quote_link")).await["properties"]["hs_quote_link"].clone();
    assert_eq!(link().await, Value::Null);
    story.patch(&path, scope, 200).await;
    let open = link().await;
    assert!(open.as_str().unwrap().starts_with("https://"), "{open}");
    story.patch(&path, json!({ "properties": { "hs_title": "Lampy i kubki" } }), 200).await;
    assert_eq!(link().await, open, "a link that was given out leads nowhere");
    story.patch(&path, json!({ "properties": { "hs_status": "DRAFT" } }), 200).await;
    assert_eq!(link().await, Value::Null);
}

#[tokio::test]
async fn documents_and_videos_are_told_apart_and_open_for_everybody_unless_they_are_private() {
    let story = Story::begin().await;
    story.stock().await.unwrap();
    for (kind, some) in [("DOCUMENT", "Formularz zwrotu"), ("MOVIE", "Jak powstają nasze kubki")] {
        let page = story.get(&format!("/files/2026-09/files/search?type={kind}&limit=100")).await;
        assert!(texts(&page, "/name").contains(&some.to_owned()), "{page}");
        for file in page["results"].as_array().unwrap() {
            let opened = story.bare(&text(file, "/url")).send().await.unwrap().status();
            let expected = if file["access"] == "PRIVATE" { StatusCode::NOT_FOUND } else { StatusCode::OK };
            assert_eq!(opened, expected, "{file}");
        }
    }
}

#[tokio::test]
async fn each_kind_wants_its_own_scope_and_names_it() {
    let story = Story::begin().await;
    let search = Some(json!({ "filterGroups": [], "sorts": [], "properties": [], "limit": 1, "after": "" }));
    let wanted = [
        (Method::GET, "/scheduler/2026-09/meetings/meeting-links", None, &["scheduler.meetings.meeting-link.read"][..]),
        (Method::POST, "/crm/objects/2026-09/quotes/search", search, &["crm.objects.quotes.read"]),
        (Method::GET, "/cms/site-search/2026-03/search?q=", None, &["content"]),
        (Method::GET, "/files/2026-09/files/search?type=MOVIE", None, &["files", "files.read"]),
    ];
    for (method, path, body, scopes) in wanted {
        let others: Vec<&str> = ALL_SCOPES.iter().copied().filter(|one| !scopes.contains(one)).collect();
        let token = story.issue_token(&others).await.unwrap();
        let ask = |token: &str| match &body {
            Some(body) => story.as_app(token, method.clone(), path).json(body),
            None => story.as_app(token, method.clone(), path),
        };
        let (status, refused) = answer(ask(&token)).await;
        assert_eq!((status, &refused["category"]), (StatusCode::FORBIDDEN, &json!("MISSING_SCOPES")), "{path}");
        assert_eq!(refused["errors"][0]["context"]["requiredGranularScopes"], json!(scopes), "{path}");
        assert_eq!(answer(ask(story.token())).await.0, StatusCode::OK, "{path}");
    }
}
