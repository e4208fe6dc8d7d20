//! The scheduler API: every person of the account has one meeting link. Made from the owners; nothing can be booked here.

use axum::{Json, Router, extract::State, routing::get};
use bellhop_hubspot::wire::{Page, scheduler::MeetingLink};

use crate::{
    db::owners::{self, OwnerRow},
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
        let mut rows = owners::list(connection)?;
        rows.retain(|row| row.archived_at.is_none());
        let fits = |link: &MeetingLink| {
            name.as_ref().is_none_or(|name| link.name.as_ref().is_some_and(|it| it.to_lowercase().contains(name)))
                && organizer.as_ref().is_none_or(|id| link.organizer_user_id.as_ref() == Some(id))
                && kind.as_ref().is_none_or(|kind| link.kind.to_lowercase() == *kind)
        };
        let links: Vec<(i64, MeetingLink)> =
            rows.iter().filter_map(|row| Some((row.id, link_of(row)?))).filter(|(_, link)| fits(link)).collect();
        let total = links.len();
        let mut rest = links.into_iter().filter(|(id, _)| *id > after);
        let shown: Vec<(i64, MeetingLink)> = rest.by_ref().take(limit).collect();
        let next = rest.next().and_then(|_| shown.last()).map(|(id, _)| id.to_string());
        let page = Page::new(shown.into_iter().map(|(_, link)| link).collect(), next);
        Ok(Page { total: u64::try_from(total).ok(), ..page })
    });
    page.await.map(Json)
}

fn link_of(row: &OwnerRow) -> Option<MeetingLink> {
    let user = row.user_id?.to_string();
    let name =
        [row.first_name.as_deref(), row.last_name.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let slug = row.email.as_deref()?.split('@').next()?.replace('.', "-");
    Some(MeetingLink {
        id: format!("{}", row.id),
        link: format!("https://meetings.example.com/{slug}"),
        slug,
        name: Some(name).filter(|name| !name.is_empty()),
        kind: "PERSONAL_LINK".to_owned(),
        default_link: true,
        user_ids_of_link_members: vec![user.clone()],
        organizer_user_id: Some(user),
    })
}
