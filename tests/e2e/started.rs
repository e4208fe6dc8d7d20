//! Bellhop without a driver, as a desktop starts it.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::driver::{GLANCE, PATIENCE, elsewhere};

/// A Bellhop that runs until it ends by itself or is dropped.
pub struct Started(Child);

impl Started {
    pub fn with(home: &Path, arguments: &[&str]) -> Self {
        let mut program = Command::new(env!("CARGO_BIN_EXE_bellhop"));
        for folder in ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"] {
            program.env(folder, elsewhere(home));
        }
        program.args(arguments).env("BELLHOP_HOME", home).env("LANGUAGE", "en").env("NO_AT_BRIDGE", "1");
        Self(program.stdout(Stdio::null()).spawn().unwrap())
    }

    /// Waits until it has ended by itself, in order.
    pub async fn ends(mut self) {
        let ended = async {
            let mut clock = tokio::time::interval(GLANCE);
            loop {
                clock.tick().await;
                if let Some(status) = self.0.try_wait().unwrap() {
                    return status;
                }
            }
        };
        let status = tokio::time::timeout(PATIENCE, ended).await.expect("the program ends");
        assert!(status.success(), "{status}");
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
