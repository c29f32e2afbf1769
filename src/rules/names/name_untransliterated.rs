use std::{cell::LazyCell, ops::Range};

use rustc_hash::{FxHashMap, FxHashSet};
use unicode_script::{Script, UnicodeScript};

use super::gathered::{Gathered, ONE_SCRIPT, gather};
use crate::{
    declare_rule,
    lang::{is_letter, word_indices},
    message,
    model::{Arrange, Severity},
    names::{
        candidates::bare,
        letters::native,
        lists::{attested, common, forms},
        plain,
        slips::capitalised,
        tables::script_of,
    },
    rules::{Bitext, Context, Meta, Pair, Reporter, Rule},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A name that stands in the letters of the source in a translation written in another script; and, into scripts that take Latin words in, a name left in Latin letters that the batch writes in the letters of the translation everywhere else.
    ///
    /// ## Why it matters
    ///
    /// Most readers cannot read it.
    ///
    /// ## Example
    ///
    /// "Yesterday باشاغا arrived." Not found: the source spelling in brackets behind the name, or in quotation marks.
    ///
    /// ## What it cannot see
    ///
    /// Names that no list has and that the batch does not render elsewhere: those are a `mixed-script`.
    NameUntransliterated, id = "name-untransliterated", family = "names", severity = Major, mqm = "Accuracy/Untranslated", scope = Document
}

/// How sure: of what stands there in letters that the language does not have, and of a Latin name in a text that has Latin words.
const FOREIGN: u8 = 93;
const LATIN: u8 = 80;
/// People called so before a word is a name by itself.
const PEOPLE: u32 = 20;
/// Letters of a word below which it is like too much.
const LETTERS: usize = 3;
/// Pairs that have a name in the letters of the translation before Latin ones are an exception, a few times as many.
const USUAL: usize = 3;

impl Rule for NameUntransliterated {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let Some(gathered) = gather(bitext, cx) else { return Err(ONE_SCRIPT) };
        if gathered.survey.source_is_latin {
            latin_left(gathered, bitext, cx, out);
        } else {
            let known = LazyCell::new(|| Known::new(gathered, bitext));
            for pair in bitext.pairs.iter().filter(|pair| pair.is_linked()) {
                source_letters(pair, &known, cx, out);
            }
        }
        Ok(())
    }
}

/// Letters of a name as a key.
fn key(text: &str) -> String {
    native(text).letters.iter().collect::<String>().trim().to_owned()
}

/// What the batch has for names of the source, and where it has found them.
struct Known {
    spellings: FxHashMap<String, FxHashMap<String, usize>>,
    rendered: FxHashSet<(usize, String)>,
}

impl Known {
    fn new(gathered: &Gathered, bitext: &Bitext<'_>) -> Self {
        let mut known = Known { spellings: FxHashMap::default(), rendered: FxHashSet::default() };
        for mention in gathered.survey.mentions.iter() {
            let key = key(&mention.source_form);
            *known.spellings.entry(key.clone()).or_default().entry(mention.target_form.to_string()).or_default() += 1;
            known.rendered.insert((bitext.pairs.get(mention.pair).map_or(mention.pair, |pair| pair.index as usize), key));
        }
        known
    }

    /// The usual spelling of a name.
    fn usual(&self, key: &str) -> Option<&str> {
        let spellings = self.spellings.get(key)?;
        spellings.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0))).map(|(form, _)| form.as_str())
    }
}

/// Words of the translation in letters of the source.
fn source_letters(pair: &Pair<'_>, known: &Known, cx: &Context<'_>, out: &mut Reporter<'_>) {
    let (source, target) = (pair.source_text(), pair.target_text());
    let own = |c: char| cx.target.scripts.iter().any(|code| code == c.script().short_name()) || c.script() == Script::Latin;
    let strange = |c: char| !c.is_ascii() && is_letter(c) && !own(c) && !matches!(c.script(), Script::Common | Script::Inherited);
    if !target.chars().any(strange) {
        return;
    }
    let words: Vec<Range<usize>> = word_indices(target)
        .map(|(at, word)| at..at + word.len())
        .filter(|span| target[span.clone()].chars().filter(|c| is_letter(*c)).all(strange) && target[span.clone()].chars().any(strange))
        .collect();
    let mut at = 0;
    while at < words.len() {
        // Words of one name stand side by side.
        let mut end = at + 1;
        while end < words.len() && target[words[end - 1].end..words[end].start].chars().all(char::is_whitespace) {
            end += 1;
        }
        let run = &words[at..end];
        at = end;
        let span = run[0].start..run[run.len() - 1].end;
        let piece = &target[span.clone()];
        if piece.chars().filter(|c| is_letter(*c)).count() < LETTERS || !source.contains(piece) || set_off(target, &span) {
            continue;
        }
        let script = script_of(piece);
        let mut parts: Vec<String> = Vec::new();
        let mut named = 0;
        for word in run.iter().map(|span| &target[span.clone()]) {
            let tries = std::iter::once(word)
                .chain(cx.source.words.article_prefixes.iter().filter_map(|article| word.strip_prefix(article.as_str())));
            let found = tries.map(key).find_map(|key| {
                let usual = known.usual(&key).map(str::to_owned);
                usual.or_else(|| spelled(&key, script).filter(|_| !listed(word, cx)))
            });
            let cased = word.starts_with(char::is_uppercase) && span.start > 0;
            named += usize::from(found.is_some() || cased);
            parts.extend(found);
        }
        // The name stands beside it in its own letters: a gloss without brackets.
        let glossed = run.iter().any(|span| known.rendered.contains(&(pair.index as usize, key(&target[span.clone()]))));
        if named < run.len() || glossed {
            continue;
        }
        let message = message!("{name} is left in the letters of the source", name = piece);
        let finding = out.report(pair.place(), Severity::Major, FOREIGN, "Name not transliterated", message);
        finding.target_span(target, span).because("stands in the source", "yes");
        if let Some(from) = source.find(piece) {
            finding.source_span(source, from..from + piece.len());
        }
        if parts.len() == run.len() {
            finding.suggest(parts.join(" "));
        }
    }
}

