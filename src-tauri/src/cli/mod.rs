//! Headless commands over the same core as the window: the desk contract, the store, sync.
//!
//! Each prints for people, or with `--json` one JSON value on stdout. A failure is one sentence on stderr, or with
//! `--json` `{"code","message"}`, and a non-zero exit. Nothing here talks to the remote itself: `sync` and `reply` let
//! sync do it once, under the workspace's lock.

mod connect;
mod doctor;
mod hub;
mod outbox;
mod output;
mod reply;
mod serve;
mod snippets;
mod sync;
mod threads;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub(crate) use output::{Failure, Output};

use crate::home::Home;

/// Bellhop, a native desktop help desk. Without a command it opens its window.
#[derive(Debug, Parser)]
#[command(name = "bellhop", version, about)]
pub(crate) struct Arguments {
    /// Print JSON.
    #[arg(long, global = true)]
    json: bool,
    /// The workspace; the current one when left out.
    #[arg(long, global = true, value_name = "NAME")]
    workspace: Option<String>,
    /// Open the window hidden in the tray; minimised where there is no tray.
    #[arg(long)]
    hidden: bool,
    /// A link to show in the window, for example `bellhop://ticket/123`.
    #[arg(value_parser = link)]
    link: Option<String>,
    #[command(subcommand)]
    command: Option<Command>,
}

/// How the window is opened.
#[derive(Debug)]
#[cfg_attr(not(feature = "shell"), allow(dead_code, reason = "without a window nobody asks"))]
pub(crate) struct Start {
    /// The workspace; the current one when left out.
    pub(crate) workspace: Option<String>,
    /// It stays in the tray.
    pub(crate) hidden: bool,
    /// It shows what this leads to.
    pub(crate) link: Option<String>,
}

/// Takes a link, good or not: the window says what is wrong with it. Anything else is a mistyped command.
fn link(argument: &str) -> Result<String, String> {
    let means_link = argument.get(..8).is_some_and(|start| start.eq_ignore_ascii_case("bellhop:"));
    means_link
        .then(|| argument.to_owned())
        .ok_or_else(|| "there is no such command; `bellhop help` lists them".to_owned())
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the help desk server on loopback.
    Hub(HubArguments),
    /// Make a workspace for an account; the token is read from stdin.
    Connect(ConnectArguments),
    /// Read what changed and send what waits.
    Sync {
        /// Once, then stop.
        #[arg(long, required = true)]
        once: bool,
    },
    /// List conversations.
    Threads(ThreadsArguments),
    /// Show one conversation.
    Thread {
        /// The conversation's id.
        id: String,
    },
    /// Answer a conversation.
    Reply(ReplyArguments),
    /// List what is still on its way, and settle it.
    Outbox(OutboxArguments),
    /// List, take in, write out and check snippets.
    Snippets {
        #[command(subcommand)]
        what: SnippetsCommand,
    },
    /// Check what Bellhop needs and say what to do about what is missing.
    Doctor,
    /// Serve the window's interface to a browser on loopback.
    Serve {
        /// The address.
        #[arg(long, default_value = "127.0.0.1:0")]
        listen: SocketAddr,
    },
}

/// `bellhop hub`
#[derive(Debug, clap::Args)]
pub(crate) struct HubArguments {
    /// The folder of the hub's data.
    #[arg(long)]
    dir: PathBuf,
    /// The address; port 0 picks a free one.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// Fill an empty hub with demo conversations.
    #[arg(long)]
    demo: bool,
}

/// `bellhop connect`
#[derive(Debug, clap::Args)]
pub(crate) struct ConnectArguments {
    /// The start of the API's addresses, for example `https://api.hubapi.com`.
    #[arg(long)]
    url: String,
    /// A name for the workspace.
    #[arg(long)]
    name: String,
    /// The rep's own e-mail address, as the account knows it.
    #[arg(long = "as", value_name = "EMAIL")]
    email: String,
}

