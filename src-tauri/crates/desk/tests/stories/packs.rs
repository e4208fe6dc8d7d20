//! Packs: folders of files that are snippets, changed by others and from here.

use std::path::{Path, PathBuf};

use bellhop_desk::ErrorCode;
use bellhop_store::{Origin, SharedPack, Sharing};
use serde_json::{Value, json};

use crate::support::{Room, room};

fn write(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, text).unwrap();
    path
}

/// A pack of two files, in a folder below another.
async fn with_pack() -> (Room, tempfile::TempDir) {
    let (room, pack) = (room().await, tempfile::tempdir().unwrap());
    write(pack.path(), "hours.md", "---\ntitle: Hours\nkey: hours\ntags: [a]\n---\n9–17\n");
    write(pack.path(), "shop/address.md", "Długa 1");
    room.call("addPack", json!({"folder": pack.path()})).await;
    (room, pack)
}

async fn snippets(room: &Room) -> Vec<Value> {
    room.call("snippets", json!({})).await.as_array().unwrap().clone()
}

async fn titles(room: &Room) -> Vec<String> {
    snippets(room).await.iter().map(|one| one["title"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_folder_of_files_is_taken_in_and_a_broken_file_does_not_keep_the_others_out() {
    let (room, pack) = with_pack().await;
    assert_eq!(titles(&room).await, ["Hours", "address"]);
    assert_eq!(snippets(&room).await[1]["folder"], "shop");
    let broken = write(pack.path(), "broken.md", "---\ntitle: Broken\nkey\n---\nx");
    write(pack.path(), "twice.md", "---\nkey: HOURS\n---\nx");
    write(pack.path(), "new.md", "New");
    write(pack.path(), "notes.txt", "no snippet");
    write(pack.path(), ".git/hidden.md", "no snippet");

    let view = room.call("packs", Value::Null).await;
    assert_eq!(titles(&room).await, ["Hours", "address", "new"]);
    assert_eq!(view["packs"][0]["snippets"], 3);
    let troubles = view["troubles"].as_array().unwrap();
    assert_eq!(troubles.len(), 2, "{view}");
    assert_eq!(troubles[0], json!({"file": broken, "line": 3, "kind": "noColon", "detail": "key"}));
    assert_eq!((&troubles[1]["kind"], &troubles[1]["detail"]), (&json!("keyTaken"), &json!("Hours")));
}

#[tokio::test]
async fn what_others_change_is_taken_along_and_told_until_it_was_seen_or_put_back() {
    let (room, pack) = with_pack().await;
    let hours = write(pack.path(), "hours.md", "---\ntitle: Hours\nkey: hours\ntags: [a]\n---\n10–18, daily\n");
    std::fs::remove_file(pack.path().join("shop/address.md")).unwrap();
    let view = room.call("packs", Value::Null).await;
    assert_eq!(titles(&room).await, ["Hours"]);
    assert_eq!(
        view["changes"],
        json!([{"file": hours, "shared": null, "title": "Hours", "before": "9–17", "after": "10–18, daily"}])
    );

    room.call("settlePackChange", json!({"file": hours, "back": true})).await;
    assert!(std::fs::read_to_string(&hours).unwrap().ends_with("---\n9–17\n"));
    let view = room.call("packs", Value::Null).await;
    assert_eq!((&view["changes"], &snippets(&room).await[0]["body"]), (&json!([]), &json!("9–17")));
    assert_eq!(room.refused_code("settlePackChange", json!({"file": hours, "back": true})).await, ErrorCode::NotFound);
}

#[tokio::test]
async fn what_is_changed_here_is_written_to_the_file_and_a_removed_one_comes_back_with_it() {
    let (room, pack) = with_pack().await;
    let mut hours = snippets(&room).await[0].clone();
    hours["body"] = json!("Until {{ date }}");
    hours["title"] = json!("Hours: now");
    room.call("saveSnippet", hours.clone()).await;
    let path = pack.path().join("hours.md");
    let text = "---\ntitle: \"Hours: now\"\nkey: hours\ntags: [a]\n---\nUntil {{ date }}\n";
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    assert_eq!(room.call("packs", Value::Null).await["changes"], json!([]), "our own change is told as that of others");

    room.call("removeSnippet", json!({"snippet": hours["id"]})).await;
    assert!(!path.exists());
    room.call("saveSnippet", hours.clone()).await;
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);

    let outside = pack.path().join("../outside.md");
    // A name without a full path is that of a pack that the team shares.
    let (stray, team) = (ErrorCode::BadRequest, ErrorCode::NotPossible);
    for (file, code) in [(outside.to_str().unwrap(), stray), ("/tmp/outside.md", stray), ("hours.md", team)] {
        let mut moved = hours.clone();
        moved["file"] = json!(file);
        assert_eq!(room.refused_code("saveSnippet", moved).await, code, "{file}");
    }
}

#[tokio::test]
async fn a_folder_that_is_away_takes_nothing_along_and_a_forgotten_one_leaves_its_files() {
    let (room, pack) = with_pack().await;
    let folder = pack.path().canonicalize().unwrap();
    let elsewhere = folder.with_extension("away");
    std::fs::rename(&folder, &elsewhere).unwrap();
    let view = room.call("packs", Value::Null).await;
    assert_eq!((view["packs"][0]["away"].clone(), &view["troubles"][0]["kind"]), (json!(true), &json!("away")));
    assert_eq!(titles(&room).await.len(), 2);
    std::fs::rename(&elsewhere, &folder).unwrap();
    room.call("removePack", json!({"folder": folder})).await;
    assert_eq!(titles(&room).await, Vec::<String>::new());
    assert!(folder.join("hours.md").exists());
    for wrong in ["relative/folder", "/no/such/folder/anywhere"] {
        room.refused("addPack", json!({"folder": wrong})).await;
    }
}

#[tokio::test]
async fn a_table_of_another_help_desk_is_taken_in_and_lines_that_cannot_be_are_told() {
    let room = room().await;
    let table = "title,key,body\nHours,hours,9–17\nLoop,loop,{% for a in b %}\nNothing,none,\nAgain,hours,x\n";
    let view = room.call("importSnippets", json!({"name": "old.csv", "table": table})).await;
    assert_eq!((&view["taken"], view["troubles"].as_array().unwrap().len()), (&json!(1), 3), "{view}");
    assert_eq!(titles(&room).await, ["Hours"]);
}

/// What sync brings from the team's hub.
async fn told(room: &Room, minute: i64, packs: &[(&str, &[(&str, &str)])]) {
    let packs: Vec<SharedPack> = packs
        .iter()
        .map(|(name, files)| SharedPack {
            name: (*name).to_owned(),
            changed_at: crate::support::minute(minute),
            files: files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect(),
        })
        .collect();
    let write = move |w: &bellhop_store::CacheWrite<'_>| w.shared_packs().replace(&packs, Sharing::Forbidden);
    room.store.write(Origin::Pull, write).await.unwrap();
    room.call("packs", Value::Null).await;
}

const HOURS: &str = "---\ntitle: Opening\nkey: open\n---\n9–17";

#[tokio::test]
async fn what_the_team_shares_is_found_like_any_snippet_is_marked_and_changes_only_there() {
    let room = room().await;
    told(&room, 1, &[("Shop", &[("days/open.md", HOURS), ("broken.md", "---\ntitle")])]).await;
    let found = room.call("snippets", json!({"search": "open"})).await;
    let snippet = &found[0];
    assert_eq!(
        (&snippet["shared"], &snippet["folder"], &snippet["body"]),
        (&json!("Shop"), &json!("days"), &json!("9–17"))
    );
    let view = room.call("packs", Value::Null).await;
    let shop = json!({"name": "Shop", "changedAt": crate::support::minute(1), "own": false, "snippets": 1});
    assert_eq!((&view["shared"], &view["sharing"]), (&json!([shop]), &json!("read")));
    assert_eq!(
        (&view["troubles"][0]["file"], &view["troubles"][0]["kind"]),
        (&json!("Shop/broken.md"), &json!("notClosed"))
    );

    let mut changed = snippet.clone();
    changed["body"] = json!("Always");
    assert_eq!(room.refused_code("saveSnippet", changed).await, ErrorCode::NotPossible);
    assert_eq!(room.refused_code("removeSnippet", json!({"snippet": snippet["id"]})).await, ErrorCode::NotPossible);

    told(&room, 2, &[("Shop", &[("days/open.md", &HOURS.replace("9–17", "10–18"))])]).await;
    let view = room.call("packs", Value::Null).await;
    let change =
        json!({"file": "Shop/days/open.md", "shared": "Shop", "title": "Opening", "before": "9–17", "after": "10–18"});
    assert_eq!(view["changes"], json!([change]));
    assert_eq!(snippets(&room).await[0]["id"], snippet["id"], "it would be another snippet after every change");
    let args = json!({"file": "Shop/days/open.md", "back": true});
    assert_eq!(room.refused_code("settlePackChange", args).await, ErrorCode::NotPossible);
    room.call("settlePackChange", json!({"file": "Shop/days/open.md", "back": false})).await;
    assert_eq!(room.call("packs", Value::Null).await["changes"], json!([]));
    told(&room, 3, &[]).await;
    assert_eq!(titles(&room).await, Vec::<String>::new(), "what the team does not share any more stays");
}

#[tokio::test]
async fn a_key_of_a_folder_here_comes_first_and_a_cache_that_is_begun_anew_takes_nothing_along() {
    let (room, pack) = with_pack().await;
    write(pack.path(), "open.md", "---\ntitle: Ours\nkey: OPEN\n---\nx");
    told(&room, 1, &[("A team", &[("open.md", HOURS), ("bye.md", "Bye")])]).await;
    let view = room.call("packs", Value::Null).await;
    assert_eq!(titles(&room).await, ["Hours", "Ours", "address", "bye"]);
    let trouble = &view["troubles"][0];
    assert_eq!(
        (&trouble["file"], &trouble["kind"], &trouble["detail"]),
        (&json!("A team/open.md"), &json!("keyTaken"), &json!("Ours"))
    );

    room.store.close().await.unwrap();
    let crate::support::Room { dir, store, media, desk } = room;
    drop((store, media, desk));
    for file in ["cache.db", "cache.db-wal", "cache.db-shm"] {
        // What was written last may be in the file itself.
        let _ = std::fs::remove_file(dir.path().join(file));
    }
    let room = crate::support::room_in(dir).await;
    room.call("packs", Value::Null).await;
    assert_eq!(titles(&room).await, ["Hours", "Ours", "address", "bye"]);
    assert_eq!(room.call("packs", Value::Null).await["sharing"], "none");
}

#[tokio::test]
async fn sharing_needs_the_hub_and_is_refused_without_it() {
    let (room, pack) = with_pack().await;
    let folder = pack.path().canonicalize().unwrap();
    assert_eq!(room.refused_code("sharePack", json!({"folder": folder})).await, ErrorCode::NotPossible);
    assert_eq!(room.refused_code("unsharePack", json!({"name": "Shop"})).await, ErrorCode::NotPossible);
    assert_eq!(room.call("packs", Value::Null).await["packs"][0]["sharedAs"], Value::Null);
}
