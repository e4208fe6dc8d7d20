//! What leaves the cache when it is full, and what leaves with it.

use std::collections::HashSet;
use std::path::Path;
use std::time::SystemTime;

/// A content with what decides over its leaving.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Content {
    pub(crate) hash: String,
    pub(crate) size: u64,
    /// When one of its files was last used.
    pub(crate) used: SystemTime,
    /// On screen, pinned, or just fetched.
    pub(crate) stays: bool,
}

/// The hashes of the contents that leave, those used longest ago first: none while everything fits, else somewhat more
/// than necessary, so that not every download has to look for room.
pub(crate) fn plan(mut contents: Vec<Content>, cap: u64) -> HashSet<String> {
    let mut total: u64 = contents.iter().map(|content| content.size).sum();
    if total <= cap {
        return HashSet::new();
    }
    let goal = cap - cap / 20;
    contents.retain(|content| !content.stays);
    contents.sort_by(|a, b| (a.used, &a.hash).cmp(&(b.used, &b.hash)));
    let mut leaving = HashSet::new();
    for content in contents {
        if total <= goal {
            break;
        }
        total -= content.size;
        leaving.insert(content.hash);
    }
    leaving
}

/// Removes what was derived from these contents: `facts/HASH.…`. What the rep is about to send may have the same bytes;
/// then it stays.
pub(crate) fn drop_derived(media: &Path, hashes: &HashSet<&str>) {
    for entry in std::fs::read_dir(media.join("facts")).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let hash = name.to_str().and_then(|name| name.split('.').next()).unwrap_or_default();
        if hashes.contains(hash)
            && !media.join("outgoing").join(hash).exists()
            && let Err(problem) = std::fs::remove_file(entry.path())
        {
            tracing::warn!(%problem, "what was derived from a file could not be removed");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn content(name: &str, size: u64, used: u64) -> Content {
        let used = SystemTime::UNIX_EPOCH + Duration::from_secs(used);
        Content { hash: name.to_owned(), size, used, stays: false }
    }

    fn sorted(leaving: HashSet<String>) -> Vec<String> {
        let mut leaving: Vec<String> = leaving.into_iter().collect();
        leaving.sort();
        leaving
    }

    #[test]
    fn nothing_leaves_while_everything_fits() {
        assert!(plan(vec![content("a", 60, 1), content("b", 40, 2)], 100).is_empty());
        assert!(plan(Vec::new(), 0).is_empty());
    }

    #[test]
    fn what_was_used_longest_ago_leaves_first_and_a_little_room_is_made() {
        let contents = vec![content("new", 50, 9), content("old", 5, 1), content("older", 5, 0), content("mid", 45, 5)];
        assert_eq!(sorted(plan(contents, 100)), ["old", "older"], "105 of 100 become 95, though 100 would do");
    }

    #[test]
    fn what_must_stay_stays_even_when_it_is_more_than_the_cap() {
        let held = Content { stays: true, ..content("held", 500, 0) };
        assert_eq!(sorted(plan(vec![held.clone(), content("other", 1, 9)], 100)), ["other"]);
        assert!(plan(vec![held], 100).is_empty());
    }
}
