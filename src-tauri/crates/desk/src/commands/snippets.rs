//! Snippets: kept, changed and removed. One that could not be filled is not kept.

use bellhop_model::SnippetId;
use bellhop_store::{Origin, Snippet};
use chrono::Utc;

use super::drafts::local_file;
use crate::contract::{ApiError, SaveSnippetArgs, SnippetArgs};
use crate::desk::Desk;
use crate::failure::{not_found, not_possible};
use crate::snippets::fill::{Values, fill};
use crate::snippets::key;
use crate::views::{SnippetText, SnippetTrouble, SnippetTroubleKind};

/// Letters of a title, a folder or a tag.
const LONGEST_NAME: usize = 120;
/// Tags of one snippet.
const MOST_TAGS: usize = 20;

impl Desk {
    pub(crate) async fn save_snippet(&self, args: SaveSnippetArgs) -> Result<SnippetId, ApiError> {
        let snippet = kept(args)?;
        let (id, wanted) = (snippet.id.clone(), snippet.key.clone());
        let taken = self.on.store.desk_write(Origin::Desk, move |w| {
            let other =
                w.snippets().all()?.into_iter().find(|other| {
                    other.id != snippet.id && !snippet.key.is_empty() && key::same(&other.key, &snippet.key)
                });
            if other.is_none() {
                w.snippets().put(&snippet)?;
            }
            Ok(other.map(|other| other.title))
        });
        match taken.await? {
            Some(title) => Err(not_possible(format!("The key #{wanted} is already that of \"{title}\"."))),
            None => Ok(id),
        }
    }

    pub(crate) async fn remove_snippet(&self, args: SnippetArgs) -> Result<(), ApiError> {
        let removed = self.on.store.desk_write(Origin::Desk, move |w| w.snippets().remove(&args.snippet)).await?;
        if removed { Ok(()) } else { Err(not_found("This snippet is already removed.")) }
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
