//! A desktop's panel: the watcher that programs give their tray item to, the menu as a panel reads and clicks it, and the
//! numbers that a dock is told.

use std::collections::HashMap;

use futures::StreamExt;
use tokio::sync::{Mutex, watch};
use zbus::message::Header;
use zbus::object_server::SignalEmitter;
use zbus::zvariant::{ObjectPath, OwnedObjectPath, OwnedValue, Structure, Value};
use zbus::{Connection, MatchRule, MessageStream, Proxy};

use crate::driver::{GLANCE, PATIENCE};

const WATCHER: &str = "/StatusNotifierWatcher";

/// A panel with a tray. The tray goes away with it.
pub struct Panel {
    bus: Connection,
    item: watch::Sender<Option<(String, String)>>,
    numbers: Mutex<MessageStream>,
}

struct Watcher {
    item: watch::Sender<Option<(String, String)>>,
    /// Something shows the items.
    host: bool,
}

#[zbus::interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    async fn register_status_notifier_item(&self, service: &str, #[zbus(header)] from: Header<'_>) {
        let sender = from.sender().unwrap().to_string();
        self.item.send_replace(Some((sender, service.to_owned())));
    }

    async fn register_status_notifier_host(&self, _service: &str) {}

    #[zbus(property)]
    async fn registered_status_notifier_items(&self) -> Vec<String> {
        self.item.borrow().iter().map(|(bus, path)| format!("{bus}{path}")).collect()
    }

    #[zbus(property)]
    async fn is_status_notifier_host_registered(&self) -> bool {
        self.host
    }

    #[zbus(signal)]
    async fn status_notifier_host_unregistered(emitter: &SignalEmitter<'_>) -> zbus::Result<()>;

    #[zbus(property)]
    async fn protocol_version(&self) -> i32 {
        0
    }
}

/// A line of the tray's menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    id: i32,
    pub text: String,
    pub enabled: bool,
}

type Layout = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

impl Panel {
    pub async fn begins() -> Self {
        Self::of(zbus::connection::Builder::session().unwrap()).await
    }

    /// A panel on another bus than that of this run.
    pub async fn on(address: &str) -> Self {
        Self::of(zbus::connection::Builder::address(address).unwrap()).await
    }

    async fn of(bus: zbus::connection::Builder<'_>) -> Self {
        let item = watch::Sender::new(None);
        let bus = bus
            .serve_at(WATCHER, Watcher { item: item.clone(), host: true })
            .unwrap()
            .name("org.kde.StatusNotifierWatcher")
            .unwrap()
            .build()
            .await
            .expect("the session bus is this run's own, and has no other panel");
        let numbers = MatchRule::builder()
            .msg_type(zbus::message::Type::Signal)
            .interface("com.canonical.Unity.LauncherEntry")
            .unwrap()
            .build();
        let numbers = MessageStream::for_match_rule(numbers, &bus, None).await.unwrap();
        Self { bus, item, numbers: Mutex::new(numbers) }
    }

    /// The panel crashes: its connection ends, and with it the name.
    pub async fn dies(self) {
        self.bus.close().await.unwrap();
    }

    /// What shows the items goes away; the watcher stays.
    pub async fn loses_its_host(&self) {
        let watcher = self.bus.object_server().interface::<_, Watcher>(WATCHER).await.unwrap();
        watcher.get_mut().await.host = false;
        Watcher::status_notifier_host_unregistered(watcher.signal_emitter()).await.unwrap();
    }

    /// Waits until a dock is told this number for Bellhop's entry.
    pub async fn dock_shows(&self, wanted: u64) {
        let mut numbers = self.numbers.lock().await;
        let comes = async {
            while let Some(Ok(message)) = numbers.next().await {
                let (entry, about): (String, HashMap<String, OwnedValue>) = message.body().deserialize().unwrap();
                assert_eq!(entry, "application://bellhop.desktop");
                let shown = about["count-visible"] == OwnedValue::from(wanted > 0);
                if shown && about["count"] == OwnedValue::from(i64::try_from(wanted).unwrap()) {
                    return;
                }
            }
        };
        tokio::time::timeout(PATIENCE, comes).await.expect("a dock is told the number");
    }

