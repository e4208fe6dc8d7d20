//! WebDriver sessions: the real window through WebKitWebDriver, a real Chromium through chromedriver.
//!
//! Every driver is a child process on a port of its own and is ended, with what it started, when it is dropped. Waiting
//! goes by conditions of the page, so that a story goes on the moment something is there, and says what it waited for when
//! it never comes.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

/// How long anything may take before a story gives up: generous, for a busy machine; nothing is measured with it.
pub const PATIENCE: Duration = Duration::from_secs(40);

/// How often a condition is looked at.
pub const GLANCE: Duration = Duration::from_millis(50);

/// A browser or window under test.
pub struct Page {
    pub client: Client,
    driver: Driver,
}

struct Driver(Child);

impl Driver {
    /// What the driver started and what still runs of it.
    fn children(&self) -> Vec<String> {
        let tasks = std::fs::read_dir(format!("/proc/{}/task", self.0.id())).into_iter().flatten().flatten();
        let listed = tasks.filter_map(|task| std::fs::read_to_string(task.path().join("children")).ok());
        listed.flat_map(|line| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>()).collect()
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // The driver may have ended with its session.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Page {
    /// Opens Bellhop's window on the state in `home` and waits for its inbox.
    pub async fn bellhop(home: &Path, language: &str) -> Self {
        let page = Self::opened(home, language).await;
        page.wait_for("the inbox is painted", "document.documentElement.dataset.ready === 'true'").await;
        page
    }

    /// Opens Bellhop's window, whatever it shows.
    pub async fn opened(home: &Path, language: &str) -> Self {
        Self::opened_with(home, language, &[]).await
    }

    /// Opens Bellhop's window with further variables in its environment and waits for its inbox.
    pub async fn bellhop_with(home: &Path, variables: &[(&str, &Path)]) -> Self {
        let page = Self::opened_with(home, "en", variables).await;
        page.wait_for("the inbox is painted", "document.documentElement.dataset.ready === 'true'").await;
        page
    }

    /// Opens Bellhop's window with arguments, as the desktop does for a link, and waits for its inbox.
    pub async fn bellhop_asked(home: &Path, arguments: &[&str]) -> Self {
        let page = Self::started(home, "en", &[], arguments).await;
        page.wait_for("the inbox is painted", "document.documentElement.dataset.ready === 'true'").await;
        page
    }

    async fn opened_with(home: &Path, language: &str, variables: &[(&str, &Path)]) -> Self {
        Self::started(home, language, variables, &[]).await
    }

    async fn started(home: &Path, language: &str, variables: &[(&str, &Path)], arguments: &[&str]) -> Self {
        let port = free_port();
        let driver = Command::new("WebKitWebDriver")
            .args([format!("--port={port}"), "--host=127.0.0.1".to_owned()])
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("NO_AT_BRIDGE", "1")
            .env("BELLHOP_HOME", home)
            .env("XDG_CONFIG_HOME", elsewhere(home))
            .env("XDG_DATA_HOME", elsewhere(home))
            .env("XDG_CACHE_HOME", elsewhere(home))
            .env("LANGUAGE", language)
            .envs(variables.iter().copied())
            .stdout(Stdio::null())
            .spawn()
            .expect("WebKitWebDriver is installed (Debian package webkit2gtk-driver)");
        let driver = Driver(driver);
        let binary = env!("CARGO_BIN_EXE_bellhop");
        let wanted = json!({"webkitgtk:browserOptions": {"binary": binary, "args": arguments}});
        let page = Self { client: session(port, wanted).await, driver };
        page.arrived().await;
        page
    }

    /// Returns once the window's page has taken the place of the empty one that every session begins with. A script that is
    /// sent before is lost with that page, and its answer never comes.
    async fn arrived(&self) {
        let arrived = async {
            let mut clock = tokio::time::interval(GLANCE);
            loop {
                clock.tick().await;
                if self.client.current_url().await.is_ok_and(|url| url.scheme() == "tauri") {
                    return;
                }
            }
        };
        tokio::time::timeout(PATIENCE, arrived).await.expect("the window's page is loaded");
    }

    /// Opens a headless Chromium: the customer.
    pub async fn chromium(profile: &Path) -> Self {
        let port = free_port();
        let driver = Command::new("chromedriver")
            .args([format!("--port={port}"), "--log-level=WARNING".to_owned()])
            .stdout(Stdio::null())
            .spawn()
            .expect("chromedriver is installed (Debian package chromium-driver)");
        let driver = Driver(driver);
        let arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream",
            "--lang=en",
            "--window-size=420,820",
        ];
        let mut arguments: Vec<String> = arguments.iter().map(ToString::to_string).collect();
        arguments.push(format!("--user-data-dir={}", profile.display()));
        let wanted = json!({"goog:chromeOptions": {"binary": "/usr/bin/chromium", "args": arguments}});
        Self { client: session(port, wanted).await, driver }
    }

