//! Pictures in the text of a message: those of our own are shown from this machine, all others not at all.
//!
//! What comes in is what the cleaner wrote: well-formed, every value in double quotes, no such quote in a value. So a tag ends
//! at the first angle bracket outside of quotes, and what stands in a value is never taken for a tag.

use bellhop_model::FileId;
use bellhop_store::Result;

/// A picture in a text.
#[derive(Debug, Default)]
pub(crate) struct Picture {
    /// Where it comes from.
    pub(crate) source: Option<String>,
    /// In a text of the rep's own: the hash of its bytes.
    pub(crate) hash: Option<String>,
}

/// Clean HTML in which only those pictures have a source whose address on this machine is given.
pub(crate) fn only_own(clean: &str, mut own: impl FnMut(&Picture) -> Result<Option<String>>) -> Result<String> {
    let mut kept = String::with_capacity(clean.len());
    let mut rest = clean;
    while let Some(start) = rest.find('<') {
        let (before, from_tag) = rest.split_at(start);
        kept.push_str(before);
        let (tag, behind) = from_tag.split_at(end_of_tag(from_tag));
        match tag.strip_prefix("<img").filter(|inner| inner.starts_with([' ', '>'])) {
            Some(inner) => kept.push_str(&rewritten(inner, &mut own)?),
            None => kept.push_str(tag),
        }
        rest = behind;
    }
    kept.push_str(rest);
    Ok(kept)
}

/// How a picture of the remote is addressed on this machine.
pub(crate) fn kept_file(file: &FileId) -> Option<String> {
    address("file", file.as_str())
}

/// How a picture that is still to be sent is addressed on this machine.
pub(crate) fn outgoing_file(hash: &str) -> Option<String> {
    address("outgoing", hash)
}

/// The window puts the address of its media source in the place of `own:`.
fn address(place: &str, id: &str) -> Option<String> {
    let plain = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    plain.then(|| format!("own:{place}/{id}"))
}

fn end_of_tag(text: &str) -> usize {
    let mut quoted = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn rewritten(inner: &str, own: &mut impl FnMut(&Picture) -> Result<Option<String>>) -> Result<String> {
    let mut picture = Picture::default();
    let mut others = String::new();
    let mut parts = inner.trim_end_matches('>').split('"');
    while let (Some(name), Some(value)) = (parts.next(), parts.next()) {
        match name.trim().trim_end_matches('=') {
            "src" => picture.source = Some(value.replace("&amp;", "&")),
            "data-file" => picture.hash = Some(value.to_owned()),
            _ => others.push_str(&format!("{name}\"{value}\"")),
        }
    }
    let source = own(&picture)?.map(|address| format!(" src=\"{address}\"")).unwrap_or_default();
    Ok(format!("<img{source}{others}>"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn shown(clean: &str) -> String {
        let own = |picture: &Picture| {
            Ok(match picture {
                Picture { source: Some(source), .. } if source == "https://h.example/a?b&c" => kept_file(&"7".into()),
                Picture { hash: Some(hash), .. } if hash == "ab" => outgoing_file(hash),
                _ => None,
            })
        };
        only_own(clean, own).unwrap()
    }

    #[test]
    fn only_a_picture_of_our_own_keeps_a_source_and_it_is_on_this_machine() {
        assert_eq!(
            shown("<p>a <img src=\"https://h.example/a?b&amp;c\" alt=\"x > y\"> b</p>"),
            "<p>a <img src=\"own:file/7\" alt=\"x > y\"> b</p>"
        );
        assert_eq!(shown("<img data-file=\"ab\"><img data-file=\"cd\">"), "<img src=\"own:outgoing/ab\"><img>");
        assert_eq!(shown("<img width=\"1\" src=\"https://evil.example/p.gif\">"), "<img width=\"1\">");
    }

    #[test]
    fn what_only_looks_like_a_picture_in_a_value_stays_as_it_is() {
        let clean =
            "<a title=\"<img src=&quot;https://h.example/a?b&amp;c&quot;>\" href=\"https://x.example\">a < b</a>";
        assert_eq!(shown(clean), clean);
        assert_eq!(shown("no tag < at all"), "no tag < at all");
        assert_eq!(shown("<imgx src=\"https://h.example/a?b&amp;c\">"), "<imgx src=\"https://h.example/a?b&amp;c\">");
    }

    #[test]
    fn an_id_that_could_lead_elsewhere_is_no_address() {
        assert_eq!(kept_file(&"../outgoing/x".into()), None);
        assert_eq!(kept_file(&"1?download=x".into()), None);
        assert_eq!(outgoing_file(""), None);
    }
}
