//! A hub with a customer on a custom channel, and a desk that syncs with it.

use std::{future::Future, path::PathBuf, time::Duration};

use bellhop_hub::{Fault, Hub, HubOptions, HubSettings, Route};
use bellhop_hubspot::client::{Client, Config};
use bellhop_model::{
    Address, Change, ChannelAccountId, ChannelId, Content, Intent, IntentId, Message, MessageKind, ThreadId, TicketId,
};
use bellhop_store::{Departure, Origin, OutboxRow, OutboxStep, Reads, Store};
use bellhop_sync::{
    Cadence, Connection, Link, OutgoingFiles, PageSizes, Sync, SyncConfig, SyncHandle, SyncState, SyncStatus,
};
use chrono::Utc;
use reqwest::Method;
use secrecy::SecretString;
use serde_json::{Value, json};

pub(crate) const ME: &str = "rep@example.com";
pub(crate) const MY_ACTOR: &str = "A-52000001";
const CONVERSATIONS: &str = "/conversations/conversations/2026-09";
const CHANNELS: &str = "/conversations/custom-channels/2026-03";
const DEADLINE: Duration = Duration::from_secs(120);

/// A hub with one custom channel.
pub(crate) struct Remote {
    pub(crate) hub: Hub,
    http: reqwest::Client,
    pub(crate) channel: String,
    pub(crate) account: String,
    _dir: tempfile::TempDir,
}

impl Remote {
    pub(crate) async fn new() -> Self {
        Self::with(HubSettings::default()).await
    }

    /// A remote without push, as HubSpot is.
    pub(crate) async fn without_push() -> Self {
        let remote = Self::new().await;
        remote.hub.faults().every(Route::Events, Fault::Status(404));
        remote
    }

    pub(crate) async fn with(settings: HubSettings) -> Self {
        Self::begin(|options| options.settings = settings).await
    }

    /// A remote with demonstration data, a mailbox among it.
    pub(crate) async fn demo() -> Self {
        Self::begin(|options| options.demo = true).await
    }

