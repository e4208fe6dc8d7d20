//! The desk itself: what it stands on, how a call is carried out, the files it hands out.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use bellhop_media::{CopyError, Media, Pixels, names::safe_name};
use bellhop_model::Change;
use bellhop_store::{Changes, Store};
use bellhop_sync::SyncHandle;
use serde_json::Value;
use tokio::sync::watch;

use crate::ahead::{self, Wakes};
use crate::alerts::Attention;
use crate::commands::draft_file;
use crate::contract::{ApiError, FileArgs};
use crate::failure::{copy_failed, media_failed, not_possible};
use crate::packs::looking::{Looked, keep_looking};
use crate::views::{DraftFile, HubView, Notice, WorkspaceKind};

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
    /// What the rep looks at. Tasks that nobody needs without a desk end with it.
    pub(crate) attention: Arc<watch::Sender<Attention>>,
    /// Whether nobody can see the window.
    pub(crate) resting: Arc<watch::Sender<bool>>,
    /// What the last look at the packs saw.
    pub(crate) looked: Arc<tokio::sync::Mutex<Looked>>,
}

impl Desk {
    /// A desk on these things. Must be called inside a tokio runtime: tasks tell the window of files that arrived, and fetch
    /// ahead those that the rep may want next.
    pub fn new(config: DeskConfig) -> Self {
        let desk = Self {
            on: Arc::new(config),
            attention: Arc::new(watch::Sender::new(Attention::default())),
            resting: Arc::new(watch::Sender::new(false)),
            looked: Arc::default(),
        };
        let on = &desk.on;
        tokio::spawn(announce_files(on.store.clone(), on.media.clone()));
        if let Some(sync) = &on.sync {
            let wakes =
                Wakes { attention: desk.attention.subscribe(), changes: on.store.changes(), sync: sync.state() };
            tokio::spawn(ahead::run(Arc::downgrade(on), wakes));
            tokio::spawn(keep_looking(Arc::downgrade(on), Arc::downgrade(&desk.looked), desk.resting()));
        }
        desk
    }

    /// Carries out one call of the table. Names and shapes are in `ui/src/bindings/Contract.ts`.
    pub async fn call(&self, name: &str, args: Value) -> Result<Value, ApiError> {
        crate::table::answer(self, name, args).await
    }

    /// Tells the rep of something that went wrong while the desk was already open.
    pub fn note(&self, notice: Notice) {
        let mut notices = self.on.notices.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if !notices.contains(&notice) {
            notices.push(notice);
        }
        drop(notices);
        self.on.store.announce(Change::Settings);
    }

    /// The rep has read it.
    pub(crate) fn forget(&self, read: &Notice) {
        self.on.notices.lock().unwrap_or_else(std::sync::PoisonError::into_inner).retain(|notice| notice != read);
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

    /// Keeps a picture from the clipboard among the files that the rep attached.
    pub async fn keep_picture(&self, pixels: Pixels) -> Result<DraftFile, ApiError> {
        let name = chrono::Local::now().format("picture-%Y-%m-%d-%H-%M-%S.png").to_string();
        match self.on.media.keep_pixels(&name, pixels).await {
            Ok(kept) => Ok(draft_file(kept)),
            Err(CopyError::TooLarge) => Err(not_possible("The picture on the clipboard is too large.")),
            Err(CopyError::Unreadable) => Err(not_possible("The picture on the clipboard cannot be read.")),
            Err(CopyError::NotHere(problem)) => Err(media_failed(&problem)),
        }
    }

    /// Saves a copy of a file at a place that the rep chose.
    pub async fn save_copy(&self, args: &FileArgs, place: &Path) -> Result<(), ApiError> {
        self.on.media.save_copy(&args.file, place).await.map_err(|problem| media_failed(&problem))
    }
}

/// The shortest time between two announcements of files: a download has news with every piece that comes.
const OFTEN: Duration = Duration::from_millis(200);

/// Turns news of files into changes, until the media folder is closed. What happens while it pauses is announced after it.
async fn announce_files(store: Store, media: Media) {
    let mut news = media.news();
    drop(media);
    while news.changed().await.is_ok() {
        store.announce(Change::Files);
        tokio::time::sleep(OFTEN).await;
    }
}
