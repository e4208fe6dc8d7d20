//! News for an open page, as server-sent events: every entry that changed, as it is now, and whether the team takes
//! messages.
//!
//! The id of an event is the entry's revision. A browser that lost the connection comes back with the last id that
//! it saw, and gets what changed since; the first connection says the same with `?after=`. The signal between tasks
//! carries only the session's id, so a signal that was missed costs nothing: the file is asked for what is newer.

use std::{collections::VecDeque, convert::Infallible, sync::Arc, time::Duration};

use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, header},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures::{Stream, stream};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::broadcast::{Receiver, error::RecvError};

use super::{
    ChatApp,
    api::Refusal,
    entries::{self, Entry},
    registration::{self, AccountState},
    sessions,
};

#[derive(Deserialize)]
pub(super) struct After {
    #[serde(default)]
    after: i64,
}

/// `GET /chat/api/sessions/{id}/events`.
pub(super) async fn events(
    State(app): State<Arc<ChatApp>>,
    Path(id): Path<String>,
    Query(query): Query<After>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    // Listening begins before the file is read, so nothing falls between the two.
    let news = app.news.subscribe();
    let session = id.clone();
    if app.db.run(move |tx| sessions::get(tx, &session)).await?.is_none() {
        return Err(Refusal::Unknown);
    }
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok()).and_then(|id| id.parse().ok());
    let follow = Follow {
        app,
        session: id,
        rev: last.unwrap_or(query.after),
        news,
        ready: VecDeque::new(),
        new: true,
        told: None,
    };
    let keep_alive = KeepAlive::new().interval(Duration::from_secs(15));
    let mut response = Sse::new(follow.stream()).keep_alive(keep_alive).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// One open page.
struct Follow {
    app: Arc<ChatApp>,
    session: String,
    rev: i64,
    news: Receiver<Arc<str>>,
    ready: VecDeque<News>,
    new: bool,
    /// What the page was told about the account.
    told: Option<AccountState>,
}

/// One event.
enum News {
    Entry(Box<Entry>),
    Account(AccountState),
}

impl Follow {
    fn stream(self) -> impl Stream<Item = Result<Event, Infallible>> {
        stream::unfold(self, |mut follow| async move {
            if follow.new {
                follow.new = false;
                // The first bytes go out at once, so the page knows that it is connected.
                return Some((Ok(Event::default().comment("connected").retry(Duration::from_secs(1))), follow));
            }
            let news = follow.next().await?;
            Some((Ok(follow.event(&news)?), follow))
        })
    }

    fn event(&mut self, news: &News) -> Option<Event> {
        match news {
            News::Entry(entry) => {
                self.rev = self.rev.max(entry.rev);
                Event::default().id(entry.rev.to_string()).event("entry").json_data(entry).ok()
            }
            // Without an id: the browser goes on to remember the last entry.
            News::Account(state) => {
                self.told = Some(*state);
                Event::default().event("account").json_data(json!({ "open": *state == AccountState::Open })).ok()
            }
        }
    }

    /// The next thing that changed; none when the app stops or its file cannot be read.
    async fn next(&mut self) -> Option<News> {
        loop {
            if let Some(news) = self.ready.pop_front() {
                return Some(news);
            }
            let (session, rev) = (self.session.clone(), self.rev);
            let read =
                self.app.db.run(move |tx| Ok((entries::after(tx, &session, rev)?, registration::state(tx)?))).await;
            let (entries, state) = read.inspect_err(|error| tracing::error!(%error, "a chat stream ended")).ok()?;
            let account = (self.told != Some(state)).then_some(News::Account(state));
            self.ready =
                account.into_iter().chain(entries.into_iter().map(|entry| News::Entry(Box::new(entry)))).collect();
            if self.ready.is_empty() {
                self.wait().await?;
            }
        }
    }

    async fn wait(&mut self) -> Option<()> {
        loop {
            let news = tokio::select! {
                () = self.app.stopping.cancelled() => return None,
                news = self.news.recv() => news,
            };
            match news {
                Ok(session) if session.is_empty() || *session == *self.session => return Some(()),
                Ok(_) => {}
                Err(RecvError::Lagged(_)) => return Some(()),
                Err(RecvError::Closed) => return None,
            }
        }
    }
}
