//! Demonstration data: the help desk of a small shop for mugs, lamps and backpacks, in the middle of a working day.
//!
//! Stories are told into the hub as they would have happened: contacts are found or made, tickets open, owners
//! change, answers are delivered, so everything that follows from a message is as true as for a real one. Times are
//! counted back from `now`; nothing depends on chance that is not seeded, so two hubs filled at the same moment are
//! alike. All of it is one transaction: a hub is filled or it is empty. A hub with conversations is left alone.

mod dice;
mod house;
mod library;
mod media;
mod pack;
mod people;
mod storeroom;
mod stories;
mod story;
mod telling;

use anyhow::Context;
use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    chat::{Chat, Visitor},
    db::threads::{self, Direction, Filter, Order},
    server::Shared,
};
use library::Library;
use people::find;
use story::{Place, Story};
use telling::Teller;

/// The address of the demonstration's rep, an owner of the account.
pub const DEMO_REP: &str = "marta.krol@example.com";

/// How long a starting hub waits for the web chat, whose channel the stories need.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(30);

/// Fills an empty hub; does nothing when there are conversations already.
pub(crate) async fn fill(app: &Shared, chat: &Chat) -> anyhow::Result<()> {
    let now = app.now();
    let filter = Filter {
        archived: false,
        status: None,
        inbox_ids: Vec::new(),
        contact_id: None,
        ticket_id: None,
        latest_from: None,
    };
    let is_empty = app
        .db
        .read(move |conn| Ok(threads::list(conn, &filter, Order::Id(Direction::Ascending), None, 1)?.is_empty()))
        .await?;
    if !is_empty {
        return Ok(());
    }
    let connected = tokio::time::timeout(PATIENCE, chat.connected()).await;
    let registration = connected.context("the web chat did not connect in time")??;
    let harbour_token =
        app.issue_token("Harbour Messenger", vec!["conversations.custom_channels.write".to_owned()]).await?;
    let harbour_app = app.tokens.caller(&harbour_token).map_or(0, |caller| caller.app_id);
    let stories = stories::all(now);
    let visitors = visitors(&stories, now);
    let shelf = tokio::task::spawn_blocking(storeroom::Shelf::stock).await??;
    let library = tokio::task::spawn_blocking(Library::make).await??;
    let dir = app.dir.clone();
    app.db
        .write(move |tx| {
            let setting = telling::Setting { dir: dir.clone(), now, registration, harbour_app, shelf };
            let mut teller = Teller::prepare(tx, setting)?;
            library.put(tx, &dir, now)?;
            stories.iter().enumerate().try_for_each(|(number, story)| teller.tell(number, story))
        })
        .await?;
    chat.adopt(visitors).await
}

/// The web chat knows these visitors, so a rep's answer to them counts as delivered.
fn visitors(stories: &[Story], now: DateTime<Utc>) -> Vec<Visitor> {
    let in_chat = stories.iter().enumerate().filter(|(_, story)| story.place == Place::WebChat);
    in_chat
        .map(|(number, story)| {
            let customer = find(story.who);
            Visitor {
                session: session(number),
                name: customer.map(people::Customer::name),
                email: customer.map(people::Customer::email),
                since: now - TimeDelta::minutes(story.ended + story.length()),
            }
        })
        .collect()
}

/// The channel's own id of a story's conversation. No browser knows it; it is not a secret of anybody.
fn session(number: usize) -> String {
    format!("demo-{number:03}")
}
