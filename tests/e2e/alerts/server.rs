//! Notification servers of the tests' own: a real one on the real screen, and a mock for what no server here can do.

use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tempfile::TempDir;
use zbus::zvariant::Value;

use crate::driver::PATIENCE;

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

/// A session bus of a story's own, on which nothing is started by being asked for.
pub struct Bus {
    process: Child,
    pub address: String,
    _folder: TempDir,
}

impl Bus {
    pub fn begins() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("bus.conf");
        let policy = "<policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/>\
                      <allow eavesdrop=\"true\"/><allow own=\"*\"/></policy>";
        let listen = format!("<type>session</type><listen>unix:dir={}</listen>", folder.path().display());
        std::fs::write(&config, format!("<busconfig>{listen}{policy}</busconfig>")).unwrap();
        let mut command = Command::new("dbus-daemon");
        command.arg("--config-file").arg(&config).args(["--print-address", "--nofork"]);
        let mut process = command.stdout(Stdio::piped()).spawn().expect("`make e2e` installs a session bus");
        let mut address = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut address).unwrap();
        Self { process, address: address.trim().to_owned(), _folder: folder }
    }

    /// What makes a program use it.
    pub fn variable(&self) -> (&'static str, &Path) {
        ("DBUS_SESSION_BUS_ADDRESS", Path::new(&self.address))
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A server that runs, and what it was told.
pub struct Server {
    process: Child,
    address: String,
    bus: zbus::Connection,
    lines: Arc<Mutex<Vec<String>>>,
    /// What is chosen in Dunst's menu of actions.
    choice: PathBuf,
    _folder: TempDir,
}

/// One notification as Dunst was given it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    pub id: u32,
    pub title: String,
    /// As it is read on the screen, without its markup.
    pub body: String,
    pub urgency: String,
    /// Names and labels.
    pub actions: HashMap<String, String>,
}

