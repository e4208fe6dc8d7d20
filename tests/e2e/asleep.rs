//! The computer slept: logind says so, and Bellhop connects anew at once.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::json;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use zbus::connection::Builder;

use crate::buses::Bus;
use crate::driver::{PATIENCE, Page};
use crate::program::{HubProcess, connect};

#[tokio::test]
async fn when_logind_says_that_a_sleep_is_over_connections_from_before_are_given_up() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    let hub = HubProcess::start(&folder.path().join("hub"), "127.0.0.1:0", &["--demo"]);
    let road = Road::to(&hub.url).await;
    let (url, token, to) = (road.address.clone(), hub.token.clone(), home.clone());
    let connected = tokio::task::spawn_blocking(move || connect(&to, &url, &token, "marta.krol@example.com"));
    assert!(connected.await.unwrap().status.success());

    let system = Bus::start();
    let logind = Builder::address(system.address.to_str().unwrap()).unwrap();
    let logind = logind.name("org.freedesktop.login1").unwrap().build().await.unwrap();
    let page = Page::bellhop_with(&home, &[("DBUS_SYSTEM_BUS_ADDRESS", system.address.as_path() as &Path)]).await;
    let synced = async {
        let mut clock = tokio::time::interval(Duration::from_millis(50));
        while page.call("sync", json!(null)).await["state"]["type"] != "idle" {
            clock.tick().await;
        }
    };
    tokio::time::timeout(PATIENCE, synced).await.expect("everything is read");

    let says = async |begins: bool| {
        let manager = ("/org/freedesktop/login1", "org.freedesktop.login1.Manager");
        logind.emit_signal(None::<&str>, manager.0, manager.1, "PrepareForSleep", &begins).await.unwrap();
    };
    let before = road.taken.load(Ordering::SeqCst);
    says(true).await;
    says(false).await;
    let again = road.taken_more_than(before);
    tokio::time::timeout(PATIENCE, again).await.expect("it connects anew");
    page.close().await;
    hub.kill();
}

/// The way to the hub, which counts the connections.
struct Road {
    address: String,
    taken: Arc<AtomicUsize>,
    bell: Arc<Notify>,
}

impl Road {
    async fn to(url: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let end = url.trim_start_matches("http://").to_owned();
        let road = Self { address, taken: Arc::default(), bell: Arc::default() };
        let (taken, bell) = (Arc::clone(&road.taken), Arc::clone(&road.bell));
        tokio::spawn(async move {
            while let Ok((mut near, _)) = listener.accept().await {
                taken.fetch_add(1, Ordering::SeqCst);
                bell.notify_waiters();
                let end = end.clone();
                tokio::spawn(async move {
                    let mut far = TcpStream::connect(end).await.unwrap();
                    // Either end may hang up.
                    let _ = copy_bidirectional(&mut near, &mut far).await;
                });
            }
        });
        road
    }

    async fn taken_more_than(&self, before: usize) {
        loop {
            let heard = self.bell.notified();
            if self.taken.load(Ordering::SeqCst) > before {
                return;
            }
            heard.await;
        }
    }
}
