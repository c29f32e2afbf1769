//! What a rule is given: the aligned text, facts about it that are worked out once, settings, and a place to report to.

use std::{borrow::Cow, cell::OnceCell, ops::Range};

use rayon::prelude::*;

use super::{
    Accepted, Verdict,
    language::half_translated::left_over,
    names::{BatchNames, Gathered},
};
use crate::{
    config::Settings,
    lang::{Folded, Language, or_default, prose},
    lexicon::{Adequacy, Lexicon},
    model::{Bead, Evidence, Finding, Lang, Message, Place, Quote, Segment, SetAside, Severity},
    names::Searched,
    repeats::{Comparable, Repeated},
    terms::Glossary,
    values::{Comparison, Moments, compare, extract_against, moments},
};

/// Pairs of sentences that a lexicon must have been learnt from for single words to raise findings.
pub const WELL_READ: u64 = 20_000;

/// One side of an aligned document.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    pub lang: Option<Lang>,
    pub path: &'a str,
    pub segments: &'a [Segment],
    /// What is not compared sentence by sentence: listings of code.
    pub aside: &'a [SetAside],
}

/// Pairs of a document from which on it is long: what is worked out of a pair is not kept then, and rules that look at few pairs at a time
/// run over windows of so many, in which it is.
pub(super) const WINDOW: usize = 512;

/// An aligned document, or a window of a long one.
#[derive(Debug)]
pub struct Bitext<'a> {
    pub source: Side<'a>,
    pub target: Side<'a>,
    pub beads: &'a [Bead],
    /// The beads as pairs, null beads included, in order.
    pub pairs: Vec<Pair<'a>>,
    /// Bead of the first pair.
    first: usize,
    /// The names of the document, worked out once for all rules.
    pub(super) names: OnceCell<Option<Gathered>>,
    /// Where they stand, worked out before other documents of the batch are known.
    pub(super) searched: OnceCell<Option<Searched>>,
}

impl<'a> Bitext<'a> {
    #[must_use]
    pub fn new(source: Side<'a>, target: Side<'a>, beads: &'a [Bead]) -> Self {
        Self::over(source, target, beads, 0..beads.len(), beads.len() <= WINDOW)
    }

    /// Some of the beads, with what is worked out of them.
    pub(super) fn window(source: Side<'a>, target: Side<'a>, beads: &'a [Bead], range: Range<usize>) -> Self {
        Self::over(source, target, beads, range, true)
    }

    fn over(source: Side<'a>, target: Side<'a>, beads: &'a [Bead], range: Range<usize>, keeps: bool) -> Self {
        let pair = |index: usize| Pair { keeps, ..Pair::new(index, &beads[index], source, target) };
        let pairs = range.clone().map(pair).collect();
        Bitext { source, target, beads, pairs, first: range.start, names: OnceCell::new(), searched: OnceCell::new() }
    }

    /// Asks of each pair what needs no other one; findings come in the order of the pairs.
    pub(super) fn each(&self, out: &mut Reporter<'_>, judge: impl Fn(&Bitext<'_>, &Pair<'_>, &mut Reporter<'_>) + Sync) {
        let rule = out.rule;
        let found = self.by_window(|bitext| {
            let mut findings = Vec::new();
            let mut own = Reporter::new(rule, &mut findings);
            bitext.pairs.iter().for_each(|pair| judge(bitext, pair, &mut own));
            findings
        });
        out.findings.extend(found.into_iter().flatten());
    }

    /// What is worked out of each pair without another one.
    pub(super) fn of_each<T: Send>(&self, work_out: impl Fn(&Pair<'_>) -> T + Sync) -> Vec<T> {
        let found = self.by_window(|bitext| bitext.pairs.iter().map(&work_out).collect::<Vec<T>>());
        found.into_iter().flatten().collect()
    }

    /// Looks at a long document window by window side by side: what is worked out of a pair is kept there as long as it is asked about.
    fn by_window<T: Send>(&self, look: impl Fn(&Bitext<'_>) -> T + Sync) -> Vec<T> {
        let length = self.pairs.len();
        if length <= WINDOW {
            return vec![look(self)];
        }
        let (source, target, beads, first) = (self.source, self.target, self.beads, self.first);
        let window = |number: usize| {
            let range = first + number * WINDOW..first + length.min((number + 1) * WINDOW);
            look(&Bitext::window(source, target, beads, range))
        };
        (0..length.div_ceil(WINDOW)).into_par_iter().map(window).collect()
    }

    /// The pair of a bead.
    #[must_use]
    pub fn pair(&self, bead: usize) -> Option<&Pair<'a>> {
        self.pairs.get(bead.checked_sub(self.first)?)
    }
}

/// What was worked out of a pair: kept with it, or made anew where the document is too long for that.
#[derive(Debug)]
pub enum Held<'p, T> {
    Kept(&'p T),
    Made(Box<T>),
}

impl<T> std::ops::Deref for Held<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        match self {
            Held::Kept(kept) => kept,
            Held::Made(made) => made,
        }
    }
}

