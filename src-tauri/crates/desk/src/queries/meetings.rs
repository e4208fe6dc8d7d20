//! The meeting links that a rep can give out: their own first.

use bellhop_store::{Reads, Result};

use crate::contract::ApiError;
use crate::desk::Desk;
use crate::names::Me;
use crate::views::{MeetingLinkView, MeetingLinksView};

impl Desk {
    pub(crate) async fn meeting_links(&self, (): ()) -> Result<MeetingLinksView, ApiError> {
        let email = self.on.email.clone();
        Ok(self.on.store.read(move |reads| links(reads, &email)).await?)
    }
}

fn links(reads: &Reads<'_>, email: &str) -> Result<MeetingLinksView> {
    let owners = reads.owners().all()?;
    let me = Me::among(&owners, email);
    let mut links: Vec<MeetingLinkView> = Vec::new();
    for link in reads.meeting_links().all()? {
        let organizer =
            link.organizer.as_ref().and_then(|met| owners.iter().find(|one| one.actor.as_ref() == Some(met)));
        links.push(MeetingLinkView {
            mine: link.organizer.is_some() && link.organizer == me.actor,
            organizer: organizer.map(|owner| owner.name.clone()),
            id: link.id,
            name: link.name,
            url: link.url,
        });
    }
    links.sort_by_key(|link| !link.mine);
    Ok(MeetingLinksView { links, missing_scopes: reads.meeting_links().missing_scopes()? })
}
