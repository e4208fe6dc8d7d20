//! The calls for owners, users and teams: the same people, under their two ids.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Path, State},
};
use bellhop_hubspot::wire::{
    Page,
    crm::{Owner, Team},
};
use rusqlite::Connection;
use serde::Serialize;

use crate::{
    db::{
        from_millis,
        owners::{self, OwnerRow},
        teams,
    },
    server::{Shared, answer::ApiError, auth::Caller, query::Params},
};

const OWNER_SCOPES: &[&str] = &["crm.objects.owners.read"];
const USER_SCOPES: &[&str] = &["settings.users.read", "crm.objects.users.read"];
const TEAM_SCOPES: &[&str] = &["settings.users.teams.read"];

/// Names of teams, and the extra teams of owners.
struct Memberships {
    names: BTreeMap<i64, String>,
    extra: Vec<(i64, i64)>,
}

impl Memberships {
    fn read(connection: &Connection) -> Result<Self, ApiError> {
        let names = teams::list(connection)?.into_iter().map(|team| (team.id, team.name)).collect();
        Ok(Self { names, extra: teams::members(connection)? })
    }

    fn extra_of(&self, owner: i64) -> impl Iterator<Item = i64> {
        self.extra.iter().filter(move |(_, member)| *member == owner).map(|(team, _)| *team)
    }

    fn of(&self, row: &OwnerRow) -> Vec<Team> {
        let primary = row.primary_team_id.map(|team| (team, true));
        let extra = self.extra_of(row.id).map(|team| (team, false));
        let named = primary.into_iter().chain(extra).filter_map(|(team, primary)| {
            Some(Team { id: team.to_string(), name: self.names.get(&team)?.clone(), primary })
        });
        named.collect()
    }
}

fn show(row: &OwnerRow, memberships: &Memberships) -> Owner {
    let is_archived = row.archived_at.is_some();
    Owner {
        id: row.id.to_string(),
        user_id: row.user_id.filter(|_| !is_archived),
        user_id_including_inactive: row.user_id,
        email: row.email.clone(),
        first_name: row.first_name.clone(),
        last_name: row.last_name.clone(),
        kind: row.kind.clone(),
        teams: memberships.of(row),
        archived: is_archived,
        created_at: Some(from_millis(row.created_at)),
        updated_at: Some(from_millis(row.updated_at)),
    }
}

/// `GET /crm/owners/…`.
pub(super) async fn list(
    State(app): State<Shared>,
    caller: Caller,
    query: Params,
) -> Result<Json<Page<Owner>>, ApiError> {
    caller.require(OWNER_SCOPES)?;
    let (limit, after) = (query.strict_limit(100, 500)?, query.after()?);
    let is_archived = query.get("archived") == Some("true");
    let email = query.get("email").map(str::to_lowercase);
    let page = app.db.read(move |connection| {
        let memberships = Memberships::read(connection)?;
        let mut rows = owners::list(connection)?;
        rows.retain(|row| {
            row.id > after
                && row.archived_at.is_some() == is_archived
                && email.as_ref().is_none_or(|email| row.email.as_ref().is_some_and(|it| it.to_lowercase() == *email))
        });
        let is_more = rows.len() > limit;
        rows.truncate(limit);
        let after = if is_more { rows.last().map(|row| row.id.to_string()) } else { None };
        Ok(Page::new(rows.iter().map(|row| show(row, &memberships)).collect(), after))
    });
    page.await.map(Json)
}

/// `GET /crm/owners/…/{id}` with `idProperty` id or userId.
pub(super) async fn get(
    State(app): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    query: Params,
) -> Result<Json<Owner>, ApiError> {
    caller.require(OWNER_SCOPES)?;
    let is_archived = query.get("archived") == Some("true");
    let by_user = match query.get("idProperty") {
        None | Some("id") => false,
        Some("userId") => true,
        Some(other) => return Err(ApiError::validation(format!("idProperty must be id or userId, not {other}"))),
    };
    let owner = app.db.read(move |connection| {
        let number = id.parse().ok();
        let row = match (number, by_user) {
            (Some(number), false) => owners::get(connection, number)?,
            (Some(number), true) => owners::by_user_id(connection, number)?,
            (None, _) => None,
        };
        let row = row.filter(|row| row.archived_at.is_some() == is_archived);
        let row = row.ok_or_else(|| ApiError::not_found(format_args!("The owner {id}")))?;
        Ok(show(&row, &Memberships::read(connection)?))
    });
    owner.await.map(Json)
}

