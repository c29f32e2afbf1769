use unicode_script::Script;

use crate::{
    declare_rule,
    lang::script_of,
    message,
    model::{Severity, is_right_to_left},
    rules::{Bitext, Context, Meta, Pair, Reporter, Rule},
};

declare_rule! {
    /// ## What it finds
    ///
    /// Characters that nobody sees and no spelling needs: zero-width blanks, soft hyphens, byte order marks, joiners outside the scripts that use them, and marks that turn the direction of text.
    ///
    /// ## Why it matters
    ///
    /// They break search and copying; direction marks can make a text read as something else.
    ///
    /// ## Example
    ///
    /// A zero-width blank inside "Trip​oli". Not found: the joiners of Persian, Hindi or emoji, zero-width blanks of Thai and Khmer, direction marks beside right-to-left text.
    ///
    /// ## What it cannot see
    ///
    /// Whether a joiner of Persian stands in the right place.
    InvisibleCharacter, id = "invisible-character", family = "typography", severity = Minor, mqm = "Design and markup", scope = Document
}

impl Rule for InvisibleCharacter {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    // A broken sentence may have lost its counterpart in the alignment: every bead with a target is looked at.
    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        for pair in bitext.pairs.iter().filter(|pair| !pair.target.is_empty()) {
            look(pair, cx, out);
        }
        Ok(())
    }
}

fn look(pair: &Pair<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) {
    let (source, target) = (pair.source_text(), pair.target_text());
    if target.is_ascii() || !may_hold(target.as_bytes()) {
        return;
    }
    let mut before: Option<char> = None;
    let mut chars = target.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let after = chars.peek().map(|(_, c)| *c);
        if let Some((severity, name)) = fault(c, before, after, cx)
            && !source.contains(c)
        {
            let code = u32::from(c);
            out.report(
                pair.place(),
                severity,
                95,
                "Invisible character",
                message!("U+{code} ({name}) stands in the text", code = format!("{code:04X}"), name),
            )
            .target_span(target, at..at + c.len_utf8())
            .because("character", format!("U+{code:04X}"));
            return;
        }
        before = Some(c);
    }
}

/// Whether a text has one of the characters that may be at fault, by their bytes.
fn may_hold(bytes: &[u8]) -> bool {
    let next = |at: usize| bytes.get(at + 1).copied().unwrap_or_default();
    bytes.iter().enumerate().any(|(at, byte)| match byte {
        0..=8 | 0xb | 0xe..=0x1f => true,
        0xc2 => matches!(next(at), 0x80..=0x9f | 0xad),
        0xe2 => matches!((next(at), next(at + 1)), (0x80, 0x8b..=0x8d | 0xaa..=0xae) | (0x81, 0xa0 | 0xa6..=0xa9)),
        0xef => (next(at), next(at + 1)) == (0xbb, 0xbf),
        _ => false,
    })
}

fn fault(c: char, before: Option<char>, after: Option<char>, cx: &Context<'_>) -> Option<(Severity, &'static str)> {
    let found = match c {
        '\u{200b}' if !breaks_lines(before) && !breaks_lines(after) => (Severity::Minor, "zero-width blank"),
        '\u{2060}' => (Severity::Minor, "word joiner"),
        '\u{feff}' => (Severity::Minor, "byte order mark"),
        '\u{ad}' => (Severity::Minor, "soft hyphen"),
        '\u{200c}' | '\u{200d}' if !joins(before) && !joins(after) => (Severity::Minor, "joiner"),
        '\u{202d}' | '\u{202e}' => (Severity::Major, "direction override"),
        '\u{202a}'..='\u{202c}' | '\u{2066}'..='\u{2069}'
            if !cx.target.rtl && !before.is_some_and(is_right_to_left) && !after.is_some_and(is_right_to_left) =>
        {
            (Severity::Minor, "direction mark")
        }
        '\u{80}'..='\u{9f}' | '\0'..='\u{8}' | '\u{b}' | '\u{e}'..='\u{1f}' => (Severity::Minor, "control character"),
        _ => return None,
    };
    Some(found)
}

/// Scripts without blanks between words, where a zero-width blank allows a line break.
fn breaks_lines(c: Option<char>) -> bool {
    c.is_some_and(|c| {
        matches!(
            script_of(c),
            Script::Thai
                | Script::Lao
                | Script::Khmer
                | Script::Myanmar
                | Script::Tibetan
                | Script::Han
                | Script::Hiragana
                | Script::Katakana
        )
    })
}

/// Scripts whose spelling uses joiners, and emoji.
fn joins(c: Option<char>) -> bool {
    c.is_some_and(|c| {
        let latin = matches!(
            script_of(c),
            Script::Latin
                | Script::Cyrillic
                | Script::Greek
                | Script::Hebrew
                | Script::Han
                | Script::Hangul
                | Script::Hiragana
                | Script::Katakana
        );
        !latin && (script_of(c) != Script::Common || u32::from(c) >= 0x2190)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Settings;

    #[test]
    fn what_may_be_at_fault_is_seen_by_its_bytes() {
        let settings = Settings::default();
        let cx = Context::new(&settings, None, None);
        for c in ('\0'..=char::MAX).filter(|c| fault(*c, None, None, &cx).is_some()) {
            assert!(may_hold(format!("é{c}").as_bytes()), "{c:?}");
        }
        assert!(!may_hold("Où est-il ? « Là-bas », dit-on – peut-être… d’ici 5 €".as_bytes()));
    }
}
