//! Buses of a story's own, and what is broken on them.

use std::io::{BufRead, BufReader};
use std::os::unix::net::UnixListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use zbus::Connection;
use zbus::connection::Builder;

/// Anybody may talk to anybody, and nothing is started for anybody.
const RULES: &str = r#"<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>"#;

/// A bus with nobody on it.
pub struct Bus {
    daemon: Child,
    pub address: PathBuf,
    _folder: tempfile::TempDir,
}

impl Bus {
    pub fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let rules = folder.path().join("bus.conf");
        std::fs::write(&rules, RULES).unwrap();
        let mut daemon = Command::new("dbus-daemon")
            .arg(format!("--config-file={}", rules.display()))
            .args(["--nofork", "--print-address"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("dbus-daemon is installed (Debian package dbus)");
        let mut address = String::new();
        BufReader::new(daemon.stdout.take().unwrap()).read_line(&mut address).unwrap();
        Self { daemon, address: address.trim().into(), _folder: folder }
    }

    /// Somebody who has this name and never answers, for as long as the connection is kept.
    pub async fn silent(&self, name: &'static str) -> Connection {
        let address = self.address.to_str().unwrap();
        Builder::address(address).unwrap().name(name).unwrap().build().await.unwrap()
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        // It may have ended with whoever was on it.
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}

/// A bus that takes every connection and says nothing.
pub struct SilentBus {
    pub address: PathBuf,
    _listener: UnixListener,
    _folder: tempfile::TempDir,
}

impl SilentBus {
    pub fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("bus");
        let listener = UnixListener::bind(&socket).unwrap();
        Self { address: format!("unix:path={}", socket.display()).into(), _listener: listener, _folder: folder }
    }
}
