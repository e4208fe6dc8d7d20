//! One snippet as a file: a head of names and values between two lines of dashes, then the text.

use crate::snippets::fill::{Values, fill};
use crate::snippets::key;
use crate::views::{PackTroubleKind, SnippetText};

/// Why a file is no snippet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unreadable {
    pub(crate) kind: PackTroubleKind,
    pub(crate) line: u32,
    pub(crate) detail: String,
}

const FENCE: &str = "---";

/// Reads a file. `name` is the title of one that has none.
pub(crate) fn read(text: &str, name: &str) -> Result<SnippetText, Unreadable> {
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let mut says = SnippetText {
        key: String::new(),
        title: name.to_owned(),
        body: String::new(),
        folder: String::new(),
        tags: Vec::new(),
        language: None,
        files: Vec::new(),
    };
    let mut above = 0;
    let mut body = text.as_str();
    if let Some(rest) = text.strip_prefix("---\n") {
        let (head, after) = split(rest)?;
        read_head(head, &mut says)?;
        above = 2 + head.lines().count();
        body = after;
    }
    body.strip_suffix('\n').unwrap_or(body).clone_into(&mut says.body);
    check(&says, above)?;
    Ok(says)
}

/// The head and the text below it.
fn split(rest: &str) -> Result<(&str, &str), Unreadable> {
    if let Some(body) = rest.strip_prefix("---\n") {
        return Ok(("", body));
    }
    match rest.split_once("\n---\n") {
        Some((head, body)) => Ok((head, body)),
        None => match rest.strip_suffix("\n---") {
            Some(head) => Ok((head, "")),
            None => Err(unreadable(PackTroubleKind::NotClosed, 1, FENCE)),
        },
    }
}

fn read_head(head: &str, says: &mut SnippetText) -> Result<(), Unreadable> {
    let mut list = None;
    for (line, text) in (2..).zip(head.lines()) {
        if text.trim().is_empty() || text.trim_start().starts_with('#') {
            continue;
        }
        if let Some(item) = text.trim_start().strip_prefix("- ") {
            if list == Some("tags") {
                says.tags.push(value(item, line)?);
            }
            continue;
        }
        if text.starts_with([' ', '\t']) {
            continue;
        }
        let Some((name, given)) = text.split_once(':') else {
            return Err(unreadable(PackTroubleKind::NoColon, line, text));
        };
        list = Some(name.trim());
        match name.trim() {
            "key" => says.key = value(given, line)?,
            "title" => says.title = value(given, line)?,
            "folder" => says.folder = value(given, line)?,
            "language" => says.language = Some(value(given, line)?).filter(|language| !language.is_empty()),
            "tags" => says.tags = several(given, line)?,
            // Whatever else a team notes there is theirs.
            _ => {}
        }
    }
    Ok(())
}

/// One value: bare, or in quotes.
fn value(given: &str, line: u32) -> Result<String, Unreadable> {
    let given = given.trim();
    let open = || unreadable(PackTroubleKind::Quotes, line, given);
    match given.chars().next() {
        Some('"') => serde_json::from_str(given).map_err(|_| open()),
        Some('\'') => {
            let inner = given.get(1..).and_then(|rest| rest.strip_suffix('\'')).ok_or_else(open)?;
            Ok(inner.replace("''", "'"))
        }
        _ => Ok(given.to_owned()),
    }
}

/// Several values in brackets, or with commas between.
fn several(given: &str, line: u32) -> Result<Vec<String>, Unreadable> {
    let given = given.trim();
    let inner = match given.strip_prefix('[') {
        Some(rest) => rest.strip_suffix(']').ok_or_else(|| unreadable(PackTroubleKind::Quotes, line, given))?,
        None => given,
    };
    let mut values = Vec::new();
    let (mut part, mut quoted) = (String::new(), None);
    for c in inner.chars().chain([',']) {
        match (c, quoted) {
            (',', None) => {
                values.push(value(&part, line)?);
                part.clear();
                continue;
            }
            ('"' | '\'', None) => quoted = Some(c),
            (c, Some(mark)) if c == mark => quoted = None,
            _ => {}
        }
        part.push(c);
    }
    if quoted.is_some() {
        return Err(unreadable(PackTroubleKind::Quotes, line, given));
    }
    values.retain(|value| !value.is_empty());
    Ok(values)
}

