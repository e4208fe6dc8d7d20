//! Which files are fetched ahead, in which order, and up to which size. Pure.
//!
//! What is on screen comes first, then what is heard or seen at once in the conversations that may be opened next, then
//! their documents and videos. A file whose size is known and too large is left alone and costs nothing; one whose size is
//! not known is asked for, and left when it turns out to be too large: then its size is known the next time.

use std::collections::HashSet;

use bellhop_media::Urgency;
use bellhop_model::FileId;

use crate::views::MediaKind;

const MEGABYTE: u64 = 1024 * 1024;
/// The most bytes, as far as known, that are fetched ahead of the conversations that may be opened next.
const AHEAD: u64 = 60 * MEGABYTE;

/// How far ahead is fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// What is on screen.
    Screen,
    /// What may be opened next, too.
    Neighbours,
}

/// Where files are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// In the conversation on screen.
    OnScreen,
    /// In one that may be opened next.
    Next,
}

/// The files of one conversation that are not here, newest first.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    pub(crate) place: Place,
    pub(crate) files: Vec<Candidate>,
}

/// A file that is not here.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    pub(crate) file: FileId,
    /// As what it would be shown, by its sender's word and its name.
    pub(crate) media: MediaKind,
    /// Bytes, if known.
    pub(crate) size: Option<u64>,
}

/// A file that is fetched ahead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fetch {
    pub(crate) file: FileId,
    pub(crate) urgency: Urgency,
    /// The largest size that is worth it.
    pub(crate) limit: u64,
}

/// What is fetched ahead, in this order.
pub(crate) fn plan(pages: &[Page], reach: Reach) -> Vec<Fetch> {
    let mut found = Vec::new();
    for page in pages.iter().filter(|page| page.place == Place::OnScreen || reach == Reach::Neighbours) {
        for candidate in &page.files {
            let Some(limit) = limit(page.place, candidate.media) else { continue };
            if candidate.size.is_none_or(|size| size <= limit) {
                found.push((page.place, candidate, limit));
            }
        }
    }
    // Of files in one class the order is that of the pages: newest first.
    found.sort_by_key(|(place, candidate, _)| (*place == Place::Next, is_heavy(candidate.media)));
    let (mut fetches, mut seen, mut ahead) = (Vec::new(), HashSet::new(), 0);
    for (place, candidate, limit) in found {
        if !seen.insert(&candidate.file) {
            continue;
        }
        if place == Place::Next {
            ahead += candidate.size.unwrap_or(0);
            if ahead > AHEAD {
                break;
            }
        }
        let urgency = if place == Place::OnScreen { Urgency::OnScreen } else { Urgency::Next };
        fetches.push(Fetch { file: candidate.file.clone(), urgency, limit });
    }
    fetches
}

/// The largest file of a kind that is fetched ahead; none for what is not.
fn limit(place: Place, media: MediaKind) -> Option<u64> {
    let (on_screen, next) = match media {
        MediaKind::Image | MediaKind::Sticker | MediaKind::Voice => (20, 5),
        MediaKind::Audio => (20, 5),
        MediaKind::Video => (25, 5),
        MediaKind::Document | MediaKind::Other => (5, 1),
        // Nobody looks at one by accident.
        MediaKind::Program => return None,
    };
    Some(MEGABYTE * if place == Place::OnScreen { on_screen } else { next })
}

/// What is not looked at or listened to at once.
fn is_heavy(media: MediaKind) -> bool {
    !matches!(media, MediaKind::Image | MediaKind::Sticker | MediaKind::Voice)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(id: &str, media: MediaKind, megabytes: Option<u64>) -> Candidate {
        Candidate { file: id.into(), media, size: megabytes.map(|size| size * MEGABYTE) }
    }

    fn ids(pages: &[Page], reach: Reach) -> Vec<String> {
        plan(pages, reach).into_iter().map(|fetch| fetch.file.0).collect()
    }

    fn page(place: Place, files: Vec<Candidate>) -> Page {
        Page { place, files }
    }

    #[test]
    fn the_screen_comes_first_and_what_is_seen_or_heard_at_once_before_the_rest() {
        let pages = [
            page(
                Place::OnScreen,
                vec![
                    file("pdf", MediaKind::Document, None),
                    file("voice", MediaKind::Voice, Some(1)),
                    file("video", MediaKind::Video, Some(24)),
                ],
            ),
            page(Place::Next, vec![file("song", MediaKind::Audio, None), file("photo", MediaKind::Image, None)]),
            page(Place::Next, vec![file("sticker", MediaKind::Sticker, None)]),
        ];
        let all = ["voice", "pdf", "video", "photo", "sticker", "song"];
        assert_eq!(ids(&pages, Reach::Neighbours), all);
        assert_eq!(ids(&pages, Reach::Screen), all[..3]);
        let fetches = plan(&pages, Reach::Neighbours);
        let urgencies: Vec<Urgency> = fetches.iter().map(|fetch| fetch.urgency).collect();
        assert_eq!(urgencies.first_chunk(), Some(&[Urgency::OnScreen; 3]));
        assert_eq!(urgencies.last_chunk(), Some(&[Urgency::Next; 3]));
        assert_eq!(urgencies.len(), 6);
        assert_eq!(fetches.first().map(|fetch| fetch.limit), Some(20 * MEGABYTE));
        assert_eq!(fetches.last().map(|fetch| fetch.limit), Some(5 * MEGABYTE));
    }

    #[test]
    fn what_is_known_to_be_too_large_is_left_alone_and_a_program_always() {
        let kinds = [
            ("photo", MediaKind::Image, 20, 5),
            ("song", MediaKind::Audio, 20, 5),
            ("video", MediaKind::Video, 25, 5),
            ("pdf", MediaKind::Document, 5, 1),
        ];
        for (name, media, on_screen, next) in kinds {
            for (place, limit) in [(Place::OnScreen, on_screen), (Place::Next, next)] {
                let sized = |size| [page(place, vec![file(name, media, Some(size))])];
                assert_eq!(ids(&sized(limit), Reach::Neighbours), [name], "{place:?} {limit}");
                assert!(ids(&sized(limit + 1), Reach::Neighbours).is_empty(), "{name} {place:?} {limit}");
            }
        }
        let program = [page(Place::OnScreen, vec![file("setup.exe", MediaKind::Program, Some(0))])];
        assert!(ids(&program, Reach::Neighbours).is_empty());
    }

    #[test]
    fn not_more_is_fetched_of_other_conversations_than_a_line_can_bear() {
        let photos = |from: u32| (from..from + 10).map(|n| file(&n.to_string(), MediaKind::Image, Some(4))).collect();
        let pages = [page(Place::OnScreen, photos(0)), page(Place::Next, photos(10)), page(Place::Next, photos(20))];
        assert_eq!(ids(&pages, Reach::Neighbours).len(), 10 + 15, "all of the screen, 60 MB of the others");
    }

    #[test]
    fn a_file_of_two_messages_is_fetched_once() {
        let pages = [
            page(Place::OnScreen, vec![file("1", MediaKind::Image, None), file("1", MediaKind::Image, None)]),
            page(Place::Next, vec![file("1", MediaKind::Image, None)]),
        ];
        assert_eq!(ids(&pages, Reach::Neighbours), ["1"]);
    }
}
