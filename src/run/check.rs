//! The main job: pairs in parallel, results in order, memory bounded by a chunk of documents.

use std::{
    borrow::Cow,
    sync::atomic::{AtomicBool, Ordering},
};

use rayon::prelude::*;

use super::{
    Job, Plan, Progress, RunError,
    assemble::{Sentences, assemble, batch_rows as named, list},
    languages::name,
    since::{Before, Changes, Since, touched},
    texts::{Text, Texts, by_position, cut_again, load_before, texts},
};
use crate::{
    align::{Encoded, Help, Input, Stopped, Watch, align},
    config::Settings,
    gate::{Known, Stale, Tally, Verdict},
    lexicon::{Learner, Lexicon, LexiconError},
    model::{Bead, BeadKind, Document, Lang, NameRow, PairOutcome, Problem, RuleAccount, RunSummary, Segment},
    repeats::{Corpus, Repeated, Repeats},
    report::Report,
    rules::{Accepted, BatchNames, Bitext, Context, Judgement, WELL_READ, comparable, judge, look_over, names},
    terms::Glossary,
};

/// Documents aligned together: they share a lexicon, and only they are in memory.
pub(super) const CHUNK: usize = 64;

/// Bytes of the files of documents that may be read and linked while others are judged.
const LIGHT: u64 = 8 << 20;

/// Units of bilingual files that teach words, from all over the file: more sharpen little and cost memory, some 15 kB each.
const MOST_TEACHING: usize = 25_000;

/// How a run goes about it, beside the settings.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options<'a> {
    /// Each line of a text file is one segment.
    pub segmented: bool,
    /// What people said about findings before.
    pub known: Option<&'a Known>,
    /// Report only what changed since a revision.
    pub since: Option<&'a Since>,
    /// Lexicons learnt elsewhere; each helps where its languages are.
    pub lexicons: &'a [Saved],
    /// What the corpus repeats that these texts are a part of.
    pub corpus: Option<&'a Corpus>,
    /// The user's glossary.
    pub terms: Option<&'a Glossary>,
    /// Vectors of runs of lines, further evidence when texts are aligned.
    pub vectors: Option<&'a dyn Encoded>,
    /// The translations that were accepted, and their sources.
    pub accepted: Option<&'a Accepted>,
    /// Each pair of documents is judged as by a run of its own: the others teach it nothing.
    pub alone: bool,
    /// Set from outside when the run is to stop.
    pub stop: Option<&'a AtomicBool>,
    /// Nobody asks for the pairs of sentences themselves: outcomes come without them.
    pub bare: bool,
}

impl Options<'_> {
    /// That what the corpus repeats could be read.
    pub(super) fn sound(self) -> Result<(), RunError> {
        Ok(self.corpus.map_or(Ok(()), Corpus::sound)?)
    }

    pub(super) fn stopped(self) -> bool {
        self.stop.is_some_and(|stop| stop.load(Ordering::Relaxed))
    }
}

/// A run, as the aligner sees it.
#[derive(Debug)]
struct Watching<'a> {
    options: Options<'a>,
    progress: &'a Progress,
}

impl Watch for Watching<'_> {
    fn stopped(&self) -> bool {
        self.options.stopped()
    }

    fn begins(&self, lines: usize) {
        self.progress.pass_begins(lines);
    }

    fn advances(&self, lines: usize) {
        self.progress.pass_advances(lines);
    }
}

impl From<Stopped> for RunError {
    fn from(_: Stopped) -> Self {
        RunError::Interrupted
    }
}

/// A lexicon that was loaded, and the name of its file.
#[derive(Debug, Clone)]
pub struct Saved {
    pub path: String,
    pub lexicon: Lexicon,
}

/// The lexicon for two languages.
pub(super) fn fitting(lexicons: &[Saved], source: Option<Lang>, target: Option<Lang>) -> Option<Cow<'_, Lexicon>> {
    lexicons.iter().find_map(|saved| saved.lexicon.fitting(source, target))
}

