use std::ops::Range;

use crate::{
    declare_rule,
    lang::{Folded, Language, fold, is_word_character, word_indices},
    message,
    model::{Arrange, Severity},
    names::Mention,
    rules::{Bitext, Context, Meta, Reporter, Rule, names::gather},
    text::quotes::{Quotation, quotations},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A quotation whose speaker is one name of the sentence in the source and another in the translation.
    ///
    /// ## Why it matters
    ///
    /// Words are put into the mouth of somebody who did not say them.
    ///
    /// ## Example
    ///
    /// «Насосы старые», — сказал Иванов Петрову. → “The pumps are old,” Petrov told Ivanov. Not found: a verb of saying with a name on either
    /// side ("Petrov told Ivanov" alone), a name that only one of the two has (`name-mismatch` tells that).
    ///
    /// ## What it cannot see
    ///
    /// Speakers without a name, and names that are not held together (two languages that write names differently and no likeness).
    QuoteSpeaker, id = "quote-speaker", family = "claims", severity = Major, mqm = "Accuracy/Mistranslation", scope = Document
}

/// Letters of a word whose full stop may be that of an abbreviation.
const ABBREVIATED: usize = 3;
/// Titles and roles that may stand between a verb of saying and the name.
const BETWEEN: usize = 4;

impl Rule for QuoteSpeaker {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn unavailable(&self, cx: &Context<'_>) -> Option<&'static str> {
        let known = |language: &Language| !language.speech.verbs.is_empty();
        (!known(cx.source) || !known(cx.target)).then_some("no list of verbs of saying for one of the languages")
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let quoting = |text: &str| !quotations(text).is_empty();
        if !bitext.pairs.iter().any(|pair| pair.is_linked() && quoting(pair.source_text()) && quoting(pair.target_text())) {
            return Ok(());
        }
        let Some(names) = gather(bitext, cx) else { return Err("names of the two languages are not compared") };
        let mut mentions: Vec<&Mention> = names.mentions().iter().collect();
        mentions.arrange_by_key(|mention| (mention.pair, mention.target.start));
        for together in mentions.chunk_by(|a, b| a.pair == b.pair).filter(|together| together.len() >= 2) {
            let Some(pair) = together.first().and_then(|mention| bitext.pairs.get(mention.pair)) else { continue };
            let (source, target) = (pair.source_text(), pair.target_text());
            let theirs = speaker(source, cx.source, together, |mention| &mention.source);
            let own = speaker(target, cx.target, together, |mention| &mention.target);
            let (Some(theirs), Some(own)) = (theirs, own) else { continue };
            let one = |a: &str, b: &str| fold(a).contains(&fold(b)) || fold(b).contains(&fold(a));
            let same = one(&theirs.source_form, &own.source_form) || one(&theirs.target_form, &own.target_form);
            // A name of two words is two mentions, and of two people in a row ("Bill and Melinda Gates") both speak.
            let of_source: Vec<&Range<usize>> = together.iter().map(|mention| &mention.source).collect();
            let of_target: Vec<&Range<usize>> = together.iter().map(|mention| &mention.target).collect();
            let in_row = adjacent(source, &theirs.source, &own.source, cx.source)
                || adjacent(target, &theirs.target, &own.target, cx.target)
                || in_company(source, &theirs.source, &own.source, &of_source, cx.source)
                || in_company(target, &theirs.target, &own.target, &of_target, cx.target);
            if theirs == own || same || in_row {
                continue;
            }
            let message = message!(
                "Source quotes {theirs}, target “{own}”",
                theirs = format!("{} ({})", source.get(theirs.source.clone()).unwrap_or(&theirs.source_form), theirs.target_form),
                own = own.target_form.clone()
            );
            out.report(pair.place(), Severity::Major, 75, "Speaker changed", message)
                .source_span(source, theirs.source.clone())
                .target_span(target, own.target.clone())
                .suggest(&*theirs.target_form)
                .because("speaker in the source", &*theirs.source_form);
        }
        Ok(())
    }
}

/// The one name beside a verb of saying, outside the quotations of a text. `None` where no name stands there, or several do.
fn speaker<'m>(text: &str, language: &Language, names: &[&'m Mention], span: fn(&Mention) -> &Range<usize>) -> Option<&'m Mention> {
    let quoted: Vec<Range<usize>> = quotations(text).iter().map(Quotation::whole).collect();
    if quoted.is_empty() {
        return None;
    }
    let outside = |place: &Range<usize>| !quoted.iter().any(|quote| quote.start < place.end && place.start < quote.end);
    let folded = Folded::new(text, language.unspaced);
    let verbs: Vec<Range<usize>> =
        language.speech.verbs.places(&folded).map(|place| folded.original(&place, text)).filter(outside).collect();
    let beside = |name: &&&Mention| {
        let name = span(name);
        outside(name)
            && quoted.iter().any(|quote| one_sentence(text, quote, name, &quoted))
            && !complement(text, name, language)
            && verbs.iter().any(|verb| joined(text, verb, name, language))
    };
    let mut found = names.iter().filter(beside);
    let first = *found.next()?;
    found.next().is_none().then_some(first)
}

