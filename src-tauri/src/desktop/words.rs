//! What Bellhop says outside its page, in the rep's language: on the tray's menu, and why a key does not work.

use bellhop_desk::views::Locale;

/// A language that Bellhop speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    /// English.
    En,
    /// Polish.
    Pl,
}

impl Language {
    /// The language that the rep chose, else that of the desktop.
    pub(crate) fn of(locale: Locale, variable: impl Fn(&str) -> Option<String>) -> Self {
        match locale {
            Locale::En => Self::En,
            Locale::Pl => Self::Pl,
            Locale::System => {
                let mut said = ["LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(variable);
                let first = said.find(|value| !value.is_empty()).unwrap_or_default();
                if first.to_lowercase().starts_with("pl") { Self::Pl } else { Self::En }
            }
        }
    }

    /// Why a key does not summon the window.
    #[cfg(any(target_os = "linux", test))]
    pub(crate) fn summon_trouble(self, trouble: SummonTrouble) -> &'static str {
        use SummonTrouble::{Away, NoKeys, Taken, Wayland};
        match (self, trouble) {
            (Self::En, NoKeys) => {
                "This is not a combination of keys that can be used. Write one with Ctrl, Alt or Super, for example Super+Shift+B."
            }
            (Self::Pl, NoKeys) => {
                "Tego skrótu nie można użyć. Podaj skrót z Ctrl, Alt lub Super, na przykład Super+Shift+B."
            }
            (Self::En, Taken) => "Another program uses this combination of keys. Choose another one.",
            (Self::Pl, Taken) => "Tego skrótu używa inny program. Wybierz inny.",
            (Self::En, Wayland) => {
                "On Wayland only the desktop itself can take such a key. Give the command “bellhop” a key in the desktop's keyboard settings."
            }
            (Self::Pl, Wayland) => {
                "W sesji Wayland taki skrót może nadać tylko pulpit. Przypisz poleceniu „bellhop” skrót w ustawieniach klawiatury pulpitu."
            }
            (Self::En, Away) => "The keyboard of this desktop cannot be reached, so no key can be taken.",
            (Self::Pl, Away) => "Klawiatura tego pulpitu jest niedostępna, więc nie można nadać skrótu.",
        }
    }

    /// Why a key does not summon the window, where this Bellhop cannot take keys at all.
    #[cfg(not(target_os = "linux"))]
    pub(crate) fn no_summoning(self) -> &'static str {
        match self {
            Self::En => "On this system Bellhop cannot take a key yet.",
            Self::Pl => "W tym systemie Bellhop nie potrafi jeszcze nadać skrótu.",
        }
    }
}

/// Why a key does not summon the window.
#[cfg(any(target_os = "linux", test))]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SummonTrouble {
    /// It is not a combination of keys, or one that is typed with.
    NoKeys,
    /// Somebody else has it.
    Taken,
    /// The session lets no program take keys.
    Wayland,
    /// There is no display, or it did not answer.
    Away,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_what_the_rep_chose_and_else_the_desktops() {
        let desktop = |pairs: &'static [(&str, &str)]| {
            move |name: &str| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        };
        assert_eq!(Language::of(Locale::Pl, desktop(&[("LANG", "en_GB.UTF-8")])), Language::Pl);
        assert_eq!(Language::of(Locale::System, desktop(&[("LANGUAGE", ""), ("LANG", "pl_PL.UTF-8")])), Language::Pl);
        assert_eq!(Language::of(Locale::System, desktop(&[("LC_ALL", "de_DE.UTF-8"), ("LANG", "pl")])), Language::En);
        assert_eq!(Language::of(Locale::System, desktop(&[])), Language::En);
    }

    #[test]
    fn every_trouble_has_a_sentence_in_both_languages() {
        for trouble in [SummonTrouble::NoKeys, SummonTrouble::Taken, SummonTrouble::Wayland, SummonTrouble::Away] {
            let (en, pl) = (Language::En.summon_trouble(trouble), Language::Pl.summon_trouble(trouble));
            assert!(en.ends_with('.') && pl.ends_with('.') && en != pl);
        }
    }
}
