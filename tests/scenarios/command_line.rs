//! The command line against a hub in a process of its own.

use serde_json::Value;

use crate::program::{self, HubProcess};

const REP: &str = "marta.krol@example.com";

#[test]
fn a_rep_connects_reads_answers_and_reads_on_after_the_hub_was_killed() {
    let home = tempfile::tempdir().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let hub = HubProcess::start(folder.path(), "127.0.0.1:0", &["--demo"]);
    assert!(hub.chat.starts_with(&hub.url), "the chat page is on the hub: {}", hub.chat);

    let connected = program::connect(home.path(), &hub.url, &hub.token, REP);
    assert!(connected.status.success(), "{}", String::from_utf8_lossy(&connected.stderr));
    let shown = [connected.stdout, connected.stderr].concat();
    assert!(!String::from_utf8_lossy(&shown).contains(&hub.token), "the token must not be printed");

    let report = program::json(home.path(), &["sync", "--once"]);
    assert!(report["threads"].as_u64().unwrap() > 20, "{report}");
    assert!(report["messages"].as_u64().unwrap() > 100, "{report}");
    assert!(report["requests"].as_u64().unwrap() > 0 && report["seconds"].is_number(), "{report}");

    let threads = program::json(home.path(), &["threads"]);
    let threads = threads.as_array().unwrap();
    for key in ["id", "subject", "contact", "channel", "status", "lastMessageAt", "preview", "unread"] {
        assert!(threads.iter().all(|thread| thread.get(key).is_some()), "a thread lacks {key}");
    }
    let times: Vec<&str> = threads.iter().filter_map(|thread| thread["lastMessageAt"].as_str()).collect();
    assert!(times.windows(2).all(|pair| pair[0] >= pair[1]), "newest first");

    let chat =
        threads.iter().find(|thread| thread["channel"] == "Harbour Messenger").expect("a custom channel's thread");
    let id = chat["id"].as_str().unwrap();
    let sent = program::json(home.path(), &["reply", id, "--text", "Dziękuję, już sprawdzam zamówienie."]);
    assert_eq!(sent["delivery"]["state"], "sent", "{sent}");
    let thread = program::json(home.path(), &["thread", id]);
    let messages = thread["messages"].as_array().unwrap();
    for key in ["id", "kind", "direction", "from", "at", "text", "attachments", "delivery"] {
        assert!(messages.iter().all(|message| message.get(key).is_some()), "a message lacks {key}");
    }
    let mine: Vec<&Value> =
        messages.iter().filter(|message| message["text"] == "Dziękuję, już sprawdzam zamówienie.").collect();
    assert_eq!(mine.len(), 1, "the answer shows exactly once");
    assert_eq!(mine[0]["direction"], "outgoing");
    assert_eq!(program::json(home.path(), &["outbox"]), serde_json::json!([]), "nothing may be left in the outbox");

    let (url, token) = (hub.url.clone(), hub.token.clone());
    hub.kill();
    let offline = program::json(home.path(), &["thread", id]);
    assert_eq!(offline["messages"].as_array().unwrap().len(), messages.len(), "reading needs no hub");
    let queued = program::json(home.path(), &["reply", id, "--text", "Paczka wyjdzie jutro."]);
    assert_eq!(queued["delivery"]["state"], "queued", "{queued}");
    assert_eq!(program::failure(home.path(), &["sync", "--once"])["code"], "unreachable");
    assert_eq!(program::json(home.path(), &["outbox"]).as_array().unwrap().len(), 1);

    let listen = url.trim_start_matches("http://");
    let again = HubProcess::start(folder.path(), listen, &[]);
    assert_eq!(again.token, token, "a killed hub comes back with the same token");
    program::json(home.path(), &["sync", "--once"]);
    assert_eq!(program::json(home.path(), &["outbox"]), serde_json::json!([]), "what waited has left");
    let thread = program::json(home.path(), &["thread", id]);
    let count =
        |text: &str| thread["messages"].as_array().unwrap().iter().filter(|message| message["text"] == text).count();
    assert_eq!(count("Paczka wyjdzie jutro."), 1);
    assert_eq!(
        count("Dziękuję, już sprawdzam zamówienie."),
        1,
        "what was sent before the hub was killed is still there once"
    );
}

#[test]
fn doctor_names_what_is_wrong_and_says_what_to_do() {
    let home = tempfile::tempdir().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let hub = HubProcess::start(folder.path(), "127.0.0.1:0", &["--demo"]);
    assert!(program::connect(home.path(), &hub.url, &hub.token, REP).status.success());
    let check = |name: &str| {
        let output = program::bellhop(home.path()).arg("doctor").output().unwrap();
        let checks: Value = serde_json::from_slice(&output.stdout).unwrap();
        checks
            .as_array()
            .unwrap()
            .iter()
            .find(|check| check["name"] == name)
            .cloned()
            .unwrap_or_else(|| panic!("no {name}: {checks}"))
    };
    assert_eq!(check("remote")["ok"], true);
    assert_eq!(check("databases")["ok"], true);
    assert_eq!(check("files")["detail"], "0 files, 0 MB of at most 4096 MB");
    hub.kill();
    let remote = check("remote");
    assert_eq!(remote["ok"], false);
    assert!(remote["detail"].as_str().unwrap().contains("127.0.0.1"), "{remote}");
}
