//! Pictures that stand in a rep's text.
//!
//! An address is taken for a file of the help desk only when the files API says that it is that file's own: then the element
//! names the file, and the page fetches it as it fetches attachments. Any other picture stays without one and is not shown.

use super::{answers::details, channel_api::ChannelApi, files::ChatFile};

/// The most pictures of one text that are looked for.
const MOST: usize = 50;

/// The text with its pictures named by their files, and these files.
pub(super) async fn own(api: &ChannelApi, rich_text: Option<&str>) -> (Option<String>, Vec<ChatFile>) {
    let Some(rich_text) = rich_text else { return (None, Vec::new()) };
    let (mut text, mut files) = (rich_text.to_owned(), Vec::new());
    for source in sources(rich_text).into_iter().take(MOST) {
        let Some(id) = file_of(source) else { continue };
        let known = api.file(&id).await.ok().and_then(|file| file.url);
        if known.as_deref() != Some(source.replace("&amp;", "&").as_str()) {
            continue;
        }
        text = text.replace(&format!("src=\"{source}\""), &format!("data-file=\"{id}\""));
        files.push(details(api, id, None).await);
    }
    (Some(text), files)
}

/// Where the pictures of a text come from, as it is written there.
fn sources(rich_text: &str) -> Vec<&str> {
    let pictures = rich_text.split("<img ").skip(1);
    pictures.filter_map(|rest| rest.split_once("src=\"")?.1.split('"').next()).collect()
}

/// The id in the address of a file that everybody may read: `…/hubfs/PORTAL/ID/NAME`.
fn file_of(source: &str) -> Option<String> {
    let (_, path) = source.split_once("/hubfs/")?;
    let id = path.split('/').nth(1)?;
    (!id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit())).then(|| id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_in_the_address_or_there_is_none() {
        let text =
            "<p>a <img src=\"http://h/hubfs/1/77/a%20b.png\" alt=\"x\"><img alt=\"y\" src=\"https://e/p.gif\"></p>";
        let found: Vec<_> = sources(text).into_iter().map(file_of).collect();
        assert_eq!(found, [Some("77".to_owned()), None]);
        assert_eq!(file_of("http://h/hubfs/1/../7/x"), None);
        assert_eq!(file_of("http://h/hubfs/1"), None);
    }
}
