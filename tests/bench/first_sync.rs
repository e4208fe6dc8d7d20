//! The first sync: 2,000 conversations with 20,000 messages, from a hub over HTTP into a new store, against SQLite alone.
//!
//! The hub runs in this process but is spoken to over a real loopback connection, without a rate limit. What is told is a
//! throughput: the time that a bare insert of the very same rows takes, over the time that Bellhop takes from nothing to
//! the last committed row. The rows are read once, from a cache that was synced before the measurement.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use bellhop_hub::{DEMO_REP, Hub, HubOptions, SeedSpec};
use bellhop_hubspot::client::{Client, Config};
use bellhop_store::Store;
use bellhop_sync::{OnceConfig, OutgoingFiles, sync_once};
use chrono::Utc;
use secrecy::SecretString;

use crate::bare_insert::Rows;
use crate::pairs::{Spread, alternate};
use crate::table::{Aim, Figure, seconds};

const THREADS: usize = 2_000;
const MESSAGES_EACH: usize = 10;

/// Measures it.
pub(crate) async fn measure(pairs: usize) -> Result<Figure> {
    let folder = tempfile::tempdir()?;
    let hub = Hub::start(HubOptions::new(folder.path().join("hub"))).await?;
    hub.seed(SeedSpec::new(THREADS, MESSAGES_EACH, Utc::now())).await?;
    let before = folder.path().join("before");
    sync_into(&before, &hub).await?;
    let rows = Rows::read(&before.join("cache.db"))?;
    let found = (rows.count("threads"), rows.count("messages"));
    ensure!(found == (THREADS, THREADS * MESSAGES_EACH), "the first sync left {found:?} threads and messages");

    let measured = alternate(
        pairs,
        async |_| {
            let new = tempfile::tempdir_in(folder.path())?;
            sync_into(&new.path().join("workspace"), &hub).await
        },
        async |_| {
            let new = tempfile::tempdir_in(folder.path())?;
            rows.insert(&new.path().join("bare.db"))
        },
    )
    .await?;
    hub.stop().await;

    let ours = Spread::of(measured.iter().map(|pair| pair.ours.as_secs_f64()));
    let baseline = Spread::of(measured.iter().map(|pair| pair.baseline.as_secs_f64()));
    Ok(Figure {
        what: "First sync of 20,000 messages, from HTTP to committed row: throughput",
        against: "a bare rusqlite insert of the same rows",
        value: Spread::of(measured.iter().map(|pair| pair.baseline.div_duration_f64(pair.ours))),
        aim: Aim::at_least(0.15, 0.35),
        baseline_varies: baseline.varies(),
        pairs: measured.len(),
        ours: seconds(ours.median),
        baseline: seconds(baseline.median),
    })
}

/// One first sync into a new folder. What is in the store when it ends is committed; folding the journal into the file
/// and feeding the rest of the search index comes after, on neither side.
async fn sync_into(folder: &Path, hub: &Hub) -> Result<Duration> {
    let opened = folder.to_owned();
    let (store, _) = tokio::task::spawn_blocking(move || Store::open(&opened)).await??;
    let account = Config::new(hub.url(), SecretString::from(hub.token().to_owned()));
    let round = OnceConfig::new(DEMO_REP, OutgoingFiles::new(|_| None));
    let synced = store.clone();
    // On the runtime's own threads, as in the app.
    let took = tokio::spawn(async move {
        let began = Instant::now();
        let client = Client::connect(account).await?;
        let report = sync_once(&synced, &client, round).await?;
        ensure!(
            report.messages >= (THREADS * MESSAGES_EACH) as u64,
            "a first sync read only {} messages",
            report.messages
        );
        Ok(began.elapsed())
    });
    let took = took.await??;
    store.close().await?;
    Ok(took)
}
