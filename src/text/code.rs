//! Whether a line is text or program.

/// Whether a text is a line of a program: calls, braces, assignments.
#[must_use]
pub fn is_code(text: &str) -> bool {
    let called = text.as_bytes().windows(2).any(|pair| pair[0].is_ascii_alphanumeric() && pair[1] == b'(') && !text.contains("(s)");
    let signs =
        ["{}", "()", "=>", " = ", "==", "&&", "||", "::", "</", "/>", "();", "${"].iter().filter(|sign| text.contains(**sign)).count();
    signs + usize::from(called) + usize::from(text.ends_with([';', '{', '}'])) >= 2
}

/// Signs that stand in a line about how a command is called, and the share of the words that have one, at the least.
const CALLING: usize = 2;
const CALLING_SHARE: usize = 4;

/// Whether a text says how a command is called: options, brackets round what may be left out, bars between choices, conversions.
#[must_use]
pub fn is_synopsis(text: &str) -> bool {
    // A hyphen inside a word begins no option.
    let mut before = b' ';
    let sign = |byte: u8| {
        let begins = !before.is_ascii() || before <= b' ' || matches!(before, b'[' | b'{' | b'(');
        before = byte;
        matches!(byte, b'%' | b'|' | b'[' | b']' | b'{' | b'<') || (byte == b'-' && begins)
    };
    if !text.bytes().any(sign) {
        return false;
    }
    let option = |word: &str| {
        let rest = word.trim_start_matches(['[', '{', '(']);
        rest.len() > 1 && rest.starts_with('-') && rest.trim_start_matches('-').starts_with(|c: char| c.is_ascii_alphabetic())
    };
    let conversion = |word: &str| {
        let rest = word.trim_matches(|c: char| matches!(c, '\'' | '"' | ',' | '.' | ':' | ';' | '(' | ')'));
        rest.starts_with('%') && rest[1..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '.')
    };
    let choice = |word: &str| {
        word == "|"
            || word.contains("...]")
            || word.contains("[-")
            || (word.starts_with('[') && word.ends_with(']'))
            || word.starts_with("{-")
    };
    let angle = |word: &str| word.starts_with('<') && word.ends_with('>') && word.len() > 2;
    let words: Vec<&str> = text.split_whitespace().collect();
    let calling = words.iter().filter(|word| option(word) || conversion(word) || choice(word) || angle(word)).count();
    calling >= CALLING && calling * CALLING_SHARE >= words.len()
}

/// Whether a text is what a program prints or is told at its prompt: such a line stays as it is in any language. Told by how it begins: a
/// prompt, a sign of success, failure or choice, the level of a message, a time stamp.
#[must_use]
pub fn is_output(text: &str) -> bool {
    const PROMPTS: &[&str] = &["$ ", "% ", ">>> ", "❯ ", "➜ ", "C:\\>", "~$ "];
    const SIGNS: &[char] = &['◯', '◉', '❯', '›', '│', '├', '└', '┌', '█'];
    const LEVELS: &[&str] =
        &["error", "warning", "warn", "info", "notice", "debug", "trace", "fatal", "hint", "failed", "panic", "exception"];
    let text = text.trim();
    // A command follows a prompt, a figure an amount: "$ 100 were paid".
    let prompted = |prompt: &&str| text.strip_prefix(*prompt).is_some_and(|rest| !rest.starts_with(char::is_numeric));
    if PROMPTS.iter().any(prompted) || text.starts_with(SIGNS) {
        return true;
    }
    // A list of merits begins with such a sign, too: only what asks or goes on is a program's.
    if text.starts_with(['✔', '✓', '✖', '✗', '✘', '?']) && (text.ends_with('?') || text.contains(['…', '›', '»'])) {
        return true;
    }
    // "warning: each child…", "TypeError: x is not…", "[ERROR] cannot…", "12:04:31 started".
    let stamp = |word: &str| word.len() >= 8 && word.bytes().filter(u8::is_ascii_digit).count() >= 6 && word.contains(':');
    let first = text.split(char::is_whitespace).next().unwrap_or_default();
    let bare = first.trim_matches(|c: char| matches!(c, '[' | ']' | ':' | '(' | ')'));
    let said = first.ends_with(':') || first.ends_with(']') || text[first.len()..].trim_start().starts_with('[');
    // A guide's own "Warning:" has a capital and no brackets.
    let level = LEVELS.iter().any(|level| bare == *level || (first.starts_with('[') && bare.eq_ignore_ascii_case(level)));
    let class = bare.chars().next().is_some_and(char::is_uppercase)
        && ["Error", "Exception", "Warning"].iter().any(|end| bare.len() > end.len() && bare.ends_with(end));
    (said && (level || class)) || stamp(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_program_prints_is_told_by_how_it_begins() {
        for line in [
            "✔ Add a linter for the code?",
            "$ make all of the targets",
            "warning: each item should have a key",
            "TypeError: x is not a function",
            "[ERROR] cannot open the file",
            "2024-05-01T12:04:31Z the server has started",
        ] {
            assert!(is_output(line), "{line}");
        }
        for line in [
            "The harbour is open.",
            "Error bars show the spread.",
            "Warnings were given to the crew.",
            "#1 of the season",
            "Warning: Never open the valve.",
            "✔ Free delivery",
            "$ 100 were paid for it",
            "A note: the mill is closed.",
        ] {
            assert!(!is_output(line), "{line}");
        }
    }

    #[test]
    fn ways_to_call_a_command_are_told_from_prose() {
        for line in ["gpasswd [-a] [-d] user group", "-f, --fqdn, --long", "%s [-0 | --null] [--version]", "mv -f [from...] -t to [-q]"] {
            assert!(is_synopsis(line), "{line}");
        }
        for line in [
            "The well-known mill [sic] is open.",
            "Use the option -v to see more of what the command does.",
            "It fell by -3 or -4 degrees.",
        ] {
            assert!(!is_synopsis(line), "{line}");
        }
    }

    #[test]
    fn programs_are_told_from_prose() {
        assert!(is_code("export default function Button() {}"));
        assert!(is_code("const count = ref(0)"));
        assert!(!is_code("The mill (built in 1904) is for sale."));
        assert!(!is_code("Ring the printer (s) before noon."));
    }
}