/// What there is to say of lexicons none of whose languages were met.
pub(super) fn unfit(lexicons: &[Saved], met: &[(Option<Lang>, Option<Lang>)]) -> Vec<LexiconError> {
    let fits = |saved: &&Saved| met.iter().any(|(source, target)| saved.lexicon.fitting(*source, *target).is_some());
    let pair = |source, target| format!("{}–{}", name(source), name(target));
    let wrong = lexicons.iter().filter(|saved| !fits(saved)).map(|saved| {
        let langs = saved.lexicon.langs();
        LexiconError::Languages {
            path: saved.path.clone(),
            found: pair(langs.map(|langs| langs.0), langs.map(|langs| langs.1)),
            wanted: met.iter().map(|(source, target)| pair(*source, *target)).collect::<Vec<_>>().join(", "),
        }
    });
    if met.is_empty() { Vec::new() } else { wrong.collect() }
}

/// What came out of a run.
#[derive(Debug, Clone, Default)]
pub struct Checked {
    pub summary: RunSummary,
    pub verdict: Verdict,
    /// Entries that people may take out of their files.
    pub stale: Vec<Stale>,
}

/// A pair of texts and the beads between them.
pub struct Aligned {
    pub source: Vec<Segment>,
    pub target: Vec<Segment>,
    pub beads: Vec<Bead>,
}

type Langs = (Option<Lang>, Option<Lang>);

/// A pair that was judged: all that is said of it but the rows of its beads, and the beads.
struct Judged {
    outcome: PairOutcome,
    beads: Vec<Bead>,
}

impl Judged {
    /// With the rows, where somebody asks for them. One pair after the other: they hold all the text once more, or take it from the segments.
    fn listed(self, mut texts: Texts, options: Options<'_>) -> PairOutcome {
        let Judged { mut outcome, beads } = self;
        if !options.bare {
            let given = (Sentences::Given(&mut texts.source.segments), Sentences::Given(&mut texts.target.segments));
            list(&mut outcome, &beads, given);
        }
        outcome
    }
}

/// Pairs of one pair of languages, by their place.
pub(super) type ByLanguages = Vec<(Langs, Vec<usize>)>;

