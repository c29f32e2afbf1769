//! What changed of a line of code that nobody may change: switches, figures, slips in names, marks as in prose.

use std::{collections::BTreeMap, ops::Range};

use crate::text::{
    listing::{Kind, Line, Listing, Token, is_direction},
    tokens::digit,
};

/// A line changed in more places than this says something else.
const MOST_TOKENS: usize = 3;
/// A name that stays elsewhere this often stays everywhere.
const STAYS: usize = 2;
/// Languages of listings that are read, not run: their words are translated.
const PROSE: &[&str] = &[
    "",
    "text",
    "txt",
    "plain",
    "plaintext",
    "none",
    "output",
    "log",
    "yaml",
    "yml",
    "toml",
    "ini",
    "json",
    "html",
    "xml",
    "svg",
    "vue",
    "markdown",
    "md",
    "mermaid",
    "diff",
    "http",
    "csv",
    // These hold elements with text.
    "js",
    "jsx",
    "ts",
    "tsx",
    "javascript",
    "typescript",
    "svelte",
    "astro",
    "php",
];
const SHELLS: &[&str] = &["bash", "sh", "shell", "zsh", "fish", "console", "shellsession", "powershell", "pwsh", "cmd", "bat", "terminal"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Changed,
    /// A switch, a line or a whole listing is gone: the target's place is empty.
    Lost,
}

/// How often words stand in all listings of a side.
pub(super) type Counts<'a> = BTreeMap<&'a str, usize>;

pub(super) type Found = (Range<usize>, Range<usize>, What);

/// What changed of a line that nobody may change.
pub(super) fn tokens<'a>(one: &Line<'a>, other: &Line<'a>, listing: &Listing<'a>, words: &(Counts<'a>, Counts<'a>)) -> Vec<Found> {
    if let Some(found) = typeset(one, other) {
        return vec![found];
    }
    let (mine, theirs) = (&one.tokens, &other.tokens);
    let same = |one: &Token<'_>, other: &Token<'_>| one.kind == other.kind && one.text == other.text;
    let lead = mine.iter().zip(theirs).take_while(|(one, other)| same(one, other)).count();
    let tail = mine[lead..].iter().rev().zip(theirs[lead..].iter().rev()).take_while(|(one, other)| same(one, other)).count();
    let (from, to) = (&mine[lead..mine.len() - tail], &theirs[lead..theirs.len() - tail]);
    let span = |token: &Token<'_>| token.at..token.at + token.text.len();
    if let ([lost], []) = (from, to) {
        let at = other.tokens.get(lead).map_or(other.text.trim_end().len(), |token| token.at);
        let command = lead > 0 && lost.kind == Kind::Switch;
        return if command || is_lost_sign(one, lead, other) { vec![(span(lost), at..at, What::Lost)] } else { Vec::new() };
    }
    if from.len() != to.len() || from.len() > MOST_TOKENS {
        return Vec::new();
    }
    let sorted = |tokens: &[Token<'a>]| -> Vec<String> {
        let mut all: Vec<String> = tokens.iter().map(|token| plain(token.text)).collect();
        all.sort_unstable();
        all
    };
    if from.len() > 1 && sorted(from) == sorted(to) {
        // In another order: dates, words of a sentence.
        return Vec::new();
    }
    let pairs = from.iter().zip(to).enumerate();
    pairs
        .filter(|(at, (mine, theirs))| {
            let before = (lead + at).checked_sub(1).map(|before| &one.tokens[before]);
            let after = one.tokens.get(lead + at + 1);
            !same(mine, theirs) && is_changed(mine, theirs, (before, after), from.len() == 1, listing, words)
        })
        .map(|(_, (mine, theirs))| (span(mine), span(theirs), What::Changed))
        .collect()
}

/// Whether a sign at a place of a line is the minus or the per cent of a figure, and the other line has fewer of them: some write `50 %`.
fn is_lost_sign(line: &Line<'_>, at: usize, other: &Line<'_>) -> bool {
    let sign = &line.tokens[at];
    let touches = |one: &Token<'_>, next: &Token<'_>| one.at + one.text.len() == next.at;
    let figure = |token: &&Token<'_>| token.kind == Kind::Figure && token.text.starts_with(|c: char| c.is_numeric());
    let behind = line.tokens.get(at + 1).filter(figure).filter(|next| touches(sign, next));
    let before = at.checked_sub(1).map(|before| &line.tokens[before]);
    let fewer = |signs: &[char]| {
        let count = |text: &str| text.chars().filter(|c| signs.contains(c)).count();
        count(other.text) < count(line.text)
    };
    match sign.text {
        // Between two figures it may be a range or a date.
        "-" => behind.is_some() && before.is_none_or(|before| before.kind == Kind::Sign) && fewer(&['-', '–', '—', '−']),
        "%" => before.filter(figure).is_some_and(|before| touches(before, sign)) && fewer(&['%', '٪', '％']),
        _ => false,
    }
}

