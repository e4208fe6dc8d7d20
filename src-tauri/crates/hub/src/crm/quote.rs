//! What follows from a quote's state: once it is published, its customer can open it under an address of its own.

use super::kind::ObjectKind;
use crate::db::objects::Values;

const PUBLISHED: &[&str] = &["APPROVAL_NOT_NEEDED", "APPROVED"];

/// Gives a published quote its address, and takes it from one that is a draft again.
pub(super) fn settle(kind: ObjectKind, after: &mut Values) {
    if kind != ObjectKind::Quote {
        return;
    }
    if !after.get("hs_status").is_some_and(|status| PUBLISHED.contains(&status.as_str())) {
        after.remove("hs_public_url_key");
        after.remove("hs_quote_link");
        return;
    }
    let key = after
        .entry("hs_public_url_key".to_owned())
        .or_insert_with(|| uuid::Uuid::new_v4().simple().to_string())
        .clone();
    after.insert("hs_quote_link".to_owned(), format!("https://quotes.example.com/{key}"));
}
