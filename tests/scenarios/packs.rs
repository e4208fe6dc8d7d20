//! A pack of snippets from one rep's folder to another rep's window, by way of the team's hub.

use std::path::Path;

use bellhop_hub::{Hub, HubOptions};
use serde_json::{Value, json};

use crate::program;
use crate::served::Served;

const LEAD: &str = "marta.krol@example.com";
const REP: &str = "piotr.zielinski@example.com";

async fn window(home: &Path, hub: &Hub, rep: &str) -> Served {
    let (url, token, rep, folder) = (hub.url().to_owned(), hub.token().to_owned(), rep.to_owned(), home.to_owned());
    let connected = tokio::task::spawn_blocking(move || program::connect(&folder, &url, &token, &rep)).await.unwrap();
    assert!(connected.status.success(), "{}", String::from_utf8_lossy(&connected.stderr));
    let served = Served::start(home).await;
    served.until_answer(("packs", Value::Null), "the team's packs", |packs| packs["sharing"] == "share").await;
    served
}

fn write(folder: &Path, body: &str) {
    std::fs::write(folder.join("hours.md"), format!("---\ntitle: Godziny\nkey: godziny\n---\n{body}\n")).unwrap();
}

/// Waits for a snippet that says this.
async fn says(served: &Served, body: &str) -> Value {
    let asked = ("snippets", json!({"search": "godziny"}));
    served.until_answer(asked, body, |found| found[0]["body"] == body).await[0].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_one_rep_shares_is_in_every_window_says_what_changed_and_is_there_without_the_hub() {
    let (lead_home, rep_home, data) =
        (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let hub = Hub::start(HubOptions { demo: true, ..HubOptions::new(data.path()) }).await.unwrap();
    let (lead, rep) = (window(lead_home.path(), &hub, LEAD).await, window(rep_home.path(), &hub, REP).await);
    let packs = rep.call("packs", Value::Null).await;
    assert_eq!((&packs["shared"][0]["name"], &packs["shared"][0]["snippets"]), (&json!("Latarnia"), &json!(5)));
    assert_eq!(packs["troubles"], json!([]), "the demo's own pack is broken");
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("Sklep");
    std::fs::create_dir(&folder).unwrap();
    write(&folder, "9–17");
    let folder = folder.canonicalize().unwrap();
    lead.call("addPack", json!({"folder": folder})).await;
    lead.call("sharePack", json!({"folder": folder})).await;
    assert_eq!(says(&rep, "9–17").await["shared"], "Sklep");
    assert_eq!(says(&lead, "9–17").await["shared"], Value::Null, "the folder here is where it is changed");

    write(&folder, "10–18");
    let is_ahead = |packs: &Value| packs["packs"][0]["ahead"] == true && packs["packs"][0]["sharedAs"] == "Sklep";
    lead.until_answer(("packs", Value::Null), "a folder that is ahead", is_ahead).await;
    lead.call("sharePack", json!({"folder": folder})).await;
    says(&rep, "10–18").await;
    let packs = rep.call("packs", Value::Null).await;
    assert_eq!((&packs["changes"][0]["before"], &packs["changes"][0]["shared"]), (&json!("9–17"), &json!("Sklep")));
    assert_eq!(lead.call("packs", Value::Null).await["packs"][0]["ahead"], false);

    hub.stop().await;
    drop(rep);
    let rep = Served::start(rep_home.path()).await;
    assert_eq!(says(&rep, "10–18").await["key"], "godziny");
}
