//! Snippets on the command line: in and out of folders, and checked as a pipeline would.

use std::path::Path;

use bellhop_hub::{Hub, HubOptions};
use serde_json::{Value, json};

use crate::program;

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// A home with a workspace that was never synced: snippets need no remote.
async fn home(hub: &Hub) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let (url, token, folder) = (hub.url().to_owned(), hub.token().to_owned(), home.path().to_owned());
    let connect = move || program::connect(&folder, &url, &token, "rep@example.com").status.success();
    assert!(tokio::task::spawn_blocking(connect).await.unwrap());
    home
}

fn titles(found: &Value) -> Vec<&str> {
    found.as_array().unwrap().iter().map(|one| one["title"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn snippets_go_in_from_a_folder_and_a_table_are_found_and_come_out_as_the_same_files() {
    let data = tempfile::tempdir().unwrap();
    let hub = Hub::start(HubOptions::new(data.path())).await.unwrap();
    let (one, other) = (home(&hub).await, home(&hub).await);
    hub.stop().await;
    let (pack, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    write(pack.path(), "sklep/godziny.md", "---\ntitle: Godziny otwarcia\nkey: godziny\n---\n9–17");
    write(pack.path(), "broken.md", "---\ntitle");
    let run = |home: &Path, arguments: &[&str]| program::json(home, &[&["snippets"], arguments].concat());
    let text = |path: &Path| path.to_str().unwrap().to_owned();

    let taken = run(one.path(), &["import", &text(pack.path())]);
    assert_eq!((&taken["taken"], &taken["troubles"][0]["kind"]), (&json!(1), &json!("notClosed")));
    let table = pack.path().join("old.csv");
    std::fs::write(&table, "title,body\nAdres,Długa 1\nNic,\n").unwrap();
    let taken = run(one.path(), &["import", &text(&table)]);
    assert_eq!((&taken["taken"], taken["troubles"].as_array().unwrap().len()), (&json!(1), 1));
    assert_eq!(titles(&run(one.path(), &["list"])), ["Adres", "Godziny otwarcia"]);
    let found = run(one.path(), &["search", "dluga"]);
    assert_eq!((titles(&found), &found[0]["shared"]), (vec!["Adres"], &Value::Null));

    let folder = out.path().join("new");
    assert_eq!(run(one.path(), &["export", &text(&folder)])["written"], 2);
    assert!(folder.join("sklep/godziny.md").exists() && folder.join("Adres.md").exists());
    let refused = program::failure(one.path(), &["snippets", "export", &text(&folder)]);
    assert_eq!(refused["code"], "notPossible", "files of somebody else were overwritten");
    assert_eq!(run(other.path(), &["import", &text(&folder)])["taken"], 2);
    let bodies = |home: &Path| -> Vec<Value> {
        run(home, &["list"])
            .as_array()
            .unwrap()
            .iter()
            .map(|one| json!([one["key"], one["body"], one["folder"]]))
            .collect()
    };
    assert_eq!(bodies(other.path()), bodies(one.path()));
    assert_eq!(program::failure(one.path(), &["snippets", "import", "/no/such/place"])["code"], "notFound");
}

#[test]
fn a_folder_is_checked_without_a_workspace_and_every_broken_file_is_named_with_its_line() {
    let (home, pack) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    write(pack.path(), "a.md", "---\nkey: hours\n---\n9–17");
    let checked = |arguments: &[&str]| {
        let output = program::bellhop(home.path()).args(["snippets", "check"]).args(arguments).output().unwrap();
        (output.status.success(), String::from_utf8(output.stdout).unwrap())
    };
    let folder = pack.path().to_str().unwrap();
    assert_eq!(checked(&[folder]), (true, "[]\n".to_owned()));
    write(pack.path(), "b.md", "---\ntitle: b\nkey\n---\nx");
    write(pack.path(), "c/d.md", "---\ntitle: d\n---\nx\n{% for a in b %}");
    write(pack.path(), "e.md", "---\nkey: HOURS\n---\nx");
    let (well, told) = checked(&[folder]);
    let told: Value = serde_json::from_str(&told).unwrap();
    let lines: Vec<(String, u64, &str)> = told
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            let file = Path::new(one["file"].as_str().unwrap()).strip_prefix(pack.path()).unwrap();
            (file.display().to_string(), one["line"].as_u64().unwrap(), one["kind"].as_str().unwrap())
        })
        .collect();
    let expected = [("b.md", 3, "noColon"), ("c/d.md", 5, "body"), ("e.md", 1, "keyTaken")];
    assert_eq!((well, lines), (false, expected.map(|(file, line, kind)| (file.to_owned(), line, kind)).to_vec()));
    let plain =
        std::process::Command::new(env!("CARGO_BIN_EXE_bellhop")).args(["snippets", "check", folder]).output().unwrap();
    let plain = String::from_utf8(plain.stdout).unwrap();
    assert!(plain.lines().next().unwrap().ends_with("b.md:3: this line of the head has no colon: key"), "{plain}");
    assert_eq!(program::failure(home.path(), &["snippets", "check", "/no/such/place"])["code"], "notFound");
}
