//! The key that summons the window from anywhere.
//!
//! On X11 the server itself is asked for the key, and one thread waits for it. The libraries for this ask twenty times a
//! second whether something was pressed; this asks never. Wayland gives no program such a key.

#[cfg(target_os = "linux")]
pub(crate) use x11::Summons;

#[cfg(target_os = "linux")]
mod x11 {
    use std::sync::Arc;

    use x11rb::connection::Connection;
    use x11rb::errors::ReplyError;
    use x11rb::protocol::xproto::{ConnectionExt, CreateWindowAux, EventMask, GrabMode, ModMask, WindowClass};
    use x11rb::protocol::{ErrorKind, Event};
    use x11rb::rust_connection::RustConnection;

    use bellhop_desk::Language;

    use crate::desktop::keys::Keys;
    use crate::desktop::summon_words::SummonTrouble;

    /// A key that is held until this is dropped.
    pub(crate) struct Summons {
        connection: Arc<RustConnection>,
        /// Nobody sees it; the waiting thread ends with it.
        window: u32,
    }

    impl Summons {
        /// Takes the key that these words name. `pressed` is called from another thread.
        pub(crate) fn take(
            words: &str,
            language: Language,
            pressed: impl Fn() + Send + 'static,
        ) -> Result<Self, &'static str> {
            Self::grab(words, pressed).map_err(|trouble| trouble.told_in(language))
        }

        fn grab(words: &str, pressed: impl Fn() + Send + 'static) -> Result<Self, SummonTrouble> {
            let keys = Keys::read(words).ok_or(SummonTrouble::NoKeys)?;
            if std::env::var_os("WAYLAND_DISPLAY").is_some_and(|name| !name.is_empty()) {
                return Err(SummonTrouble::Wayland);
            }
            let (connection, screen) = RustConnection::connect(None).map_err(away)?;
            let root = connection.setup().roots.get(screen).ok_or(SummonTrouble::Away)?.root;
            let key = key_of(&connection, keys.keysym)?;
            // Num Lock and Caps Lock are modifiers too: each state of them is a combination of its own.
            for locks in [ModMask::default(), ModMask::M2, ModMask::LOCK, ModMask::M2 | ModMask::LOCK] {
                let held = ModMask::from(keys.modifiers) | locks;
                let asked =
                    connection.grab_key(false, root, held, key, GrabMode::ASYNC, GrabMode::ASYNC).map_err(away)?;
                match asked.check() {
                    Ok(()) => {}
                    // What was taken so far is given back with the connection.
                    Err(ReplyError::X11Error(error)) if error.error_kind == ErrorKind::Access => {
                        return Err(SummonTrouble::Taken);
                    }
                    Err(problem) => return Err(away(problem)),
                }
            }
            let window = connection.generate_id().map_err(away)?;
            let wanted = CreateWindowAux::new().event_mask(EventMask::STRUCTURE_NOTIFY);
            connection
                .create_window(0, window, root, -1, -1, 1, 1, 0, WindowClass::INPUT_ONLY, 0, &wanted)
                .map_err(away)?
                .check()
                .map_err(away)?;
            let connection = Arc::new(connection);
            let waiting = Arc::clone(&connection);
            std::thread::Builder::new()
                .name("summon".to_owned())
                .spawn(move || wait(&waiting, &pressed))
                .map_err(away)?;
            Ok(Self { connection, window })
        }
    }

    impl Drop for Summons {
        fn drop(&mut self) {
            // A server that is gone has ended the thread already.
            let _ = self.connection.destroy_window(self.window).map(|_| self.connection.flush());
        }
    }

    /// Waits for the key until the window is destroyed or the server goes away.
    fn wait(connection: &RustConnection, pressed: &dyn Fn()) {
        loop {
            match connection.wait_for_event() {
                Ok(Event::KeyPress(_)) => pressed(),
                Ok(Event::DestroyNotify(_)) | Err(_) => return,
                Ok(_) => {}
            }
        }
    }

    /// The key on this keyboard that gives a keysym.
    fn key_of(connection: &RustConnection, keysym: u32) -> Result<u8, SummonTrouble> {
        let (first, last) = (connection.setup().min_keycode, connection.setup().max_keycode);
        let asked =
            connection.get_keyboard_mapping(first, last.saturating_sub(first).saturating_add(1)).map_err(away)?;
        let mapping = asked.reply().map_err(away)?;
        let per_key = usize::from(mapping.keysyms_per_keycode.max(1));
        let place = mapping.keysyms.chunks(per_key).position(|syms| syms.first() == Some(&keysym));
        place.and_then(|place| u8::try_from(usize::from(first) + place).ok()).ok_or(SummonTrouble::NoKeys)
    }

    fn away(problem: impl std::fmt::Display) -> SummonTrouble {
        tracing::warn!(%problem, "no key summons the window");
        SummonTrouble::Away
    }
}

/// Elsewhere no key can be taken yet.
#[cfg(not(target_os = "linux"))]
pub(crate) struct Summons;

#[cfg(not(target_os = "linux"))]
impl Summons {
    /// Says that it cannot be done.
    pub(crate) fn take(
        _words: &str,
        language: bellhop_desk::Language,
        _pressed: impl Fn() + Send + 'static,
    ) -> Result<Self, &'static str> {
        Err(crate::desktop::summon_words::no_summoning(language))
    }
}
