//! What a status demands, changed for the whole team: the hub has to say that it is so, and nothing is shown before.

use bellhop_store::Reads;

use crate::contract::{ApiError, StageRulesArgs};
use crate::desk::Desk;
use crate::failure::{administration_failed, not_found, not_possible};

impl Desk {
    pub(crate) async fn set_stage_rules(&self, args: StageRulesArgs) -> Result<(), ApiError> {
        let Some(sync) = &self.on.sync else {
            return Err(not_possible("The rules are on the server, and this Bellhop does not sync."));
        };
        let StageRulesArgs { pipeline, stage, properties } = args;
        let (of, at, wanted) = (pipeline.clone(), stage.clone(), properties.clone());
        let known = self.on.store.read(move |reads: &Reads<'_>| {
            let pipelines = reads.pipelines().all()?;
            let definitions = reads.properties().of("tickets")?;
            let has_stage = pipelines.iter().any(|one| one.id == of && one.stages.iter().any(|one| one.id == at));
            let writable = |name: &String| definitions.iter().any(|one| one.name == *name && !one.read_only);
            Ok(has_stage && wanted.iter().all(writable))
        });
        if !known.await? {
            return Err(not_found("The status or a property is gone, or nobody can enter a value for it."));
        }
        sync.set_stage_rules(&pipeline, &stage, properties).await.map_err(|problem| administration_failed(&problem))
    }
}