/// A user of the account.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct User {
    id: String,
    email: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
    role_ids: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    primary_team_id: Option<String>,
    secondary_team_ids: Vec<String>,
    super_admin: bool,
}

fn show_user(row: OwnerRow, memberships: &Memberships) -> Option<User> {
    Some(User {
        id: row.user_id?.to_string(),
        primary_team_id: row.primary_team_id.map(|team| team.to_string()),
        secondary_team_ids: memberships.extra_of(row.id).map(|team| team.to_string()).collect(),
        email: row.email,
        first_name: row.first_name,
        last_name: row.last_name,
        role_ids: Vec::new(),
        super_admin: false,
    })
}

/// `GET /settings/users/…`.
pub(super) async fn users(
    State(app): State<Shared>,
    caller: Caller,
    query: Params,
) -> Result<Json<Page<User>>, ApiError> {
    caller.require(USER_SCOPES)?;
    let (limit, after) = (query.strict_limit(100, 500)?, query.after()?);
    let page = app.db.read(move |connection| {
        let memberships = Memberships::read(connection)?;
        let mut rows = owners::list(connection)?;
        rows.retain(|row| row.archived_at.is_none() && row.user_id.is_some_and(|id| id > after));
        rows.sort_by_key(|row| row.user_id);
        let is_more = rows.len() > limit;
        rows.truncate(limit);
        let users: Vec<User> = rows.into_iter().filter_map(|row| show_user(row, &memberships)).collect();
        let after = if is_more { users.last().map(|user| user.id.clone()) } else { None };
        Ok(Page::new(users, after))
    });
    page.await.map(Json)
}

/// `GET /settings/users/…/{id}` with `idProperty` USER_ID or EMAIL.
pub(super) async fn user(
    State(app): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    query: Params,
) -> Result<Json<User>, ApiError> {
    caller.require(USER_SCOPES)?;
    let by_email = query.get("idProperty").is_some_and(|property| property.eq_ignore_ascii_case("email"));
    let found = app.db.read(move |connection| {
        let row = owners::list(connection)?.into_iter().filter(|row| row.archived_at.is_none()).find(|row| {
            if by_email {
                row.email.as_ref().is_some_and(|email| email.eq_ignore_ascii_case(&id))
            } else {
                row.user_id.is_some_and(|user| user.to_string() == id)
            }
        });
        let memberships = Memberships::read(connection)?;
        let user = row.and_then(|row| show_user(row, &memberships));
        user.ok_or_else(|| ApiError::not_found(format_args!("The user {id}")))
    });
    found.await.map(Json)
}

/// A team of the account.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TeamOfUsers {
    id: String,
    name: String,
    user_ids: Vec<String>,
    secondary_user_ids: Vec<String>,
}

/// `GET /settings/users/…/teams`.
pub(super) async fn teams(State(app): State<Shared>, caller: Caller) -> Result<Json<Page<TeamOfUsers>>, ApiError> {
    caller.require(TEAM_SCOPES)?;
    let found = app.db.read(move |connection| {
        let owners = owners::list(connection)?;
        let extra = teams::members(connection)?;
        let user_id = |row: &OwnerRow| row.user_id.map(|id| id.to_string());
        let shown = teams::list(connection)?.into_iter().map(|team| TeamOfUsers {
            user_ids: owners.iter().filter(|row| row.primary_team_id == Some(team.id)).filter_map(user_id).collect(),
            secondary_user_ids: owners
                .iter()
                .filter(|row| extra.contains(&(team.id, row.id)))
                .filter_map(user_id)
                .collect(),
            id: team.id.to_string(),
            name: team.name,
        });
        Ok(Page::new(shown.collect(), None))
    });
    found.await.map(Json)
}
