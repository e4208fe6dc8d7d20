//! Meeting links, as the window shows them.

use serde::Serialize;
use ts_rs::TS;

/// The meeting links that can be given out.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct MeetingLinksView {
    /// Those of the rep first, then by name.
    pub links: Vec<MeetingLinkView>,
    /// The scopes that the token lacks for them; then the links are those that were read before.
    pub missing_scopes: Vec<String>,
}

/// A link under which a customer books a meeting.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct MeetingLinkView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its address.
    pub url: String,
    /// Who is met, when it is one person.
    pub organizer: Option<String>,
    /// It is the rep's own.
    pub mine: bool,
}
