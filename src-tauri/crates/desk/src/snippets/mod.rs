//! Snippets without any store: what a body says of a conversation, and which of them a rep means.
//!
//! A body is Markdown with names in braces, filled by minijinja in a small cell: no loops, no includes, no definitions, no
//! output beyond a size, a bounded number of steps. What is not known stays in the text as `{{name}}`, where the rep sees
//! it and fills it in; nothing is sent while one is left.

pub(crate) mod fill;
pub(crate) mod key;
mod page;
pub(crate) mod rank;
pub(crate) mod unresolved;
