//! A workspace put together: store, media, sync, hub and desk, without a window.
//!
//! Two ways to open one. **Working**: sync runs, and for a local workspace the hub; this is the window, `serve` and
//! `sync`. Only one process works on a workspace at a time; a second one shows what the first one syncs. **Reading**: the
//! store alone, for commands that list or queue; several may read while one works.
//!
//! Nothing slow is waited for: hub, keyring and network are reached by a task behind the open desk.

use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use bellhop_desk::views::{HubView, Notice, NoticeCode, WorkspaceKind};
use bellhop_desk::{Desk, DeskConfig, HubControl, Rest};
use bellhop_media::{Located, Media, MediaError, Resolver};
use bellhop_model::{Change, FileId, Intent};
use bellhop_store::{OpenNotice, Store};
use bellhop_sync::{Cadence, Connection, FetchError, Link, OutgoingFiles, PageSizes, Sync, SyncConfig, SyncHandle};
use futures::FutureExt;
use serde_json::Value;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::credentials;
use crate::home::Home;
use crate::hub_switch::HubSwitch;
use crate::wake;
use crate::workspace::{Remote, SyncLock, Workspace};

/// How often a process that only shows looks whether the one that works committed something.
const LOOK: Duration = Duration::from_millis(700);

/// An open workspace.
pub(crate) struct App {
    pub(crate) desk: Desk,
    pub(crate) store: Store,
    pub(crate) workspace: Workspace,
    pub(crate) media: Media,
    sync: Option<SyncHandle>,
    hub: Option<Arc<HubSwitch>>,
    tasks: Vec<JoinHandle<()>>,
    _lock: Option<SyncLock>,
}

impl App {
    /// Opens a workspace to read it and to add to its outbox.
    pub(crate) async fn reading(home: &Home, name: Option<&str>) -> anyhow::Result<Self> {
        let workspace = Workspace::existing(home, name)?;
        let (store, notices) = open_store(&workspace.folder).await?;
        let resolver: Resolver =
            Arc::new(|_| async { Err(MediaError::Offline("this command does not sync".to_owned())) }.boxed());
        let media = Media::open(&workspace.folder.join("media"), &[], resolver).await?;
        let desk = Desk::new(DeskConfig {
            store: store.clone(),
            media: media.clone(),
            sync: None,
            workspace: workspace.name.clone(),
            kind: kind(&workspace),
            email: workspace.email.clone(),
            hub: None,
            notices: Mutex::new(notices.iter().map(Notice::from).collect()),
        });
        Ok(Self { desk, store, workspace, media, sync: None, hub: None, tasks: Vec::new(), _lock: None })
    }

    /// Opens a workspace to work on it, for pages of these origins. Makes the local one when there is none.
    pub(crate) async fn working(home: &Home, name: Option<&str>, origins: &[String]) -> anyhow::Result<Self> {
        let workspace = Workspace::open(home, name)?;
        let lock = workspace.lock()?;
        let (store, notices) = open_store(&workspace.folder).await?;
        let mut notices: Vec<Notice> = notices.iter().map(Notice::from).collect();

        let handle: Arc<OnceLock<SyncHandle>> = Arc::default();
        let media = Media::open(&workspace.folder.join("media"), origins, resolver(Arc::clone(&handle))).await?;
        if media.url().is_empty() {
            notices.push(Notice { code: NoticeCode::NoMedia, detail: String::new() });
        }
        let link = if lock.is_none() { Link::Elsewhere } else { Link::Awaited };
        let sync = Sync::start(SyncConfig {
            store: store.clone(),
            link,
            me_email: workspace.email.clone(),
            outgoing: outgoing(&media),
            pages: PageSizes::default(),
            cadence: Cadence::default(),
        });
        // The cell was empty: media asks it for the first time after this.
        let _ = handle.set(sync.clone());

        if lock.is_some() {
            recover_recordings(&store, &media).await;
            media.tidy();
            drop_unneeded_files(&store, &media).await;
        }
        let mut tasks = vec![tokio::spawn(back_up_daily(store.clone()))];
        let works = lock.is_some();
        let hub = match &workspace.remote {
            Remote::Local if works => Some(Arc::new(HubSwitch::new(workspace.hub_folder()))),
            _ => None,
        };
        let control = hub.as_ref().map(|switch| hub_control(switch, &sync, &store));
        let desk = Desk::new(DeskConfig {
            store: store.clone(),
            media: media.clone(),
            sync: Some(sync.clone()),
            workspace: workspace.name.clone(),
            kind: kind(&workspace),
            email: workspace.email.clone(),
            hub: control.clone(),
            notices: Mutex::new(notices),
        });
        if works {
            tasks.push(tokio::spawn(wake::tell(desk.clone())));
        }
        tasks.push(match (&workspace.remote, control) {
            (Remote::Local, Some(hub)) => tokio::spawn(begin_hub(desk.clone(), hub.switch)),
            (Remote::Account { url }, _) if works => {
                tokio::spawn(begin_account(home.clone(), workspace.clone(), url.clone(), (sync.clone(), desk.clone())))
            }
            _ => tokio::spawn(look_for_the_other(store.clone(), desk.resting())),
        });
        Ok(Self { desk, store, workspace, media, sync: Some(sync), hub, tasks, _lock: lock })
    }

