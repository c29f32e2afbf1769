use std::ops::Range;

use unicode_script::Script;

use crate::{
    declare_rule,
    lang::{Language, is_letter, is_word_character, script_of},
    message,
    model::Severity,
    rules::{Context, Meta, Pair, Reporter, Rule},
    text::{code::is_code, ends::asks, quotes},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A mark where none belongs: a question mark inside a sentence, a full stop before a small letter, two commas, a mark at the very beginning, a lone quotation mark, a sign such as ^ or _ after a word; where the source has none of it.
    ///
    /// ## Why it matters
    ///
    /// It breaks the sentence.
    ///
    /// ## Example
    ///
    /// "The ferry? leaves at noon." Not found: abbreviations, code, footnote marks that the source has too.
    ///
    /// ## What it cannot see
    ///
    /// A comma between two words that could do without.
    StrayPunctuation, id = "stray-punctuation", family = "typography", severity = Minor, mqm = "Linguistic conventions", scope = Pair
}

impl Rule for StrayPunctuation {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn pair(&self, pair: &Pair<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let (source, target) = (pair.source_text(), pair.target_text());
        let found = at_start(source, target)
            .or_else(|| doubled(source, target))
            .or_else(|| sign(source, target))
            .or_else(|| inside(source, target, cx))
            .or_else(|| after_bound(source, target, cx))
            .or_else(|| glued_dash(source, target, cx))
            .or_else(|| lone_quote(source, target, cx));
        if let Some((span, confidence)) = found {
            if is_code(target) || pair.target_prose().len() * 2 < target.len() {
                return Err("a line of code or markup");
            }
            let mark = target[span.clone()].to_owned();
            out.report(
                pair.place(),
                Severity::Minor,
                confidence,
                "Stray mark",
                message!("“{mark}” does not belong here; the source has none", mark),
            )
            .target_span(target, span)
            .because("mark", mark);
        }
        Ok(())
    }
}

type Found = Option<(Range<usize>, u8)>;

/// A text that begins with a mark that ends or divides.
fn at_start(source: &str, target: &str) -> Found {
    let divides = |c: char| matches!(c, ',' | ';' | '!' | '?' | ')' | '،' | '؛' | '؟' | '。' | '，' | '、' | '！' | '？' | '।');
    let first = target.trim_start().chars().next().filter(|c| divides(*c))?;
    let at = target.find(first)?;
    let follows = target[at + first.len_utf8()..].chars().next().is_some_and(|c| c.is_whitespace() || is_letter(c));
    let theirs = source.trim_start().chars().next().is_some_and(|c| !is_word_character(c) && !quotes::is_mark(c));
    // "Unmatched ) or \\)" names the sign itself.
    let named = first == ')' && source.contains(" )");
    (follows && !theirs && !named).then_some((at..at + first.len_utf8(), 85))
}

/// Two dividing marks in a row.
fn doubled(source: &str, target: &str) -> Found {
    const PAIRS: &[&str] =
        &[",,", ";;", ",;", ";,", ";.", ",.", ",!", ",?", "!,", ",:", ";:", "، ،", "،،", "。。", "，，", "、、", "，。", "。，", "।।"];
    // Nothing to look for where no two marks follow each other.
    let mark = |c: char| matches!(c, ',' | ';' | '.' | ':' | '!' | '?' | '،' | '。' | '，' | '、' | '।');
    let mut before = false;
    let follow = target.chars().filter(|c| *c != ' ').any(|c| std::mem::replace(&mut before, mark(c)) && before);
    if !follow {
        return None;
    }
    if let Some(at) = two_stops(target)
        && two_stops(source).is_none()
    {
        return Some((at..at + 2, 80));
    }
    PAIRS.iter().find_map(|pair| {
        let at = target.find(pair)?;
        let after = target[at + pair.len()..].chars().next();
        let quoted = target[..at].ends_with(|c: char| quotes::is_mark(c) || matches!(c, ']' | '}'));
        (!source.contains(pair) && !quoted && after.is_none_or(|c| c.is_whitespace() || is_word_character(c)))
            .then_some((at..at + pair.len(), 85))
    })
}

/// Two full stops behind a word: neither an end nor an ellipsis.
fn two_stops(text: &str) -> Option<usize> {
    text.match_indices("..").map(|(at, _)| at).find(|at| {
        let (before, after) = (text[..*at].chars().next_back(), text[at + 2..].chars().next());
        before.is_some_and(is_letter) && after.is_none_or(|c| c.is_whitespace() || quotes::is_mark(c))
    })
}

