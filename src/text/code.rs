//! Whether a line is text or program.

/// Whether a text is a line of a program: calls, braces, assignments.
#[must_use]
pub fn is_code(text: &str) -> bool {
    let called = text.as_bytes().windows(2).any(|pair| pair[0].is_ascii_alphanumeric() && pair[1] == b'(') && !text.contains("(s)");
    let signs =
        ["{}", "()", "=>", " = ", "==", "&&", "||", "::", "</", "/>", "();", "${"].iter().filter(|sign| text.contains(**sign)).count();
    signs + usize::from(called) + usize::from(text.ends_with([';', '{', '}'])) >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_told_from_prose() {
        assert!(is_code("export default function Button() {}"));
        assert!(is_code("const count = ref(0)"));
        assert!(!is_code("The mill (built in 1904) is for sale."));
        assert!(!is_code("Ring the printer (s) before noon."));
    }
}
