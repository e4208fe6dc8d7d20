//! Logs: ids and timings, never message bodies or tokens. Daily files below the home, a week of them.
//!
//! `BELLHOP_LOG` sets the filter (as `RUST_LOG` does elsewhere); the default is `info` for our own crates, `warn` for
//! the rest.

use tracing_appender::non_blocking::WorkerGuard;
use tracing_appender::rolling::{Builder, Rotation};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::util::SubscriberInitExt;

use crate::home::Home;

const DEFAULT: &str =
    "warn,bellhop=info,bellhop_hub=info,bellhop_sync=info,bellhop_store=info,bellhop_desk=info,bellhop_media=info";

/// Writes logs to files until the guard is dropped. Without a writable folder there are simply no logs.
pub(crate) fn to_files(home: &Home) -> Option<WorkerGuard> {
    let files = Builder::new()
        .rotation(Rotation::DAILY)
        .filename_prefix("bellhop")
        .filename_suffix("log")
        .max_log_files(7)
        .build(home.logs())
        .ok()?;
    let (writer, guard) = tracing_appender::non_blocking(files);
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter()).with_ansi(false).with_writer(writer).finish();
    // A second call in one process (tests) keeps the first subscriber.
    let _ = subscriber.try_init();
    Some(guard)
}

/// Writes logs to stderr: for the hub on its own.
pub(crate) fn to_stderr() {
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter()).with_writer(std::io::stderr).finish();
    let _ = subscriber.try_init();
}

fn filter() -> EnvFilter {
    EnvFilter::try_from_env("BELLHOP_LOG").unwrap_or_else(|_| EnvFilter::new(DEFAULT))
}
