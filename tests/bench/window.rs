//! Starts a window as a process and waits for its ready line.
//!
//! Both sides get the same environment: folders of their own, no accessibility bridge, and WebKit's plain renderer where
//! there is no GPU. Bellhop chooses that renderer by itself, and a bare window would look worse than it must without it.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};

use crate::driver::Page;
use crate::process_tree;

/// How long a window may take to appear. Nothing is measured with it.
const PATIENCE: Duration = Duration::from_secs(60);

/// A window that said that it is ready.
pub(crate) struct Window {
    child: Child,
    /// From the start of the process to its ready line.
    pub(crate) ready_after: Duration,
    /// The CPU time of its process tree by then.
    pub(crate) cpu: Duration,
}

impl Window {
    /// Starts a program and waits until it prints its ready line. `folder` is where it keeps what it writes.
    pub(crate) fn open(program: &Path, home: Option<&Path>, folder: &Path) -> Result<Self> {
        Self::open_with(program, home, folder, &[])
    }

    /// The same with further variables in its environment, which decide over all others.
    pub(crate) fn open_with(
        program: &Path,
        home: Option<&Path>,
        folder: &Path,
        variables: &[(&str, PathBuf)],
    ) -> Result<Self> {
        let complaints = folder.join("stderr.txt");
        let mut command = Command::new(program);
        command
            .env("NO_AT_BRIDGE", "1")
            .env("LANGUAGE", "en")
            .env("XDG_DATA_HOME", folder.join("data"))
            .env("XDG_CONFIG_HOME", folder.join("config"))
            .env("XDG_CACHE_HOME", folder.join("cache"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(&complaints)?);
        if !has_gpu() {
            command.env("WEBKIT_DISABLE_DMABUF_RENDERER", "1");
        }
        if let Some(home) = home {
            command.env("BELLHOP_HOME", home);
        }
        command.envs(variables.iter().map(|(name, value)| (name, value)));
        let started = Instant::now();
        let mut child = command.spawn().with_context(|| format!("{} cannot be started", program.display()))?;
        match ready_line(&mut child) {
            Ok(ready) => {
                let cpu = process_tree::cpu(child.id());
                Ok(Self { ready_after: ready.duration_since(started), cpu, child })
            }
            Err(problem) => {
                // It may have ended by itself.
                let _ = child.kill();
                let _ = child.wait();
                let said = fs::read_to_string(&complaints).unwrap_or_default();
                Err(problem.context(format!("{} said: {}", program.display(), said.trim())))
            }
        }
    }

    /// The process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Ends the window and waits for all of its processes.
    pub(crate) async fn close(mut self) -> Result<()> {
        let tree = process_tree::of(self.child.id());
        self.child.kill()?;
        self.child.wait()?;
        process_tree::gone(&tree).await
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        // After `close` there is nothing left to end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Ends a driven window and waits for all of its processes, those too that no longer belong to the driver.
pub(crate) async fn end(page: Page, app: u32) -> Result<()> {
    let tree = process_tree::of(app);
    page.close().await;
    process_tree::gone(&tree).await
}

/// Bellhop itself, as it is shipped.
pub(crate) fn bellhop() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_bellhop"))
}

/// The bare window, which is built beside Bellhop.
pub(crate) fn hello() -> Result<PathBuf> {
    let path = bellhop().with_file_name("examples").join("hello_window");
    if !path.exists() {
        bail!("The bare window is not built. Run `cargo build --release --example hello_window`, or `make bench`.");
    }
    Ok(path)
}

fn has_gpu() -> bool {
    let nodes = fs::read_dir("/dev/dri").into_iter().flatten().flatten();
    nodes.into_iter().any(|node| node.file_name().to_string_lossy().starts_with("renderD"))
}

/// The moment when the ready line came.
fn ready_line(child: &mut Child) -> Result<Instant> {
    let out = child.stdout.take().context("the program's output is not read")?;
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        // Goes on reading after the ready line, so that the program never writes into a closed pipe.
        for line in BufReader::new(out).lines().map_while(Result::ok) {
            if line.trim() == "{\"ready\":true}" {
                // Nobody waits any more once the first one was told.
                let _ = tell.send(Instant::now());
            }
        }
    });
    told.recv_timeout(PATIENCE).map_err(|_| anyhow!("the window did not become ready"))
}
