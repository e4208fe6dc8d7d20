//! What is asked of the window from outside: by the link that it was started with, by a second start, by the tray's menu.
//!
//! The page is told that something came, and takes it when it can: at a start that is later, for there is no page yet.

use std::sync::{Mutex, PoisonError};

use bellhop_desk::views::Arrival;
use bellhop_desk::{ApiError, Wanted};
use serde_json::{Value, json};
use tauri::{AppHandle, Emitter, Manager, Runtime};

use super::window;
use crate::desktop::{HIDDEN, links};

/// What came last and was not taken yet: something to show, or a link that was refused.
#[derive(Default)]
pub(crate) struct Arrivals(Mutex<Option<Asked>>);

enum Asked {
    Show(Arrival),
    For(Wanted),
    Refused(String),
}

impl Arrivals {
    /// With the link that the program was started with.
    pub(crate) fn of(link: Option<&str>) -> Self {
        Self(Mutex::new(link.map(Asked::by)))
    }

    fn put(&self, asked: Asked) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(asked);
    }

    fn take(&self) -> Option<Asked> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Asked {
    fn by(link: &str) -> Self {
        links::read(link).map_or_else(|| Self::Refused(links::shown(link)), Self::For)
    }
}

/// A second start came with these arguments: it gives way, and this window shows itself and what was asked for.
pub(crate) fn second_start<R: Runtime>(app: &AppHandle<R>, arguments: &[String]) {
    let link = arguments.iter().skip(1).find(|argument| links::is_link(argument));
    if let Some(link) = link {
        arrive(app, Asked::by(link));
    } else if arguments.iter().any(|argument| argument == HIDDEN) {
        // The session started what runs already.
        return;
    }
    window::raise(app);
}

/// Shows what is unread.
pub(crate) fn unread<R: Runtime>(app: &AppHandle<R>) {
    arrive(app, Asked::For(Wanted::Unread));
    window::raise(app);
}

/// Shows what an alert leads to.
pub(crate) fn show<R: Runtime>(app: &AppHandle<R>, arrival: Arrival) {
    arrive(app, Asked::Show(arrival));
}

/// Gives the page what came, once.
pub(crate) async fn next<R: Runtime>(app: &AppHandle<R>) -> Result<Value, ApiError> {
    let Some(asked) = app.state::<Arrivals>().take() else { return Ok(Value::Null) };
    let arrival = match asked {
        Asked::Show(arrival) => arrival,
        Asked::For(wanted) => super::host(app).desk()?.clone().arrival(wanted).await?,
        Asked::Refused(link) => Arrival::Refused { link },
    };
    Ok(json!(arrival))
}

fn arrive<R: Runtime>(app: &AppHandle<R>, asked: Asked) {
    app.state::<Arrivals>().put(asked);
    if let Err(problem) = app.emit("arrived", ()) {
        tracing::warn!(%problem, "the page was not told of what came");
    }
}
