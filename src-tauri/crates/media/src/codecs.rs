//! What a desktop needs to play a file, and which Debian package brings it: named where playing fails, checked one by one
//! by `bellhop doctor`.
//!
//! WebKit plays with GStreamer. What every WebKit brings along (`gstreamer1.0-plugins-base`: Ogg, Opus, Vorbis, Theora) is
//! not told of. Which plugin file belongs to which package was read off Debian 12 (`dpkg -S`, `gst-inspect-1.0`).

use std::collections::HashSet;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// What has to be there to play a file, where it is more than every WebKit brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Codec {
    /// H.264, also called AVC.
    H264,
    /// H.265, also called HEVC.
    Hevc,
    /// MPEG-4 part 2, of old telephones.
    Mpeg4,
    /// AV1.
    Av1,
    /// VP8 or VP9.
    Vpx,
    /// VP8 or VP9 with transparency.
    Alpha,
    /// AAC.
    Aac,
    /// MP3.
    Mp3,
    /// FLAC.
    Flac,
    /// ALAC, Apple's lossless sound.
    Alac,
    /// Opus.
    Opus,
    /// Vorbis.
    Vorbis,
    /// Theora.
    Theora,
}

/// A part of GStreamer that plays something.
#[derive(Debug)]
pub struct Need {
    /// A word for it.
    pub name: &'static str,
    /// The Debian package that brings it.
    pub package: &'static str,
    /// Its plugins: one of them is enough.
    pub plugins: &'static [&'static str],
    /// What does not play without it.
    pub plays: &'static str,
    /// Files of these types need it, whatever is in them,
    types: &'static [&'static str],
    /// and files that are coded so, whatever is around it.
    codecs: &'static [Codec],
}

const LIBAV: &str = "gstreamer1.0-libav";
const GOOD: &str = "gstreamer1.0-plugins-good";
const BAD: &str = "gstreamer1.0-plugins-bad";

/// Everything that Bellhop plays and WebKit does not bring along.
pub const NEEDS: [Need; 14] = [
    Need {
        name: "mp4",
        package: GOOD,
        plugins: &["libgstisomp4.so"],
        plays: "MP4 and MOV files",
        types: &["video/mp4", "video/quicktime", "video/3gpp", "audio/mp4"],
        codecs: &[],
    },
    Need {
        name: "webm",
        package: GOOD,
        plugins: &["libgstmatroska.so"],
        plays: "WebM files",
        types: &["video/webm", "video/x-matroska", "audio/webm", "audio/x-matroska"],
        codecs: &[],
    },
    Need {
        name: "vp9",
        package: GOOD,
        plugins: &["libgstvpx.so", "libgstlibav.so"],
        plays: "VP8 and VP9 videos",
        types: &[],
        codecs: &[Codec::Vpx, Codec::Alpha],
    },
    Need {
        name: "mp3",
        package: GOOD,
        plugins: &["libgstmpg123.so", "libgstlibav.so"],
        plays: "MP3 sound",
        types: &["audio/mpeg"],
        codecs: &[Codec::Mp3],
    },
    Need {
        name: "parsers",
        package: GOOD,
        plugins: &["libgstaudioparsers.so"],
        plays: "MP3, AAC and FLAC files",
        types: &["audio/mpeg", "audio/aac", "audio/flac"],
        codecs: &[],
    },
    Need {
        name: "flac",
        package: GOOD,
        plugins: &["libgstflac.so", "libgstlibav.so"],
        plays: "FLAC sound",
        types: &["audio/flac"],
        codecs: &[Codec::Flac],
    },
    Need {
        name: "wav",
        package: GOOD,
        plugins: &["libgstwavparse.so"],
        plays: "WAV files",
        types: &["audio/wav"],
        codecs: &[],
    },
    Need {
        name: "h264",
        package: LIBAV,
        plugins: &["libgstlibav.so", "libgstopenh264.so"],
        plays: "H.264 videos",
        types: &[],
        codecs: &[Codec::H264],
    },
    Need {
        name: "hevc",
        package: LIBAV,
        plugins: &["libgstlibav.so", "libgstde265.so"],
        plays: "HEVC videos",
        types: &[],
        codecs: &[Codec::Hevc],
    },
    Need {
        name: "mpeg4",
        package: LIBAV,
        plugins: &["libgstlibav.so"],
        plays: "videos of old telephones",
        types: &[],
        codecs: &[Codec::Mpeg4],
    },
    Need {
        name: "aac",
        package: LIBAV,
        plugins: &["libgstlibav.so", "libgstfaad.so", "libgstfdkaac.so"],
        plays: "AAC sound",
        types: &["audio/aac"],
        codecs: &[Codec::Aac],
    },
    Need {
        name: "alac",
        package: LIBAV,
        plugins: &["libgstlibav.so"],
        plays: "ALAC sound",
        types: &[],
        codecs: &[Codec::Alac],
    },
    Need {
        name: "av1",
        package: BAD,
        plugins: &["libgstaom.so", "libgstdav1d.so"],
        plays: "AV1 videos",
        types: &[],
        codecs: &[Codec::Av1],
    },
    Need {
        name: "alpha",
        package: BAD,
        plugins: &["libgstcodecalpha.so"],
        plays: "transparency of WebM stickers",
        types: &[],
        codecs: &[Codec::Alpha],
    },
];

