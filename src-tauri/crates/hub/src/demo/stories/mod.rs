//! The conversations: some written by hand so that every medium and every turn of events is there, the others from
//! everyday sentences.

mod abroad;
mod everyday;
mod home;
mod long;
mod mail;
mod media;

use chrono::{DateTime, Utc};

use super::story::Story;

/// All of them, in the order in which they began.
pub(super) fn all(now: DateTime<Utc>) -> Vec<Story> {
    let mut stories = [home::stories(), abroad::stories(), mail::stories(), media::stories(), long::stories()].concat();
    // The day is part of the seed, so that tomorrow's demonstration is not word for word today's.
    stories.extend(everyday::stories(now.date_naive().to_epoch_days().unsigned_abs().into()));
    stories.sort_by_key(|story| std::cmp::Reverse(story.ended + story.length()));
    stories
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::{
        people::{CUSTOMERS, find},
        story::{Act, Piece, Place},
    };
    use super::*;

    #[test]
    fn the_stories_fill_three_weeks_with_known_people_and_every_medium_turn_and_delivery() {
        let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
        let stories = all(now);
        assert!((55..=75).contains(&stories.len()), "{}", stories.len());
        let people: BTreeSet<_> = stories.iter().map(|story| story.who).collect();
        assert!(people.iter().all(|who| find(who).is_some()), "somebody is not a customer");
        assert!(people.len() * 10 >= CUSTOMERS.len() * 9, "too many customers never write: {}", people.len());
        assert!(stories.iter().any(|story| story.ended < 5));
        assert!(stories.iter().all(|story| story.ended + story.length() < 26 * 24 * 60));
        assert!(stories.iter().any(|story| story.steps.len() >= 300));
        for place in [Place::WebChat, Place::Harbour, Place::Email] {
            assert!(stories.iter().filter(|story| story.place == place).count() >= 10, "{place:?}");
        }
        let mut seen = BTreeSet::new();
        for step in stories.iter().flat_map(|story| &story.steps) {
            let (kind, words) = match &step.act {
                Act::Customer(words) => ("customer", Some(words)),
                Act::Answer(_, words, sent) => {
                    seen.insert(format!("{sent:?}").split('(').next().unwrap().to_owned());
                    ("answer", Some(words))
                }
                Act::Comment(_, words) => ("comment", Some(words)),
                Act::Greeting(_) => ("greeting", None),
                Act::Assign(..) => ("assign", None),
                Act::Moved => ("moved", None),
                Act::Close(_) => ("close", None),
            };
            seen.insert(kind.to_owned());
            for piece in words.iter().flat_map(|words| &words.pieces) {
                seen.insert(match piece {
                    Piece::Other(value) => value["type"].as_str().unwrap().to_owned(),
                    piece => format!("{piece:?}").split(['(', ' ']).next().unwrap().to_owned(),
                });
            }
        }
        let wanted = [
            "CONTACT",
            "Csv",
            "Failed",
            "LOCATION",
            "MESSAGE_HEADER",
            "Melody",
            "MovingSticker",
            "Note",
            "Pdf",
            "Photo",
            "QUICK_REPLIES",
            "Read",
            "SOCIAL_MEDIA_METADATA",
            "Sent",
            "Sticker",
            "UNSUPPORTED_CONTENT",
            "VoiceNote",
            "WHATSAPP_TEMPLATE_METADATA",
            "answer",
            "assign",
            "close",
            "comment",
            "customer",
            "greeting",
            "moved",
        ];
        assert_eq!(seen.iter().map(String::as_str).collect::<Vec<_>>(), wanted);
        let again = all(now);
        assert_eq!(format!("{stories:?}"), format!("{again:?}"), "the same moment gives the same data");
    }
}
