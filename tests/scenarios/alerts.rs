//! What a customer writes, told by the desktop: from a real hub through the real client, sync and store to the desk.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bellhop_desk::alerts::{Alert, AlertAction, AlertKey, AlertOutcome, Alerts, Ring};
use bellhop_desk::views::WorkspaceKind;
use bellhop_desk::{Desk, DeskConfig};
use bellhop_hub::{Hub, HubOptions};
use bellhop_media::{Media, MediaError, Resolver};
use bellhop_store::Store;
use bellhop_sync::{Cadence, Connection, Link, OutgoingFiles, PageSizes, Sync, SyncConfig, SyncHandle, SyncState};
use futures::FutureExt;
use reqwest::Method;
use secrecy::SecretString;
use serde_json::{Value, json};

const CHANNELS: &str = "/conversations/custom-channels/2026-03";
const THREADS: &str = "/conversations/conversations/2026-09/threads";
/// Longer than anything here takes.
const DEADLINE: Duration = Duration::from_secs(90);

/// A hub with one custom channel.
struct Shop {
    hub: Hub,
    http: reqwest::Client,
    channel: String,
    account: String,
}

impl Shop {
    async fn open(folder: &Path) -> Self {
        let hub = Hub::start(HubOptions { demo: true, ..HubOptions::new(folder) }).await.unwrap();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let mut shop = Self { hub, http, channel: String::new(), account: String::new() };
        let capabilities = json!({"deliveryIdentifierTypes": ["CHANNEL_SPECIFIC_OPAQUE_ID"],
            "threadingModel": "INTEGRATION_THREAD_ID", "allowOutgoingMessages": true, "outgoingAttachmentTypes": ["FILE"]});
        let channel = shop.call(Method::POST, CHANNELS, json!({"name": "Pigeon", "capabilities": capabilities})).await;
        shop.channel = channel["id"].as_str().unwrap().to_owned();
        let account =
            json!({"inboxId": "431001", "name": "Pigeon desk", "authorized": true, "deliveryIdentifier": at("desk")});
        let account = shop.call(Method::POST, &format!("{CHANNELS}/{}/channel-accounts", shop.channel), account).await;
        shop.account = account["id"].as_str().unwrap().to_owned();
        shop
    }

    /// The hub stops and starts, with its folder and its address as they were.
    async fn starts_again(self, folder: &Path) -> Self {
        let listen = self.hub.url().trim_start_matches("http://").parse().unwrap();
        self.hub.stop().await;
        let hub = Hub::start(HubOptions { listen, ..HubOptions::new(folder) }).await.unwrap();
        Self { hub, ..self }
    }

    async fn call(&self, method: Method, path: &str, body: Value) -> Value {
        let request = self.http.request(method, format!("{}{path}", self.hub.url())).bearer_auth(self.hub.token());
        let request = if body.is_null() { request } else { request.json(&body) };
        let answer = request.send().await.unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        answer.json().await.unwrap()
    }

    /// A customer writes; gives the conversation.
    async fn customer_writes(&self, customer: &str, words: &str) -> String {
        let message = json!({"text": words, "attachments": [], "channelAccountId": self.account,
            "messageDirection": "INCOMING", "timestamp": self.hub.now(), "integrationThreadId": customer,
            "senders": [{"deliveryIdentifier": at(customer), "name": customer}],
            "recipients": [{"deliveryIdentifier": at("desk")}]});
        let message = self.call(Method::POST, &format!("{CHANNELS}/{}/messages", self.channel), message).await;
        message["conversationsThreadId"].as_str().unwrap().to_owned()
    }

    /// How often the customer was sent this.
    async fn sent(&self, thread: &str, words: &str) -> usize {
        let page = self.call(Method::GET, &format!("{THREADS}/{thread}/messages?limit=500"), Value::Null).await;
        let of = |message: &&Value| message["direction"] == "OUTGOING" && message["text"] == words;
        page["results"].as_array().unwrap().iter().filter(of).count()
    }
}

fn at(value: &str) -> Value {
    json!({"type": "CHANNEL_SPECIFIC_OPAQUE_ID", "value": value})
}

/// A rep's Bellhop without its window, which is told what the desktop would show.
struct Rep {
    store: Store,
    sync: SyncHandle,
    desk: Desk,
    alerts: Alerts,
}

