//! Snippets: kept, changed and removed. One that could not be filled is not kept.

use bellhop_model::SnippetId;
use bellhop_store::{Origin, Snippet};
use chrono::Utc;

use super::drafts::local_file;
use crate::contract::{ApiError, SaveSnippetArgs, SnippetArgs};
use crate::desk::Desk;
use crate::failure::{not_found, not_possible};
use crate::packs::shared::pack_of;
use crate::queries::snippets::view;
use crate::snippets::fill::{Values, fill};
use crate::snippets::key;
use crate::views::{SnippetText, SnippetTrouble, SnippetTroubleKind};

/// Letters of a title, a folder or a tag.
const LONGEST_NAME: usize = 120;
/// Tags of one snippet.
const MOST_TAGS: usize = 20;

impl Desk {
    pub(crate) async fn save_snippet(&self, args: SaveSnippetArgs) -> Result<SnippetId, ApiError> {
        let mut snippet = kept(args)?;
        let all = self.on.store.read(|reads| reads.snippets().all()).await?;
        let clashes =
            |other: &&Snippet| other.id != snippet.id && !snippet.key.is_empty() && key::same(&other.key, &snippet.key);
        if let Some(other) = all.iter().find(clashes) {
            return Err(not_possible(format!("The key #{} is already that of \"{}\".", snippet.key, other.title)));
        }
        let before = all.into_iter().find(|other| other.id == snippet.id);
        snippet.file = snippet.file.or_else(|| before.and_then(|before| before.file));
        refuse_shared(snippet.file.as_deref())?;
        // First the file: if it cannot be written nothing is kept, and if Bellhop ends between the two, the file is read.
        if let Some(file) = &snippet.file {
            self.write_to_pack(file, view(snippet.clone()).says).await?;
        }
        let id = snippet.id.clone();
        self.on.store.desk_write(Origin::Desk, move |w| w.snippets().put(&snippet)).await?;
        Ok(id)
    }

    pub(crate) async fn remove_snippet(&self, args: SnippetArgs) -> Result<(), ApiError> {
        let all = self.on.store.read(|reads| reads.snippets().all()).await?;
        let file = all.into_iter().find(|one| one.id == args.snippet).and_then(|one| one.file);
        refuse_shared(file.as_deref())?;
        if let Some(file) = file {
            self.remove_from_pack(&file).await?;
        }
        let removed = self.on.store.desk_write(Origin::Desk, move |w| w.snippets().remove(&args.snippet)).await?;
        if removed { Ok(()) } else { Err(not_found("This snippet is already removed.")) }
    }
}

/// What the team shares is changed where it is shared from.
fn refuse_shared(file: Option<&str>) -> Result<(), ApiError> {
    match file.and_then(pack_of) {
        Some(pack) => Err(not_possible(format!(
            "This snippet is in the pack \u{201c}{pack}\u{201d} that the team shares. Duplicate it to say something else."
        ))),
        None => Ok(()),
    }
}

/// A snippet as it is kept, or the reason why not.
fn kept(args: SaveSnippetArgs) -> Result<Snippet, ApiError> {
    let SnippetText { key: wanted, title, body, folder, tags, language, files } = args.says;
    let name = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (title, folder) = (name(&title), name(&folder));
    let mut tags: Vec<String> = tags.iter().map(|tag| name(tag)).filter(|tag| !tag.is_empty()).collect();
    tags.sort();
    tags.dedup();
    if title.is_empty() {
        return Err(not_possible("A snippet needs a title."));
    }
    if body.trim().is_empty() && files.is_empty() {
        return Err(not_possible("A snippet needs a text."));
    }
    let too_long = |text: &String| text.chars().count() > LONGEST_NAME;
    if too_long(&title) || too_long(&folder) || tags.iter().any(too_long) || tags.len() > MOST_TAGS {
        return Err(not_possible("The title, the folder or the tags are too long."));
    }
    let Some(key) = key::tidy(&wanted) else {
        return Err(not_possible("A key is one word of letters, digits, - and _, 40 at most."));
    };
    fill(&body, Values::new()).map_err(|trouble| not_possible(sentence(&trouble)))?;
    Ok(Snippet {
        id: args.id.unwrap_or_else(|| SnippetId(uuid::Uuid::now_v7().to_string())),
        key,
        title,
        body,
        folder,
        tags,
        language: language.filter(|language| !language.is_empty()),
        files: files.into_iter().map(local_file).collect(),
        file: args.file,
        updated_at: Utc::now(),
    })
}

/// What is wrong with a body, for reading.
pub(crate) fn sentence(trouble: &SnippetTrouble) -> String {
    let SnippetTrouble { kind, line, detail } = trouble;
    match kind {
        SnippetTroubleKind::Loop => format!("A snippet cannot have a loop (line {line})."),
        SnippetTroubleKind::Block => format!("A snippet knows no block but if, elif, else and endif (line {line})."),
        SnippetTroubleKind::Syntax => format!("Line {line} cannot be read: {detail}."),
        SnippetTroubleKind::TooLong => "The snippet is too long.".to_owned(),
    }
}
