//! The words of alerts, in English and in Polish. All other words for people are the window's; these must be there when the
//! window is not.

use bellhop_model::StuckReason;

use super::AlertClass;
use crate::language::{Language, is_few};

/// The labels of an alert's buttons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActionWords {
    /// Opens it.
    pub open: &'static str,
    /// Answers.
    pub reply: &'static str,
    /// Closes the ticket.
    pub close: &'static str,
    /// Comes back in half an hour.
    pub snooze: &'static str,
    /// Marks it as read.
    pub mark_read: &'static str,
}

/// What a message without words is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Thing {
    Sticker,
    Voice(Option<f64>),
    Audio(Option<f64>),
    Picture,
    Video,
    File(Option<String>),
    Location,
    Contact(String),
}

impl Language {
    /// The labels of buttons.
    pub fn actions(self) -> ActionWords {
        match self {
            Self::English => ActionWords {
                open: "Open",
                reply: "Reply",
                close: "Close ticket",
                snooze: "In 30 minutes",
                mark_read: "Mark as read",
            },
            Self::Polish => ActionWords {
                open: "Otwórz",
                reply: "Odpowiedz",
                close: "Zamknij zgłoszenie",
                snooze: "Za 30 minut",
                mark_read: "Oznacz jako przeczytane",
            },
        }
    }

    /// What a test says.
    pub fn test(self) -> (&'static str, &'static str) {
        match self {
            Self::English => ("Bellhop", "This is how a new message is told."),
            Self::Polish => ("Bellhop", "Tak wygląda powiadomienie o nowej wiadomości."),
        }
    }