/// How most people of a name are spelled.
fn spelled(key: &str, script: Option<Script>) -> Option<String> {
    let forms = forms(script?).filter(|forms| forms.people(key) >= PEOPLE)?;
    forms.spellings(key).iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0))).map(|(form, _)| capitalised(form))
}

/// Whether a word is a title or a word of grammar.
fn listed(word: &str, cx: &Context<'_>) -> bool {
    let words = &cx.source.words;
    words.is_function(word)
        || [&words.titles, &words.honorifics, &cx.source.names.roles].into_iter().any(|list| list.iter().any(|w| w == word))
}

/// Whether a piece stands in brackets or quotation marks.
fn set_off(text: &str, span: &Range<usize>) -> bool {
    let before = text[..span.start].trim_end().chars().next_back();
    let after = text[span.end..].trim_start().chars().next();
    matches!(before, Some('(' | '（' | '[' | '"' | '“' | '«' | '„' | '「' | '『' | '‘' | '\''))
        || matches!(after, Some(')' | '）' | ']' | '"' | '”' | '»' | '」' | '』' | '’' | '\''))
}

/// Names left in Latin letters that the batch writes in the letters of the translation.
fn latin_left(gathered: &Gathered, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) {
    let mut rendered: FxHashMap<String, (usize, FxHashMap<&str, usize>)> = FxHashMap::default();
    for mention in gathered.survey.mentions.iter() {
        let entry = rendered.entry(bare(&mention.source_form)).or_default();
        entry.0 += 1;
        *entry.1.entry(&*mention.target_form).or_default() += 1;
    }
    let mut left: FxHashMap<String, Vec<(usize, Range<usize>)>> = FxHashMap::default();
    for (at, pair) in bitext.pairs.iter().enumerate().filter(|(_, pair)| pair.is_linked()) {
        let target = pair.target_text();
        if !target.chars().any(|c| !c.is_ascii() && c.script() != Script::Latin && is_letter(c)) {
            continue;
        }
        for (from, word) in word_indices(target).filter(|(_, word)| word.starts_with(char::is_uppercase)) {
            let key = word.to_lowercase();
            if rendered.contains_key(&key) && pair.source_text().contains(word) {
                left.entry(key).or_default().push((at, from..from + word.len()));
            }
        }
    }
    let mut found: Vec<(usize, Range<usize>, String)> = Vec::new();
    for (key, places) in left {
        let Some((times, forms)) = rendered.get(&key) else { continue };
        let plain = plain(&key);
        if *times < USUAL * places.len() || !attested(&plain) || common(cx.source_lang, &plain) {
            continue;
        }
        let Some((usual, _)) = forms.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0))) else { continue };
        found.extend(places.into_iter().map(|(at, span)| (at, span, (*usual).to_owned())));
    }
    found.arrange_by_key(|(pair, span, _)| (*pair, span.start));
    for (at, span, usual) in found {
        let Some(pair) = bitext.pairs.get(at) else { continue };
        let (source, target) = (pair.source_text(), pair.target_text());
        if set_off(target, &span) || part_of_more(target, &span) {
            continue;
        }
        let name = &target[span.clone()];
        let message = message!("{name} is left in Latin letters, “{usual}” elsewhere", name, usual = usual);
        let finding = out.report(pair.place(), Severity::Minor, LATIN, "Name not transliterated", message);
        finding.target_span(target, span.clone()).suggest(usual.clone()).because("written elsewhere", usual.clone());
        if let Some(from) = source.find(name) {
            finding.source_span(source, from..from + name.len());
        }
    }
}

/// Whether Latin letters go on beside a word: the name of a firm, a paper, a program.
fn part_of_more(text: &str, span: &Range<usize>) -> bool {
    let latin = |c: char| c.is_ascii_alphanumeric();
    let before = text[..span.start].trim_end_matches([' ', '-', '.', '/', '@', '&', '_']).chars().next_back();
    let after = text[span.end..].trim_start_matches([' ', '-', '.', '/', '@', '&', '_', '\'', '’']).chars().next();
    before.is_some_and(latin) || after.is_some_and(latin)
}
