use crate::{
    declare_rule,
    lang::is_word_character,
    message,
    model::{Segment, Severity},
    rules::{Bitext, Context, Meta, Pair, Reporter, Rule},
    text::quotes::{Balance, Mark, Role, balance, marks, single_left_open},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A quotation of the translation that is opened and never closed, or closed and never opened, where the source is sound.
    ///
    /// ## Why it matters
    ///
    /// The reader cannot tell where somebody's words end.
    ///
    /// ## Example
    ///
    /// “The pumps are old, an engineer said. Not found: apostrophes, inches, a quotation that runs on over paragraphs.
    ///
    /// ## What it cannot see
    ///
    /// A quotation that was turned into plain text, with both marks gone.
    QuoteUnclosed, id = "quote-unclosed", family = "claims", severity = Major, mqm = "Linguistic conventions", scope = Document
}

/// Beads before and after within which the other end of a quotation is looked for.
const REACH: usize = 8;

/// Beads that share a block on either side: quotations run over the sentences of a paragraph.
struct Group {
    beads: std::ops::Range<usize>,
    source: Vec<Mark>,
    target: Vec<Mark>,
}

impl Rule for QuoteUnclosed {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, _cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let begins = begins(bitext);
        let count = begins.len() - 1;
        for at in 0..count {
            let group = &Group::new(bitext, &begins, at);
            if group.target.len().is_multiple_of(2) || group.source.len() % 2 == 1 || runs_on(bitext, &begins, at) {
                continue;
            }
            let beads = &bitext.pairs[group.beads.clone()];
            // Single marks leave the source open, too.
            let source_runs_on = beads.iter().any(|pair| single_left_open(pair.source_text()));
            if source_runs_on {
                continue;
            }
            // Where nothing stands around the pair, the quotation may well run on in what we do not see.
            let alone = count == 1 && bitext.source.segments.len() == 1;
            if alone && (group.source.is_empty() || whole_speech(bitext, group)) {
                continue;
            }
            let (severity, confidence) = match (alone, group.source.is_empty()) {
                (true, _) => (Severity::Minor, 70),
                (false, true) => (Severity::Minor, 85),
                (false, false) => (Severity::Major, 95),
            };
            let (pair, mark) = culprit(beads);
            let text = pair.target_text();
            let sign = mark.map_or('"', |mark| mark.sign);
            let marks = group.target.len();
            let theirs = group.source.len();
            let message = match marks {
                1 => message!("{sign} has no counterpart: 1 quotation mark, the source has {theirs}", sign, theirs),
                _ => message!("{sign} has no counterpart: {marks} quotation marks, the source has {theirs}", sign, marks, theirs),
            };
            let finding = out.report(pair.place(), severity, confidence, "Quotation not closed", message);
            finding.because("marks in the paragraph", group.target.len().to_string());
            if let Some(mark) = mark {
                finding.target_span(text, mark.at..mark.at + sign.len_utf8());
            }
        }
        Ok(())
    }
}

/// Whether source and target are one piece of somebody's speech each, so that the target may go on in the next paragraph, where by an
/// English habit only the last paragraph closes.
fn whole_speech(bitext: &Bitext<'_>, group: &Group) -> bool {
    let [source, target] = [bitext.source, bitext.target].map(|side| side.segments.first().map_or("", |segment| segment.text.trim()));
    let ends = |text: &str, marks: &[Mark]| {
        let tail = |at: usize| text.get(at..).is_some_and(|rest| rest.chars().filter(|c| is_word_character(*c)).count() == 0);
        (marks.first().is_some_and(|mark| mark.at == 0), marks.last().is_some_and(|mark| tail(mark.at)))
    };
    let (theirs, own) = (ends(source, &group.source), ends(target, &group.target));
    // A quotation that ends both lines, begun inside them, may go on as well, where the pair comes without its document.
    let inside = bitext.target.path.is_empty() && !theirs.0 && theirs.1 && !own.0;
    let runs = group.target.first().is_some_and(|mark| mark.role != Role::Close || !own.1);
    group.source.len() == 2 && group.target.len() == 1 && ((theirs == (true, true) && (own.0 || own.1)) || (inside && runs))
}

/// Where groups begin, and where the last one ends. Of a large file nothing more is kept.
fn begins(bitext: &Bitext<'_>) -> Vec<usize> {
    // The last segments so far: a side may have none for very many beads.
    let (mut source, mut target) = (None, None);
    let mut begins = Vec::new();
    for (at, pair) in bitext.pairs.iter().enumerate() {
        let moves = at > 0 && (bitext.pairs[at - 1].bead.moved || pair.bead.moved);
        // What stands elsewhere has other neighbours in the source.
        if moves || !(shares_block(pair.target, target) || shares_block(pair.source, source)) {
            begins.push(at);
        }
        (source, target) = (pair.source.last().or(source), pair.target.last().or(target));
    }
    begins.push(bitext.pairs.len());
    begins
}

impl Group {
    fn new(bitext: &Bitext<'_>, begins: &[usize], at: usize) -> Self {
        let beads = begins[at]..begins[at + 1];
        let pairs = &bitext.pairs[beads.clone()];
        let all = |text: for<'p> fn(&'p Pair<'_>) -> &'p str| pairs.iter().flat_map(|pair| marks(text(pair))).collect();
        Group { beads, source: all(|pair| pair.source_text()), target: all(|pair| pair.target_text()) }
    }
}

/// Whether segments continue the block of the one before.
fn shares_block(now: &[Segment], before: Option<&Segment>) -> bool {
    matches!((now.first(), before), (Some(first), Some(before)) if first.block == before.block)
}

/// Whether what this group leaves open is closed further down, or what it closes was opened further up.
fn runs_on(bitext: &Bitext<'_>, begins: &[usize], at: usize) -> bool {
    let open = |at: usize| balance(&Group::new(bitext, begins, at).target);
    let whole = Balance::default();
    let own = open(at);
    let next = (at + 1..begins.len() - 1).take(REACH).map(open).find(|balance| *balance != whole);
    let last = (at.saturating_sub(REACH)..at).rev().map(open).find(|balance| *balance != whole);
    (own.open > 0 && next.is_some_and(|next| next.closed > 0)) || (own.closed > 0 && last.is_some_and(|last| last.open > 0))
}

/// The bead with an odd number of marks and its mark that stands alone.
fn culprit<'p, 'a>(beads: &'p [Pair<'a>]) -> (&'p Pair<'a>, Option<Mark>) {
    for pair in beads {
        let own = marks(pair.target_text());
        if own.len() % 2 == 1 {
            return (pair, lone(&own));
        }
    }
    (&beads[0], lone(&marks(beads[0].target_text())))
}

/// The first mark that closes nothing, else the last that is never closed.
fn lone(marks: &[Mark]) -> Option<Mark> {
    let mut open: Vec<Mark> = Vec::new();
    for mark in marks {
        match mark.role {
            Role::Close if open.is_empty() => return Some(*mark),
            Role::Either if open.is_empty() => open.push(*mark),
            Role::Open => open.push(*mark),
            Role::Close | Role::Either => {
                open.pop();
            }
        }
    }
    open.last().copied()
}
