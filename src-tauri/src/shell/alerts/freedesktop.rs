//! The desktop's notification server, as freedesktop.org describes it, spoken to over the session bus.
//!
//! Not through the plugin that other systems use: it shows every notification as a new one, so a conversation's could not
//! be replaced; it knows no urgency; and it drops the text that a rep typed into the notification itself.
//!
//! The server may be started by our call, die, and be replaced while Bellhop runs. What was shown is forgotten with it. A
//! server that does not answer is given up after two seconds, and asked again with the next alert.

use std::collections::HashMap;
use std::marker::PhantomData;
use std::time::Duration;

use bellhop_desk::alerts::{ActionWords, Alert, AlertAction, AlertKey};
use bellhop_desk::views::{AlertSound, AlertTrouble};
use futures::stream::{BoxStream, SelectAll, StreamExt};
use tauri::{AppHandle, Runtime};
use zbus::proxy::CacheProperties;
use zbus::zvariant::Value;

use super::{Heard, Icon, Manner, theme_name};

/// How long the server may take.
const PATIENCE: Duration = Duration::from_secs(2);
/// KDE's name for a text field in the notification.
const INLINE_REPLY: &str = "inline-reply";

#[zbus::proxy(
    interface = "org.freedesktop.Notifications",
    default_service = "org.freedesktop.Notifications",
    default_path = "/org/freedesktop/Notifications"
)]
trait Notifications {
    #[allow(clippy::too_many_arguments)]
    fn notify(
        &self,
        app_name: &str,
        replaces: u32,
        icon: &str,
        title: &str,
        body: &str,
        actions: &[&str],
        hints: HashMap<&str, Value<'_>>,
        lasts: i32,
    ) -> zbus::Result<u32>;
    fn close_notification(&self, id: u32) -> zbus::Result<()>;
    fn get_capabilities(&self) -> zbus::Result<Vec<String>>;
    fn get_server_information(&self) -> zbus::Result<(String, String, String, String)>;
    #[zbus(property(emits_changed_signal = "false"))]
    fn inhibited(&self) -> zbus::Result<bool>;
    #[zbus(signal)]
    fn action_invoked(&self, id: u32, action: String) -> zbus::Result<()>;
    #[zbus(signal)]
    fn notification_replied(&self, id: u32, text: String) -> zbus::Result<()>;
    #[zbus(signal)]
    fn notification_closed(&self, id: u32, reason: u32) -> zbus::Result<()>;
    #[zbus(signal)]
    fn activation_token(&self, id: u32, token: String) -> zbus::Result<()>;
}

/// Dunst's own switch, which the specification has no word for.
#[zbus::proxy(
    interface = "org.dunstproject.cmd0",
    default_service = "org.freedesktop.Notifications",
    default_path = "/org/freedesktop/Notifications"
)]
trait Dunst {
    #[zbus(property(emits_changed_signal = "false"), name = "paused")]
    fn paused(&self) -> zbus::Result<bool>;
}

/// What the server tells.
enum Signal {
    Invoked(u32, String),
    Replied(u32, String),
    Closed(u32),
    Token(u32, String),
    Gone,
}

/// The desktop's notifications, as far as there are any.
pub(super) struct Screen<R> {
    /// Connected with the first alert; again with the next one, when the bus is gone.
    server: Option<Server>,
    app: PhantomData<fn() -> R>,
}

impl<R: Runtime> Screen<R> {
    pub(super) fn on(_app: &AppHandle<R>) -> Self {
        Self { server: None, app: PhantomData }
    }

    /// Shows an alert, in the place of the one with the same key.
    pub(super) async fn show(&mut self, alert: &Alert, manner: &Manner<'_>) -> Result<(), AlertTrouble> {
        self.server().await?.show(alert, manner).await
    }

    /// Takes an alert away.
    pub(super) async fn withdraw(&mut self, key: &AlertKey) {
        if let Some(server) = &mut self.server {
            server.close(|shown| shown == key).await;
        }
    }

    /// Takes all of them away: nobody would hear a click on one after the end.
    pub(super) async fn withdraw_all(&mut self) {
        if let Some(server) = &mut self.server {
            server.close(|_| true).await;
        }
    }

    /// The name and version of what shows them, unless nothing on the desktop does.
    pub(super) async fn name(&mut self) -> Result<String, AlertTrouble> {
        let (name, _, version, _) = answered(self.server().await?.calls.get_server_information()).await?;
        Ok(format!("{name} {version}"))
    }

