//! Keeps GTK away from a session bus or a portal that does not answer.
//!
//! GTK asks the portal when its application is registered, and waits; nothing but its address leads it to the bus. So the
//! address is taken out of the environment: for good when the bus itself is silent, and only until GTK has started when
//! the portal alone is. What comes later (a second start, notifications, the tray) finds the bus as ever.

use gtk::glib;
use tauri::Runtime;
use tauri::plugin::{Builder, TauriPlugin};

use crate::session_bus::{self, Bus, Glance, Portal};

const ADDRESS: &str = "DBUS_SESSION_BUS_ADDRESS";
/// Understood by nobody, so everybody goes on at once.
const NOWHERE: &str = "disabled:";

/// What a look at the desktop saw, and the address that is to be given back.
pub(crate) struct Looked {
    pub(crate) glance: Glance,
    address: Option<String>,
}

/// Looks at the desktop and keeps GTK from what is broken there. Nothing else runs yet, so the environment may be changed.
pub(crate) fn look() -> std::io::Result<Looked> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let glance = runtime.block_on(session_bus::glance());
    let address = match glance {
        Glance { portal: Portal::Silent, .. } => zbus::Address::session().ok().map(|address| address.to_string()),
        _ => None,
    };
    if glance.bus == Bus::Silent || glance.portal == Portal::Silent {
        // Fails for names with `=` or NUL only.
        let _ = glib::setenv(ADDRESS, NOWHERE, true);
    }
    Ok(Looked { glance, address })
}

impl Looked {
    /// Gives the address of a bus that answers back, once GTK has started. The first of the plugins: the others want the bus.
    pub(crate) fn opens_again<R: Runtime>(self) -> TauriPlugin<R> {
        let address = self.address;
        Builder::new("session-bus")
            .setup(move |_, _| {
                if let Some(address) = address {
                    // Replaces what is there: whoever reads it in another thread gets one value or the other.
                    let _ = glib::setenv(ADDRESS, address, true);
                }
                Ok(())
            })
            .build()
    }
}
