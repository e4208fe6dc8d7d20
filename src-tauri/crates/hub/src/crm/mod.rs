//! The CRM of the hub: objects, search, associations, pipelines, properties, owners, the account.
//!
//! From the outside in: `*_calls`, `batch` and `search` are the endpoints; `writing` is what every write through the
//! API is checked against; `objects`, `associations` and `stage` do what was decided and keep everything that follows
//! from it true. The help desk's own writes enter at `objects`, below the checks.

mod account_calls;
mod asked;
mod association_calls;
mod associations;
mod batch;
mod body;
mod catalogue;
mod definitions;
pub(crate) mod kind;
mod object_association_calls;
mod object_calls;
mod objects;
mod owner_calls;
mod pipeline_calls;
mod property_calls;
mod quote;
mod search;
mod stage;
mod stage_rule_calls;
mod v3_association_calls;
pub(crate) mod values;
mod writing;

use std::time::Duration;

use axum::{
    Router,
    routing::{get, post, put},
};
use rusqlite::Transaction;

use crate::{
    db::search_snapshots,
    server::{Bases, Shared, Version, answer::ApiError, families},
};

pub use associations::associate;
pub use kind::ObjectKind;
pub use objects::{archive_object, create_object, find_contact_by_email, get_properties, set_properties};

const OBJECTS: Bases = &[
    ("/crm/objects/2026-09", Version::V2026_09),
    ("/crm/objects/2026-03", Version::V2026_03),
    ("/crm/v3/objects", Version::Legacy),
];
const DATED_OBJECTS: Bases =
    &[("/crm/objects/2026-09", Version::V2026_09), ("/crm/objects/2026-03", Version::V2026_03)];
const ASSOCIATIONS: Bases = &[
    ("/crm/associations/2026-09", Version::V2026_09),
    ("/crm/associations/2026-03", Version::V2026_03),
    ("/crm/v4/associations", Version::Legacy),
];
const PIPELINES: Bases = &[
    ("/crm/pipelines/2026-09", Version::V2026_09),
    ("/crm/pipelines/2026-03", Version::V2026_03),
    ("/crm/v3/pipelines", Version::Legacy),
];
const PROPERTIES: Bases = &[
    ("/crm/properties/2026-09", Version::V2026_09),
    ("/crm/properties/2026-03", Version::V2026_03),
    ("/crm/v3/properties", Version::Legacy),
];
const OWNERS: Bases = &[
    ("/crm/owners/2026-09", Version::V2026_09),
    ("/crm/owners/2026-03", Version::V2026_03),
    ("/crm/v3/owners", Version::Legacy),
];
const USERS: Bases = &[
    ("/settings/users/2026-09", Version::V2026_09),
    ("/settings/users/2026-03", Version::V2026_03),
    ("/settings/v3/users", Version::Legacy),
];
const ACCOUNT: Bases = &[
    ("/account-info/2026-09", Version::V2026_09),
    ("/account-info/2026-03", Version::V2026_03),
    ("/account-info/v3", Version::Legacy),
];

/// Makes the file ready for this start: the search index lags behind by this much from now on.
pub(crate) fn prepare(tx: &Transaction<'_>, index_delay: Duration) -> Result<(), ApiError> {
    search_snapshots::set_lag(tx, index_delay)
}

/// Every route of this area, under every path family.
pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .merge(families(OBJECTS, object_routes))
        .merge(families(DATED_OBJECTS, object_association_routes))
        .merge(families(&[("/crm/v4/objects", Version::Legacy)], object_association_routes))
        .merge(families(&[("/crm/v3/objects", Version::Legacy)], object_association_routes_v3))
        .merge(families(ASSOCIATIONS, association_routes))
        .merge(families(&[("/crm/v3/associations", Version::Legacy)], association_routes_v3))
        .merge(families(PIPELINES, pipeline_routes))
        .merge(families(PROPERTIES, property_routes))
        .merge(families(OWNERS, owner_routes))
        // Older clients call it with a slash at the end.
        .route("/crm/v3/owners/", get(owner_calls::list))
        .merge(families(USERS, user_routes))
        .merge(families(ACCOUNT, account_routes))
        .route("/helpdesk/v1/stage-rules", get(stage_rule_calls::list).put(stage_rule_calls::replace))
}

fn object_routes() -> Router<Shared> {
    use object_calls::{archive, create, get as get_one, list, update};
    Router::new()
        .route("/{type}", get(list).post(create))
        .route("/{type}/{id}", get(get_one).patch(update).delete(archive))
        .route("/{type}/batch/read", post(batch::read))
        .route("/{type}/batch/create", post(batch::create))
        .route("/{type}/batch/update", post(batch::update))
        .route("/{type}/batch/upsert", post(batch::upsert))
        .route("/{type}/batch/archive", post(batch::archive))
        .route("/{type}/search", post(search::search))
}

fn object_association_routes() -> Router<Shared> {
    use object_association_calls::{delete, of_object, put as put_tie, put_default};
    Router::new()
        .route("/{type}/{id}/associations/{to}", get(of_object))
        .route("/{type}/{id}/associations/{to}/{to_id}", put(put_tie).delete(delete))
        .route("/{type}/{id}/associations/default/{to}/{to_id}", put(put_default))
}

fn object_association_routes_v3() -> Router<Shared> {
    Router::new().route("/{type}/{id}/associations/{to}", get(v3_association_calls::of_object))
}

fn association_routes() -> Router<Shared> {
    use association_calls::{archive, archive_labels, create, create_default, labels, read};
    Router::new()
        .route("/{from}/{to}/batch/read", post(read))
        .route("/{from}/{to}/batch/create", post(create))
        .route("/{from}/{to}/batch/associate/default", post(create_default))
        .route("/{from}/{to}/batch/archive", post(archive))
        .route("/{from}/{to}/batch/labels/archive", post(archive_labels))
        .route("/{from}/{to}/labels", get(labels))
}

fn association_routes_v3() -> Router<Shared> {
    Router::new()
        .route("/{from}/{to}/batch/read", post(v3_association_calls::read))
        .route("/{from}/{to}/batch/create", post(v3_association_calls::create))
        .route("/{from}/{to}/batch/archive", post(association_calls::archive))
}

fn pipeline_routes() -> Router<Shared> {
    use pipeline_calls::{
        archive, archive_stage, create, create_stage, get as get_one, get_stage, list, list_stages, update,
        update_stage,
    };
    Router::new()
        .route("/{type}", get(list).post(create))
        .route("/{type}/{id}", get(get_one).patch(update).delete(archive))
        .route("/{type}/{id}/stages", get(list_stages).post(create_stage))
        .route("/{type}/{id}/stages/{stage}", get(get_stage).patch(update_stage).delete(archive_stage))
}

fn property_routes() -> Router<Shared> {
    use property_calls::{archive, create, get as get_one, list, update};
    Router::new()
        .route("/{type}", get(list).post(create))
        .route("/{type}/{property}", get(get_one).patch(update).delete(archive))
}

fn owner_routes() -> Router<Shared> {
    Router::new().route("/", get(owner_calls::list)).route("/{id}", get(owner_calls::get))
}

fn user_routes() -> Router<Shared> {
    Router::new()
        .route("/", get(owner_calls::users))
        .route("/teams", get(owner_calls::teams))
        .route("/{id}", get(owner_calls::user))
}

fn account_routes() -> Router<Shared> {
    Router::new()
        .route("/details", get(account_calls::details))
        .route("/api-usage/daily/private-apps", get(account_calls::usage))
}
