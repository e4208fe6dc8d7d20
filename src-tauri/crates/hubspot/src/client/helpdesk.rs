//! What only a hub serves: `/helpdesk/v1/…`. None of it is ever asked of HubSpot, which has no such paths.

use reqwest::Method;
use serde_json::json;

use super::{Client, Error};
use crate::wire::{
    Page,
    helpdesk::{NewSnippetPack, SnippetPacks, StageRules},
};

const BASE: &str = "/helpdesk/v1";

impl Client {
    /// What the stages demand (`GET /helpdesk/v1/stage-rules`); nothing from HubSpot.
    pub async fn stage_rules(&self) -> Result<Option<Vec<StageRules>>, Error> {
        if !self.is_hub() {
            return Ok(None);
        }
        let call = self.call("listing the stage rules", Method::GET, BASE, &["stage-rules"]);
        match self.json::<Page<StageRules>>(call).await {
            Ok(page) => Ok(Some(page.results)),
            // A hub of an earlier version.
            Err(error) if error.is_gone() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Says what one stage demands (`PUT /helpdesk/v1/stage-rules`) and gives the rules of all; nothing from HubSpot, where
    /// only an administrator's browser can.
    pub async fn set_stage_rules(&self, rules: &StageRules) -> Result<Option<Vec<StageRules>>, Error> {
        if !self.is_hub() {
            return Ok(None);
        }
        let mut call = self.write("changing a stage's rules", Method::PUT, BASE, &["stage-rules"]);
        call.body = Some(json!(rules));
        Ok(Some(self.json::<Page<StageRules>>(call).await?.results))
    }

    /// The packs of snippets that the team shares (`GET /helpdesk/v1/snippet-packs`); nothing from HubSpot.
    pub async fn snippet_packs(&self) -> Result<Option<SnippetPacks>, Error> {
        if !self.is_hub() {
            return Ok(None);
        }
        match self.json(self.call("listing the packs of snippets", Method::GET, BASE, &["snippet-packs"])).await {
            Ok(packs) => Ok(Some(packs)),
            // A hub of an earlier version.
            Err(error) if error.is_gone() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Shares a pack, in the place of the one of its name (`PUT /helpdesk/v1/snippet-packs/{name}`), and gives all packs;
    /// nothing from HubSpot.
    pub async fn share_pack(&self, name: &str, pack: &NewSnippetPack) -> Result<Option<SnippetPacks>, Error> {
        if !self.is_hub() {
            return Ok(None);
        }
        let mut call = self.write("sharing a pack of snippets", Method::PUT, BASE, &["snippet-packs", name]);
        call.body = Some(json!(pack));
        Ok(Some(self.json(call).await?))
    }

    /// Removes a shared pack (`DELETE /helpdesk/v1/snippet-packs/{name}`) and gives those that are left; nothing from
    /// HubSpot.
    pub async fn unshare_pack(&self, name: &str) -> Result<Option<SnippetPacks>, Error> {
        if !self.is_hub() {
            return Ok(None);
        }
        let call = self.write("removing a pack of snippets", Method::DELETE, BASE, &["snippet-packs", name]);
        Ok(Some(self.json(call).await?))
    }
}
