//! What a message says, made fit to be shown: its HTML cleaned, its files described.
//!
//! A customer's HTML is cleaned here and once more in the window; each layer holds alone. Nothing in it can run, load or
//! lead anywhere by itself: no scripts, styles, forms, frames or SVG, no remote picture
//! (loading one tells its server that the message was read; our own are shown from this machine), links only to web,
//! mail and telephone.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::Builder;
use bellhop_media::Media;
use bellhop_model::{Attachment, Content, OutgoingFile, Truncation, stands_in_text};
use bellhop_store::Result;

use crate::files::{Files, outgoing_view};
use crate::pictures::{Picture, kept_file, only_own, outgoing_file};
use crate::views::{AttachmentView, BodyView};

/// The most characters of a text that a quote or preview shows.
const EXCERPT: usize = 160;

/// A message of the remote.
pub(crate) fn remote_body(content: &Content, files: &Files<'_>) -> Result<BodyView> {
    let sent_from_here = |picture: &Picture| match &picture.source {
        Some(source) => Ok(files.reads.text_pictures().file(source)?.as_ref().and_then(kept_file)),
        None => Ok(None),
    };
    Ok(BodyView {
        text: content.text.clone(),
        html: content.html.as_deref().map_or(Ok(None), |html| clean_html(html, sent_from_here))?,
        subject: content.subject.clone(),
        attachments: content
            .attachments
            .iter()
            .map(|attachment| attachment_view(attachment, files))
            .collect::<Result<_>>()?,
        truncation: content.truncation,
    })
}

/// A message that is still on its way.
pub(crate) fn local_body(text: &str, html: Option<&str>, files: &[OutgoingFile], media: &Media) -> Result<BodyView> {
    let of_its_own = |picture: &Picture| {
        let hash = picture.hash.as_deref().filter(|hash| files.iter().any(|file| file.local.hash == *hash));
        Ok(hash.and_then(outgoing_file))
    };
    let beside = files.iter().filter(|file| !stands_in_text(html, &file.local.hash));
    Ok(BodyView {
        text: text.to_owned(),
        html: html.map_or(Ok(None), |html| clean_html(html, of_its_own))?,
        subject: None,
        attachments: beside.map(|file| AttachmentView::File(outgoing_view(file, media))).collect(),
        truncation: Truncation::Whole,
    })
}

/// The start of a message on one line; a file's name when it has no text.
pub(crate) fn excerpt(content: &Content) -> String {
    let line = one_line(&content.text);
    if !line.is_empty() {
        return line;
    }
    let name = content.attachments.iter().find_map(|attachment| match attachment {
        Attachment::File { name, .. } => name.as_deref(),
        Attachment::Location { name, address, .. } => name.as_deref().or(address.as_deref()),
        Attachment::ContactCard { name, .. } => Some(name),
        Attachment::Header { text, .. } => text.as_deref(),
        Attachment::SocialPost { title, .. } => title.as_deref(),
        Attachment::QuickReplies { .. } | Attachment::Template { .. } | Attachment::Unsupported { .. } => None,
    });
    one_line(name.unwrap_or_default())
}

/// A text on one line, cut to what a list shows.
pub(crate) fn one_line(text: &str) -> String {
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        if line.chars().count() > EXCERPT {
            return line.chars().take(EXCERPT - 1).chain(['…']).collect();
        }
    }
    line
}

/// Cleaned HTML, when it says more than the plain text: style, links, lists, quotes, tables, pictures. `own` gives the
/// address on this machine of a picture of our own.
fn clean_html(html: &str, own: impl FnMut(&Picture) -> Result<Option<String>>) -> Result<Option<String>> {
    let clean = only_own(&CLEANER.clean(html).to_string(), own)?;
    let says_more = [
        "<b>",
        "<blockquote",
        "<strong",
        "<i>",
        "<em",
        "<u>",
        "<s>",
        "<a ",
        "<ul",
        "<ol",
        "<code",
        "<pre",
        "<table",
        "<img",
        "<h",
    ];
    Ok(says_more.iter().any(|tag| clean.contains(tag)).then(|| clean.trim().to_owned()))
}

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let tags = [
        "p",
        "br",
        "a",
        "b",
        "strong",
        "i",
        "em",
        "u",
        "s",
        "ul",
        "ol",
        "li",
        "blockquote",
        "code",
        "pre",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "img",
        "span",
        "div",
    ];
    let attributes: HashMap<&str, HashSet<&str>> = HashMap::from([
        ("a", HashSet::from(["href", "title"])),
        ("img", HashSet::from(["src", "data-file", "alt", "width", "height"])),
        ("td", HashSet::from(["colspan", "rowspan"])),
        ("th", HashSet::from(["colspan", "rowspan"])),
        ("ol", HashSet::from(["start"])),
    ]);
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from(tags))
        .clean_content_tags(HashSet::from(["script", "style", "title", "head", "noscript", "template"]))
        .tag_attributes(attributes)
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .url_relative(ammonia::UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer"));
    builder
});

fn attachment_view(attachment: &Attachment, files: &Files<'_>) -> Result<AttachmentView> {
    Ok(match attachment {
        Attachment::File { file, usage, name, .. } => AttachmentView::File(files.view(file, *usage, name.clone())?),
        other => AttachmentView::Card { card: other.clone() },
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn clean_html(html: &str) -> Option<String> {
        super::clean_html(html, |_| Ok(None)).unwrap()
    }

    #[test]
    fn nothing_in_a_customers_html_can_run_load_or_lead_anywhere_by_itself() {
        let hostile = [
            "<b>a</b><script>alert(1)</script>",
            "<b>a</b><img src=x onerror=alert(1)>",
            "<b>a</b><svg onload=alert(1)><a href='x'></a></svg>",
            "<b>a</b><math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
            "<b>a</b><a href='javascript:alert(1)'>x</a>",
            "<b>a</b><a href='//evil.example'>x</a>",
            "<b style='background:url(https://evil.example)'>a</b>",
            "<b>a</b><link rel=preconnect href=https://evil.example>",
            "<b>a</b><meta http-equiv=refresh content='0;url=https://evil.example'>",
            "<b>a</b><base href=https://evil.example><form action=/x><input></form>",
            "<b>a</b><iframe srcdoc='<script>1</script>'></iframe><object data=x></object>",
            "<b>a</b><img src='https://evil.example/pixel.gif' srcset='https://evil.example/2x 2x'>",
            "<b>a</b><img data-file='evil.example'><img src='own:file/evil.example'>",
        ];
        for html in hostile {
            let clean = clean_html(html).unwrap();
            for forbidden in
                ["script", "onerror", "onload", "javascript", "evil.example", "style", "<svg", "<form", "<iframe"]
            {
                assert!(!clean.contains(forbidden), "{html} became {clean}");
            }
        }
    }

    #[test]
    fn html_is_given_only_when_it_says_more_than_the_text() {
        assert_eq!(clean_html("<p>Dzień<br>dobry</p>"), None);
        assert_eq!(clean_html("<p>Proszę <b>pilnie</b></p>").unwrap(), "<p>Proszę <b>pilnie</b></p>");
        assert!(clean_html("<a href=\"https://example.com\">x</a>").unwrap().contains("noopener"));
    }

    #[test]
    fn a_preview_is_one_line_and_counts_letters_not_bytes() {
        assert_eq!(one_line("Dzień\n\n dobry\t!"), "Dzień dobry !");
        assert_eq!(one_line(&"żółw ".repeat(100)).chars().count(), EXCERPT);
    }
}
