//! What the window needs once, and the sync state.

use bellhop_model::Owner;
use bellhop_store::{Reads, Result};
use chrono::Utc;

use crate::contract::ApiError;
use crate::desk::Desk;
use crate::names::Me;
use crate::settings::{SETTINGS, read};
use crate::views::{
    AccountView, Bootstrap, ChannelView, DirectoryView, InboxView, OwnerView, PipelineView, Settings, StageView,
    SyncState, SyncView, WorkspaceView,
};

impl Desk {
    pub(crate) async fn bootstrap(&self, (): ()) -> Result<Bootstrap, ApiError> {
        let email = self.on.email.clone();
        let (directory, settings) =
            self.on.store.read(move |reads| Ok((directory(reads, &email)?, settings(reads)?))).await?;
        Ok(Bootstrap {
            workspace: WorkspaceView {
                name: self.on.workspace.clone(),
                kind: self.on.kind,
                hub: self.on.hub.as_ref().map(|hub| hub.view.borrow().clone()),
            },
            me: directory.owners.iter().find(|owner| owner.me).cloned(),
            settings,
            directory,
            sync: self.sync(()).await?,
            notices: self.notices(),
            media: self.on.media.url().to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        })
    }

    pub(crate) async fn directory(&self, (): ()) -> Result<DirectoryView, ApiError> {
        let email = self.on.email.clone();
        Ok(self.on.store.read(move |reads| directory(reads, &email)).await?)
    }

    pub(crate) async fn settings(&self, (): ()) -> Result<Settings, ApiError> {
        Ok(self.on.store.read(settings).await?)
    }

    pub(crate) async fn sync(&self, (): ()) -> Result<SyncView, ApiError> {
        let (waiting, stuck) = self.on.store.read(|reads| reads.outbox().counts()).await?;
        let Some(sync) = &self.on.sync else {
            return Ok(SyncView { state: SyncState::Elsewhere, synced_at: None, waiting, stuck });
        };
        let status = sync.state().borrow().clone();
        Ok(SyncView { state: state_view(status.state), synced_at: status.synced_at, waiting, stuck })
    }
}

/// The rep's settings.
pub(crate) fn settings(reads: &Reads<'_>) -> Result<Settings> {
    Ok(read(reads.settings().get(SETTINGS)?))
}

fn directory(reads: &Reads<'_>, email: &str) -> Result<DirectoryView> {
    let owners = reads.owners().all()?;
    let me = Me::among(&owners, email);
    let mut directory = DirectoryView {
        owners: owners.into_iter().filter(|owner| !owner.archived).map(|owner| owner_view(owner, &me)).collect(),
        ..DirectoryView::default()
    };
    directory.owners.sort_by_key(|owner| owner.name.to_lowercase());
    for channel in reads.channels().all()? {
        let (custom, email) = (channel.id.is_custom(), channel.id.is_email());
        directory.channels.push(ChannelView {
            carries: channel.carries(),
            id: channel.id,
            name: channel.name,
            custom,
            email,
        });
    }
    for account in reads.channel_accounts().all()? {
        let view = AccountView { id: account.id, name: account.name, channel: account.channel, usable: account.usable };
        directory.accounts.push(view);
    }
    for pipeline in reads.pipelines().all()? {
        let stages = pipeline.stages.into_iter();
        let stages = stages.map(|stage| StageView { id: stage.id, label: stage.label, closed: stage.closed }).collect();
        directory.pipelines.push(PipelineView { id: pipeline.id, label: pipeline.label, stages });
    }
    let inboxes = reads.inboxes().all()?.into_iter();
    directory.inboxes = inboxes.map(|inbox| InboxView { id: inbox.id, name: inbox.name }).collect();
    Ok(directory)
}

fn owner_view(owner: Owner, me: &Me) -> OwnerView {
    OwnerView { me: me.owner.as_ref() == Some(&owner.id), id: owner.id, name: owner.name, email: owner.email }
}

fn state_view(state: bellhop_sync::SyncState) -> SyncState {
    use bellhop_sync::SyncState as From;
    match state {
        From::Idle => SyncState::Idle,
        From::Working => SyncState::Working,
        From::FirstSync { done, total } => SyncState::FirstSync { done, total },
        From::Offline { detail } => SyncState::Offline { detail },
        From::NeedsLogin => SyncState::NeedsLogin,
        From::MissingScopes { scopes } => SyncState::MissingScopes { scopes },
        From::Waiting { until } => {
            let left = (until - Utc::now()).num_seconds().max(0);
            SyncState::Waiting { seconds: u32::try_from(left).unwrap_or(u32::MAX) }
        }
        From::HubOff => SyncState::HubOff,
        From::Elsewhere => SyncState::Elsewhere,
        From::Failed { detail } => SyncState::Failed { detail },
    }
}
