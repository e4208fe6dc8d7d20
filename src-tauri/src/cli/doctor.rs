//! `bellhop doctor`: what Bellhop needs here, what is missing, what to do about it.

use std::process::ExitCode;

#[cfg(all(feature = "shell", target_os = "linux"))]
use bellhop_media::codecs::{self, Need};
use serde::Serialize;
use serde_json::Value;

use super::{Failure, Output};
use crate::app::App;
use crate::credentials;
use crate::home::Home;
use crate::workspace::{Remote, Workspace};

/// One thing that was checked.
#[derive(Debug, Serialize)]
struct Check {
    name: &'static str,
    ok: bool,
    detail: String,
}

impl Check {
    fn of(name: &'static str, outcome: Result<String, String>) -> Self {
        match outcome {
            Ok(detail) => Self { name, ok: true, detail },
            Err(detail) => Self { name, ok: false, detail },
        }
    }
}

/// Checks everything, never stopping at the first fault; exits non-zero when anything is wrong.
pub(crate) async fn run(home: &Home, workspace: Option<String>, output: &Output) -> Result<ExitCode, Failure> {
    let mut checks = vec![Check::of(
        "folder",
        home.prepare().map(|()| home.root().display().to_string()).map_err(|problem| format!("{problem:#}")),
    )];
    checks.extend(workspace_checks(home, workspace.as_deref()).await);
    checks.extend(desktop_checks(home).await);
    let well = checks.iter().all(|check| check.ok);
    output.print(&checks, |checks| {
        let line =
            |check: &Check| format!("{} {:<12} {}", if check.ok { "ok  " } else { "FAIL" }, check.name, check.detail);
        checks.iter().map(line).collect::<Vec<_>>().join("\n")
    })?;
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn workspace_checks(home: &Home, name: Option<&str>) -> Vec<Check> {
    let workspace = match Workspace::existing(home, name) {
        Ok(workspace) => workspace,
        Err(problem) if name.is_none() && home.current().is_none() => {
            return vec![Check::of("workspace", Ok(format!("{problem:#}")))];
        }
        Err(problem) => return vec![Check::of("workspace", Err(format!("{problem:#}")))],
    };
    let mut checks = vec![Check::of("workspace", Ok(format!("{} ({})", workspace.name, workspace.email)))];
    match App::reading(home, Some(&workspace.name)).await {
        Ok(app) => {
            checks.push(Check::of("databases", databases(&app).await));
            checks.push(Check::of("files", files(&app).await));
        }
        Err(problem) => checks.push(Check::of("databases", Err(format!("{problem:#}")))),
    }
    if let Remote::Account { url } = &workspace.remote {
        let token = credentials::recall(home, &workspace.folder, &workspace.name);
        match token {
            Ok(token) => {
                checks.push(Check::of("token", Ok("kept".to_owned())));
                checks.push(Check::of("remote", crate::remote::try_account(url, token).await));
            }
            Err(problem) => {
                let advice =
                    format!("No token: {problem}. Connect again with `bellhop connect`, or set BELLHOP_TOKEN.");
                checks.push(Check::of("token", Err(advice)));
            }
        }
    }
    checks
}

/// How much of customers' files is kept here, of how much may be.
async fn files(app: &App) -> Result<String, String> {
    const MEGABYTE: u64 = 1024 * 1024;
    let settings = app.desk.call("settings", Value::Null).await.map_err(|problem| problem.message)?;
    let cap = settings.get("mediaCapMb").and_then(Value::as_u64).unwrap_or_default();
    let usage = app.media.usage().await.ok_or("The folder of files cannot be read.")?;
    let used = usage.bytes.div_ceil(MEGABYTE);
    Ok(format!("{} files, {used} MB of at most {cap} MB", usage.files))
}

async fn databases(app: &App) -> Result<String, String> {
    let start = app.desk.call("bootstrap", Value::Null).await.map_err(|problem| problem.message)?;
    let notices = start.get("notices").and_then(Value::as_array).cloned().unwrap_or_default();
    if notices.is_empty() {
        return Ok("readable, of this version".to_owned());
    }
    let sentence = |notice: &Value| notice.get("detail").and_then(Value::as_str).unwrap_or_default().to_owned();
    Err(notices.iter().map(sentence).collect::<Vec<_>>().join("; "))
}

/// What the window needs of the desktop. Without a window built in there is nothing to check.
#[cfg(all(feature = "shell", target_os = "linux"))]
async fn desktop_checks(home: &Home) -> Vec<Check> {
    let display = ["WAYLAND_DISPLAY", "DISPLAY"].iter().any(|name| std::env::var_os(name).is_some());
    let display = if display {
        Ok("there is one".to_owned())
    } else {
        Err("No display: the window needs one. `make run` uses a virtual one.".to_owned())
    };
    let glance = crate::session_bus::glance().await;
    let renderer = crate::renderer::choice(home).words();
    // Everything but recording works without one, so its absence is told and not held against the desktop.
    let microphone = bellhop_media::recording::look_for_microphone();
    let microphone = microphone.unwrap_or_else(|trouble| format!("voice notes cannot be recorded: {trouble}"));
    let mut checks = vec![
        Check::of("display", display),
        Check::of("renderer", Ok(renderer)),
        // Everything but what they bring works without them.
        Check::of("session bus", Ok(glance.bus_words())),
        Check::of("portal", Ok(glance.portal_words())),
        Check::of("microphone", Ok(microphone)),
    ];
    checks.extend(codec_checks());
    checks
}

/// Every codec by itself: what does not play without it, and which package brings it.
#[cfg(all(feature = "shell", target_os = "linux"))]
fn codec_checks() -> impl Iterator<Item = Check> {
    codecs::NEEDS.iter().map(|need| {
        let Need { name, package, plays, .. } = need;
        let found = need.met_by(codecs::plugins());
        let missing = || format!("{plays} will not play. Install the package {package}.");
        Check::of(name, found.map(|plugin| format!("{plays}: {plugin}")).ok_or_else(missing))
    })
}

#[cfg(not(all(feature = "shell", target_os = "linux")))]
async fn desktop_checks(_home: &Home) -> Vec<Check> {
    Vec::new()
}