fn check(says: &SnippetText, above: usize) -> Result<(), Unreadable> {
    let first = u32::try_from(above + 1).unwrap_or(u32::MAX);
    if key::tidy(&says.key).is_none() {
        return Err(unreadable(PackTroubleKind::Key, 1, &says.key));
    }
    if says.body.trim().is_empty() {
        return Err(unreadable(PackTroubleKind::Empty, first, ""));
    }
    fill(&says.body, Values::new()).map(drop).map_err(|trouble| Unreadable {
        kind: PackTroubleKind::Body,
        line: first.saturating_add(trouble.line).saturating_sub(1),
        detail: crate::commands::snippets::sentence(&trouble),
    })
}

fn unreadable(kind: PackTroubleKind, line: u32, detail: &str) -> Unreadable {
    Unreadable { kind, line, detail: detail.chars().take(80).collect() }
}

/// The same snippet as a file.
pub(crate) fn written(says: &SnippetText) -> String {
    let mut head = vec![format!("title: {}", quoted(&says.title))];
    let mut put = |name: &str, value: &str| {
        if !value.is_empty() {
            head.push(format!("{name}: {}", quoted(value)));
        }
    };
    put("key", &says.key);
    put("folder", &says.folder);
    put("language", says.language.as_deref().unwrap_or_default());
    if !says.tags.is_empty() {
        head.push(format!("tags: [{}]", says.tags.iter().map(|tag| quoted(tag)).collect::<Vec<_>>().join(", ")));
    }
    format!("{FENCE}\n{}\n{FENCE}\n{}\n", head.join("\n"), says.body)
}

/// A value as it stands in a head: in quotes where it could be read as something else.
fn quoted(value: &str) -> String {
    let plain = value.chars().all(|c| c.is_alphanumeric() || " -_.!?()/".contains(c))
        && value.starts_with(char::is_alphanumeric)
        && value.trim() == value;
    if plain { value.to_owned() } else { serde_json::Value::from(value).to_string() }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn problem(text: &str) -> (PackTroubleKind, u32) {
        let problem = read(text, "x").unwrap_err();
        (problem.kind, problem.line)
    }

    #[test]
    fn what_is_written_is_read_back_the_same() {
        let says = SnippetText {
            key: "żółw".to_owned(),
            title: "Godziny: \"otwarcia\" #1".to_owned(),
            body: "Cześć {{ contact.firstname }},\n\n---\n- a\n".to_owned(),
            folder: "Sklep/Łódź".to_owned(),
            tags: vec!["a, b".to_owned(), "it's".to_owned(), "c".to_owned()],
            language: Some("pl".to_owned()),
            files: Vec::new(),
        };
        let back = read(&written(&says), "other").unwrap();
        assert_eq!(format!("{back:?}"), format!("{says:?}"));
    }

    #[test]
    fn heads_as_people_write_them_are_understood() {
        let says = read(
            "\u{feff}---\r\ntitle: 'It''s'\r\n# a note\r\nauthor: Ewa\r\ntags:\r\n  - one\r\n  - \"two, 2\"\r\n---\r\nHello\r\n",
            "x",
        );
        let says = says.unwrap();
        assert_eq!((says.title.as_str(), says.body.as_str()), ("It's", "Hello"));
        assert_eq!(says.tags, ["one", "two, 2"]);
        let bare = read("Just a text", "greeting").unwrap();
        assert_eq!((bare.title.as_str(), bare.body.as_str()), ("greeting", "Just a text"));
    }

    #[test]
    fn a_broken_file_is_told_with_its_line() {
        assert_eq!(problem("---\ntitle: a\nbody"), (PackTroubleKind::NotClosed, 1));
        assert_eq!(problem("---\ntitle: a\nkey\n---\nx"), (PackTroubleKind::NoColon, 3));
        assert_eq!(problem("---\ntitle: \"a\n---\nx"), (PackTroubleKind::Quotes, 2));
        assert_eq!(problem("---\ntags: [a, b\n---\nx"), (PackTroubleKind::Quotes, 2));
        assert_eq!(problem("---\nkey: two words\n---\nx"), (PackTroubleKind::Key, 1));
        assert_eq!(problem("---\ntitle: a\n---\n\n"), (PackTroubleKind::Empty, 4));
        assert_eq!(problem("---\ntitle: a\n---\nx\n{% for a in b %}"), (PackTroubleKind::Body, 5));
    }
}
