//! Looks at the desktop before GTK does, for as long as nobody notices.
//!
//! GTK, WebKit and the plugins ask the session bus and whoever is on it, and wait for the answer: up to 25 seconds for a
//! portal that is there and says nothing, for ever for a bus that takes the connection and says nothing. So all of that is
//! asked here first, beside the opening of the workspace, and what did not answer by then is kept away from them. What is
//! missing is told to the rep when the window is open.

use std::time::Duration;

use bellhop_desk::views::{Notice, NoticeCode};
use tokio::time::timeout;
use zbus::Connection;
use zbus::names::BusName;
use zbus::zvariant::{OwnedValue, Value};

/// How long the start waits for the bus and for the portal. Both answer within a few milliseconds where they work.
const GLANCE: Duration = Duration::from_millis(200);
/// How long they may take before the rep is told that they do not answer.
const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) const PORTAL: &str = "org.freedesktop.portal.Desktop";
const ALERTS: &str = "org.freedesktop.Notifications";

/// What a first glance saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Glance {
    /// What the session bus does.
    pub(crate) bus: Bus,
    /// What the portal does.
    pub(crate) portal: Portal,
}

/// What the session bus does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bus {
    /// It answers.
    Answers,
    /// There is none.
    Absent,
    /// Something takes the connection and has not answered yet.
    Silent,
}

/// What the desktop's portal does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Portal {
    /// It answers, and says whether the desktop is dark.
    Answers { dark: bool },
    /// There is none, and nobody waits for it.
    Absent,
    /// It is there and has not answered yet: whoever asks waits.
    Silent,
}

/// Looks once, for at most twice the [`GLANCE`].
pub(crate) async fn glance() -> Glance {
    let without = |bus| Glance { bus, portal: Portal::Absent };
    match timeout(GLANCE, Connection::session()).await {
        Ok(Ok(bus)) => {
            let portal = timeout(GLANCE, ask_portal(&bus)).await.unwrap_or(Portal::Silent);
            Glance { bus: Bus::Answers, portal }
        }
        Ok(Err(_)) => without(Bus::Absent),
        Err(_) => without(Bus::Silent),
    }
}

impl Glance {
    /// What a rep misses on this desktop: asked again with more patience, behind the open window.
    pub(crate) async fn missing(self) -> Vec<Notice> {
        let notice = |code, detail: &str| Notice { code, detail: detail.to_owned() };
        let bus = match self.bus {
            Bus::Answers => timeout(PATIENCE, Connection::session()).await,
            Bus::Absent | Bus::Silent => return vec![notice(NoticeCode::NoSessionBus, &address())],
        };
        let Ok(Ok(bus)) = bus else {
            return vec![notice(NoticeCode::NoSessionBus, &address())];
        };
        let mut missing = Vec::new();
        if self.portal == Portal::Silent && timeout(PATIENCE, ask_portal(&bus)).await.is_err() {
            missing.push(notice(NoticeCode::NoPortal, PORTAL));
        }
        match timeout(PATIENCE, shows_alerts(&bus)).await {
            Ok(Ok(true)) => {}
            Ok(_) => missing.push(notice(NoticeCode::NoAlerts, ALERTS)),
            Err(_) => missing.push(notice(NoticeCode::NoAlerts, "org.freedesktop.Notifications does not answer")),
        }
        missing
    }

    /// One line for `bellhop doctor`: what there is, or what goes on without it.
    pub(crate) fn bus_words(self) -> String {
        let without =
            "Bellhop works, but without notifications and keyring, and a second start cannot raise the first window";
        match self.bus {
            Bus::Answers => "there is one".to_owned(),
            Bus::Absent => format!("none: {without}"),
            Bus::Silent => format!("{} does not answer: {without}", address()),
        }
    }

    /// The same of the portal.
    pub(crate) fn portal_words(self) -> String {
        match self.portal {
            Portal::Answers { dark } => format!("answers; the desktop is {}", if dark { "dark" } else { "light" }),
            Portal::Absent => "none: Bellhop does not follow the desktop between light and dark".to_owned(),
            Portal::Silent => {
                "there is one that does not answer: Bellhop starts without it. Restart xdg-desktop-portal.".to_owned()
            }
        }
    }
}

/// The address of the bus that was tried.
fn address() -> String {
    std::env::var("DBUS_SESSION_BUS_ADDRESS").unwrap_or_else(|_| "no address (DBUS_SESSION_BUS_ADDRESS)".to_owned())
}

/// Asks the portal for the desktop's colours, for as long as it takes.
pub(crate) async fn ask_portal(bus: &Connection) -> Portal {
    let asked = ("org.freedesktop.appearance", "color-scheme");
    let path = "/org/freedesktop/portal/desktop";
    let answer = bus.call_method(Some(PORTAL), path, Some("org.freedesktop.portal.Settings"), "Read", &asked).await;
    match answer {
        Ok(answer) => {
            Portal::Answers { dark: answer.body().deserialize().is_ok_and(|value: OwnedValue| is_dark(&value)) }
        }
        // It answers, and has no such setting.
        Err(zbus::Error::MethodError(name, ..)) if !is_absence(name.as_str()) => Portal::Answers { dark: false },
        Err(_) => Portal::Absent,
    }
}

fn is_absence(error: &str) -> bool {
    error.starts_with("org.freedesktop.DBus.Error.ServiceUnknown")
        || error.starts_with("org.freedesktop.DBus.Error.NameHasNoOwner")
        || error.starts_with("org.freedesktop.DBus.Error.Spawn")
}

/// 1 is dark, 2 is light, 0 no wish; older portals wrap the number once more.
pub(crate) fn is_dark(value: &Value<'_>) -> bool {
    match value {
        Value::Value(inner) => is_dark(inner),
        Value::U32(scheme) => *scheme == 1,
        _ => false,
    }
}

/// Whether something shows notifications, or would be started for the first one.
async fn shows_alerts(bus: &Connection) -> zbus::Result<bool> {
    let names = zbus::fdo::DBusProxy::new(bus).await?;
    if names.name_has_owner(BusName::try_from(ALERTS)?).await? {
        let path = "/org/freedesktop/Notifications";
        bus.call_method(Some(ALERTS), path, Some(ALERTS), "GetServerInformation", &()).await?;
        return Ok(true);
    }
    Ok(names.list_activatable_names().await?.iter().any(|name| name.as_str() == ALERTS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_desktop_is_dark_when_it_says_so_wrapped_once_or_twice() {
        let wrapped = |scheme: u32| Value::Value(Box::new(Value::U32(scheme)));
        assert!(is_dark(&Value::U32(1)) && is_dark(&wrapped(1)));
        assert!(!is_dark(&wrapped(0)) && !is_dark(&wrapped(2)) && !is_dark(&Value::Bool(true)));
    }
}
