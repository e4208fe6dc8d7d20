//! The running hub: starts the servers and tasks, and stops them.
//!
//! Two listeners: the API's, and a second origin for the contents of files, because HubSpot keeps those on another
//! host and a client must not send its token there. Stopping lets requests in flight finish for a moment, then cuts
//! what is left; a dropped hub is cut at once.

use std::{
    fs::{self, File, TryLockError},
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicI64},
    time::Duration,
};

use anyhow::{Context, bail};
use axum::Router;
use chrono::{DateTime, Utc};
use tokio::{
    net::TcpListener,
    sync::{Notify, watch},
    task::JoinHandle,
};

use crate::{
    channels,
    chat::{self, Chat},
    crm,
    db::{self, Db},
    demo,
    server::{
        self, App, Shared,
        answer::ApiError,
        auth::{ALL_SCOPES, Caller, Tokens},
        faults::Faults,
        limits::Limits,
        listener::{Cord, CordedListener, Cords},
        push::Push,
    },
    settings::HubSettings,
};

/// How long requests in flight may take when the hub stops.
const GRACE: Duration = Duration::from_millis(500);

/// Where and how a hub runs.
#[derive(Debug, Clone)]
pub struct HubOptions {
    /// The hub's folder; made when missing.
    pub dir: PathBuf,
    /// Where the API listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Whether an empty hub is filled with demonstration data.
    pub demo: bool,
    /// Sizes, delays and limits.
    pub settings: HubSettings,
}

impl HubOptions {
    /// A hub in this folder on a free loopback port, without demonstration data.
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        Self {
            dir: dir.into(),
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            demo: false,
            settings: HubSettings::default(),
        }
    }
}

/// A serving hub.
#[derive(Debug)]
pub struct Hub {
    pub(crate) app: Shared,
    token: String,
    cords: Cords,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
    // Held for as long as the hub runs; the system releases it when the process dies.
    _lock: File,
}

impl Hub {
    /// Opens the folder, binds the sockets and serves.
    pub async fn start(options: HubOptions) -> anyhow::Result<Self> {
        // Webhooks go out by reqwest, which takes the process's TLS provider. A second install is refused, harmlessly.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let lock = prepare_folder(&options.dir)?;
        let now = db::from_millis(Utc::now().timestamp_millis());
        let (db, identity) = tokio::task::spawn_blocking({
            let (dir, index_delay) = (options.dir.clone(), options.settings.index_delay);
            move || open(&dir, index_delay, now)
        })
        .await??;
        let listener = bind(options.listen).await?;
        let files_listener = bind(SocketAddr::new(options.listen.ip(), 0)).await?;
        let (stop, stopped) = watch::channel(false);
        let app = Arc::new(App {
            push: Push::new(now, options.settings.push_memory),
            faults: Faults::default(),
            tokens: identity.tokens,
            limits: Limits::default(),
            account: identity.account,
            dir: options.dir.clone(),
            origin: format!("http://{}", listener.local_addr()?),
            files_origin: format!("http://{}", files_listener.local_addr()?),
            webhooks_due: Notify::new(),
            stop: stopped,
            clock_skew: AtomicI64::new(0),
            settings: options.settings,
            db,
        });
        let chat = Chat::open(&app.dir).context("cannot open the web chat")?;
        let cords = Cords::default();
        let mut tasks = vec![
            serve(&app, listener, &cords, server::router(Arc::clone(&app), &chat)),
            serve(&app, files_listener, &cords, server::files_router(Arc::clone(&app))),
            tokio::spawn(channels::deliver_webhooks(Arc::clone(&app))),
        ];
        tasks.push(chat::start(&app, &chat).await.context("cannot start the web chat")?);
        if options.demo {
            demo::fill(&app, &chat).await.context("cannot fill the hub with demonstration data")?;
        }
        Ok(Self { app, token: identity.token, cords, stop, tasks, _lock: lock })
    }