    /// The start of every media address.
    pub(crate) fn media_url(&self) -> String {
        self.media.url().to_owned()
    }

    /// Finds the bytes of attached files.
    pub(crate) fn outgoing(&self) -> OutgoingFiles {
        outgoing(&self.media)
    }

    /// Ends everything in order: first what writes, then what is written to.
    pub(crate) async fn stop(self) {
        for task in &self.tasks {
            task.abort();
        }
        if let Some(sync) = self.sync {
            sync.stop().await;
        }
        if let Some(hub) = self.hub {
            hub.off().await;
        }
        if let Err(problem) = self.store.close().await {
            tracing::warn!(%problem, "the store did not close in peace");
        }
    }
}

async fn open_store(folder: &Path) -> anyhow::Result<(Store, Vec<OpenNotice>)> {
    let folder = folder.to_owned();
    Ok(tokio::task::spawn_blocking(move || Store::open(&folder)).await??)
}

fn kind(workspace: &Workspace) -> WorkspaceKind {
    match workspace.remote {
        Remote::Local => WorkspaceKind::Local,
        Remote::Account { .. } => WorkspaceKind::Remote,
    }
}

fn outgoing(media: &Media) -> OutgoingFiles {
    let (media, keeper) = (media.clone(), media.clone());
    OutgoingFiles::new(move |hash| media.outgoing(hash)).when_uploaded(move |file, local| keeper.adopt(file, local))
}

/// Puts voice notes that were being recorded when Bellhop was killed into their drafts.
async fn recover_recordings(store: &Store, media: &Media) {
    if let Err(problem) = bellhop_desk::recover_recordings(store, media).await {
        tracing::warn!(problem = problem.message, "an interrupted voice note could not be taken over");
    }
}

/// How long the files of a draft that was discarded or written anew stay, so that it can be brought back whole.
const OLD_FILES: chrono::TimeDelta = chrono::TimeDelta::days(7);

/// Drops attached files that no draft, no snippet, no unsent message and no library needs any more, before anybody can
/// attach a new one.
async fn drop_unneeded_files(store: &Store, media: &Media) {
    let needed = store.read(|reads| {
        let mut hashes = reads.drafts().files(chrono::Utc::now() - OLD_FILES)?;
        hashes.extend(reads.snippets().files()?);
        hashes.extend(reads.library().files()?);
        for row in reads.outbox().open()? {
            if let Intent::SendMessage { files, .. } | Intent::AddComment { files, .. } = row.intent {
                hashes.extend(files.into_iter().map(|file| file.local.hash));
            }
        }
        Ok(hashes)
    });
    // When it is not known what is needed, everything stays.
    let Ok(needed) = needed.await else { return };
    if let Err(problem) = media.keep_only_outgoing(&needed).await {
        tracing::warn!(%problem, "files of sent messages could not be dropped");
    }
}

