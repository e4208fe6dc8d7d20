//! The language of what is said outside the page: by alerts, the tray, and whatever else the desktop shows. The page has its own.

use crate::views::Locale;

/// A language that Bellhop speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// English.
    English,
    /// Polish.
    Polish,
}

impl Language {
    /// The language that the rep chose, else that of the desktop.
    pub fn of(locale: Locale) -> Self {
        Self::among(locale, |name| std::env::var(name).ok())
    }

    fn among(locale: Locale, variable: impl Fn(&str) -> Option<String>) -> Self {
        match locale {
            Locale::En => Self::English,
            Locale::Pl => Self::Polish,
            Locale::System => {
                let mut said = ["LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(variable);
                let first = said.find(|value| !value.is_empty()).unwrap_or_default();
                if first.to_lowercase().starts_with("pl") { Self::Polish } else { Self::English }
            }
        }
    }
}

/// True for the numbers that take the Polish plural of two, three and four.
pub fn is_few(count: u32) -> bool {
    (2..=4).contains(&(count % 10)) && !(12..=14).contains(&(count % 100))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_what_the_rep_chose_and_else_the_desktops() {
        let desktop = |pairs: &'static [(&str, &str)]| {
            move |name: &str| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        };
        let (english, polish) = (Language::English, Language::Polish);
        assert_eq!(Language::among(Locale::Pl, desktop(&[("LANG", "en_GB.UTF-8")])), polish);
        assert_eq!(Language::among(Locale::System, desktop(&[("LANGUAGE", ""), ("LANG", "pl_PL.UTF-8")])), polish);
        assert_eq!(Language::among(Locale::System, desktop(&[("LC_ALL", "de_DE.UTF-8"), ("LANG", "pl")])), english);
        assert_eq!(Language::among(Locale::System, desktop(&[])), english);
    }
}