impl Rep {
    async fn starts(folder: &Path, shop: &Shop) -> Self {
        let (store, _) = Store::open(folder).unwrap();
        let offline: Resolver = Arc::new(|_| async { Err(MediaError::Gone) }.boxed());
        let media = Media::open(&folder.join("media"), &[], offline).await.unwrap();
        let token = SecretString::from(shop.hub.token().to_owned());
        let sync = Sync::start(SyncConfig {
            store: store.clone(),
            link: Link::Remote(Connection { base_url: shop.hub.url().to_owned(), token }),
            me_email: bellhop_hub::DEMO_REP.to_owned(),
            outgoing: OutgoingFiles::new(|_| None),
            pages: PageSizes::default(),
            cadence: Cadence::default(),
        });
        let desk = Desk::new(DeskConfig {
            store: store.clone(),
            media,
            sync: Some(sync.clone()),
            workspace: "Shop".to_owned(),
            kind: WorkspaceKind::Local,
            email: bellhop_hub::DEMO_REP.to_owned(),
            hub: None,
            notices: Vec::new().into(),
        });
        desk.call("changeSettings", json!({"locale": "en"})).await.unwrap();
        let alerts = desk.alerts();
        Self { store, sync, desk, alerts }
    }

    async fn until_synced(&self) {
        let mut state = self.sync.state();
        let idle = state.wait_for(|status| status.state == SyncState::Idle && status.synced_at.is_some());
        tokio::time::timeout(DEADLINE, idle).await.expect("it syncs").unwrap();
    }

    async fn shown(&mut self) -> Alert {
        match tokio::time::timeout(DEADLINE, self.alerts.next()).await.expect("the desktop is told something") {
            Ring::Show(alert) => alert,
            Ring::Withdraw(key) => panic!("{key:?} is taken away"),
        }
    }

    async fn ends(self) {
        self.sync.stop().await;
        self.store.close().await.unwrap();
    }
}

/// A shop, and a rep who has everything and was told of nothing.
struct Scene {
    folder: tempfile::TempDir,
    home: tempfile::TempDir,
    shop: Shop,
    rep: Rep,
}

impl Scene {
    async fn begins() -> Self {
        // Other stories of this binary may have installed it already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let (folder, home) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let shop = Shop::open(folder.path()).await;
        let rep = Rep::starts(home.path(), &shop).await;
        // The first sync brings the demo's conversations, unread ones among them, and is silent.
        rep.until_synced().await;
        Self { folder, home, shop, rep }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customers_message_is_told_exactly_once_across_a_restart_and_a_cache_that_is_fetched_again() {
    let Scene { folder: _folder, home, shop, mut rep } = Scene::begins().await;
    let thread = shop.customer_writes("Anna", "Gdzie jest moja lampa?").await;
    let alert = rep.shown().await;
    assert_eq!(
        (&alert.key, alert.body.as_str()),
        (&AlertKey::Thread(thread.as_str().into()), "Gdzie jest moja lampa?")
    );
    assert_eq!((alert.title.as_str(), alert.count), ("Anna · Pigeon", 1));
    rep.ends().await;

    for name in ["cache.db", "cache.db-wal", "cache.db-shm"] {
        let _ = std::fs::remove_file(home.path().join(name));
    }
    let mut rep = Rep::starts(home.path(), &shop).await;
    rep.until_synced().await;
    let other = shop.customer_writes("Jan", "A moja?").await;
    assert_eq!(rep.shown().await.key, AlertKey::Thread(other.as_str().into()), "something rang a second time");
    rep.ends().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_that_starts_again_rings_for_what_came_meanwhile_and_for_nothing_else() {
    let Scene { folder, home: _home, shop, mut rep } = Scene::begins().await;
    let thread = shop.customer_writes("Anna", "Gdzie jest moja lampa?").await;
    rep.shown().await;
    let shop = shop.starts_again(folder.path()).await;
    // Before or after Bellhop has found the hub again: it does not matter.
    shop.customer_writes("Anna", "Halo?").await;
    let alert = rep.shown().await;
    assert_eq!(alert.key, AlertKey::Thread(thread.as_str().into()));
    assert_eq!((alert.body.as_str(), alert.count), ("2 new: Halo?", 2));
    let other = shop.customer_writes("Jan", "A moja?").await;
    assert_eq!(rep.shown().await.key, AlertKey::Thread(other.as_str().into()), "something rang a second time");
    rep.ends().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_typed_into_an_alert_reaches_the_customer_once_and_takes_the_alert_away() {
    let Scene { folder: _folder, home: _home, shop, mut rep } = Scene::begins().await;
    let thread = shop.customer_writes("Anna", "Kiedy będzie?").await;
    let alert = rep.shown().await;
    let answered = rep.desk.act_on_alert(&alert.key, AlertAction::Reply, Some("Jutro rano.".to_owned())).await;
    assert_eq!(answered.unwrap(), AlertOutcome::Done);
    let gone = tokio::time::timeout(DEADLINE, rep.alerts.next()).await.expect("the alert goes");
    assert_eq!(gone, Ring::Withdraw(alert.key));
    let mut changes = rep.desk.changes();
    let arrived = async {
        while rep.desk.call("outbox", Value::Null).await.unwrap() != json!([]) {
            changes.next().await;
        }
    };
    tokio::time::timeout(DEADLINE, arrived).await.expect("it is sent");
    assert_eq!(shop.sent(&thread, "Jutro rano.").await, 1);
    rep.ends().await;
}
