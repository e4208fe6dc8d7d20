//! What a command prints: text for people, or JSON.

use std::io::Write;
use std::process::ExitCode;

use bellhop_desk::{ApiError, ErrorCode};
use serde::Serialize;

/// Prints for people or as JSON.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Output {
    json: bool,
}

impl Output {
    pub(crate) fn new(json: bool) -> Self {
        Self { json }
    }

    /// Prints a value: as JSON, or the text that the closure makes of it. A closed pipe is not an error.
    pub(crate) fn print<T: Serialize>(self, value: &T, text: impl FnOnce(&T) -> String) -> Result<(), Failure> {
        let line = if self.json { serde_json::to_string(value).map_err(anyhow::Error::from)? } else { text(value) };
        let mut stdout = std::io::stdout().lock();
        if let Err(problem) = writeln!(stdout, "{line}").and_then(|()| stdout.flush())
            && problem.kind() != std::io::ErrorKind::BrokenPipe
        {
            return Err(anyhow::Error::from(problem).into());
        }
        Ok(())
    }

    /// Prints a failure on stderr.
    pub(crate) fn fail(self, failure: &Failure) -> ExitCode {
        let line = if self.json {
            serde_json::to_string(failure).unwrap_or_else(|_| failure.message.clone())
        } else {
            format!("bellhop: {}", failure.message)
        };
        // Nobody can be told when stderr is gone.
        let _ = writeln!(std::io::stderr(), "{line}");
        ExitCode::FAILURE
    }
}

/// Why a command failed: a code for programs, a sentence for people.
#[derive(Debug, Serialize)]
pub(crate) struct Failure {
    code: String,
    message: String,
}

impl Failure {
    pub(crate) fn new(code: &str, message: impl Into<String>) -> Self {
        Self { code: code.to_owned(), message: message.into() }
    }

    /// The sentence for people.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }
}

impl From<anyhow::Error> for Failure {
    fn from(problem: anyhow::Error) -> Self {
        Self::new("failed", format!("{problem:#}"))
    }
}

impl From<ApiError> for Failure {
    fn from(problem: ApiError) -> Self {
        let code = match problem.code {
            ErrorCode::BadRequest => "badRequest",
            ErrorCode::NotFound => "notFound",
            ErrorCode::NotPossible => "notPossible",
            ErrorCode::Newer => "newer",
            ErrorCode::ReadOnly => "readOnly",
            ErrorCode::Offline => "offline",
            ErrorCode::Internal => "internal",
        };
        Self::new(code, problem.message)
    }
}
