//! Names that nobody filled in yet: `{{order number}}` in a draft.

/// Longer than this it is no name.
const LONGEST: usize = 120;

/// The names left in a text, each once, in reading order. `ui/src/words/unresolved.ts` finds the same.
pub(crate) fn unresolved(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for part in text.split("{{").skip(1) {
        let Some((name, _)) = part.split_once("}}") else { continue };
        let name = name.trim();
        let is_name = !name.is_empty() && name.chars().count() <= LONGEST && !name.contains(['{', '}', '\n']);
        if is_name && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_braces_are_found_once_each_and_other_braces_are_left_alone() {
        assert_eq!(unresolved("Dear {{ contact.firstname }}, {{x}} {{contact.firstname}}"), ["contact.firstname", "x"]);
        for plain in ["", "{}", "{{}}", "{{ }}", "{{a\nb}}", "{{ open", "if (a) {{ b(); } }", "}} {{"] {
            assert_eq!(unresolved(plain), Vec::<String>::new(), "{plain}");
        }
        assert_eq!(unresolved("{{{{a}}"), ["a"]);
    }
}
