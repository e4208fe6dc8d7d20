//! `bellhop sync --once`: one round of reading what changed and sending what waits.

use std::process::ExitCode;

use bellhop_hubspot::client::{Client, Config};
use bellhop_sync::{OnceConfig, SyncError, SyncReport, sync_once};
use secrecy::SecretString;
use serde_json::json;

use super::{Failure, Output};
use crate::app::App;
use crate::credentials;
use crate::home::Home;
use crate::hub_switch::HubSwitch;
use crate::workspace::Remote;

/// Syncs once and reports.
pub(crate) async fn run(home: &Home, workspace: Option<String>, output: &Output) -> Result<ExitCode, Failure> {
    let app = App::reading(home, workspace.as_deref()).await?;
    let (queued, _) = waiting(&app).await?;
    let report = once(home, &app).await?;
    let (left, stuck) = waiting(&app).await?;
    let answer = json!({
        "threads": report.threads, "messages": report.messages, "tickets": report.tickets, "contacts": report.contacts,
        "sent": queued.saturating_sub(left + stuck), "waiting": left, "stuck": stuck, "requests": report.requests, "seconds": report.seconds,
    });
    output.print(&answer, |_| {
        format!(
            "Read {} conversations, {} messages, {} tickets and {} contacts with {} requests in {:.1} s. {left} wait to be sent, {stuck} wait for you.",
            report.threads, report.messages, report.tickets, report.contacts, report.requests, report.seconds
        )
    })?;
    app.stop().await;
    Ok(ExitCode::SUCCESS)
}

/// How many intents are on their way, and how many wait for the rep.
async fn waiting(app: &App) -> Result<(u32, u32), Failure> {
    app.store.read(|reads| reads.outbox().counts()).await.map_err(|problem| Failure::new("failed", problem.to_string()))
}

/// One round, under the workspace's lock. A local workspace's hub runs for as long as it takes.
pub(super) async fn once(home: &Home, app: &App) -> Result<SyncReport, Failure> {
    let Some(_lock) = app.workspace.lock()? else {
        return Err(Failure::new("busy", "Another Bellhop has this workspace open and syncs it."));
    };
    match &app.workspace.remote {
        Remote::Account { url } => {
            let token = credentials::recall(home, &app.workspace.folder, &app.workspace.name).map_err(|problem| {
                Failure::new(
                    "noToken",
                    format!(
                        "There is no token ({problem}). Connect again with `bellhop connect`, or set BELLHOP_TOKEN."
                    ),
                )
            })?;
            round(app, url, token).await
        }
        Remote::Local => {
            let hub = HubSwitch::new(app.workspace.hub_folder());
            let address = hub.on().await.map_err(|problem| Failure::new("hubFailed", format!("{problem:#}")))?;
            let outcome = round(app, &address.url, address.token).await;
            hub.off().await;
            outcome
        }
    }
}

async fn round(app: &App, url: &str, token: SecretString) -> Result<SyncReport, Failure> {
    let client =
        Client::connect(Config::new(url, token)).await.map_err(|problem| crate::remote::explain(&problem, url))?;
    let config = OnceConfig::new(app.workspace.email.clone(), app.outgoing());
    sync_once(&app.store, &client, config).await.map_err(|problem| match &problem {
        SyncError::Remote(remote) => crate::remote::explain(remote, url),
        SyncError::Store(_) => Failure::new("failed", problem.to_string()),
    })
}
