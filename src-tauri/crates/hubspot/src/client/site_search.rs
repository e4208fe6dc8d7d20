//! The articles of the knowledge base, by the site search.

use reqwest::Method;

use super::{Client, Error};
use crate::wire::{Page, Paging, site_search::Article};

/// Articles in one page.
const PAGE: usize = 100;

impl Client {
    /// A page of the public articles (`GET /cms/site-search/…/search?types=KNOWLEDGE_ARTICLE`). This endpoint counts by
    /// offsets; the cursor of the page is the next one.
    pub async fn articles(&self, after: Option<&str>) -> Result<Page<Article>, Error> {
        let call = self.call("searching the articles", Method::GET, &self.inner.paths.site_search, &["search"]);
        let call = call.query("q", "").query("types", "KNOWLEDGE_ARTICLE").query("limit", &PAGE.to_string());
        let offset: usize = after.and_then(|after| after.parse().ok()).unwrap_or_default();
        let page: Page<Article> = self.json(call.query("offset", &offset.to_string())).await?;
        let read = page.results.len() + page.skipped;
        let end = offset + read;
        let more = read > 0 && page.total.is_some_and(|total| u64::try_from(end).is_ok_and(|end| end < total));
        Ok(Page { paging: more.then(|| Paging::at(end.to_string())), ..page })
    }
}
