//! Links from outside: `bellhop://thread/ID`, `bellhop://thread/ID/MESSAGE`, `bellhop://ticket/ID`, `bellhop://search?q=WORDS`
//! and `bellhop://unread`.
//!
//! Anybody can put such a link into a page or a message, so it is read by a narrow rule and never repaired: what is not
//! exactly one of these is refused. All that a link can do is to show something; none changes or sends anything.

use bellhop_desk::Wanted;
use bellhop_model::{MessageId, ThreadId, TicketId};

/// How a link begins.
const SCHEME: &str = "bellhop:";
const LONGEST: usize = 2_000;
const LONGEST_ID: usize = 64;
const MOST_LETTERS: usize = 200;

/// True for an argument that is meant as a link, good or not.
pub(crate) fn is_link(argument: &str) -> bool {
    argument.get(..SCHEME.len()).is_some_and(|start| start.eq_ignore_ascii_case(SCHEME))
}

/// What a link asks for; none when it is refused.
pub(crate) fn read(link: &str) -> Option<Wanted> {
    if link.len() > LONGEST || !is_link(link) {
        return None;
    }
    let rest = link.get(SCHEME.len()..)?.strip_prefix("//")?;
    let (path, query) = rest.split_once('?').map_or((rest, None), |(path, query)| (path, Some(query)));
    let path = path.strip_suffix('/').unwrap_or(path);
    let mut parts = path.split('/');
    let what = parts.next()?.to_ascii_lowercase();
    let ids: Vec<&str> = parts.collect();
    if !ids.iter().all(|part| is_id(part)) {
        return None;
    }
    match (what.as_str(), ids.as_slice(), query) {
        ("thread", [thread], None) => Some(Wanted::Thread(ThreadId::from(*thread), None)),
        ("thread", [thread, message], None) => {
            Some(Wanted::Thread(ThreadId::from(*thread), Some(MessageId::from(*message))))
        }
        ("ticket", [ticket], None) => Some(Wanted::Ticket(TicketId::from(*ticket))),
        ("search", [], None) => Some(Wanted::Search(String::new())),
        ("search", [], Some(query)) => words(query.strip_prefix("q=")?).map(Wanted::Search),
        ("unread", [], None) => Some(Wanted::Unread),
        _ => None,
    }
}

/// A refused link as it can be shown: its beginning, without what is no letter or sign.
pub(crate) fn shown(link: &str) -> String {
    const ENOUGH: usize = 80;
    let mut letters = link.chars().map(|letter| if is_plain(letter) { letter } else { '\u{fffd}' });
    let mut shown: String = letters.by_ref().take(ENOUGH).collect();
    if letters.next().is_some() {
        shown.push('…');
    }
    shown
}

fn is_id(part: &str) -> bool {
    let plain = |letter: u8| letter.is_ascii_alphanumeric() || letter == b'-' || letter == b'_';
    (1..=LONGEST_ID).contains(&part.len()) && part.bytes().all(plain)
}

/// The words of a query: percent signs and plus signs are read once.
fn words(query: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(query.len());
    let mut rest = query.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
                let (high, low) = (digit(rest.next())?, digit(rest.next())?);
                u8::try_from(high * 16 + low).ok()?
            }
            b'+' => b' ',
            // A further name, or the part that a browser keeps for itself.
            b'&' | b'#' => return None,
            other => other,
        });
    }
    let words = String::from_utf8(bytes).ok()?;
    (words.chars().count() <= MOST_LETTERS && words.chars().all(is_plain)).then_some(words)
}

/// Neither a control character nor one that turns the direction of writing or cannot be seen.
fn is_plain(letter: char) -> bool {
    let unseen =
        matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    !letter.is_control() && !unseen
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_kind_of_link_is_read() {
        let thread = |id: &str| Some(Wanted::Thread(id.into(), None));
        assert_eq!(read("bellhop://thread/90210"), thread("90210"));
        assert_eq!(read("BELLHOP://Thread/90210/"), thread("90210"));
        assert_eq!(read("bellhop://thread/9/m-1"), Some(Wanted::Thread("9".into(), Some("m-1".into()))));
        assert_eq!(read("bellhop://ticket/7"), Some(Wanted::Ticket("7".into())));
        let search = |words: &str| Some(Wanted::Search(words.to_owned()));
        assert_eq!(read("bellhop://search?q=%C5%BC%C3%B3%C5%82ty+plecak"), search("żółty plecak"));
        assert_eq!(read("bellhop://search/?q=żółty"), search("żółty"));
        assert_eq!(read("bellhop://search"), search(""));
        assert_eq!(read("bellhop://unread"), Some(Wanted::Unread));
    }

    #[test]
    fn what_is_not_exactly_a_link_is_refused() {
        let long = format!("bellhop://search?q={}", "a".repeat(201));
        let endless = format!("bellhop://thread/{}", "1".repeat(3_000));
        for link in [
            "",
            "bellhop:",
            "bellhop://",
            "bellhop:thread/1",
            "https://thread/1",
            "bellhop://thread",
            "bellhop://thread/",
            "bellhop://thread//1",
            "bellhop://thread/../1",
            "bellhop://thread/%31",
            "bellhop://thread/1/2/3",
            "bellhop://thread/1?send=yes",
            "bellhop://thread/1#x",
            "bellhop://user@thread/1",
            "bellhop://thread:80/1",
            "bellhop://ticket/1 2",
            "bellhop://ticket/łódź",
            "bellhop://delete/1",
            "bellhop://search?words=x",
            "bellhop://search?q=%zz",
            "bellhop://search?q=%c5",
            "bellhop://search?q=a%00b",
            "bellhop://search?q=a%0ab",
            "bellhop://search?q=a%E2%80%AEb",
            "bellhop://search?q=a&q=b",
            "bellhop://unread/1",
            long.as_str(),
            endless.as_str(),
        ] {
            assert_eq!(read(link), None, "{link}");
        }
    }

    #[test]
    fn a_refused_link_is_shown_short_and_without_tricks() {
        assert_eq!(shown("bellhop://a\n\u{202e}b"), "bellhop://a\u{fffd}\u{fffd}b");
        assert_eq!(shown(&"ż".repeat(500)).chars().count(), 81);
    }

    proptest! {
        #[test]
        fn nothing_that_is_read_is_more_than_plain_ids_and_words(link in "(?i)bellhop:(//)?(thread|ticket|search|unread)?.{0,80}") {
            match read(&link) {
                Some(Wanted::Thread(thread, message)) => {
                    prop_assert!(is_id(thread.as_str()));
                    prop_assert!(message.is_none_or(|message| is_id(message.as_str())));
                }
                Some(Wanted::Ticket(ticket)) => prop_assert!(is_id(ticket.as_str())),
                Some(Wanted::Search(words)) => prop_assert!(words.chars().all(is_plain)),
                Some(Wanted::Unread) | None => {}
            }
        }

        #[test]
        fn any_text_is_read_or_refused_and_shown_in_one_short_line(link in any::<String>()) {
            let _ = read(&link);
            prop_assert!(shown(&link).chars().count() <= 81 && !shown(&link).contains('\n'));
        }

        #[test]
        fn any_words_that_were_written_into_a_link_come_out_of_it(words in "[a-zA-Zżółćęśąźń0-9 %&+#?/]{0,60}") {
            let coded: String = words.bytes().map(|byte| format!("%{byte:02X}")).collect();
            prop_assert_eq!(read(&format!("bellhop://search?q={coded}")), Some(Wanted::Search(words)));
        }
    }
}
