//! Looks a Latin name up in a text of another script: the best span with free ends, and how likely it is the name.

use std::{
    cell::RefCell,
    collections::BTreeSet,
    ops::{Deref, Range},
    rc::Rc,
    sync::Arc,
};

use unicode_script::{Script, UnicodeScript};

use super::{
    adapt::{ENOUGH, adapted},
    contrast::{Rival, rival},
    costs::Costs,
    features::Bench,
    kept::Memo,
    lattice::{Ends, Source, Target, Whole},
    letters::{Letters, latin, native},
    likeness::likely,
    tables::{GENERIC, costs, parts, table_for},
};
use crate::{
    lang::{Language, is_letter},
    model::Lang,
};

/// Cost of starting one, two, three letters into a word, where a language glues small words to the next.
const GLUED: [f32; 3] = [2.0, 3.0, 4.0];
/// Cost of cutting off a word's ending: at once, and a letter; and how many letters.
const CUT: (f32, f32) = (1.0, 0.8);
const ENDING: usize = 4;
/// Jamo of the particles that Korean puts after a name.
const PARTICLES: usize = 9;
/// Cost of starting or ending anywhere in scripts without blanks.
const ANYWHERE: f32 = 1.0;

thread_local! {
    /// How likely a piece of a text and a Latin spelling are one name, by the table that weighs them: texts name the same people again and
    /// again, and a pair is compared some five times over.
    static LIKELY: RefCell<Memo<f32>> = RefCell::default();
}

/// A text prepared for looking names up.
#[derive(Debug, Clone)]
pub struct Haystack {
    letters: Letters,
    source: Source,
    start: Vec<f32>,
    end: Vec<f32>,
    inside: Vec<bool>,
}

impl Ends for Haystack {
    fn start(&self, at: usize) -> f32 {
        self.start[at]
    }

    fn end(&self, at: usize) -> f32 {
        self.end[at]
    }

    fn inside(&self, at: usize) -> bool {
        self.inside[at]
    }
}

/// The best place for a name in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Bytes of the text.
    pub span: Range<usize>,
    /// Log-likelihood ratio, ends paid for.
    pub score: f32,
    /// The probability that the span and the name are one name.
    pub probability: f32,
}

/// A table as it comes, or one that has learnt from the batch.
#[derive(Debug, Clone)]
enum Table {
    Given(&'static Costs),
    Adapted(Arc<Costs>),
}

impl Deref for Table {
    type Target = Costs;

    fn deref(&self) -> &Costs {
        match self {
            Table::Given(costs) => costs,
            Table::Adapted(costs) => costs,
        }
    }
}

/// Looks names up in texts of one language.
#[derive(Debug, Clone)]
pub struct Searcher {
    /// The script has a table of its own, and its name.
    has_own: bool,
    name: &'static str,
    table: Table,
    generic: &'static Costs,
    unspaced: bool,
    hangul: bool,
    bench: Bench,
}

impl Searcher {
    /// A searcher for a script, by the tables of a language; `None` for the Latin script.
    #[must_use]
    pub fn new(script: Script, language: Option<Lang>, facts: &Language) -> Option<Self> {
        if script == Script::Latin {
            return None;
        }
        let generic = costs(GENERIC)?;
        let name = table_for(script, language);
        let own = (name != GENERIC).then(|| costs(name)).flatten();
        let unspaced = facts.unspaced
            || matches!(
                script,
                Script::Han | Script::Hiragana | Script::Katakana | Script::Thai | Script::Lao | Script::Khmer | Script::Myanmar
            );
        Some(Searcher {
            has_own: own.is_some(),
            name,
            table: Table::Given(own.unwrap_or(generic)),
            generic,
            unspaced,
            hangul: script == Script::Hangul,
            bench: Bench::default(),
        })
    }

    /// Lets the table learn from the sure names of a batch; false where they are too few.
    pub(super) fn adapt(&mut self, names: &BTreeSet<(&str, &str)>) -> bool {
        if names.len() < ENOUGH {
            return false;
        }
        let letters = if self.has_own { native } else { latin };
        let Some(costs) = parts(self.name).and_then(|parts| adapted(parts, names, letters)) else { return false };
        self.table = Table::Adapted(Arc::new(costs));
        true
    }

