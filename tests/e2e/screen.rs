//! The X screen as a window manager and a keyboard see it: which windows are shown and where, and the wish to close one.

use std::process::Command;

use x11rb::connection::Connection;
use x11rb::protocol::xproto::{
    AtomEnum, ClientMessageEvent, ConnectionExt, EventMask, GrabMode, ImageFormat, InputFocus, MapState, ModMask,
    Window,
};
use x11rb::rust_connection::RustConnection;

use crate::driver::{GLANCE, PATIENCE};

/// A part of the screen: left, top, width, height.
pub type Part = (i16, i16, u16, u16);

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
    pub async fn shows(&self) -> Part {
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

    /// Takes the keyboard away from every window.
    pub fn turns_away(&self) {
        let none = self.server.set_input_focus(InputFocus::NONE, x11rb::NONE, x11rb::CURRENT_TIME);
        none.unwrap().check().unwrap();
    }

    /// Waits until Bellhop's window wants, or does not want any more, to be marked where windows are listed.
    pub async fn is_marked(&self, marked: bool) {
        const URGENT: u32 = 1 << 8;
        let so = self.until(|| {
            let asked =
                self.server.get_property(false, self.bellhop()?, AtomEnum::WM_HINTS, AtomEnum::ANY, 0, 1).ok()?;
            let flags = asked.reply().ok()?.value32()?.next()?;
            (((flags & URGENT) != 0) == marked).then_some(())
        });
        tokio::time::timeout(PATIENCE, so).await.expect("the window's mark");
    }

    /// The pixels of a part of the screen.
    pub fn pixels(&self, (left, top, width, height): Part) -> Vec<u8> {
        let asked = self.server.get_image(ImageFormat::Z_PIXMAP, self.root, left, top, width, height, u32::MAX);
        asked.unwrap().reply().unwrap().data
    }

    /// Waits until a part of the screen looks like this. The edges of letters may fall between pixels in another way: one
    /// pixel in a hundred may differ.
    pub async fn looks(&self, part: Part, like: &[u8]) {
        let so = self.until(|| {
            let now = self.pixels(part);
            let other = now.chunks(4).zip(like.chunks(4)).filter(|(now, then)| now != then).count();
            (other * 100 * 4 <= like.len()).then_some(())
        });
        tokio::time::timeout(PATIENCE, so).await.expect("the screen looks as it did");
    }

    /// Waits until a part of the screen does not look like this any more.
    pub async fn differs(&self, part: Part, from: &[u8]) {
        let so = self.until(|| (self.pixels(part) != from).then_some(()));
        tokio::time::timeout(PATIENCE, so).await.expect("the screen looks otherwise");
    }

    /// Waits until a part of the screen looks the same at several glances.
    pub async fn stands_still(&self, part: Part) {
        let mut seen = Vec::new();
        let mut clock = tokio::time::interval(GLANCE);
        let still = async {
            let mut same = 0;
            while same < 8 {
                clock.tick().await;
                let now = self.pixels(part);
                same = if now == seen { same + 1 } else { 0 };
                seen = now;
            }
        };
        tokio::time::timeout(PATIENCE, still).await.expect("the screen stands still");
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
