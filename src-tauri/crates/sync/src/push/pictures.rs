//! Pictures in the text of a message: uploaded so that its reader can see them, and named by their address.
//!
//! The address of an uploaded picture is asked for when its message leaves and not kept in the outbox: it is the remote's to
//! say, and a message that waited may leave after it changed. It is noted which file it leads to, so that this machine shows
//! its own copy and never asks the address.

use bellhop_hubspot::client::Retry;
use bellhop_model::{Intent, OutgoingFile, StuckReason, picture_in_text, stands_in_text};
use bellhop_store::Origin;

use super::deliver::refusal;
use crate::{error::SyncError, session::Session};

/// Whether a file is shown in the text of its message and not beside it.
pub(super) fn is_in_text(intent: &Intent, file: &OutgoingFile) -> bool {
    stands_in_text(intent.html(), &file.local.hash)
}

/// A message's HTML as its reader gets it, or why a picture in it has no address.
pub(super) async fn addressed(
    session: &Session,
    intent: &Intent,
) -> Result<Result<Option<String>, (StuckReason, String)>, SyncError> {
    let Some(html) = intent.html() else { return Ok(Ok(None)) };
    let mut html = html.to_owned();
    for file in intent.files().iter().filter(|file| is_in_text(intent, file)) {
        let Some(id) = &file.uploaded else { continue };
        let url = match session.client.file(id.as_str()).await {
            Ok(found) => found.url,
            Err(error) if error.retry() == Retry::Never => {
                let (_, detail) = refusal(&error);
                return Ok(Err((StuckReason::Attachment, format!("{}: {detail}", file.local.name))));
            }
            Err(error) => return Err(error.into()),
        };
        let Some(url) = url else {
            let why =
                format!("The help desk gives no address for {}, so it cannot stand in the text.", file.local.name);
            return Ok(Err((StuckReason::Attachment, why)));
        };
        let shown = format!("<img src=\"{}\" alt=\"{}\">", escaped(&url), escaped(&file.local.name));
        html = html.replace(&picture_in_text(&file.local.hash), &shown);
        let (url, id) = (url.clone(), id.clone());
        session.store.write(Origin::Push, move |w| w.text_pictures().note(&url, &id)).await?;
    }
    Ok(Ok(Some(html)))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}