    pub(super) fn somebody(self) -> &'static str {
        match self {
            Self::English => "Somebody",
            Self::Polish => "Ktoś",
        }
    }

    /// More than one message, the newest of which says this.
    pub(super) fn several(self, count: u32, newest: &str) -> String {
        match self {
            Self::English => format!("{count} new: {newest}"),
            Self::Polish => format!("{count} {}: {newest}", forms(count, ["nowa", "nowe", "nowych"])),
        }
    }

    pub(super) fn news_in(self, conversations: u32) -> String {
        match self {
            Self::English if conversations == 1 => "Something new in 1 conversation".to_owned(),
            Self::English => format!("Something new in {conversations} conversations"),
            Self::Polish if conversations == 1 => "Coś nowego w 1 rozmowie".to_owned(),
            Self::Polish => format!("Coś nowego w {conversations} rozmowach"),
        }
    }

    /// Some names, and how many more there are.
    pub(super) fn and_more(self, names: &[String], more: usize) -> String {
        let names = names.join(", ");
        match (self, more) {
            (_, 0) => names,
            (Self::English, more) => format!("{names} and {more} more"),
            (Self::Polish, more) => format!("{names} i jeszcze {more}"),
        }
    }

    pub(super) fn in_private(self, class: AlertClass, count: u32) -> String {
        let messages = match self {
            Self::English if count > 1 => format!("{count} new messages"),
            Self::English => "A new message".to_owned(),
            Self::Polish if count > 1 => {
                format!("{count} {}", forms(count, ["nowa wiadomość", "nowe wiadomości", "nowych wiadomości"]))
            }
            Self::Polish => "Nowa wiadomość".to_owned(),
        };
        let said = match (self, class) {
            (Self::English, AlertClass::AssignedToMe) => "A conversation was given to you",
            (Self::Polish, AlertClass::AssignedToMe) => "Masz nową rozmowę",
            (Self::English, AlertClass::Mention) => "A comment mentions you",
            (Self::Polish, AlertClass::Mention) => "Wspomniano o Tobie w komentarzu",
            (Self::English, AlertClass::SlaWarning) => "A deadline is near",
            (Self::Polish, AlertClass::SlaWarning) => "Zbliża się termin",
            (Self::English, AlertClass::SlaBreach) => "A deadline was missed",
            (Self::Polish, AlertClass::SlaBreach) => "Minął termin",
            (Self::English, AlertClass::SendFailed) => "A message was not sent",
            (Self::Polish, AlertClass::SendFailed) => "Wiadomość nie została wysłana",
            _ => return messages,
        };
        said.to_owned()
    }

    pub(super) fn assigned(self, subject: &str) -> String {
        let given = match self {
            Self::English => "Given to you",
            Self::Polish => "Masz tę rozmowę",
        };
        if subject.is_empty() { given.to_owned() } else { format!("{given}: {subject}") }
    }

    pub(super) fn mentioned(self, author: &str, customer: &str) -> String {
        match self {
            Self::English => format!("{author} mentioned you · {customer}"),
            Self::Polish => format!("{author} wspomina o Tobie · {customer}"),
        }
    }

    pub(super) fn deadline(self, missed: bool, clock: &str) -> String {
        match (self, missed) {
            (Self::English, true) => format!("Deadline missed at {clock}"),
            (Self::English, false) => format!("Deadline at {clock}"),
            (Self::Polish, true) => format!("Termin minął o {clock}"),
            (Self::Polish, false) => format!("Termin o {clock}"),
        }
    }

    pub(super) fn deadline_of(self, kind: &str, customer: &str, subject: &str) -> String {
        let what = match (self, kind) {
            (Self::English, "hs_time_to_close_sla") => "close the ticket",
            (Self::English, "hs_time_to_next_response_sla") => "next answer",
            (Self::English, _) => "first answer",
            (Self::Polish, "hs_time_to_close_sla") => "zamknięcie zgłoszenia",
            (Self::Polish, "hs_time_to_next_response_sla") => "kolejna odpowiedź",
            (Self::Polish, _) => "pierwsza odpowiedź",
        };
        if subject.is_empty() { format!("{customer}: {what}") } else { format!("{customer}: {what} · {subject}") }
    }

    pub(super) fn not_sent(self, customer: &str) -> String {
        match self {
            Self::English => format!("Not sent · {customer}"),
            Self::Polish => format!("Nie wysłano · {customer}"),
        }
    }

    pub(super) fn why_not_sent(self, reason: StuckReason) -> &'static str {
        use StuckReason as Why;
        match (self, reason) {
            (Self::English, Why::Undecided) => "It is not certain whether it arrived. Have a look.",
            (Self::Polish, Why::Undecided) => "Nie wiadomo, czy dotarło. Sprawdź.",
            (Self::English, Why::NeedsLogin) => "Sign in again, then it goes out.",
            (Self::Polish, Why::NeedsLogin) => "Zaloguj się ponownie, a zostanie wysłane.",
            (Self::English, Why::MissingScope) => "The account does not allow it.",
            (Self::Polish, Why::MissingScope) => "Konto na to nie pozwala.",
            (Self::English, Why::Attachment) => "A file could not go along.",
            (Self::Polish, Why::Attachment) => "Nie udało się dołączyć pliku.",
            (Self::English, Why::MissingProperties) => "The status asks for more properties.",
            (Self::Polish, Why::MissingProperties) => "Status wymaga dodatkowych właściwości.",
            (Self::English, Why::Newer) => "Something newer was written meanwhile. Have a look.",
            (Self::Polish, Why::Newer) => "W międzyczasie napisano coś nowego. Sprawdź.",
            (Self::English, _) => "The server refused it.",
            (Self::Polish, _) => "Serwer odmówił.",
        }
    }

    /// What a message without words is: the first thing, and how many more there are.
    pub(super) fn things(self, things: &[Thing]) -> String {
        let Some(first) = things.first() else { return String::new() };
        let first = self.thing(first);
        match things.len() - 1 {
            0 => first,
            more => self.and_more(&[first], more),
        }
    }

    fn thing(self, thing: &Thing) -> String {
        let english = self == Self::English;
        let long = |what: &str, seconds: &Option<f64>| match seconds {
            Some(seconds) => format!("{what}, {}", clock(*seconds)),
            None => what.to_owned(),
        };
        match thing {
            Thing::Sticker => if english { "Sticker" } else { "Naklejka" }.to_owned(),
            Thing::Voice(seconds) => long(if english { "Voice message" } else { "Wiadomość głosowa" }, seconds),
            Thing::Audio(seconds) => long(if english { "Recording" } else { "Nagranie" }, seconds),
            Thing::Picture => if english { "Picture" } else { "Zdjęcie" }.to_owned(),
            Thing::Video => if english { "Video" } else { "Film" }.to_owned(),
            Thing::File(Some(name)) => name.clone(),
            Thing::File(None) => if english { "A message without text" } else { "Wiadomość bez tekstu" }.to_owned(),
            Thing::Location => if english { "Location" } else { "Lokalizacja" }.to_owned(),
            Thing::Contact(name) => format!("{}: {name}", if english { "Contact" } else { "Kontakt" }),
        }
    }
}

/// Minutes and seconds.
fn clock(seconds: f64) -> String {
    let whole = std::time::Duration::try_from_secs_f64(seconds.round()).unwrap_or_default().as_secs();
    format!("{}:{:02}", whole / 60, whole % 60)
}

/// The Polish form for a number: one, a few, many.
fn forms(count: u32, [one, few, many]: [&'static str; 3]) -> &'static str {
    match count {
        1 => one,
        count if is_few(count) => few,
        _ => many,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_right_form_in_polish() {
        let said = [1, 2, 4, 5, 12, 22, 25, 112].map(|count| Language::Polish.several(count, "x"));
        assert_eq!(
            said.map(|said| said.split(':').next().unwrap_or_default().to_owned()),
            ["1 nowa", "2 nowe", "4 nowe", "5 nowych", "12 nowych", "22 nowe", "25 nowych", "112 nowych"]
        );
    }

    #[test]
    fn a_voice_note_is_named_with_its_length_and_what_is_beside_it_counted() {
        let things = [Thing::Voice(Some(42.4)), Thing::Picture];
        assert_eq!(Language::English.things(&things[..1]), "Voice message, 0:42");
        assert_eq!(Language::Polish.things(&things), "Wiadomość głosowa, 0:42 i jeszcze 1");
    }
}
