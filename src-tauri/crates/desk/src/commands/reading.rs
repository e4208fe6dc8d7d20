//! What is read, what is on screen, and the window's settings.

use bellhop_store::Origin;

use crate::contract::{ApiError, ErrorCode, FocusArgs, HubArgs, MessageArgs, ReadArgs};
use crate::desk::Desk;
use crate::failure::not_possible;
use crate::queries::start::SETTINGS;
use crate::views::Settings;

impl Desk {
    pub(crate) async fn mark_read(&self, args: ReadArgs) -> Result<(), ApiError> {
        Ok(self.on.store.mark_read(args.thread, args.message).await?)
    }

    pub(crate) async fn focus(&self, args: FocusArgs) -> Result<(), ApiError> {
        self.screen.send_if_modified(|screen| {
            let turned = *screen != args.thread;
            screen.clone_from(&args.thread);
            turned
        });
        if let Some(sync) = &self.on.sync {
            sync.focus(args.thread, args.focused);
        }
        Ok(())
    }

    pub(crate) async fn sync_now(&self, (): ()) -> Result<(), ApiError> {
        self.wake_sync();
        Ok(())
    }

    pub(crate) async fn full_text(&self, args: MessageArgs) -> Result<(), ApiError> {
        let Some(sync) = &self.on.sync else {
            return Err(not_possible("The rest of the message is on the server, and this Bellhop does not sync."));
        };
        sync.fetch_full_text(&args.thread, &args.message).await.map_err(|problem| ApiError {
            code: ErrorCode::Offline,
            message: format!("The rest of the message could not be fetched: {problem}"),
        })
    }

    pub(crate) async fn set_settings(&self, settings: Settings) -> Result<(), ApiError> {
        let settings = Settings {
            list_width: settings.list_width.clamp(280, 560),
            media_cap_mb: settings.media_cap_mb.max(256),
            // Slower or faster than this no engine plays with the pitch kept.
            voice_rate: settings.voice_rate.clamp(0.5, 4.0),
            music_rate: settings.music_rate.clamp(0.5, 4.0),
            ..settings
        };
        Ok(self.on.store.desk_write(Origin::Desk, move |w| w.settings().set(SETTINGS, &settings)).await?)
    }

    pub(crate) async fn set_hub(&self, args: HubArgs) -> Result<(), ApiError> {
        let Some(hub) = &self.on.hub else { return Err(not_possible("This workspace has no hub of its own.")) };
        let settings = Settings { hub_on: args.on, ..self.settings(()).await? };
        self.set_settings(settings).await?;
        (hub.switch)(args.on).await.map_err(|problem| ApiError { code: ErrorCode::Internal, message: problem })
    }
}
