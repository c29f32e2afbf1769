use crate::{
    declare_rule,
    lang::{is_letter, prose},
    message,
    model::Severity,
    rules::{Bitext, Context, Meta, Pair, Reporter, Rule},
};

declare_rule! {
    /// ## What it finds
    ///
    /// Letters replaced by question marks or by the replacement character U+FFFD.
    ///
    /// ## Why it matters
    ///
    /// They are gone for good.
    ///
    /// ## Example
    ///
    /// "Die Br?cke ist ge?ffnet." Not found: questions, links, what stands so in the source.
    ///
    /// ## What it cannot see
    ///
    /// Letters dropped without a trace.
    LostCharacters, id = "lost-characters", family = "typography", severity = Critical, mqm = "Design and markup", scope = Document
}

impl Rule for LostCharacters {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    // A broken sentence may have lost its counterpart in the alignment: every bead with a target is looked at.
    fn document(&self, bitext: &Bitext<'_>, _cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        for pair in bitext.pairs.iter().filter(|pair| !pair.target.is_empty()) {
            look(pair, out);
        }
        Ok(())
    }
}

fn look(pair: &Pair<'_>, out: &mut Reporter<'_>) {
    let (source, target) = (pair.source_text(), pair.target_text());
    if let Some(at) = target.find('\u{fffd}')
        && !source.contains('\u{fffd}')
    {
        let count = target.matches('\u{fffd}').count();
        out.report(pair.place(), Severity::Critical, 99, "Characters lost", message!("{count} characters were lost (U+FFFD)", count))
            .target_span(target, at..at + 3)
            .because("lost characters", count.to_string());
        return;
    }
    if !target.contains('?') {
        return;
    }
    let text = prose(target);
    let (inside, edges, runs) = question_marks(&text);
    let (theirs, _, their_runs) = question_marks(&prose(source));
    if theirs > 0 || their_runs > 0 {
        return;
    }
    // Inside words and in long runs, question marks stand for letters.
    let (severity, confidence) = match (inside, runs) {
        (2.., _) | (_, 3..) => (Severity::Critical, 96),
        (1, _) if edges > 0 || runs > 0 => (Severity::Critical, 93),
        (_, 1..) if inside + edges > 1 => (Severity::Critical, 90),
        (1, _) => (Severity::Major, 82),
        (0, 1..) if lone_runs(&text) > 0 => (Severity::Critical, 90),
        (0, 0) if edges >= 2 => (Severity::Major, 80),
        _ => return,
    };
    let at = target.find('?').unwrap_or_default();
    let count = target.matches('?').count();
    out.report(
        pair.place(),
        severity,
        confidence,
        "Characters lost",
        message!("{count} question marks stand in the place of letters", count),
    )
    .target_span(target, at..at + 1)
    .because("question marks inside words", inside.to_string());
}

/// Runs of two and more that stand between blanks before the end of the text, as a word does.
fn lone_runs(text: &str) -> usize {
    let words: Vec<&str> = text.split_whitespace().collect();
    let last = words.len().saturating_sub(1);
    words[..last].iter().filter(|word| word.len() >= 2 && word.bytes().all(|b| b == b'?')).count()
}

/// Question marks between a letter and a small letter, at the beginning of a word, and runs of four and more beside blanks or letters.
fn question_marks(text: &str) -> (usize, usize, usize) {
    let chars: Vec<char> = text.chars().collect();
    let (mut inside, mut edges, mut runs) = (0, 0, 0);
    let mut at = 0;
    while at < chars.len() {
        if chars[at] != '?' {
            at += 1;
            continue;
        }
        let length = chars[at..].iter().take_while(|c| **c == '?').count();
        let before = at.checked_sub(1).map(|b| chars[b]);
        let after = chars.get(at + length).copied();
        let word = before.is_some_and(is_letter);
        let small = after.is_some_and(|c| is_letter(c) && !c.is_uppercase());
        if word && small && length <= 3 {
            inside += 1;
        } else if small && before.is_none_or(char::is_whitespace) && length <= 3 {
            edges += 1;
        } else {
            let blank = before.is_some_and(char::is_whitespace);
            let beside = blank || after.is_some_and(|c| c == ' ' || is_letter(c));
            runs += usize::from((length >= 3 && beside) || (length >= 2 && blank && after == Some(' ')));
        }
        at += length;
    }
    (inside, edges, runs)
}
