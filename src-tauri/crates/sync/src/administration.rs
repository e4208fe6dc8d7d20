//! What is set up for a whole team, which HubSpot has in its web settings only: the hub is asked at once and not through
//! the outbox, for whoever sets it up wants to know that it is so. What it answers goes into the cache.

use bellhop_hubspot::{
    client::ObjectType,
    wire::helpdesk::{NewSnippetPack, PackFile, SnippetPacks, StageRules},
};
use bellhop_model::{PipelineId, StageId};
use bellhop_store::Origin;

use crate::{
    error::{FetchError, SyncError},
    handle::SyncHandle,
    pull::{ingest, keep_packs},
    session::Session,
};

impl SyncHandle {
    /// True while the remote is a hub, which carries the administration that HubSpot keeps in its web settings.
    pub fn is_hub(&self) -> bool {
        self.session().is_ok_and(|session| session.client.is_hub())
    }

    /// Says what a status demands, and keeps what the hub says of all of them. HubSpot has no such call.
    pub async fn set_stage_rules(
        &self,
        pipeline: &PipelineId,
        stage: &StageId,
        properties: Vec<String>,
    ) -> Result<(), FetchError> {
        let session = self.session()?;
        let wanted = StageRules {
            object_type: ObjectType::Tickets.name().to_owned(),
            pipeline_id: pipeline.to_string(),
            stage_id: stage.to_string(),
            required_properties: properties,
        };
        let rules = session.client.set_stage_rules(&wanted).await?.ok_or_else(FetchError::only_a_hub)?;
        let rules: Vec<_> = rules.into_iter().flat_map(ingest::stage_rules).collect();
        session.store.write(Origin::Pull, move |w| w.stage_rules().replace(&rules)).await?;
        Ok(())
    }

    /// Shares a pack of snippets: its files by their paths, and what each says.
    pub async fn share_pack(&self, name: &str, files: Vec<(String, String)>) -> Result<(), FetchError> {
        let session = self.session()?;
        let files = files.into_iter().map(|(path, text)| PackFile { path, text }).collect();
        let told = session.client.share_pack(name, &NewSnippetPack { files }).await?;
        keep(&session, told).await
    }

    /// Takes a shared pack away from everybody.
    pub async fn unshare_pack(&self, name: &str) -> Result<(), FetchError> {
        let session = self.session()?;
        let told = session.client.unshare_pack(name).await?;
        keep(&session, told).await
    }
}

async fn keep(session: &Session, told: Option<SnippetPacks>) -> Result<(), FetchError> {
    let told = told.ok_or_else(FetchError::only_a_hub)?;
    keep_packs(session, told).await.map_err(|error| match error {
        SyncError::Remote(error) => error.into(),
        SyncError::Store(error) => error.into(),
    })
}
