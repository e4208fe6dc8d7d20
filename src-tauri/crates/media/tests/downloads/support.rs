//! A media folder that fetches from a hostile host.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bellhop_media::{Limits, Located, Media, MediaError, Resolver, Setup, State};
use bellhop_model::FileId;
use futures::FutureExt;

use super::hostile::{Asked, Host, Reply};

pub(crate) const DEADLINE: Duration = Duration::from_secs(60);

/// What the remote says of a file.
pub(crate) type Says = dyn Fn(&str, usize) -> Result<Located, MediaError> + Send + Sync;

pub(crate) struct Scene {
    pub(crate) media: Media,
    pub(crate) host: Host,
    pub(crate) remote: Remote,
    pub(crate) folder: tempfile::TempDir,
    pub(crate) limits: Limits,
}

/// The remote: says where files are, and counts how often it was asked.
#[derive(Clone)]
pub(crate) struct Remote {
    asked: Arc<AtomicUsize>,
    says: Arc<Mutex<Arc<Says>>>,
}

impl Remote {
    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    pub(crate) fn says(&self, says: impl Fn(&str, usize) -> Result<Located, MediaError> + Send + Sync + 'static) {
        *self.says.lock().unwrap() = Arc::new(says);
    }

    fn resolver(&self) -> Resolver {
        let remote = self.clone();
        Arc::new(move |file: FileId| {
            let nth = remote.asked.fetch_add(1, Ordering::SeqCst);
            let says = Arc::clone(&remote.says.lock().unwrap());
            let said = says(file.as_str(), nth);
            async move { said }.boxed()
        })
    }
}

/// The usual limits with short pauses, for people without time.
pub(crate) fn limits() -> Limits {
    Limits { pauses: vec![Duration::from_millis(2); 4], ..Limits::default() }
}

/// Whoever says nothing for a moment is taken for gone.
pub(crate) fn impatient() -> Limits {
    Limits { silence: Duration::from_millis(400), ..limits() }
}

pub(crate) fn at(url: &str) -> Located {
    Located { url: url.to_owned(), name: None, size: None }
}

pub(crate) async fn scene(story: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Scene {
    scene_within(limits(), story).await
}

pub(crate) async fn scene_within(limits: Limits, story: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Scene {
    // A second install is refused, harmlessly.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let host = Host::start(story).await;
    let origin = host.url.clone();
    let says: Arc<Says> = Arc::new(move |file, _| Ok(at(&format!("{origin}/{file}?sig=secret"))));
    let remote = Remote { asked: Arc::default(), says: Arc::new(Mutex::new(says)) };
    let folder = tempfile::tempdir().unwrap();
    let media = open(folder.path(), &remote, limits.clone()).await;
    Scene { media, host, remote, folder, limits }
}

async fn open(folder: &Path, remote: &Remote, limits: Limits) -> Media {
    Media::set_up(Setup { folder, origins: &[], resolver: remote.resolver(), limits }).await.unwrap()
}

impl Scene {
    /// The program was ended and started again.
    pub(crate) async fn restarted(self) -> Self {
        let media = open(self.folder.path(), &self.remote, self.limits.clone()).await;
        Self { media, ..self }
    }

    /// The bytes of a file, fetched if need be.
    pub(crate) async fn bytes(&self, id: &str) -> Result<Vec<u8>, MediaError> {
        let fetched = tokio::time::timeout(DEADLINE, self.media.fetch(&id.into())).await.expect("a download hangs");
        fetched.map(|file| std::fs::read(file.path).unwrap())
    }

    /// Waits until a file stands so.
    pub(crate) async fn until(&self, id: &str, stands: impl Fn(State) -> bool) -> State {
        let (mut news, id) = (self.media.news(), FileId::from(id));
        let waiting = async {
            loop {
                let state = self.media.state(&id);
                if stands(state) {
                    return state;
                }
                news.changed().await.unwrap();
            }
        };
        tokio::time::timeout(DEADLINE, waiting)
            .await
            .unwrap_or_else(|_| panic!("{id} stays {:?}", self.media.state(&id)))
    }

    /// Waits until so many bytes of a file are here.
    pub(crate) async fn until_received(&self, id: &str, bytes: usize) {
        self.until(id, |state| matches!(state, State::Downloading { received, .. } if received == bytes as u64)).await;
    }

    /// The names of what is left of unfinished downloads.
    pub(crate) fn parts(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path().join("parts")).into_iter().flatten().flatten();
        let mut names: Vec<String> = entries.map(|entry| entry.file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

/// Bytes that are all different enough to show a part in the wrong place.
pub(crate) fn bytes(count: usize) -> Vec<u8> {
    (0..count).map(|place| u8::try_from((place * 31 + place / 251) % 256).unwrap()).collect()
}

/// The first bytes of the range of each request.
pub(crate) fn ranges(host: &Host) -> Vec<Option<usize>> {
    host.asked().iter().map(Asked::from).collect()
}
