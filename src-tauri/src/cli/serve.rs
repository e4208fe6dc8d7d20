//! `bellhop serve`: the window's interface in a browser, over the same core.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::json;
use tokio::net::TcpListener;

use super::{Failure, Output};
use crate::app::App;
use crate::home::Home;
use crate::web::Web;

/// Serves until it is told to stop. Prints the address when it is ready.
pub(crate) async fn run(
    home: &Home,
    workspace: Option<String>,
    listen: SocketAddr,
    output: &Output,
) -> Result<ExitCode, Failure> {
    if !listen.ip().is_loopback() {
        return Err(Failure::new(
            "notLoopback",
            "The interface serves this machine alone: listen on 127.0.0.1 or [::1].",
        ));
    }
    let files = interface()?;
    let listener = TcpListener::bind(listen)
        .await
        .map_err(|problem| Failure::new("addressTaken", format!("{listen} cannot be listened on: {problem}.")))?;
    let origin = format!("http://{}", listener.local_addr().map_err(anyhow::Error::from)?);
    let app = App::working(home, workspace.as_deref(), &[origin]).await?;
    let web = Web::serve(listener, app.desk.clone(), &app.media_url(), &files).await?;
    output.print(&json!({"url": web.url}), |_| format!("Open {} in a browser.", web.url))?;
    crate::signals::asked_to_stop().await;
    app.stop().await;
    Ok(ExitCode::SUCCESS)
}

/// The built interface: beside the program when it is installed so, else in the source tree.
fn interface() -> Result<PathBuf, Failure> {
    let beside = std::env::current_exe().ok().and_then(|program| Some(program.parent()?.join("ui")));
    let tree = PathBuf::from("ui/dist");
    beside.into_iter().chain([tree]).find(|folder| folder.join("index.html").is_file()).ok_or_else(|| {
        Failure::new("noInterface", "The interface is not built here. Run `npm --prefix ui run build` first.")
    })
}
