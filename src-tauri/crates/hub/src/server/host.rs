//! Refuses requests that a web page in a browser made behind the user's back.
//!
//! The hub listens on loopback. A page of another site can reach it by a name that it points at 127.0.0.1 (DNS
//! rebinding), or post to it across origins. So the `Host` must be a loopback name, and an `Origin`, which browsers
//! always send when it matters, must be one too. Programs that are not browsers send no `Origin`.

use axum::{
    extract::Request,
    http::{HeaderMap, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use url::{Host, Url};

use super::answer::ApiError;

/// Lets requests to a loopback name pass, from no origin or a loopback origin.
pub(super) async fn check(request: Request, next: Next) -> Response {
    if is_trusted(request.headers()) {
        return next.run(request).await;
    }
    ApiError::new(StatusCode::FORBIDDEN, "FORBIDDEN_HOST", "This server answers to loopback names only.")
        .into_response()
}

fn is_trusted(headers: &HeaderMap) -> bool {
    let Some(host) = headers.get(header::HOST).and_then(|value| value.to_str().ok()) else {
        return false;
    };
    let origin = match headers.get(header::ORIGIN) {
        None => return is_loopback(&format!("http://{host}")),
        Some(value) => value.to_str().unwrap_or("null"),
    };
    is_loopback(&format!("http://{host}")) && is_loopback(origin)
}

fn is_loopback(text: &str) -> bool {
    let Ok(url) = Url::parse(text) else { return false };
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn headers(host: &'static str, origin: Option<&'static str>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_static(host));
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, HeaderValue::from_static(origin));
        }
        headers
    }

    #[test]
    fn loopback_names_are_trusted_with_or_without_a_loopback_origin() {
        assert!(is_trusted(&headers("127.0.0.1:8080", None)));
        assert!(is_trusted(&headers("localhost:8080", Some("http://localhost:8080"))));
        assert!(is_trusted(&headers("[::1]:8080", Some("http://127.0.0.1:9000"))));
    }

    #[test]
    fn a_name_that_was_pointed_at_loopback_is_refused_and_so_is_a_foreign_page() {
        assert!(!is_trusted(&headers("evil.example:8080", None)));
        assert!(!is_trusted(&headers("127.0.0.1.evil.example", None)));
        assert!(!is_trusted(&headers("127.0.0.1:8080", Some("https://evil.example"))));
        assert!(!is_trusted(&headers("127.0.0.1:8080", Some("null"))));
        assert!(!is_trusted(&HeaderMap::new()));
    }
}