    async fn begin(change: impl FnOnce(&mut HubOptions)) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut options = HubOptions::new(dir.path().join("hub"));
        change(&mut options);
        let hub = Hub::start(options).await.unwrap();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let mut remote = Self { hub, http, channel: String::new(), account: String::new(), _dir: dir };
        let capabilities = json!({ "deliveryIdentifierTypes": ["CHANNEL_SPECIFIC_OPAQUE_ID"],
            "threadingModel": "INTEGRATION_THREAD_ID", "allowOutgoingMessages": true, "outgoingAttachmentTypes": ["FILE"] });
        let channel =
            remote.call(Method::POST, CHANNELS, json!({ "name": "Pigeon", "capabilities": capabilities })).await;
        remote.channel = text(&channel, "id");
        let account = json!({ "inboxId": "431001", "name": "Pigeon desk", "authorized": true,
            "deliveryIdentifier": { "type": "CHANNEL_SPECIFIC_OPAQUE_ID", "value": "desk" } });
        let path = format!("{CHANNELS}/{}/channel-accounts", remote.channel);
        remote.account = text(&remote.call(Method::POST, &path, account).await, "id");
        remote
    }

    /// A customer writes; gives the thread.
    pub(crate) async fn customer_writes(&self, customer: &str, words: &str) -> ThreadId {
        let body = json!({ "text": words, "attachments": [], "channelAccountId": self.account, "messageDirection": "INCOMING",
            "senders": [{ "deliveryIdentifier": { "type": "CHANNEL_SPECIFIC_OPAQUE_ID", "value": customer }, "name": customer }],
            "recipients": [{ "deliveryIdentifier": { "type": "CHANNEL_SPECIFIC_OPAQUE_ID", "value": "desk" } }],
            "timestamp": self.hub.now(), "integrationThreadId": customer });
        let message = self.call(Method::POST, &format!("{CHANNELS}/{}/messages", self.channel), body).await;
        text(&message, "conversationsThreadId").into()
    }

    /// The texts of a thread on the remote, oldest first, of messages that went out and of comments.
    pub(crate) async fn sent_texts(&self, thread: &ThreadId) -> Vec<String> {
        self.sent(thread).await.into_iter().map(|(_, text)| text).collect()
    }

    /// The same with the kind of each entry.
    pub(crate) async fn sent(&self, thread: &ThreadId) -> Vec<(String, String)> {
        self.of_reps(thread).await.iter().map(|entry| (text(entry, "type"), text(entry, "text"))).collect()
    }

    /// The HTML of each entry.
    pub(crate) async fn sent_html(&self, thread: &ThreadId) -> Vec<String> {
        self.of_reps(thread).await.iter().map(|entry| text(entry, "richText")).collect()
    }

    async fn of_reps(&self, thread: &ThreadId) -> Vec<Value> {
        let path = format!("{CONVERSATIONS}/threads/{thread}/messages?sort=createdAt&limit=500");
        let page = self.call(Method::GET, &path, Value::Null).await;
        let entries = page["results"].as_array().unwrap().iter();
        entries.filter(|entry| entry["direction"] == "OUTGOING" || entry["type"] == "COMMENT").cloned().collect()
    }

    pub(crate) async fn thread(&self, thread: &ThreadId) -> Value {
        self.call(Method::GET, &format!("{CONVERSATIONS}/threads/{thread}?association=TICKET"), Value::Null).await
    }

    pub(crate) async fn patch_thread(&self, thread: &ThreadId, body: Value) {
        self.call(Method::PATCH, &format!("{CONVERSATIONS}/threads/{thread}"), body).await;
    }

    pub(crate) async fn archive_thread(&self, thread: &ThreadId) {
        self.call(Method::DELETE, &format!("{CONVERSATIONS}/threads/{thread}"), Value::Null).await;
    }

    pub(crate) async fn call(&self, method: Method, path: &str, body: Value) -> Value {
        let mut request = self.http.request(method, format!("{}{path}", self.hub.url())).bearer_auth(self.hub.token());
        if !body.is_null() {
            request = request.json(&body);
        }
        let answer = request.send().await.unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        assert!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str(&text).unwrap_or(Value::Null)
    }

    pub(crate) fn connection(&self) -> Connection {
        Connection { base_url: self.hub.url().to_owned(), token: SecretString::from(self.hub.token()) }
    }

    pub(crate) async fn client(&self) -> Client {
        Client::connect(Config::new(self.hub.url(), SecretString::from(self.hub.token()))).await.unwrap()
    }
}

pub(crate) fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_else(|| panic!("no {name} in {value}")).to_owned()
}

/// A desk on its own folder.
pub(crate) struct Desk {
    pub(crate) store: Store,
    pub(crate) dir: tempfile::TempDir,
}

