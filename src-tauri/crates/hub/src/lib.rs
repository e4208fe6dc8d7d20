//! The hub: a HubSpot-compatible help desk server over its own SQLite file.
//!
//! It plays the remote. The app embeds it for a local workspace, `bellhop hub` runs it alone, and every test talks
//! to it over loopback, so the client is always tried against a real server and never against a stand-in.
//!
//! States of a [`Hub`]: starting (file opened and migrated, sockets bound), serving, stopped. All state is in the
//! file: a hub that was killed and started again on the same folder has the same account, tokens and data, and goes
//! on delivering the webhooks it still owed. What only tests and the embedding app may do (faults, seeding, moving the
//! clock) is reached from Rust and never from the network.

pub mod channels;
mod chat;
pub mod conversations;
pub mod crm;
pub mod db;
mod demo;
mod files;
pub mod helpdesk;
mod hub;
mod scheduler;
mod seed;
pub mod server;
mod settings;
mod site_search;

pub use demo::DEMO_REP;
pub use hub::{Hub, HubOptions};
pub use seed::{SeedSpec, Seeded};
pub use server::faults::{Fault, Faults, Route};
pub use settings::{ContactCapture, HubSettings, Rate};
