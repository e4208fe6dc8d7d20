//! News for an open page, as server-sent events: every entry that changed, as it is now.
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
use tokio::sync::broadcast::{Receiver, error::RecvError};

use super::{
    ChatApp,
    api::Refusal,
    entries::{self, Entry},
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
    let follow = Follow { app, session: id, rev: last.unwrap_or(query.after), news, ready: VecDeque::new(), new: true };
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
    ready: VecDeque<Entry>,
    new: bool,
}

impl Follow {
    fn stream(self) -> impl Stream<Item = Result<Event, Infallible>> {
        stream::unfold(self, |mut follow| async move {
            if follow.new {
                follow.new = false;
                // The first bytes go out at once, so the page knows that it is connected.
                return Some((Ok(Event::default().comment("connected").retry(Duration::from_secs(1))), follow));
            }
            let entry = follow.next().await?;
            follow.rev = follow.rev.max(entry.rev);
            let event = Event::default().id(entry.rev.to_string()).event("entry").json_data(&entry).ok()?;
            Some((Ok(event), follow))
        })
    }

    /// The next entry that changed; none when the app stops or its file cannot be read.
    async fn next(&mut self) -> Option<Entry> {
        loop {
            if let Some(entry) = self.ready.pop_front() {
                return Some(entry);
            }
            let (session, rev) = (self.session.clone(), self.rev);
            let changed = self.app.db.run(move |tx| entries::after(tx, &session, rev)).await;
            self.ready = changed.inspect_err(|error| tracing::error!(%error, "a chat stream ended")).ok()?.into();
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
                Ok(session) if *session == *self.session => return Some(()),
                Ok(_) => {}
                Err(RecvError::Lagged(_)) => return Some(()),
                Err(RecvError::Closed) => return None,
            }
        }
    }
}
