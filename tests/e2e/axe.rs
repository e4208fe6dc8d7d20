//! axe-core in the page: accessibility faults by rule, with the elements.

use serde_json::{Value, json};

use crate::driver::Page;

/// Fails with a list when axe-core finds anything wrong with what the page shows.
pub async fn assert_clean(page: &Page, what: &str) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/ui/node_modules/axe-core/axe.min.js");
    let source = std::fs::read_to_string(path).expect("axe-core is installed (npm ci in ui)");
    page.client.execute(&format!("if (!window.axe) {{ {source} }}"), vec![]).await.unwrap();
    let script = "const done = arguments[arguments.length - 1];
        axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})
           .then(result => done(result.violations.map(fault => ({rule: fault.id, impact: fault.impact,
               nodes: fault.nodes.slice(0, 4).map(node => node.target.join(' ') + ' :: ' + node.failureSummary)}))),
             problem => done([{rule: 'axe did not run', nodes: [String(problem)]}]));";
    let faults = page.client.execute_async(script, vec![]).await.unwrap();
    assert_eq!(
        faults,
        json!([]),
        "axe-core finds faults in {what}: {}",
        serde_json::to_string_pretty(&faults).unwrap()
    );
    assert!(matches!(faults, Value::Array(_)));
}
