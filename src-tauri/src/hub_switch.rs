//! The embedded hub of a local workspace: started behind the open window, switched on and off by the rep.
//!
//! It takes the port it had the last time when that is free, so that a customer's open page goes on working after a
//! restart. When it cannot start, the workspace is readable all the same and says so.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use bellhop_hub::{Hub, HubOptions, HubSettings};
use secrecy::SecretString;
use tokio::sync::Mutex;

/// How to reach the running hub.
#[derive(Debug, Clone)]
pub(crate) struct HubAddress {
    pub(crate) url: String,
    pub(crate) token: SecretString,
    pub(crate) chat: String,
}

/// Switches the hub of one folder.
pub(crate) struct HubSwitch {
    folder: PathBuf,
    running: Mutex<Option<Hub>>,
}

impl HubSwitch {
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self { folder, running: Mutex::new(None) }
    }

    /// Starts the hub, or gives the address of the one that runs.
    pub(crate) async fn on(&self) -> anyhow::Result<HubAddress> {
        let mut running = self.running.lock().await;
        if running.is_none() {
            *running = Some(self.start().await?);
        }
        let hub = running.as_ref().ok_or_else(|| anyhow::anyhow!("the hub did not start"))?;
        Ok(HubAddress {
            url: hub.url().to_owned(),
            token: SecretString::from(hub.token().to_owned()),
            chat: hub.chat_url(),
        })
    }

    /// Stops the hub, if it runs.
    pub(crate) async fn off(&self) {
        if let Some(hub) = self.running.lock().await.take() {
            hub.stop().await;
        }
    }

    async fn start(&self) -> anyhow::Result<Hub> {
        let remembered = self.folder.join("port");
        let port = std::fs::read_to_string(&remembered).ok().and_then(|text| text.trim().parse().ok()).unwrap_or(0);
        let hub = match Hub::start(self.options(port)).await {
            Ok(hub) => hub,
            Err(problem) if port != 0 => {
                tracing::warn!(problem = format!("{problem:#}"), port, "the hub's last port is taken");
                Hub::start(self.options(0)).await?
            }
            Err(problem) => return Err(problem),
        };
        let port = hub.url().rsplit(':').next().unwrap_or_default().to_owned();
        if let Err(problem) = std::fs::write(&remembered, port) {
            tracing::warn!(%problem, "the hub's port could not be remembered");
        }
        Ok(hub)
    }

    fn options(&self, port: u16) -> HubOptions {
        HubOptions {
            dir: self.folder.clone(),
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
            demo: true,
            settings: HubSettings::default(),
        }
    }
}
