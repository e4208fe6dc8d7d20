//! What is put into answers: found among what was read, offline too, and attached where it is a file.

use std::fs;

use bellhop_desk::ErrorCode;
use bellhop_model::{Insertable, InsertableKind};
use bellhop_store::{CacheWrite, Extent, Origin, ReadTrouble};
use serde_json::{Value, json};

use crate::support::{Room, minute, room};

fn insertable(kind: InsertableKind, id: &str, title: &str) -> Insertable {
    Insertable {
        kind,
        id: id.to_owned(),
        title: title.to_owned(),
        url: Some(format!("https://example.com/{id}")),
        note: None,
        about: None,
        owner: None,
        until: None,
        updated_at: Some(minute(0)),
        file: None,
    }
}

async fn put(room: &Room, kind: InsertableKind, all: Vec<Insertable>) {
    let write = move |w: &CacheWrite<'_>| w.insertables().replace(kind, &all, Extent::Whole, minute(5));
    room.store.write(Origin::Pull, write).await.unwrap();
}

async fn titles(room: &Room, kind: &str, search: &str) -> Vec<String> {
    let view = room.call("insertables", json!({"kind": kind, "search": search})).await;
    view["items"].as_array().unwrap().iter().map(|one| one["title"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_title_that_begins_so_comes_before_one_that_names_it_and_that_before_a_text_that_has_it() {
    let room = room().await;
    let about = |id: &str, title: &str, about: &str| Insertable {
        about: Some(about.to_owned()),
        ..insertable(InsertableKind::Article, id, title)
    };
    let all = vec![
        about("1", "Reklamacja paczki", "Zdjęcia przed zwrotem"),
        about("2", "Kiedy dostanę zwrot pieniędzy?", ""),
        about("3", "Zwrot w 30 dni – krok po kroku", "Łódź"),
    ];
    put(&room, InsertableKind::Article, all).await;
    let [claim, money, steps] =
        ["Reklamacja paczki", "Kiedy dostanę zwrot pieniędzy?", "Zwrot w 30 dni – krok po kroku"];
    assert_eq!(titles(&room, "article", "ZWROT").await, [steps, money, claim]);
    assert_eq!(titles(&room, "article", "pieniedzy zwrot").await, [money]);
    assert_eq!(titles(&room, "article", "lodz").await, [steps]);
    assert_eq!(titles(&room, "article", "kurier").await, [] as [&str; 0]);
    assert_eq!(titles(&room, "quote", "zwrot").await, [] as [&str; 0]);
}

#[tokio::test]
async fn the_reps_own_meeting_links_come_first_and_tell_whom_they_meet() {
    let room = room().await;
    let link = |id: &str, title: &str, owner: Option<&str>| Insertable {
        owner: owner.map(Into::into),
        ..insertable(InsertableKind::Meeting, id, title)
    };
    let links = vec![link("1", "Demo", Some("A-72")), link("2", "Team", None), link("3", "Zoom", Some("A-71"))];
    put(&room, InsertableKind::Meeting, links).await;
    let view = room.call("insertables", json!({"kind": "meeting"})).await;
    let shown: Vec<_> = view["items"].as_array().unwrap().iter().map(|one| (&one["title"], &one["owner"])).collect();
    let (zoom, me, demo, jan, team) =
        (json!("Zoom"), json!("Marta Król"), json!("Demo"), json!("jan Kowalski"), json!("Team"));
    assert_eq!(shown, [(&zoom, &me), (&demo, &jan), (&team, &Value::Null)]);
}

#[tokio::test]
async fn a_quote_whose_last_day_is_over_says_so_and_a_kind_tells_how_its_reading_went() {
    let room = room().await;
    let never = room.call("insertables", json!({"kind": "quote"})).await;
    assert_eq!((&never["readAt"], &never["trouble"], &never["total"]), (&Value::Null, &Value::Null, &json!(0)));
    let today = chrono::Local::now().date_naive();
    let quote =
        |id: &str, until: Option<chrono::NaiveDate>| Insertable { until, ..insertable(InsertableKind::Quote, id, id) };
    put(&room, InsertableKind::Quote, vec![quote("old", today.pred_opt()), quote("today", Some(today))]).await;
    let scopes = vec!["crm.objects.quotes.read".to_owned()];
    let refuse =
        move |w: &CacheWrite<'_>| w.insertables().refuse(InsertableKind::Quote, ReadTrouble::MissingScopes { scopes });
    room.store.write(Origin::Pull, refuse).await.unwrap();
    let view = room.call("insertables", json!({"kind": "quote"})).await;
    let expired: Vec<_> =
        view["items"].as_array().unwrap().iter().map(|one| (one["id"].clone(), one["expired"].clone())).collect();
    assert_eq!(expired, [(json!("old"), json!(true)), (json!("today"), json!(false))]);
    assert_eq!(view["trouble"], json!({"type": "missingScopes", "scopes": ["crm.objects.quotes.read"]}));
    assert_eq!((&view["readAt"], &view["total"]), (&json!(minute(5)), &json!(2)));
    room.call("lookFor", json!({"kind": "quote"})).await;
}

#[tokio::test]
async fn a_file_that_the_rep_keeps_is_found_among_those_of_the_account_and_stays_until_it_is_removed() {
    let room = room().await;
    put(&room, InsertableKind::Video, vec![insertable(InsertableKind::Video, "1", "Jak wymienić żarówkę")]).await;
    let kept = room.media.keep_outgoing("Pakowanie kubków.mp4", b"film").await.unwrap();
    let file = json!({"hash": kept.hash, "name": kept.name, "mime": "video/mp4", "size": 4});
    room.call("keepForAnswers", json!({"kind": "video", "file": file})).await;
    let room = room.restart().await;
    assert_eq!(titles(&room, "video", "").await, ["Pakowanie kubków", "Jak wymienić żarówkę"]);
    assert_eq!(titles(&room, "video", "kubkow").await, ["Pakowanie kubków"]);
    assert_eq!(titles(&room, "document", "").await, [] as [&str; 0]);
    let view = room.call("insertables", json!({"kind": "video"})).await;
    assert_eq!((&view["total"], &view["items"][0]["kept"]), (&json!(2), &json!(kept.hash)));
    let gone = json!({"kind": "video", "hash": kept.hash});
    room.call("dropFromAnswers", gone.clone()).await;
    assert_eq!(room.refused("dropFromAnswers", gone).await.code, ErrorCode::NotFound);
    assert_eq!(titles(&room, "video", "").await, ["Jak wymienić żarówkę"]);
    let quote = json!({"kind": "quote", "file": file});
    assert_eq!(room.refused_code("keepForAnswers", quote).await, ErrorCode::NotPossible);
    let lost = json!({"hash": "0".repeat(64), "name": "a.pdf", "mime": "application/pdf", "size": 4});
    assert_eq!(
        room.refused_code("keepForAnswers", json!({"kind": "document", "file": lost})).await,
        ErrorCode::NotFound
    );
}

#[tokio::test]
async fn a_file_of_the_account_that_is_here_is_attached_without_a_network_and_one_that_is_not_says_why() {
    let room = room().await;
    let media = room.dir.path().join("media");
    let hash = format!("{:0>64}", 5);
    fs::write(media.join("contents").join(&hash), b"%PDF-1.7").unwrap();
    let note = json!({"id": "5", "hash": hash, "name": "a", "mime": "application/pdf", "kind": "document", "size": 8});
    fs::write(media.join("files").join("5.json"), note.to_string()).unwrap();
    let kept = room.call("attachFile", json!({"file": "5", "name": "Formularz zwrotu.pdf"})).await;
    assert_eq!((&kept["name"], &kept["size"]), (&json!("Formularz zwrotu.pdf"), &json!(8)));
    assert_eq!(kept["mime"], "application/pdf");
    assert!(room.media.outgoing(kept["hash"].as_str().unwrap()).is_some(), "the draft would lose its file");
    let absent = room.refused("attachFile", json!({"file": "6", "name": "b.pdf"})).await;
    assert_eq!(absent.code, ErrorCode::Offline, "{absent:?}");
}
