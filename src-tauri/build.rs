//! Builds what the window is made of: the user interface, and Tauri's view of the configuration.
//!
//! With the feature `shell`, `cargo build` alone is enough: npm is run from here whenever the interface's sources changed.
//! Under the Tauri command line it is not, which runs `beforeBuildCommand` or the development server itself. Without the
//! feature nothing happens: the core is built and tested on machines that have neither Node nor WebKit.

#![allow(clippy::print_stdout, reason = "this is how a build script talks to cargo")]

#[cfg(feature = "shell")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Only the Tauri command line sets it.
    println!("cargo:rerun-if-env-changed=TAURI_CLI_VERBOSITY");
    if std::env::var_os("TAURI_CLI_VERBOSITY").is_none() {
        interface::build()?;
    }
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    // Listed here, `call` needs a grant in capabilities/main.json; a command that is not listed could be called by any window.
    let commands = tauri_build::AppManifest::new().commands(&["call"]);
    let attributes =
        tauri_build::Attributes::new().capabilities_path_pattern("src-tauri/capabilities/**/*").app_manifest(commands);
    tauri_build::try_build(attributes)?;
    Ok(())
}

#[cfg(not(feature = "shell"))]
fn main() {
    println!("cargo:rerun-if-changed=src-tauri/build.rs");
}

#[cfg(feature = "shell")]
mod interface {
    use std::fs;
    use std::path::Path;
    use std::process::Command;
    use std::time::SystemTime;

    /// What the interface is built from. The whole of `ui/` would include `dist` and `node_modules`, which building changes.
    const SOURCES: [&str; 8] = [
        "index.html",
        "package.json",
        "package-lock.json",
        "public",
        "src",
        "svelte.config.js",
        "tsconfig.json",
        "vite.config.ts",
    ];

    /// Installs what `ui/package-lock.json` pins, where that is not done yet, and builds `ui/dist`.
    pub(super) fn build() -> Result<(), String> {
        for source in SOURCES {
            let path = Path::new("ui").join(source);
            // Cargo runs a build script every time when it watches a file that does not exist.
            if path.exists() {
                println!("cargo:rerun-if-changed={}", path.display());
            }
        }
        if changed("ui/node_modules/.package-lock.json") < changed("ui/package-lock.json") {
            npm(&["ci", "--ignore-scripts", "--no-audit", "--no-fund"])?;
        }
        npm(&["run", "build"])
    }

    /// When a file was changed last; nothing, which is before everything, when it does not exist.
    fn changed(path: &str) -> Option<SystemTime> {
        fs::metadata(path).and_then(|about| about.modified()).ok()
    }

    fn npm(arguments: &[&str]) -> Result<(), String> {
        let program = if cfg!(windows) { "npm.cmd" } else { "npm" };
        let said = arguments.join(" ");
        let outcome = Command::new(program).args(arguments).current_dir("ui").output().map_err(|problem| {
            format!("npm cannot be started ({problem}). Install Node with npm, then build again.")
        })?;
        if outcome.status.success() {
            return Ok(());
        }
        Err(format!(
            "`npm {said}` failed in ui/:\n{}{}",
            String::from_utf8_lossy(&outcome.stdout),
            String::from_utf8_lossy(&outcome.stderr)
        ))
    }
}
