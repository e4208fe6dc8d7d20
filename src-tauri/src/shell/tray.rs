//! Bellhop's item in the desktop's tray: a picture, how much is unread, a menu.
//!
//! It is made when the desktop has a tray, not before: without one nothing of it is loaded, and a program must not begin to
//! wait for a panel that never comes.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use tauri::image::Image;
use tauri::menu::{MenuBuilder, MenuEvent, MenuItem};
use tauri::tray::{TrayIcon, TrayIconBuilder};
use tauri::{AppHandle, Runtime};

use super::{arrivals, mute, window};
use crate::desktop::dot;
use crate::desktop::tray_words::{Mute, TrayWords};

/// The item, or why there is none.
#[derive(Default)]
pub(crate) enum Item<R: Runtime> {
    /// There was no tray yet.
    #[default]
    NotYet,
    /// It is there.
    There(Box<Tray<R>>),
    /// It could not be made, and cannot be made by trying again.
    Impossible,
}

/// The item while it lives.
pub(crate) struct Tray<R: Runtime> {
    icon: TrayIcon<R>,
    lines: Lines<R>,
    shown: (TrayWords, u32),
}

struct Lines<R: Runtime> {
    unread: MenuItem<R>,
    status: MenuItem<R>,
    open: MenuItem<R>,
    mute: Vec<MenuItem<R>>,
    unmute: MenuItem<R>,
    quit: MenuItem<R>,
}

impl<R: Runtime> Item<R> {
    /// Shows what is so now; the first time it makes the item, whose picture is kept in this folder for the panel to read.
    /// Must be called where the window's events are waited for. False when there is no item.
    pub(crate) fn show(&mut self, app: &AppHandle<R>, folder: &Path, words: TrayWords, unread: u32) -> bool {
        match self {
            Self::There(tray) => tray.show(words, unread),
            Self::Impossible => return false,
            Self::NotYet => {
                // The library is looked for now, and its crate knows no other way to say that it is missing.
                let made = catch_unwind(AssertUnwindSafe(|| Tray::build(app, folder, words, unread)));
                *self = match made {
                    Ok(Ok(tray)) => Self::There(Box::new(tray)),
                    Ok(Err(problem)) => {
                        tracing::warn!(%problem, "there is no item in the tray");
                        Self::Impossible
                    }
                    Err(_) => {
                        tracing::warn!("there is no item in the tray: libayatana-appindicator3 is not installed");
                        Self::Impossible
                    }
                };
            }
        }
        matches!(self, Self::There(_))
    }
}

impl<R: Runtime> Tray<R> {
    fn build(app: &AppHandle<R>, folder: &Path, words: TrayWords, unread: u32) -> tauri::Result<Self> {
        let lines = Lines::build(app, &words, unread)?;
        let mut menu =
            MenuBuilder::new(app).item(&lines.unread).item(&lines.status).separator().item(&lines.open).separator();
        for line in &lines.mute {
            menu = menu.item(line);
        }
        let menu = menu.item(&lines.unmute).separator().item(&lines.quit).build()?;
        let icon = TrayIconBuilder::with_id("bellhop").temp_dir_path(folder).menu(&menu).on_menu_event(chosen);
        let icon = match picture(app, unread) {
            Some(picture) => icon.icon(picture),
            None => icon,
        };
        let icon = icon.build(app)?;
        let tray = Self { icon, lines, shown: (words, unread) };
        tray.label()?;
        Ok(tray)
    }

    fn show(&mut self, words: TrayWords, unread: u32) {
        if self.shown == (words.clone(), unread) {
            return;
        }
        let marked = self.shown.1 > 0;
        self.shown = (words, unread);
        let shown = self.lines.show(&self.shown.0, unread).and_then(|()| self.label()).and_then(|()| {
            if marked == (unread > 0) { Ok(()) } else { self.icon.set_icon(picture(self.icon.app_handle(), unread)) }
        });
        if let Err(problem) = shown {
            tracing::warn!(%problem, "the tray shows what was before");
        }
    }

    /// The number beside the picture where a panel has room for it, and the tip where pointers bring one.
    fn label(&self) -> tauri::Result<()> {
        let (words, unread) = &self.shown;
        self.icon.set_title((*unread > 0).then(|| unread.to_string()))?;
        self.icon.set_tooltip(Some(&words.tooltip))
    }
}

impl<R: Runtime> Lines<R> {
    fn build(app: &AppHandle<R>, words: &TrayWords, unread: u32) -> tauri::Result<Self> {
        let line = |id: &str, text: &str, enabled| MenuItem::with_id(app, id, text, enabled, None::<&str>);
        let mute =
            words.mute.iter().map(|(mute, text)| line(id_of(*mute), text, true)).collect::<tauri::Result<_>>()?;
        Ok(Self {
            unread: line("unread", &words.unread, unread > 0)?,
            status: line("status", &words.status, false)?,
            open: line("open", words.open, true)?,
            mute,
            unmute: line("unmute", &words.unmute, words.muted)?,
            quit: line("quit", words.quit, true)?,
        })
    }

    fn show(&self, words: &TrayWords, unread: u32) -> tauri::Result<()> {
        self.unread.set_text(&words.unread)?;
        self.unread.set_enabled(unread > 0)?;
        self.status.set_text(&words.status)?;
        self.open.set_text(words.open)?;
        for (line, (_, text)) in self.mute.iter().zip(&words.mute) {
            line.set_text(text)?;
        }
        self.unmute.set_text(&words.unmute)?;
        self.unmute.set_enabled(words.muted)?;
        self.quit.set_text(words.quit)
    }
}

fn id_of(mute: Mute) -> &'static str {
    match mute {
        Mute::HalfHour => "muteHalfHour",
        Mute::Hour => "muteHour",
        Mute::UntilTomorrow => "muteUntilTomorrow",
    }
}

/// Does what was chosen in the menu.
fn chosen<R: Runtime>(app: &AppHandle<R>, event: MenuEvent) {
    match event.id().as_ref() {
        "unread" => arrivals::unread(app),
        "open" => window::raise(app),
        "muteHalfHour" => mute::set(app, Some(Mute::HalfHour)),
        "muteHour" => mute::set(app, Some(Mute::Hour)),
        "muteUntilTomorrow" => mute::set(app, Some(Mute::UntilTomorrow)),
        "unmute" => mute::set(app, None),
        "quit" => app.exit(0),
        _ => {}
    }
}

/// The program's picture, marked when something is unread.
fn picture<R: Runtime>(app: &AppHandle<R>, unread: u32) -> Option<Image<'static>> {
    let plain = app.default_window_icon()?;
    let (mut rgba, side) = (plain.rgba().to_vec(), plain.width());
    if unread > 0 && side == plain.height() {
        dot::draw(&mut rgba, side);
    }
    Some(Image::new_owned(rgba, side, plain.height()))
}
