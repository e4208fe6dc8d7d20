//! Folding: how text and query are made alike before they meet. "Zażółć", "ZAZOLC" and "zażółć" are one word.
//!
//! SQLite's own tokenizer removes diacritics but keeps the Polish ł, which is a letter, not an l with a mark; so both
//! sides are transliterated to ASCII here and the index is told to take ASCII as it comes.

/// The text in lower-case ASCII letters and digits, its words apart by one space.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            open(&mut folded, &mut gap);
            folded.push(c.to_ascii_lowercase());
        } else if c.is_ascii() || is_mark(c) {
            // A combining mark belongs to the letter before it; anything else of ASCII ends the word.
            gap |= c.is_ascii();
        } else {
            let plain = any_ascii::any_ascii_char(c);
            if !c.is_alphanumeric() || !plain.bytes().any(|byte| byte.is_ascii_alphanumeric()) {
                gap = true;
                continue;
            }
            for byte in plain.bytes().filter(u8::is_ascii_alphanumeric) {
                open(&mut folded, &mut gap);
                folded.push(char::from(byte.to_ascii_lowercase()));
            }
        }
    }
    folded
}

/// The words of a query, folded.
pub fn words(query: &str) -> Vec<String> {
    fold(query).split_ascii_whitespace().map(str::to_owned).collect()
}

fn open(folded: &mut String, gap: &mut bool) {
    if std::mem::take(gap) && !folded.is_empty() {
        folded.push(' ');
    }
}

fn is_mark(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polish_letters_fold_to_plain_ones_in_either_spelling_of_unicode() {
        assert_eq!(fold("Zażółć gęślą jaźń"), "zazolc gesla jazn");
        assert_eq!(fold("ŁÓDŹ"), "lodz");
        assert_eq!(fold("o\u{301}semka"), "osemka", "a combining mark splits a word");
    }

    #[test]
    fn punctuation_parts_words_and_nothing_else_remains() {
        assert_eq!(fold("  faktura-2026/11.pdf "), "faktura 2026 11 pdf");
        assert_eq!(fold("„cytat” — 😀"), "cytat");
        assert_eq!(words("Anna  O'Neil"), ["anna", "o", "neil"]);
    }
}