/// `bellhop threads`
#[derive(Debug, clap::Args)]
pub(crate) struct ThreadsArguments {
    /// Which: open, mine, unassigned, needs-reply, unread, closed.
    #[arg(long, default_value = "open", conflicts_with = "all")]
    view: String,
    /// Open and closed ones.
    #[arg(long)]
    all: bool,
    /// Words to look for, in open and closed conversations.
    #[arg(long, value_name = "WORDS")]
    search: Option<String>,
    /// How many at most.
    #[arg(long, default_value_t = 1_000_000)]
    limit: u32,
}

/// `bellhop reply`
#[derive(Debug, clap::Args)]
pub(crate) struct ReplyArguments {
    /// The conversation's id.
    id: String,
    /// What to say.
    #[arg(long)]
    text: String,
    /// A comment for the team instead of an answer to the customer.
    #[arg(long)]
    comment: bool,
    /// Write it into the outbox and leave sending to the next sync.
    #[arg(long)]
    queue: bool,
}

/// `bellhop outbox`
#[derive(Debug, clap::Args)]
pub(crate) struct OutboxArguments {
    /// Send this one again.
    #[arg(long, value_name = "ID", group = "settle")]
    retry: Option<String>,
    /// Drop this one.
    #[arg(long, value_name = "ID", group = "settle")]
    discard: Option<String>,
    /// Drop this one: it did arrive.
    #[arg(long, value_name = "ID", group = "settle")]
    arrived: Option<String>,
}

/// `bellhop snippets`
#[derive(Debug, Subcommand)]
pub(crate) enum SnippetsCommand {
    /// List all snippets.
    List,
    /// List those that a few letters mean, the best fit first.
    Search {
        /// Letters of a key, a title, a tag or the text.
        words: String,
    },
    /// Take in a folder of Markdown files as a pack, or the lines of a table.
    Import {
        /// The folder, or a file with comma-separated values.
        from: PathBuf,
    },
    /// Write every snippet into a folder that has none yet.
    Export {
        /// The folder.
        folder: PathBuf,
    },
    /// Say what is wrong in a folder of Markdown files, by file and line.
    Check {
        /// The folder.
        folder: PathBuf,
    },
}

/// Carries out a command line.
pub(crate) fn run(arguments: Arguments) -> ExitCode {
    let output = Output::new(arguments.json);
    match carry_out(arguments, &output) {
        Ok(code) => code,
        Err(failure) => output.fail(&failure),
    }
}

fn carry_out(arguments: Arguments, output: &Output) -> Result<ExitCode, Failure> {
    let workspace = arguments.workspace;
    let command = match arguments.command {
        Some(Command::Hub(arguments)) => return block_on(hub::run(arguments, output)),
        Some(Command::Snippets { what: SnippetsCommand::Check { folder } }) => {
            return block_on(snippets::check(folder, output));
        }
        Some(command) => command,
        None => return crate::open_window(&Start { workspace, hidden: arguments.hidden, link: arguments.link }),
    };
    let home = Home::from_environment()?;
    if let Command::Doctor = command {
        return block_on(doctor::run(&home, workspace, output));
    }
    home.prepare().map_err(|problem| Failure::new("folderUnreadable", format!("{problem:#}")))?;
    let _logs = crate::logs::to_files(&home);
    match command {
        Command::Hub(_) | Command::Doctor => Ok(ExitCode::SUCCESS),
        Command::Connect(arguments) => block_on(connect::run(&home, arguments, output)),
        Command::Sync { once: _ } => block_on(sync::run(&home, workspace, output)),
        Command::Threads(arguments) => block_on(threads::list(&home, workspace, arguments, output)),
        Command::Thread { id } => block_on(threads::show(&home, workspace, id, output)),
        Command::Reply(arguments) => block_on(reply::run(&home, workspace, arguments, output)),
        Command::Outbox(arguments) => block_on(outbox::run(&home, workspace, arguments, output)),
        Command::Snippets { what } => block_on(snippets::run(&home, workspace, what, output)),
        Command::Serve { listen } => block_on(serve::run(&home, workspace, listen, output)),
    }
}

fn block_on(work: impl Future<Output = Result<ExitCode, Failure>>) -> Result<ExitCode, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(anyhow::Error::from)?;
    let outcome = runtime.block_on(work);
    runtime.shutdown_timeout(std::time::Duration::from_secs(2));
    outcome
}
