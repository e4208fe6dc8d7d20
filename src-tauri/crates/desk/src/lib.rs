//! The contract with the window: queries, commands, views, events.
pub mod contract;
mod table;
pub mod views;