/// Checks every pair of a plan and feeds the reports in order.
///
/// # Errors
/// When a report cannot be written. Files that cannot be read become problems of the summary, and the others are checked.
pub fn check(
    plan: &Plan,
    settings: &Settings,
    options: Options<'_>,
    reports: &mut [Box<dyn Report + '_>],
    progress: &Progress,
) -> Result<Checked, RunError> {
    let options = Options { bare: !reports.iter().any(|report| report.shows_pairs()), ..options };
    let mut summary = RunSummary { unpaired: plan.unpaired.clone(), pairings: plan.pairings.clone(), ..RunSummary::default() };
    let mut tally = Tally::new(&settings.gate);
    let unwritten = |source| RunError::Write { what: "the report".to_owned(), source };
    let mut met = Vec::new();
    let mut known: Vec<(Langs, BatchSoFar)> = Vec::new();
    let mut chunks = plan.jobs.chunks(CHUNK).peekable();
    let prepare = |chunk| Ready::new(chunk, settings, options, progress);
    let mut next = chunks.next().map(prepare).transpose()?;
    while let Some(mut ready) = next {
        note(&ready.read, &mut met);
        let mut judge = || ready.outcomes(settings, options, &mut known);
        // What follows is read and linked while this is judged: learning words is work for one processor at a time.
        let (outcomes, following) = match chunks.next_if(|chunk| is_light(chunk)) {
            Some(chunk) => rayon::join(judge, || prepare(chunk).map(Some)),
            None => (judge(), Ok(None)),
        };
        let outcomes = outcomes?;
        if options.stopped() {
            return Err(RunError::Interrupted);
        }
        progress.advance(ready.chunk.len());
        for (texts, judged) in ready.read.into_iter().zip(outcomes) {
            let (texts, judged) = match (texts, judged) {
                (Ok(texts), Some(judged)) => (texts, judged),
                (Ok(_), None) => continue,
                (Err(problem), _) => {
                    summary.problems.push(problem);
                    continue;
                }
            };
            let outcome = judged.listed(texts, options);
            if let Some((_, batch)) = known.iter_mut().find(|(langs, _)| *langs == (outcome.source.lang, outcome.target.lang)) {
                batch.rows.add(&outcome.names);
            }
            summary.pairs += 1;
            summary.words += u64::from(outcome.source.words);
            summary.segments += u64::from(outcome.target.segments);
            merge(&mut summary.accounts, &outcome.accounts);
            tally.add(&outcome);
            if let Some(known) = options.known {
                tally.remember(&outcome, known);
            }
            for report in reports.iter_mut() {
                report.pair(&outcome).map_err(unwritten)?;
            }
        }
        next = match following? {
            Some(ready) => Some(ready),
            None => chunks.next().map(prepare).transpose()?,
        };
    }
    progress.finish();
    for error in unfit(options.lexicons, &met) {
        summary.problems.push(Problem { file: String::new(), message: error.to_string() });
    }
    if summary.pairs > 0 && summary.accounts.iter().all(|account| account.checked == 0) {
        summary
            .problems
            .push(Problem { file: String::new(), message: "nothing was checked: no rule could judge a single segment".to_owned() });
    }
    for ((source, target), batch) in known {
        summary.names.extend(named(batch.rows.rows(&Context::new(settings, source, target)), options.known));
    }
    options.sound()?;
    let verdict = tally.verdict();
    for report in reports.iter_mut() {
        report.finish(&summary, &verdict).map_err(unwritten)?;
    }
    let (seen, files) = tally.remembered();
    // With --since most findings are left out; that they are missing says nothing.
    let stale = options.known.filter(|_| options.since.is_none()).map_or_else(Vec::new, |known| known.stale(&seen, &files));
    Ok(Checked { summary, verdict, stale })
}

/// Whether documents are so small that they may be in memory beside those before them.
fn is_light(chunk: &[Job]) -> bool {
    let files = chunk.iter().flat_map(|job| std::iter::once(&job.source).chain(&job.target));
    files.map(|path| std::fs::metadata(path).map_or(0, |file| file.len())).sum::<u64>() <= LIGHT
}

/// Documents that are read and, unless each is judged by itself, linked.
struct Ready<'p> {
    chunk: &'p [Job],
    owners: Vec<usize>,
    read: Vec<Result<Texts, Problem>>,
    linked: Option<Linked>,
}

impl<'p> Ready<'p> {
    fn new(chunk: &'p [Job], settings: &Settings, options: Options<'_>, progress: &Progress) -> Result<Self, Stopped> {
        if options.stopped() {
            return Err(Stopped);
        }
        let (owners, read) = read_chunk(chunk, settings, options);
        let linked = if options.alone { None } else { Some(align_chunk(&read, options, progress, true)?) };
        Ok(Ready { chunk, owners, read, linked })
    }

    /// Judges them; `known` is what the documents before said.
    fn outcomes(
        &mut self,
        settings: &Settings,
        options: Options<'_>,
        known: &mut Vec<(Langs, BatchSoFar)>,
    ) -> Result<Vec<Option<Judged>>, Stopped> {
        match self.linked.take() {
            Some(linked) => Ok(together(self.chunk, &self.owners, &self.read, linked, settings, options, known)),
            None => apart(self.chunk, &self.owners, &self.read, settings, options, known),
        }
    }
}

