//! Spelling in the real window: misspelled words are marked, in Polish and in English, and right ones are not.
//!
//! A page is told nothing of the marks, so this looks at the pixels: the web view draws them red, and nothing else in a
//! reply is.

use serde_json::json;

use crate::driver::{PATIENCE, Page, out};

const PAGE: &str = ".ProseMirror[contenteditable=true]";

#[tokio::test]
async fn a_misspelled_word_of_a_reply_is_marked_in_polish_and_in_english_and_a_right_one_is_not() {
    let home = tempfile::tempdir().unwrap();
    let window = Page::bellhop(home.path(), "en").await;
    window.wait_for("demo conversations", "document.querySelectorAll('[role=grid] [role=row]').length > 5").await;
    window.client.execute("document.querySelectorAll('[role=grid] [role=row]')[0].click()", vec![]).await.unwrap();
    window.wait_for("the reply", &format!("document.querySelector('{PAGE}')")).await;

    window.write("textbox", "Reply", "Thank yuo wery much ").await; // typos: ignore
    marked(&window, "spelling-english", true).await;
    cleared(&window).await;
    window.write("textbox", "Reply", "Dziękujjemy za wiadomośśc ").await;
    marked(&window, "spelling-polish", true).await;
    cleared(&window).await;
    window.write("textbox", "Reply", "Thank you very much. Dziękujemy za wiadomość, odpowiemy jutro. ").await;
    marked(&window, "spelling-right", false).await;
    window.close().await;
}

/// Empties the reply.
async fn cleared(window: &Page) {
    let empty = format!(
        "const page = document.querySelector('{PAGE}'); page.focus(); document.execCommand('selectAll'); document.execCommand('delete');"
    );
    window.client.execute(&empty, vec![]).await.unwrap();
    window.wait_for("an empty reply", &format!("document.querySelector('{PAGE}').innerText.trim() === ''")).await;
}

/// Waits until the reply has red marks. For the opposite there is nothing to wait for: it looks after the web view had as
/// many frames as it took to mark the words before.
async fn marked(window: &Page, picture: &str, expected: bool) {
    let looking = async {
        for look in 0.. {
            window.shoot(picture).await;
            let seen = red_pixels(window, picture).await > 0;
            if seen || (!expected && look > 4) {
                return seen;
            }
        }
        false
    };
    let seen = tokio::time::timeout(PATIENCE, looking).await.unwrap_or(false);
    assert_eq!(seen, expected, "see {picture}.png");
}

/// How many pixels of the reply are clearly red.
async fn red_pixels(window: &Page, picture: &str) -> usize {
    let place = "const box = document.querySelector(arguments[0]).getBoundingClientRect();
        return [box.x, box.y, box.width, box.height].map(Math.round)";
    let place = window.client.execute(place, vec![json!(PAGE)]).await.unwrap();
    let place: Vec<u32> = serde_json::from_value(place).unwrap();
    let shot = image::open(out().join(format!("{picture}.png"))).unwrap();
    let reply = shot.crop_imm(place[0], place[1], place[2], place[3]).to_rgb8();
    reply.pixels().filter(|pixel| pixel.0[0] > 170 && pixel.0[1] < 110 && pixel.0[2] < 110).count()
}