/// Whether a small word stands right before a name ("Robyn of Melrose said"): it is not the one who speaks, or not surely.
fn complement(text: &str, name: &Range<usize>, language: &Language) -> bool {
    let before = text.get(..name.start).unwrap_or_default().trim_end();
    let word = before.rsplit(|c: char| !is_word_character(c)).next().unwrap_or_default();
    let article = language.names.articles.iter().any(|known| fold(known) == fold(word));
    !word.is_empty()
        && !article
        && language.words.is_function(&word.to_lowercase())
        && !language.speech.verbs.are_in(&Folded::new(word, false))
}

/// What stands between two places of a text; `None` where they overlap.
fn gap<'t>(text: &'t str, one: &Range<usize>, other: &Range<usize>) -> Option<&'t str> {
    if one.end <= other.start {
        text.get(one.end..other.start)
    } else if other.end <= one.start {
        text.get(other.end..one.start)
    } else {
        None
    }
}

/// Whether nothing but small words of names stands between two places.
fn adjacent(text: &str, one: &Range<usize>, other: &Range<usize>, language: &Language) -> bool {
    let Some(gap) = gap(text, one, other) else { return true };
    let small = |word: &str| language.names.particles.iter().chain(&language.names.articles).any(|known| fold(known) == fold(word));
    gap.split(|c: char| !is_word_character(c)).filter(|word| !word.is_empty()).all(|word| small(word) || word.chars().count() == 1)
}

/// Whether nothing but other names and small words stands between two names: they do together what is said of one.
fn in_company(text: &str, one: &Range<usize>, other: &Range<usize>, names: &[&Range<usize>], language: &Language) -> bool {
    let (from, to) = if one.end <= other.start { (one.end, other.start) } else { (other.end, one.start) };
    let Some(gap) = text.get(from..to) else { return true };
    if language.speech.verbs.are_in(&Folded::new(gap, language.unspaced)) {
        return false;
    }
    let named = |at: usize, word: &str| names.iter().any(|name| name.start < at + word.len() && at < name.end);
    let (people, others): (Vec<_>, Vec<_>) = word_indices(gap).map(|(at, word)| (from + at, word)).partition(|(at, word)| named(*at, word));
    // "Johnson after Robertson" does not: somebody else must stand between them.
    !people.is_empty() && people.len() + others.len() <= BETWEEN && others.iter().all(|(_, word)| language.words.is_function(word))
}

/// Whether a quotation and a name stand in one sentence: no stop between them, those inside of quotations aside.
fn one_sentence(text: &str, quote: &Range<usize>, name: &Range<usize>, quoted: &[Range<usize>]) -> bool {
    let (from, to) = if quote.end <= name.start { (quote.end, name.start) } else { (name.end, quote.start) };
    let Some(gap) = text.get(from..to) else { return true };
    let stop = |at: usize, c: char| match c {
        '。' | '！' | '？' | '।' | '؟' => true,
        '.' | '!' | '?' => {
            let rest = gap[at + c.len_utf8()..].trim_start_matches(['"', '”', '»', ')', '’']);
            let before = gap[..at].rsplit(|c: char| !is_word_character(c)).next().unwrap_or_default();
            // "Mr. Haftar", "J. Smith": no end of a sentence.
            rest.starts_with(char::is_whitespace) && before.chars().count() > ABBREVIATED
        }
        _ => false,
    };
    !gap.char_indices().any(|(at, c)| stop(at, c) && !quoted.iter().any(|quote| quote.contains(&(from + at))))
}

/// Whether nothing but titles and roles stands between two places.
fn joined(text: &str, one: &Range<usize>, other: &Range<usize>, language: &Language) -> bool {
    let Some(gap) = gap(text, one, other) else { return false };
    if gap.contains([',', '.', ';', '،', '؛', '，', '。', '"', '“', '”', '«', '»', '„']) {
        return false;
    }
    let title = |word: &str| {
        let word = fold(word);
        let lists = [&language.words.titles, &language.words.honorifics, &language.names.roles, &language.names.articles];
        let bare = language.words.article_prefixes.iter().find_map(|prefix| word.strip_prefix(fold(prefix).as_str())).unwrap_or(&word);
        lists.into_iter().flatten().any(|known| matches!(fold(known), known if known == word || known == bare))
    };
    let words: Vec<&str> = gap.split(|c: char| !is_word_character(c)).filter(|word| !word.is_empty()).collect();
    words.len() <= BETWEEN && words.into_iter().all(title)
}
