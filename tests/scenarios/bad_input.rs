//! Wrong addresses, wrong tokens, wrong files: each gets a sentence that says what to do, and nothing cached is lost.

use std::fs;
use std::path::{Path, PathBuf};

use crate::program::{self, HubProcess};

const REP: &str = "marta.krol@example.com";

#[test]
fn connecting_with_a_wrong_address_token_or_name_says_which_of_them_is_wrong() {
    let home = tempfile::tempdir().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let hub = HubProcess::start(folder.path(), "127.0.0.1:0", &["--demo"]);
    let attempt = |url: &str, token: &str, email: &str| {
        program::refused(program::connect(home.path(), url, token, email), &["connect", url])["code"].clone()
    };
    assert_eq!(attempt("http://127.0.0.1:9", &hub.token, REP), "unreachable");
    assert_eq!(attempt("not an address", &hub.token, REP), "badAddress");
    assert_eq!(attempt(&hub.chat, &hub.token, REP), "notAHelpDesk");
    assert_eq!(attempt(&hub.url, "pat-wrong", REP), "wrongToken");
    assert_eq!(attempt(&hub.url, "", REP), "noToken");
    assert_eq!(attempt(&hub.url, &hub.token, "nobody@example.com"), "unknownRep");
    let nothing = program::failure(home.path(), &["threads"]);
    assert!(
        nothing["message"].as_str().unwrap().contains("bellhop connect"),
        "a failed connect leaves nothing: {nothing}"
    );
}

#[test]
fn a_damaged_or_newer_cache_is_set_aside_and_fetched_again_while_the_outbox_stays() {
    let home = tempfile::tempdir().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let hub = HubProcess::start(folder.path(), "127.0.0.1:0", &["--demo"]);
    assert!(program::connect(home.path(), &hub.url, &hub.token, REP).status.success());
    program::json(home.path(), &["sync", "--once"]);
    let before = program::json(home.path(), &["threads"]).as_array().unwrap().len();
    let thread = program::json(home.path(), &["threads"])[0]["id"].as_str().unwrap().to_owned();
    program::json(home.path(), &["reply", &thread, "--text", "Zostaję w kolejce.", "--queue"]);

    let cache = workspace(home.path()).join("cache.db");
    damage(&cache);
    assert_eq!(program::json(home.path(), &["outbox"]).as_array().unwrap().len(), 1, "the outbox is in the other file");
    program::json(home.path(), &["sync", "--once"]);
    assert_eq!(
        program::json(home.path(), &["threads"]).as_array().unwrap().len(),
        before,
        "everything is fetched again"
    );
    let aside =
        fs::read_dir(workspace(home.path())).unwrap().flatten().map(|entry| entry.file_name().into_string().unwrap());
    assert!(
        aside.into_iter().any(|name| name.starts_with("cache.db.") && name.contains("damaged")),
        "set aside, not deleted"
    );

    rusqlite::Connection::open(&cache).unwrap().pragma_update(None, "user_version", 9_000).unwrap();
    program::json(home.path(), &["sync", "--once"]);
    assert_eq!(program::json(home.path(), &["threads"]).as_array().unwrap().len(), before);
}

#[test]
fn a_desk_of_a_newer_version_is_refused_politely_and_left_untouched() {
    let home = tempfile::tempdir().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let hub = HubProcess::start(folder.path(), "127.0.0.1:0", &["--demo"]);
    assert!(program::connect(home.path(), &hub.url, &hub.token, REP).status.success());
    program::json(home.path(), &["sync", "--once"]);
    let thread = program::json(home.path(), &["threads"])[0]["id"].as_str().unwrap().to_owned();
    let desk = workspace(home.path()).join("desk.db");
    rusqlite::Connection::open(&desk).unwrap().pragma_update(None, "user_version", 9_000).unwrap();

    assert!(!program::json(home.path(), &["threads"]).as_array().unwrap().is_empty(), "reading still works");
    let refused = program::failure(home.path(), &["reply", &thread, "--text", "Nie zginie?"]);
    assert_eq!(refused["code"], "readOnly", "{refused}");
    let version: i64 =
        rusqlite::Connection::open(&desk).unwrap().pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(version, 9_000);
}

#[test]
fn a_home_that_cannot_be_a_folder_is_named_in_the_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("taken");
    fs::write(&file, "not a folder").unwrap();
    let refused = program::failure(&file, &["threads"]);
    assert_eq!(refused["code"], "folderUnreadable");
    assert!(refused["message"].as_str().unwrap().contains(file.to_str().unwrap()), "{refused}");
}

fn workspace(home: &Path) -> PathBuf {
    home.join("workspaces/shop")
}

/// Overwrites the middle of every page but the first bytes of the file, as a failing disk does.
fn damage(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    let length = bytes.len();
    for (place, byte) in bytes.iter_mut().enumerate() {
        if place % 4096 > 200 || place > length / 2 {
            *byte = byte.wrapping_add(0x5a);
        }
    }
    fs::write(path, bytes).unwrap();
    for tail in ["-wal", "-shm"] {
        // Present only when the last connection did not close in peace.
        let _ = fs::remove_file(path.with_extension(format!("db{tail}")));
    }
}
