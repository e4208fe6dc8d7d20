//! The house before the first story: its team, its customers, its channels.

use bellhop_hubspot::wire::conversations::DeliveryIdentifier;
use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::Transaction;
use serde_json::{Map, Value, json};

use super::{
    people::{COMPANIES, CUSTOMERS, Rep},
    telling::unknown,
};
use crate::{
    db::{
        channel_accounts::{self, Account},
        channels::{self, Channel},
        inboxes::HELP_DESK,
        messages::Client,
        owners, stage_rules, visitors,
    },
    helpdesk::records::{self, ObjectKind, Properties, set},
    server::answer::ApiError,
};

/// Contact to its primary company.
const WORKS_FOR: u32 = 1;
/// The stage of the default pipeline in which nothing is left to do.
pub(super) const CLOSED: &str = "4";
const MAILBOX: &str = "pomoc@latarnia.example.com";

/// A channel account that stories use.
pub(super) struct Desk {
    /// The channel.
    pub(super) channel_id: i64,
    /// The account.
    pub(super) account_id: i64,
    /// Its own address.
    pub(super) address: DeliveryIdentifier,
    /// The program that brings messages in.
    pub(super) client: Client,
}

/// Brings in the team; whoever is there already stays as they are.
pub(super) fn hire(tx: &Transaction<'_>, then: DateTime<Utc>) -> Result<Vec<(Rep, i64, String)>, ApiError> {
    let mut team = Vec::new();
    for rep in Rep::ALL {
        let (email, first_name, last_name) = rep.names();
        let known = owners::list(tx)?.into_iter().find(|owner| owner.email.as_deref() == Some(email));
        let owner = match known {
            Some(owner) => Some(owner),
            None => {
                let new = owners::NewOwner {
                    email: email.to_owned(),
                    first_name: first_name.to_owned(),
                    last_name: last_name.to_owned(),
                    primary_team_id: None,
                };
                let id = owners::insert(tx, &new, then.timestamp_millis())?;
                owners::get(tx, id)?
            }
        };
        let user_id = owner.and_then(|owner| owner.user_id).ok_or_else(|| unknown(email))?;
        team.push((rep, user_id, format!("{first_name} {last_name}")));
    }
    Ok(team)
}

/// What the shop wants to know of every ticket that is closed.
pub(super) fn ask_at_closing(tx: &Transaction<'_>) -> Result<(), ApiError> {
    let wanted = ["hs_ticket_category", "hs_resolution"].map(str::to_owned);
    stage_rules::replace(tx, ObjectKind::Ticket, ("0", CLOSED), &wanted)
}

/// The customers and their companies, as the CRM knew them before they wrote.
pub(super) fn settle_customers(tx: &Transaction<'_>, then: DateTime<Utc>) -> Result<(), ApiError> {
    let mut companies = Vec::new();
    for (name, domain, city, country) in COMPANIES {
        let mut properties = Properties::new();
        for (property, value) in [("name", name), ("domain", domain), ("city", city), ("country", country)] {
            set(&mut properties, property, *value);
        }
        companies.push(records::create_object(tx, ObjectKind::Company, properties, then)?);
    }
    for (place, customer) in CUSTOMERS.iter().enumerate() {
        let then = then + TimeDelta::hours(i64::try_from(place).unwrap_or(0) * 7);
        let company = customer.company.and_then(|place| COMPANIES.get(place).zip(companies.get(place)));
        let mut properties = Properties::new();
        set(&mut properties, "firstname", customer.first);
        set(&mut properties, "lastname", customer.last);
        set(&mut properties, "email", customer.email());
        set(&mut properties, "phone", customer.phone);
        set(&mut properties, "city", customer.city);
        set(&mut properties, "hs_language", customer.language);
        if let Some(((name, ..), _)) = company {
            set(&mut properties, "company", *name);
        }
        let contact = records::create_object(tx, ObjectKind::Contact, properties, then)?;
        if let Some((_, company)) = company {
            records::associate(tx, (ObjectKind::Contact, contact), (ObjectKind::Company, *company), WORKS_FOR)?;
        }
    }
    Ok(())
}

/// The other custom channel. Nothing of it runs: answers wait for an app that does not come.
pub(super) fn open_harbour(tx: &Transaction<'_>, app_id: i64, then: DateTime<Utc>) -> Result<Desk, ApiError> {
    let capabilities = json!({
        "deliveryIdentifierTypes": ["HS_EMAIL_ADDRESS", "CHANNEL_SPECIFIC_OPAQUE_ID"],
        "threadingModel": "INTEGRATION_THREAD_ID",
        "richText": ["HYPERLINK"],
        "allowOutgoingMessages": true,
        "outgoingAttachmentTypes": ["FILE", "QUICK_REPLIES"],
        "allowedFileAttachmentMimeTypes": ["image/*", "audio/*", "video/*", "application/pdf"],
        "maxFileAttachmentCount": 5,
        "maxFileAttachmentSizeBytes": 20_000_000,
    });
    let channel = Channel {
        id: 0,
        name: "Harbour Messenger".to_owned(),
        app_id: Some(app_id),
        capabilities: if let Value::Object(map) = capabilities { map } else { Map::new() },
        webhook_url: None,
        redirect_url: None,
        description: Some("Messages of the Harbour app.".to_owned()),
        logo_url: None,
        created_at: then,
    };
    let channel_id = channels::insert(tx, &channel)?;
    let own = address(visitors::OPAQUE, "harbour:latarnia");
    open(tx, (channel_id, "Latarnia on Harbour"), own, (Client::Integration(app_id), then))
}

/// The support mailbox.
pub(super) fn open_mailbox(tx: &Transaction<'_>, then: DateTime<Utc>) -> Result<Desk, ApiError> {
    open(tx, (channels::EMAIL, MAILBOX), address(visitors::EMAIL, MAILBOX), (Client::HubSpot, then))
}

fn open(
    tx: &Transaction<'_>,
    (channel_id, name): (i64, &str),
    own: DeliveryIdentifier,
    (client, created_at): (Client, DateTime<Utc>),
) -> Result<Desk, ApiError> {
    let account = Account {
        id: 0,
        name: name.to_owned(),
        channel_id,
        inbox_id: HELP_DESK,
        active: true,
        authorized: true,
        archived: false,
        identifier: Some(own.clone()),
        created_at,
    };
    let account_id = channel_accounts::insert(tx, &account)?;
    Ok(Desk { channel_id, account_id, address: own, client })
}

/// The app of a custom channel.
pub(super) fn client_of(tx: &Transaction<'_>, channel_id: i64) -> Result<Client, ApiError> {
    let app_id = channels::get(tx, channel_id)?.and_then(|channel| channel.app_id);
    Ok(app_id.map_or(Client::HubSpot, Client::Integration))
}

/// An address on a channel.
pub(super) fn address(kind: &str, value: &str) -> DeliveryIdentifier {
    DeliveryIdentifier { kind: kind.to_owned(), value: value.to_owned() }
}
