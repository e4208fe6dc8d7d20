//! The page itself: plain HTML, CSS and modules, compiled into the program.
//!
//! Nothing is built and nothing comes from another host, so the page works wherever the hub does. The policy in the
//! headers allows exactly that: code and styles from here, pictures and sound from here or made in the page.

use std::sync::Arc;

use axum::{
    Router,
    extract::Path,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};

use super::ChatApp;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; \
                      media-src 'self' blob:; connect-src 'self' blob:; manifest-src 'self'; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'none'";

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";

const INDEX: &str = include_str!("page/index.html");
const ASSETS: &[(&str, &str, &str)] = &[
    ("logo.svg", SVG, include_str!("page/logo.svg")),
    ("base.css", CSS, include_str!("page/base.css")),
    ("messages.css", CSS, include_str!("page/messages.css")),
    ("composer.css", CSS, include_str!("page/composer.css")),
    ("main.js", SCRIPT, include_str!("page/main.js")),
    ("dom.js", SCRIPT, include_str!("page/dom.js")),
    ("icons.js", SCRIPT, include_str!("page/icons.js")),
    ("words.js", SCRIPT, include_str!("page/words.js")),
    ("server.js", SCRIPT, include_str!("page/server.js")),
    ("memory.js", SCRIPT, include_str!("page/memory.js")),
    ("conversation.js", SCRIPT, include_str!("page/conversation.js")),
    ("start.js", SCRIPT, include_str!("page/start.js")),
    ("room.js", SCRIPT, include_str!("page/room.js")),
    ("log.js", SCRIPT, include_str!("page/log.js")),
    ("message.js", SCRIPT, include_str!("page/message.js")),
    ("pieces.js", SCRIPT, include_str!("page/pieces.js")),
    ("player.js", SCRIPT, include_str!("page/player.js")),
    ("text.js", SCRIPT, include_str!("page/text.js")),
    ("composer.js", SCRIPT, include_str!("page/composer.js")),
    ("tray.js", SCRIPT, include_str!("page/tray.js")),
    ("panel.js", SCRIPT, include_str!("page/panel.js")),
    ("emoji.js", SCRIPT, include_str!("page/emoji.js")),
    ("stickers.js", SCRIPT, include_str!("page/stickers.js")),
    ("drawings.js", SCRIPT, include_str!("page/drawings.js")),
    ("voice.js", SCRIPT, include_str!("page/voice.js")),
];

/// `/chat/` and what the page loads.
pub(super) fn routes() -> Router<Arc<ChatApp>> {
    Router::new()
        .route("/chat", get(|| async { Redirect::permanent("/chat/") }))
        .route("/chat/", get(|| async { answer(HTML, INDEX) }))
        .route("/chat/assets/{name}", get(asset))
}

async fn asset(Path(name): Path<String>) -> Response {
    match ASSETS.iter().find(|(known, ..)| *known == name) {
        Some((_, mime, text)) => answer(mime, text),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn answer(mime: &'static str, text: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(mime)),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (
            HeaderName::from_static("permissions-policy"),
            HeaderValue::from_static("microphone=(self), camera=(), geolocation=()"),
        ),
        // The program may be a newer one after a restart; on loopback the page costs nothing to fetch again.
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    (headers, text).into_response()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// Every module and style that the page names is served, and nothing is fetched from another host.
    #[test]
    fn what_the_page_names_is_compiled_in_and_nothing_comes_from_elsewhere() {
        let texts = ASSETS.iter().map(|(_, _, text)| *text).chain([INDEX]);
        for text in texts {
            for part in text.split(['"', '\'']) {
                let name = part.strip_prefix("./").or_else(|| part.strip_prefix("assets/"));
                if let Some(name) = name.filter(|name| name.ends_with(".js") || name.ends_with(".css")) {
                    assert!(ASSETS.iter().any(|(known, ..)| *known == name), "{name} is not served");
                }
            }
            assert!(!text.contains("innerHTML"), "remote data must be built as nodes");
            let hosts = text.split("http").skip(1).filter(|rest| rest.starts_with("://") || rest.starts_with("s://"));
            for rest in hosts {
                // The name of SVG's namespace is no address, and a link that a visitor wrote is theirs.
                assert!(
                    rest.starts_with("://www.w3.org/2000/svg") || rest.starts_with("s://${"),
                    "http{}",
                    rest.chars().take(60).collect::<String>()
                );
            }
        }
    }
}
