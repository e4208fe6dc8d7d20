//! What people are told when the remote says no: one sentence, with what to do.

use bellhop_hubspot::client::{Client, Config, Error, Kind};
use secrecy::SecretString;

use crate::cli::Failure;

/// Explains why the remote at this address could not be used.
pub(crate) fn explain(problem: &Error, url: &str) -> Failure {
    match problem.kind() {
        Kind::Address { detail } => Failure::new(
            "badAddress",
            format!("{url} is not an address that can be used ({detail}). HubSpot's is https://api.hubapi.com."),
        ),
        Kind::Connect { detail } | Kind::NoAnswer { detail } => Failure::new(
            "unreachable",
            format!("{url} cannot be reached ({detail}). Check the address and the network, then try again."),
        ),
        Kind::Malformed { .. } => not_a_help_desk(url),
        Kind::Status { status, .. } => refused(*status, problem, url),
        _ => Failure::new("failed", problem.to_string()),
    }
}

/// Tries an account's address and token: the account's number, or the sentence that says what is wrong.
pub(crate) async fn try_account(url: &str, token: SecretString) -> Result<String, String> {
    match Client::connect(Config::new(url, token)).await {
        Ok(client) => Ok(format!("{url} answers as account {}", client.account().portal_id)),
        Err(problem) => Err(explain(&problem, url).message().to_owned()),
    }
}

fn refused(status: u16, problem: &Error, url: &str) -> Failure {
    match status {
        401 => Failure::new(
            "wrongToken",
            format!(
                "{url} does not accept this token. Copy it again from the account's settings, whole and without spaces."
            ),
        ),
        403 => Failure::new(
            "missingScopes",
            format!("The token may not do this. It needs the scopes: {}.", problem.missing_scopes().join(", ")),
        ),
        404 => not_a_help_desk(url),
        429 => Failure::new(
            "rateLimited",
            format!("{url} asks to slow down: its request limit is used up. Try again in a minute."),
        ),
        _ => Failure::new("remoteFailed", format!("{url} answered with status {status}: {}", problem.detail())),
    }
}

fn not_a_help_desk(url: &str) -> Failure {
    Failure::new(
        "notAHelpDesk",
        format!(
            "Something answers at {url}, but it does not speak HubSpot's API. Give the start of the API's addresses, such as https://api.hubapi.com."
        ),
    )
}
