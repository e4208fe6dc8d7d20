//! The X screen as a window manager and a keyboard see it: which windows are shown and where, and the wish to close one.

use std::process::Command;

use x11rb::connection::Connection;
use x11rb::protocol::xproto::{
    AtomEnum, ClientMessageEvent, ConnectionExt, EventMask, GrabMode, MapState, ModMask, Window,
};
use x11rb::rust_connection::RustConnection;

use crate::driver::{GLANCE, PATIENCE};

/// The screen of this run.
pub struct Screen {
    server: RustConnection,
    root: Window,
}

impl Screen {
    pub fn here() -> Self {
        let (server, screen) = RustConnection::connect(None).expect("there is a display");
        let root = server.setup().roots[screen].root;
        Self { server, root }
    }

    /// Waits until Bellhop's window is shown, and tells where.
    pub async fn shows(&self) -> (i16, i16, u16, u16) {
        let shown = self.until(|| {
            let window = self.bellhop()?;
            self.is_shown(window).then_some(window)
        });
        let window = tokio::time::timeout(PATIENCE, shown).await.expect("Bellhop's window is shown");
        let about = self.server.get_geometry(window).unwrap().reply().unwrap();
        let place = self.server.translate_coordinates(window, self.root, 0, 0).unwrap().reply().unwrap();
        (place.dst_x, place.dst_y, about.width, about.height)
    }

    /// Waits until Bellhop has a window, and it is not shown.
    pub async fn hides(&self) {
        let hidden = self.until(|| self.bellhop().filter(|window| !self.is_shown(*window)));
        tokio::time::timeout(PATIENCE, hidden).await.expect("Bellhop's window is hidden");
    }

    /// True while Bellhop's window is shown.
    pub fn is_shown_now(&self) -> bool {
        self.bellhop().is_some_and(|window| self.is_shown(window))
    }

    /// Does what the cross in a window's frame does.
    pub fn close(&self) {
        let window = self.bellhop().expect("Bellhop has a window");
        let atom = |name: &str| self.server.intern_atom(false, name.as_bytes()).unwrap().reply().unwrap().atom;
        let wish = [atom("WM_DELETE_WINDOW"), 0, 0, 0, 0];
        let message = ClientMessageEvent::new(32, window, atom("WM_PROTOCOLS"), wish);
        self.server.send_event(false, window, EventMask::NO_EVENT, message).unwrap().check().unwrap();
    }

    /// Presses keys, as `xdotool` names them.
    pub fn press(&self, keys: &str) {
        let pressed = Command::new("xdotool").args(["key", keys]).status().expect("xdotool is installed");
        assert!(pressed.success());
    }

    /// Takes Ctrl+Alt+Shift+Super with a letter for itself, until it is dropped.
    pub fn takes(&self, letter: char) {
        let (first, last) = (self.server.setup().min_keycode, self.server.setup().max_keycode);
        let mapping = self.server.get_keyboard_mapping(first, last - first + 1).unwrap().reply().unwrap();
        let mut keys = mapping.keysyms.chunks(usize::from(mapping.keysyms_per_keycode));
        let key = first + u8::try_from(keys.position(|syms| syms[0] == u32::from(letter)).unwrap()).unwrap();
        let held = ModMask::CONTROL | ModMask::M1 | ModMask::SHIFT | ModMask::M4;
        let taken = self.server.grab_key(false, self.root, held, key, GrabMode::ASYNC, GrabMode::ASYNC).unwrap();
        taken.check().expect("nobody else has it");
    }

    async fn until<T>(&self, found: impl Fn() -> Option<T>) -> T {
        let mut clock = tokio::time::interval(GLANCE);
        loop {
            clock.tick().await;
            if let Some(found) = found() {
                return found;
            }
        }
    }

    fn is_shown(&self, window: Window) -> bool {
        let about = self.server.get_window_attributes(window).ok().and_then(|asked| asked.reply().ok());
        about.is_some_and(|about| about.map_state == MapState::VIEWABLE)
    }

    /// The largest window with Bellhop's name; others of its windows are one pixel wide.
    fn bellhop(&self) -> Option<Window> {
        let all = self.server.query_tree(self.root).ok()?.reply().ok()?.children;
        let named = all.into_iter().filter_map(|window| {
            let asked = self.server.get_property(false, window, AtomEnum::WM_NAME, AtomEnum::ANY, 0, 64).ok()?;
            let name = asked.reply().ok()?.value;
            let size = self.server.get_geometry(window).ok()?.reply().ok()?;
            (name == b"Bellhop" && size.width > 100).then_some((window, size.width))
        });
        named.max_by_key(|(_, width)| *width).map(|(window, _)| window)
    }
}