    /// Whether the desktop is asked not to disturb, as far as it tells.
    pub(super) async fn must_not_disturb(&mut self) -> bool {
        let Ok(server) = self.server().await else { return false };
        answered(server.calls.inhibited()).await.unwrap_or(false)
            || answered(server.dunst.paused()).await.unwrap_or(false)
    }

    /// What the rep does next with one of them. Cancel-safe.
    pub(super) async fn heard(&mut self) -> Heard {
        loop {
            let Some(server) = &mut self.server else { return std::future::pending().await };
            match server.heard().await {
                Some(heard) => return heard,
                None => self.server = None,
            }
        }
    }

    async fn server(&mut self) -> Result<&mut Server, AlertTrouble> {
        let server = match self.server.take() {
            Some(server) => server,
            None => Server::connect().await?,
        };
        Ok(self.server.insert(server))
    }
}

/// A connection to the server, with what it shows of ours.
struct Server {
    calls: NotificationsProxy<'static>,
    dunst: DunstProxy<'static>,
    signals: SelectAll<BoxStream<'static, Signal>>,
    shown: HashMap<u32, AlertKey>,
    /// What lets the window come to the front when this notification is clicked.
    tokens: HashMap<u32, String>,
}

impl Server {
    /// Connects to the session bus; the server itself is asked with the first alert.
    async fn connect() -> Result<Self, AlertTrouble> {
        let connecting = async {
            let bus = zbus::Connection::session().await?;
            let calls = NotificationsProxy::builder(&bus).cache_properties(CacheProperties::No).build().await?;
            let dunst = DunstProxy::builder(&bus).cache_properties(CacheProperties::No).build().await?;
            let signals = signals(&calls).await?;
            Ok::<_, zbus::Error>(Self { calls, dunst, signals, shown: HashMap::new(), tokens: HashMap::new() })
        };
        match tokio::time::timeout(PATIENCE, connecting).await {
            Ok(Ok(server)) => Ok(server),
            Ok(Err(problem)) => {
                tracing::info!(%problem, "there is no session bus for notifications");
                Err(AlertTrouble::NoBus)
            }
            Err(_) => Err(AlertTrouble::NoBus),
        }
    }

    async fn show(&mut self, alert: &Alert, manner: &Manner<'_>) -> Result<(), AlertTrouble> {
        let can = answered(self.calls.get_capabilities()).await?;
        let can = |what: &str| can.iter().any(|one| one == what);
        let replaces = self.shown.iter().find(|(_, key)| **key == alert.key).map_or(0, |(id, _)| *id);
        // Dunst reads markup without saying so.
        let body =
            if can("body-markup") || can("x-dunst-stack-tag") { escaped(&alert.body) } else { alert.body.clone() };
        let actions =
            if can("actions") { actions(&alert.actions, can(INLINE_REPLY), &manner.labels) } else { Vec::new() };
        let hints = hints(alert.sound, manner);
        let id = answered(self.calls.notify("Bellhop", replaces, "", &alert.title, &body, &actions, hints, -1)).await?;
        self.shown.remove(&replaces);
        self.shown.insert(id, alert.key.clone());
        Ok(())
    }

    async fn close(&mut self, which: impl Fn(&AlertKey) -> bool) {
        let ids: Vec<u32> = self.shown.iter().filter(|(_, key)| which(key)).map(|(id, _)| *id).collect();
        for id in ids {
            self.shown.remove(&id);
            // The rep may have closed it a moment ago.
            let _ = answered(self.calls.close_notification(id)).await;
        }
    }

    /// The next thing that the rep does; nothing when the bus is gone.
    async fn heard(&mut self) -> Option<Heard> {
        loop {
            match self.signals.next().await? {
                Signal::Invoked(id, action) => {
                    if let (Some(key), Some(action)) = (self.shown.get(&id).cloned(), action_of(&action)) {
                        return Some(Heard { key, action, text: None, token: self.tokens.remove(&id) });
                    }
                }
                Signal::Replied(id, text) => {
                    if let Some(key) = self.shown.get(&id).cloned() {
                        return Some(Heard { key, action: AlertAction::Reply, text: Some(text), token: None });
                    }
                }
                Signal::Token(id, token) if self.shown.contains_key(&id) => {
                    self.tokens.insert(id, token);
                }
                Signal::Token(..) => {}
                Signal::Closed(id) => {
                    self.shown.remove(&id);
                    self.tokens.remove(&id);
                }
                Signal::Gone => {
                    self.shown.clear();
                    self.tokens.clear();
                }
            }
        }
    }
}

