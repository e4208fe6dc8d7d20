//! Voice notes: recorded by media, kept in the draft of the conversation that they were begun in.
//!
//! Finishing a note puts its file among those that the rep attached and hands it to the window, which adds it to the
//! draft like any other file. What was being recorded when Bellhop was killed goes into its draft at the next start.

use bellhop_media::recording::{ForWhom, Input, Recorded, Trouble, look_for_microphone};
use bellhop_media::{Media, MediaError};
use bellhop_model::LocalFile;
use bellhop_store::{Draft, DraftMode, Origin, Store};
use chrono::Utc;

use super::drafts::draft_file;
use crate::contract::{ApiError, ErrorCode, RecordAct, RecordArgs};
use crate::desk::Desk;
use crate::failure::media_failed;
use crate::views::{ComposeMode, DraftFile, MicrophoneView, RecordingView};

impl Desk {
    pub(crate) async fn microphone(&self, (): ()) -> Result<MicrophoneView, ApiError> {
        Ok(match aside(look_for_microphone).await? {
            Ok(name) => MicrophoneView { name: Some(name), trouble: None },
            Err(trouble) => MicrophoneView { name: None, trouble: Some(trouble.into()) },
        })
    }

    pub(crate) async fn recording(&self, (): ()) -> Result<Option<RecordingView>, ApiError> {
        Ok(self.on.media.recorder().standing().map(|standing| RecordingView {
            mode: if standing.whom.comment { ComposeMode::Comment } else { ComposeMode::Reply },
            thread: standing.whom.thread,
            running: standing.running,
            seconds: standing.seconds,
            levels: standing.levels,
            trouble: standing.trouble.map(Into::into),
        }))
    }

    pub(crate) async fn record(&self, args: RecordArgs) -> Result<Option<DraftFile>, ApiError> {
        let recorder = self.on.media.recorder().clone();
        let whom = ForWhom { thread: args.thread, comment: args.mode == ComposeMode::Comment };
        // Opening a microphone and closing a file wait for the desktop and the disk.
        let recorded = aside(move || match args.act {
            RecordAct::Start => recorder.start(whom, Input::Microphone).map(|()| None),
            RecordAct::Pause => recorder.pause().map(|()| None),
            RecordAct::Resume => recorder.resume(Input::Microphone).map(|()| None),
            RecordAct::Finish => recorder.finish().map(Some),
            RecordAct::Discard => recorder.discard().map(|()| None),
            RecordAct::Restore => recorder.restore().map(Some),
        });
        match recorded.await?.map_err(|trouble| refused(&trouble))? {
            Some(recorded) => Ok(Some(self.keep(&recorded).await?)),
            None => Ok(None),
        }
    }

    async fn keep(&self, recorded: &Recorded) -> Result<DraftFile, ApiError> {
        let kept = self.on.media.keep_recorded(recorded).await.map_err(|problem| media_failed(&problem))?;
        Ok(draft_file(kept))
    }
}

/// Puts notes that were being recorded when Bellhop was killed into the drafts that they were for.
pub async fn recover_recordings(store: &Store, media: &Media) -> Result<(), ApiError> {
    let recorder = media.recorder().clone();
    let failed = |problem: MediaError| media_failed(&problem);
    for recorded in aside(move || recorder.left_behind()).await?.map_err(|problem| failed(problem.into()))? {
        let kept = media.keep_recorded(&recorded).await.map_err(failed)?;
        add_to_draft(store, recorded.whom, kept).await?;
    }
    Ok(())
}

async fn add_to_draft(store: &Store, whom: ForWhom, kept: LocalFile) -> bellhop_store::Result<()> {
    let mode = if whom.comment { DraftMode::Comment } else { DraftMode::Reply };
    let thread = whom.thread.clone();
    let draft = store.read(move |reads| reads.drafts().get(&thread, mode)).await?;
    let mut draft = draft.unwrap_or_else(|| Draft::blank(whom.thread, mode, Utc::now()));
    draft.files.push(kept);
    store.desk_write(Origin::Desk, move |w| w.drafts().put(&draft)).await
}

/// Runs what blocks away from the tasks that must not.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, ApiError> {
    tokio::task::spawn_blocking(work).await.map_err(|ended| media_failed(&MediaError::Disk(ended.to_string())))
}

fn refused(trouble: &Trouble) -> ApiError {
    let code = match trouble {
        Trouble::Disk(_) => ErrorCode::Internal,
        _ => ErrorCode::NotPossible,
    };
    ApiError { code, message: trouble.to_string() }
}
