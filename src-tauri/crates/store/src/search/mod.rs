//! Looking for conversations by words.
//!
//! All words must be in one entry of the history, or in the conversation's head (its customer, its ticket), or be shared
//! out between the two ("anna faktura": Anna's conversation with the word in a message). The last word may be unfinished.
//! Newest first: the index hands out the newest entries first and stops when there are enough, which costs the same for a
//! word in half of all messages as for a rare one; ranking would have to read all of them.

pub(crate) mod fold;
pub(crate) mod index;

use std::collections::HashMap;

use bellhop_model::ThreadId;
use rusqlite::Connection;

use crate::error::Result;

/// At most so many conversations are found; whoever wants more writes another word.
const MOST: usize = 500;
/// Entries looked at for words that are in every other message.
const ENTRIES: u32 = 20_000;
/// A word that is in more heads than this says nothing about a customer.
const HEADS: u32 = 5_000;
/// An unfinished word is looked for as each of the words that it may end as, if they are not more than these.
const ENDINGS: usize = 64;

/// Looks for conversations.
#[derive(Debug, Clone, Copy)]
pub struct Search<'c>(pub(crate) &'c Connection);

/// What was found, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchHits {
    /// The conversations.
    pub threads: Vec<ThreadId>,
    /// There are more than were looked for.
    pub more: bool,
}

impl Search<'_> {
    /// The conversations in which these words are, newest match first.
    pub fn threads(&self, query: &str) -> Result<SearchHits> {
        let words = self.terms(&fold::words(query))?;
        if words.is_empty() {
            return Ok(SearchHits::default());
        }
        let mut found = Found::default();
        let every: Vec<usize> = (0..words.len()).collect();
        let mut more = self.entries(&expression(&words, &every), None, &mut found)?;
        for (thread, at) in self.heads(&expression(&words, &every), u32::try_from(MOST).unwrap_or(u32::MAX))? {
            found.add(thread, at);
        }
        if words.len() > 1 {
            let (in_head, elsewhere) = self.shared_out(&words)?;
            if !in_head.is_empty() && !elsewhere.is_empty() {
                let heads = self.heads(&expression(&words, &in_head), HEADS)?;
                more |= self.entries(&expression(&words, &elsewhere), Some(&heads), &mut found)?;
            }
        }
        let mut newest: Vec<(i64, i64)> = found.newest.into_iter().map(|(thread, at)| (at, thread)).collect();
        newest.sort_unstable_by(|a, b| b.cmp(a));
        more |= newest.len() > MOST;
        newest.truncate(MOST);
        Ok(SearchHits { threads: self.names(newest.into_iter().map(|(_, thread)| thread))?, more })
    }

    /// Each word as FTS5 is asked for it. The last one is a beginning; a single letter is a word only by itself, for half of
    /// all messages begin some word with it.
    fn terms(&self, words: &[String]) -> Result<Vec<String>> {
        let mut terms: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
        if let (Some(last), Some(word)) = (terms.last_mut(), words.last())
            && word.len() > 1
        {
            let endings = if word.len() < index::EXPANDED { None } else { index::endings(self.0, word, ENDINGS)? };
            match endings {
                None => last.push('*'),
                Some(endings) if endings.is_empty() => {}
                Some(endings) => *last = format!("(\"{}\")", endings.join("\" OR \"")),
            }
        }
        Ok(terms)
    }

    /// Walks the matching entries, newest first; true when it stopped early.
    fn entries(&self, expression: &str, only: Option<&HashMap<i64, i64>>, found: &mut Found) -> Result<bool> {
        let mut statement = self.0.prepare_cached(ENTRIES_SQL)?;
        let mut rows = statement.query([expression])?;
        let mut looked = 0;
        let mut hits = 0;
        while let Some(row) = rows.next()? {
            looked += 1;
            let thread: i64 = row.get("thread")?;
            if only.is_none_or(|only| only.contains_key(&thread)) && found.add(thread, row.get("at")?) {
                hits += 1;
            }
            if looked >= ENTRIES || hits > MOST {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The conversations whose head matches, with the time of their newest message.
    fn heads(&self, expression: &str, limit: u32) -> Result<HashMap<i64, i64>> {
        let mut statement = self.0.prepare_cached(
            "SELECT t.row, t.sort_at FROM heads_fts f CROSS JOIN threads t ON t.row = f.rowid
             WHERE heads_fts MATCH ? AND t.listed < 2 LIMIT ?",
        )?;
        let rows = statement
            .query_map(rusqlite::params![expression, limit], |row| Ok((row.get("row")?, row.get("sort_at")?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// How many heads match, counted up to a limit.
    fn named(&self, expression: &str, limit: u32) -> Result<u32> {
        let mut statement = self.0.prepare_cached(
            "SELECT COUNT(*) AS heads FROM (SELECT rowid FROM heads_fts WHERE heads_fts MATCH ? LIMIT ?)",
        )?;
        Ok(statement.query_row(rusqlite::params![expression, limit], |row| row.get("heads"))?)
    }

    /// Shares the words out: those that name a customer or ticket, and the rest. The rarest name decides which.
    fn shared_out(&self, words: &[String]) -> Result<(Vec<usize>, Vec<usize>)> {
        let mut names = Vec::new();
        for word in 0..words.len() {
            let heads = self.named(&expression(words, &[word]), HEADS.saturating_add(1))?;
            if heads > 0 && heads <= HEADS {
                names.push((heads, word));
            }
        }
        names.sort_unstable();
        let mut in_head: Vec<usize> = Vec::new();
        for (_, word) in names {
            in_head.push(word);
            if in_head.len() > 1 && self.named(&expression(words, &in_head), 1)? == 0 {
                in_head.pop();
            }
        }
        let elsewhere = (0..words.len()).filter(|word| !in_head.contains(word)).collect();
        Ok((in_head, elsewhere))
    }

    fn names(&self, threads: impl Iterator<Item = i64>) -> Result<Vec<ThreadId>> {
        let mut statement = self.0.prepare_cached("SELECT id FROM threads WHERE row = ?")?;
        let mut names = Vec::new();
        for thread in threads {
            names.push(statement.query_row([thread], |row| crate::row::id(row, "id"))?);
        }
        Ok(names)
    }
}

const ENTRIES_SQL: &str = "
SELECT m.thread AS thread, m.at AS at FROM messages_fts f
CROSS JOIN messages m ON m.row = f.rowid CROSS JOIN threads t ON t.row = m.thread AND t.listed < 2
WHERE messages_fts MATCH ? ORDER BY f.rowid DESC";

/// The newest match of each conversation.
#[derive(Debug, Default)]
struct Found {
    newest: HashMap<i64, i64>,
}

impl Found {
    /// Adds a match; true for a conversation that was not found before.
    fn add(&mut self, thread: i64, at: i64) -> bool {
        let mut new = false;
        let newest = self.newest.entry(thread).or_insert_with(|| {
            new = true;
            at
        });
        *newest = at.max(*newest);
        new
    }
}

/// An FTS5 query of some of the words.
fn expression(terms: &[String], chosen: &[usize]) -> String {
    chosen.iter().filter_map(|place| terms.get(*place).map(String::as_str)).collect::<Vec<_>>().join(" AND ")
}

#[cfg(test)]
pub(crate) fn plan(conn: &Connection, expression: &str) -> Result<String> {
    let mut statement = conn.prepare(&format!("EXPLAIN QUERY PLAN {ENTRIES_SQL}"))?;
    let rows = statement.query_map([expression], |row| row.get::<_, String>("detail"))?;
    Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?.join("\n"))
}
