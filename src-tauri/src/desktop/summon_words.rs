//! Why a key does not summon the window, in the rep's language.

use bellhop_desk::Language;

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

#[cfg(any(target_os = "linux", test))]
impl SummonTrouble {
    /// What the rep is told, and what they can do.
    pub(crate) fn told_in(self, language: Language) -> &'static str {
        use SummonTrouble::{Away, NoKeys, Taken, Wayland};
        match (language, self) {
            (Language::English, NoKeys) => {
                "This is not a combination of keys that can be used. Write one with Ctrl, Alt or Super, for example Super+Shift+B."
            }
            (Language::Polish, NoKeys) => {
                "Tego skrótu nie można użyć. Podaj skrót z Ctrl, Alt lub Super, na przykład Super+Shift+B."
            }
            (Language::English, Taken) => "Another program uses this combination of keys. Choose another one.",
            (Language::Polish, Taken) => "Tego skrótu używa inny program. Wybierz inny.",
            (Language::English, Wayland) => {
                "On Wayland only the desktop itself can take such a key. Give the command “bellhop” a key in the desktop's keyboard settings."
            }
            (Language::Polish, Wayland) => {
                "W sesji Wayland taki skrót może nadać tylko pulpit. Przypisz poleceniu „bellhop” skrót w ustawieniach klawiatury pulpitu."
            }
            (Language::English, Away) => "The keyboard of this desktop cannot be reached, so no key can be taken.",
            (Language::Polish, Away) => "Klawiatura tego pulpitu jest niedostępna, więc nie można nadać skrótu.",
        }
    }
}

/// Where this Bellhop cannot take keys at all.
#[cfg(not(target_os = "linux"))]
pub(crate) fn no_summoning(language: Language) -> &'static str {
    match language {
        Language::English => "On this system Bellhop cannot take a key yet.",
        Language::Polish => "W tym systemie Bellhop nie potrafi jeszcze nadać skrótu.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_trouble_has_a_sentence_in_both_languages() {
        for trouble in [SummonTrouble::NoKeys, SummonTrouble::Taken, SummonTrouble::Wayland, SummonTrouble::Away] {
            let (english, polish) = (trouble.told_in(Language::English), trouble.told_in(Language::Polish));
            assert!(english.ends_with('.') && polish.ends_with('.') && english != polish);
        }
    }
}
