//! Pictures that stand in the text of a message that a rep writes.
//!
//! Its HTML names such a picture by the hash of its bytes alone, in one spelling: that is how it lies in a draft and in the
//! outbox. Where it can be had is known only once it is uploaded, and its name is its file's.

/// The element that stands for a picture in a rep's HTML.
pub fn picture_in_text(hash: &str) -> String {
    format!("<img data-file=\"{hash}\">")
}

/// Whether a picture stands in a text.
pub fn stands_in_text(html: Option<&str>, hash: &str) -> bool {
    html.is_some_and(|html| html.contains(&picture_in_text(hash)))
}
