use std::ops::Range;

use super::{gathered::gather, stands::stands};
use crate::{
    declare_rule,
    lang::{Language, is_word_character},
    message,
    model::Severity,
    names::{
        Standing,
        places::{Gazetteer, Place},
    },
    rules::{Bitext, Context, Meta, Reporter, Rule},
    text::romanize::{romanize, skeleton},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A country or territory in the source whose place another one has taken in the translation.
    ///
    /// ## Why it matters
    ///
    /// The reader is sent to another country.
    ///
    /// ## Example
    ///
    /// "سافر الوفد إلى تونس" → "The delegation travelled to Egypt". Not found: Germany for ألمانيا, "British" for "of Great Britain", a country that one side leaves out.
    ///
    /// ## What it cannot see
    ///
    /// Cities, and languages for which CLDR lists no names here.
    PlaceMismatch, id = "place-mismatch", family = "names", severity = Critical, mqm = "Accuracy/Mistranslation", scope = Document
}

/// Territories whose people and adjectives have a name of their own in most languages.
const NAMED_OTHERWISE: [[u8; 2]; 6] = [*b"GB", *b"US", *b"NL", *b"KR", *b"KP", *b"DE"];

/// Whether a word is surely a place: written with a capital, or the name itself.
fn stands_alone(word: &str, name: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase) || (word == name && !word.chars().next().is_some_and(char::is_lowercase))
}

/// Whether a territory's name is only a part of what stands there: its language ("tiếng Pháp"), its possessions (フランス領).
fn makes_another(text: &str, span: &Range<usize>, facts: &Language) -> bool {
    let before = text.get(..span.start).unwrap_or_default().trim_end().to_lowercase();
    let after = text.get(span.end..).unwrap_or_default();
    let whole = |word: &str| before.strip_suffix(word).is_some_and(|rest| facts.unspaced || !rest.ends_with(is_word_character));
    facts.names.made_of_territories.iter().any(|word| whole(word) || after.starts_with(word.as_str()))
}

/// The place that a text names more often than the other hints at it, where there is one: it may stand for another one.
fn once_more(mine: &[Place], theirs: &[Place], there: &Gazetteer, text: &str) -> Vec<Place> {
    let times = |places: &[Place], code: u16| places.iter().filter(|place| place.code == code).count();
    let hinted = |code: u16| times(theirs, code).max(there.hinting(text, code)).max(1);
    let mut more: Vec<Place> = mine.iter().filter(|place| times(mine, place.code) > hinted(place.code)).cloned().collect();
    more.dedup_by_key(|place| place.code);
    more
}

/// Whether a name is written in capitals alone, where there are small letters: US, EE. UU.
fn is_short(name: &str) -> bool {
    name.chars().any(char::is_uppercase) && !name.chars().any(char::is_lowercase)
}

/// Whether a text has a name by its sounds, syllable by syllable or not: Ca-na-đa, I-rắc.
fn echoed(text: &str, names: &[&str]) -> bool {
    let sounds = |word: &str| {
        let letters: String = romanize(word).to_lowercase().chars().filter(char::is_ascii_alphabetic).collect();
        (letters.chars().next(), skeleton(&letters))
    };
    let wanted: Vec<_> = names.iter().filter(|name| name.chars().count() >= SYLLABLES).map(|name| sounds(name)).collect();
    let words = text.split(|c: char| !is_word_character(c) && c != '-').filter(|word| word.contains('-'));
    words.map(sounds).any(|word| !word.1.is_empty() && wanted.contains(&word))
}

/// Letters of a name that is known by its sounds.
const SYLLABLES: usize = 4;

impl Rule for PlaceMismatch {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        if let Some(gathered) = gather(bitext, cx) {
            stands(gathered, Standing::Place, "Place changed", bitext, out);
        }
        let names = |lang: Option<crate::model::Lang>, facts| lang.and_then(|lang| Gazetteer::of(lang, facts));
        let (Some(from), Some(to)) = (names(cx.source_lang, cx.source), names(cx.target_lang, cx.target)) else {
            return Err("not checked: no list of territories for one of the languages");
        };
        bitext.each(out, |_, pair, out| {
            if !pair.is_linked() {
                return;
            }
            let (source, target) = (pair.source_text(), pair.target_text());
            let unanswered = |mine: Vec<Place>, theirs: &[Place], there: &Gazetteer, text: &str| -> Vec<Place> {
                mine.into_iter().filter(|p| !theirs.iter().any(|t| t.code == p.code) && !there.hints(text, p.code)).collect()
            };
            let places = |gazetteer: &Gazetteer, text: &str, facts: &Language| -> Vec<Place> {
                gazetteer.places(text).into_iter().filter(|place| !makes_another(text, &place.span, facts)).collect()
            };
            let (named, shown) = (places(from, source, cx.source), places(to, target, cx.target));
            let gone = unanswered(named.clone(), &shown, to, target);
            let mut new = unanswered(shown.clone(), &named, from, source);
            if new.is_empty() {
                new = once_more(&shown, &named, from, source);
            }
            let ([gone], [new]) = (gone.as_slice(), new.as_slice()) else { return };
            let (written, wrong) = (source.get(gone.span.clone()).unwrap_or_default(), target.get(new.span.clone()).unwrap_or_default());
            let right = to.name(gone.code);
            if echoed(target, &[written, right]) || echoed(source, &[wrong, from.name(new.code)]) {
                return;
            }
            // The British and the Americans are not called after their countries.
            let named_otherwise = [(gone.code, to), (new.code, from)]
                .iter()
                .any(|(code, there)| NAMED_OTHERWISE.map(u16::from_be_bytes).contains(code) && !there.knows_people(*code));
            // Without a capital a word is a place only where it is the very name: "того" is no Togo, "الشمالي" no North.
            let certain = stands_alone(written, from.name(gone.code))
                && stands_alone(wrong, to.name(new.code))
                && !is_short(written)
                && !is_short(wrong);
            let (severity, confidence) = if named_otherwise || !certain { (Severity::Info, 60) } else { (Severity::Critical, 90) };
            out.report(
                pair.place(),
                severity,
                confidence,
                "Place changed",
                message!("Source has {written} ({right}), target {wrong}", written, right, wrong),
            )
            .source_span(source, gone.span.clone())
            .target_span(target, new.span.clone())
            .suggest(right)
            .because("list", "CLDR territories");
        });
        Ok(())
    }
}
