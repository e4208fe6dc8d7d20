//! Runs the real program as people do: its own process, its own folder, JSON out.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

/// The program with all its state in one folder.
pub fn bellhop(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bellhop"));
    command.env("BELLHOP_HOME", home).env_remove("BELLHOP_TOKEN").env_remove("DBUS_SESSION_BUS_ADDRESS").arg("--json");
    command
}

/// Runs a command that must succeed and gives its JSON.
pub fn json(home: &Path, arguments: &[&str]) -> Value {
    let output = bellhop(home).args(arguments).output().unwrap();
    assert!(output.status.success(), "bellhop {arguments:?} failed: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap_or_else(|problem| {
        panic!("bellhop {arguments:?} printed no JSON ({problem}): {}", String::from_utf8_lossy(&output.stdout))
    })
}

/// Runs a command that must fail and gives the error from stderr.
pub fn failure(home: &Path, arguments: &[&str]) -> Value {
    refused(bellhop(home).args(arguments).output().unwrap(), arguments)
}

/// Connects a workspace; the token goes in on stdin.
pub fn connect(home: &Path, url: &str, token: &str, email: &str) -> Output {
    let mut child = bellhop(home)
        .args(["connect", "--url", url, "--name", "Shop", "--as", email])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    writeln!(child.stdin.take().unwrap(), "{token}").unwrap();
    child.wait_with_output().unwrap()
}

/// The error of a command that must have failed.
pub fn refused(output: Output, what: &[&str]) -> Value {
    assert!(!output.status.success(), "bellhop {what:?} succeeded: {}", String::from_utf8_lossy(&output.stdout));
    let error: Value = serde_json::from_slice(&output.stderr)
        .unwrap_or_else(|_| panic!("no JSON on stderr: {}", String::from_utf8_lossy(&output.stderr)));
    assert!(error["code"].is_string() && error["message"].as_str().is_some_and(|text| text.len() > 20), "{error}");
    error
}

/// `bellhop hub` in a process of its own.
pub struct HubProcess {
    child: Child,
    pub url: String,
    pub token: String,
    pub chat: String,
}

impl HubProcess {
    /// Starts it and waits for its one line.
    pub fn start(folder: &Path, listen: &str, extra: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_bellhop"))
            .args(["hub", "--listen", listen, "--dir"])
            .arg(folder)
            .args(extra)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("the hub printed: {line}"));
        let text = |key: &str| ready[key].as_str().unwrap_or_else(|| panic!("no {key} in {line}")).to_owned();
        assert!(ready["portalId"].is_i64());
        Self { url: text("url"), token: text("token"), chat: text("chat"), child }
    }

    /// Ends it as a power cut does.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for HubProcess {
    fn drop(&mut self) {
        // Already ended by `kill`, or ends now.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