/// Judges the pairs of a chunk, which teach each other; `known` is what the chunks before said.
fn together(
    chunk: &[Job],
    owners: &[usize],
    read: &[Result<Texts, Problem>],
    linked: Linked,
    settings: &Settings,
    options: Options<'_>,
    known: &mut Vec<(Langs, BatchSoFar)>,
) -> Vec<Option<Judged>> {
    let mut bitexts: Vec<Option<(&Texts, Bitext<'_>)>> =
        read.iter().zip(&linked.beads).map(|(texts, beads)| texts.as_ref().ok().map(|texts| (texts, texts.bitext(beads)))).collect();
    remember(&mut bitexts, settings, known);
    let outcome = |(at, one): (usize, &mut Option<(&Texts, Bitext<'_>)>)| {
        let (texts, bitext) = one.as_ref()?;
        let batch = known.iter().find(|(langs, _)| *langs == texts.langs()).map(|(_, known)| known);
        Some(judged(&chunk[owners[at]], texts, bitext, Learnt { lexicon: linked.lexicon(at), batch }, settings, options))
    };
    let outcomes: Vec<Option<PairOutcome>> = bitexts.par_iter_mut().enumerate().map(outcome).collect();
    drop(bitexts);
    outcomes.into_iter().zip(linked.beads).map(|(outcome, beads)| Some(Judged { outcome: outcome?, beads })).collect()
}

/// Judges each pair of a chunk as by a run of its own. Of each pair of languages only the names are gathered, for their table.
fn apart(
    chunk: &[Job],
    owners: &[usize],
    read: &[Result<Texts, Problem>],
    settings: &Settings,
    options: Options<'_>,
    known: &mut Vec<(Langs, BatchSoFar)>,
) -> Result<Vec<Option<Judged>>, Stopped> {
    for texts in read.iter().flatten() {
        entry(known, texts.langs());
    }
    let one = |(at, texts): (usize, &Result<Texts, Problem>)| match texts {
        Ok(_) => judged_alone(&chunk[owners[at]], std::slice::from_ref(texts), settings, options).map(Some),
        Err(_) => Ok(None),
    };
    read.par_iter().enumerate().map(one).collect()
}

/// Aligns one pair as a run of its own would.
pub(super) fn beads_alone(texts: Texts, options: Options<'_>) -> Result<Aligned, Stopped> {
    let read = [Ok(texts)];
    let beads = beads_of(&read, options)?;
    let [Ok(texts)] = read else { return Err(Stopped) };
    Ok(Aligned { source: texts.source.segments, target: texts.target.segments, beads })
}

/// The beads of one pair, which `read` holds, as a run of its own finds them.
pub(super) fn beads_of(read: &[Result<Texts, Problem>; 1], options: Options<'_>) -> Result<Vec<Bead>, Stopped> {
    Ok(align_chunk(read, options, &Progress::new(1, true), false)?.beads.pop().unwrap_or_default())
}

/// Judges one pair as a run of its own would; `read` holds this pair.
pub(super) fn alone(job: &Job, read: &[Result<Texts, Problem>], settings: &Settings, options: Options<'_>) -> Result<PairOutcome, Stopped> {
    let Judged { mut outcome, beads } = judged_alone(job, read, settings, options)?;
    if let ([Ok(texts)], false) = (read, options.bare) {
        list(&mut outcome, &beads, (Sentences::Kept(&texts.source.segments), Sentences::Kept(&texts.target.segments)));
    }
    Ok(outcome)
}

fn judged_alone(job: &Job, read: &[Result<Texts, Problem>], settings: &Settings, options: Options<'_>) -> Result<Judged, Stopped> {
    let silent = Progress::new(1, true);
    let mut known = Vec::new();
    let linked = align_chunk(read, options, &silent, true)?;
    let outcomes = together(std::slice::from_ref(job), &[0], read, linked, settings, options, &mut known);
    outcomes.into_iter().flatten().next().ok_or(Stopped)
}

/// The table of names of a run whose pairs were judged apart: what `names.csv` holds.
#[derive(Default)]
pub(super) struct NamesOfAll(Vec<(Langs, names::NameTable)>);

impl NamesOfAll {
    /// Adds the names of a pair, in the order of the run.
    pub fn add(&mut self, langs: Langs, rows: &[NameRow]) {
        let at = self.0.iter().position(|(known, _)| *known == langs).unwrap_or_else(|| {
            self.0.push((langs, names::NameTable::default()));
            self.0.len() - 1
        });
        self.0[at].1.add(rows);
    }

    /// The rows, each name once.
    pub fn rows(self, settings: &Settings, known: Option<&Known>) -> Vec<NameRow> {
        let rows =
            self.0.into_iter().flat_map(|((source, target), table)| named(table.rows(&Context::new(settings, source, target)), known));
        rows.collect()
    }
}

/// Aligns the pairs of a plan and nothing more; each pair's texts with their beads, or why it could not be read.
///
/// # Errors
/// When a lexicon is of other languages than any pair, or the run was stopped.
pub fn align_jobs(
    plan: &Plan,
    settings: &Settings,
    options: Options,
    progress: &Progress,
) -> Result<Vec<Result<Aligned, Problem>>, RunError> {
    // A file of many languages is aligned already.
    let one = |job: &Job| texts(job, settings, options).swap_remove(0);
    let read: Vec<Result<Texts, Problem>> = plan.jobs.par_iter().map(one).collect();
    let linked = align_chunk(&read, options, progress, false)?;
    progress.finish();
    let mut met = Vec::new();
    note(&read, &mut met);
    if let Some(error) = unfit(options.lexicons, &met).into_iter().next() {
        return Err(error.into());
    }
    let aligned = read.into_iter().zip(linked.beads);
    Ok(aligned
        .map(|(texts, beads)| texts.map(|texts| Aligned { source: texts.source.segments, target: texts.target.segments, beads }))
        .collect())
}

/// The pairs of a plan, read and aligned, unless the run was stopped.
pub(super) fn texts_of(
    plan: &Plan,
    settings: &Settings,
    options: Options,
    progress: &Progress,
) -> Result<Vec<(Texts, Vec<Bead>)>, Problem> {
    let (_, read) = read_chunk(&plan.jobs, settings, options);
    let interrupted = |stopped: Stopped| Problem { file: String::new(), message: RunError::from(stopped).to_string() };
    let options = Options { lexicons: &[], ..options };
    let linked = align_chunk(&read, options, progress, false).map_err(interrupted)?;
    progress.finish();
    read.into_iter().zip(linked.beads).map(|(texts, beads)| Ok((texts?, beads))).collect()
}

/// Every pair of some jobs, read and cut, and the job that each is of: a file of many languages has several.
fn read_chunk(jobs: &[Job], settings: &Settings, options: Options<'_>) -> (Vec<usize>, Vec<Result<Texts, Problem>>) {
    let read: Vec<Vec<Result<Texts, Problem>>> = jobs.par_iter().map(|job| texts(job, settings, options)).collect();
    read.into_iter().enumerate().flat_map(|(owner, texts)| texts.into_iter().map(move |texts| (owner, texts))).unzip()
}

/// The pairs of a chunk, linked.
struct Linked {
    /// The beads of each pair.
    beads: Vec<Vec<Bead>>,
    /// What was learnt of each pair of languages, with what was known before.
    lexicons: Vec<Option<Lexicon>>,
    /// Place of each pair's lexicon.
    group: Vec<usize>,
}

impl Linked {
    fn lexicon(&self, at: usize) -> Option<&Lexicon> {
        self.lexicons.get(self.group[at])?.as_ref()
    }
}

/// Adds the pairs of languages that were met.
fn note(read: &[Result<Texts, Problem>], met: &mut Vec<Langs>) {
    for texts in read.iter().flatten() {
        let langs = texts.langs();
        if !met.contains(&langs) {
            met.push(langs);
        }
    }
}

/// Aligns the pairs of a chunk, those of one pair of languages as one batch.
fn align_chunk(read: &[Result<Texts, Problem>], options: Options<'_>, progress: &Progress, teach: bool) -> Result<Linked, Stopped> {
    let watch = Watching { options, progress };
    let mut linked = Linked { beads: vec![Vec::new(); read.len()], lexicons: Vec::new(), group: vec![usize::MAX; read.len()] };
    // Languages, whether the format paired the units, and the pairs.
    type Group = ((Option<Lang>, Option<Lang>, bool), Vec<usize>);
    let mut groups: Vec<Group> = Vec::new();
    for (at, texts) in read.iter().enumerate() {
        let Ok(texts) = texts else { continue };
        let key = (texts.source.lang, texts.target.lang, texts.paired);
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, members)) => members.push(at),
            None => groups.push((key, vec![at])),
        }
    }
    for ((source, target, paired), members) in groups {
        let texts: Vec<&Texts> = members.iter().filter_map(|at| read[*at].as_ref().ok()).collect();
        let lexicon = fitting(options.lexicons, source, target);
        // What fewer pairs teach raises no finding: it need not be worked out.
        let lines: u64 = texts.iter().map(|texts| texts.source.segments.len() as u64).sum();
        let teach = teach && lines + lexicon.as_ref().map_or(0, |lexicon| lexicon.pairs()) >= WELL_READ;
        let (found, taught) = if paired {
            let found: Vec<Vec<Bead>> = texts.iter().map(|texts| by_position(&texts.source.segments, &texts.target.segments)).collect();
            let taught = teach.then(|| learn_pairs(&texts, &found));
            (found, taught)
        } else {
            let inputs: Vec<Input<'_>> =
                texts.iter().map(|texts| Input { source: &texts.source.segments, target: &texts.target.segments }).collect();
            let help =
                Help { lexicon: lexicon.as_deref(), teach, vectors: options.vectors, watch: Some(&watch), langs: source.zip(target) };
            let mut aligned = align(&inputs, help)?;
            // Subtitles know better when they stand together.
            for (beads, texts) in aligned.beads.iter_mut().zip(&texts) {
                if let Some(timed) = texts.timed() {
                    *beads = timed;
                }
            }
            (aligned.beads, aligned.lexicon)
        };
        linked.lexicons.push(taught.map(|mut taught| {
            if let Some(lexicon) = lexicon {
                taught.merge(&lexicon);
                taught.temper(single_pairs(&texts, &found));
            }
            taught
        }));
        let place = linked.lexicons.len() - 1;
        for (at, found) in members.into_iter().zip(found) {
            linked.beads[at] = found;
            linked.group[at] = place;
        }
    }
    Ok(linked)
}

