//! The scheduler: links under which customers book a meeting.

use serde::{Deserialize, Serialize};

/// A meeting link (`GET /scheduler/…/meetings/meeting-links`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MeetingLink {
    /// Its id.
    pub id: String,
    /// The last part of its address.
    #[serde(default)]
    pub slug: String,
    /// Its address.
    pub link: String,
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `PERSONAL_LINK`, `GROUP_CALENDAR` or `ROUND_ROBIN_CALENDAR`.
    #[serde(rename = "type", default)]
    pub kind: String,
    /// The one that its organizer usually gives out.
    #[serde(default)]
    pub default_link: bool,
    /// The user who is met.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organizer_user_id: Option<String>,
    /// The users who may be met.
    #[serde(default)]
    pub user_ids_of_link_members: Vec<String>,
}
