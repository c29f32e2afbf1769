//! What a rule is given: the aligned text, facts about it that are worked out once, settings, and a place to report to.

use std::{borrow::Cow, cell::OnceCell, ops::Range};

use super::{
    Accepted,
    language::half_translated::left_over,
    names::{BatchNames, Gathered},
    terms::Repeats,
};
use crate::{
    config::Settings,
    lang::{Folded, Language, or_default, prose},
    lexicon::{Adequacy, Lexicon},
    model::{Bead, Evidence, Finding, Lang, Message, Place, Quote, Segment, Severity},
    names::Searched,
    terms::Glossary,
    values::{Comparison, Moments, compare, extract, moments},
};

/// Pairs of sentences that a lexicon must have been learnt from for single words to raise findings.
pub const WELL_READ: u64 = 20_000;

/// One side of an aligned document.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    pub lang: Option<Lang>,
    pub path: &'a str,
    pub segments: &'a [Segment],
}

/// An aligned document.
#[derive(Debug)]
pub struct Bitext<'a> {
    pub source: Side<'a>,
    pub target: Side<'a>,
    pub beads: &'a [Bead],
    /// The beads as pairs, null beads included, in order.
    pub pairs: Vec<Pair<'a>>,
    /// The names of the document, worked out once for all rules.
    pub(super) names: OnceCell<Option<Gathered>>,
    /// Where they stand, worked out before other documents of the batch are known.
    pub(super) searched: OnceCell<Option<Searched>>,
}

impl<'a> Bitext<'a> {
    #[must_use]
    pub fn new(source: Side<'a>, target: Side<'a>, beads: &'a [Bead]) -> Self {
        let pairs = beads.iter().enumerate().map(|(index, bead)| Pair::new(index, bead, source, target)).collect();
        Bitext { source, target, beads, pairs, names: OnceCell::new(), searched: OnceCell::new() }
    }
}

/// One bead with its text.
#[derive(Debug)]
pub struct Pair<'a> {
    pub index: u32,
    pub bead: &'a Bead,
    pub source: &'a [Segment],
    pub target: &'a [Segment],
    source_text: OnceCell<String>,
    target_text: OnceCell<String>,
    numbers: OnceCell<Comparison>,
    moments: OnceCell<(Moments, Moments)>,
    adequacy: OnceCell<Option<Adequacy>>,
    left_over: OnceCell<Option<Range<usize>>>,
    target_prose: OnceCell<Option<String>>,
    folded: [OnceCell<Folded>; 2],
}

impl<'a> Pair<'a> {
    #[must_use]
    pub fn new(index: usize, bead: &'a Bead, source: Side<'a>, target: Side<'a>) -> Self {
        Pair {
            index: u32::try_from(index).unwrap_or(u32::MAX),
            bead,
            source: slice(source.segments, &bead.source),
            target: slice(target.segments, &bead.target),
            source_text: OnceCell::new(),
            target_text: OnceCell::new(),
            numbers: OnceCell::new(),
            moments: OnceCell::new(),
            adequacy: OnceCell::new(),
            left_over: OnceCell::new(),
            target_prose: OnceCell::new(),
            folded: [const { OnceCell::new() }; 2],
        }
    }

    /// The source segments joined by one blank; spans of findings count in it.
    #[must_use]
    pub fn source_text(&self) -> &str {
        text(&self.source_text, self.source)
    }

    /// The target segments joined by one blank; spans of findings count in it.
    #[must_use]
    pub fn target_text(&self) -> &str {
        text(&self.target_text, self.target)
    }

    /// The figures of both sides against each other, worked out once for all rules.
    #[must_use]
    pub fn numbers(&self, cx: &Context<'_>) -> &Comparison {
        self.numbers.get_or_init(|| compare(extract(self.source_text(), cx.source), extract(self.target_text(), cx.target)))
    }

    /// Days, hours and feasts of the source and of the target, worked out once for all rules.
    #[must_use]
    pub fn moments(&self, cx: &Context<'_>) -> &(Moments, Moments) {
        self.moments.get_or_init(|| {
            let numbers = self.numbers(cx);
            (moments(self.source_text(), &numbers.source, cx.source), moments(self.target_text(), &numbers.target, cx.target))
        })
    }

    /// The same where the lexicon is large enough that a word without its usual counterpart is news: what a few texts teach
    /// each other moves a score, and raises no finding.
    pub fn sure_adequacy(&self, cx: &Context<'_>) -> Option<&Adequacy> {
        cx.lexicon.filter(|lexicon| lexicon.pairs() >= WELL_READ).and_then(|_| self.adequacy(cx))
    }

    /// What in the source has no counterpart and what in the target no origin; `None` where no lexicon was learnt.
    #[must_use]
    pub fn adequacy(&self, cx: &Context<'_>) -> Option<&Adequacy> {
        let account = || cx.lexicon.map(|lexicon| Adequacy::new(lexicon, self.source_text(), self.target_text(), true));
        self.adequacy.get_or_init(account).as_ref()
    }

    /// The target without links, placeholders, tags, identifiers and numbers.
    #[must_use]
    pub fn target_prose(&self) -> &str {
        let owned = || match prose(self.target_text()) {
            Cow::Borrowed(_) => None,
            Cow::Owned(plain) => Some(plain),
        };
        self.target_prose.get_or_init(owned).as_deref().unwrap_or(self.target_text())
    }

    /// The source as phrases are looked up in it.
    #[must_use]
    pub fn source_folded(&self, cx: &Context<'_>) -> &Folded {
        self.folded[0].get_or_init(|| Folded::new(self.source_text(), cx.source.unspaced))
    }

    /// The target as phrases are looked up in it.
    #[must_use]
    pub fn target_folded(&self, cx: &Context<'_>) -> &Folded {
        self.folded[1].get_or_init(|| Folded::new(self.target_text(), cx.target.unspaced))
    }

    /// The bytes of the target that are a piece of the source left as it is.
    #[must_use]
    pub fn left_over(&self, cx: &Context<'_>) -> Option<Range<usize>> {
        self.left_over.get_or_init(|| left_over(self.source_text(), self.target_text(), cx)).clone()
    }

    /// Whether both sides have text.
    #[must_use]
    pub fn is_linked(&self) -> bool {
        !self.source.is_empty() && !self.target.is_empty()
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

fn text<'p>(cell: &'p OnceCell<String>, segments: &'p [Segment]) -> &'p str {
    match segments {
        [] => "",
        [one] => &one.text,
        more => cell.get_or_init(|| more.iter().map(|s| s.text.as_str()).collect::<Vec<_>>().join(" ")),
    }
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
    /// The sentences of the batch, where there is one.
    pub repeats: Option<&'a Repeats>,
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
