//! The computer slept: its connections look open and lead nowhere.

use std::sync::Arc;

use bellhop_sync::{Connection, Link, Sync};
use secrecy::SecretString;
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
    time::Duration,
};

use crate::support::{Desk, Remote, until_state};

/// Much less than any connection is given before its silence is noticed.
const SOON: Duration = Duration::from_secs(15);

#[tokio::test(flavor = "multi_thread")]
async fn a_computer_that_slept_gives_up_its_connections_and_reads_what_came_meanwhile() {
    let remote = Remote::new().await;
    let thread = remote.customer_writes("anna", "Good night").await;
    let road = Road::to(&remote).await;
    let desk = Desk::new();
    let sync = Sync::start(desk.config(road.link(&remote)));
    desk.sees(&thread, "Good night").await;
    until_state(&sync, "an open push", |status| status.listening).await;

    road.falls_asleep();
    remote.customer_writes("anna", "Good morning").await;
    sync.begin_anew();
    let seen = tokio::time::timeout(SOON, desk.sees(&thread, "Good morning")).await;
    assert!(seen.is_ok(), "it waited for a connection from before");
    until_state(&sync, "a push that is open again", |status| status.listening).await;
    remote.customer_writes("anna", "Are you there?").await;
    tokio::time::timeout(SOON, desk.sees(&thread, "Are you there?")).await.expect("the new push tells of it");
    sync.stop().await;
}

/// The way to the remote. What goes over it when the computer falls asleep stays open and silent; what is opened later
/// gets through.
struct Road {
    address: String,
    nights: Arc<watch::Sender<u32>>,
}

impl Road {
    async fn to(remote: &Remote) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let end = remote.hub.url().trim_start_matches("http://").to_owned();
        let nights = Arc::new(watch::Sender::new(0));
        let told = Arc::clone(&nights);
        tokio::spawn(async move {
            loop {
                let (mut near, _) = listener.accept().await.unwrap();
                let (end, mut night) = (end.clone(), told.subscribe());
                tokio::spawn(async move {
                    let mut far = TcpStream::connect(end).await.unwrap();
                    tokio::select! {
                        _ = copy_bidirectional(&mut near, &mut far) => {}
                        // Neither end hears of it.
                        _ = night.changed() => std::future::pending().await,
                    }
                });
            }
        });
        Self { address, nights }
    }

    fn link(&self, remote: &Remote) -> Link {
        Connection { base_url: self.address.clone(), token: SecretString::from(remote.hub.token()) }.into()
    }

    fn falls_asleep(&self) {
        self.nights.send_modify(|nights| *nights += 1);
    }
}
