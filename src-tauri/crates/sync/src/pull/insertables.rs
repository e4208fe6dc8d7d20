//! What reps put into answers: each kind from its own endpoint, with its own scope.
//!
//! None of it is needed to answer a customer. So a token that may not read a kind, or an account that does not have it,
//! is no trouble of sync's: why it is not there is kept with the kind, and told where a rep looks for it.

use bellhop_hubspot::{
    client::{Client, Error, FileType, ObjectType, Retry},
    wire::{
        Page,
        crm::{Filter, FilterGroup, Object, Search, Sort},
    },
};
use bellhop_model::{Insertable, InsertableKind};
use bellhop_store::{Extent, Origin, ReadTrouble};
use chrono::Utc;
use futures::{FutureExt, future::BoxFuture};

use super::ingest::insertables as ingest;
use crate::{error::SyncError, session::Session};

/// The most of a kind that is kept.
const MOST: usize = 5_000;

/// Reads all of a kind.
pub(crate) async fn read_insertables(
    session: &Session,
    client: &Client,
    kind: InsertableKind,
) -> Result<(), SyncError> {
    let answer = match kind {
        InsertableKind::Meeting => {
            gather(|after| async move { client.meeting_links(after.as_deref()).await }.boxed(), ingest::meeting).await
        }
        InsertableKind::Quote => gather(|after| quotes(client, after).boxed(), ingest::quote).await,
        InsertableKind::Article => {
            gather(|after| async move { client.articles(after.as_deref()).await }.boxed(), ingest::article).await
        }
        InsertableKind::Document => {
            let page = |after: Option<String>| files(client, FileType::Document, after).boxed();
            gather(page, |file| ingest::file(kind, file)).await
        }
        InsertableKind::Video => {
            let page = |after: Option<String>| files(client, FileType::Movie, after).boxed();
            gather(page, |file| ingest::file(kind, file)).await
        }
    };
    let trouble = match answer {
        Ok((found, extent)) => {
            let now = Utc::now();
            let write = move |w: &bellhop_store::CacheWrite<'_>| w.insertables().replace(kind, &found, extent, now);
            return Ok(session.store.write(Origin::Pull, write).await?);
        }
        Err(error) if error.is_missing_scope() => ReadTrouble::MissingScopes { scopes: lacking(kind, &error) },
        Err(error) if error.retry() == Retry::Never => ReadTrouble::Refused { detail: error.detail() },
        Err(error) => return Err(error.into()),
    };
    tracing::info!(kind = kind.name(), ?trouble, "the remote refused what can be put into answers");
    Ok(session.store.write(Origin::Pull, move |w| w.insertables().refuse(kind, trouble)).await?)
}

/// All pages of a listing, as far as they are kept. A cursor that comes twice ends it.
async fn gather<'c, T>(
    page: impl Fn(Option<String>) -> BoxFuture<'c, Result<Page<T>, Error>>,
    map: impl Fn(T) -> Option<Insertable>,
) -> Result<(Vec<Insertable>, Extent), Error> {
    let mut found = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let answer = page(after.clone()).await?;
        let next = answer.after().map(str::to_owned);
        found.extend(answer.results.into_iter().filter_map(&map));
        if next.is_none() || next == after {
            return Ok((found, Extent::Whole));
        }
        if found.len() >= MOST {
            found.truncate(MOST);
            return Ok((found, Extent::Cut));
        }
        after = next;
    }
}

/// A page of the quotes that customers can open, the last changed first.
async fn quotes(client: &Client, after: Option<String>) -> Result<Page<Object>, Error> {
    let has_link =
        Filter { property_name: "hs_quote_link".to_owned(), operator: "HAS_PROPERTY".to_owned(), ..Filter::default() };
    let newest = Sort::By { property_name: "hs_lastmodifieddate".to_owned(), direction: Some("DESCENDING".to_owned()) };
    let search = Search {
        filter_groups: vec![FilterGroup { filters: vec![has_link] }],
        sorts: vec![newest],
        properties: ingest::QUOTE.iter().map(|name| (*name).to_owned()).collect(),
        after,
        ..Search::default()
    };
    client.search(ObjectType::Quotes, &search).await
}

async fn files(
    client: &Client,
    of: FileType,
    after: Option<String>,
) -> Result<Page<bellhop_hubspot::wire::files::File>, Error> {
    client.files(of, after.as_deref()).await
}

/// The scopes that the remote names; where it names none, the one that is documented.
fn lacking(kind: InsertableKind, error: &Error) -> Vec<String> {
    let named = error.missing_scopes();
    if !named.is_empty() {
        return named;
    }
    let documented = match kind {
        InsertableKind::Meeting => "scheduler.meetings.meeting-link.read",
        InsertableKind::Quote => "crm.objects.quotes.read",
        InsertableKind::Article => "content",
        InsertableKind::Document | InsertableKind::Video => "files",
    };
    vec![documented.to_owned()]
}
