//! Which snippets a rep means by a few letters. Letters are folded, so "godz" and "GODŹ" find the same; a key weighs more than
//! a title, a title more than tags and folder, and these more than the body.

use bellhop_store::{Snippet, fold};

/// The snippets that fit, the best first; all of them, as they come, for an empty query.
pub(crate) fn ranked(snippets: Vec<Snippet>, query: &str) -> Vec<Snippet> {
    let query = fold(query);
    if query.is_empty() {
        return snippets;
    }
    let words: Vec<&str> = query.split(' ').collect();
    let mut found: Vec<(u32, Snippet)> =
        snippets.into_iter().filter_map(|snippet| Some((weight(&snippet, &query, &words)?, snippet))).collect();
    // Stable: what weighs the same stays in the order of titles.
    found.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    found.into_iter().map(|(_, snippet)| snippet).collect()
}

fn weight(snippet: &Snippet, query: &str, words: &[&str]) -> Option<u32> {
    let (key, title) = (fold(&snippet.key), fold(&snippet.title));
    let joined = query.replace(' ', "");
    if key.replace(' ', "") == joined {
        return Some(100);
    }
    if key.starts_with(query) || key.replace(' ', "").starts_with(&joined) {
        return Some(90);
    }
    if title.starts_with(query) {
        return Some(80);
    }
    let about = fold(&format!("{} {}", snippet.tags.join(" "), snippet.folder));
    let body = fold(&snippet.body);
    let every = |texts: &[&str]| words.iter().all(|word| texts.iter().any(|text| begins_a_word(text, word)));
    if every(&[&key, &title]) {
        return Some(70);
    }
    if every(&[&key, &title, &about]) {
        return Some(60);
    }
    if every(&[&key, &title, &about, &body]) {
        return Some(50);
    }
    if in_order(&key, &joined) || in_order(&title, &joined) {
        return Some(30);
    }
    words.iter().all(|word| word.len() > 2 && body.contains(word)).then_some(10)
}

fn begins_a_word(text: &str, word: &str) -> bool {
    text.split(' ').any(|one| one.starts_with(word))
}

/// Whether these letters are in the text in this order, beginning with the first letter of a word.
fn in_order(text: &str, letters: &str) -> bool {
    letters.len() > 1
        && text.split(' ').enumerate().any(|(at, _)| {
            let rest: String = text.split(' ').skip(at).collect();
            let mut rest = rest.chars();
            rest.as_str().starts_with(letters.get(..1).unwrap_or_default())
                && letters.chars().all(|letter| rest.any(|c| c == letter))
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    fn snippet(key: &str, title: &str, body: &str) -> Snippet {
        Snippet {
            id: key.into(),
            key: key.to_owned(),
            title: title.to_owned(),
            body: body.to_owned(),
            folder: "Sklep".to_owned(),
            tags: vec!["zwroty".to_owned()],
            language: None,
            files: Vec::new(),
            file: None,
            updated_at: DateTime::UNIX_EPOCH,
        }
    }

    fn found(query: &str) -> Vec<String> {
        let all = vec![
            snippet("adres", "Dane do wysyłki", "Prosimy o adres dostawy i numer telefonu."),
            snippet("godziny", "Godziny otwarcia", "Sklep w Łodzi jest otwarty od 9 do 17."),
            snippet("tyg", "Zamknięte w niedzielę", "Godziny podamy jutro."),
        ];
        ranked(all, query).into_iter().map(|snippet| snippet.key).collect()
    }

    #[test]
    fn a_few_letters_find_by_key_title_and_body_whatever_their_accents() {
        assert_eq!(found("GODŹ"), ["godziny", "tyg"], "a body outweighs a key");
        assert_eq!(found("wysylki"), ["adres"]);
        assert_eq!(found("lodzi"), ["godziny"]);
        assert_eq!(found("otw godz"), ["godziny"], "the words of a query have an order");
        assert_eq!(found("gdz"), ["godziny"], "letters that are left out hide it");
        assert_eq!(found("zwroty"), ["adres", "godziny", "tyg"]);
        assert_eq!(found(""), ["adres", "godziny", "tyg"]);
        assert_eq!(found("xyz"), Vec::<String>::new());
        assert_eq!(found("!?"), ["adres", "godziny", "tyg"]);
    }
}
