//! What a desktop needs to play a file, and which Debian package brings it: named where playing fails, checked one by one
//! by `bellhop doctor`.
//!
//! WebKit plays with GStreamer. What every WebKit brings along (`gstreamer1.0-plugins-base`: Ogg, Opus, Vorbis, Theora) is
//! not told of. Which plugin file belongs to which package was read off Debian 12 (`dpkg -S`, `gst-inspect-1.0`).

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
}

const LIBAV: &str = "gstreamer1.0-libav";
const GOOD: &str = "gstreamer1.0-plugins-good";
const BAD: &str = "gstreamer1.0-plugins-bad";

/// Everything that Bellhop plays and WebKit does not bring along.
pub const NEEDS: [Need; 11] = [
    Need { name: "mp4", package: GOOD, plugins: &["libgstisomp4.so"], plays: "MP4 and MOV files" },
    Need { name: "webm", package: GOOD, plugins: &["libgstmatroska.so"], plays: "WebM files" },
    Need { name: "vp9", package: GOOD, plugins: &["libgstvpx.so", "libgstlibav.so"], plays: "VP8 and VP9 videos" },
    Need { name: "mp3", package: GOOD, plugins: &["libgstmpg123.so", "libgstlibav.so"], plays: "MP3 sound" },
    Need { name: "parsers", package: GOOD, plugins: &["libgstaudioparsers.so"], plays: "MP3, AAC and FLAC files" },
    Need { name: "flac", package: GOOD, plugins: &["libgstflac.so", "libgstlibav.so"], plays: "FLAC sound" },
    Need { name: "wav", package: GOOD, plugins: &["libgstwavparse.so"], plays: "WAV files" },
    Need { name: "h264", package: LIBAV, plugins: &["libgstlibav.so", "libgstopenh264.so"], plays: "H.264 videos" },
    Need {
        name: "aac",
        package: LIBAV,
        plugins: &["libgstlibav.so", "libgstfaad.so", "libgstfdkaac.so"],
        plays: "AAC sound",
    },
    Need { name: "av1", package: BAD, plugins: &["libgstaom.so", "libgstdav1d.so"], plays: "AV1 videos" },
    Need { name: "alpha", package: BAD, plugins: &["libgstcodecalpha.so"], plays: "transparency of WebM stickers" },
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

    fn package(self) -> Option<&'static str> {
        match self {
            Self::H264 | Self::Hevc | Self::Mpeg4 | Self::Aac | Self::Alac => Some(LIBAV),
            Self::Av1 | Self::Alpha => Some(BAD),
            Self::Vpx | Self::Mp3 | Self::Flac => Some(GOOD),
            Self::Opus | Self::Vorbis | Self::Theora => None,
        }
    }
}

/// The Debian package without which a file of this type, coded so, does not play; nothing where every WebKit plays it.
pub fn package(mime: &str, codec: Option<Codec>) -> Option<&'static str> {
    let by_type = match mime {
        "video/mp4" | "video/quicktime" | "video/3gpp" | "audio/mp4" | "audio/aac" => Some(LIBAV),
        "video/webm" | "video/x-matroska" | "audio/webm" | "audio/x-matroska" => Some(GOOD),
        "audio/mpeg" | "audio/wav" | "audio/flac" => Some(GOOD),
        _ => None,
    };
    // The container needs its package even where the codec needs none.
    by_type.map(|by_type| codec.and_then(Codec::package).unwrap_or(by_type))
}

#[cfg(test)]
mod tests {
    use super::{Codec, NEEDS, package};

    #[test]
    fn a_missing_codec_is_named_by_what_is_in_the_file_not_by_its_container() {
        assert_eq!(package("video/mp4", Some(Codec::H264)), Some("gstreamer1.0-libav"));
        assert_eq!(package("video/mp4", Some(Codec::Av1)), Some("gstreamer1.0-plugins-bad"));
        assert_eq!(package("video/webm", Some(Codec::Vpx)), Some("gstreamer1.0-plugins-good"));
        assert_eq!(package("video/webm", Some(Codec::Alpha)), Some("gstreamer1.0-plugins-bad"));
        assert_eq!(package("audio/webm", Some(Codec::Opus)), Some("gstreamer1.0-plugins-good"), "the container");
        assert_eq!(package("audio/ogg", Some(Codec::Opus)), None, "every WebKit plays it");
        assert_eq!(package("image/png", None), None);
    }

    #[test]
    fn the_doctor_checks_every_package_that_a_file_can_be_told_to_need() {
        for codec in [Codec::H264, Codec::Aac, Codec::Vpx, Codec::Mp3, Codec::Flac, Codec::Av1, Codec::Alpha] {
            let named = codec.package();
            assert!(NEEDS.iter().any(|need| Some(need.package) == named), "{codec:?} needs {named:?}");
        }
    }
}
