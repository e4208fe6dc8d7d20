//! The middleware that makes a request meet its fault.
//!
//! Without waiting faults it costs one atomic read. Faults that change an answer edit the JSON that the handler
//! made, so they can only ever show what a real answer could have been.

use std::time::Duration;

use axum::{
    body::{Body, Bytes, HttpBody, to_bytes},
    extract::{ConnectInfo, Request, State},
    http::{HeaderValue, StatusCode, Uri, header},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use futures::{StreamExt, stream};
use serde_json::{Value, json};

use super::{Fault, Route};
use crate::server::{Shared, answer::ApiError, listener::Cord};

/// Lets a request pass, or breaks it.
pub(in crate::server) async fn apply(State(app): State<Shared>, request: Request, next: Next) -> Response {
    if app.faults.is_idle() {
        return next.run(request).await;
    }
    let (route, request) = match recognise(request, app.settings.body_limit).await {
        Ok(recognised) => recognised,
        Err(error) => return error.into_response(),
    };
    match app.faults.take(route) {
        None => next.run(request).await,
        Some(fault) => {
            tracing::info!(?route, ?fault, "a request meets a fault");
            break_request(fault, request, next).await
        }
    }
}

/// Reads just enough of the request to tell a message from a comment.
async fn recognise(request: Request, limit: usize) -> Result<(Route, Request), ApiError> {
    let route = Route::of(request.method(), request.uri().path());
    if route != Route::SendMessage {
        return Ok((route, request));
    }
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, limit).await.map_err(|_| ApiError::validation("The body cannot be read."))?;
    let kind = serde_json::from_slice::<Value>(&bytes).ok();
    let is_comment = kind.and_then(|body| Some(body.get("type")?.as_str()? == "COMMENT")).unwrap_or(false);
    let route = if is_comment { Route::AddComment } else { Route::SendMessage };
    Ok((route, Request::from_parts(parts, Body::from(bytes))))
}

async fn break_request(fault: Fault, request: Request, next: Next) -> Response {
    let cord = request.extensions().get::<ConnectInfo<Cord>>().map(|info| info.0.clone()).unwrap_or_default();
    match fault {
        Fault::DropBeforeAccept => cut(&cord),
        Fault::DropAfterAccept => {
            next.run(request).await;
            cut(&cord)
        }
        Fault::LateCommit(after) => {
            tokio::spawn(async move {
                tokio::time::sleep(after).await;
                next.run(request).await;
            });
            cut(&cord)
        }
        Fault::Delay(by) => {
            let response = next.run(request).await;
            tokio::time::sleep(by).await;
            response
        }
        Fault::Status(code) => status(code),
        Fault::RateLimited { retry_after } => rate_limited(retry_after),
        Fault::Garbage => ([(header::CONTENT_TYPE, "application/json")], "{\"results\":[{\"id\":").into_response(),
        Fault::DropMidBody => half(next.run(request).await),
        Fault::ShortPage => next.run(with_half_the_limit(request)).await,
        Fault::UnknownEnum => edited(next.run(request).await, with_unknown_enums).await,
        Fault::ExtraFields => edited(next.run(request).await, with_extra_fields).await,
        Fault::WrongDirection => edited(next.run(request).await, with_swapped_directions).await,
        Fault::ListLag(count) => {
            let newest_first = Route::of(request.method(), request.uri().path()) == Route::ListMessages
                && !request.uri().query().unwrap_or("").contains("sort=createdAt");
            edited(next.run(request).await, |body| lag(body, count, newest_first)).await
        }
        Fault::RepeatCursor => {
            let asked_with = query_value(request.uri(), "after").unwrap_or_default();
            edited(next.run(request).await, |body| repeat_cursor(body, &asked_with)).await
        }
    }
}

/// The answer is never sent: the connection is closed first.
fn cut(cord: &Cord) -> Response {
    cord.cut();
    StatusCode::SERVICE_UNAVAILABLE.into_response()
}

fn status(code: u16) -> Response {
    let status = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    match code {
        // Answers of a gateway in front of the API are not JSON.
        502..=504 | 521..=524 => (status, Html(format!("<html><body><h1>{code}</h1></body></html>"))).into_response(),
        401 => ApiError::unauthorized().into_response(),
        404 => ApiError::not_found("The requested resource").into_response(),
        477 => {
            let mut error = ApiError::new(status, "MIGRATION_IN_PROGRESS", "This account is being moved.");
            error.retry_after = Some(1);
            error.into_response()
        }
        400..=499 => ApiError::new(status, "VALIDATION_ERROR", "Refused on purpose.").into_response(),
        _ => ApiError::new(status, "INTERNAL_ERROR", "internal error").into_response(),
    }
}