/// One bead with its text.
#[derive(Debug)]
pub struct Pair<'a> {
    pub index: u32,
    /// Whether what is worked out is kept.
    keeps: bool,
    pub bead: &'a Bead,
    pub source: &'a [Segment],
    pub target: &'a [Segment],
    // Behind a pointer: a large file has hundreds of thousands of pairs.
    facts: OnceCell<Box<Facts>>,
}

/// What rules work out of a pair, once for all of them.
#[derive(Debug, Default)]
struct Facts {
    source_text: OnceCell<String>,
    target_text: OnceCell<String>,
    numbers: OnceCell<Comparison>,
    moments: OnceCell<(Moments, Moments)>,
    adequacy: OnceCell<Adequacy>,
    verdict: OnceCell<Option<Verdict>>,
    left_over: OnceCell<Option<Range<usize>>>,
    target_prose: OnceCell<Option<String>>,
    folded: [OnceCell<Folded>; 2],
    comparable: OnceCell<Option<Comparable>>,
}

impl<'a> Pair<'a> {
    #[must_use]
    pub fn new(index: usize, bead: &'a Bead, source: Side<'a>, target: Side<'a>) -> Self {
        Pair {
            index: u32::try_from(index).unwrap_or(u32::MAX),
            keeps: true,
            bead,
            source: slice(source.segments, &bead.source),
            target: slice(target.segments, &bead.target),
            facts: OnceCell::new(),
        }
    }

    fn facts(&self) -> &Facts {
        self.facts.get_or_init(Box::default)
    }

    fn held<T>(&self, cell: fn(&Facts) -> &OnceCell<T>, make: impl FnOnce() -> T) -> Held<'_, T> {
        if self.keeps { Held::Kept(cell(self.facts()).get_or_init(make)) } else { Held::Made(Box::new(make())) }
    }

    /// The source segments joined by one blank; spans of findings count in it.
    #[must_use]
    pub fn source_text(&self) -> &str {
        match self.source {
            [] => "",
            [one] => &one.text,
            more => self.facts().source_text.get_or_init(|| joined(more)),
        }
    }

    /// The target segments joined by one blank; spans of findings count in it.
    #[must_use]
    pub fn target_text(&self) -> &str {
        match self.target {
            [] => "",
            [one] => &one.text,
            more => self.facts().target_text.get_or_init(|| joined(more)),
        }
    }

    /// The figures of both sides against each other, worked out once for all rules.
    #[must_use]
    pub fn numbers(&self, cx: &Context<'_>) -> Held<'_, Comparison> {
        let of_source = || extract_against(self.source_text(), cx.source, cx.target);
        self.held(|facts| &facts.numbers, || compare(of_source(), extract_against(self.target_text(), cx.target, cx.source)))
    }

    /// Days, hours and feasts of the source and of the target, worked out once for all rules.
    #[must_use]
    pub fn moments(&self, cx: &Context<'_>) -> Held<'_, (Moments, Moments)> {
        let make = || {
            let numbers = self.numbers(cx);
            (moments(self.source_text(), &numbers.source, cx.source), moments(self.target_text(), &numbers.target, cx.target))
        };
        self.held(|facts| &facts.moments, make)
    }

    /// The same where the lexicon is large enough that a word without its usual counterpart is news: what a few texts teach
    /// each other moves a score, and raises no finding.
    pub fn sure_adequacy(&self, cx: &Context<'_>) -> Option<Held<'_, Adequacy>> {
        cx.lexicon.filter(|lexicon| lexicon.pairs() >= WELL_READ).and_then(|_| self.adequacy(cx))
    }

    /// What in the source has no counterpart and what in the target no origin; `None` where no lexicon was learnt.
    #[must_use]
    pub fn adequacy(&self, cx: &Context<'_>) -> Option<Held<'_, Adequacy>> {
        let lexicon = cx.lexicon?;
        Some(self.held(|facts| &facts.adequacy, || Adequacy::new(lexicon, self.source_text(), self.target_text(), true)))
    }

    /// What all signs of the pair say together, worked out once.
    pub(super) fn verdict(&self, weigh: impl FnOnce() -> Option<Verdict>) -> Held<'_, Option<Verdict>> {
        self.held(|facts| &facts.verdict, weigh)
    }

    /// The target without links, placeholders, tags, identifiers and numbers.
    #[must_use]
    pub fn target_prose(&self) -> Cow<'_, str> {
        if !self.keeps {
            return prose(self.target_text());
        }
        let owned = || match prose(self.target_text()) {
            Cow::Borrowed(_) => None,
            Cow::Owned(plain) => Some(plain),
        };
        Cow::Borrowed(self.facts().target_prose.get_or_init(owned).as_deref().unwrap_or(self.target_text()))
    }

    /// The source as phrases are looked up in it.
    #[must_use]
    pub fn source_folded(&self, cx: &Context<'_>) -> Held<'_, Folded> {
        self.held(|facts| &facts.folded[0], || Folded::of(self.source_text(), cx.source))
    }

    /// The target as phrases are looked up in it.
    #[must_use]
    pub fn target_folded(&self, cx: &Context<'_>) -> Held<'_, Folded> {
        self.held(|facts| &facts.folded[1], || Folded::of(self.target_text(), cx.target))
    }

    /// The bytes of the target that are a piece of the source left as it is.
    #[must_use]
    pub fn left_over(&self, cx: &Context<'_>) -> Option<Range<usize>> {
        self.held(|facts| &facts.left_over, || left_over(self.source_text(), self.target_text(), cx)).clone()
    }

    /// The two sentences as those of other places are held against them, if they can be.
    #[must_use]
    pub fn comparable(&self) -> Option<Comparable> {
        *self.held(|facts| &facts.comparable, || Comparable::new(self.source_text(), self.target_text()))
    }

    /// Whether both sides have text.
    #[must_use]
    pub fn is_linked(&self) -> bool {
        !self.source.is_empty() && !self.target.is_empty()
    }

    /// Whether the target is the source as it is: what one says, the other says as well, in whatever language.
    #[must_use]
    pub fn is_copied(&self) -> bool {
        self.source_text().trim() == self.target_text().trim()
    }

    /// The place of the whole bead.
    #[must_use]
    pub fn place(&self) -> Place {
        Place { bead: self.index, source: self.bead.source.clone().into(), target: self.bead.target.clone().into() }
    }
}

fn slice<'a>(segments: &'a [Segment], range: &Range<u32>) -> &'a [Segment] {
    segments.get(range.start as usize..range.end as usize).unwrap_or_default()
}

fn joined(segments: &[Segment]) -> String {
    segments.iter().map(|s| &*s.text).collect::<Vec<_>>().join(" ")
}

/// What a rule may ask for beside the text.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    pub settings: &'a Settings,
    pub source_lang: Option<Lang>,
    pub target_lang: Option<Lang>,
    /// Facts of the languages; empty where a language has no file.
    pub source: &'static Language,
    pub target: &'static Language,
    /// What the texts themselves, and a saved lexicon, teach about words.
    pub lexicon: Option<&'a Lexicon>,
    /// The user's glossary.
    pub terms: Option<&'a Glossary>,
    /// The sentences of the batch and of the corpus, where there are any.
    pub repeats: Option<Repeated<'a>>,
    /// The names of the batch, where there is one.
    pub names: Option<&'a BatchNames>,
    /// What `bilint lock` noted, where a lock was given.
    pub accepted: Option<&'a Accepted>,
}

