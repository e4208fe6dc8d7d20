//! Installs the web chat in the hub: what an administrator of the account would do by hand.
//!
//! The only file of the web chat that knows the hub. It gives the app its token and names the inbox; from then on the
//! app is on its own.

use std::time::Duration;

use tokio::task::JoinHandle;

use super::{Chat, Installation};
use crate::{
    db,
    server::{App, Shared},
};

const APP_NAME: &str = "Web chat";
const SCOPES: &[&str] = &["conversations.custom_channels.read", "conversations.custom_channels.write", "files"];
/// How long a starting hub waits for the chat before it goes on without it.
const PATIENCE: Duration = Duration::from_secs(5);

/// Connects the web chat to this hub, which serves already. The task ends after the hub began to stop.
pub(crate) async fn start(app: &Shared, chat: &Chat) -> anyhow::Result<JoinHandle<()>> {
    let known = app.db.read(|conn| Ok(db::tokens::named(conn, APP_NAME)?)).await?;
    let token = match known {
        Some(token) => token,
        None => app.issue_token(APP_NAME, SCOPES.iter().map(|scope| (*scope).to_owned()).collect()).await?,
    };
    chat.connect(Installation { api: app.origin.clone(), token, inbox_id: db::inboxes::HELP_DESK.to_string() });
    if tokio::time::timeout(PATIENCE, chat.connected()).await.is_err() {
        tracing::warn!("the web chat is slow to connect; the hub starts without it");
    }
    let (chat, stopping) = (chat.clone(), app.stopping());
    Ok(tokio::spawn(async move {
        stopping.await;
        chat.stop().await;
    }))
}

/// The page of this hub.
pub(crate) fn url(app: &App) -> String {
    format!("{}/chat/", app.origin)
}
