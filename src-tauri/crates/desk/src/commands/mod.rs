//! Commands: each one durable commit to the desk, nothing more. Sync carries the intents out when it can.

mod drafts;
mod insertables;
mod outbox;
mod reading;
pub(crate) mod recording;
mod redact;
mod rules;
mod send;
mod settings;
pub(crate) mod snippets;
mod status;
mod ticket;

pub(crate) use drafts::draft_file;
