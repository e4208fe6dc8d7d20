//! Files of messages as the window is shown them: by their bytes once they are here, by what is said of them before.

use bellhop_media::{CachedFile, Facts, Kind, Media, State, codecs};
use bellhop_model::{FileId, FileUsage, OutgoingFile};

use crate::contract::{ApiError, FetchArgs, FilesArgs, PinArgs};
use crate::desk::Desk;
use crate::failure::media_failed;
use crate::views::{FileState, FileView, MediaKind};

/// The most files that one call tells of.
const MOST: usize = 500;

impl Desk {
    pub(crate) async fn files(&self, args: FilesArgs) -> Result<Vec<FileView>, ApiError> {
        let asked = args.files.into_iter().take(MOST);
        Ok(asked.map(|asked| file_view(&asked.file, asked.usage, asked.name, &self.on.media)).collect())
    }

    pub(crate) async fn fetch_file(&self, args: FetchArgs) -> Result<(), ApiError> {
        if args.wanted {
            self.on.media.want(&args.file);
        } else {
            self.on.media.give_up(&args.file);
        }
        Ok(())
    }

    pub(crate) async fn pin_file(&self, args: PinArgs) -> Result<(), ApiError> {
        self.on.media.pin(&args.file, args.pinned).await.map_err(|problem| media_failed(&problem))
    }
}

/// A file of the remote.
pub(crate) fn file_view(file: &FileId, usage: FileUsage, name: Option<String>, media: &Media) -> FileView {
    let Some(cached) = media.cached(file) else {
        let view = unseen(usage, name);
        return FileView { file: Some(file.clone()), state: media.state(file).into(), ..view };
    };
    let name = name.or_else(|| cached.name.clone());
    FileView { file: Some(file.clone()), pinned: cached.pinned, ..known(&cached, usage, name) }
}

/// A file that is still to be sent.
pub(crate) fn outgoing_view(file: &OutgoingFile, media: &Media) -> FileView {
    let hash = file.local.hash.clone();
    let name = Some(file.local.name.clone());
    let view = match media.outgoing_file(&hash) {
        Some(kept) => {
            let usage = if kept.kind == Kind::Image { FileUsage::Image } else { FileUsage::Other };
            known(&kept, usage, name)
        }
        None => unseen(FileUsage::Other, name),
    };
    FileView {
        file: file.uploaded.clone(),
        hash: Some(hash),
        size: Some(file.local.size),
        state: FileState::Cached,
        ..view
    }
}

/// What can be said of a file whose bytes are not here.
fn unseen(usage: FileUsage, name: Option<String>) -> FileView {
    FileView {
        file: None,
        hash: None,
        media: guess(usage, name.as_deref()),
        name,
        usage,
        mime: None,
        size: None,
        width: None,
        height: None,
        state: State::Absent.into(),
        pinned: false,
        still: false,
        moving: false,
        thumbhash: None,
        seconds: None,
        peaks: Vec::new(),
        reader: None,
        unshown: None,
        codec: None,
    }
}

fn known(cached: &CachedFile, usage: FileUsage, name: Option<String>) -> FileView {
    let Facts { pixels, still, moving, thumbhash, seconds, peaks, reading, unshown, codec } = cached.facts.clone();
    FileView {
        media: seen(usage, cached.kind),
        mime: Some(cached.mime.clone()),
        size: Some(cached.size),
        width: pixels.map(|(width, _)| width),
        height: pixels.map(|(_, height)| height),
        state: State::Cached.into(),
        still,
        moving,
        thumbhash,
        seconds,
        peaks,
        reader: reading.map(Into::into),
        unshown: unshown.map(Into::into),
        codec: codecs::package(&cached.mime, codec).map(ToOwned::to_owned),
        ..unseen(usage, name)
    }
}

/// How to show a file whose bytes are here: the bytes decide what it is, its sender whether it is a sticker or a note.
fn seen(usage: FileUsage, kind: Kind) -> MediaKind {
    match (kind, usage) {
        (Kind::Image | Kind::Video, FileUsage::Sticker) | (Kind::Animation, _) => MediaKind::Sticker,
        (Kind::Image, _) => MediaKind::Image,
        (Kind::Audio, FileUsage::Voice) => MediaKind::Voice,
        (Kind::Audio, _) => MediaKind::Audio,
        (Kind::Video, _) => MediaKind::Video,
        (Kind::Document, _) => MediaKind::Document,
        (Kind::Program, _) => MediaKind::Program,
        (Kind::Other, _) => MediaKind::Other,
    }
}

/// How to show a file that was not fetched yet, by what its sender and its name say.
fn guess(usage: FileUsage, name: Option<&str>) -> MediaKind {
    match usage {
        FileUsage::Image => MediaKind::Image,
        FileUsage::Sticker => MediaKind::Sticker,
        FileUsage::Voice => MediaKind::Voice,
        FileUsage::Audio => MediaKind::Audio,
        FileUsage::Other => seen(usage, bellhop_media::sniff::by_extension(name.unwrap_or_default())),
    }
}
