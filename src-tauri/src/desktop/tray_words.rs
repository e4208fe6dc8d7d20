//! What the tray says: how much is unread, how sync stands, what can be done there.

use bellhop_desk::views::{SyncState, SyncView};
use bellhop_desk::{Language, is_few};
use chrono::{DateTime, Days, Local, NaiveTime, TimeDelta, TimeZone};

/// How long the rep wants to hear nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mute {
    /// Thirty minutes.
    HalfHour,
    /// An hour.
    Hour,
    /// Until eight o'clock of the next day.
    UntilTomorrow,
}

impl Mute {
    /// When it ends.
    pub(crate) fn ends(self, now: DateTime<Local>) -> DateTime<Local> {
        match self {
            Self::HalfHour => now + TimeDelta::minutes(30),
            Self::Hour => now + TimeDelta::hours(1),
            Self::UntilTomorrow => {
                let eight = NaiveTime::from_hms_opt(8, 0, 0).unwrap_or_default();
                let tomorrow = now.date_naive().checked_add_days(Days::new(1)).map(|day| day.and_time(eight));
                // No place puts its clocks forward at eight; whatever comes, it ends.
                tomorrow
                    .and_then(|at| Local.from_local_datetime(&at).earliest())
                    .unwrap_or_else(|| now + TimeDelta::hours(12))
            }
        }
    }
}

/// What the tray tells.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Facts {
    /// Conversations with unread messages.
    pub(crate) unread: u32,
    /// How the cache stands to the remote.
    pub(crate) sync: SyncView,
    /// Nothing rings before this.
    pub(crate) muted_until: Option<DateTime<Local>>,
}