impl Desk {
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let (store, notices) = Store::open(dir.path()).unwrap();
        assert_eq!(notices, []);
        Self { store, dir }
    }

    pub(crate) fn config(&self, link: impl Into<Link>) -> SyncConfig {
        let folder = self.dir.path().to_owned();
        SyncConfig {
            store: self.store.clone(),
            link: link.into(),
            me_email: ME.to_owned(),
            outgoing: OutgoingFiles::new(move |hash| outgoing(&folder, hash)),
            pages: PageSizes::default(),
            cadence: quick(),
        }
    }

    pub(crate) fn start(&self, remote: &Remote) -> SyncHandle {
        Sync::start(self.config(remote.connection()))
    }

    /// Puts an intent into the outbox, as the desk does.
    pub(crate) async fn does(&self, intent: Intent) -> IntentId {
        self.has(intent, OutboxStep::Queued { doubt: None }).await
    }

    /// Puts an intent into the outbox that is somewhere on its way.
    pub(crate) async fn has(&self, intent: Intent, step: OutboxStep) -> IntentId {
        self.has_after(None, intent, step).await
    }

    /// The same; it follows another.
    pub(crate) async fn has_after(&self, follows: Option<IntentId>, intent: Intent, step: OutboxStep) -> IntentId {
        self.adds(OutboxRow { follows, ..row(intent, step) }).await
    }

    /// Puts an intent into the outbox that is to leave later.
    pub(crate) async fn does_later(&self, wait: Option<Departure>, intent: Intent) -> IntentId {
        self.adds(OutboxRow { wait, ..row(intent, OutboxStep::Queued { doubt: None }) }).await
    }

    async fn adds(&self, row: OutboxRow) -> IntentId {
        let id = row.id.clone();
        self.store.desk_write(Origin::Desk, move |w| w.outbox().add(&row)).await.unwrap();
        id
    }

    pub(crate) async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Reads<'_>) -> bellhop_store::Result<T> + Send + 'static,
    ) -> T {
        self.store.read(read).await.unwrap()
    }

    /// Waits until the store says so.
    pub(crate) async fn until(
        &self,
        what: &str,
        seen: impl Fn(&Reads<'_>) -> bellhop_store::Result<bool> + Send + std::marker::Sync + Clone + 'static,
    ) {
        let mut changes = self.store.changes();
        within(what, async {
            while !self.store.read(seen.clone()).await.unwrap() {
                changes.next().await;
            }
        })
        .await;
    }

    /// Waits until the thread shows this text.
    pub(crate) async fn sees(&self, thread: &ThreadId, words: &str) {
        let (thread, words) = (thread.clone(), words.to_owned());
        self.until(&format!("{words:?} in the cache"), move |r| Ok(texts(r, &thread)?.contains(&words))).await;
    }

    /// Waits until nothing is left in the outbox.
    pub(crate) async fn has_delivered(&self) {
        self.until("an empty outbox", |r| Ok(r.outbox().open()?.is_empty())).await;
    }

    /// Waits until an intent is at such a step.
    pub(crate) async fn reaches(&self, intent: &IntentId, step: fn(&OutboxStep) -> bool) -> OutboxStep {
        let id = intent.clone();
        self.until("a step of an intent", move |r| Ok(r.outbox().get(&id)?.is_some_and(|row| step(&row.step)))).await;
        let id = intent.clone();
        self.read(move |r| Ok(r.outbox().get(&id)?.unwrap().step)).await
    }

    pub(crate) async fn texts(&self, thread: &ThreadId) -> Vec<String> {
        let thread = thread.clone();
        self.read(move |r| texts(r, &thread)).await
    }

    /// Moves a stuck intent as the rep's "Retry" does.
    pub(crate) async fn retries(&self, intent: &IntentId) {
        let id = intent.clone();
        self.store
            .desk_write(Origin::Desk, move |w| {
                let row = w.outbox().get(&id)?.unwrap();
                w.outbox().set_step(&id, &OutboxStep::Queued { doubt: row.step.attempt().cloned() }, None)
            })
            .await
            .unwrap();
    }

    pub(crate) async fn ticket_of(&self, thread: &ThreadId) -> TicketId {
        let id = thread.clone();
        self.until("the thread's ticket", move |r| {
            let ticket = r.threads().get(&id)?.and_then(|thread| thread.ticket);
            Ok(match ticket {
                Some(ticket) => r.tickets().get(&ticket)?.is_some(),
                None => false,
            })
        })
        .await;
        let id = thread.clone();
        self.read(move |r| Ok(r.threads().get(&id)?.unwrap().ticket.unwrap())).await
    }
}

fn row(intent: Intent, step: OutboxStep) -> OutboxRow {
    OutboxRow {
        id: IntentId(uuid::Uuid::now_v7().to_string()),
        thread: intent.thread().clone(),
        intent,
        step,
        created_at: Utc::now(),
        not_before: None,
        follows: None,
        wait: None,
        seen: None,
    }
}

fn outgoing(folder: &std::path::Path, hash: &str) -> Option<PathBuf> {
    let path = folder.join(hash);
    path.is_file().then_some(path)
}

/// Everything that a thread shows as text, oldest first.
pub(crate) fn texts(r: &Reads<'_>, thread: &ThreadId) -> bellhop_store::Result<Vec<String>> {
    let from = chrono::DateTime::UNIX_EPOCH;
    Ok(r.messages().after(thread, from)?.iter().filter_map(|message| Some(content(message)?.text.clone())).collect())
}

