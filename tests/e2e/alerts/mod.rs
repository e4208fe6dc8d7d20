//! Notifications on a real desktop: what a customer writes is shown by a real server on the real screen, and what the rep does
//! with it there reaches the right message in the real window.

mod server;

use serde_json::{Value, json};

use crate::customer::Customer;
use crate::desktop::{change, hub_serves};
use crate::driver::{Page, out};
use crate::page::let_go;
use crate::panel::Panel;
use crate::screen::Screen;
use server::{Bus, Server, Shown};

const WHO: &str = "Ewa Malinowska";

/// A window, a customer in the web chat, and a desktop that shows notifications.
struct Scene {
    _home: tempfile::TempDir,
    window: Page,
    customer: Customer,
    server: Server,
    bus: Bus,
}

impl Scene {
    async fn with_dunst() -> Self {
        let bus = Bus::begins();
        let server = Server::dunst(&bus).await;
        Self::on(bus, server).await
    }

    /// Also in the tray of a panel.
    async fn with_a_tray() -> (Self, Panel, Screen) {
        let bus = Bus::begins();
        let panel = Panel::on(&bus.address).await;
        let server = Server::dunst(&bus).await;
        let scene = Self::on(bus, server).await;
        panel.line("Open Bellhop").await;
        (scene, panel, Screen::here())
    }

    async fn with_mock(capabilities: &str) -> Self {
        let bus = Bus::begins();
        let server = Server::mock(&bus, capabilities).await;
        Self::on(bus, server).await
    }

    async fn on(bus: Bus, server: Server) -> Self {
        let home = tempfile::tempdir().unwrap();
        let window = Page::bellhop_with(home.path(), &[bus.variable()]).await;
        let chat = hub_serves(&window).await;
        let customer = Customer::arrives(&chat, WHO).await;
        Self { _home: home, window, customer, server, bus }
    }

    /// The customer writes, and the desktop shows it.
    async fn told(&mut self, text: &str) -> Shown {
        self.customer.says(text).await;
        self.server.shows(text, |shown| shown.body.contains(text)).await
    }

    async fn in_the_feed(&self, text: &str) {
        let words = json!(text);
        let feed = format!("document.querySelector('[role=feed]')?.textContent.includes({words})");
        self.window.wait_for(text, &feed).await;
    }
}

#[tokio::test]
async fn a_customers_message_comes_to_the_desktop_and_a_click_leads_to_it_also_from_the_tray() {
    let (mut scene, _panel, screen) = Scene::with_a_tray().await;
    screen.turns_away();
    let told = scene.told("Paczka <b>nie</b> dotarła & czekam").await;
    assert_eq!((told.title.as_str(), told.urgency.as_str()), ("Ewa Malinowska · Web chat", "NORMAL"));
    assert_eq!(told.actions.get("default").map(String::as_str), Some("Open"));
    scene.server.has_on_screen(1).await;
    screen.is_marked(true).await;
    let shot = out().join("alert-on-the-desktop.png");
    let taken = std::process::Command::new("import").args(["-window", "root"]).arg(&shot).status().unwrap();
    assert!(taken.success(), "the screen is photographed");

    screen.close();
    screen.hides().await;
    scene.server.click();
    screen.shows().await;
    screen.is_marked(false).await;
    scene.in_the_feed("dotarła & czekam").await;
    let text = "[...document.querySelectorAll('[role=feed] article')].at(-1).textContent.includes('<b>nie</b>')";
    scene.window.wait_for("the customer's words as they were", text).await;
    scene.server.has_on_screen(0).await;
    scene.window.close().await;
}

#[tokio::test]
async fn a_click_leads_to_the_message_also_when_the_page_of_the_hidden_window_was_let_go() {
    let (mut scene, panel, screen) = Scene::with_a_tray().await;
    let before: u64 = panel.label().await.parse().unwrap();
    screen.close();
    screen.hides().await;
    let_go(&scene.window).await;
    scene.told("Czy ktoś tam jest?").await;
    panel.dock_shows(before + 1).await;
    scene.server.click();
    screen.shows().await;
    // It was read: it was on screen, in a window with the focus.
    panel.dock_shows(before).await;
    panel.chooses("Quit Bellhop").await;
    scene.window.ended().await;
}

#[tokio::test]
async fn more_messages_replace_the_notification_and_reading_takes_it_away() {
    let mut scene = Scene::with_dunst().await;
    let first = scene.told("Dzień dobry").await;
    let second = scene.told("Jest tam ktoś?").await;
    assert_eq!((second.id, second.body.as_str()), (first.id, "2 new: Jest tam ktoś?"), "one, replaced");
    scene.customer.sends(&[("note.ogg", "VOICE_RECORDING")]).await;
    let voice = scene.server.shows("the voice note", |shown| shown.body.contains("Voice message, 0:")).await;
    assert_eq!(voice.id, first.id);
    scene.server.has_on_screen(1).await;
    scene.window.call("syncNow", Value::Null).await;
    scene.server.choose("Mark as read");
    scene.server.has_on_screen(0).await;
    let row = format!("[...document.querySelectorAll('[role=row]')].find(row => row.textContent.includes('{WHO}'))");
    scene
        .window
        .wait_for("the conversation, read", &format!("{row} && !/unread/.test({row}.getAttribute('aria-label') ?? '')"))
        .await;
    let count = scene.server.shown().len();
    scene.told("A teraz nowa").await;
    assert_eq!(scene.server.shown().len(), count + 1, "each message is told once");
    scene.window.close().await;
}