/// The beads of one segment a side.
fn single_pairs<'t>(texts: &'t [&Texts], beads: &'t [Vec<Bead>]) -> impl Iterator<Item = (&'t str, &'t str)> {
    texts.iter().zip(beads).flat_map(|(texts, beads)| {
        beads.iter().filter(|bead| bead.kind() == BeadKind::OneToOne).filter_map(|bead| {
            let source = texts.source.segments.get(bead.source.start as usize)?;
            let target = texts.target.segments.get(bead.target.start as usize)?;
            Some((&*source.text, &*target.text))
        })
    })
}

/// What ready-made pairs teach.
fn learn_pairs(texts: &[&Texts], beads: &[Vec<Bead>]) -> Lexicon {
    let mut learner = Learner::default();
    let count = single_pairs(texts, beads).count();
    let most = count.min(MOST_TEACHING);
    // Of so many pairs in a row those at which their share of the most reaches the next whole number.
    let teaches = |at: usize| (at + 1) * most / count.max(1) > at * most / count.max(1);
    let teaching = single_pairs(texts, beads).enumerate().filter(|(at, _)| teaches(*at));
    teaching.for_each(|(_, (source, target))| learner.add(source, target, 1.0));
    learner.learn(None)
}

/// What changed on both sides of a pair since the revision.
fn changes(since: &Since, job: &Job, texts: &Texts, settings: &Settings, options: Options<'_>) -> (Changes, Changes) {
    let between = |old: Document, text: &Text| Changes::between(&cut_again(old, text.lang), &text.segments);
    let (source, target) = (since.before(&job.source), job.target.as_ref().map(|target| since.before(target)));
    if let (Before::Same, None | Some(Before::Same)) = (&source, &target) {
        return (Changes::none(&texts.source.segments), Changes::none(&texts.target.segments));
    }
    let side = |before: &Before, text: &Text, source: bool| match before {
        Before::Same => Changes::none(&text.segments),
        Before::Absent => Changes::all(&text.segments),
        Before::Bytes(bytes) => {
            let old = load_before(bytes, job, texts, source, settings, options);
            old.map_or_else(|| Changes::all(&text.segments), |old| between(old, text))
        }
    };
    (side(&source, &texts.source, true), side(target.as_ref().unwrap_or(&source), &texts.target, false))
}