impl Server {
    /// Dunst. Its menu of actions chooses by itself.
    pub async fn dunst(on: &Bus) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let choice = folder.path().join("choice");
        let menu = folder.path().join("menu");
        std::fs::write(&choice, "").unwrap();
        std::fs::write(&menu, format!("#!/bin/sh\ngrep -m1 \"$(cat {})\"\n", choice.display())).unwrap();
        std::fs::set_permissions(&menu, std::fs::Permissions::from_mode(0o755)).unwrap();
        let config = folder.path().join("dunstrc");
        let settings = "origin = top-right\nwidth = 400\nheight = 300\noffset = 24x24\nfont = DejaVu Sans 10\nframe_width = 1\n\
                        corner_radius = 8\nicon_position = left\nmax_icon_size = 48\nshow_indicators = no\nframe_color = \"#d8d2c6\"\n";
        let colours = "[urgency_normal]\nbackground = \"#fffdf9\"\nforeground = \"#2a241b\"\ntimeout = 0\n\
                       [urgency_critical]\nbackground = \"#fbeae8\"\nforeground = \"#2a241b\"\ntimeout = 0\n";
        std::fs::write(&config, format!("[global]\ndmenu = {}\n{settings}{colours}", menu.display())).unwrap();
        let mut command = Command::new("dunst");
        command.arg("-print").arg("-config").arg(&config);
        Self::begin(on, command, choice, folder).await
    }

    /// A mock with these capabilities.
    pub async fn mock(on: &Bus, capabilities: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let parameters = format!("{{\"capabilities\": \"{capabilities}\"}}");
        let mut command = Command::new("/usr/bin/python3");
        command.args(["-u", "-m", "dbusmock", "--template", "notification_daemon", "--parameters", &parameters]);
        Self::begin(on, command, folder.path().join("none"), folder).await
    }

    async fn begin(on: &Bus, mut command: Command, choice: PathBuf, folder: TempDir) -> Self {
        let (name, address) = on.variable();
        let mut process = command
            .env(name, address)
            .stdout(Stdio::piped())
            .spawn()
            .expect("`make e2e` installs what shows notifications");
        let lines = Arc::new(Mutex::new(Vec::new()));
        let (output, heard) = (process.stdout.take().unwrap(), Arc::clone(&lines));
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                heard.lock().unwrap().push(line);
            }
        });
        let bus = zbus::connection::Builder::address(on.address.as_str()).unwrap().build().await.unwrap();
        let server = Self { process, address: on.address.clone(), bus, lines, choice, _folder: folder };
        let names = zbus::fdo::DBusProxy::new(&server.bus).await.unwrap();
        server
            .comes("the server", || async {
                names.name_has_owner(NAME.try_into().unwrap()).await.unwrap().then_some(())
            })
            .await;
        server
    }

    /// Every notification that Dunst was given, in order.
    pub fn shown(&self) -> Vec<Shown> {
        let lines = self.lines.lock().unwrap();
        let mut all = Vec::new();
        let mut current: Option<HashMap<String, String>> = None;
        let mut actions = HashMap::new();
        for line in lines.iter() {
            let trimmed = line.trim();
            if line == "{" {
                (current, actions) = (Some(HashMap::new()), HashMap::new());
            } else if line == "}" {
                if let Some(fields) = current.take() {
                    let field = |name: &str| fields.get(name).cloned().unwrap_or_default();
                    let (id, actions) = (field("id").parse().unwrap_or_default(), std::mem::take(&mut actions));
                    let body = field("body").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
                    let (title, urgency) = (field("summary"), field("urgency"));
                    all.push(Shown { id, title, body, urgency, actions });
                }
            } else if let Some((name, label)) = trimmed.strip_prefix('"').and_then(|rest| rest.split_once("\": \"")) {
                actions.insert(name.to_owned(), label.trim_end_matches('"').to_owned());
            } else if let (Some(fields), Some((name, value))) = (&mut current, trimmed.split_once(": ")) {
                fields.entry(name.to_owned()).or_insert_with(|| value.trim_matches('\'').to_owned());
            }
        }
        all
    }

    /// Waits for a notification that is like this.
    pub async fn shows(&self, what: &str, is: impl Fn(&Shown) -> bool) -> Shown {
        self.comes(what, || async { self.shown().into_iter().rev().find(&is) }).await
    }

    /// Waits for a line of the mock's that holds all of these.
    pub async fn logs(&self, parts: &[&str]) -> String {
        let found = || async {
            let lines = self.lines.lock().unwrap();
            lines.iter().rev().find(|line| parts.iter().all(|part| line.contains(part))).cloned()
        };
        self.comes(&parts.join(", "), found).await
    }

    /// A click on the newest notification.
    pub fn click(&self) {
        self.control(&["action", "0"]);
    }

    /// Chooses a button of what is shown by its label.
    pub fn choose(&self, label: &str) {
        std::fs::write(&self.choice, label).unwrap();
        self.control(&["context"]);
    }

    /// Asks Dunst not to disturb, or to do so again.
    pub fn pause(&self, paused: bool) {
        self.control(&["set-paused", if paused { "true" } else { "false" }]);
    }

    fn control(&self, what: &[&str]) {
        assert!(
            Command::new("dunstctl")
                .env("DBUS_SESSION_BUS_ADDRESS", &self.address)
                .args(what)
                .status()
                .unwrap()
                .success(),
            "dunstctl {what:?}"
        );
    }

    /// How many are on the screen.
    pub async fn on_screen(&self) -> u32 {
        let counted = Command::new("dunstctl")
            .env("DBUS_SESSION_BUS_ADDRESS", &self.address)
            .args(["count", "displayed"])
            .output()
            .unwrap();
        String::from_utf8(counted.stdout).unwrap().trim().parse().unwrap()
    }

    /// Waits until so many are on the screen.
    pub async fn has_on_screen(&self, count: u32) {
        self.comes(&format!("{count} on the screen"), || async { (self.on_screen().await == count).then_some(()) })
            .await;
    }

    /// The mock tells something.
    pub async fn tells(&self, signal: &str, id: u32, text: &str) {
        let values = vec![Value::from(id), Value::from(text)];
        let call = (NAME, signal, "us", values);
        self.bus.call_method(Some(NAME), PATH, Some("org.freedesktop.DBus.Mock"), "EmitSignal", &call).await.unwrap();
    }

    async fn comes<T, F: Future<Output = Option<T>>>(&self, what: &str, look: impl Fn() -> F) -> T {
        let comes = async {
            let mut clock = tokio::time::interval(Duration::from_millis(50));
            loop {
                clock.tick().await;
                if let Some(found) = look().await {
                    return found;
                }
            }
        };
        match tokio::time::timeout(PATIENCE, comes).await {
            Ok(found) => found,
            Err(_) => panic!("never came: {what}\n{}", self.lines.lock().unwrap().join("\n")),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
