//! Everything that Insert offers, in the real window: found by a few letters, put into the text or sent along as a file, with
//! the hub running and without it.

use serde_json::json;

use crate::driver::Page;

const PAGE: &str = ".ProseMirror[contenteditable=true]";

#[tokio::test]
async fn each_kind_of_insert_is_found_by_a_few_letters_and_goes_into_the_reply_also_without_the_hub() {
    let home = tempfile::tempdir().unwrap();
    let window = Page::bellhop(home.path(), "en").await;
    let row =
        "[...document.querySelectorAll('[role=grid] [role=row]')].find(row => row.textContent.includes('Anna Nowak'))";
    window.wait_for("the conversation in the list", row).await;
    window.client.execute(&format!("({row}).click()"), vec![]).await.unwrap();
    window.wait_for("the reply", &format!("document.querySelector('{PAGE}')")).await;

    linked(&window, "Knowledge base article", "Search articles", "zwrócić", "Jak zwrócić zamówienie").await;
    linked(&window, "Quote", "Search quotes", "kettle", "Mugs for Copper Kettle").await;
    let meeting = linked(&window, "Meeting link", "Search meeting links", "", "").await;
    assert!(meeting.starts_with("http"), "a meeting link leads somewhere: {meeting}");

    attached(&window, "Document", "Search documents", "formularz", "Formularz zwrotu").await;
    window.call("setHub", json!({"on": false})).await;
    window.shows("The hub is switched off.").await;
    linked(&window, "Video", "Search videos", "kubki", "Jak zapakować kubki").await;
    window.shoot("insert").await;
    window.shows("Draft saved").await;
    window.close().await;
}

/// Opens a picker, finds something, and takes its link. Gives the address that is in the text then; no letters take the first.
async fn linked(window: &Page, kind: &str, search: &str, letters: &str, title: &str) -> String {
    found(window, kind, search, letters, title).await;
    window.press("button", "Insert link").await;
    window.wait_for("the picker to be gone", "!document.querySelector('dialog[open]')").await;
    let links = format!("[...document.querySelectorAll('{PAGE} a')]");
    let there = format!("{links}.some(link => link.textContent.includes({}))", json!(title));
    window.wait_for(&format!("the link of {kind}"), &there).await;
    let last = format!("return {links}.findLast(link => link.textContent.includes({})).href", json!(title));
    serde_json::from_value(window.client.execute(&last, vec![]).await.unwrap()).unwrap()
}

/// Opens a picker, finds something, and lets it go along as a file.
async fn attached(window: &Page, kind: &str, search: &str, letters: &str, title: &str) {
    found(window, kind, search, letters, title).await;
    // The composer has a button of this name too.
    let button =
        "[...document.querySelectorAll('dialog[open] button')].find(one => one.textContent.trim() === 'Attach file')";
    window.client.execute(&format!("({button}).click()"), vec![]).await.unwrap();
    window.wait_for("the file", &format!("document.querySelector('.composer li [title^={}]')", json!(title))).await;
}

async fn found(window: &Page, kind: &str, search: &str, letters: &str, title: &str) {
    window.press("button", "Insert").await;
    window.press("menuitem", kind).await;
    if !letters.is_empty() {
        window.write("combobox", search, letters).await;
    }
    let first = format!(
        "document.querySelector('dialog[open] [role=option][aria-selected=true]')?.textContent.includes({})",
        json!(title)
    );
    window.wait_for(&format!("{title} among what is found"), &first).await;
}
