//! `bellhop connect`: makes a workspace for an account.

use std::io::{BufRead, IsTerminal, Write};
use std::process::ExitCode;

use bellhop_hubspot::client::{Client, Config};
use secrecy::SecretString;
use serde_json::json;

use super::{ConnectArguments, Failure, Output};
use crate::credentials::{self, Kept};
use crate::home::Home;
use crate::workspace::Workspace;

/// Tries the address and the token, finds the rep among the owners, and only then writes anything down.
pub(crate) async fn run(home: &Home, arguments: ConnectArguments, output: &Output) -> Result<ExitCode, Failure> {
    let token = read_token()?;
    let client = Client::connect(Config::new(&arguments.url, token.clone()))
        .await
        .map_err(|problem| crate::remote::explain(&problem, &arguments.url))?;
    let account = client.account_details().await.map_err(|problem| crate::remote::explain(&problem, &arguments.url))?;
    let owners = client.owners().await.map_err(|problem| crate::remote::explain(&problem, &arguments.url))?;
    let known = |owner: &&bellhop_hubspot::wire::crm::Owner| {
        owner.email.as_deref().is_some_and(|email| email.eq_ignore_ascii_case(&arguments.email))
    };
    let Some(me) = owners.iter().find(known) else {
        return Err(Failure::new(
            "unknownRep",
            format!(
                "{} is not among the account's {} owners. Give the address that the account knows you by.",
                arguments.email,
                owners.len()
            ),
        ));
    };
    let workspace = Workspace::connect(home, &arguments.name, &arguments.url, &arguments.email)?;
    let kept = credentials::keep(home, &workspace.folder, &workspace.name, &token)
        .map_err(|problem| Failure::new("noKeyring", format!("{problem:#}")))?;
    let answer = json!({
        "workspace": workspace.name,
        "url": arguments.url,
        "portalId": account.portal_id,
        "as": arguments.email,
        "ownerId": me.id,
        "token": match kept { Kept::Keyring => "keyring", Kept::PrivateFile => "privateFile" },
    });
    output.print(&answer, |_| {
        let place = match kept {
            Kept::Keyring => "in the keyring",
            Kept::PrivateFile => "in a private file of the workspace's folder",
        };
        format!(
            "Connected \"{}\" to account {} as {}. The token is kept {place}.\nNext: bellhop sync --once, or open the window with bellhop.",
            workspace.name, account.portal_id, arguments.email
        )
    })?;
    Ok(ExitCode::SUCCESS)
}

fn read_token() -> Result<SecretString, Failure> {
    let stdin = std::io::stdin();
    if stdin.is_terminal() {
        // Asking is a courtesy: without stderr the token can still be typed.
        let _ = write!(std::io::stderr(), "Token: ");
    }
    let mut line = String::new();
    stdin.lock().read_line(&mut line).map_err(anyhow::Error::from)?;
    let token = line.trim();
    if token.is_empty() {
        return Err(Failure::new("noToken", "No token came on stdin. Pipe it in: echo \"$TOKEN\" | bellhop connect …"));
    }
    Ok(SecretString::from(token.to_owned()))
}