pub(crate) fn content(message: &Message) -> Option<&Content> {
    match &message.kind {
        MessageKind::Message { content, .. }
        | MessageKind::Comment(content)
        | MessageKind::Welcome(content)
        | MessageKind::Unknown { content, .. } => Some(content),
        _ => None,
    }
}

/// A reply to a customer of the remote's channel.
pub(crate) fn reply(remote: &Remote, thread: &ThreadId, customer: &str, words: &str) -> Intent {
    Intent::SendMessage {
        thread: thread.clone(),
        text: words.to_owned(),
        html: None,
        files: Vec::new(),
        channel: ChannelId(remote.channel.clone()),
        channel_account: ChannelAccountId(remote.account.clone()),
        recipients: vec![Address {
            kind: "CHANNEL_SPECIFIC_OPAQUE_ID".to_owned(),
            value: customer.to_owned(),
            name: None,
            field: None,
        }],
        subject: None,
        reply_to: None,
    }
}

/// The usual cadence, for people without time.
pub(crate) fn quick() -> Cadence {
    let millis = Duration::from_millis;
    Cadence {
        changed_focused: millis(100),
        changed_background: millis(100),
        tickets_focused: millis(150),
        tickets_background: millis(150),
        screen: millis(100),
        sweep: millis(200),
        sweep_all: millis(300),
        archived: millis(300),
        looks: [100, 250, 500, 900].map(millis).to_vec(),
        pause: millis(50),
        ..Cadence::default()
    }
}

/// Waits until the sync state is such.
pub(crate) async fn until_state(handle: &SyncHandle, what: &str, seen: impl Fn(&SyncStatus) -> bool) -> SyncStatus {
    let mut state = handle.state();
    within(what, async { state.wait_for(seen).await.unwrap().clone() }).await
}

pub(crate) async fn until_idle(handle: &SyncHandle) {
    until_state(handle, "an idle sync", |status| status.state == SyncState::Idle && status.synced_at.is_some()).await;
}

pub(crate) async fn within<T>(what: &str, future: impl Future<Output = T>) -> T {
    tokio::time::timeout(DEADLINE, future).await.unwrap_or_else(|_| panic!("waited in vain for {what}"))
}

/// Watches that a text never shows twice and never vanishes, from now until it is dropped: as a message of the cache,
/// or as an intent whose message the cache does not have.
pub(crate) struct NeverTwice(tokio::task::JoinHandle<()>);

impl NeverTwice {
    pub(crate) fn watch(desk: &Desk, thread: &ThreadId, words: &str) -> Self {
        let (store, thread, words) = (desk.store.clone(), thread.clone(), words.to_owned());
        Self(tokio::spawn(async move {
            let mut changes = store.changes();
            loop {
                let (thread, wanted) = (thread.clone(), words.clone());
                let shown = store.read(move |r| shown(r, &thread, &wanted)).await.unwrap();
                assert_eq!(shown, 1, "{words:?} is shown {shown} times");
                if changes.next().await.contains(&Change::Settings) {
                    return;
                }
            }
        }))
    }

    /// Ends the watch and fails when it saw something wrong.
    pub(crate) async fn held(self, desk: &Desk) {
        desk.store.announce(Change::Settings);
        within("the end of a watch", self.0).await.unwrap();
    }
}

fn shown(r: &Reads<'_>, thread: &ThreadId, words: &str) -> bellhop_store::Result<usize> {
    let local = r.outbox().of_thread(thread)?.into_iter().filter(|row| match &row.step {
        OutboxStep::Confirmed { message: Some(id) } => r.messages().get(id).is_ok_and(|found| found.is_none()),
        _ => true,
    });
    let said = |intent: &Intent| match intent {
        Intent::SendMessage { text, .. } | Intent::AddComment { text, .. } => text == words,
        _ => false,
    };
    let local = local.filter(|row| said(&row.intent)).count();
    Ok(local + texts(r, thread)?.iter().filter(|text| *text == words).count())
}