/// Backs the desk up once a day; the first time was when it was opened.
async fn back_up_daily(store: Store) {
    let mut clock = tokio::time::interval(Duration::from_secs(24 * 3600));
    clock.tick().await;
    loop {
        clock.tick().await;
        if let Err(problem) = store.back_up_desk(chrono::Utc::now()).await {
            tracing::warn!(%problem, "the desk could not be backed up");
        }
    }
}

/// Asks sync where a file's bytes can be had.
fn resolver(handle: Arc<OnceLock<SyncHandle>>) -> Resolver {
    Arc::new(move |file: FileId| {
        let handle = handle.get().cloned();
        async move {
            let Some(handle) = handle else { return Err(MediaError::Offline("sync has not started".to_owned())) };
            match handle.file_source(&file).await {
                Ok(source) => {
                    let size = (source.size > 0).then_some(source.size);
                    Ok(Located { url: source.url, name: source.name, size })
                }
                Err(FetchError::Gone) => Err(MediaError::Gone),
                Err(FetchError::Offline(why) | FetchError::Failed(why)) => Err(MediaError::Offline(why)),
            }
        }
        .boxed()
    })
}

/// The hub as the desk switches it: starting it connects sync, stopping it tells sync.
fn hub_control(switch: &Arc<HubSwitch>, sync: &SyncHandle, store: &Store) -> HubControl {
    let (told, view) = watch::channel(HubView { running: false, chat_url: None });
    let told = Arc::new(told);
    // One switching at a time, in the order asked for.
    let order = Arc::new(tokio::sync::Mutex::new(()));
    let (switch, sync, store) = (Arc::clone(switch), sync.clone(), store.clone());
    let act: bellhop_desk::HubSwitch = Arc::new(move |on| {
        let (switch, sync, store, told, order) =
            (Arc::clone(&switch), sync.clone(), store.clone(), Arc::clone(&told), Arc::clone(&order));
        async move {
            let _order = order.lock().await;
            let view = if on {
                sync.reconnect(Link::Awaited);
                let address = match switch.on().await {
                    Ok(address) => address,
                    Err(problem) => {
                        sync.reconnect(Link::HubOff);
                        return Err(format!("The hub could not start: {problem:#}."));
                    }
                };
                sync.reconnect(Link::Remote(Connection { base_url: address.url, token: address.token }));
                HubView { running: true, chat_url: Some(address.chat) }
            } else {
                sync.reconnect(Link::HubOff);
                switch.off().await;
                HubView { running: false, chat_url: None }
            };
            told.send_replace(view);
            store.announce(Change::Settings);
            Ok(())
        }
        .boxed()
    });
    HubControl { view, switch: act }
}

/// Starts the hub behind the open window, or tells sync that the rep switched it off.
async fn begin_hub(desk: Desk, switch: bellhop_desk::HubSwitch) {
    let settings = desk.call("settings", Value::Null).await.unwrap_or_default();
    let wanted = settings.get("hubOn").and_then(Value::as_bool).unwrap_or(true);
    if let Err(problem) = switch(wanted).await {
        tracing::error!(problem, "the embedded hub did not start");
        desk.note(Notice { code: NoticeCode::HubFailed, detail: problem });
    }
}

/// Finds the token behind the open window, then connects.
async fn begin_account(home: Home, workspace: Workspace, url: String, (sync, desk): (SyncHandle, Desk)) {
    let portable = home.is_portable();
    let recalled =
        tokio::task::spawn_blocking(move || credentials::recall(&home, &workspace.folder, &workspace.name)).await;
    match recalled {
        Ok(Ok(token)) => sync.reconnect(Link::Remote(Connection { base_url: url, token })),
        Ok(Err(problem)) => {
            tracing::warn!(problem, "there is no token");
            if !portable {
                desk.note(Notice { code: NoticeCode::NoKeyring, detail: problem });
            }
            sync.reconnect(Link::NoToken);
        }
        Err(problem) => tracing::error!(%problem, "the token could not be looked for"),
    }
}

/// Tells the window what another process wrote.
async fn look_for_the_other(store: Store, mut rest: Rest) {
    loop {
        rest.pause(LOOK).await;
        if let Err(problem) = store.look_for_foreign_changes().await {
            tracing::warn!(%problem, "the other Bellhop's changes could not be looked for");
        }
    }
}
