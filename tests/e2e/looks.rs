//! How the window looks and whether everybody can use it: both themes, both languages, three sizes, axe-core.

use serde_json::json;

use crate::axe;
use crate::driver::Page;

#[tokio::test]
async fn every_theme_size_and_language_is_free_of_accessibility_faults_and_is_worth_a_look() {
    let home = tempfile::tempdir().unwrap();
    let window = Page::bellhop(home.path(), "en").await;
    window.wait_for("demo conversations", "document.querySelectorAll('[role=grid] [role=row]').length > 5").await;
    let anna =
        "[...document.querySelectorAll('[role=grid] [role=row]')].find(row => row.textContent.includes('Anna Nowak'))";
    window.wait_for("Anna's conversation", anna).await;
    window.client.execute(&format!("({anna}).click()"), vec![]).await.unwrap();
    window.wait_for("a conversation", "document.querySelectorAll('[role=feed] article').length > 1").await;
    let pictures = "(all => all.length > 0 && all.every(picture => picture.complete && picture.naturalWidth > 0))\
                    ([...document.querySelectorAll('[role=feed] img')])";
    window.wait_for("its pictures", pictures).await;

    for (theme, locale) in [("light", "en"), ("dark", "pl"), ("dark", "en"), ("light", "pl")] {
        set(&window, theme, locale).await;
        for (width, height) in [(1440, 900), (1024, 700), (1920, 1080)] {
            window.client.set_window_size(width, height).await.unwrap();
            window.wait_for("the size", &format!("Math.abs(innerWidth - {width}) < 60")).await;
            if locale == "en" || width == 1024 {
                window.shoot(&format!("{theme}-{locale}-{width}")).await;
            }
        }
        axe::assert_clean(&window, &format!("{theme}, {locale}")).await;
    }
    window.close().await;
}

async fn set(window: &Page, theme: &str, locale: &str) {
    window.call("changeSettings", json!({"theme": theme, "locale": locale})).await;
    let condition =
        format!("document.documentElement.lang === '{locale}' && document.documentElement.dataset.theme === '{theme}'");
    window.wait_for(&format!("{theme}, {locale}"), &condition).await;
}
