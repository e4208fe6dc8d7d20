//! Bellhop's composition root: the command line, workspaces, and the parts put together without a window.
//!
//! `app` opens a workspace (store, media, sync, hub, desk); `cli` runs commands over it, `web` serves it to a browser,
//! `shell` shows it in the native window, `desktop` is what is said to the desktop around that. Nothing here
//! knows a rule of the help desk: those are in the crates.

mod app;
mod cli;
mod credentials;
#[cfg(any(feature = "shell", test))]
mod desktop;
mod home;
mod hub_switch;
mod logs;
mod remote;
#[cfg(all(feature = "shell", target_os = "linux"))]
mod renderer;
#[cfg(all(feature = "shell", target_os = "linux"))]
mod session_bus;
#[cfg(feature = "shell")]
mod shell;
mod signals;
mod wake;
mod web;
mod workspace;

use std::process::ExitCode;

use clap::Parser;

use cli::{Arguments, Failure, Start};

/// Carries out the command line; without a command it opens the window.
pub fn run() -> ExitCode {
    cli::run(Arguments::parse())
}

#[cfg(feature = "shell")]
fn open_window(start: &Start) -> Result<ExitCode, Failure> {
    shell::run(start)
}

#[cfg(not(feature = "shell"))]
fn open_window(_start: &Start) -> Result<ExitCode, Failure> {
    Err(Failure::new("noWindow", "This Bellhop was built without a window. See `bellhop help` for its commands."))
}
