//! The directory: owners, channels and their accounts, inboxes, pipelines, definitions of properties, rules of stages,
//! shared packs of snippets.

use bellhop_hubspot::client::{Client, Error, ObjectType};
use bellhop_model::Owner;
use bellhop_store::Origin;

use super::{ingest, packs::read_packs};
use crate::{error::SyncError, session::Session};

/// Reads the whole directory. What the token may not read is left as it was, and told after the rest was kept.
pub(crate) async fn read_directory(session: &Session, client: &Client) -> Result<(), SyncError> {
    let (inboxes, channels, capabilities, accounts, pipelines, tickets, contacts, rules, owners, packs) = futures::join!(
        client.inboxes(),
        client.channels(),
        client.channel_capabilities(),
        client.channel_accounts(),
        client.pipelines(ObjectType::Tickets),
        client.properties(ObjectType::Tickets),
        client.properties(ObjectType::Contacts),
        client.stage_rules(),
        read_owners(session, client),
        read_packs(session, client),
    );
    let mut refused: Option<Error> = None;
    let mut note = |error: Error| refused = Some(error);
    let inboxes = inboxes.map_err(&mut note).ok();
    let channels = channels.map_err(&mut note).ok();
    let capabilities = capabilities.map_err(&mut note).unwrap_or_default();
    let accounts = accounts.map_err(&mut note).ok();
    let pipelines = pipelines.map_err(&mut note).ok();
    let tickets = tickets.map_err(&mut note).ok();
    let contacts = contacts.map_err(&mut note).ok();
    let rules = rules.map_err(&mut note).ok().flatten();
    session
        .store
        .write(Origin::Pull, move |w| {
            if let Some(inboxes) = inboxes {
                w.inboxes().replace(&mapped(inboxes, ingest::inbox))?;
            }
            if let Some(channels) = channels {
                w.channels().replace(&mapped(channels, |channel| ingest::channel(channel, &capabilities)))?;
            }
            if let Some(accounts) = accounts {
                w.channel_accounts().replace(&mapped(accounts, ingest::channel_account))?;
            }
            if let Some(mut pipelines) = pipelines {
                pipelines.retain(|pipeline| !pipeline.archived);
                pipelines.sort_by_key(|pipeline| pipeline.display_order);
                w.pipelines().replace(&mapped(pipelines, ingest::pipeline))?;
            }
            if let Some(rules) = rules {
                w.stage_rules().replace(&rules.into_iter().flat_map(ingest::stage_rules).collect::<Vec<_>>())?;
            }
            for (object, properties) in [(ObjectType::Tickets, tickets), (ObjectType::Contacts, contacts)] {
                if let Some(properties) = properties {
                    w.properties().replace(object.name(), &mapped(properties, ingest::property))?;
                }
            }
            Ok(())
        })
        .await?;
    owners?;
    packs?;
    match refused {
        Some(error) => Err(error.into()),
        None => Ok(()),
    }
}

/// Reads the owners alone: without them nothing can be sent.
pub(crate) async fn read_owners(session: &Session, client: &Client) -> Result<(), SyncError> {
    let owners: Vec<Owner> = mapped(client.owners().await?, ingest::owner);
    session.known.set_owners(owners.clone());
    Ok(session.store.write(Origin::Pull, move |w| w.owners().replace(&owners)).await?)
}

fn mapped<W, M>(wire: Vec<W>, map: impl Fn(W) -> M) -> Vec<M> {
    wire.into_iter().map(map).collect()
}