fn rate_limited(retry_after: Option<Duration>) -> Response {
    let message = "You have reached your ten_secondly_rolling limit.";
    let mut error = ApiError::rate_limited("TEN_SECONDLY_ROLLING", message);
    error.retry_after = retry_after.map(|wait| wait.as_secs_f64().ceil() as u64);
    error.into_response()
}

/// Announces the whole body, sends half of it, then fails. A stream without a length fails after its first piece.
fn half(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let length = body.size_hint().exact();
    if let Some(length) = length {
        parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    }
    let keep = length.map(|length| usize::try_from(length / 2).unwrap_or(0));
    let first = body.into_data_stream().take(1).map(move |piece| {
        let bytes = piece.map_err(std::io::Error::other)?;
        Ok::<Bytes, std::io::Error>(keep.map_or(bytes.clone(), |keep| bytes.slice(..keep.min(bytes.len()))))
    });
    // The pause lets the first half reach the client before the connection goes.
    let end = stream::once(async {
        tokio::time::sleep(Duration::from_millis(20)).await;
        Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset))
    });
    Response::from_parts(parts, Body::from_stream(first.chain(end)))
}

async fn edited(response: Response, edit: impl FnOnce(&mut Value)) -> Response {
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let body = match serde_json::from_slice::<Value>(&bytes) {
        Ok(mut value) => {
            edit(&mut value);
            Body::from(value.to_string())
        }
        Err(_) => Body::from(bytes),
    };
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, body)
}

fn results(body: &mut Value) -> Option<&mut Vec<Value>> {
    body.get_mut("results")?.as_array_mut()
}

fn with_unknown_enums(body: &mut Value) {
    let item = match results(body) {
        Some(items) => items.first_mut(),
        None => Some(body),
    };
    let Some(fields) = item.and_then(Value::as_object_mut) else { return };
    for (name, value) in [("type", "HOLOGRAM"), ("status", "SLUMBERING"), ("direction", "SIDEWAYS")] {
        if let Some(field) = fields.get_mut(name).filter(|field| field.is_string()) {
            *field = json!(value);
        }
    }
    if let Some(kind) = fields.get_mut("attachments").and_then(|list| list.get_mut(0)?.get_mut("type")) {
        *kind = json!("HOLOGRAM");
    }
}

fn with_extra_fields(body: &mut Value) {
    match body {
        Value::Object(fields) => {
            fields.values_mut().for_each(with_extra_fields);
            fields.insert("hsFromTheFuture".to_owned(), json!({ "value": [1, null, "2"] }));
        }
        Value::Array(items) => items.iter_mut().for_each(with_extra_fields),
        _ => {}
    }
}

fn with_swapped_directions(body: &mut Value) {
    for item in results(body).into_iter().flatten() {
        if let Some(direction) = item.get_mut("direction") {
            let swapped = if direction == "INCOMING" { "OUTGOING" } else { "INCOMING" };
            *direction = json!(swapped);
        }
    }
}

fn lag(body: &mut Value, count: usize, newest_first: bool) {
    let is_last_page = body.get("paging").is_none();
    let Some(items) = results(body) else { return };
    if newest_first {
        items.drain(..count.min(items.len()));
    } else if is_last_page {
        items.truncate(items.len().saturating_sub(count));
    }
}

fn repeat_cursor(body: &mut Value, asked_with: &str) {
    if let Some(after) = body.pointer_mut("/paging/next/after").filter(|_| !asked_with.is_empty()) {
        *after = json!(asked_with);
    }
}

fn query_value(uri: &Uri, name: &str) -> Option<String> {
    let query = uri.query().unwrap_or_default();
    url::form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

fn with_half_the_limit(mut request: Request) -> Request {
    let limit: usize = query_value(request.uri(), "limit").and_then(|limit| limit.parse().ok()).unwrap_or(100);
    let rest = url::form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes())
        .filter(|(key, _)| key != "limit")
        .map(|(key, value)| (key.into_owned(), value.into_owned()))
        .collect::<Vec<_>>();
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(rest)
        .append_pair("limit", &(limit / 2).max(1).to_string())
        .finish();
    if let Ok(uri) = format!("{}?{query}", request.uri().path()).parse() {
        *request.uri_mut() = uri;
    }
    request
}
