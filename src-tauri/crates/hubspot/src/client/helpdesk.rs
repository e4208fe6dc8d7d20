//! What only a hub serves: `/helpdesk/v1/…`. None of it is ever asked of HubSpot, which has no such paths.

use reqwest::Method;
use serde_json::json;

use super::{Client, Error};
use crate::wire::{Page, helpdesk::StageRules};

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
}