/// What the batch so far has in one pair of languages.
#[derive(Debug, Default)]
struct BatchSoFar {
    repeats: Repeats,
    names: BatchNames,
    rows: names::NameTable,
}

/// Adds the sentences and names of a chunk to those of the batch, in the order of the plan.
fn remember(bitexts: &mut [Option<(&Texts, Bitext<'_>)>], settings: &Settings, known: &mut Vec<(Langs, BatchSoFar)>) {
    let context = |texts: &Texts| {
        let (source, target) = texts.langs();
        Context::new(settings, source, target)
    };
    let named = names::wanted(settings);
    bitexts.par_iter_mut().flatten().for_each(|(texts, bitext)| {
        if named {
            names::look_up(bitext, &context(texts));
        }
        look_over(bitext);
    });
    for (texts, bitext) in bitexts.iter().flatten() {
        let batch = entry(known, texts.langs());
        batch.repeats.add(bitext.target.path, comparable(bitext));
        batch.names.add(bitext, &context(texts));
    }
}

/// What is known of a pair of languages, made where nothing is.
fn entry(known: &mut Vec<(Langs, BatchSoFar)>, langs: Langs) -> &mut BatchSoFar {
    let at = known.iter().position(|(known, _)| *known == langs).unwrap_or_else(|| {
        known.push((langs, BatchSoFar::default()));
        known.len() - 1
    });
    &mut known[at].1
}

/// What the batch has taught of two languages.
#[derive(Clone, Copy)]
struct Learnt<'a> {
    lexicon: Option<&'a Lexicon>,
    batch: Option<&'a BatchSoFar>,
}

fn judged(job: &Job, texts: &Texts, bitext: &Bitext<'_>, learnt: Learnt<'_>, settings: &Settings, options: Options<'_>) -> PairOutcome {
    let (source_lang, target_lang) = texts.langs();
    let Learnt { lexicon, batch } = learnt;
    let cx = Context {
        lexicon,
        repeats: Repeated::new(batch.map(|batch| &batch.repeats), options.corpus, (source_lang, target_lang)),
        names: batch.map(|batch| &batch.names),
        terms: options.terms,
        accepted: options.accepted,
        ..Context::new(settings, source_lang, target_lang)
    };
    let Judgement { mut findings, accounts } = judge(bitext, &cx, false);
    if let Some(since) = options.since {
        let (source, target) = changes(since, job, texts, settings, options);
        findings.retain(|finding| touched(&source, &target, finding));
    }
    let names = names::rows(bitext, &cx, &findings);
    assemble(texts, bitext, findings, names, accounts, settings, options.known)
}

fn merge(all: &mut Vec<RuleAccount>, more: &[RuleAccount]) {
    for account in more {
        match all.iter_mut().find(|known| known.rule == account.rule) {
            Some(known) => {
                known.checked += account.checked;
                known.skipped += account.skipped;
                known.reason = known.reason.or(account.reason);
            }
            None => all.push(account.clone()),
        }
    }
}
