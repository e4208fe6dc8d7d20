//! The help desk's vocabulary: what a rep would call things. No I/O, no clock, no chance.
//!
//! These are the domain's types. The remote's shapes are `bellhop_hubspot::wire`, what the window is shown is
//! `bellhop_desk::views`: three sets on purpose, so that a change on the wire stops at `sync::pull::ingest`.

mod carries;
mod change;
mod email;
mod ids;
mod insertable;
mod intent;
mod mark;
mod message;
mod people;
mod pictures;
mod thread;
mod ticket;

pub use carries::{Carries, TextStyle};
pub use change::Change;
pub use email::{EMAIL_ADDRESS, EmailHead, EmailPeople, EmailPerson, is_email_address, one_line};
pub use ids::{
    ActorId, ChannelAccountId, ChannelId, CompanyId, ContactId, DraftId, FileId, InboxId, IntentId, MessageId, OwnerId,
    PipelineId, SnippetId, StageId, ThreadId, TicketId,
};
pub use insertable::{Insertable, InsertableFile, InsertableKind};
pub use intent::{ChosenStatus, Delivery, Intent, LocalFile, MessageRef, OutgoingFile, StuckReason, Wait};
pub use mark::{Area, Mark};
pub use message::{
    Address, Attachment, Author, Content, Direction, FileUsage, Message, MessageKind, QuickReply, Receipt, Truncation,
};
pub use people::{Actor, ActorKind, Channel, ChannelAccount, Contact, Inbox, Owner};
pub use pictures::{picture_in_text, stands_in_text};
pub use thread::{Thread, ThreadStatus};
pub use ticket::{Pipeline, Stage, Ticket};