impl<'a> Context<'a> {
    #[must_use]
    pub fn new(settings: &'a Settings, source_lang: Option<Lang>, target_lang: Option<Lang>) -> Self {
        Context {
            settings,
            source_lang,
            target_lang,
            source: or_default(source_lang),
            target: or_default(target_lang),
            lexicon: None,
            terms: None,
            repeats: None,
            names: None,
            accepted: None,
        }
    }
}

/// Takes findings of one rule.
#[derive(Debug)]
pub struct Reporter<'a> {
    rule: &'static str,
    findings: &'a mut Vec<Finding>,
}

impl<'a> Reporter<'a> {
    pub fn new(rule: &'static str, findings: &'a mut Vec<Finding>) -> Self {
        Reporter { rule, findings }
    }

    /// Adds a finding about a place. Further facts are set on what it returns.
    pub fn report(
        &mut self,
        place: Place,
        severity: Severity,
        confidence: u8,
        issue: &'static str,
        message: impl Into<Message>,
    ) -> &mut Finding {
        let Message { text, template } = message.into();
        self.findings.push(Finding {
            rule: self.rule,
            severity,
            confidence: confidence.min(100),
            place,
            issue,
            message: text,
            template,
            source: None,
            target: None,
            suggestion: None,
            evidence: Vec::new(),
            also: 0,
            beside: None,
        });
        let last = self.findings.len() - 1;
        &mut self.findings[last]
    }
}

impl Finding {
    /// Quotes bytes of the bead's source text.
    pub fn source_span(&mut self, text: &str, span: Range<usize>) -> &mut Self {
        self.source = quote(text, span);
        self
    }

    /// Quotes bytes of the bead's target text.
    pub fn target_span(&mut self, text: &str, span: Range<usize>) -> &mut Self {
        self.target = quote(text, span);
        self
    }

    pub fn suggest(&mut self, suggestion: impl Into<String>) -> &mut Self {
        self.suggestion = Some(suggestion.into());
        self
    }

    pub fn because(&mut self, label: &'static str, value: impl Into<String>) -> &mut Self {
        self.evidence.push(Evidence { label, value: value.into() });
        self
    }
}

fn quote(text: &str, span: Range<usize>) -> Option<Quote> {
    let piece = text.get(span.clone())?;
    Some(Quote { text: piece.to_owned(), span: u32::try_from(span.start).ok()?..u32::try_from(span.end).ok()? })
}
