//! What lies ahead of the rep: the conversation on screen, and those that may be opened next.

use bellhop_media::{Media, State};
use bellhop_model::{Attachment, FileId, FileUsage, Message, ThreadId};
use bellhop_store::{Reads, Result, View};

use super::plan::{Candidate, Page, Place};
use crate::files::{full_name, guess};

/// The page of the conversation on screen.
const ON_SCREEN: u32 = 60;
/// Pages of conversations that may be opened next are about a screen long.
const NEXT: u32 = 12;
/// Conversations that may be opened next: unread ones, then the first of the list.
const UNREAD: u32 = 6;
const FIRST: u32 = 4;

/// What was seen.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// Files of the conversation on screen, here or not.
    pub(crate) on_screen: Vec<FileId>,
    /// Newest first, of each conversation.
    pub(crate) pages: Vec<Page>,
}

/// Reads what lies ahead.
pub(crate) fn look(reads: &Reads<'_>, media: &Media, screen: Option<&ThreadId>) -> Result<Seen> {
    let mut seen = Seen::default();
    if let Some(thread) = screen {
        let messages = reads.messages().page(thread, None, ON_SCREEN)?.messages;
        seen.on_screen = messages.iter().flat_map(Message::attachments).filter_map(Attachment::file).cloned().collect();
        seen.pages.push(Page { place: Place::OnScreen, files: candidates(reads, media, &messages)? });
    }
    for thread in next(reads, screen)? {
        let messages = reads.messages().page(&thread, None, NEXT)?.messages;
        seen.pages.push(Page { place: Place::Next, files: candidates(reads, media, &messages)? });
    }
    Ok(seen)
}

/// The conversations that may be opened next.
fn next(reads: &Reads<'_>, screen: Option<&ThreadId>) -> Result<Vec<ThreadId>> {
    let mut threads: Vec<ThreadId> = Vec::new();
    for (view, count) in [(View::Unread, UNREAD), (View::Open, FIRST)] {
        for row in reads.lists().page(&view, &[], 0, count)?.rows {
            let thread = row.facts.thread.id;
            if screen != Some(&thread) && !threads.contains(&thread) {
                threads.push(thread);
            }
        }
    }
    Ok(threads)
}

/// The files of these messages that are not here, newest first.
fn candidates(reads: &Reads<'_>, media: &Media, messages: &[Message]) -> Result<Vec<Candidate>> {
    let mut candidates = Vec::new();
    for attachment in messages.iter().rev().flat_map(Message::attachments) {
        let Some(file) = attachment.file() else { continue };
        if media.state(file) != State::Absent {
            continue;
        }
        let (usage, name) = match attachment {
            Attachment::File { usage, name, .. } => (*usage, name.clone()),
            _ => (FileUsage::Image, None),
        };
        let known = reads.files().get(file)?;
        let name = name.or_else(|| known.as_ref().and_then(full_name));
        let size = known.and_then(|known| known.size);
        candidates.push(Candidate { file: file.clone(), media: guess(usage, name.as_deref()), size });
    }
    Ok(candidates)
}
