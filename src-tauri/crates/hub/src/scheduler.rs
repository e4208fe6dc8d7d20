//! The scheduler API: a meeting link of their own for every person of the account, and those that somebody made. Nothing can
//! be booked here.

use axum::{Json, Router, extract::State, routing::get};
use bellhop_hubspot::wire::{Page, scheduler::MeetingLink};
use rusqlite::Connection;

use crate::{
    db::{
        meeting_links::{self, MeetingLinkRow},
        owners::{self, OwnerRow},
    },
    server::{Bases, Shared, Version, answer::ApiError, auth::Caller, families, query::Params},
};

const SCOPES: &[&str] = &["scheduler.meetings.meeting-link.read"];

const SCHEDULER: Bases = &[
    ("/scheduler/2026-09", Version::V2026_09),
    ("/scheduler/2026-03", Version::V2026_03),
    ("/scheduler/v3", Version::Legacy),
];

/// The scheduler's routes under all their paths.
pub(crate) fn routes() -> Router<Shared> {
    families(SCHEDULER, || Router::new().route("/meetings/meeting-links", get(list)))
}

/// `GET /scheduler/…/meetings/meeting-links` with `after`, `limit`, `name`, `organizerUserId` and `type`.
async fn list(State(app): State<Shared>, caller: Caller, query: Params) -> Result<Json<Page<MeetingLink>>, ApiError> {
    caller.require(SCOPES)?;
    let (limit, after) = (query.strict_limit(100, 500)?, query.after()?);
    let [name, organizer, kind] =
        ["name", "organizerUserId", "type"].map(|filter| query.get(filter).map(str::to_lowercase));
    let page = app.db.read(move |connection| {
        let fits = |link: &MeetingLink| {
            name.as_ref().is_none_or(|name| link.name.as_ref().is_some_and(|it| it.to_lowercase().contains(name)))
                && organizer.as_ref().is_none_or(|id| link.organizer_user_id.as_ref() == Some(id))
                && kind.as_ref().is_none_or(|kind| link.kind.to_lowercase() == *kind)
        };
        let links: Vec<(i64, MeetingLink)> = all(connection)?.into_iter().filter(|(_, link)| fits(link)).collect();
        let total = links.len();
        let mut rest = links.into_iter().filter(|(id, _)| *id > after);
        let shown: Vec<(i64, MeetingLink)> = rest.by_ref().take(limit).collect();
        let next = rest.next().and_then(|_| shown.last()).map(|(id, _)| id.to_string());
        let page = Page::new(shown.into_iter().map(|(_, link)| link).collect(), next);
        Ok(Page { total: u64::try_from(total).ok(), ..page })
    });
    page.await.map(Json)
}

/// Every link with its id, in their order. The ids of owners lie below those of the table.
fn all(connection: &Connection) -> Result<Vec<(i64, MeetingLink)>, ApiError> {
    let mut people = owners::list(connection)?;
    people.retain(|row| row.archived_at.is_none());
    let users: Vec<String> = people.iter().filter_map(|row| Some(row.user_id?.to_string())).collect();
    let mut links: Vec<(i64, MeetingLink)> = people.iter().filter_map(|row| Some((row.id, own_link(row)?))).collect();
    links.extend(meeting_links::list(connection)?.into_iter().map(|row| (row.id, made_link(row, &users))));
    links.sort_by_key(|(id, _)| *id);
    Ok(links)
}

fn own_link(row: &OwnerRow) -> Option<MeetingLink> {
    let user = row.user_id?.to_string();
    let slug = row.email.as_deref()?.split('@').next()?.replace('.', "-");
    Some(MeetingLink {
        id: row.id.to_string(),
        link: address(&slug),
        slug,
        name: Some(format!("Meeting with {}", row.full_name())),
        kind: "PERSONAL_LINK".to_owned(),
        default_link: true,
        user_ids_of_link_members: vec![user.clone()],
        organizer_user_id: Some(user),
    })
}

fn made_link(row: MeetingLinkRow, users: &[String]) -> MeetingLink {
    let organizer = row.organizer.map(|user| user.to_string());
    MeetingLink {
        id: row.id.to_string(),
        link: address(&row.slug),
        slug: row.slug,
        name: Some(row.name),
        kind: row.kind,
        default_link: false,
        user_ids_of_link_members: organizer.clone().map_or_else(|| users.to_vec(), |user| vec![user]),
        organizer_user_id: organizer,
    }
}

fn address(slug: &str) -> String {
    format!("https://meetings.example.com/{slug}")
}
