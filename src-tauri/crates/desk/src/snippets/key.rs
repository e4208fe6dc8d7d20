//! What is typed after `#`.

/// Letters of a key.
const LONGEST: usize = 40;

/// A key as it is kept: without the sign before it. None when it cannot be typed as one word.
pub(crate) fn tidy(key: &str) -> Option<String> {
    let key = key.trim().trim_start_matches('#');
    let fits = key.chars().count() <= LONGEST && key.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
    fits.then(|| key.to_owned())
}

/// Whether two keys are typed alike; upper and lower case are one.
pub(crate) fn same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_one_word_in_any_alphabet() {
        assert_eq!(tidy(" #godziny-otwarcia_2 ").as_deref(), Some("godziny-otwarcia_2"));
        assert_eq!(tidy("żółw").as_deref(), Some("żółw"));
        assert_eq!(tidy("").as_deref(), Some(""));
        for wrong in ["two words", "a.b", "a#b"] {
            assert_eq!(tidy(wrong), None, "{wrong}");
        }
        assert!(same("Żółw", "żółw"));
    }
}
