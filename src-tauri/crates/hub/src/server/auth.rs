//! Who calls: bearer tokens and their scopes.
//!
//! A middleware resolves the token before limits and handlers run and leaves a [`Caller`] in the request, so an
//! unknown token costs no handler anything. A handler that takes a `Caller` says which scopes it needs. Tokens are
//! kept in memory beside the table, because a request must not wait for the file to know who calls.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, PoisonError, RwLock},
};

use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{Shared, answer::ApiError};

/// Every scope a help desk can need; the account's own token has them all.
pub const ALL_SCOPES: &[&str] = &[
    "oauth",
    "conversations.read",
    "conversations.write",
    "conversations.custom_channels.read",
    "conversations.custom_channels.write",
    "tickets",
    "crm.objects.tickets.read",
    "crm.objects.tickets.write",
    "crm.objects.contacts.read",
    "crm.objects.contacts.write",
    "crm.objects.companies.read",
    "crm.objects.companies.write",
    "crm.objects.deals.read",
    "crm.objects.deals.write",
    "crm.objects.quotes.read",
    "crm.objects.quotes.write",
    "crm.objects.owners.read",
    "crm.objects.users.read",
    "crm.objects.feedback_submissions.read",
    "crm.schemas.tickets.read",
    "crm.schemas.contacts.read",
    "crm.schemas.companies.read",
    "crm.schemas.deals.read",
    "crm.schemas.quotes.read",
    "crm.pipelines.governance.read",
    "crm.pipelines.governance.write",
    "settings.users.read",
    "settings.users.teams.read",
    "files",
    "files.read",
    "files.write",
    "files.delete",
    "files.ui_hidden.read",
    "scheduler.meetings.meeting-link.read",
    "content",
    "sales-email-read",
];

/// What a token stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// The account's own token, with every scope.
    Account,
    /// A token with chosen scopes.
    App,
}

/// The app behind a request.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The app's number: `I-<app_id>` is its actor, and limits count per app.
    pub app_id: i64,
    /// The app's name.
    pub app_name: String,
    /// What kind of token it came with.
    pub kind: TokenKind,
    /// What it may do.
    pub scopes: Arc<BTreeSet<String>>,
}

impl Caller {
    /// Demands one of these scopes.
    pub fn require(&self, any_of: &[&str]) -> Result<(), ApiError> {
        if self.has(any_of) { Ok(()) } else { Err(ApiError::missing_scopes(any_of)) }
    }

    /// True when the caller has one of these scopes.
    pub fn has(&self, any_of: &[&str]) -> bool {
        any_of.iter().any(|scope| self.scopes.contains(*scope))
    }

    /// The actor id of the app, `I-<app_id>`.
    pub fn actor_id(&self) -> String {
        format!("I-{}", self.app_id)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        parts.extensions.get::<Self>().cloned().ok_or_else(ApiError::unauthorized)
    }
}

/// The tokens that are valid now.
#[derive(Debug, Default)]
pub struct Tokens(RwLock<HashMap<String, Caller>>);

impl Tokens {
    /// Makes a token valid.
    pub fn insert(&self, token: String, caller: Caller) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(token, caller);
    }

    /// Makes a token invalid; true when it was valid.
    pub fn remove(&self, token: &str) -> bool {
        self.0.write().unwrap_or_else(PoisonError::into_inner).remove(token).is_some()
    }

    /// The app behind a token.
    pub fn caller(&self, token: &str) -> Option<Caller> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(token).cloned()
    }
}

/// Lets a request with a valid bearer token pass, with its [`Caller`]; answers 401 otherwise.
pub(super) async fn check(State(app): State<Shared>, mut request: Request, next: Next) -> Response {
    let caller = bearer(request.headers()).and_then(|token| app.tokens.caller(token));
    let Some(caller) = caller else {
        return ApiError::unauthorized().into_response();
    };
    request.extensions_mut().insert(caller);
    next.run(request).await
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
