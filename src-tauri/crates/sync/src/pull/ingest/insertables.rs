//! What can be put into answers, from five shapes of the wire. What leads nowhere on the web, or is not meant for customers,
//! becomes nothing.

use bellhop_hubspot::{
    client::OUTGOING_FOLDER,
    wire::{crm::Object, files::File, scheduler::MeetingLink, site_search::Article},
};
use bellhop_model::{ActorId, Insertable, InsertableFile, InsertableKind};
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;

use super::text_of;

/// The properties of quotes that are read.
pub const QUOTE: &[&str] = &["hs_title", "hs_quote_number", "hs_expiration_date", "hs_quote_link"];

/// A meeting link.
pub fn meeting(wire: MeetingLink) -> Option<Insertable> {
    let one = bare(InsertableKind::Meeting, wire.id, said(wire.name).or(said(Some(wire.slug.clone())))?);
    let owner = wire.organizer_user_id.map(|user| ActorId(format!("A-{user}")));
    Some(Insertable { url: Some(on_the_web(wire.link)?), note: said(Some(wire.slug)), owner, ..one })
}

/// A quote that its customer can open.
pub fn quote(wire: Object) -> Option<Insertable> {
    let mut properties = wire.properties;
    let mut value = |name: &str| said(properties.remove(name).flatten());
    let (title, number, link) = (value("hs_title"), value("hs_quote_number"), value("hs_quote_link"));
    let until = value("hs_expiration_date").as_deref().and_then(day);
    let one = bare(InsertableKind::Quote, wire.id, title.or_else(|| number.clone())?);
    let url = Some(on_the_web(link?)?);
    Some(Insertable { url, note: number, until, updated_at: Some(wire.updated_at), ..one })
}

/// An article that everybody can read.
pub fn article(wire: Article) -> Option<Insertable> {
    if wire.is_private {
        return None;
    }
    let id = match wire.id {
        Value::String(id) => id,
        Value::Number(id) => id.to_string(),
        _ => return None,
    };
    let one = bare(InsertableKind::Article, id, plain(wire.title)?);
    let places: Vec<String> = [said(wire.category), said(wire.subcategory)].into_iter().flatten().collect();
    Some(Insertable {
        url: Some(on_the_web(wire.url)?),
        note: said(Some(places.join(" › "))),
        about: plain(wire.description),
        updated_at: moment(&wire.published_date),
        ..one
    })
}

/// A document or a video. What customers or colleagues sent in messages is not the account's to give out.
pub fn file(kind: InsertableKind, wire: File) -> Option<Insertable> {
    let kept_back = ["HIDDEN", "SENSITIVE"].iter().any(|level| wire.access.starts_with(level));
    let path = wire.path.unwrap_or_default();
    if wire.archived || kept_back || path.starts_with(&format!("{OUTGOING_FOLDER}/")) {
        return None;
    }
    let title = said(wire.name)?;
    let name = match said(wire.extension) {
        Some(extension) if !title.ends_with(&format!(".{extension}")) => format!("{title}.{extension}"),
        _ => title.clone(),
    };
    let open = wire.access.starts_with("PUBLIC");
    let folder = path.rsplit_once('/').map(|(folder, _)| folder.trim_start_matches('/').replace('/', " › "));
    Some(Insertable {
        url: wire.url.filter(|_| open).and_then(on_the_web),
        note: said(folder),
        updated_at: Some(wire.updated_at),
        file: Some(InsertableFile { name, size: wire.size }),
        ..bare(kind, wire.id, title)
    })
}

fn bare(kind: InsertableKind, id: String, title: String) -> Insertable {
    Insertable {
        kind,
        id,
        title,
        url: None,
        note: None,
        about: None,
        owner: None,
        until: None,
        updated_at: None,
        file: None,
    }
}

fn on_the_web(url: String) -> Option<String> {
    (url.starts_with("https://") || url.starts_with("http://")).then_some(url)
}