/// A sign that no sentence uses by itself after a word, before a blank, that the source does not have at all.
fn sign(source: &str, target: &str) -> Found {
    // All of them are ASCII.
    let is_sign = |byte: u8| matches!(byte, b'_' | b'^' | b'~' | b'|' | b'\\' | b'`' | b'=' | b'@' | b'$' | b'&');
    if !target.bytes().any(is_sign) {
        return None;
    }
    let mut before = ' ';
    let mut chars = target.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let after = chars.peek().map(|(_, c)| *c);
        let glued = is_letter(before)
            || matches!(before, ')' | '’' | '”')
            || (matches!(c, '_' | '^' | '~' | '`') && (before.is_numeric() || matches!(before, ',' | ';' | ':')));
        let single = || target.matches(c).count() == 1 && !source.contains(c);
        if u8::try_from(c).is_ok_and(is_sign) && glued && after == Some(' ') && single() {
            return Some((at..at + c.len_utf8(), 85));
        }
        before = c;
    }
    None
}

/// A question or exclamation mark or a full stop between a word and a small letter.
fn inside(source: &str, target: &str, cx: &Context<'_>) -> Found {
    let marks = target.char_indices().filter(|(_, c)| matches!(c, '?' | '!' | '.' | '؟' | '？'));
    let asked = || asks(source, cx.source);
    let shouted = || source.contains(['!', '！']);
    // Where the source ends as many sentences on its way, the next one begins small because it begins with a command or a name.
    let divided = || stops_inside(source) >= stops_inside(target);
    for (at, c) in marks {
        let rest = &target[at + c.len_utf8()..];
        let small = rest.strip_prefix(' ').and_then(|r| r.chars().next()).is_some_and(char::is_lowercase);
        let word: &str = target[..at].rsplit(|c: char| !is_letter(c) && c != '.').next().unwrap_or_default();
        let letters = word.chars().count();
        let capital = rest.strip_prefix(' ').and_then(|r| r.chars().next()).is_some_and(char::is_uppercase);
        let cut = small || (capital && matches!(c, '?' | '!'));
        // In brackets a question may be cited: (Lost your key? and so on).
        let bracketed = || c != '.' && target[..at].matches(['(', '（', '[']).count() > target[..at].matches([')', '）', ']']).count();
        if !cut || bracketed() {
            continue;
        }
        let taken = match c {
            '?' | '؟' | '？' => asked(),
            '!' => shouted(),
            _ => {
                divided()
                    || (letters < 5 && !(letters > 1 && word.chars().all(char::is_lowercase) && cx.target.words.is_function(word)))
                    || word.contains('.')
                    || abbreviation(word, cx.target)
                    || source.contains(&format!("{word}."))
                    || !has_vowel(word)
            }
        };
        if letters >= 1 && small && !taken {
            return Some((at..at + c.len_utf8(), 82));
        }
        // A question mark before a capital, with the sentence going on to its own end.
        if matches!(c, '?' | '!')
            && capital
            && !taken
            && letters >= 1
            && target.matches(c).count() == 1
            && sentences(source) <= 1
            && sentences(target) <= 2
        {
            return Some((at..at + c.len_utf8(), 75));
        }
    }
    None
}

/// A mark behind an article or a preposition, which no mark but the colon before a list can follow: "the; family", "in the- north".
fn after_bound(source: &str, target: &str, cx: &Context<'_>) -> Found {
    let marks = |c: char| matches!(c, ',' | '.' | ';' | '!' | '?' | '-' | '\'' | '،' | '؛' | '؟');
    if cx.target.words.bound.is_empty() {
        return None;
    }
    target.match_indices(marks).find_map(|(at, mark)| {
        let follows = target[at + mark.len()..].strip_prefix(' ').and_then(|rest| rest.chars().next());
        // A name may follow a comma; what ends a sentence cannot stand here, whatever follows.
        let goes_on = |c: char| is_letter(c) && (!c.is_uppercase() || (at > 1 && matches!(mark, "." | ";" | "?" | "!")));
        if !follows.is_some_and(goes_on) {
            return None;
        }
        let word = target[..at].rsplit(char::is_whitespace).next().unwrap_or_default();
        if !cx.target.words.bound.iter().any(|known| known == word || (at == word.len() && known.eq_ignore_ascii_case(word))) {
            return None;
        }
        // In a list of words, or where the source cuts in as well, the mark has its reason.
        // Two commas set an insertion off.
        if mark == "," && target[at + 1..].contains(',') {
            return None;
        }
        let count = |text: &str| text.chars().filter(|c| Some(kind(*c)) == mark.chars().next().map(kind)).count();
        (count(target) > count(source)).then_some((at..at + mark.len(), 82))
    })
}

