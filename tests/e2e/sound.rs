//! A sound server of a test's own: what the window plays goes to it, what the window records comes from it.
//!
//! Its speaker is a sink that nobody hears and its microphone a tone of 440 Hz. It listens on a socket in a folder of its
//! own, so neither the desktop's server nor that of another test is touched, and it ends with the value that started it.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

use crate::driver::PATIENCE;

/// The tone that the microphone hears, in Hz.
pub const TONE: f64 = 440.0;

/// A speaker that plays what it is given at once, and a microphone in a room where a tone sounds. PulseAudio's usual speaker
/// without a card plays two seconds ahead, and its source of a tone hands over two seconds at once; no card does either.
const PULSE: &str = "load-module module-null-sink sink_name=speaker norewinds=1
load-module module-null-sink sink_name=room norewinds=1
load-module module-sine sink=room frequency=440
set-default-sink speaker
set-default-source room.monitor
";

/// Which server it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    PulseAudio,
    PipeWire,
}

/// A running sound server.
pub struct SoundServer {
    folder: TempDir,
    socket: PathBuf,
    programs: Vec<Child>,
}

impl SoundServer {
    pub async fn start(kind: Kind) -> Self {
        // Sockets have short names: not under the build folder.
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("native");
        let mut server = Self { folder, socket, programs: Vec::new() };
        match kind {
            Kind::PulseAudio => server.pulse(),
            Kind::PipeWire => server.pipewire().await,
        }
        server.until("the sound server has a speaker", |server| server.has_speaker()).await;
        server
    }

    /// What tells a program to use this server.
    pub fn variables(&self) -> [(&str, &Path); 1] {
        // As a socket's path it needs no `unix:` before it.
        [("PULSE_SERVER", &self.socket)]
    }

    fn pulse(&mut self) {
        let script = self.folder.path().join("start.pa");
        let listen = format!("load-module module-native-protocol-unix socket={}\n", self.socket.display());
        std::fs::write(&script, listen + PULSE).unwrap();
        let mut command = Command::new("pulseaudio");
        command.args(["-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "--realtime=no", "-F"]);
        command.arg(script);
        self.run(command);
    }

    async fn pipewire(&mut self) {
        self.run(Command::new("pipewire"));
        // The others end at once where it does not listen yet.
        self.until("PipeWire listens", |server| server.folder.path().join("pipewire-0").exists()).await;
        self.run(Command::new("wireplumber"));
        self.run(Command::new("pipewire-pulse"));
    }

    fn run(&mut self, mut command: Command) {
        for variable in
            ["XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "PULSE_RUNTIME_PATH", "PULSE_STATE_PATH"]
        {
            command.env(variable, self.folder.path());
        }
        let started = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let name = command.get_program().to_string_lossy().into_owned();
        self.programs.push(started.unwrap_or_else(|problem| panic!("{name} does not start: {problem}")));
    }

    fn has_speaker(&self) -> bool {
        let listed = Command::new("pactl")
            .args(["list", "short", "sinks"])
            .envs(self.variables())
            .env("XDG_RUNTIME_DIR", self.folder.path())
            .output()
            .expect("pactl is installed (Debian package pulseaudio-utils)");
        listed.status.success() && !listed.stdout.is_empty()
    }

    async fn until(&self, what: &str, holds: impl Fn(&Self) -> bool) {
        let held = async {
            let mut clock = tokio::time::interval(Duration::from_millis(50));
            while !holds(self) {
                clock.tick().await;
            }
        };
        tokio::time::timeout(PATIENCE, held).await.unwrap_or_else(|_| panic!("never came: {what}"));
    }
}

impl Drop for SoundServer {
    fn drop(&mut self) {
        for program in self.programs.iter_mut().rev() {
            // It may have ended by itself.
            let _ = program.kill();
            let _ = program.wait();
        }
    }
}
