//! The style of what a rep writes, cut to what HubSpot keeps of it.
//!
//! The editor makes its HTML from a strict document, but a draft may also come from an older version or another program, so
//! nothing leaves without passing here: only the elements of HubSpot's list that the channel shows, links to the web, mail
//! and telephone, pictures of the message's own where the channel shows them, and no attribute of ours beside the one that
//! names those. HTML without any style is no HTML: the plain text says the same.

use std::collections::{HashMap, HashSet};

use ammonia::{Builder, UrlRelative};
use bellhop_model::{TextStyle, stands_in_text};

/// A rep's HTML as it may leave through a channel that shows these styles; none when it says no more than its text.
pub(crate) fn outgoing_html(html: &str, styles: &[TextStyle]) -> Option<String> {
    with_pictures(html, styles, &HashSet::new())
}

/// The same, in which these pictures of the message may stand, each named by the hash of its bytes.
pub(crate) fn with_pictures(html: &str, styles: &[TextStyle], pictures: &HashSet<String>) -> Option<String> {
    let tags: Vec<&str> = styles.iter().flat_map(|style| elements(*style)).copied().collect();
    let mut builder = keeping(&tags);
    if !pictures.is_empty() {
        let known = pictures.clone();
        let of_its_own = move |element: &str, name: &str, value: &str| {
            (element, name) != ("img", "data-file") || known.contains(value)
        };
        builder.add_tags(["img"]).add_tag_attributes("img", ["data-file"]);
        builder.attribute_filter(move |element, name, value| of_its_own(element, name, value).then(|| value.into()));
    }
    let clean = builder.clean(html).to_string().replace("<img>", "");
    let styled = tags.iter().any(|tag| clean.contains(&format!("<{tag}>")) || clean.contains(&format!("<{tag} ")));
    let shows = pictures.iter().any(|hash| stands_in_text(Some(&clean), hash));
    (styled || shows).then(|| clean.trim().to_owned())
}

/// The elements of a style on HubSpot's list.
fn elements(style: TextStyle) -> &'static [&'static str] {
    match style {
        TextStyle::Bold => &["b", "strong"],
        TextStyle::Italic => &["i", "em"],
        TextStyle::Underline => &["u"],
        TextStyle::List => &["ul", "ol", "li"],
        TextStyle::Quote => &["blockquote"],
        TextStyle::Code => &["code"],
        TextStyle::Link => &["a"],
    }
}

/// One text above another, each with its style if it has any; none when neither has.
pub(crate) fn above(upper: (&str, Option<&str>), lower: (&str, Option<&str>)) -> Option<String> {
    if upper.1.is_none() && lower.1.is_none() {
        return None;
    }
    let part = |(text, html): (&str, Option<&str>)| html.map_or_else(|| paragraphs(text), str::to_owned);
    Some(format!("{}{}", part(upper), part(lower)))
}

/// Plain text as paragraphs: an empty line ends one, a single line end breaks it.
fn paragraphs(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let paragraph = |part: &str| format!("<p>{}</p>", part.replace('\n', "<br>"));
    escaped.trim().split("\n\n").map(paragraph).collect()
}

fn keeping<'t>(tags: &[&'t str]) -> Builder<'t> {
    let mut builder = Builder::empty();
    builder
        .tags(tags.iter().copied().chain(["p", "br"]).collect())
        .clean_content_tags(HashSet::from(["script", "style", "title", "head", "noscript", "template"]))
        .tag_attributes(HashMap::from([("a", HashSet::from(["href"])), ("ol", HashSet::from(["start"]))]))
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(None);
    builder
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn only_what_hubspot_keeps_leaves_and_nothing_of_ours_goes_with_it() {
        let written = "<p>Ask <span data-mention=\"71\">@Piotr</span> <strong style=\"color:red\">now</strong>, see \
            <a href=\"https://shop.example.com\" target=\"_blank\" class=\"x\">the shop</a><br></p><script>x()</script>";
        assert_eq!(
            outgoing_html(written, &TextStyle::ALL).unwrap(),
            "<p>Ask @Piotr <strong>now</strong>, see <a href=\"https://shop.example.com\">the shop</a><br></p>"
        );
        assert_eq!(
            outgoing_html("<ul><li><p><a href=\"javascript:x()\">a</a></p></li></ul>", &TextStyle::ALL).unwrap(),
            "<ul><li><p><a>a</a></p></li></ul>"
        );
    }

    #[test]
    fn what_the_channel_does_not_show_stays_here_and_its_words_leave() {
        let written = "<p><b>a</b> <a href=\"https://example.com\">b</a></p><blockquote><p>c</p></blockquote>";
        assert_eq!(outgoing_html(written, &[TextStyle::Bold]).unwrap(), "<p><b>a</b> b</p><p>c</p>");
        assert_eq!(outgoing_html(written, &[]), None);
    }

    #[test]
    fn a_picture_stands_in_the_text_only_when_it_is_the_messages_own() {
        let own = HashSet::from(["ab".to_owned()]);
        let written = "<p>See <img data-file=\"ab\" alt=\"x\" src=\"https://evil.example\" onload=\"x()\"> and \
            <img data-file=\"cd\"><img src=\"https://evil.example\">.</p>";
        assert_eq!(with_pictures(written, &[], &own).unwrap(), "<p>See <img data-file=\"ab\"> and .</p>");
        assert_eq!(outgoing_html(written, &[]), None);
    }

    #[test]
    fn html_that_says_no_more_than_the_text_is_not_sent() {
        assert_eq!(outgoing_html("<p>Dzień<br>dobry</p><p>@Ewa</p>", &TextStyle::ALL), None);
        assert_eq!(outgoing_html("", &TextStyle::ALL), None);
    }

    #[test]
    fn a_plain_text_above_a_styled_one_keeps_its_lines() {
        assert_eq!(above(("a", None), ("b", None)), None);
        assert_eq!(
            above(("1 < 2\nb\n\nc", None), ("d", Some("<p><em>d</em></p>"))).unwrap(),
            "<p>1 &lt; 2<br>b</p><p>c</p><p><em>d</em></p>"
        );
    }
}
