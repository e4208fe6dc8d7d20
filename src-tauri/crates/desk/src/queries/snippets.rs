//! Snippets, and what they say in a conversation.

use bellhop_model::ThreadId;
use bellhop_store::{Reads, Result, Snippet};
use chrono::{Datelike, Local, NaiveDate};

use super::context::context;
use crate::contract::{ApiError, FillArgs, SnippetsArgs};
use crate::desk::Desk;
use crate::names::Me;
use crate::packs::shared::pack_of;
use crate::snippets::fill::{Filled, Values, fill};
use crate::snippets::rank::ranked;
use crate::views::{DraftFile, FilledSnippet, SnippetText, SnippetView};

impl Desk {
    pub(crate) async fn snippets(&self, args: SnippetsArgs) -> Result<Vec<SnippetView>, ApiError> {
        let all = self.on.store.read(|reads| reads.snippets().all()).await?;
        Ok(ranked(all, args.search.as_deref().unwrap_or_default()).into_iter().map(view).collect())
    }

    pub(crate) async fn fill_snippet(&self, args: FillArgs) -> Result<FilledSnippet, ApiError> {
        let FillArgs { body, language, thread } = args;
        let (email, today) = (self.on.email.clone(), Local::now().date_naive());
        let date = written(today, &language);
        let values = self.on.store.read(move |reads| {
            let mut values = known(reads, &email, thread.as_ref())?;
            values.insert("date".to_owned(), date);
            Ok(values)
        });
        Ok(match fill(&body, values.await?) {
            Ok(Filled { text, html, unresolved }) => FilledSnippet { text, html, unresolved, trouble: None },
            Err(trouble) => FilledSnippet { trouble: Some(trouble), ..FilledSnippet::default() },
        })
    }
}

/// What names stand for: `me` always, `contact`, `ticket` and `owner` in a conversation that has them.
fn known(reads: &Reads<'_>, email: &str, thread: Option<&ThreadId>) -> Result<Values> {
    let mut values = Values::new();
    let owners = reads.owners().all()?;
    let me = Me::among(&owners, email);
    put_person(&mut values, "me", me.name.as_deref(), Some(email));
    let Some(thread) = thread else { return Ok(values) };
    let context = context(reads, thread)?;
    if let Some(ticket) = context.ticket {
        let owner = ticket.properties.iter().find(|property| property.name == "hubspot_owner_id");
        let owner = owner.and_then(|property| owners.iter().find(|one| one.id.as_str() == property.raw));
        put_person(
            &mut values,
            "owner",
            owner.map(|owner| owner.name.as_str()),
            owner.and_then(|owner| owner.email.as_deref()),
        );
        put(&mut values, "ticket.id", Some(ticket.id.as_str()));
        put(&mut values, "ticket.subject", ticket.subject.as_deref());
        for property in ticket.properties {
            put(&mut values, &format!("ticket.{}", property.name), Some(&property.value));
        }
    }
    if let Some(contact) = context.contact {
        for property in &contact.properties {
            put(&mut values, &format!("contact.{}", property.name), Some(&property.value));
        }
        let raw = reads.contacts().get(&contact.id)?.map(|contact| contact.properties).unwrap_or_default();
        for name in ["firstname", "lastname"] {
            put(&mut values, &format!("contact.{name}"), raw.get(name).map(String::as_str));
        }
        put(&mut values, "contact.name", Some(&contact.name));
        put(&mut values, "contact.email", contact.email.as_deref());
        put(&mut values, "contact.phone", contact.phone.as_deref());
        put(&mut values, "contact.company", contact.company.as_deref());
    }
    Ok(values)
}

fn put_person(values: &mut Values, who: &str, name: Option<&str>, email: Option<&str>) {
    put(values, &format!("{who}.name"), name);
    put(values, &format!("{who}.firstname"), name.and_then(|name| name.split_whitespace().next()));
    put(values, &format!("{who}.email"), email);
}

/// What is empty is not known.
fn put(values: &mut Values, name: &str, value: Option<&str>) {
    if let Some(value) = value.map(str::trim).filter(|value| !value.is_empty()) {
        values.insert(name.to_owned(), value.to_owned());
    }
}

/// A day as it is written in a letter.
fn written(day: NaiveDate, language: &str) -> String {
    const POLISH: [&str; 12] = [
        "stycznia",
        "lutego",
        "marca",
        "kwietnia",
        "maja",
        "czerwca",
        "lipca",
        "sierpnia",
        "września",
        "października",
        "listopada",
        "grudnia",
    ];
    let at = usize::try_from(day.month0()).unwrap_or_default();
    match POLISH.get(at).filter(|_| language == "pl") {
        Some(month) => format!("{} {month} {}", day.day(), day.year()),
        None => day.format("%-d %B %Y").to_string(),
    }
}

pub(crate) fn view(snippet: Snippet) -> SnippetView {
    let file = |file: bellhop_model::LocalFile| DraftFile {
        hash: file.hash,
        name: file.name,
        mime: file.mime,
        size: file.size,
    };
    SnippetView {
        id: snippet.id,
        updated_at: snippet.updated_at,
        shared: snippet.file.as_deref().and_then(pack_of).map(str::to_owned),
        file: snippet.file,
        says: SnippetText {
            key: snippet.key,
            title: snippet.title,
            body: snippet.body,
            folder: snippet.folder,
            tags: snippet.tags,
            language: snippet.language,
            files: snippet.files.into_iter().map(file).collect(),
        },
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_date_is_written_as_in_a_letter_of_its_language() {
        let day = NaiveDate::from_ymd_opt(2026, 9, 3).unwrap();
        assert_eq!(written(day, "pl"), "3 września 2026");
        assert_eq!(written(day, "en"), "3 September 2026");
    }
}
