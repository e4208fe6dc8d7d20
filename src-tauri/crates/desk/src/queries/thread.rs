//! A conversation's head, and the way that a reply would take.

use bellhop_model::{Address, ChannelAccount, ChannelAccountId, ChannelId, EMAIL_ADDRESS, ThreadId};
use bellhop_model::{Direction, Message, MessageKind};
use bellhop_store::{DraftMode, Reads, Result, ThreadFacts};

use crate::contract::{ApiError, ThreadArgs};
use crate::desk::Desk;
use crate::failure::not_found;
use crate::overlay::{Overlay, status_of};
use crate::queries::outbox::waiting;
use crate::views::{DraftFile, DraftView, DraftsView, ThreadTicket, ThreadView};

/// The way that a reply takes.
pub(crate) struct ReplyWay {
    pub(crate) channel: ChannelId,
    pub(crate) account: ChannelAccountId,
    pub(crate) usable: bool,
    pub(crate) recipients: Vec<Address>,
}

impl Desk {
    pub(crate) async fn thread(&self, args: ThreadArgs) -> Result<ThreadView, ApiError> {
        let found = self.on.store.read(move |reads| thread(reads, &args.thread)).await?;
        found.ok_or_else(|| not_found("This conversation is no longer in the help desk."))
    }

    pub(crate) async fn drafts(&self, args: ThreadArgs) -> Result<DraftsView, ApiError> {
        let read = move |reads: &Reads<'_>| {
            let of =
                |mode| -> Result<Option<DraftView>> { Ok(reads.drafts().get(&args.thread, mode)?.map(draft_view)) };
            Ok(DraftsView { reply: of(DraftMode::Reply)?, comment: of(DraftMode::Comment)? })
        };
        Ok(self.on.store.read(read).await?)
    }
}

fn thread(reads: &Reads<'_>, id: &ThreadId) -> Result<Option<ThreadView>> {
    let Some(row) = reads.lists().rows(std::slice::from_ref(id))?.into_iter().next() else { return Ok(None) };
    let facts = row.facts;
    let overlay = Overlay::read(reads)?;
    let shown = overlay.shown(reads, &facts, &reads.pipelines().all()?)?;
    let accounts = accounts(reads, &facts)?;
    let way = reply_way(reads, &facts, None)?;
    let ticket = match &facts.thread.ticket {
        Some(ticket) => {
            let known = reads.tickets().get(ticket)?;
            let stage = overlay.stage(id);
            Some(ThreadTicket {
                id: ticket.clone(),
                pipeline: known.as_ref().and_then(bellhop_model::Ticket::pipeline),
                stage_pending: stage.is_some(),
                stage: stage.or_else(|| known.as_ref().and_then(bellhop_model::Ticket::stage)),
                owner_pending: overlay.owner(id).is_some(),
            })
        }
        None => None,
    };
    Ok(Some(ThreadView {
        contact: row.contact.or(facts.customer),
        subject: row.subject,
        status: shown.map_or(facts.thread.status, |one| status_of(&one.shown, facts.thread.status)),
        ticket,
        owner: overlay.owner(id).unwrap_or(facts.owner),
        channel: facts.channel,
        accounts: accounts.into_iter().map(|account| account.id).collect(),
        can_reply: way.usable && (way.channel.is_email() || !way.recipients.is_empty()),
        first_unread: reads.messages().first_unread(id)?,
        unread: facts.unread,
        synced_at: reads.thread_sync().get(id)?.synced_at,
        changes: waiting(reads, id)?,
        id: facts.thread.id,
    }))
}

/// The accounts that a reply can go through: that of the newest message, the others of its channel, the one that the
/// conversation began on, and those of e-mail, where the rep can say whom it goes to. Any other channel would need an
/// address of the customer there, which a conversation does not tell.
fn accounts(reads: &Reads<'_>, facts: &ThreadFacts) -> Result<Vec<ChannelAccount>> {
    let mut ranked = Vec::new();
    for account in reads.channel_accounts().all()? {
        let rank = if account.id == facts.channel_account {
            0
        } else if !account.usable || account.inbox != facts.thread.inbox {
            continue;
        } else if account.channel == facts.channel {
            1
        } else if account.id == facts.thread.channel_account
            && !recipients(reads, &facts.thread.id, &account.channel)?.is_empty()
        {
            2
        } else if account.channel.is_email() {
            3
        } else {
            continue;
        };
        ranked.push((rank, account));
    }
    ranked.sort_by_key(|(rank, _)| *rank);
    Ok(ranked.into_iter().map(|(_, account)| account).collect())
}

/// The way of a reply: through the chosen account, else that of the newest message, else another of its channel; to whoever
/// wrote last there, else to whom the last message went. Whom an e-mail goes to is in its head.
pub(crate) fn reply_way(reads: &Reads<'_>, facts: &ThreadFacts, chosen: Option<&ChannelAccountId>) -> Result<ReplyWay> {
    let accounts = accounts(reads, facts)?;
    let usable = accounts.iter().filter(|account| account.usable).find(|account| match chosen {
        Some(chosen) => account.id == *chosen,
        None => account.channel == facts.channel,
    });
    let channel = usable.map_or_else(|| facts.channel.clone(), |account| account.channel.clone());
    Ok(ReplyWay {
        account: usable.map_or_else(|| facts.channel_account.clone(), |account| account.id.clone()),
        usable: usable.is_some(),
        recipients: recipients(reads, &facts.thread.id, &channel)?,
        channel,
    })
}

fn recipients(reads: &Reads<'_>, thread: &ThreadId, channel: &ChannelId) -> Result<Vec<Address>> {
    if let Some(incoming) = reads.messages().newest_incoming_through(thread, channel)?
        && let Some(mut address) = incoming.author.address
    {
        address.name = address.name.or(incoming.author.name);
        address.field = (address.kind == EMAIL_ADDRESS).then(|| "TO".to_owned());
        return Ok(vec![address]);
    }
    let page = reads.messages().page(thread, None, 50)?;
    let through = |message: Message| match message.kind {
        MessageKind::Message { direction: Direction::Outgoing, recipients, channel: Some(sent), .. }
            if sent == *channel && !recipients.is_empty() =>
        {
            Some(recipients)
        }
        _ => None,
    };
    Ok(page.messages.into_iter().rev().find_map(through).unwrap_or_default())
}

/// A draft as the window knows it.
pub(crate) fn draft_view(draft: bellhop_store::Draft) -> DraftView {
    let file = |file: bellhop_model::LocalFile| DraftFile {
        hash: file.hash,
        name: file.name,
        mime: file.mime,
        size: file.size,
    };
    DraftView {
        text: draft.text,
        html: draft.html,
        reply_to: draft.reply_to,
        files: draft.files.into_iter().map(file).collect(),
        account: draft.account,
        email: draft.email,
        status: draft.status,
    }
}
