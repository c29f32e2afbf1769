use std::ops::Range;

use crate::{
    declare_rule,
    lang::{Language, is_word_character, words_in},
    message,
    model::Severity,
    rules::{Bitext, Context, Meta, Reporter, Rule},
    text::{quotes::is_mark, romanize::romanize},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A word that takes sides (terrorist, regime, so-called, martyr, traitor, massacre…) where the source has no word of the kind.
    ///
    /// ## Why it matters
    ///
    /// The translation passes a judgement that the author did not pass.
    ///
    /// ## Example
    ///
    /// "The fighters left the town." → غادر الإرهابيون البلدة. Not found: any word of the same kind in the source (militants answer extremists, not
    /// terrorists), the same word in the other language, a source that puts a word in quotation marks for "so-called". Where the sentences around have such a word, it is minor.
    ///
    /// ## What it cannot see
    ///
    /// Loaded words of no list, and a mild word for a strong one.
    LoadedWordAdded, id = "loaded-word-added", family = "claims", severity = Major, mqm = "Accuracy/Addition", scope = Near
}

/// Beads before and after whose source may have brought the word up.
const REACH: usize = 2;
/// The kind that quotation marks say as well.
const DOUBT: &str = "so-called";

impl Rule for LoadedWordAdded {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn unavailable(&self, cx: &Context<'_>) -> Option<&'static str> {
        let known = |language: &Language| !language.loaded.is_empty();
        (!known(cx.source) || !known(cx.target)).then_some("no list of loaded words for one of the languages")
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        for (at, pair) in bitext.pairs.iter().enumerate().filter(|(_, pair)| pair.is_linked()) {
            let (source, target) = (pair.source_text(), pair.target_text());
            let own = &*pair.target_folded(cx);
            for (kind, class) in &cx.target.loaded {
                let Some(theirs) = cx.source.loaded.get(kind) else { continue };
                let Some(place) = class.first(own) else { continue };
                if theirs.may_be_in(&pair.source_folded(cx)) || (kind == DOUBT && source.contains(is_mark)) {
                    continue;
                }
                if has_cognate(&target[own.original(&place, target)], source) {
                    continue;
                }
                let near = bitext.pairs.iter().take(at + REACH + 1).skip(at.saturating_sub(REACH));
                let brought_up = near.into_iter().any(|beside| theirs.may_be_in(&beside.source_folded(cx)));
                let (severity, confidence) = match (brought_up, kind == DOUBT) {
                    (true, _) => (Severity::Minor, 60),
                    (false, true) => (Severity::Minor, 75),
                    (false, false) => (Severity::Major, 80),
                };
                let span = own.original(&place, target);
                let message = message!("“{word}” has no counterpart in the source", word = words_at(target, &span, cx.target));
                out.report(pair.place(), severity, confidence, "Loaded word added", message)
                    .target_span(target, span.clone())
                    .because("loaded word", &target[span]);
            }
        }
        Ok(())
    }
}

/// Likeness, and letters, from which on a word of the source is the same word.
const COGNATE: f64 = 0.75;
const COGNATE_LETTERS: usize = 5;

/// Whether a word of the source sounds like the loaded word: "lachei" for lackeys.
fn has_cognate(word: &str, source: &str) -> bool {
    let plain = |word: &str| romanize(word).to_lowercase();
    let own = plain(word.trim());
    own.len() >= COGNATE_LETTERS
        && words_in(source).map(plain).any(|other| other.len() >= COGNATE_LETTERS && strsim::jaro_winkler(&own, &other) >= COGNATE)
}

/// What was found, with the rest of its last word where words are separated.
fn words_at<'t>(text: &'t str, span: &Range<usize>, language: &Language) -> &'t str {
    let rest = text.get(span.end..).unwrap_or_default();
    let goes_on = |c: char| is_word_character(c) || unicode_normalization::char::is_combining_mark(c) || c == '-';
    let more = if language.unspaced { 0 } else { rest.find(|c| !goes_on(c)).unwrap_or(rest.len()) };
    text.get(span.start..span.end + more).unwrap_or_default().trim()
}
