//! Who is who: names and parts of the people in a conversation.

use std::collections::HashMap;

use bellhop_model::{Actor, ActorId, ActorKind, Author, Owner, OwnerId};
use bellhop_store::{Reads, Result};

use crate::views::{AuthorRole, AuthorView};

/// The rep at this window, as the account knows them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Me {
    pub(crate) owner: Option<OwnerId>,
    pub(crate) actor: Option<ActorId>,
    pub(crate) name: Option<String>,
}

impl Me {
    /// Finds the rep among the owners by their address.
    pub(crate) fn among(owners: &[Owner], email: &str) -> Self {
        let mine = owners.iter().find(|owner| {
            !owner.archived && owner.email.as_deref().is_some_and(|theirs| theirs.eq_ignore_ascii_case(email))
        });
        mine.map_or_else(Self::default, |owner| Self {
            owner: Some(owner.id.clone()),
            actor: owner.actor.clone(),
            name: Some(owner.name.clone()),
        })
    }
}

/// The names of some actors.
pub(crate) struct Names {
    me: Me,
    /// The customer of the conversation.
    customer: Option<String>,
    known: HashMap<ActorId, String>,
}

impl Names {
    /// Reads the names of these actors.
    pub(crate) fn read(reads: &Reads<'_>, email: &str, actors: &[ActorId], customer: Option<String>) -> Result<Self> {
        let owners = reads.owners().all()?;
        let mut known: HashMap<ActorId, String> =
            reads.actors().of(actors)?.into_iter().filter_map(|Actor { id, name, .. }| Some((id, name?))).collect();
        // An owner's name is kept up by people, an actor's is what it was when it was read.
        known.extend(owners.iter().filter_map(|owner| Some((owner.actor.clone()?, owner.name.clone()))));
        Ok(Self { me: Me::among(&owners, email), customer, known })
    }

    /// An actor's name.
    pub(crate) fn of(&self, actor: &ActorId) -> Option<String> {
        self.known.get(actor).cloned()
    }

    pub(crate) fn is_me(&self, actor: &ActorId) -> bool {
        self.me.actor.as_ref() == Some(actor)
    }

    /// The author of an entry; `from_customer` when its direction says so.
    pub(crate) fn author(&self, author: &Author, side: Side) -> AuthorView {
        let role = role(&self.me, author.actor.as_ref(), side);
        let known = author.actor.as_ref().and_then(|actor| self.of(actor));
        let name = match role {
            AuthorRole::Customer => known.or_else(|| author.name.clone()).or_else(|| self.customer.clone()),
            AuthorRole::Me => self.me.name.clone(),
            _ => known.or_else(|| author.name.clone()),
        };
        AuthorView { role, name }
    }

    /// The rep at this window.
    pub(crate) fn myself(&self) -> AuthorView {
        AuthorView { role: AuthorRole::Me, name: self.me.name.clone() }
    }
}

/// Somebody's part in a conversation: by who they are, else by the side that the entry is from.
pub(crate) fn role(me: &Me, actor: Option<&ActorId>, side: Side) -> AuthorRole {
    if actor.is_some() && actor == me.actor.as_ref() {
        return AuthorRole::Me;
    }
    match (actor.map(ActorId::kind), side) {
        (Some(ActorKind::Agent), _) => AuthorRole::Agent,
        (Some(ActorKind::Bot | ActorKind::Assistant), _) => AuthorRole::Bot,
        (_, Side::Customer) => AuthorRole::Customer,
        (Some(ActorKind::Integration), _) => AuthorRole::App,
        (Some(ActorKind::Visitor | ActorKind::Email), _) => AuthorRole::Customer,
        (None, Side::Team) => AuthorRole::Agent,
        _ => AuthorRole::System,
    }
}

/// Which side an entry is from, as far as its kind tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// Incoming messages.
    Customer,
    /// Outgoing messages and comments.
    Team,
    /// Events.
    Desk,
}