/// The server's signals, in the order in which they come. Dunst tells them only to the connection that sent the
/// notification, which this is.
async fn signals(calls: &NotificationsProxy<'static>) -> zbus::Result<SelectAll<BoxStream<'static, Signal>>> {
    let mut all: SelectAll<BoxStream<'static, Signal>> = SelectAll::new();
    // A token comes right before its click, and has to be there when the click is heard.
    let tokens = calls.receive_activation_token().await?;
    all.push(
        tokens.filter_map(|one| async move { one.args().ok().map(|a| Signal::Token(a.id, a.token.clone())) }).boxed(),
    );
    let invoked = calls.receive_action_invoked().await?;
    all.push(
        invoked
            .filter_map(|one| async move { one.args().ok().map(|a| Signal::Invoked(a.id, a.action.clone())) })
            .boxed(),
    );
    let replied = calls.receive_notification_replied().await?;
    all.push(
        replied.filter_map(|one| async move { one.args().ok().map(|a| Signal::Replied(a.id, a.text.clone())) }).boxed(),
    );
    let closed = calls.receive_notification_closed().await?;
    all.push(closed.filter_map(|one| async move { one.args().ok().map(|a| Signal::Closed(a.id)) }).boxed());
    let owners = calls.inner().receive_owner_changed().await?;
    all.push(owners.filter_map(|owner| async move { owner.is_none().then_some(Signal::Gone) }).boxed());
    Ok(all)
}

/// The server's answer in good time, or why there is none.
async fn answered<T>(call: impl Future<Output = zbus::Result<T>>) -> Result<T, AlertTrouble> {
    match tokio::time::timeout(PATIENCE, call).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(problem)) => Err(trouble(&problem)),
        Err(_) => Err(AlertTrouble::Refused { detail: "no answer".to_owned() }),
    }
}

fn trouble(problem: &zbus::Error) -> AlertTrouble {
    match problem {
        zbus::Error::MethodError(name, _, _)
            if matches!(
                name.as_str(),
                "org.freedesktop.DBus.Error.ServiceUnknown" | "org.freedesktop.DBus.Error.NameHasNoOwner"
            ) || name.starts_with("org.freedesktop.DBus.Error.Spawn") =>
        {
            AlertTrouble::NoDaemon
        }
        zbus::Error::InputOutput(_) => AlertTrouble::NoBus,
        other => AlertTrouble::Refused { detail: other.to_string() },
    }
}

/// A click on the notification itself, and its buttons, in pairs of name and label.
fn actions(wanted: &[AlertAction], inline: bool, labels: &ActionWords) -> Vec<&'static str> {
    let mut all = vec!["default", labels.open];
    for action in wanted {
        match action {
            AlertAction::Open => {}
            AlertAction::Reply => all.extend([if inline { INLINE_REPLY } else { "reply" }, labels.reply]),
            AlertAction::Close => all.extend(["close", labels.close]),
            AlertAction::Snooze => all.extend(["snooze", labels.snooze]),
            AlertAction::MarkRead => all.extend(["read", labels.mark_read]),
        }
    }
    all
}

fn action_of(name: &str) -> Option<AlertAction> {
    Some(match name {
        "default" => AlertAction::Open,
        "reply" => AlertAction::Reply,
        "close" => AlertAction::Close,
        "snooze" => AlertAction::Snooze,
        "read" => AlertAction::MarkRead,
        // An inline reply comes with its text, as a signal of its own.
        _ => return None,
    })
}

fn hints<'a>(sound: AlertSound, manner: &'a Manner<'a>) -> HashMap<&'a str, Value<'a>> {
    let mut hints = HashMap::from([
        ("desktop-entry", Value::from("bellhop")),
        ("category", Value::from("im.received")),
        ("urgency", Value::from(if manner.insists { 2_u8 } else { 1 })),
    ]);
    match theme_name(sound) {
        Some(name) if !manner.silent => hints.insert("sound-name", Value::from(name)),
        _ => hints.insert("suppress-sound", Value::from(true)),
    };
    if let Some(Icon { width, height, rgba }) = manner.icon {
        hints.insert("image-data", Value::from((*width, *height, *width * 4, true, 8_i32, 4_i32, rgba.clone())));
    }
    hints
}

/// Text for a server that reads markup.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_customer_writes_is_no_markup_in_a_notification() {
        assert_eq!(escaped("<b>A & B</b>"), "&lt;b&gt;A &amp; B&lt;/b&gt;");
    }
}
