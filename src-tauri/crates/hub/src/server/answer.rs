//! Answers that are errors, in HubSpot's shape, and the correlation id that every answer carries.
//!
//! A handler returns `Result<_, ApiError>`; the error knows its status, category and details, and turns itself into
//! the body of section 8 of the API notes. Failures of the hub itself (SQLite, a panic) become a plain 500: the
//! reason goes to the log, not to the caller.

use axum::{
    Json,
    extract::{FromRequest, Request, rejection::JsonRejection},
    http::{HeaderName, HeaderValue, StatusCode},
    response::{IntoResponse, Response},
};
use bellhop_hubspot::wire::{ErrorBody, ErrorDetail};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::Uuid;

/// The header with the id of an answer.
pub const CORRELATION: HeaderName = HeaderName::from_static("x-hubspot-correlation-id");

/// A refused or failed request.
#[derive(Debug)]
pub struct ApiError {
    /// The HTTP status.
    pub status: StatusCode,
    /// For example `VALIDATION_ERROR`.
    pub category: &'static str,
    /// A sentence in English.
    pub message: String,
    /// One entry for each thing that is wrong.
    pub errors: Vec<ErrorDetail>,
    /// Further facts; null when there are none.
    pub context: Option<Box<Value>>,
    /// 429 only: which limit was hit, as `policyName`.
    pub policy: Option<&'static str>,
    /// Seconds for a `Retry-After` header.
    pub retry_after: Option<u64>,
}

impl ApiError {
    /// An error of any status and category.
    pub fn new(status: StatusCode, category: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            category,
            message: message.into(),
            errors: Vec::new(),
            context: None,
            policy: None,
            retry_after: None,
        }
    }

    /// 400 VALIDATION_ERROR.
    pub fn validation(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "VALIDATION_ERROR", message)
    }

    /// 404 OBJECT_NOT_FOUND; `what` names the thing, for example `Thread 12`.
    pub fn not_found(what: impl std::fmt::Display) -> Self {
        Self::new(StatusCode::NOT_FOUND, "OBJECT_NOT_FOUND", format!("{what} was not found."))
    }

    /// 409 CONFLICT.
    pub fn conflict(message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, "CONFLICT", message)
    }

    /// 403 MISSING_SCOPES, naming the scopes of which one would do.
    pub fn missing_scopes(any_of: &[&str]) -> Self {
        let message = "This app hasn't been granted all required scopes to make this call. \
                       Read more about required scopes here: https://developers.hubspot.com/scopes.";
        Self::new(StatusCode::FORBIDDEN, "MISSING_SCOPES", message).with_error(ErrorDetail {
            message: "One or more of the following scopes are required.".to_owned(),
            context: json!({ "requiredGranularScopes": any_of }),
            ..ErrorDetail::default()
        })
    }

    /// 401 INVALID_AUTHENTICATION.
    pub fn unauthorized() -> Self {
        let message = "Authentication credentials not found. This API supports OAuth 2.0 authentication and you \
                       can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview";
        Self::new(StatusCode::UNAUTHORIZED, "INVALID_AUTHENTICATION", message)
    }

    /// 500, with the reason in the log only.
    pub fn internal(reason: impl std::fmt::Display) -> Self {
        tracing::error!(%reason, "the hub failed to answer a request");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL_ERROR", "internal error")
    }

    /// 429 with the policy that was hit.
    pub fn rate_limited(policy: &'static str, message: &str) -> Self {
        let mut error = Self::new(StatusCode::TOO_MANY_REQUESTS, "RATE_LIMITS", message);
        error.policy = Some(policy);
        error
    }

    /// Adds one thing that is wrong.
    #[must_use]
    pub fn with_error(mut self, detail: ErrorDetail) -> Self {
        self.errors.push(detail);
        self
    }

    /// Adds one thing that is wrong: a code, where it is, and a sentence.
    #[must_use]
    pub fn with_detail(self, code: &str, location: &str, message: impl Into<String>) -> Self {
        self.with_error(ErrorDetail {
            message: message.into(),
            code: Some(code.to_owned()),
            location: Some(location.to_owned()),
            context: Value::Null,
        })
    }

    /// Adds further facts.
    #[must_use]
    pub fn with_context(mut self, context: Value) -> Self {
        self.context = Some(Box::new(context));
        self
    }

    /// The body that this error has on the wire.
    pub fn body(&self, correlation_id: String) -> ErrorBody {
        ErrorBody {
            status: "error".to_owned(),
            message: self.message.clone(),
            correlation_id,
            category: Some(self.category.to_owned()),
            sub_category: None,
            error_type: self.policy.map(|_| "RATE_LIMIT".to_owned()),
            policy_name: self.policy.map(str::to_owned),
            errors: self.errors.clone(),
            context: self.context.as_deref().cloned().unwrap_or(Value::Null),
        }
    }
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} {}: {}", self.status.as_u16(), self.category, self.message)
    }
}

impl std::error::Error for ApiError {}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let id = Uuid::new_v4().to_string();
        let mut response = (self.status, Json(self.body(id.clone()))).into_response();
        if let Ok(value) = HeaderValue::from_str(&id) {
            response.headers_mut().insert(CORRELATION, value);
        }
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert("retry-after", HeaderValue::from(seconds));
        }
        response
    }
}

impl From<rusqlite::Error> for ApiError {
    fn from(error: rusqlite::Error) -> Self {
        Self::internal(error)
    }
}

impl From<serde_json::Error> for ApiError {
    fn from(error: serde_json::Error) -> Self {
        Self::internal(error)
    }
}

/// A JSON body, read into `T`; what cannot be read is a 400 VALIDATION_ERROR instead of axum's plain text.
#[derive(Debug)]
pub struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(value)) => Ok(Self(value)),
            Err(JsonRejection::MissingJsonContentType(_)) => Err(ApiError::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "UNSUPPORTED_MEDIA_TYPE",
                "The body must be application/json.",
            )),
            Err(rejection) => Err(match rejection.status() {
                StatusCode::PAYLOAD_TOO_LARGE => {
                    ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "REQUEST_TOO_LARGE", "The body is too large.")
                }
                _ => ApiError::validation(format!("Invalid input JSON: {}", rejection.body_text())),
            }),
        }
    }
}
