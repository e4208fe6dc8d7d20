//! The rep's settings, as the window shows and keeps them. What is absent in a file of an earlier version is as by default.

use bellhop_model::ChannelId;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ViewKey;

/// The most seconds in which a message can be undone.
pub(crate) const LONGEST_UNDO: u32 = 60;

/// The rep's settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(export)]
pub struct Settings {
    /// Light, dark, or as the desktop says.
    pub theme: Theme,
    /// The window's language.
    pub locale: Locale,
    /// The width of the list in pixels, 280 to 560.
    pub list_width: u32,
    /// Whether the context sidebar is shown.
    pub context_open: bool,
    /// Whether single keys act outside text fields.
    pub single_keys: bool,
    /// Whether the embedded hub of a local workspace is switched on.
    pub hub_on: bool,
    /// How fast voice notes play, 0.5 to 4: 1 is as recorded.
    pub voice_rate: f64,
    /// How fast other recordings play, 0.5 to 4.
    pub music_rate: f64,
    /// The most megabytes of files that are kept on this machine, 256 and more. What was used longest ago leaves first.
    pub media_cap_mb: u32,
    /// How many seconds a message to a chat channel can be undone, 0 to 60.
    pub undo_chat_seconds: u32,
    /// How many seconds an e-mail can be undone, 0 to 60.
    pub undo_email_seconds: u32,
    /// What the rep is told of while the window is not looked at.
    pub alerts: AlertSettings,
    /// How Bellhop lives on the desktop.
    pub desktop: DesktopSettings,
}

impl Settings {
    /// How long a message to this channel can be undone.
    pub(crate) fn undo(&self, channel: &ChannelId) -> TimeDelta {
        let seconds = if channel.is_email() { self.undo_email_seconds } else { self.undo_chat_seconds };
        TimeDelta::seconds(i64::from(seconds.min(LONGEST_UNDO)))
    }

    /// The most bytes of files that are kept.
    pub(crate) fn media_cap(&self) -> u64 {
        u64::from(self.media_cap_mb) * 1024 * 1024
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            locale: Locale::System,
            list_width: 360,
            context_open: true,
            single_keys: true,
            hub_on: true,
            voice_rate: 1.0,
            music_rate: 1.0,
            media_cap_mb: 4096,
            undo_chat_seconds: 0,
            undo_email_seconds: 10,
            alerts: AlertSettings::default(),
            desktop: DesktopSettings::default(),
        }
    }
}

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
#[ts(export)]
pub enum Theme {
    /// As the desktop says.
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// The window's language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
#[ts(export)]
pub enum Locale {
    /// As the desktop says.
    System,
    /// English.
    En,
    /// Polish.
    Pl,
}

/// What the rep is told of by the desktop's notifications.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(export)]
pub struct AlertSettings {
    /// Whether there are any.
    pub on: bool,
    /// Of what, class by class.
    pub classes: AlertClasses,
    /// Channels that are silent.
    pub quiet_channels: Vec<ChannelId>,
    /// Views whose conversations are silent.
    pub quiet_views: Vec<ViewKey>,
    /// The hours of each day of the week, Monday first, in which nothing rings. Seven, or none.
    pub quiet_hours: Vec<QuietHours>,
    /// Nothing rings before this time.
    pub muted_until: Option<DateTime<Utc>>,
    /// Whether names and texts stay out of notifications.
    pub private: bool,
    /// Whether the desktop's own "do not disturb" is respected, as far as the desktop tells.
    pub respect_desktop: bool,
    /// Whether a message that failed and a deadline that was missed ring through mute, quiet hours and "do not disturb".
    pub break_through: bool,
}

impl Default for AlertSettings {
    fn default() -> Self {
        Self {
            on: true,
            classes: AlertClasses::default(),
            quiet_channels: Vec::new(),
            quiet_views: Vec::new(),
            quiet_hours: Vec::new(),
            muted_until: None,
            private: false,
            respect_desktop: true,
            break_through: true,
        }
    }
}

/// The classes of what a rep can be told of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(export)]
pub struct AlertClasses {
    /// A message in a conversation that nobody has.
    pub unassigned: AlertChoice,
    /// A conversation was given to the rep.
    pub assigned_to_me: AlertChoice,
    /// A message in a conversation that the rep has.
    pub reply_on_mine: AlertChoice,
    /// A message in a conversation that somebody else has.
    pub reply_elsewhere: AlertChoice,
    /// A comment names the rep.
    pub mention: AlertChoice,
    /// A deadline of a ticket of the rep's is near.
    pub sla_warning: AlertChoice,
    /// A deadline of a ticket of the rep's was missed.
    pub sla_breach: AlertChoice,
    /// Something that the rep sent did not go out.
    pub send_failed: AlertChoice,
}

impl Default for AlertClasses {
    fn default() -> Self {
        let rings = |sound| AlertChoice { on: true, sound };
        Self {
            unassigned: rings(AlertSound::Message),
            assigned_to_me: rings(AlertSound::Message),
            reply_on_mine: rings(AlertSound::Message),
            reply_elsewhere: AlertChoice { on: false, sound: AlertSound::None },
            mention: rings(AlertSound::Bell),
            sla_warning: rings(AlertSound::Bell),
            sla_breach: rings(AlertSound::Warning),
            send_failed: rings(AlertSound::Warning),
        }
    }
}

/// What the rep chose for one class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AlertChoice {
    /// Whether it is told of at all.
    pub on: bool,
    /// What it sounds like.
    pub sound: AlertSound,
}

/// A sound of the desktop's own theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
#[ts(export)]
pub enum AlertSound {
    /// None.
    None,
    /// As for a message that came.
    Message,
    /// A bell.
    Bell,
    /// As for something that wants attention.
    Warning,
}

/// The hours of one day of the week in which nothing rings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct QuietHours {
    /// Whether there are any on this day.
    pub on: bool,
    /// When they begin, in minutes of the day by the rep's clock, 0 to 1439.
    pub from: u16,
    /// When they end: on the next day, unless it is later than `from`. All day when both are the same.
    pub until: u16,
}

/// How Bellhop lives on the desktop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(export)]
pub struct DesktopSettings {
    /// Whether closing the window leaves Bellhop in the tray, where the desktop has one.
    pub close_to_tray: bool,
    /// Whether it starts, hidden, with the session.
    pub start_at_login: bool,
    /// Whether a key brings the window up from anywhere.
    pub summon: bool,
    /// That key, for example `Super+Shift+B`.
    pub summon_keys: String,
}

impl Default for DesktopSettings {
    fn default() -> Self {
        Self { close_to_tray: true, start_at_login: false, summon: false, summon_keys: "Super+Shift+B".to_owned() }
    }
}

/// What a file changes, or changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Imported {
    /// The names of what is different then, for example `alerts.classes.mention.sound`.
    pub changed: Vec<String>,
    /// The names in it that mean nothing here, or that every computer has for itself.
    pub unknown: Vec<String>,
}
