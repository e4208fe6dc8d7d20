//! Files of messages as the window is shown them: by their bytes once they are here, by what is said of them before.

use bellhop_media::{CachedFile, Facts, Kind, Media, State, codecs, sniff};
use bellhop_model::{FileId, FileUsage, LocalFile, OutgoingFile};
use bellhop_store::{FileRow, Reads, Result};

use crate::contract::{ApiError, AttachedArgs, FetchArgs, FilesArgs, PinArgs};
use crate::desk::Desk;
use crate::failure::{media_failed, not_found};
use crate::views::{FileState, FileView, MediaKind};

/// The most files that one call tells of.
const MOST: usize = 500;

impl Desk {
    pub(crate) async fn files(&self, args: FilesArgs) -> std::result::Result<Vec<FileView>, ApiError> {
        let media = self.on.media.clone();
        let view = move |reads: &Reads<'_>| {
            let files = Files { reads, media: &media };
            args.files.into_iter().take(MOST).map(|asked| files.view(&asked.file, asked.usage, asked.name)).collect()
        };
        Ok(self.on.store.read(view).await?)
    }

    pub(crate) async fn attached(&self, args: AttachedArgs) -> std::result::Result<FileView, ApiError> {
        let Some(path) = self.on.media.outgoing(&args.hash) else {
            return Err(not_found("The file is no longer on this computer."));
        };
        let size = tokio::fs::metadata(path).await.map_err(|problem| media_failed(&problem.into()))?.len();
        let local = LocalFile { hash: args.hash, name: args.name, mime: String::new(), size };
        Ok(outgoing_view(&OutgoingFile { local, uploaded: None }, &self.on.media))
    }

    pub(crate) async fn fetch_file(&self, args: FetchArgs) -> std::result::Result<(), ApiError> {
        if args.wanted {
            self.on.media.want(&args.file);
        } else {
            self.on.media.give_up(&args.file);
        }
        Ok(())
    }

    pub(crate) async fn pin_file(&self, args: PinArgs) -> std::result::Result<(), ApiError> {
        self.on.media.pin(&args.file, args.pinned).await.map_err(|problem| media_failed(&problem))
    }
}

/// The files of messages, as far as this machine and the remote know them.
pub(crate) struct Files<'a> {
    pub(crate) reads: &'a Reads<'a>,
    pub(crate) media: &'a Media,
}

impl Files<'_> {
    /// A file of the remote. What the remote said of it keeps the place until its bytes are here.
    pub(crate) fn view(&self, file: &FileId, usage: FileUsage, name: Option<String>) -> Result<FileView> {
        let Some(cached) = self.media.cached(file) else {
            let told = self.reads.files().get(file)?;
            let name = name.or_else(|| told.as_ref().and_then(full_name));
            let (size, width, height) = told.map_or((None, None, None), |told| (told.size, told.width, told.height));
            let state = self.media.state(file).into();
            return Ok(FileView { file: Some(file.clone()), state, size, width, height, ..unseen(usage, name) });
        };
        let name = name.or_else(|| cached.name.clone());
        Ok(FileView { file: Some(file.clone()), pinned: cached.pinned, ..known(&cached, usage, name) })
    }
}

/// A file's name with its extension, which the remote keeps apart.
pub(crate) fn full_name(file: &FileRow) -> Option<String> {
    let name = file.name.clone()?;
    let extension = file.extension.as_deref().filter(|extension| !extension.is_empty());
    Some(match extension {
        Some(extension) if !name.ends_with(&format!(".{extension}")) => format!("{name}.{extension}"),
        _ => name,
    })
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
        missing_codec: None,
    }
}

fn known(cached: &CachedFile, usage: FileUsage, name: Option<String>) -> FileView {
    let Facts { pixels, still, moving, thumbhash, seconds, peaks, reading, unshown, codec, .. } = cached.facts.clone();
    // It is opened under the name that the message gives it: what that name would run needs the warning as well.
    let runs = sniff::by_extension(name.as_deref().unwrap_or_default()) == Kind::Program;
    let kind = if runs { Kind::Program } else { cached.kind };
    FileView {
        media: seen(if cached.facts.voice_note { FileUsage::Voice } else { usage }, kind),
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
        missing_codec: codecs::missing(&cached.mime, codec, codecs::plugins()).map(ToOwned::to_owned),
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
pub(crate) fn guess(usage: FileUsage, name: Option<&str>) -> MediaKind {
    match usage {
        FileUsage::Image => MediaKind::Image,
        FileUsage::Sticker => MediaKind::Sticker,
        FileUsage::Voice => MediaKind::Voice,
        FileUsage::Audio => MediaKind::Audio,
        FileUsage::Other => seen(usage, sniff::by_extension(name.unwrap_or_default())),
    }
}