/// The lines of the tray's menu, and what stands beside its picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TrayWords {
    pub(crate) tooltip: String,
    pub(crate) unread: String,
    pub(crate) status: String,
    pub(crate) open: &'static str,
    pub(crate) mute: [(Mute, &'static str); 3],
    pub(crate) unmute: String,
    pub(crate) muted: bool,
    pub(crate) quit: &'static str,
}

impl TrayWords {
    /// The words for these facts.
    pub(crate) fn of(language: Language, facts: &Facts) -> Self {
        let unread = unread(language, facts.unread);
        let status = status(language, &facts.sync);
        let until = facts.muted_until.map(|at| at.format("%H:%M").to_string());
        let pick = |en, pl| match language {
            Language::English => en,
            Language::Polish => pl,
        };
        Self {
            tooltip: format!("Bellhop\n{unread}\n{status}"),
            unread,
            status,
            open: pick("Open Bellhop", "Otwórz Bellhopa"),
            mute: [
                (Mute::HalfHour, pick("Mute for 30 minutes", "Wycisz na 30 minut")),
                (Mute::Hour, pick("Mute for 1 hour", "Wycisz na godzinę")),
                (Mute::UntilTomorrow, pick("Mute until tomorrow at 8:00", "Wycisz do jutra do 8:00")),
            ],
            unmute: match (language, &until) {
                (Language::English, Some(until)) => format!("Unmute (muted until {until})"),
                (Language::Polish, Some(until)) => format!("Wyłącz wyciszenie (do {until})"),
                (Language::English, None) => "Unmute".to_owned(),
                (Language::Polish, None) => "Wyłącz wyciszenie".to_owned(),
            },
            muted: until.is_some(),
            quit: pick("Quit Bellhop", "Zakończ Bellhopa"),
        }
    }
}

fn unread(language: Language, count: u32) -> String {
    match (language, count) {
        (Language::English, 0) => "Nothing unread".to_owned(),
        (Language::English, 1) => "1 unread conversation".to_owned(),
        (Language::English, _) => format!("{count} unread conversations"),
        (Language::Polish, 0) => "Nic nieprzeczytanego".to_owned(),
        (Language::Polish, 1) => "1 nieprzeczytana rozmowa".to_owned(),
        (Language::Polish, _) if is_few(count) => format!("{count} nieprzeczytane rozmowy"),
        (Language::Polish, _) => format!("{count} nieprzeczytanych rozmów"),
    }
}

/// How sync stands, then what waits for it and what waits for the rep.
fn status(language: Language, sync: &SyncView) -> String {
    let mut line = state(language, sync).to_owned();
    let (waiting, stuck) = (sync.waiting, sync.stuck);
    if waiting > 0 {
        line.push_str(&match language {
            Language::English => format!(", {waiting} waiting"),
            Language::Polish if is_few(waiting) => format!(", {waiting} czekają"),
            Language::Polish => format!(", {waiting} czeka"),
        });
    }
    if stuck > 0 {
        line.push_str(&match language {
            Language::English => format!(", {stuck} not sent"),
            Language::Polish => format!(", niewysłane: {stuck}"),
        });
    }
    line
}

fn state(language: Language, sync: &SyncView) -> &'static str {
    let (en, pl) = match &sync.state {
        SyncState::Working if sync.synced_at.is_none() => ("Reading conversations", "Czyta rozmowy"),
        SyncState::FirstSync { .. } => ("Reading conversations", "Czyta rozmowy"),
        SyncState::Idle | SyncState::Working => ("Up to date", "Wszystko aktualne"),
        SyncState::Offline { .. } => ("Offline", "Bez połączenia"),
        SyncState::NeedsLogin => ("Sign-in needed", "Trzeba się zalogować"),
        SyncState::MissingScopes { .. } => ("Permissions are missing", "Brakuje uprawnień"),
        SyncState::Waiting { .. } => ("The help desk asks to wait", "Serwer prosi o chwilę przerwy"),
        SyncState::HubOff => ("The hub is switched off", "Hub jest wyłączony"),
        SyncState::Elsewhere => ("Synced by another Bellhop", "Synchronizuje inny Bellhop"),
        SyncState::Failed { .. } => ("Sync failed", "Synchronizacja nie powiodła się"),
    };
    match language {
        Language::English => en,
        Language::Polish => pl,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn facts(unread: u32, state: SyncState, (waiting, stuck): (u32, u32)) -> Facts {
        Facts { unread, sync: SyncView { state, synced_at: None, waiting, stuck }, muted_until: None }
    }

    #[test]
    fn the_tray_counts_in_both_languages_with_polish_plurals() {
        let line = |language, count| TrayWords::of(language, &facts(count, SyncState::Idle, (0, 0))).unread;
        assert_eq!(
            [0, 1, 5].map(|count| line(Language::English, count)),
            ["Nothing unread", "1 unread conversation", "5 unread conversations"]
        );
        let polish = [1, 2, 5, 12, 22, 112].map(|count| line(Language::Polish, count));
        assert!(polish.iter().map(String::as_str).eq([
            "1 nieprzeczytana rozmowa",
            "2 nieprzeczytane rozmowy",
            "5 nieprzeczytanych rozmów",
            "12 nieprzeczytanych rozmów",
            "22 nieprzeczytane rozmowy",
            "112 nieprzeczytanych rozmów",
        ]));
    }

    #[test]
    fn the_status_says_what_waits_and_what_did_not_go_out() {
        let offline = SyncState::Offline { detail: "secret.example refused".to_owned() };
        assert_eq!(status(Language::English, &facts(0, offline.clone(), (2, 0)).sync), "Offline, 2 waiting");
        assert_eq!(
            status(Language::Polish, &facts(0, offline, (2, 1)).sync),
            "Bez połączenia, 2 czekają, niewysłane: 1"
        );
        assert_eq!(status(Language::English, &facts(0, SyncState::Idle, (0, 0)).sync), "Up to date");
        assert_eq!(status(Language::English, &facts(0, SyncState::Working, (0, 0)).sync), "Reading conversations");
    }

    #[test]
    fn a_mute_says_when_it_ends_and_tomorrow_is_the_next_day_at_eight_even_after_midnight() {
        let at = |text: &str| Local.from_local_datetime(&text.parse().unwrap()).unwrap();
        assert_eq!(Mute::HalfHour.ends(at("2026-11-28T23:45:00")), at("2026-11-29T00:15:00"));
        assert_eq!(Mute::Hour.ends(at("2026-11-28T12:00:00")), at("2026-11-28T13:00:00"));
        assert_eq!(Mute::UntilTomorrow.ends(at("2026-11-28T16:00:00")), at("2026-11-29T08:00:00"));
        assert_eq!(Mute::UntilTomorrow.ends(at("2026-11-28T02:00:00")), at("2026-11-29T08:00:00"));
        let muted = Facts { muted_until: Some(at("2026-11-28T13:05:00")), ..facts(0, SyncState::Idle, (0, 0)) };
        assert_eq!(TrayWords::of(Language::English, &muted).unmute, "Unmute (muted until 13:05)");
        assert_eq!(TrayWords::of(Language::Polish, &muted).unmute, "Wyłącz wyciszenie (do 13:05)");
    }
}
