//! A bare WebKitGTK window: what `make bench` holds Bellhop's window against.
//!
//! As large as Bellhop's, with one line of text, and as little code as a window with a web view can have. It prints
//! `{"ready":true}` after the second animation frame, when its page has certainly been painted once, and stays open.

#[cfg(target_os = "linux")]
fn main() -> Result<(), gtk::glib::BoolError> {
    use std::io::Write;

    use gtk::prelude::*;
    use webkit2gtk::{WebView, WebViewExt};

    const PAGE: &str = "<!doctype html><meta charset=utf-8><h1>Hello</h1>
        <script>requestAnimationFrame(() => requestAnimationFrame(() => { document.title = 'ready'; }));</script>";

    gtk::init()?;
    let window = gtk::Window::new(gtk::WindowType::Toplevel);
    window.set_title("Hello");
    window.set_default_size(1360, 880);
    let view = WebView::new();
    view.connect_title_notify(|view| {
        if view.title().as_deref() == Some("ready") {
            let mut out = std::io::stdout();
            // Nobody listens any more: nothing to tell then.
            let _ = writeln!(out, "{{\"ready\":true}}").and_then(|()| out.flush());
        }
    });
    view.load_html(PAGE, None);
    window.add(&view);
    window.connect_delete_event(|_, _| {
        gtk::main_quit();
        gtk::glib::Propagation::Proceed
    });
    window.show_all();
    gtk::main();
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn main() {}