#[tokio::test]
async fn reply_opens_the_composer_close_asks_for_what_it_demands_and_snooze_takes_it_away() {
    let mut scene = Scene::with_dunst().await;
    scene.told("Odpiszcie proszę").await;
    scene.server.choose("Reply");
    scene.in_the_feed("Odpiszcie proszę").await;
    scene.window.wait_for("the composer has the focus", "document.activeElement.matches('.ProseMirror')").await;
    scene
        .window
        .client
        .execute("document.querySelector('[role=searchbox], input[type=search]').focus()", vec![])
        .await
        .unwrap();

    // Nobody has the window before them any more.
    away(&scene.window).await;
    scene.told("Można zamknąć").await;
    scene.server.choose("Close ticket");
    scene
        .window
        .wait_for("the form of the status", "document.querySelector('dialog[open]')?.textContent.includes('Closed')")
        .await;
    scene.window.client.execute("document.activeElement.blur()", vec![]).await.unwrap();
    scene.window.press("button", "Cancel").await;

    away(&scene.window).await;
    scene.told("Jeszcze jedno").await;
    scene.server.choose("In 30 minutes");
    scene.server.has_on_screen(0).await;
    scene.window.close().await;
}

/// The rep looks elsewhere.
async fn away(window: &Page) {
    window.call("focus", json!({"thread": null, "focused": false})).await;
}

#[tokio::test]
async fn an_answer_typed_into_the_notification_reaches_the_customer() {
    let mut scene = Scene::with_mock("body body-markup actions inline-reply persistence").await;
    scene.customer.says("Kiedy <wysyłka>?").await;
    let told = scene.server.logs(&["Notify", "Malinowska", "inline-reply"]).await;
    assert!(told.contains("Kiedy &lt;wysyłka&gt;?"), "{told}");
    scene.server.tells("NotificationReplied", 1, "Jutro rano").await;
    scene.customer.is_told("Jutro rano").await;
    scene.window.close().await;
}

#[tokio::test]
async fn a_server_without_buttons_is_given_none_and_one_that_comes_after_it_is_used() {
    let mut scene = Scene::with_mock("body").await;
    scene.customer.says("Kiedy <wysyłka>?").await;
    let told = scene.server.logs(&["Notify", "Malinowska"]).await;
    assert!(told.contains("Kiedy <wysyłka>?") && !told.contains("default"), "no markup, no buttons: {told}");
    let (window, mut customer, bus) = (scene.window, scene.customer, scene.bus);
    drop(scene.server);
    let dunst = Server::dunst(&bus).await;
    customer.says("Halo?").await;
    let shown = dunst.shows("the next message", |shown| shown.body.contains("Halo?")).await;
    assert!(shown.actions.contains_key("reply"), "{shown:?}");
    window.close().await;
}

#[tokio::test]
async fn a_test_notification_says_what_stands_in_the_way_of_real_ones() {
    let home = tempfile::tempdir().unwrap();
    let bus = Bus::begins();
    let window = Page::bellhop_with(home.path(), &[bus.variable()]).await;
    let test = async || window.call("testAlert", Value::Null).await;
    assert_eq!(test().await["trouble"]["type"], "noDaemon");
    let dunst = Server::dunst(&bus).await;
    let told = test().await;
    assert_eq!((&told["shown"], &told["trouble"]), (&json!(true), &Value::Null), "{told}");
    assert!(told["server"].as_str().unwrap().starts_with("dunst"), "{told}");
    dunst.shows("the test", |shown| shown.body == "This is how a new message is told.").await;
    dunst.pause(true);
    assert_eq!(test().await["trouble"]["type"], "doNotDisturb");
    dunst.pause(false);
    change(&window, "alerts/mutedUntil", json!((chrono::Utc::now() + chrono::TimeDelta::hours(1)).to_rfc3339())).await;
    assert_eq!(test().await["trouble"]["type"], "muted");
    change(&window, "alerts/on", json!(false)).await;
    assert_eq!(test().await["trouble"]["type"], "off");
    window.close().await;
}

#[tokio::test]
async fn the_settings_change_what_the_desktop_is_told() {
    let mut scene = Scene::with_dunst().await;
    change(&scene.window, "alerts/on", json!(false)).await;
    scene.customer.says("Cisza").await;
    let row = format!("[...document.querySelectorAll('[role=row]')].some(row => row.textContent.includes('{WHO}'))");
    scene.window.wait_for("the conversation", &row).await;
    change(&scene.window, "alerts/on", json!(true)).await;
    change(&scene.window, "alerts/private", json!(true)).await;
    scene.customer.says("Tajne").await;
    let shown = scene.server.shows("a private one", |shown| shown.title == "Bellhop").await;
    assert!(
        scene.server.shown().iter().all(|one| !one.body.contains("Cisza") && !one.body.contains("Tajne")),
        "{shown:?}"
    );
    change(&scene.window, "alerts/private", json!(false)).await;
    change(&scene.window, "locale", json!("pl")).await;
    scene.told("Otwarcie").await;
    let shown = scene.server.shown().pop().unwrap();
    assert_eq!(shown.actions.get("reply").map(String::as_str), Some("Odpowiedz"), "{shown:?}");

    // What the desktop wants: quiet, unless the rep says otherwise.
    scene.server.pause(true);
    scene.told("W trybie cichym").await;
    assert_eq!(scene.server.shown().pop().unwrap().urgency, "NORMAL");
    change(&scene.window, "alerts/respectDesktop", json!(false)).await;
    let loud = scene.told("Mimo wszystko").await;
    assert_eq!(loud.urgency, "CRITICAL");
    scene.window.close().await;
}