    /// Waits until a JavaScript condition holds. It is asked from outside, again and again, because a question asked inside
    /// the page is lost without an answer when the page is replaced, as it is when a session begins.
    pub async fn wait_for(&self, what: &str, condition: &str) {
        let script = format!("try {{ return Boolean({condition}); }} catch (problem) {{ return false; }}");
        let holds = async {
            let mut clock = tokio::time::interval(GLANCE);
            loop {
                clock.tick().await;
                if let Ok(Value::Bool(true)) = self.client.execute(&script, vec![]).await {
                    return;
                }
            }
        };
        if tokio::time::timeout(PATIENCE, holds).await.is_err() {
            let text = self.client.execute("return document.body.innerText", vec![]).await;
            let shot = out().join("failed.png");
            if let Ok(png) = self.client.screenshot().await {
                std::fs::write(&shot, png).unwrap();
            }
            panic!("never came: {what}; see {}\nthe page says: {text:?}", shot.display());
        }
    }

    /// Carries out a call of the desk's contract from inside the window.
    pub async fn call(&self, name: &str, args: Value) -> Value {
        let script = "const done = arguments[arguments.length - 1];
             window.__TAURI_INTERNALS__.invoke('call', {name: arguments[0], args: arguments[1]})
               .then(value => done({ok: value}), error => done({error}));";
        let answer = self.client.execute_async(script, vec![json!(name), args]).await.unwrap();
        assert!(answer.get("error").is_none(), "{name} failed: {answer}");
        answer.get("ok").cloned().unwrap_or(Value::Null)
    }

    /// Leaves a screenshot among the run's results. WebKit takes it with the next frame, and a page at rest has none: a
    /// dot in the corner changes for a moment.
    pub async fn shoot(&self, name: &str) {
        let stir = "const dot = document.createElement('div');
            Object.assign(dot.style, {position: 'fixed', right: 0, bottom: 0, width: '1px', height: '1px', zIndex: 9999});
            document.body.append(dot);
            const until = performance.now() + 3000;
            const change = () => {
              dot.style.background = dot.style.background === 'black' ? 'white' : 'black';
              if (performance.now() < until) requestAnimationFrame(change); else dot.remove();
            };
            change();";
        self.client.execute(stir, vec![]).await.unwrap();
        let png = self.client.screenshot().await.unwrap();
        std::fs::write(out().join(format!("{name}.png")), png).unwrap();
    }

    /// Closes the session and waits until the program behind it is gone. The driver ends the program only after it has
    /// answered, and a next start on the same home would otherwise give way to a window that is just closing.
    pub async fn close(self) {
        self.client.clone().close().await.unwrap();
        self.ended().await;
    }

    /// Waits until the program is gone.
    pub async fn ended(self) {
        let gone = async {
            let mut clock = tokio::time::interval(GLANCE);
            while !self.driver.children().is_empty() {
                clock.tick().await;
            }
        };
        tokio::time::timeout(PATIENCE, gone).await.expect("the program ends with its session");
    }
}

/// The desktop's own folders for the window of this home. A Bellhop with a home of its own has no business there.
pub fn elsewhere(home: &Path) -> PathBuf {
    let name = home.file_name().unwrap().to_string_lossy();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("desktop-{}-{name}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Where a run leaves its screenshots.
pub fn out() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/e2e/out");
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Leaves figures among the run's results: for people, nothing is judged by them.
pub fn keep_figures(name: &str, figures: &str) {
    std::fs::write(out().join(format!("{name}.txt")), figures).unwrap();
}

async fn session(port: u16, wanted: Value) -> Client {
    let Value::Object(wanted) = wanted else { panic!("capabilities are an object") };
    let address = format!("http://127.0.0.1:{port}");
    listening(port).await;
    let client = ClientBuilder::new(HttpConnector::new())
        .capabilities(wanted)
        .connect(&address)
        .await
        .expect("the driver starts a session");
    let patience = fantoccini::wd::TimeoutConfiguration::new(Some(PATIENCE * 2), None, None);
    client.update_timeouts(patience).await.unwrap();
    client
}

/// Returns once the driver takes connections.
async fn listening(port: u16) {
    let connect = async {
        while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, connect).await.expect("the driver listens");
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
