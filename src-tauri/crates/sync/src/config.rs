//! What sync is told when it starts: whom to talk to, as whom, and how often.

use std::{fmt, path::PathBuf, sync::Arc, time::Duration};

use bellhop_hubspot::client::Config;
use bellhop_model::{FileId, LocalFile, ThreadId};
use bellhop_store::Store;
use secrecy::SecretString;

/// A token that is never printed.
pub type TokenText = SecretString;

/// Finds the bytes of a file, by its hash.
type Find = dyn Fn(&str) -> Option<PathBuf> + Send + Sync;
/// Is told under which id the remote keeps a file.
type Uploaded = dyn Fn(&FileId, &LocalFile) + Send + Sync;

/// The files that the rep attached, as whoever keeps them lends them.
#[derive(Clone)]
pub struct OutgoingFiles {
    find: Arc<Find>,
    uploaded: Arc<Uploaded>,
}

impl OutgoingFiles {
    /// Files whose bytes are found so; none when they are no longer there.
    pub fn new(find: impl Fn(&str) -> Option<PathBuf> + Send + Sync + 'static) -> Self {
        Self { find: Arc::new(find), uploaded: Arc::new(|_, _| {}) }
    }

    /// The same; whoever keeps them is told when the remote has one. It must not wait for anything.
    #[must_use]
    pub fn when_uploaded(self, uploaded: impl Fn(&FileId, &LocalFile) + Send + Sync + 'static) -> Self {
        Self { uploaded: Arc::new(uploaded), ..self }
    }

    pub(crate) fn find(&self, hash: &str) -> Option<PathBuf> {
        (self.find)(hash)
    }

    pub(crate) fn uploaded(&self, file: &FileId, local: &LocalFile) {
        (self.uploaded)(file, local);
    }
}

/// A remote and the key to it.
#[derive(Clone, Debug)]
pub struct Connection {
    /// For example `https://api.hubapi.com`.
    pub base_url: String,
    /// The bearer token.
    pub token: TokenText,
}

impl Connection {
    pub(crate) fn config(&self) -> Config {
        Config::new(&self.base_url, self.token.clone())
    }
}

/// Whether there is a remote to talk to.
#[derive(Clone, Debug)]
pub enum Link {
    /// There is.
    Remote(Connection),
    /// That is being found out: the embedded hub starts, or the keyring is asked.
    Awaited,
    /// The embedded hub of this workspace is switched off.
    HubOff,
    /// There is no token.
    NoToken,
    /// Another process holds this workspace and syncs it.
    Elsewhere,
}

impl From<Connection> for Link {
    fn from(connection: Connection) -> Self {
        Self::Remote(connection)
    }
}

/// What sync is told when it starts.
#[derive(Clone)]
pub struct SyncConfig {
    /// Where everything goes.
    pub store: Store,
    /// Whom to talk to.
    pub link: Link,
    /// The rep's own address, found among the account's owners: messages are sent as that agent.
    pub me_email: String,
    /// The rep's attached files.
    pub outgoing: OutgoingFiles,
    /// How much is asked for at once.
    pub pages: PageSizes,
    /// How often.
    pub cadence: Cadence,
}

impl fmt::Debug for SyncConfig {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SyncConfig")
            .field("link", &self.link)
            .field("cadence", &self.cadence)
            .finish_non_exhaustive()
    }
}

/// How much is asked for at once.
#[derive(Debug, Clone, Copy)]
pub struct PageSizes {
    /// Threads in a listing.
    pub threads: u32,
    /// Messages, when a history is read for the first time or further back.
    pub history: u32,
    /// Messages, when news of a known conversation are read.
    pub news: u32,
    /// Conversations that are complete before the rest is read.
    pub useful: u32,
    /// Requests at the same time.
    pub parallel: usize,
}

impl Default for PageSizes {
    fn default() -> Self {
        Self { threads: 500, history: 100, news: 30, useful: 50, parallel: 6 }
    }
}

/// How often each listing is read, and how long a doubt is looked into. Limits are shared by all desktops behind one
/// token, so nothing here may be much shorter for HubSpot.
#[derive(Debug, Clone)]
pub struct Cadence {
    /// Changed threads and the thread on screen's neighbours, while the window has the focus.
    pub changed_focused: Duration,
    /// The same in the background.
    pub changed_background: Duration,
    /// The same while nobody can see the window.
    pub changed_hidden: Duration,
    /// Changed tickets, while the window has the focus.
    pub tickets_focused: Duration,
    /// The same in the background.
    pub tickets_background: Duration,
    /// The same while nobody can see the window.
    pub tickets_hidden: Duration,
    /// The thread on screen.
    pub screen: Duration,
    /// All open threads.
    pub sweep: Duration,
    /// All threads, for what was deleted.
    pub sweep_all: Duration,
    /// Archived threads.
    pub archived: Duration,
    /// Owners, channels, inboxes, pipelines, properties.
    pub directory: Duration,
    /// What reps put into answers.
    pub insertables: Duration,
    /// All of the polls above that are shorter, while the hub pushes.
    pub listening: Duration,
    /// How far back the polls ask again for what they have seen: clocks and indexes lag.
    pub overlap: Duration,
    /// When a doubtful send is looked for, counted from the doubt.
    pub looks: Vec<Duration>,
    /// A message that leaves later than this after it was written is held against what came meanwhile.
    pub fresh: Duration,
    /// The first pause after an outage; it doubles up to thirty times itself.
    pub pause: Duration,
    /// How long a pull that was refused for good rests before it is tried again.
    pub rest: Duration,
}

impl Default for Cadence {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self {
            changed_focused: seconds(10),
            changed_background: seconds(60),
            changed_hidden: seconds(120),
            tickets_focused: seconds(20),
            tickets_background: seconds(180),
            tickets_hidden: seconds(600),
            screen: seconds(5),
            sweep: seconds(600),
            sweep_all: seconds(24 * 3600),
            archived: seconds(900),
            directory: seconds(600),
            insertables: seconds(1_800),
            listening: seconds(300),
            overlap: seconds(90),
            looks: [2, 5, 10, 20, 40, 60].map(seconds).to_vec(),
            fresh: seconds(20),
            pause: seconds(1),
            rest: seconds(600),
        }
    }
}

/// What the rep looks at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Focus {
    /// The conversation on screen.
    pub thread: Option<ThreadId>,
    /// Whether the window has the focus.
    pub focused: bool,
    /// Whether nobody can see the window: minimised, in the tray.
    pub hidden: bool,
}