/// Whether a token became another one that does something else.
fn is_changed(
    mine: &Token<'_>,
    theirs: &Token<'_>,
    (before, after): (Option<&Token<'_>>, Option<&Token<'_>>),
    alone: bool,
    listing: &Listing<'_>,
    (source, target): &(Counts<'_>, Counts<'_>),
) -> bool {
    let times = |counts: &Counts<'_>, word: &str| counts.get(word).copied().unwrap_or(0);
    match (mine.kind, theirs.kind) {
        (Kind::Switch, Kind::Switch) => true,
        // `-5` is 5 now, `--all` is all.
        (Kind::Switch, Kind::Figure | Kind::Word) => mine.text.trim_start_matches('-') == theirs.text,
        (Kind::Figure | Kind::Quoted, kind) if kind == mine.kind => figures(mine.text, theirs.text),
        (Kind::Word, Kind::Word) => {
            // A name that was given another one throughout is meant.
            let renamed = times(target, mine.text) == 0 && times(target, theirs.text) > 1 || times(source, theirs.text) > 0;
            // `--lang en` is `--lang de` in the German page.
            let tags = mine.text.len() == 2 && theirs.text.len() == 2;
            if renamed || tags {
                return false;
            }
            let language = listing.language.to_ascii_lowercase();
            let stays = alone && times(target, mine.text) >= STAYS && !PROSE.contains(&language.as_str());
            let sign = |token: Option<&Token<'_>>, signs: &[&str]| token.is_some_and(|token| signs.contains(&token.text));
            let named = mine.text.contains(['_', '$'])
                || mine.text.chars().skip(1).any(char::is_uppercase) && mine.text.contains(char::is_lowercase)
                || sign(after, &["("])
                || sign(before, &[".", "@"])
                || before.is_none() && SHELLS.contains(&language.as_str()) && mine.text.chars().all(|c| c.is_ascii_lowercase());
            stays || named && is_slip(mine.text, theirs.text)
        }
        _ => false,
    }
}

/// Whether two names differ by a slip of the hand.
fn is_slip(one: &str, other: &str) -> bool {
    let edits = strsim::damerau_levenshtein(one, other);
    one.is_ascii() && other.is_ascii() && edits <= 2 && one.len() >= 4 && edits * 4 <= one.len()
}

/// Whether two texts are the same but for their figures.
fn figures(one: &str, other: &str) -> bool {
    let bare = |text: &str| -> String {
        let mut out = String::new();
        for c in text.chars().filter(|c| !is_direction(*c)) {
            match c.is_numeric() {
                true if out.ends_with('0') => {}
                true => out.push('0'),
                false => out.push(c),
            }
        }
        out
    };
    let digits = |text: &str| -> String { plain(text).chars().filter(char::is_ascii_digit).collect() };
    bare(one) == bare(other) && digits(one) != digits(other)
}

/// A line that was typeset as prose: dashes, quotation marks, marks of another script, digits of another script. Such code does not run.
fn typeset(one: &Line<'_>, other: &Line<'_>) -> Option<Found> {
    let end = |line: &Line<'_>| line.tokens.last().map_or(0, |token| token.at + token.text.len());
    let start = |line: &Line<'_>| line.tokens.first().map_or(0, |token| token.at);
    let (from, to) = (&one.text[start(one)..end(one)], &other.text[start(other)..end(other)]);
    let squeezed = |text: &str| -> String { text.chars().filter(|c| !c.is_whitespace() && !is_direction(*c)).collect() };
    let (bare, set) = (squeezed(from), squeezed(to));
    let same = bare == plain(&set) || bare == plain(&set.replace(['–', '—'], "--"));
    if bare == set || !same {
        return None;
    }
    let at = to.char_indices().find(|(_, c)| !is_direction(*c) && !c.is_whitespace() && !from.contains(*c))?;
    let there = start(other) + at.0;
    let token = other.tokens.iter().rposition(|token| token.at <= there)?;
    let whole = |token: &Token<'_>| token.at..token.at + token.text.len();
    let mine = one.tokens.get(token).map_or(start(one)..end(one), whole);
    Some((mine, whole(&other.tokens[token]), What::Changed))
}

/// A text with the signs that a program reads.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '“' | '”' | '„' | '«' | '»' => out.push('"'),
            '‘' | '’' | '‚' => out.push('\''),
            '–' | '—' | '−' => out.push('-'),
            '…' => out.push_str("..."),
            '،' | '、' => out.push(','),
            '؛' => out.push(';'),
            '؟' => out.push('?'),
            '٪' => out.push('%'),
            '。' => out.push('.'),
            // Full-width forms of ASCII.
            '\u{ff01}'..='\u{ff5e}' => out.extend(char::from_u32(u32::from(c) - 0xfee0)),
            c => out.push(digit(c).map_or(c, |digit| char::from(b'0' + digit.min(9)))),
        }
    }
    out
}
