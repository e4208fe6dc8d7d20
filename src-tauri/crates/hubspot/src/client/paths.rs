//! Which paths the remote serves: data, found out on connecting.
//!
//! Three families of conversations paths are documented (dated, dated in the other order, v3), and the CRM has dated
//! and legacy ones. The newest that answers wins. A 404 means "not this one"; any other answer, a refusal included,
//! means that the path exists.

use reqwest::Method;
use serde::de::IgnoredAny;

use super::{Client, Error, Kind};
use crate::wire::crm::AccountDetails;

/// The bases of all calls, without a slash at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    /// Account details.
    pub account: String,
    /// Threads, messages, actors, inboxes, channels, channel accounts.
    pub conversations: String,
    /// The assignee call alone: under v3 it lives elsewhere.
    pub assignee: String,
    /// CRM objects.
    pub objects: String,
    /// Associations.
    pub associations: String,
    /// Pipelines.
    pub pipelines: String,
    /// Properties.
    pub properties: String,
    /// Owners.
    pub owners: String,
    /// Files.
    pub files: String,
    /// Meeting links.
    pub scheduler: String,
    /// Articles of the knowledge base.
    pub site_search: String,
}

const CONVERSATIONS: [(&str, &str); 3] = [
    ("/conversations/conversations/2026-09", "/conversations/conversations/2026-09"),
    ("/conversations/2026-09/conversations", "/conversations/2026-09/conversations"),
    ("/conversations/v3/conversations", "/conversations/conversations/v3"),
];

impl Paths {
    /// The newest of each.
    pub fn dated() -> Self {
        Self {
            account: "/account-info/2026-03".to_owned(),
            conversations: "/conversations/conversations/2026-09".to_owned(),
            assignee: "/conversations/conversations/2026-09".to_owned(),
            objects: "/crm/objects/2026-09".to_owned(),
            associations: "/crm/associations/2026-09".to_owned(),
            pipelines: "/crm/pipelines/2026-09".to_owned(),
            properties: "/crm/properties/2026-09".to_owned(),
            owners: "/crm/owners/2026-09".to_owned(),
            files: "/files/2026-09/files".to_owned(),
            scheduler: "/scheduler/2026-09".to_owned(),
            site_search: "/cms/site-search/2026-03".to_owned(),
        }
    }

    /// The same with the CRM's and the files' legacy paths.
    fn with_legacy_crm(self) -> Self {
        Self {
            objects: "/crm/v3/objects".to_owned(),
            associations: "/crm/v4/associations".to_owned(),
            pipelines: "/crm/v3/pipelines".to_owned(),
            properties: "/crm/v3/properties".to_owned(),
            owners: "/crm/v3/owners".to_owned(),
            files: "/files/v3/files".to_owned(),
            scheduler: "/scheduler/v3".to_owned(),
            site_search: "/cms/site-search/v3".to_owned(),
            ..self
        }
    }
}

/// Finds the paths. The first call is the cheapest that a token can make, so that a wrong token or address is told
/// by it and not by a later one.
pub(super) async fn probe(client: &Client) -> Result<(Paths, AccountDetails), Error> {
    let mut paths = Paths::dated();
    let details = |base: &str| client.call("reading the account", Method::GET, base, &["details"]);
    let account = match client.json(details(&paths.account)).await {
        Err(error) if is_absent(&error) => {
            paths.account = "/account-info/v3".to_owned();
            client.json(details(&paths.account)).await?
        }
        answer => answer?,
    };
    let mut absent = None;
    for (conversations, assignee) in CONVERSATIONS {
        let call = client.call("finding the conversations", Method::GET, conversations, &["channels"]);
        match serves(client.json::<IgnoredAny>(call).await) {
            Ok(Serves::Yes) => {
                paths.conversations = conversations.to_owned();
                paths.assignee = assignee.to_owned();
                absent = None;
                break;
            }
            Ok(Serves::No(error)) => absent = Some(error),
            Err(error) => return Err(error),
        }
    }
    if let Some(error) = absent {
        return Err(error);
    }
    let call = client.call("finding the pipelines", Method::GET, &paths.pipelines, &["tickets"]);
    if let Serves::No(_) = serves(client.json::<IgnoredAny>(call).await)? {
        paths = paths.with_legacy_crm();
    }
    Ok((paths, account))
}

enum Serves {
    Yes,
    No(Error),
}

fn serves(answer: Result<IgnoredAny, Error>) -> Result<Serves, Error> {
    match answer {
        Ok(_) => Ok(Serves::Yes),
        Err(error) if is_absent(&error) => Ok(Serves::No(error)),
        // A missing scope is told by the call that needs it.
        Err(error) if matches!(error.kind(), Kind::Status { status: 403, .. }) => Ok(Serves::Yes),
        Err(error) => Err(error),
    }
}

fn is_absent(error: &Error) -> bool {
    matches!(error.kind(), Kind::Status { status: 404 | 405, .. })
}
