//! `bellhop hub`: the help desk server alone, for channel developers, demos and tests.

use std::process::ExitCode;

use bellhop_hub::{Hub, HubOptions, HubSettings};
use serde_json::json;

use super::{Failure, HubArguments, Output};

/// Serves until it is told to stop. Prints one JSON line when it is ready, with or without `--json`.
pub(crate) async fn run(arguments: HubArguments, output: &Output) -> Result<ExitCode, Failure> {
    crate::logs::to_stderr();
    if !arguments.listen.ip().is_loopback() {
        return Err(Failure::new("notLoopback", "The hub serves this machine alone: listen on 127.0.0.1 or [::1]."));
    }
    let options = HubOptions {
        dir: arguments.dir,
        listen: arguments.listen,
        demo: arguments.demo,
        settings: HubSettings::standalone(),
    };
    let hub = Hub::start(options).await.map_err(|problem| Failure::new("hubFailed", format!("{problem:#}")))?;
    let ready = json!({
        "url": hub.url(), "token": hub.token(), "chat": hub.chat_url(), "portalId": hub.portal_id(),
    });
    output.print(&ready, ToString::to_string)?;
    crate::signals::asked_to_stop().await;
    hub.stop().await;
    Ok(ExitCode::SUCCESS)
}