/// Where Linux distributions put GStreamer's plugins.
const FOLDERS: [&str; 4] = [
    "/usr/lib/x86_64-linux-gnu/gstreamer-1.0",
    "/usr/lib/aarch64-linux-gnu/gstreamer-1.0",
    "/usr/lib64/gstreamer-1.0",
    "/usr/lib/gstreamer-1.0",
];

impl Codec {
    /// By the four letters that MP4 and MOV name it with.
    pub(crate) fn of_box(name: [u8; 4]) -> Option<Self> {
        Some(match &name {
            b"avc1" | b"avc2" | b"avc3" | b"avc4" => Self::H264,
            b"hvc1" | b"hev1" | b"dvh1" | b"dvhe" => Self::Hevc,
            b"mp4v" | b"s263" | b"h263" => Self::Mpeg4,
            b"av01" => Self::Av1,
            b"vp08" | b"vp09" => Self::Vpx,
            b"mp4a" => Self::Aac,
            b".mp3" | b"mp3 " => Self::Mp3,
            b"fLaC" => Self::Flac,
            b"alac" => Self::Alac,
            b"Opus" => Self::Opus,
            _ => return None,
        })
    }

    /// By the name that Matroska and WebM give it.
    pub(crate) fn of_matroska(name: &[u8]) -> Option<Self> {
        let named = |prefix: &[u8]| name.starts_with(prefix);
        Some(match name {
            _ if named(b"V_VP8") || named(b"V_VP9") => Self::Vpx,
            _ if named(b"V_AV1") => Self::Av1,
            _ if named(b"V_MPEG4/ISO/AVC") => Self::H264,
            _ if named(b"V_MPEGH/ISO/HEVC") => Self::Hevc,
            _ if named(b"V_MPEG4") => Self::Mpeg4,
            _ if named(b"V_THEORA") => Self::Theora,
            _ if named(b"A_OPUS") => Self::Opus,
            _ if named(b"A_VORBIS") => Self::Vorbis,
            _ if named(b"A_AAC") => Self::Aac,
            _ if named(b"A_MPEG/L3") => Self::Mp3,
            _ if named(b"A_FLAC") => Self::Flac,
            _ => return None,
        })
    }
}

impl Need {
    /// The plugin that is there for it, by the file names of all of them.
    pub fn met_by(&self, plugins: &HashSet<String>) -> Option<&'static str> {
        self.plugins.iter().copied().find(|plugin| plugins.contains(*plugin))
    }
}

/// The file names of the plugins that this computer had at the start; none where GStreamer is not, or elsewhere.
pub fn plugins() -> &'static HashSet<String> {
    static PLUGINS: LazyLock<HashSet<String>> = LazyLock::new(|| {
        let entries = FOLDERS.iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().flatten();
        entries.filter_map(|entry| entry.file_name().into_string().ok()).collect()
    });
    &PLUGINS
}

/// The Debian package that is missing for a file of this type, coded so. Nothing when all that it needs is there, or when
/// it cannot be told what there is.
pub fn missing(mime: &str, codec: Option<Codec>, plugins: &HashSet<String>) -> Option<&'static str> {
    if plugins.is_empty() {
        return None;
    }
    let needs = |need: &&Need| need.types.contains(&mime) || codec.is_some_and(|codec| need.codecs.contains(&codec));
    NEEDS.iter().filter(needs).find(|need| need.met_by(plugins).is_none()).map(|need| need.package)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{Codec, missing};

    fn with(plugins: &[&str]) -> HashSet<String> {
        plugins.iter().map(|plugin| (*plugin).to_owned()).collect()
    }

    #[test]
    fn a_missing_codec_is_named_by_what_is_in_the_file_and_by_what_is_around_it() {
        let containers = with(&["libgstisomp4.so", "libgstmatroska.so"]);
        assert_eq!(missing("video/mp4", Some(Codec::H264), &containers), Some("gstreamer1.0-libav"));
        assert_eq!(missing("video/mp4", Some(Codec::Hevc), &containers), Some("gstreamer1.0-libav"));
        assert_eq!(missing("video/mp4", Some(Codec::Av1), &containers), Some("gstreamer1.0-plugins-bad"));
        assert_eq!(missing("video/webm", Some(Codec::Vpx), &containers), Some("gstreamer1.0-plugins-good"));
        assert_eq!(
            missing("audio/webm", Some(Codec::Opus), &with(&["libgstogg.so"])),
            Some("gstreamer1.0-plugins-good")
        );
        assert_eq!(
            missing("audio/aac", None, &with(&["libgstlibav.so"])),
            Some("gstreamer1.0-plugins-good"),
            "its parser"
        );
        assert_eq!(missing("audio/ogg", Some(Codec::Opus), &containers), None, "every WebKit plays it");
        assert_eq!(missing("image/png", None, &containers), None);
    }

    #[test]
    fn nothing_is_to_be_installed_where_all_is_there_or_nobody_can_tell() {
        let vp9 = with(&["libgstmatroska.so", "libgstvpx.so"]);
        assert_eq!(missing("video/webm", Some(Codec::Vpx), &vp9), None);
        assert_eq!(
            missing("video/webm", Some(Codec::Alpha), &vp9),
            Some("gstreamer1.0-plugins-bad"),
            "its transparency"
        );
        assert_eq!(missing("video/mp4", Some(Codec::H264), &with(&["libgstisomp4.so", "libgstopenh264.so"])), None);
        assert_eq!(missing("video/mp4", Some(Codec::H264), &with(&[])), None, "no folder with plugins");
    }
}
