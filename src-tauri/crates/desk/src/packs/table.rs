//! Snippets from a table, as other help desks export them: a line of headings, then one snippet a line.

use crate::views::{PackTrouble, PackTroubleKind, SnippetText};

/// Lines of one table.
const MOST: usize = 5_000;

/// What a table holds, and the lines that hold nothing; `name` is the table's own.
pub(crate) fn read(table: &str, name: &str) -> (Vec<SnippetText>, Vec<PackTrouble>) {
    let table = table.trim_start_matches('\u{feff}');
    let first = table.lines().next().unwrap_or_default();
    let comma = if first.matches(';').count() > first.matches(',').count() { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new().delimiter(comma).flexible(true).from_reader(table.as_bytes());
    let trouble = |kind, line: u64, detail: String| PackTrouble {
        file: name.to_owned(),
        line: u32::try_from(line).unwrap_or(u32::MAX),
        kind,
        detail,
    };
    let headings: Vec<String> = match reader.headers() {
        Ok(headings) => headings.iter().map(|heading| heading.trim().to_lowercase()).collect(),
        Err(problem) => return (Vec::new(), vec![trouble(PackTroubleKind::Unreadable, 1, problem.to_string())]),
    };
    let column = |names: &[&str]| headings.iter().position(|heading| names.contains(&heading.as_str()));
    let Some(body) = column(&["body", "text", "content", "treść"]) else {
        return (Vec::new(), vec![trouble(PackTroubleKind::NoBodyColumn, 1, headings.join(", "))]);
    };
    let others = [
        column(&["key", "shortcut", "klucz"]),
        column(&["title", "name", "tytuł"]),
        column(&["folder"]),
        column(&["tags", "etykiety"]),
        column(&["language", "język"]),
    ];
    let (mut snippets, mut troubles) = (Vec::new(), Vec::new());
    for row in reader.records().take(MOST) {
        let row = match row {
            Ok(row) => row,
            Err(problem) => {
                let line = problem.position().map_or(1, csv::Position::line);
                troubles.push(trouble(PackTroubleKind::Unreadable, line, problem.to_string()));
                continue;
            }
        };
        let line = row.position().map_or(1, csv::Position::line);
        let at =
            |column: Option<usize>| column.and_then(|column| row.get(column)).unwrap_or_default().trim().to_owned();
        let [key, title, folder, tags, language] = others.map(at);
        let body = at(Some(body));
        if body.is_empty() {
            troubles.push(trouble(PackTroubleKind::Empty, line, String::new()));
            continue;
        }
        let title = if title.is_empty() { body.chars().take(60).collect() } else { title };
        let tags = tags.split([',', '|']).map(str::trim).filter(|tag| !tag.is_empty()).map(str::to_owned).collect();
        let language = Some(language).filter(|language| !language.is_empty());
        snippets.push(SnippetText { key, title, body, folder, tags, language, files: Vec::new() });
    }
    (snippets, troubles)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn tables_with_commas_or_semicolons_and_texts_of_several_lines_are_read() {
        let (snippets, troubles) =
            read("Name,Shortcut,Content,tags\nHours,#hours,\"9–17,\ndaily\",a|b\nEmpty,,,\n", "t.csv");
        assert_eq!((snippets[0].title.as_str(), snippets[0].key.as_str()), ("Hours", "#hours"));
        assert_eq!((snippets[0].body.as_str(), snippets[0].tags.len()), ("9–17,\ndaily", 2));
        assert_eq!((troubles[0].kind, troubles[0].line), (PackTroubleKind::Empty, 4));
        let (polish, _) = read("Tytuł;Treść\nAdres;\"Długa 1; Łódź\"\n", "t.csv");
        assert_eq!(polish[0].body, "Długa 1; Łódź");
        assert_eq!(read("a,b\n1,2\n", "t.csv").1[0].kind, PackTroubleKind::NoBodyColumn);
    }
}
