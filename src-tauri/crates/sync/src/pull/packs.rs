//! The packs of snippets that the team shares. Only a hub has them, so an account of HubSpot's is never known to have none.

use bellhop_hubspot::{client::Client, wire::helpdesk};
use bellhop_store::{Origin, Sharing};

use super::ingest;
use crate::{error::SyncError, session::Session};

/// Reads all of them.
pub(crate) async fn read_packs(session: &Session, client: &Client) -> Result<(), SyncError> {
    match client.snippet_packs().await? {
        Some(packs) => keep_packs(session, packs).await,
        None => Ok(()),
    }
}

/// Puts what the hub told into the cache.
pub(crate) async fn keep_packs(session: &Session, told: helpdesk::SnippetPacks) -> Result<(), SyncError> {
    let sharing = if told.may_share { Sharing::Allowed } else { Sharing::Forbidden };
    let packs: Vec<_> = told.results.into_iter().map(ingest::shared_pack).collect();
    Ok(session.store.write(Origin::Pull, move |w| w.shared_packs().replace(&packs, sharing)).await?)
}
