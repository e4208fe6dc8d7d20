//! The site search, as far as it finds articles of the knowledge base. Nothing else is on the hub's site.

use axum::{Json, Router, extract::State, routing::get};
use bellhop_hubspot::wire::{Page, site_search::Article};
use serde_json::json;

use crate::{
    db::articles::{self, ArticleRow},
    server::{Bases, Shared, Version, answer::ApiError, auth::Caller, families, query::Params},
};

const SCOPES: &[&str] = &["content"];
const DOMAIN: &str = "pomoc.latarnia.example.com";

const SITE_SEARCH: Bases = &[
    ("/cms/site-search/2026-09", Version::V2026_09),
    ("/cms/site-search/2026-03", Version::V2026_03),
    ("/cms/site-search/v3", Version::Legacy),
];

/// The site search under all its paths.
pub(crate) fn routes() -> Router<Shared> {
    families(SITE_SEARCH, || Router::new().route("/search", get(search)))
}

/// `GET /cms/site-search/…/search` with `q`, `types`, `limit` and `offset`.
async fn search(State(app): State<Shared>, caller: Caller, query: Params) -> Result<Json<Page<Article>>, ApiError> {
    caller.require(SCOPES)?;
    let (limit, offset) = (query.strict_limit(10, 100)?, query.parsed::<usize>("offset")?.unwrap_or(0));
    let types = query.list("types");
    let wanted = types.is_empty() || types.iter().any(|kind| kind == "KNOWLEDGE_ARTICLE");
    let words: Vec<String> = query.get("q").unwrap_or_default().split_whitespace().map(str::to_lowercase).collect();
    let found = app.db.read(move |connection| {
        let mut rows = articles::list(connection)?;
        rows.retain(|row| wanted && !row.private && has_words(row, &words));
        Ok(rows)
    });
    let rows = found.await?;
    let total = u64::try_from(rows.len()).ok();
    let shown = rows.into_iter().skip(offset).take(limit).map(show).collect();
    Ok(Json(Page { total, ..Page::new(shown, None) }))
}

fn has_words(row: &ArticleRow, words: &[String]) -> bool {
    let text = format!("{} {} {}", row.title, row.description, row.category).to_lowercase();
    words.iter().all(|word| text.contains(word))
}

fn show(row: ArticleRow) -> Article {
    Article {
        id: json!(row.id),
        title: Some(row.title),
        description: Some(row.description),
        url: format!("https://{DOMAIN}/{}/{}", row.language, row.slug),
        domain: DOMAIN.to_owned(),
        score: 1.0,
        category: Some(row.category),
        subcategory: None,
        tags: Some(Vec::new()),
        language: Some(row.language),
        published_date: json!(row.published_at),
        is_private: row.private,
    }
}
