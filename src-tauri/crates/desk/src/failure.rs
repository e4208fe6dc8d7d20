//! Failures of the layers below, as the window is told of them.

use bellhop_media::{CopyError, MediaError, RedactError};
use bellhop_store::Error as StoreError;
use bellhop_sync::FetchError;

use crate::contract::{ApiError, ErrorCode};

pub(crate) fn bad_request(message: impl Into<String>) -> ApiError {
    ApiError { code: ErrorCode::BadRequest, message: message.into() }
}

pub(crate) fn not_possible(message: impl Into<String>) -> ApiError {
    ApiError { code: ErrorCode::NotPossible, message: message.into() }
}

pub(crate) fn overtaken() -> ApiError {
    let message =
        "Something newer was written in this conversation since the reply was begun. Read it, then send again.";
    ApiError { code: ErrorCode::Newer, message: message.to_owned() }
}

pub(crate) fn not_found(message: impl Into<String>) -> ApiError {
    ApiError { code: ErrorCode::NotFound, message: message.into() }
}

pub(crate) fn media_failed(problem: &MediaError) -> ApiError {
    let code = match problem {
        MediaError::Gone => ErrorCode::NotFound,
        MediaError::Offline(_) => ErrorCode::Offline,
        MediaError::TooLarge | MediaError::Damaged | MediaError::Stopped => ErrorCode::NotPossible,
        MediaError::Disk(_) => ErrorCode::Internal,
    };
    ApiError { code, message: problem.to_string() }
}

pub(crate) fn copy_failed(problem: &CopyError) -> ApiError {
    match problem {
        CopyError::NotHere(problem) => media_failed(problem),
        CopyError::TooLarge | CopyError::Unreadable => not_possible(problem.to_string()),
    }
}

/// What only the hub can do for the whole team was not done.
pub(crate) fn administration_failed(problem: &FetchError) -> ApiError {
    let code = match problem {
        FetchError::Offline(_) => ErrorCode::Offline,
        FetchError::Gone => ErrorCode::NotFound,
        FetchError::Failed(_) => ErrorCode::NotPossible,
    };
    ApiError { code, message: problem.to_string() }
}

pub(crate) fn redact_failed(problem: &RedactError) -> ApiError {
    match problem {
        RedactError::NotHere(problem) => media_failed(problem),
        _ => not_possible(problem.to_string()),
    }
}

impl From<StoreError> for ApiError {
    fn from(problem: StoreError) -> Self {
        let code = match problem {
            StoreError::ReadOnly | StoreError::Full => ErrorCode::ReadOnly,
            _ => ErrorCode::Internal,
        };
        tracing::warn!(%problem, "the store refused");
        Self { code, message: problem.to_string() }
    }
}
