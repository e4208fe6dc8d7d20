//! Notifications where the plugin shows them: Windows and macOS.
//!
//! It cannot put one in the place of another, so the old one is taken away first; and it knows no urgency.

use std::collections::HashMap;

use bellhop_desk::alerts::{Alert, AlertAction, AlertKey};
use bellhop_desk::views::AlertTrouble;
use tauri::{AppHandle, Runtime};
use tauri_plugin_notification::{Action, ActionType, NotificationExt};
use tokio::sync::mpsc;

use super::{Heard, Manner};

/// The plugin's notifications.
pub(super) struct Screen<R: Runtime> {
    app: AppHandle<R>,
    acted: mpsc::UnboundedReceiver<(i32, String)>,
    shown: HashMap<i32, AlertKey>,
    next: i32,
}

impl<R: Runtime> Screen<R> {
    pub(super) fn on(app: &AppHandle<R>) -> Self {
        let (act, acted) = mpsc::unbounded_channel();
        // It must be there before the first notification is shown, or its clicks are not reported.
        let heard = app.notification().on_action(move |performed| {
            if let Some(notification) = performed.notification() {
                // Nobody listens any more: Bellhop is ending.
                let _ = act.send((notification.id(), performed.action_id().to_owned()));
            }
        });
        if let Err(problem) = heard {
            tracing::warn!(%problem, "clicks on notifications are not heard");
        }
        Self { app: app.clone(), acted, shown: HashMap::new(), next: 1 }
    }

    pub(super) async fn show(&mut self, alert: &Alert, manner: &Manner<'_>) -> Result<(), AlertTrouble> {
        self.withdraw(&alert.key).await;
        let refused = |problem: tauri_plugin_notification::Error| AlertTrouble::Refused { detail: problem.to_string() };
        let words = &manner.labels;
        let buttons = alert.actions.iter().filter_map(|action| {
            let (name, label) = match action {
                AlertAction::Open => return None,
                AlertAction::Reply => ("reply", words.reply),
                AlertAction::Close => ("close", words.close),
                AlertAction::Snooze => ("snooze", words.snooze),
                AlertAction::MarkRead => ("read", words.mark_read),
            };
            Some(Action::builder(name, label).build())
        });
        let kind = format!("{:?}", alert.class);
        let buttons = ActionType::builder(&kind).actions(buttons.collect()).build();
        self.app.notification().register_action_types(vec![buttons]).map_err(refused)?;
        let id = self.next;
        self.next += 1;
        let mut builder =
            self.app.notification().builder().id(id).title(&alert.title).body(&alert.body).action_type_id(kind);
        if let Some(sound) = super::theme_name(alert.sound).filter(|_| !manner.silent) {
            builder = builder.sound(sound);
        }
        builder.show().map_err(refused)?;
        self.shown.insert(id, alert.key.clone());
        Ok(())
    }

    pub(super) async fn withdraw(&mut self, key: &AlertKey) {
        let ids: Vec<i32> = self.shown.iter().filter(|(_, shown)| *shown == key).map(|(id, _)| *id).collect();
        self.shown.retain(|_, shown| shown != key);
        if !ids.is_empty() {
            // The rep may have closed it a moment ago.
            let _ = self.app.notification().remove_active(ids);
        }
    }

    pub(super) async fn withdraw_all(&mut self) {
        self.shown.clear();
        let _ = self.app.notification().remove_all_active();
    }

    pub(super) async fn name(&mut self) -> Result<String, AlertTrouble> {
        Ok(std::env::consts::OS.to_owned())
    }

    /// Neither system tells; both hold notifications back by themselves.
    pub(super) async fn must_not_disturb(&mut self) -> bool {
        false
    }

    pub(super) async fn heard(&mut self) -> Heard {
        loop {
            let Some((id, action)) = self.acted.recv().await else { return std::future::pending().await };
            let action = match action.as_str() {
                "tap" => AlertAction::Open,
                "reply" => AlertAction::Reply,
                "close" => AlertAction::Close,
                "snooze" => AlertAction::Snooze,
                "read" => AlertAction::MarkRead,
                _ => continue,
            };
            if let Some(key) = self.shown.get(&id).cloned() {
                return Heard { key, action, text: None, token: None };
            }
        }
    }
}
