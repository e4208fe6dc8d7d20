//! Changing settings: by a patch, by a file, and back to how they were at first. Each reads and writes in one transaction,
//! so that nobody else's change falls between.

use bellhop_store::Origin;

use crate::contract::{ApiError, ErrorCode, HubArgs, ImportSettingsArgs, SettingsPatch};
use crate::desk::Desk;
use crate::failure::{bad_request, not_possible};
use crate::settings::{self, Merged, SETTINGS};
use crate::views::{Imported, Settings};

impl Desk {
    /// Gives the settings as they are now: a value out of bounds was drawn in.
    pub(crate) async fn change_settings(&self, patch: SettingsPatch) -> Result<Settings, ApiError> {
        self.rewrite(move |before| {
            let Merged { settings, unknown, .. } = settings::merge(before, &patch.0).map_err(bad_request)?;
            match unknown.first() {
                Some(name) => Err(bad_request(format!("There is no setting \"{name}\"."))),
                None => Ok((settings.clone(), settings)),
            }
        })
        .await
    }

    pub(crate) async fn export_settings(&self, (): ()) -> Result<String, ApiError> {
        Ok(settings::export(&self.settings(()).await?))
    }

    pub(crate) async fn check_settings(&self, args: ImportSettingsArgs) -> Result<Imported, ApiError> {
        let merged = settings::import(&self.settings(()).await?, &args.text).map_err(not_possible)?;
        Ok(Imported { changed: merged.changed, unknown: merged.unknown })
    }

    pub(crate) async fn import_settings(&self, args: ImportSettingsArgs) -> Result<Imported, ApiError> {
        self.rewrite(move |before| {
            let Merged { settings, changed, unknown } = settings::import(before, &args.text).map_err(not_possible)?;
            Ok((settings, Imported { changed, unknown }))
        })
        .await
    }

    pub(crate) async fn reset_settings(&self, (): ()) -> Result<(), ApiError> {
        self.rewrite(|before| Ok((settings::reset(before), ()))).await
    }

    pub(crate) async fn set_hub(&self, args: HubArgs) -> Result<(), ApiError> {
        let Some(hub) = &self.on.hub else { return Err(not_possible("This workspace has no hub of its own.")) };
        self.rewrite(move |before| Ok((Settings { hub_on: args.on, ..before.clone() }, ()))).await?;
        (hub.switch)(args.on).await.map_err(|problem| ApiError { code: ErrorCode::Internal, message: problem })
    }

    /// Keeps what `decide` makes of the settings, unless it refuses.
    async fn rewrite<T, F>(&self, decide: F) -> Result<T, ApiError>
    where
        F: FnOnce(&Settings) -> Result<(Settings, T), ApiError> + Send + 'static,
        T: Send + 'static,
    {
        let decided = self.on.store.desk_write(Origin::Desk, move |w| {
            let table = w.settings();
            match decide(&settings::read(table.get(SETTINGS)?)) {
                Ok((settings, told)) => table.set(SETTINGS, &settings).map(|()| Ok(told)),
                Err(refused) => Ok(Err(refused)),
            }
        });
        decided.await?
    }
}
