//! Uploads the files of a message before it is sent. An upload may be done twice: nobody sees a file that no message
//! carries. Each id is noted as soon as it is there, so that a restart does not upload again.

use bellhop_hubspot::client::{Access, Retry, Upload};
use bellhop_model::{FileId, Intent, IntentId, LocalFile, OutgoingFile, StuckReason};
use bellhop_store::{Origin, OutboxRow};

use super::{deliver::stuck, pictures};
use crate::{error::SyncError, session::Session};

/// The row with all of its files uploaded; none when it is stuck or was taken back.
pub(super) async fn upload(session: &Session, mut row: OutboxRow) -> Result<Option<OutboxRow>, SyncError> {
    let count = files(&mut row.intent).len();
    for place in 0..count {
        let Some(file) = files(&mut row.intent).get(place).cloned() else { break };
        if file.uploaded.is_some() {
            continue;
        }
        let access = if pictures::is_in_text(&row.intent, &file) { Access::Public } else { Access::Private };
        match upload_one(session, (&row.id, access), &file.local).await? {
            Ok(id) => {
                session.outgoing.uploaded(&id, &file.local);
                if let Some(file) = files(&mut row.intent).get_mut(place) {
                    file.uploaded = Some(id);
                }
                note(session, &row).await?;
            }
            Err(why) => {
                stuck(session, &row, why, row.step.attempt().cloned()).await?;
                return Ok(None);
            }
        }
    }
    Ok(Some(row))
}

async fn upload_one(
    session: &Session,
    (intent, access): (&IntentId, Access),
    file: &LocalFile,
) -> Result<Result<FileId, (StuckReason, String)>, SyncError> {
    let gone = || (StuckReason::Attachment, format!("The file {} is no longer on this computer.", file.name));
    let Some(path) = session.outgoing.find(&file.hash) else { return Ok(Err(gone())) };
    let upload = Upload { path, name: file.name.clone(), mime: file.mime.clone(), folder: intent.to_string(), access };
    match session.client.upload(&upload).await {
        Ok(uploaded) => Ok(Ok(uploaded.id.into())),
        Err(error) if error.is_local() => Ok(Err(gone())),
        Err(error) if error.retry() == Retry::Never => {
            let (reason, detail) = super::deliver::refusal(&error);
            let reason = if reason == StuckReason::MissingScope { reason } else { StuckReason::Attachment };
            Ok(Err((reason, format!("{}: {detail}", file.name))))
        }
        Err(error) => Err(error.into()),
    }
}

async fn note(session: &Session, row: &OutboxRow) -> Result<(), SyncError> {
    let (id, intent) = (row.id.clone(), row.intent.clone());
    Ok(session.store.desk_write(Origin::Push, move |w| w.outbox().set_intent(&id, &intent)).await?)
}

fn files(intent: &mut Intent) -> &mut [OutgoingFile] {
    match intent {
        Intent::SendMessage { files, .. } | Intent::AddComment { files, .. } => files,
        Intent::SetStatus { .. } | Intent::Assign { .. } | Intent::SetProperties { .. } => &mut [],
    }
}
