//! What can be put into an answer: found among what was read, whether there is a network or not.

use bellhop_media::sniff;
use bellhop_model::{Insertable, LocalFile, Owner};
use bellhop_store::{ReadTrouble, Reads, Result, fold, words};
use chrono::{DateTime, Local, NaiveDate, Utc};

use crate::contract::{ApiError, InsertablesArgs};
use crate::desk::Desk;
use crate::names::Me;
use crate::views::{InsertTrouble, InsertableFile, InsertableView, InsertablesView};

/// The most that one call gives.
const MOST: usize = 200;

impl Desk {
    pub(crate) async fn insertables(&self, args: InsertablesArgs) -> std::result::Result<InsertablesView, ApiError> {
        let (email, today) = (self.on.email.clone(), Local::now().date_naive());
        Ok(self.on.store.read(move |reads| found(reads, &args, &email, today)).await?)
    }
}

fn found(reads: &Reads<'_>, args: &InsertablesArgs, email: &str, today: NaiveDate) -> Result<InsertablesView> {
    let owners = reads.owners().all()?;
    let me = Me::among(&owners, email);
    let query = args.search.as_deref().unwrap_or_default();
    let folded = fold(query);
    let all = reads.insertables().find(args.kind, query)?;
    let kept = reads.library().of(args.kind)?;
    let total = reads.insertables().count(args.kind)? + u32::try_from(kept.len()).unwrap_or(u32::MAX);
    let wanted = words(query);
    let has_all = |file: &LocalFile| wanted.iter().all(|word| fold(&file.name).contains(word));
    let mut items: Vec<InsertableView> =
        kept.into_iter().filter(|(file, _)| has_all(file)).map(|(file, at)| kept_view(file, at)).collect();
    items.extend(all.into_iter().map(|one| view(one, &owners, &me, today)));
    // Stable: what fits as well stays in the order of its time.
    items.sort_by_key(|one| (!begins(&one.title, &folded), !names(&one.title, &folded), !one.mine));
    items.truncate(MOST);
    let reading = reads.insertables().reading(args.kind)?;
    Ok(InsertablesView {
        items,
        total,
        read_at: reading.read_at,
        cut: reading.cut,
        trouble: reading.trouble.map(|trouble| match trouble {
            ReadTrouble::MissingScopes { scopes } => InsertTrouble::MissingScopes { scopes },
            ReadTrouble::Refused { detail } => InsertTrouble::Refused { detail },
        }),
    })
}

fn begins(title: &str, query: &str) -> bool {
    fold(title).starts_with(query)
}

/// Whether the title alone has every word.
fn names(title: &str, query: &str) -> bool {
    let title = fold(title);
    query.split(' ').all(|word| title.contains(word))
}

/// A file that only this computer has: it goes along, for nobody could open a link to it.
fn kept_view(file: LocalFile, at: DateTime<Utc>) -> InsertableView {
    let title = file.name.rsplit_once('.').map_or(file.name.as_str(), |(stem, _)| stem).to_owned();
    InsertableView {
        id: file.hash.clone(),
        kept: Some(file.hash),
        title,
        url: None,
        note: None,
        about: None,
        owner: None,
        mine: false,
        until: None,
        expired: false,
        updated_at: Some(at),
        file: Some(InsertableFile { name: file.name, mime: file.mime, size: Some(file.size) }),
    }
}

fn view(one: Insertable, owners: &[Owner], me: &Me, today: NaiveDate) -> InsertableView {
    let owner = one.owner.as_ref().and_then(|id| owners.iter().find(|owner| owner.actor.as_ref() == Some(id)));
    let file = one.file.map(|file| InsertableFile {
        mime: sniff::mime_by_extension(&file.name),
        name: file.name,
        size: file.size,
    });
    InsertableView {
        mine: one.owner.is_some() && one.owner == me.actor,
        owner: owner.map(|owner| owner.name.clone()),
        id: one.id,
        kept: None,
        title: one.title,
        url: one.url,
        note: one.note,
        about: one.about,
        expired: one.until.is_some_and(|day| day < today),
        until: one.until,
        updated_at: one.updated_at,
        file,
    }
}
