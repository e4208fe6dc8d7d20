//! The shapes on the wire, as the public documentation gives them.
//!
//! Every enumeration grows on HubSpot's side, so each is [`Open`]: a known value or the raw text of an unknown one.
//! Fields that the documentation marks optional, and those that integrators saw missing, are `Option` or have a
//! default; unknown fields are ignored. A page is read item by item ([`Page`]), so one odd item never fails a page.

pub mod channels;
pub mod conversations;
pub mod crm;
pub mod files;
pub mod helpdesk;
mod open;
mod page;
pub mod scheduler;
pub mod site_search;

pub use open::Open;
pub use page::{BatchAnswer, BatchError, ErrorBody, ErrorDetail, Next, Page, Paging};
