//! Ids. The remote's are text everywhere, although most look like numbers: nothing here does arithmetic on them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
        #[serde(transparent)]
        #[ts(type = "string")]
        pub struct $name(pub String);

        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id!(
    /// A conversation.
    ThreadId
);
id!(
    /// An entry in a conversation's history.
    MessageId
);
id!(
    /// A ticket.
    TicketId
);
id!(
    /// A contact, or a visitor that the CRM does not know.
    ContactId
);
id!(
    /// A company.
    CompanyId
);
id!(
    /// An owner of records, as in `hubspot_owner_id`; not the user id inside an [`ActorId`].
    OwnerId
);
id!(
    /// Who acted: a prefix and a number, for example `A-71` for the agent with the user id 71.
    ActorId
);
id!(
    /// A shared inbox or help desk.
    InboxId
);
id!(
    /// A kind of connection, such as e-mail or one custom channel.
    ChannelId
);
id!(
    /// One connected account of a channel.
    ChannelAccountId
);
id!(
    /// A file of the remote.
    FileId
);
id!(
    /// A pipeline of tickets.
    PipelineId
);
id!(
    /// A stage of a pipeline: what a rep calls the ticket's status.
    StageId
);
id!(
    /// A row of the outbox: a uuid of version 7, so ids sort by time of making.
    IntentId
);
id!(
    /// A draft.
    DraftId
);
id!(
    /// A snippet.
    SnippetId
);
