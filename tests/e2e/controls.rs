//! Finds controls as people with screen readers do: by role and accessible name.

use fantoccini::Locator;
use fantoccini::elements::Element;

use crate::driver::Page;

/// A JavaScript expression for the shown element with this role whose accessible name is, or begins with, `name`.
pub fn named(role: &str, name: &str) -> String {
    let native = match role {
        "button" => "button",
        "textbox" => "textarea, input:not([type]), input[type=text], input[type=email]",
        "searchbox" => "input[type=search]",
        "navigation" => "nav",
        "complementary" => "aside",
        "article" => "article",
        "region" => "section",
        _ => "x-none",
    };
    format!(
        "[...document.querySelectorAll('[role=\"{role}\"], {native}')].find(node => {{
            const given = node.getAttribute('role'); if (given && given !== '{role}') return false;
            const by = node.getAttribute('aria-labelledby');
            const label = node.getAttribute('aria-label')
              || (by && by.split(' ').map(id => document.getElementById(id)?.textContent ?? '').join(' '))
              || (node.labels && node.labels[0]?.textContent) || node.textContent;
            return (label ?? '').trim().startsWith({name}) && node.getClientRects().length > 0; }})",
        name = serde_json::to_string(name).unwrap()
    )
}

impl Page {
    /// Waits for a control and gives it.
    pub async fn control(&self, role: &str, name: &str) -> Element {
        let expression = named(role, name);
        self.wait_for(&format!("{role} \"{name}\""), &expression).await;
        self.client
            .execute(&format!("{{ const node = {expression}; node.dataset.wanted = '{role}'; }}"), vec![])
            .await
            .unwrap();
        let found = self.client.find(Locator::Css(&format!("[data-wanted='{role}']"))).await.unwrap();
        self.client
            .execute("delete arguments[0].dataset.wanted", vec![serde_json::to_value(&found).unwrap()])
            .await
            .unwrap();
        found
    }

    /// Waits for a control and clicks it.
    pub async fn press(&self, role: &str, name: &str) {
        self.control(role, name).await.click().await.unwrap();
    }

    /// Waits for a text field and types into it.
    pub async fn write(&self, role: &str, name: &str, text: &str) {
        self.control(role, name).await.send_keys(text).await.unwrap();
    }

    /// Waits until the page shows a text anywhere.
    pub async fn shows(&self, text: &str) {
        let text = serde_json::to_string(text).unwrap();
        self.wait_for(&format!("the text {text}"), &format!("document.body.innerText.includes({text})")).await;
    }
}