    /// Prepares a text.
    #[must_use]
    pub fn haystack(&self, text: &str) -> Haystack {
        let letters = if self.has_own { native(text) } else { latin(text) };
        let source = Source::new(&letters, &self.table);
        let n = source.symbols.len();
        let (mut start, mut end, mut inside) = (vec![f32::INFINITY; n + 1], vec![f32::INFINITY; n + 1], vec![false; n + 1]);
        let mut since = usize::MAX;
        for at in 0..n {
            if source.edges[at] {
                start[at] = 0.0;
                end[at + 1] = 0.0;
                since = 0;
                continue;
            }
            // `at` is the letter number `since` of its word; starting there leaves the letters before it out.
            if since > 0 && since != usize::MAX {
                let cost = if self.unspaced { ANYWHERE } else { GLUED.get(since - 1).copied().unwrap_or(f32::INFINITY) };
                if cost < start[at] {
                    start[at] = cost;
                }
                inside[at] = true;
            }
            since = since.saturating_add(1);
        }
        let mut left = usize::MAX;
        for at in (0..n).rev() {
            if source.edges[at] {
                left = 0;
                continue;
            }
            left = left.saturating_add(1);
            // Ending before `at` cuts `left` letters off.
            if inside[at] && left != usize::MAX {
                #[expect(clippy::cast_precision_loss, reason = "letters of an ending")]
                let cost = match left {
                    _ if self.unspaced => ANYWHERE,
                    _ if self.hangul && left <= PARTICLES => ANYWHERE,
                    _ if left <= ENDING => CUT.0 + CUT.1 * left as f32,
                    _ => f32::INFINITY,
                };
                if cost < end[at] {
                    end[at] = cost;
                }
            }
        }
        Haystack { letters, source, start, end, inside }
    }

    /// The best span for a name.
    pub fn find(&mut self, name: &str, text: &str, haystack: &Haystack) -> Option<Found> {
        let target = self.target(name);
        if target.codes.len() < 3 || haystack.source.symbols.len() < 3 {
            return None;
        }
        self.bench.room.strict = true;
        let (score, range) = self.bench.room.align(&haystack.source, &target, &self.table, haystack);
        self.bench.room.strict = false;
        let mut symbols = range.filter(|at| !haystack.source.edges[*at]);
        let first = symbols.next()?;
        let last = symbols.next_back().unwrap_or(first);
        let byte = |symbol: usize| haystack.letters.from[haystack.source.from[symbol] as usize] as usize;
        let end = byte(last) + text.get(byte(last)..)?.chars().next()?.len_utf8();
        let span = byte(first)..end + marks(&text[end..]);
        // A piece of a Latin word ("oject" of "Project" in Chinese) is nobody's name in another script.
        if cuts_latin(text, &span) {
            return None;
        }
        let piece = text.get(span.clone())?;
        let probability = self.likely(piece, name);
        Some(Found { span, score, probability })
    }

    /// A spelling one consonant away that fits a piece of the text better.
    pub fn rival(&mut self, piece: &str, name: &str) -> Option<Rival> {
        let letters = if self.has_own { native(piece) } else { latin(piece) };
        rival(&letters, name, &self.table, &mut self.bench.room)
    }

    /// How well a spelling fits a piece of the text, rare letters at what they are worth: for spellings against each other.
    pub fn fit(&mut self, piece: &str, name: &str) -> f32 {
        let letters = if self.has_own { native(piece) } else { latin(piece) };
        let (source, target) = (Source::new(&letters, &self.table), self.target(name));
        self.bench.room.strict = true;
        let score = self.bench.room.weigh(&source, &target, &self.table, &Whole(source.symbols.len()));
        self.bench.room.strict = false;
        score + target.log()
    }

