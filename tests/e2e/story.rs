//! The main job, end to end: a customer writes in a browser, a rep answers in the window; then without the hub.

use serde_json::json;

use crate::driver::Page;

#[tokio::test]
async fn a_customer_writes_in_a_browser_and_a_rep_answers_from_the_window_and_reads_it_again_without_the_hub() {
    let home = tempfile::tempdir().unwrap();
    let profile = tempfile::tempdir().unwrap();

    let window = Page::bellhop(home.path(), "en").await;
    let seen = "[document.querySelectorAll('[role=grid] [role=row]').length > 0, document.body.innerText.includes('switched off')]";
    let seen = window.client.execute(&format!("return {seen}"), vec![]).await.unwrap();
    assert_eq!(seen, json!([true, false]), "ready means that there is something to see, and a starting hub is not off");
    window.wait_for("demo conversations", "document.querySelectorAll('[role=grid] [role=row]').length > 5").await;
    window.wait_for("the hub to serve", "/^Synced/.test(document.querySelector('[role=status][aria-label^=Sync], [role=status]')?.textContent.trim() ?? '')").await;
    let start = window.call("bootstrap", json!(null)).await;
    let chat = start
        .pointer("/workspace/hub/chatUrl")
        .and_then(|url| url.as_str())
        .expect("the hub serves the web chat")
        .to_owned();

    let customer = Page::chromium(profile.path()).await;
    customer.client.goto(&chat).await.unwrap();
    customer.write("textbox", "Name", "Zofia Łącka").await;
    customer.write("textbox", "E-mail", "zofia@example.com").await;
    customer.press("button", "Start").await;
    customer.write("textbox", "Message", "Dzień dobry, czy mogę zwrócić żółty plecak?").await;
    customer.press("button", "Send").await;
    customer.shows("czy mogę zwrócić żółty plecak?").await;

    window
        .wait_for(
            "the customer's conversation in the list",
            "[...document.querySelectorAll('[role=grid] [role=row]')].some(row => row.textContent.includes('żółty plecak')) \
             || [...document.querySelectorAll('button')].some(pill => /^\\d+ new/.test(pill.textContent.trim()) && (pill.click(), false))",
        )
        .await;
    open(&window, "Zofia Łącka").await;
    window.shows("Dzień dobry, czy mogę zwrócić żółty plecak?").await;

    window.write("textbox", "Reply", "Oczywiście, proszę odesłać go w ciągu **14 dni**. Marta").await;
    window.press("button", "Send").await;
    customer.shows("Oczywiście, proszę odesłać go w ciągu 14 dni. Marta").await;
    let bold = "[...document.querySelectorAll('strong')].some(node => node.textContent === '14 dni')";
    customer.wait_for("the bold words", bold).await;
    window
        .wait_for(
            "the answer to be delivered",
            "[...document.querySelectorAll('[role=feed] article')].at(-1)?.textContent.match(/Sent|Read/)",
        )
        .await;
    window.shoot("conversation").await;
    customer.shoot("customer").await;

    customer.write("textbox", "Message", "Dziękuję!").await;
    customer.press("button", "Send").await;
    window.shows("Dziękuję!").await;

    window.call("setHub", json!({"on": false})).await;
    window.close().await;
    let again = Page::bellhop(home.path(), "en").await;
    open(&again, "Zofia Łącka").await;
    again.shows("czy mogę zwrócić żółty plecak?").await;
    again.shows("Oczywiście, proszę odesłać go").await;
    again.shows("Dziękuję!").await;
    again.shoot("offline").await;

    again.write("textbox", "Reply", "Czekamy na paczkę.").await;
    again.press("button", "Send").await;
    again
        .wait_for(
            "the answer to wait in its place",
            "[...document.querySelectorAll('[role=feed] article')].at(-1)?.textContent.includes('Czekamy na paczkę.')",
        )
        .await;
    again.call("setHub", json!({"on": true})).await;
    again
        .wait_for(
            "the answer to leave once the hub is back",
            "[...document.querySelectorAll('[role=feed] article')].at(-1)?.textContent.match(/Sent|Read/)",
        )
        .await;
    again.close().await;
    customer.close().await;
}

/// Opens the conversation whose row names this contact.
async fn open(window: &Page, contact: &str) {
    let row = format!(
        "[...document.querySelectorAll('[role=grid] [role=row]')].find(row => row.textContent.includes({}))",
        serde_json::to_string(contact).unwrap()
    );
    window.wait_for(&format!("the row of {contact}"), &row).await;
    window.client.execute(&format!("({row}).click()"), vec![]).await.unwrap();
    window.wait_for("the conversation", "document.querySelectorAll('[role=feed] article').length > 0").await;
}
