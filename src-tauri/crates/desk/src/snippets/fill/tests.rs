#![allow(clippy::unwrap_used)]
use super::*;

fn values(pairs: &[(&str, &str)]) -> Values {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn text(body: &str, pairs: &[(&str, &str)]) -> String {
    fill(body, values(pairs)).unwrap().text
}

fn problem(body: &str) -> (SnippetTroubleKind, u32) {
    let trouble = fill(body, Values::new()).unwrap_err();
    (trouble.kind, trouble.line)
}

#[test]
fn known_names_are_filled_in_and_unknown_ones_stay_where_the_rep_sees_them() {
    let filled = fill(
        "Dear {{ contact.firstname }},\n\nabout {{ ticket.subject }} of {{ date }}: {{ order_no }} {{ contact.city }}",
        values(&[("contact.firstname", "Łucja"), ("ticket.subject", "Lamp"), ("date", "27 November 2026")]),
    );
    let filled = filled.unwrap();
    assert_eq!(filled.text, "Dear Łucja,\n\nabout Lamp of 27 November 2026: {{order_no}} {{contact.city}}");
    assert_eq!(filled.unresolved, ["order_no", "contact.city"]);
    assert_eq!(filled.html, None, "a text without style needs no HTML");
}

#[test]
fn a_question_to_the_rep_stays_in_the_text_until_it_is_answered() {
    let filled = fill("No. {{ ask(\"Order number\") }}, {{ ask('a}}{{b') }}", Values::new()).unwrap();
    assert_eq!(filled.text, "No. {{Order number}}, {{a    b}}");
    assert_eq!(filled.unresolved, ["Order number", "a    b"]);
}

#[test]
fn defaults_conditions_and_forms_of_words_do_what_they_say() {
    let body = "{% if contact.firstname %}Hi {{ contact.firstname | upper }}{% else %}Hi{% endif %}{{ x | default(\" there\") }}";
    assert_eq!(text(body, &[("contact.firstname", "Żaneta")]), "Hi ŻANETA there");
    assert_eq!(text(body, &[]), "Hi there");
    assert_eq!(text("{{ contact.firstname | lower }}", &[]), "{{contact.firstname}}", "a form hides an unknown name");
    assert_eq!(
        text(
            "{% if ticket.priority == \"HIGH\" %}Now{% elif a is defined %}b{% endif %}.",
            &[("ticket.priority", "HIGH")]
        ),
        "Now."
    );
    assert_eq!(text("{{ a ~ \"!\" }}", &[]), "{{a}}!");
}

#[test]
fn a_value_is_never_taken_for_style_nor_for_a_name() {
    let filled = fill(
        "**{{ contact.firstname }}** {{ ticket.subject }}",
        values(&[
            ("contact.firstname", "<b>*Eve*</b>"),
            ("ticket.subject", "[x](https://evil.example) {% for %} 1. # -"),
        ]),
    );
    let filled = filled.unwrap();
    assert_eq!(filled.text, "<b>*Eve*</b> [x](https://evil.example) {% for %} 1. # -");
    assert_eq!(
        filled.html.unwrap(),
        "<p><strong>&lt;b&gt;*Eve*&lt;/b&gt;</strong> [x](https://evil.example) {% for %} 1. # -</p>"
    );
    assert_eq!(text("{{ a }}", &[("a", "{{ b }}")]), "{{ b }}");
}

#[test]
fn loops_and_all_else_that_can_grow_are_refused_with_their_line() {
    assert_eq!(problem("a\nb {% for i in [1] %}x{% endfor %}"), (SnippetTroubleKind::Loop, 2));
    for body in ["{% set a = 1 %}", "{%- include \"x\" %}", "{% macro a() %}{% endmacro %}", "{% raw %}", "{%"] {
        assert_eq!(problem(body), (SnippetTroubleKind::Block, 1), "{body}");
    }
    assert_eq!(problem("a\n\n{{ contact.firstname"), (SnippetTroubleKind::Syntax, 3));
    assert_eq!(problem("{{ x | replace(1, 2) }}").0, SnippetTroubleKind::Syntax);
    assert_eq!(problem("{{ range(10) }}").0, SnippetTroubleKind::Syntax);
    assert_eq!(problem("{% if a %}never closed").0, SnippetTroubleKind::Syntax);
    assert_eq!(problem(&"x".repeat(LONGEST_BODY + 1)).0, SnippetTroubleKind::TooLong);
    let large = fill("{{ \"y\" * 300000 }}", Values::new()).unwrap_err();
    assert!(matches!(large.kind, SnippetTroubleKind::TooLong | SnippetTroubleKind::Syntax));
    let deep = format!("{{{{ {}1{} }}}}", "(".repeat(20_000), ")".repeat(20_000));
    assert_eq!(problem(&deep).0, SnippetTroubleKind::Syntax, "a deep expression ends the program");
}
