//! What is read, and what is on screen.

use crate::alerts::Attention;
use crate::contract::{ApiError, ErrorCode, FocusArgs, MessageArgs, ReadArgs};
use crate::desk::Desk;
use crate::failure::not_possible;
use crate::views::Notice;

impl Desk {
    pub(crate) async fn mark_read(&self, args: ReadArgs) -> Result<(), ApiError> {
        Ok(self.on.store.mark_read(args.thread, args.message).await?)
    }

    pub(crate) async fn focus(&self, args: FocusArgs) -> Result<(), ApiError> {
        self.attention.send_replace(Attention { thread: args.thread.clone(), focused: args.focused });
        if let Some(sync) = &self.on.sync {
            sync.focus(args.thread, args.focused);
        }
        Ok(())
    }

    pub(crate) async fn dismiss(&self, read: Notice) -> Result<(), ApiError> {
        self.forget(&read);
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
}
