//! The desk itself: what it stands on, how a call is carried out, the files it hands out.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bellhop_media::{Media, Pixels, names::safe_name};
use bellhop_model::Change;
use bellhop_store::{Changes, Store};
use bellhop_sync::SyncHandle;
use serde_json::Value;
use tokio::sync::{broadcast::error::RecvError, watch};

use crate::contract::{ApiError, FileArgs};
use crate::failure::{copy_failed, media_failed};
use crate::views::{HubView, Notice, WorkspaceKind};

/// Starts (`true`) or stops the embedded hub; fails with a sentence.
pub type HubSwitch = Arc<dyn Fn(bool) -> futures::future::BoxFuture<'static, Result<(), String>> + Send + Sync>;

/// The embedded hub of a local workspace, as the desk sees it.
#[derive(Clone)]
pub struct HubControl {
    /// What the window is shown of it.
    pub view: watch::Receiver<HubView>,
    /// Switches it.
    pub switch: HubSwitch,
}

/// What a desk stands on.
pub struct DeskConfig {
    /// The two databases.
    pub store: Store,
    /// The files.
    pub media: Media,
    /// Sync, unless this process only reads.
    pub sync: Option<SyncHandle>,
    /// The rep's name for the workspace.
    pub workspace: String,
    /// A HubSpot account or a local workspace.
    pub kind: WorkspaceKind,
    /// The rep's own address, found among the owners.
    pub email: String,
    /// The embedded hub of a local workspace.
    pub hub: Option<HubControl>,
    /// What went wrong on the way here, worst first. More may come while the desk is open.
    pub notices: std::sync::Mutex<Vec<Notice>>,
}

/// The contract with the window. Cheap to clone.
#[derive(Clone)]
pub struct Desk {
    pub(crate) on: Arc<DeskConfig>,
}

impl Desk {
    /// A desk on these things. Must be called inside a tokio runtime: a task tells the window of files that arrived.
    pub fn new(config: DeskConfig) -> Self {
        let desk = Self { on: Arc::new(config) };
        tokio::spawn(announce_files(desk.on.store.clone(), desk.on.media.clone()));
        desk
    }

    /// Carries out one call of the table. Names and shapes are in `ui/src/bindings/Contract.ts`.
    pub async fn call(&self, name: &str, args: Value) -> Result<Value, ApiError> {
        crate::table::answer(self, name, args).await
    }

    /// Tells the rep of something that went wrong while the desk was already open.
    pub fn note(&self, notice: Notice) {
        self.on.notices.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(notice);
        self.on.store.announce(Change::Settings);
    }

    /// What went wrong up to now: on the way here, and with the files since.
    pub(crate) fn notices(&self) -> Vec<Notice> {
        // The list is whole after every statement: a panic elsewhere does not spoil it.
        let mut notices = self.on.notices.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        notices.extend(self.on.store.take_notices().iter().map(Notice::from));
        notices.clone()
    }

    /// What becomes stale from now on.
    pub fn changes(&self) -> Changes {
        self.on.store.changes()
    }

    /// A copy of a file with a safe name, not executable, for the desktop's program to open.
    pub async fn copy_for_opening(&self, args: &FileArgs) -> Result<PathBuf, ApiError> {
        self.on.media.copy_for_opening(&args.file, args.name.as_deref()).await.map_err(|problem| media_failed(&problem))
    }

    /// The name under which a file is offered for saving.
    pub fn safe_name(&self, args: &FileArgs) -> String {
        let cached = self.on.media.cached(&args.file);
        let name = args.name.clone().or_else(|| cached.as_ref().and_then(|cached| cached.name.clone()));
        safe_name(&name.unwrap_or_default(), cached.as_ref().map_or("", |cached| cached.mime.as_str()))
    }

    /// A picture's pixels, for the clipboard.
    pub async fn pixels(&self, args: &FileArgs) -> Result<Pixels, ApiError> {
        self.on.media.pixels(&args.file).await.map_err(|problem| copy_failed(&problem))
    }

    /// Saves a copy of a file at a place that the rep chose.
    pub async fn save_copy(&self, args: &FileArgs, place: &Path) -> Result<(), ApiError> {
        self.on.media.save_copy(&args.file, place).await.map_err(|problem| media_failed(&problem))
    }
}

/// Turns every file that arrives into a change, until the media folder is closed.
async fn announce_files(store: Store, media: Media) {
    let mut fetched = media.fetched();
    drop(media);
    loop {
        match fetched.recv().await {
            Ok(_) | Err(RecvError::Lagged(_)) => store.announce(Change::Files),
            Err(RecvError::Closed) => return,
        }
    }
}