    /// The program that gave the item has ended: the next one is another's.
    pub fn forgets(&self) {
        self.item.send_replace(None);
    }

    /// Waits for a line of the menu that begins like this.
    pub async fn line(&self, text: &str) -> Line {
        self.finds(text, |line| line.text.starts_with(text)).await
    }

    /// Waits until the menu has these lines, separators left out.
    pub async fn lists(&self, wanted: &[String]) {
        let comes = self.until(|lines| lines.iter().map(|line| &line.text).eq(wanted).then_some(()));
        if tokio::time::timeout(PATIENCE, comes).await.is_err() {
            panic!("the menu never was {wanted:?}; it is {:?}", self.lines().await);
        }
    }

    /// Chooses a line.
    pub async fn chooses(&self, text: &str) {
        let line = self.finds(text, |line| line.text.starts_with(text) && line.enabled).await;
        let body = (line.id, "clicked", Value::from(0_i32), 0_u32);
        // The program may end before it answers.
        let _ = self.menu().await.call_method("Event", &body).await;
    }

    /// The text beside the item's picture.
    pub async fn label(&self) -> String {
        self.item().await.get_property("XAyatanaLabel").await.unwrap()
    }

    /// The file of the item's picture.
    pub async fn picture(&self) -> String {
        self.item().await.get_property("IconName").await.unwrap()
    }

    async fn finds(&self, what: &str, is_it: impl Fn(&Line) -> bool) -> Line {
        let comes = self.until(|lines| lines.iter().find(|line| is_it(line)).cloned());
        match tokio::time::timeout(PATIENCE, comes).await {
            Ok(line) => line,
            Err(_) => panic!("the menu never had {what:?}; it is {:?}", self.lines().await),
        }
    }

    async fn until<T>(&self, found: impl Fn(&[Line]) -> Option<T>) -> T {
        let mut clock = tokio::time::interval(GLANCE);
        loop {
            clock.tick().await;
            if let Some(found) = found(&self.lines().await) {
                return found;
            }
        }
    }

    async fn lines(&self) -> Vec<Line> {
        let asked = (0_i32, -1_i32, Vec::<String>::new());
        let answer = self.menu().await.call_method("GetLayout", &asked).await.unwrap();
        let (_, (_, _, children)): (u32, Layout) = answer.body().deserialize().unwrap();
        children.into_iter().filter_map(line).collect()
    }

    async fn item(&self) -> Proxy<'static> {
        let mut item = self.item.subscribe();
        let comes = item.wait_for(Option::is_some);
        let item = tokio::time::timeout(PATIENCE, comes).await.expect("an item comes into the tray").unwrap().clone();
        let (bus, path) = item.unwrap();
        Proxy::new(&self.bus, bus, ObjectPath::try_from(path).unwrap(), "org.kde.StatusNotifierItem").await.unwrap()
    }

    async fn menu(&self) -> Proxy<'static> {
        let item = self.item().await;
        let path: OwnedObjectPath = item.get_property("Menu").await.unwrap();
        Proxy::new(&self.bus, item.destination().to_owned(), path, "com.canonical.dbusmenu").await.unwrap()
    }
}

/// A line; none for a separator.
fn line(child: OwnedValue) -> Option<Line> {
    let structure = Structure::try_from(child).unwrap();
    let (id, about, _): (i32, HashMap<String, Value<'_>>, Vec<Value<'_>>) = structure.try_into().unwrap();
    let text = match about.get("label") {
        // An underscore marks a key of the menu.
        Some(Value::Str(text)) => text.replace('_', ""),
        _ => return None,
    };
    let enabled = !matches!(about.get("enabled"), Some(Value::Bool(false)));
    Some(Line { id, text, enabled })
}
