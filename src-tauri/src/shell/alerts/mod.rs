//! What the rep is told of by the desktop: shows what `desk::alerts` decides, and brings back what the rep does with it.
//!
//! Which alert there is, and what it says, is the desk's business; how the desktop is told is decided here. On Linux the
//! notification server is spoken to directly (`freedesktop`), elsewhere the plugin shows them (`plugin`). A server that is
//! not there, or does not answer, costs an alert and nothing else: the window has everything.

#[cfg(target_os = "linux")]
mod freedesktop;
#[cfg_attr(target_os = "linux", allow(dead_code, reason = "compiled everywhere, so that it cannot fall behind"))]
mod plugin;
mod test;

use std::time::Duration;

use bellhop_desk::alerts::{ActionWords, Alert, AlertAction, AlertKey, AlertOutcome, Ring};
use bellhop_desk::views::{AlertSound, AlertTest, AlertTrouble, Settings};
use bellhop_desk::{ApiError, Desk, ErrorCode, Language};
use tauri::{AppHandle, Manager, Runtime};
use tokio::sync::{mpsc, oneshot};

use super::{desktop, window};

#[cfg(target_os = "linux")]
type Screen<R> = freedesktop::Screen<R>;
#[cfg(not(target_os = "linux"))]
type Screen<R> = plugin::Screen<R>;

/// How an alert is shown.
struct Manner<'a> {
    /// It may be shown although the rep, or the desktop, wants to be left alone.
    insists: bool,
    /// It makes no sound, whatever its class.
    silent: bool,
    labels: ActionWords,
    icon: Option<&'a Icon>,
}

/// Bellhop's icon, for desktops where it is not installed.
struct Icon {
    width: i32,
    height: i32,
    rgba: Vec<u8>,
}

/// What the rep did with an alert.
struct Heard {
    key: AlertKey,
    action: AlertAction,
    /// What was typed into it.
    text: Option<String>,
    /// What lets the window come to the front where windows may not do so by themselves.
    token: Option<String>,
}

/// What others want of the task that shows alerts.
enum Asked {
    Test(oneshot::Sender<AlertTest>),
    End(oneshot::Sender<()>),
}

/// The task that shows alerts, for others.
pub(crate) struct Alerts(mpsc::Sender<Asked>);

/// Begins to show what the desk decides, until the program ends.
pub(crate) fn begin<R: Runtime>(app: &AppHandle<R>) {
    let Ok(desk) = super::host(app).desk().cloned() else { return };
    let (asks, asked) = mpsc::channel(1);
    app.manage(Alerts(asks));
    tauri::async_runtime::spawn(Teller::of(app.clone(), desk).tell(asked));
}

/// Takes away what is shown: nobody would hear a click on it.
pub(crate) async fn end<R: Runtime>(app: &AppHandle<R>) {
    let Some(alerts) = app.try_state::<Alerts>() else { return };
    let (done, ended) = oneshot::channel();
    if alerts.0.send(Asked::End(done)).await.is_ok() {
        // A server that does not answer must not hold up the end.
        let _ = tokio::time::timeout(Duration::from_secs(1), ended).await;
    }
}

/// Shows a test alert, and says what stands in the way of real ones.
pub(crate) async fn test<R: Runtime>(app: &AppHandle<R>) -> Result<AlertTest, ApiError> {
    let gone = || ApiError {
        code: ErrorCode::NotPossible,
        message: "Nothing shows notifications in this Bellhop.".to_owned(),
    };
    let asks = app.try_state::<Alerts>().ok_or_else(gone)?.0.clone();
    let (answer, came) = oneshot::channel();
    asks.send(Asked::Test(answer)).await.map_err(|_| gone())?;
    came.await.map_err(|_| gone())
}

/// Shows alerts and hears what becomes of them.
struct Teller<R: Runtime> {
    app: AppHandle<R>,
    desk: Desk,
    screen: Screen<R>,
    icon: Option<Icon>,
}

impl<R: Runtime> Teller<R> {
    fn of(app: AppHandle<R>, desk: Desk) -> Self {
        let icon = app.default_window_icon().map(|icon| Icon {
            width: i32::try_from(icon.width()).unwrap_or_default(),
            height: i32::try_from(icon.height()).unwrap_or_default(),
            rgba: icon.rgba().to_vec(),
        });
        Self { screen: Screen::on(&app), app, desk, icon }
    }

    async fn tell(mut self, mut asked: mpsc::Receiver<Asked>) {
        let mut alerts = self.desk.alerts();
        loop {
            tokio::select! {
                ring = alerts.next() => self.show(ring).await,
                heard = self.screen.heard() => self.act(heard).await,
                Some(asked) = asked.recv() => match asked {
                    // Whoever asked may have gone.
                    Asked::Test(answer) => drop(answer.send(self.try_out().await)),
                    Asked::End(done) => {
                        self.screen.withdraw_all().await;
                        let _ = done.send(());
                        return;
                    }
                },
            }
        }
    }

    async fn show(&mut self, ring: Ring) {
        match ring {
            Ring::Withdraw(key) => self.screen.withdraw(&key).await,
            Ring::Show(alert) => {
                let settings = desktop::settings(&self.desk).await.unwrap_or_default();
                if let Err(trouble) = self.put(&alert, &settings).await {
                    tracing::info!(class = ?alert.class, ?trouble, "an alert was not shown");
                }
            }
        }
    }

    async fn put(&mut self, alert: &Alert, settings: &Settings) -> Result<(), AlertTrouble> {
        let alone = self.screen.must_not_disturb().await;
        let insists = alert.urgent || (alone && !settings.alerts.respect_desktop);
        let labels = Language::of(settings.locale).actions();
        let silent = alone && !insists;
        if !silent {
            window::ask_for_a_look(&self.app);
        }
        let manner = Manner { insists, silent, labels, icon: self.icon.as_ref() };
        self.screen.show(alert, &manner).await
    }

    /// Carries out what the rep did. What cannot be done here is shown in the window.
    async fn act(&mut self, heard: Heard) {
        let Heard { key, action, text, token } = heard;
        match self.desk.act_on_alert(&key, action, text).await {
            Ok(AlertOutcome::Done) => self.screen.withdraw(&key).await,
            Ok(AlertOutcome::Show(arrival)) => {
                self.screen.withdraw(&key).await;
                window::raise_with(&self.app, token.as_deref());
                super::arrivals::show(&self.app, arrival);
            }
            Err(problem) => {
                tracing::warn!(problem = problem.message, ?action, "what the rep did with an alert failed");
                window::raise_with(&self.app, token.as_deref());
            }
        }
    }
}

/// The name of a sound in freedesktop.org's naming specification.
fn theme_name(sound: AlertSound) -> Option<&'static str> {
    match sound {
        AlertSound::None => None,
        AlertSound::Message => Some("message-new-instant"),
        AlertSound::Bell => Some("bell"),
        AlertSound::Warning => Some("dialog-warning"),
    }
}
