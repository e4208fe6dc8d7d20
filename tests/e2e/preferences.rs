//! The settings in the real window: everybody can use every section, and what is found by a word and switched is kept.

use serde_json::json;

use crate::axe;
use crate::driver::{PATIENCE, Page};

#[tokio::test]
async fn every_preference_is_for_everybody_and_what_is_found_by_a_word_and_switched_is_kept() {
    let home = tempfile::tempdir().unwrap();
    let window = Page::bellhop(home.path(), "en").await;
    window.press("button", "Local workspace").await;
    window.wait_for("the focus in the search", "document.activeElement?.matches('dialog input[type=search]')").await;
    for section in ["Notifications", "Desktop", "Files and playback", "Team", "About", "General"] {
        window.press("button", section).await;
        let heading = format!("document.querySelector('dialog h3')?.textContent === '{section}'");
        window.wait_for(section, &heading).await;
        axe::assert_clean(&window, &format!("the settings, {section}")).await;
        if section == "Notifications" {
            window.shoot("settings-notifications").await;
        }
    }
    window.write("searchbox", "Search settings", "privacy").await;
    window.press("switch", "Private notifications").await;
    let kept = async { while window.call("settings", json!(null)).await["alerts"]["private"] != true {} };
    tokio::time::timeout(PATIENCE, kept).await.expect("the desk keeps what was switched");
    window.press("button", "Back to default: Private notifications").await;
    let back = async { while window.call("settings", json!(null)).await["alerts"]["private"] != false {} };
    tokio::time::timeout(PATIENCE, back).await.expect("the desk keeps how it was at first");
    window.close().await;
}