/// A hyphen that hangs on a word before a blank ("a number- of ships"), once, where neither side has a dash. What is left open for the end of
/// another word ("Haus- und Gartenarbeit") is followed by a conjunction.
fn glued_dash(source: &str, target: &str, cx: &Context<'_>) -> Found {
    let dash = |c: char| matches!(c, '-' | '–' | '—');
    let hangs = |text: &str| {
        let mut found = text.match_indices("- ").filter(|(at, _)| text[..*at].chars().next_back().is_some_and(is_word_character));
        (found.next().map(|(at, _)| at), found.next().is_some())
    };
    let (Some(at), false) = hangs(target) else { return None };
    let before = target[..at].rsplit(|c: char| !is_letter(c)).next().unwrap_or_default();
    let word: &str = target[at + 2..].split(|c: char| !is_letter(c)).next().unwrap_or_default();
    let plain = word.chars().next().is_some_and(char::is_lowercase) && !target[at + 2 + word.len()..].starts_with('.');
    let open = cx.target.words.unfinished.iter().any(|known| known == word);
    // A dash proper on either side: the hyphen was meant as its partner.
    let dashes = |text: &str| text.contains(['–', '—']) || text.contains(" -") || text.contains("--");
    (before.chars().count() > 1
        && plain
        && !open
        && !dashes(source)
        && !dashes(target)
        && hangs(source).0.is_none()
        && !source.ends_with(dash))
    .then_some((at..at + 1, 80))
}

/// Marks that do the same in several scripts, as one of them.
fn kind(mark: char) -> char {
    match mark {
        '،' | '，' | '、' => ',',
        '؛' | '；' => ';',
        '؟' | '？' => '?',
        '：' => ':',
        '。' | '।' => '.',
        '！' => '!',
        _ => mark,
    }
}

/// Full stops behind a word and before a blank with more to come.
fn stops_inside(text: &str) -> usize {
    let text = text.trim_end();
    let stops = text.match_indices('.').filter(|(at, _)| {
        let before = text[..*at].chars().next_back();
        before.is_some_and(|c| is_word_character(c) || matches!(c, ')' | '"' | '”' | '»'))
            && text[at + 1..].starts_with(char::is_whitespace)
    });
    stops.count() + text.chars().filter(|c| matches!(c, '。' | '।' | '።')).count().saturating_sub(1)
}

/// Marks that end sentences, runs counted once.
fn sentences(text: &str) -> usize {
    let mut count = 0;
    let mut last = ' ';
    for c in text.chars() {
        let ends = |c: char| matches!(c, '.' | '!' | '?' | '。' | '！' | '？' | '।' | '؟');
        count += usize::from(ends(c) && !ends(last));
        last = c;
    }
    count
}

fn abbreviation(word: &str, language: &Language) -> bool {
    language.sentence.abbreviations.iter().any(|known| known.eq_ignore_ascii_case(word))
}

fn has_vowel(word: &str) -> bool {
    use unicode_normalization::UnicodeNormalization;
    !word.is_ascii() || word.nfd().any(|c| "aeiouyAEIOUY".contains(c))
}

/// A single quotation mark where the source has none at all, glued to the end of a word.
fn lone_quote(source: &str, target: &str, cx: &Context<'_>) -> Found {
    let own = quotes::marks(target);
    if let [mark] = own.as_slice()
        && quotes::marks(source).is_empty()
        && !quotes::sets_apart(source)
        && !source.contains(['‹', '《', '<'])
    {
        // Between a word and the next word, with a blank on one side only, it neither opens nor closes what somebody said.
        let before = target[..mark.at].chars().next_back();
        let mut after = target[mark.at + mark.sign.len_utf8()..].chars();
        let inner = before.is_some_and(is_letter) && after.next() == Some(' ') && after.next().is_some_and(is_letter);
        return inner.then_some((mark.at..mark.at + mark.sign.len_utf8(), 80));
    }
    let mut singles = target.match_indices('\'').filter(|(at, _)| {
        let word = target[..*at].rsplit(|c: char| !is_letter(c)).next().unwrap_or_default();
        let last = word.chars().next_back();
        let after = target[at + 1..].chars().next();
        // Words that end in these letters drop the next one, or show an owner; little words do neither.
        let small = word.chars().count() > 1 && !word.ends_with('o') && word == word.to_lowercase() && cx.target.words.is_function(word);
        // In Hebrew the sign is a geresh.
        let geresh = last.is_some_and(|c| script_of(c) == Script::Hebrew);
        !geresh
            && last.is_some_and(|c| !matches!(c, 's' | 'S' | 'z' | 'x' | 'n' | 'o' | 'h' | 'f') || small)
            && after.is_some_and(|c| c == ' ' || c == ',')
    });
    let (at, _) = singles.next()?;
    let opened = target[..at].match_indices('\'').any(|(open, _)| target[..open].chars().next_back().is_none_or(|c| !is_word_character(c)));
    let quoted = quotes::sets_apart(source) || !quotes::marks(source).is_empty() || source.contains(['‹', '『', '《']);
    (singles.next().is_none() && !opened && !quoted).then_some((at..at + 1, 75))
}
