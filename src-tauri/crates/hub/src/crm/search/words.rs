//! Words in texts, for CONTAINS_TOKEN and free text. HubSpot's index splits at everything that is no letter or digit.

/// True when a token of the text is the wanted one; `*` stands for any letters. Several wanted tokens must all be
/// there, next to each other.
pub(super) fn has_token(text: &str, wanted: &str) -> bool {
    let wanted = wanted.trim().to_lowercase();
    if wanted.contains('*') {
        let text = text.to_lowercase();
        return matches_wildcard(&text, &wanted) || tokens(&text).any(|token| matches_wildcard(token, &wanted));
    }
    let text = text.to_lowercase();
    let text: Vec<&str> = tokens(&text).collect();
    let wanted: Vec<&str> = tokens(&wanted).collect();
    !wanted.is_empty() && text.windows(wanted.len()).any(|window| window == wanted.as_slice())
}

/// True when each word of the query is the beginning of some word of the text.
pub(super) fn has_words(text: &str, query: &str) -> bool {
    let (text, query) = (text.to_lowercase(), query.to_lowercase());
    let mut wanted = tokens(&query).peekable();
    wanted.peek().is_some() && wanted.all(|word| tokens(&text).any(|token| token.starts_with(word)))
}

fn tokens(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|token| !token.is_empty())
}

/// Compares with a pattern in which `*` stands for any text.
fn matches_wildcard(text: &str, pattern: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        let Some((_, after)) = rest.split_once(part) else { return false };
        rest = after;
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::{has_token, has_words};

    #[test]
    fn a_token_is_a_whole_word_unless_a_star_says_otherwise() {
        assert!(has_token("The Printer is broken", "printer"));
        assert!(!has_token("The printers are broken", "printer"));
        assert!(has_token("The printers are broken", "printer*"));
        assert!(has_token("ann@example.com", "*@example.com"));
        assert!(has_token("ann@example.com", "example.com"));
        assert!(!has_token("ann@example.com", "*@example.org"));
        assert!(has_token("ann@example.com", "a*x*com"));
        assert!(!has_token("anything", ""));
    }

    #[test]
    fn free_text_finds_the_beginnings_of_all_its_words_in_any_order() {
        assert!(has_words("Żółw nie działa od rana", "DZIAŁ żół"));
        assert!(!has_words("Żółw nie działa", "działa wcale"));
        assert!(!has_words("something", " - "));
    }
}
