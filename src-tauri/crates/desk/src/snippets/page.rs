//! From Markdown to what the editor takes: HTML of the styles that HubSpot keeps, and the plain text that says the same.
//!
//! A single line end breaks the line, as a rep who types one means it. HTML in the Markdown is text, headings are bold
//! lines, a picture is a link to it.

use bellhop_model::TextStyle;
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html};

use crate::outgoing_html::outgoing_html;

/// Filled words in both forms.
pub(crate) struct Page {
    pub(crate) text: String,
    pub(crate) html: Option<String>,
}

/// Reads Markdown.
pub(crate) fn page(markdown: &str) -> Page {
    let mut events: Vec<Event<'_>> = Parser::new_ext(markdown, Options::empty()).flat_map(simpler).collect();
    // The last line of a block of HTML ends with a break that nothing follows.
    let ends: Vec<bool> = events.iter().skip(1).map(|next| *next == Event::End(TagEnd::Paragraph)).collect();
    let mut ends = ends.into_iter();
    events.retain(|event| !(ends.next() == Some(true) && *event == Event::HardBreak));
    let mut marked = String::new();
    html::push_html(&mut marked, events.iter().cloned());
    Page { text: plain(&events), html: outgoing_html(&marked.replace('\n', ""), &TextStyle::ALL) }
}

/// The same in styles that a message can have.
fn simpler(event: Event<'_>) -> Vec<Event<'_>> {
    match event {
        Event::SoftBreak => vec![Event::HardBreak],
        Event::InlineHtml(text) => vec![Event::Text(text)],
        Event::Html(text) => {
            let mut line = broken(&text);
            line.extend(text.ends_with('\n').then_some(Event::HardBreak));
            line
        }
        Event::Start(Tag::HtmlBlock) => vec![Event::Start(Tag::Paragraph)],
        Event::End(TagEnd::HtmlBlock) => vec![Event::End(TagEnd::Paragraph)],
        Event::Start(Tag::Heading { .. }) => vec![Event::Start(Tag::Paragraph), Event::Start(Tag::Strong)],
        Event::End(TagEnd::Heading(_)) => vec![Event::End(TagEnd::Strong), Event::End(TagEnd::Paragraph)],
        Event::Start(Tag::CodeBlock(_)) => vec![Event::Start(Tag::Paragraph)],
        Event::End(TagEnd::CodeBlock) => vec![Event::End(TagEnd::Paragraph)],
        Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
            vec![Event::Start(Tag::Link { link_type, dest_url, title, id })]
        }
        Event::End(TagEnd::Image) => vec![Event::End(TagEnd::Link)],
        Event::Rule => Vec::new(),
        // A code block comes as text with line ends in it.
        Event::Text(text) if text.contains('\n') => broken(&text),
        other => vec![other],
    }
}

fn broken<'a>(text: &str) -> Vec<Event<'a>> {
    let mut events = Vec::new();
    for (at, line) in text.trim_end_matches('\n').split('\n').enumerate() {
        if at > 0 {
            events.push(Event::HardBreak);
        }
        events.push(Event::Text(CowStr::from(line.to_owned())));
    }
    events
}

/// The plain text: a list has its marks, a quote its angle brackets, a link its address.
fn plain(events: &[Event<'_>]) -> String {
    let mut writer = Plain::default();
    for event in events {
        writer.take(event);
    }
    writer.text.trim().to_owned()
}

#[derive(Default)]
struct Plain {
    text: String,
    /// The next number of each open list; none for one of dots.
    lists: Vec<Option<u64>>,
    quotes: usize,
    /// Where an open link's label begins, and its address.
    link: Option<(usize, String)>,
    /// An item was just begun: its first paragraph goes on its line.
    item: bool,
}

impl Plain {
    fn take(&mut self, event: &Event<'_>) {
        match event {
            Event::Text(text) | Event::Code(text) => {
                self.item = false;
                self.text.push_str(text);
            }
            Event::HardBreak => self.line(),
            Event::Start(Tag::Paragraph) => self.paragraph(),
            Event::Start(Tag::BlockQuote(_)) => self.quotes += 1,
            Event::End(TagEnd::BlockQuote(_)) => self.quotes -= 1,
            Event::Start(Tag::List(first)) => {
                if self.lists.is_empty() {
                    self.gap();
                }
                self.lists.push(*first);
            }
            Event::End(TagEnd::List(_)) => drop(self.lists.pop()),
            Event::Start(Tag::Item) => self.mark(),
            Event::Start(Tag::Link { dest_url, .. }) => self.link = Some((self.text.len(), dest_url.to_string())),
            Event::End(TagEnd::Link) => self.address(),
            _ => {}
        }
    }

    fn paragraph(&mut self) {
        if std::mem::take(&mut self.item) {
            return;
        }
        if self.lists.is_empty() {
            self.gap()
        } else {
            self.line()
        }
        if self.quotes > 0 && self.text.is_empty() {
            self.text.push_str(&"> ".repeat(self.quotes));
        }
    }

    /// An empty line, unless nothing is above.
    fn gap(&mut self) {
        if !self.text.is_empty() {
            self.text.push('\n');
            self.line();
        }
    }

    fn line(&mut self) {
        self.text.push('\n');
        self.text.push_str(&"> ".repeat(self.quotes));
    }

    fn mark(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.line();
        }
        self.text.push_str(&"   ".repeat(self.lists.len().saturating_sub(1)));
        match self.lists.last_mut() {
            Some(Some(number)) => {
                self.text.push_str(&format!("{number}. "));
                *number += 1;
            }
            _ => self.text.push_str("- "),
        }
        self.item = true;
    }

    fn address(&mut self) {
        let Some((from, address)) = self.link.take() else { return };
        let label = self.text.get(from..).unwrap_or_default();
        let bare = |text: &str| {
            let text = text.trim_start_matches("https://").trim_start_matches("http://");
            text.trim_start_matches("mailto:").trim_start_matches("tel:").trim_end_matches('/').to_owned()
        };
        if bare(label) != bare(&address) {
            self.text.push_str(&format!(" ({address})"));
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn style_becomes_what_hubspot_keeps_and_the_plain_text_says_the_same() {
        let page = page("# Steps\n\n1. Open *it*\n2. See [the shop](https://shop.example.com)\n\n- a\n- b\n\n> quoted");
        assert_eq!(
            page.text,
            "Steps\n\n1. Open it\n2. See the shop (https://shop.example.com)\n\n- a\n- b\n\n> quoted"
        );
        assert_eq!(
            page.html.unwrap(),
            "<p><strong>Steps</strong></p><ol><li>Open <em>it</em></li><li>See <a href=\"https://shop.example.com\">the shop</a></li></ol>\
             <ul><li>a</li><li>b</li></ul><blockquote><p>quoted</p></blockquote>"
        );
    }

    #[test]
    fn a_line_end_breaks_the_line_and_html_is_text() {
        let page = page("One\ntwo <script>x()</script> **b**\n\n<div>\nhi\n</div>\n\n```\na\nb\n```");
        assert_eq!(page.text, "One\ntwo <script>x()</script> b\n\n<div>\nhi\n</div>\n\na\nb");
        assert_eq!(
            page.html.unwrap(),
            "<p>One<br>two &lt;script&gt;x()&lt;/script&gt; <strong>b</strong></p>\
             <p>&lt;div&gt;<br>hi<br>&lt;/div&gt;</p><p>a<br>b</p>"
        );
    }

    #[test]
    fn an_address_that_runs_something_loses_its_link() {
        assert_eq!(page("[x](javascript:alert(1))").html.unwrap(), "<p><a>x</a></p>");
    }
}
