//! What a rep does all day, by keyboard alone and by mouse alone: open a conversation, answer an older message with bold words,
//! a link, a picture in the text, a file and a snippet with variables, send it and set a status that asks for properties.
//!
//! The keys and clicks are the driver's, so they go through the window like a hand's. What is typed is typed in both; a file
//! that is dropped comes as the event that the desktop's drop makes of it.

use std::net::SocketAddr;

use bellhop_hub::{Hub, HubOptions, HubSettings};
use fantoccini::actions::{InputSource, KeyAction, KeyActions, MouseActions, PointerAction};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::customer::{Customer, corpus};
use crate::driver::Page;
use crate::media::marked;
use crate::program;

const WHO: &str = "Ewa Zwrotna";
const FIRST: &str = "Czy mogę zwrócić żółty plecak?";
const ADDRESS: &str = "https://example.com/regulamin";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_message_is_answered_with_everything_and_the_status_set_by_keyboard_alone() {
    let scene = Scene::begins().await;
    let window = &scene.window;

    strike(window, "/").await;
    types(window, WHO).await;
    window.wait_for("the conversation to be found", &row()).await;
    strike(window, "Enter").await;
    strike(window, "Enter").await;
    window
        .wait_for("the conversation", "document.querySelector('[role=feed]')?.textContent.includes('szybką odpowiedź')")
        .await;

    // The customer's picture goes onto the clipboard.
    window.wait_for("the picture to be here", "document.querySelector('[role=feed] article button.open')").await;
    focus_article(window, "p", "button.open").await;
    tab_to(window, "document.activeElement.matches('article button.open')").await;
    strike(window, "Enter").await;
    window.wait_for("the picture to be open", "document.querySelector('.always-dark img')").await;
    strike(window, "Control+c").await;
    window.wait_for("the picture to be copied", "document.body.textContent.includes('The picture was copied.')").await;
    strike(window, "Escape").await;
    window.wait_for("the picture to be closed", "!document.querySelector('.always-dark')").await;

    focus_text(window, "p", FIRST).await;
    strike(window, "Shift+R").await;
    window.wait_for("the message that is answered", &target()).await;
    types(window, "Tak, ").await;
    strike(window, "Control+b").await;
    types(window, "bez opłat").await;
    strike(window, "Control+b").await;
    types(window, ", zgodnie z ").await;
    strike(window, "Control+Shift+K").await;
    window.wait_for("the form of a link", "document.querySelector('dialog[open] input[inputmode=url]')").await;
    types(window, ADDRESS).await;
    strike(window, "Tab").await;
    types(window, "regulaminem").await;
    strike(window, "Enter").await;
    window.wait_for("the link", &format!("document.querySelector('{PAGE} a[href=\"{ADDRESS}\"]')")).await;
    types(window, " ").await;
    strike(window, "Control+v").await;
    window.wait_for("the picture in the text", &format!("document.querySelector('{PAGE} img')")).await;
    types(window, " #zwrot ").await;
    window.wait_for("the snippet", &format!("document.querySelector('{PAGE} ol')")).await;
    // The button opens the desktop's own dialog, which is not the window's: the file is chosen in its place.
    let files = window.client.find(fantoccini::Locator::Css(".composer input[type=file]")).await.unwrap();
    files.send_keys(&corpus().join("invoice.pdf").to_string_lossy()).await.unwrap();
    window.wait_for("the file", ATTACHED).await;
    window.shoot("answer-keyboard").await;

    tab_to(window, "document.activeElement.matches('.split .more')").await;
    strike(window, "Enter").await;
    window.wait_for("the menu", "document.activeElement.matches('[role=menuitem]')").await;
    while !holds(window, "document.activeElement.textContent.includes('Closed')").await {
        strike(window, "ArrowDown").await;
    }
    strike(window, "Enter").await;
    window.wait_for("the form", FORM).await;
    window.wait_for("its first field", "document.activeElement.matches('dialog[open] [role=combobox]')").await;
    strike(window, "ArrowDown").await;
    strike(window, "ArrowDown").await;
    strike(window, "Enter").await;
    strike(window, "Tab").await;
    strike(window, " ").await;
    window.shoot("answer-keyboard-form").await;
    tab_to(window, "document.activeElement.matches('dialog[open] [type=submit]')").await;
    strike(window, "Enter").await;
    scene.ends("answer-keyboard-sent").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_message_is_answered_with_everything_and_the_status_set_by_mouse_alone() {
    let scene = Scene::begins().await;
    let window = &scene.window;

    window.wait_for("the conversation in the list", &row()).await;
    click(window, &row()).await;
    window
        .wait_for("the conversation", "document.querySelector('[role=feed]')?.textContent.includes('szybką odpowiedź')")
        .await;
    let article = format!(
        "[...document.querySelectorAll('[role=feed] article')].find(one => one.textContent.includes('{FIRST}'))"
    );
    hover(window, &article).await;
    click(window, &format!("({article}).querySelector('.tools button')")).await;
    window.wait_for("the message that is answered", &target()).await;
    click(window, &format!("document.querySelector('{PAGE}')")).await;
    types(window, "Tak, ").await;
    window.press("button", "Bold").await;
    types(window, "bez opłat").await;
    window.press("button", "Bold").await;
    types(window, ", zgodnie z ").await;
    window.press("button", "Link").await;
    click(window, "document.querySelector('dialog[open] input[inputmode=url]')").await;
    types(window, ADDRESS).await;
    click(window, "document.querySelectorAll('dialog[open] input')[1]").await;
    types(window, "regulaminem").await;
    click(window, "document.querySelector('dialog[open] [type=submit]')").await;
    window.wait_for("the link", &format!("document.querySelector('{PAGE} a[href=\"{ADDRESS}\"]')")).await;
    drop_file(window, PAGE, "small.png", "image/png").await;
    window.wait_for("the picture in the text", &format!("document.querySelector('{PAGE} img')")).await;
    drop_file(window, ".composer .bottom", "invoice.pdf", "application/pdf").await;
    window.wait_for("the file", ATTACHED).await;
    window.press("button", "Insert").await;
    window.press("menuitem", "Snippet").await;
    window.press("option", "Zwrot w 14 dni").await;
    window.wait_for("the snippet", &format!("document.querySelector('{PAGE} ol')")).await;
    window.shoot("answer-mouse").await;

    click(window, "document.querySelector('.split .more')").await;
    window.press("menuitem", "Send and set status: Closed").await;
    window.wait_for("the form", FORM).await;
    click(window, "document.querySelector('dialog[open] [role=combobox]')").await;
    click(window, "document.querySelectorAll('dialog[open] [role=option]')[1]").await;
    click(window, "document.querySelectorAll('dialog[open] [type=checkbox]')[1]").await;
    window.shoot("answer-mouse-form").await;
    click(window, "document.querySelector('dialog[open] [type=submit]')").await;
    scene.ends("answer-mouse-sent").await;
}

const PAGE: &str = ".composer .page";
const ATTACHED: &str = "document.querySelector('.composer li [title=\"invoice.pdf\"]')";
const FORM: &str =
    "document.querySelector('dialog[open] [role=combobox]') && document.querySelector('dialog[open] [type=checkbox]')";

fn row() -> String {
    format!("[...document.querySelectorAll('[role=grid] [role=row]')].find(row => row.textContent.includes('{WHO}'))")
}

fn target() -> String {
    format!("document.querySelector('.composer .target')?.textContent.includes('{FIRST}')")
}

struct Scene {
    hub: Hub,
    window: Page,
    customer: Customer,
    _folders: [TempDir; 2],
}

impl Scene {
    /// A hub with the demonstration, a window on it, and a customer who wrote three times.
    async fn begins() -> Self {
        let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        let home = folders[0].path().join("home");
        let listen = SocketAddr::from(([127, 0, 0, 1], 0));
        let options =
            HubOptions { demo: true, listen, settings: HubSettings::default(), ..HubOptions::new(folders[1].path()) };
        let hub = Hub::start(options).await.unwrap();
        let connected = program::connect(&home, hub.url(), hub.token(), bellhop_hub::DEMO_REP);
        assert!(connected.status.success(), "{}", String::from_utf8_lossy(&connected.stderr));
        let mut customer = Customer::arrives(&hub.chat_url(), WHO).await;
        customer.says(FIRST).await;
        customer.sends(&[("photo.png", "IMAGE")]).await;
        customer.says("Bardzo proszę o szybką odpowiedź.").await;
        let window = Page::bellhop(&home, "en").await;
        window.wait_for("demo conversations", "document.querySelectorAll('[role=grid] [role=row]').length > 5").await;
        Self { hub, window, customer, _folders: folders }
    }

    /// The customer has all of it, the ticket is closed, and both say so in the window.
    async fn ends(self, picture: &str) {
        let sent = "[...document.querySelectorAll('[role=feed] article.out')].at(-1)?.textContent.match(/Sent|Read/)";
        self.window.wait_for("the answer to be sent", sent).await;
        self.window.shoot(picture).await;
        let entry = self.customer.is_told("bez opłat").await;
        let html = entry["richText"].as_str().unwrap_or_default().to_owned();
        for part in ["<strong>bez opłat</strong>", ADDRESS, "<img", "<ol>"] {
            assert!(html.contains(part), "{part} is not in what the customer sees: {entry:#}");
        }
        assert!(entry.to_string().contains("invoice.pdf"), "the file: {entry:#}");
        assert!(!html.contains("ticket.id"), "the variable is filled in: {entry:#}");
        assert_eq!(entry["quote"]["text"], json!(FIRST), "it answers that message: {entry:#}");
        let ticket = self.ticket().await;
        assert_eq!(ticket["properties"]["hs_pipeline_stage"], json!("4"), "{ticket:#}");
        for asked in ["hs_ticket_category", "hs_resolution"] {
            assert!(ticket["properties"][asked].as_str().is_some_and(|value| !value.is_empty()), "{asked}: {ticket:#}");
        }
        self.window.close().await;
        self.hub.stop().await;
    }

    /// The newest ticket, once it is closed.
    async fn ticket(&self) -> Value {
        let properties = ["hs_pipeline_stage", "hs_ticket_category", "hs_resolution"];
        let closed = json!({"propertyName": "hs_pipeline_stage", "operator": "EQ", "value": "4"});
        let newest = json!({"propertyName": "hs_lastmodifieddate", "direction": "DESCENDING"});
        let search =
            json!({"filterGroups": [{"filters": [closed]}], "sorts": [newest], "properties": properties, "limit": 1});
        let request = reqwest::Client::new()
            .post(format!("{}/crm/v3/objects/tickets/search", self.hub.url()))
            .bearer_auth(self.hub.token())
            .json(&search);
        let found: Value = request.send().await.unwrap().error_for_status().unwrap().json().await.unwrap();
        found["results"][0].clone()
    }
}

/// Presses keys together, named as a help page names them.
async fn strike(window: &Page, keys: &str) {
    let mut actions = KeyActions::new("keyboard".to_owned());
    let keys: Vec<char> = keys.split('+').map(key).collect();
    for value in &keys {
        actions = actions.then(KeyAction::Down { value: *value });
    }
    for value in keys.iter().rev() {
        actions = actions.then(KeyAction::Up { value: *value });
    }
    window.client.perform_actions(actions).await.unwrap();
}

fn key(name: &str) -> char {
    match name {
        "Control" => '\u{e009}',
        "Shift" => '\u{e008}',
        "Enter" => '\u{e007}',
        "Escape" => '\u{e00c}',
        "Tab" => '\u{e004}',
        "ArrowDown" => '\u{e015}',
        letter => letter.chars().next().unwrap(),
    }
}

/// Types where the focus is.
async fn types(window: &Page, text: &str) {
    let mut actions = KeyActions::new("keyboard".to_owned());
    for value in text.chars() {
        actions = actions.then(KeyAction::Down { value }).then(KeyAction::Up { value });
    }
    window.client.perform_actions(actions).await.unwrap();
}

async fn holds(window: &Page, condition: &str) -> bool {
    window.client.execute(&format!("return Boolean({condition})"), vec![]).await.unwrap() == json!(true)
}

/// Presses Tab until the focus is where it is meant to be.
async fn tab_to(window: &Page, there: &str) {
    for _ in 0..60 {
        if holds(window, there).await {
            return;
        }
        strike(window, "Tab").await;
    }
    window.shoot("failed").await;
    panic!("Tab never leads there: {there}");
}

/// Goes through the messages until one has such an element.
async fn focus_article(window: &Page, by: &str, with: &str) {
    step_until(
        window,
        by,
        &format!("document.activeElement.matches('article') && document.activeElement.querySelector('{with}')"),
    )
    .await;
}

/// Goes through the messages until one says this.
async fn focus_text(window: &Page, by: &str, text: &str) {
    step_until(
        window,
        by,
        &format!("document.activeElement.matches('article') && document.activeElement.textContent.includes('{text}')"),
    )
    .await;
}

async fn step_until(window: &Page, by: &str, there: &str) {
    for _ in 0..20 {
        if holds(window, there).await {
            return;
        }
        strike(window, by).await;
    }
    window.shoot("failed").await;
    panic!("{by} never leads there: {there}");
}

/// Clicks an element as a hand does: the pointer goes there first.
async fn click(window: &Page, element: &str) {
    window.wait_for(element, element).await;
    marked(window, element, "click").await.click().await.unwrap();
}

async fn hover(window: &Page, element: &str) {
    let element = marked(window, element, "hover").await;
    let to = PointerAction::MoveToElement { element, duration: None, x: 0.0, y: 0.0 };
    window.client.perform_actions(MouseActions::new("mouse".to_owned()).then(to)).await.unwrap();
}

/// Drops a file of the corpus on an element.
async fn drop_file(window: &Page, on: &str, name: &str, mime: &str) {
    const DROP: &str = "const [selector, name, type, bytes] = arguments;
        const data = new DataTransfer();
        data.items.add(new File([Uint8Array.from(bytes)], name, {type}));
        const element = document.querySelector(selector);
        const box = element.getBoundingClientRect();
        const at = {clientX: box.right - 4, clientY: box.bottom - 4, bubbles: true, cancelable: true, dataTransfer: data};
        for (const type of ['dragenter', 'dragover', 'drop']) element.dispatchEvent(new DragEvent(type, at));";
    let bytes = std::fs::read(corpus().join(name)).unwrap();
    window.client.execute(DROP, vec![json!(on), json!(name), json!(mime), json!(bytes)]).await.unwrap();
}
