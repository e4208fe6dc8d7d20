//! Threads, messages, actors, inboxes, channels and channel accounts.
//!
//! Source: `/conversations/conversations/2026-09/…`, the same shapes under `/conversations/v3/conversations/…`.

mod attachments;
mod messages;
mod places;
mod threads;

pub use attachments::{Attachment, FileUsageType, NewAttachment, QuickReply};
pub use messages::{
    ClientInfo, DeliveryIdentifier, FailureDetails, Message, MessageDirection, MessageKind, MessageStatus, NewMessage,
    OriginalContent, Recipient, Sender, StatusType, TruncationStatus,
};
pub use places::{Actor, Channel, ChannelAccount, Inbox};
pub use threads::{Assignee, Thread, ThreadAssociations, ThreadPatch, ThreadStatus};
