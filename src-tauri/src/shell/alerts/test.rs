//! A test alert: shown like a real one, with what stands in the way of real ones.

use bellhop_desk::Language;
use bellhop_desk::alerts::{Alert, AlertClass, AlertKey, silence};
use bellhop_desk::views::{AlertSound, AlertTest, AlertTrouble};
use chrono::{Local, Utc};
use tauri::Runtime;

use super::Teller;
use crate::shell::desktop;

impl<R: Runtime> Teller<R> {
    /// Shows it, whatever the rep's settings say, and tells what they or the desktop would do to a real one.
    pub(super) async fn try_out(&mut self) -> AlertTest {
        let settings = desktop::settings(&self.desk).await.unwrap_or_default();
        let server = match self.screen.name().await {
            Ok(server) => server,
            Err(trouble) => return AlertTest { shown: false, trouble: Some(trouble), server: None },
        };
        let (title, body) = Language::of(settings.locale).test();
        let alert = Alert {
            key: AlertKey::Test,
            class: AlertClass::ReplyOnMine,
            thread: None,
            message: None,
            count: 1,
            title: title.to_owned(),
            body: body.to_owned(),
            sound: AlertSound::Message,
            urgent: false,
            actions: Vec::new(),
        };
        let server = Some(server);
        if let Err(trouble) = self.put(&alert, &settings).await {
            return AlertTest { shown: false, trouble: Some(trouble), server };
        }
        let now = Utc::now();
        let trouble = match silence(&settings.alerts, now, now.with_timezone(&Local).naive_local()) {
            Some(trouble) => Some(trouble),
            None => self.screen.must_not_disturb().await.then_some(AlertTrouble::DoNotDisturb),
        };
        AlertTest { shown: true, trouble, server }
    }
}