    /// The API's base URL, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.app.origin
    }

    /// The account's own token, with every scope; the same after a restart.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The web chat page, the customer's end.
    pub fn chat_url(&self) -> String {
        chat::url(&self.app)
    }

    /// The account's number.
    pub fn portal_id(&self) -> i64 {
        self.app.account.portal_id
    }

    /// What goes wrong on purpose.
    pub fn faults(&self) -> &Faults {
        &self.app.faults
    }

    /// The hub's clock.
    pub fn now(&self) -> DateTime<Utc> {
        self.app.now()
    }

    /// Moves the hub's clock forward, for tests of expiry and limits.
    pub fn advance(&self, by: Duration) {
        self.app.advance(by);
    }

    /// A token of a new app with these scopes.
    pub async fn issue_token(&self, scopes: &[&str]) -> anyhow::Result<String> {
        let scopes: Vec<String> = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        self.app.issue_token("Integration", scopes).await.map_err(anyhow::Error::from)
    }

    /// Makes a token invalid, for tests of a sign-in that is lost.
    pub async fn revoke_token(&self, token: &str) -> anyhow::Result<()> {
        let owned = token.to_owned();
        self.app.db.write(move |tx| db::tokens::delete(tx, &owned)).await?;
        self.app.tokens.remove(token);
        Ok(())
    }

    /// The client secret of a custom channel, with which its webhooks are signed.
    pub async fn channel_secret(&self, channel_id: i64) -> anyhow::Result<String> {
        let secret = self.app.db.read(move |conn| db::channels::secret(conn, channel_id)).await?;
        secret.with_context(|| format!("there is no custom channel {channel_id}"))
    }

    /// Cuts every open connection, as a network does.
    pub fn cut_connections(&self) {
        self.cords.cut_all();
    }

    /// Stops serving: requests in flight get half a second, then everything is cut.
    pub async fn stop(mut self) {
        let _ = self.stop.send(true);
        let tasks = std::mem::take(&mut self.tasks);
        let aborts: Vec<_> = tasks.iter().map(JoinHandle::abort_handle).collect();
        if tokio::time::timeout(GRACE, futures::future::join_all(tasks)).await.is_err() {
            self.cords.cut_all();
            aborts.iter().for_each(tokio::task::AbortHandle::abort);
        }
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        let _ = self.stop.send(true);
        self.cords.cut_all();
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

impl App {
    /// A token of a new app with these scopes.
    pub async fn issue_token(&self, app_name: &str, scopes: Vec<String>) -> Result<String, ApiError> {
        let now = self.now();
        let name = app_name.to_owned();
        let (token, caller) = self.db.write(move |tx| db::tokens::issue(tx, &name, &scopes, now)).await?;
        self.tokens.insert(token.clone(), caller);
        Ok(token)
    }
}

struct Identity {
    account: server::Account,
    tokens: Tokens,
    token: String,
}

fn prepare_folder(dir: &Path) -> anyhow::Result<File> {
    fs::create_dir_all(dir).with_context(|| format!("cannot make the hub's folder {}", dir.display()))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // The folder holds tokens and other people's messages.
        fs::set_permissions(dir, fs::Permissions::from_mode(0o700))
            .with_context(|| format!("cannot protect the hub's folder {}", dir.display()))?;
    }
    let lock = File::create(dir.join("hub.lock")).context("cannot write to the hub's folder")?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => bail!("another hub already serves the folder {}", dir.display()),
        Err(TryLockError::Error(error)) => Err(error).context("cannot lock the hub's folder"),
    }
}

fn open(dir: &Path, index_delay: Duration, now: DateTime<Utc>) -> anyhow::Result<(Db, Identity)> {
    let db = Db::open(&dir.join("hub.db"))?;
    let identity = db.write_now(|tx| {
        let account = db::account::load_or_create(tx, now)?;
        crm::prepare(tx, index_delay)?;
        db::inboxes::create_default(tx, now)?;
        db::channels::create_native(tx, now)?;
        let token = match db::tokens::account_token(tx)? {
            Some(token) => token,
            None => {
                let scopes: Vec<String> = ALL_SCOPES.iter().map(|scope| (*scope).to_owned()).collect();
                db::tokens::issue(tx, db::tokens::ACCOUNT_APP, &scopes, now)?.0
            }
        };
        let tokens = Tokens::default();
        for (token, caller) in db::tokens::all(tx)? {
            tokens.insert(token, with_new_scopes(caller));
        }
        Ok(Identity { account, tokens, token })
    })?;
    Ok((db, identity))
}

/// The account's own token has every scope, those of a newer version too.
fn with_new_scopes(caller: Caller) -> Caller {
    if caller.kind == server::auth::TokenKind::Account {
        let scopes = ALL_SCOPES.iter().map(|scope| (*scope).to_owned()).collect();
        return Caller { scopes: Arc::new(scopes), ..caller };
    }
    caller
}

async fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| format!("cannot listen on {address}"))
}

fn serve(app: &Shared, listener: TcpListener, cords: &Cords, router: Router) -> JoinHandle<()> {
    let listener = CordedListener::new(listener, cords.clone());
    let service = router.into_make_service_with_connect_info::<Cord>();
    let server = axum::serve(listener, service).with_graceful_shutdown(app.stopping());
    tokio::spawn(async move {
        if let Err(error) = server.await {
            tracing::error!(%error, "a server of the hub ended");
        }
    })
}