    /// A Latin word made ready to be compared.
    #[must_use]
    pub fn target(&self, word: &str) -> Rc<Target> {
        Target::of_word(word, &self.table)
    }

    /// The Latin word that answers a word of the text best: which one, the score, the probability.
    pub fn answer(&mut self, word: &str, latin_words: &[(&str, Rc<Target>)]) -> Option<(usize, f32, f32)> {
        let letters = if self.has_own { native(word) } else { latin(word) };
        let source = Source::new(&letters, &self.table);
        let whole = Whole(source.symbols.len());
        let mut best: Option<(usize, f32)> = None;
        for (at, (_, target)) in latin_words.iter().enumerate() {
            let score = self.bench.room.weigh(&source, target, &self.table, &whole);
            if best.is_none_or(|(_, most)| score > most) {
                best = Some((at, score));
            }
        }
        let (at, score) = best?;
        Some((at, score, self.likely(word, latin_words[at].0)))
    }

    /// The probability that a word of the text and a Latin spelling are one name.
    pub fn likely(&mut self, word: &str, name: &str) -> f32 {
        let make = || likely(&mut self.bench, word, name, self.has_own.then_some(&*self.table), self.generic);
        LIKELY.with_borrow_mut(|memo| memo.get(self.table.id(), &[word, name].join("\t"), make))
    }
}

/// Bytes of the marks at the start of a text that belong to the letter before.
fn marks(text: &str) -> usize {
    text.chars().take_while(|c| unicode_normalization::char::is_combining_mark(*c)).map(char::len_utf8).sum()
}

/// Whether a span begins or ends inside a Latin word.
fn cuts_latin(text: &str, span: &Range<usize>) -> bool {
    let latin = |c: Option<char>| c.is_some_and(|c| is_letter(c) && c.script() == Script::Latin);
    let inside = |at: usize| latin(text[..at].chars().next_back()) && latin(text[at..].chars().next());
    inside(span.start) || inside(span.end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::or_default;

    fn found(script: Script, lang: &str, name: &str, text: &str) -> (String, f32) {
        let lang = Lang::parse(lang).ok();
        let mut searcher = Searcher::new(script, lang, or_default(lang)).expect("not Latin");
        let haystack = searcher.haystack(text);
        let found = searcher.find(name, text, &haystack).expect("a span");
        (text[found.span].to_owned(), found.probability)
    }

    #[test]
    fn names_are_found_in_text() {
        let (span, sure) = found(Script::Arabic, "ar", "Sarraj", "التقى رئيس الحكومة فايز السراج بالمبعوث في طرابلس.");
        assert!(span.ends_with("سراج") && sure > 0.6, "{span} {sure}");
        let (span, sure) = found(Script::Arabic, "ar", "Nottingham", "وصل القطار إلى نوتنغهام صباحا");
        assert!(span == "نوتنغهام" && sure > 0.6, "{span} {sure}");
        let (span, sure) = found(Script::Cyrillic, "ru", "Atkinson", "Он не мог забыть Аткинсона после фильма");
        assert!(span.starts_with("Аткинсон") && sure > 0.6, "{span} {sure}");
        let (span, sure) = found(Script::Katakana, "ja", "Christopher", "昨日クリストファーさんが来た");
        assert!(span.starts_with("クリストファー") && sure > 0.6, "{span} {sure}");
    }

    #[test]
    fn absent_names_are_unlikely() {
        let (span, sure) = found(Script::Arabic, "ar", "Haftar", "التقى رئيس الحكومة فايز السراج بالمبعوث في طرابلس.");
        assert!(sure < 0.3, "{span} {sure}");
    }

    #[test]
    fn a_piece_of_a_latin_word_is_no_counterpart() {
        let text = "运行 Project 双写入映射";
        let at = text.find("oject").unwrap_or_default();
        assert!(cuts_latin(text, &(at..at + 5)));
        let whole = text.find("Project").unwrap_or_default();
        assert!(!cuts_latin(text, &(whole..whole + 7)));
        assert!(!cuts_latin(text, &(0..3)), "Chinese words have no edges");
    }
}
