//! From a body and what is known to words for the editor. Pure: the same body and values give the same words.
//!
//! Values are escaped for Markdown on their way in, so that a customer called `**Anna**` or `<b>` stays what they are called.
//! Blocks other than conditions are refused before anything runs: without loops, definitions and includes a body cannot
//! grow, and minijinja's fuel and the size of the output bound the rest.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use minijinja::value::{Object, Rest, Value};
use minijinja::{AutoEscape, Environment, ErrorKind, Output, State, UndefinedBehavior};

use super::page::{Page, page};
use super::unresolved::unresolved;
use crate::views::{SnippetTrouble, SnippetTroubleKind};

/// Bytes of a body.
pub(crate) const LONGEST_BODY: usize = 64 * 1024;
/// Bytes of what comes out.
const LONGEST_WORDS: usize = 256 * 1024;
/// Steps of minijinja; what a body of the greatest length needs, and some more.
const FUEL: u64 = 400_000;
/// Letters of a question.
const LONGEST_QUESTION: usize = 80;
/// The only blocks: conditions.
const BLOCKS: [&str; 4] = ["if", "elif", "else", "endif"];

/// What is known, by full name: `contact.firstname`, `date`.
pub(crate) type Values = BTreeMap<String, String>;

/// A filled body.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Filled {
    pub(crate) text: String,
    /// The same with its style, when it has any.
    pub(crate) html: Option<String>,
    /// Names that nobody knows, as they stand in the text.
    pub(crate) unresolved: Vec<String>,
}

/// Fills a body.
pub(crate) fn fill(body: &str, values: Values) -> Result<Filled, SnippetTrouble> {
    if body.len() > LONGEST_BODY {
        return Err(trouble(SnippetTroubleKind::TooLong, body.lines().count(), String::new()));
    }
    only_conditions(body)?;
    let cell = cell();
    let known = Value::from_object(Name { path: String::new(), values: Arc::new(values) });
    let words = cell.template_from_named_str("snippet", body).and_then(|template| template.render(known));
    let words = words.map_err(|problem| refused(&problem))?;
    if words.len() > LONGEST_WORDS {
        return Err(trouble(SnippetTroubleKind::TooLong, body.lines().count(), String::new()));
    }
    let Page { text, html } = page(&words);
    Ok(Filled { unresolved: unresolved(&text), text, html })
}

/// Refuses every block that is not a condition, with its line.
fn only_conditions(body: &str) -> Result<(), SnippetTrouble> {
    let mut line = 1;
    let mut parts = body.split("{%");
    line += parts.next().map_or(0, breaks);
    for part in parts {
        let word = part.trim_start_matches(['-', '+']).trim_start();
        let word: String = word.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        if !BLOCKS.contains(&word.as_str()) {
            let kind = if word == "for" { SnippetTroubleKind::Loop } else { SnippetTroubleKind::Block };
            return Err(trouble(kind, line, word));
        }
        line += breaks(part);
    }
    Ok(())
}

fn breaks(text: &str) -> usize {
    text.matches('\n').count()
}

/// Where a body is filled: it knows a few ways to put a word, and a question to the rep.
fn cell() -> Environment<'static> {
    let mut cell = Environment::empty();
    cell.set_undefined_behavior(UndefinedBehavior::Strict);
    cell.set_auto_escape_callback(|_| AutoEscape::Custom("markdown".into()));
    cell.set_fuel(Some(FUEL));
    cell.set_recursion_limit(60);
    cell.set_formatter(|out: &mut Output<'_>, _: &mut State<'_, '_>, value: &Value| {
        if value.is_safe() {
            write!(out, "{value}")?;
        } else {
            out.write_str(&escaped(&value.to_string()))?;
        }
        Ok(())
    });
    cell.add_filter("default", |value: &Value, other: Rest<Value>| match name_of(value) {
        None if !value.is_undefined() => value.clone(),
        _ => other.first().cloned().unwrap_or_else(|| Value::from("")),
    });
    cell.add_filter("upper", |value: &Value| reworded(value, str::to_uppercase));
    cell.add_filter("lower", |value: &Value| reworded(value, str::to_lowercase));
    cell.add_filter("trim", |value: &Value| reworded(value, |text| text.trim().to_owned()));
    cell.add_filter("capitalize", |value: &Value| reworded(value, capitalized));
    cell.add_test("defined", |value: &Value| name_of(value).is_none() && !value.is_undefined());
    cell.add_function("ask", |question: &Value| {
        let plain: String = question.to_string().replace(['{', '}', '\n', '\r'], " ");
        let path = plain.trim().chars().take(LONGEST_QUESTION).collect();
        Value::from_object(Name { path, values: Arc::default() })
    });
    cell
}

/// A name that stands for something, as far as it is spelled out: `contact` and then `contact.firstname`. Once nothing
/// follows and nothing is known under it, it is written as itself in braces.
#[derive(Debug)]
struct Name {
    path: String,
    values: Arc<Values>,
}

impl Object for Name {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let key = key.as_str()?;
        if self.path.is_empty() && key == "ask" {
            return None;
        }
        let path = if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) };
        Some(match self.values.get(&path) {
            Some(value) => Value::from(value.as_str()),
            None => Value::from_object(Self { path, values: Arc::clone(&self.values) }),
        })
    }

    fn is_true(self: &Arc<Self>) -> bool {
        false
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{{{{{}}}}}", self.path)
    }
}

fn name_of(value: &Value) -> Option<&Name> {
    value.downcast_object_ref::<Name>()
}

/// A word in another form; a name that nobody knows stays as it is.
fn reworded(value: &Value, form: fn(&str) -> String) -> Value {
    match name_of(value) {
        Some(_) => value.clone(),
        None => Value::from(form(&value.to_string())),
    }
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Text that Markdown takes as it is: it lets every mark of ASCII be escaped.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_punctuation() {
            safe.push('\\');
        }
        safe.push(c);
    }
    safe
}

fn refused(problem: &minijinja::Error) -> SnippetTrouble {
    let kind = match problem.kind() {
        ErrorKind::OutOfFuel => SnippetTroubleKind::TooLong,
        _ => SnippetTroubleKind::Syntax,
    };
    let detail = problem.detail().map_or_else(|| problem.kind().to_string(), str::to_owned);
    trouble(kind, problem.line().unwrap_or(1), detail)
}

fn trouble(kind: SnippetTroubleKind, line: usize, detail: String) -> SnippetTrouble {
    SnippetTrouble { kind, line: u32::try_from(line).unwrap_or(u32::MAX), detail }
}

#[cfg(test)]
mod tests;
