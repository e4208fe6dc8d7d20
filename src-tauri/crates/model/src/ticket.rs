//! Tickets and their pipelines.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::{ContactId, OwnerId, PipelineId, StageId, TicketId};

/// A ticket: what a rep closes. A ticket can have several conversations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    /// Its id.
    pub id: TicketId,
    /// Everything that was read of it, by internal name; empty values are left out.
    pub properties: BTreeMap<String, String>,
    /// The contact it is tied to first.
    pub contact: Option<ContactId>,
    /// When it last changed on the remote.
    pub updated_at: DateTime<Utc>,
}

impl Ticket {
    /// Its title.
    pub fn subject(&self) -> Option<&str> {
        self.property("subject")
    }

    /// The owner it is assigned to.
    pub fn owner(&self) -> Option<OwnerId> {
        self.property("hubspot_owner_id").map(OwnerId::from)
    }

    /// Its pipeline.
    pub fn pipeline(&self) -> Option<PipelineId> {
        self.property("hs_pipeline").map(PipelineId::from)
    }

    /// Its stage, which a rep calls its status.
    pub fn stage(&self) -> Option<StageId> {
        self.property("hs_pipeline_stage").map(StageId::from)
    }

    /// A property that is not empty.
    pub fn property(&self, name: &str) -> Option<&str> {
        self.properties.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }
}

/// A pipeline of tickets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pipeline {
    /// Its id.
    pub id: PipelineId,
    /// Its name.
    pub label: String,
    /// Its stages, in order.
    pub stages: Vec<Stage>,
}

/// A stage of a pipeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// Its id.
    pub id: StageId,
    /// Its name: what a rep calls the ticket's status.
    pub label: String,
    /// Whether a ticket here is closed.
    pub closed: bool,
}
