//! What HubSpot does inside: tickets follow conversations and conversations follow tickets.
//!
//! Everything here runs in the transaction of the request that causes it, so a message without its ticket, or an
//! owner who differs from the assignee, is never seen. The functions return or collect the events to be told after
//! COMMIT. The two directions cannot call each other in a circle: thread changes write ticket properties from the
//! inside, and only writes through the CRM API come back by [`ticket_changed`].

mod administration;
mod changes;
mod opening;
pub mod records;
mod snippet_pack_calls;
mod tickets;
mod writing;

pub use administration::routes;
pub use changes::{By, assign_thread, set_thread_status, ticket_changed};
pub use opening::{FirstMessage, Known, Person, find_person, open_conversation};
pub use tickets::{message_facts, new_ticket_properties};
pub use writing::write_message;