/// A text that says something.
fn said(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// The site search marks what it found.
fn plain(text: Option<String>) -> Option<String> {
    let text = said(text)?;
    said(Some(if text.contains(['<', '&']) { text_of(&text) } else { text }))
}

/// A date, or the time of midnight.
fn day(text: &str) -> Option<NaiveDate> {
    let whole = || DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc());
    let counted = || DateTime::from_timestamp_millis(text.parse().ok()?);
    text.parse().ok().or_else(|| whole().or_else(counted).map(|at| at.date_naive()))
}

fn moment(date: &Value) -> Option<DateTime<Utc>> {
    match date {
        Value::Number(ms) => DateTime::from_timestamp_millis(ms.as_i64()?),
        Value::String(text) => DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;

    fn wire_file(access: &str, path: &str) -> File {
        let body = json!({ "id": "7", "name": "Cennik", "extension": "pdf", "path": path, "access": access,
            "type": "DOCUMENT", "size": 10, "url": "https://files.example.com/7",
            "createdAt": "2026-11-01T08:00:00Z", "updatedAt": "2026-11-02T08:00:00Z" });
        serde_json::from_value(body).unwrap()
    }

    #[test]
    fn what_came_in_messages_is_never_offered_and_a_private_file_has_no_link() {
        let of = |access: &str, path: &str| file(InsertableKind::Document, wire_file(access, path));
        assert_eq!(of("HIDDEN_PRIVATE", "/conversations/faktura.pdf"), None, "a customer's own file is offered");
        assert_eq!(of("PRIVATE", "/bellhop/0190/oferta.pdf"), None, "what went out in a message is offered");
        let open = of("PUBLIC_NOT_INDEXABLE", "/Dokumenty/Cenniki/Cennik.pdf").unwrap();
        assert_eq!(open.url.as_deref(), Some("https://files.example.com/7"));
        assert_eq!(
            (open.note.as_deref(), open.file.unwrap().name),
            (Some("Dokumenty › Cenniki"), "Cennik.pdf".to_owned())
        );
        let private = of("PRIVATE", "/Umowa.pdf").unwrap();
        assert_eq!((private.url, private.note), (None, None), "its address opens for nobody");
    }

    #[test]
    fn an_article_loses_the_marks_of_the_search_and_a_private_one_is_left_out() {
        let of = |private: bool| {
            let body = json!({ "id": 9, "title": "Jak <span class=\"hs-search-highlight\">zwr\u{f3}ci\u{107}</span> lamp\u{119}",
                "url": "https://pomoc.example.com/zwrot", "category": "Zwroty", "isPrivate": private,
                "publishedDate": 1_795_000_000_000_i64 });
            article(serde_json::from_value(body).unwrap())
        };
        let shown = of(false).unwrap();
        assert_eq!((shown.id.as_str(), shown.title.as_str()), ("9", "Jak zwr\u{f3}ci\u{107} lamp\u{119}"));
        assert_eq!(shown.updated_at.unwrap().timestamp_millis(), 1_795_000_000_000);
        assert_eq!(of(true), None);
    }

    #[test]
    fn a_quote_without_a_link_cannot_be_given_out_and_its_last_day_is_read_in_every_form() {
        let of = |link: Option<&str>, until: &str| {
            let body = json!({ "id": "1", "properties": { "hs_title": "Lampy", "hs_quote_link": link,
                "hs_expiration_date": until }, "createdAt": "2026-11-01T08:00:00Z", "updatedAt": "2026-11-02T08:00:00Z" });
            quote(serde_json::from_value(body).unwrap())
        };
        assert_eq!(of(None, "2026-12-31"), None);
        assert_eq!(of(Some("javascript:alert(1)"), "2026-12-31"), None);
        for until in ["2026-12-31", "2026-12-31T00:00:00Z", "1798675200000"] {
            let found = of(Some("https://quotes.example.com/1"), until).unwrap();
            assert_eq!(found.until, NaiveDate::from_ymd_opt(2026, 12, 31), "{until}");
        }
    }
}
