//! `bilint learn`: a lexicon, and counts of sentences, from a translation memory, or from documents that are aligned for it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use rayon::prelude::*;

use super::{
    Options, Plan, Progress, RunError,
    check::{beads_of, texts_of},
    documents::{each_chunk, texts_of_line},
    languages::name,
    stream::count_stream,
    texts::Texts,
};
use crate::{
    config::Settings,
    lang,
    lexicon::{Learner, Lexicon},
    model::{Bead, Lang, Problem, Segment},
    read::{ReadError, decode},
    repeats::{Count, Counted, RepeatsError},
    rules::sure_pairs,
};

/// Beads less sure than this teach nothing.
const SURE: f32 = 0.5;
/// Text looked at to tell a language.
const SAMPLE: usize = 6000;

/// Why nothing was learnt. The message names the way out.
#[derive(Debug, thiserror::Error)]
pub enum LearnError {
    #[error("{0}")]
    Unread(String),
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Run(#[from] RunError),
    #[error(transparent)]
    Repeats(#[from] RepeatsError),
    #[error("cannot read `{path}`: {source}")]
    Io { path: String, source: std::io::Error },
    #[error(
        "`{source_path}` has {source_lines} lines and `{target_path}` {target_lines}: with --parallel line answers line; without it the texts are aligned"
    )]
    Lines { source_path: String, source_lines: usize, target_path: String, target_lines: usize },
    #[error("the languages of {0} cannot be told: name them with --source-lang and --target-lang")]
    NoLanguages(String),
    #[error("`{path}` is {found}, the files before it are {wanted}: a lexicon has one pair of languages")]
    OtherLanguages { path: String, found: String, wanted: String },
    #[error("nothing to learn: no pair of texts has words on both sides")]
    Nothing,
}

/// What texts and their translations teach: which word answers which, which sentences recur, or both.
#[derive(Default)]
pub struct Lessons {
    learner: Option<Learner>,
    langs: Option<(Lang, Lang)>,
    count: Option<Count>,
}

impl Lessons {
    /// Lessons for a lexicon, for counts of sentences, or for both.
    #[must_use]
    pub fn new(lexicon: bool, repeats: bool) -> Self {
        Lessons { learner: lexicon.then(Learner::default), langs: None, count: repeats.then(Count::default) }
    }

    /// Takes in every pair of a plan: the units of bilingual files, and the sure beads of documents. Without `repeats`, their sentences are
    /// not counted.
    ///
    /// # Errors
    /// When a file cannot be read, the languages are unknown or differ, or the run was stopped.
    pub fn jobs(
        &mut self,
        plan: &Plan,
        settings: &Settings,
        options: Options<'_>,
        repeats: bool,
        progress: &Progress,
    ) -> Result<(), LearnError> {
        let all = texts_of(plan, settings, options, progress).map_err(|Problem { message, .. }| LearnError::Unread(message))?;
        all.iter().try_for_each(|(texts, beads)| {
            self.teach(texts, beads)?;
            if repeats { self.count(texts, beads) } else { Ok(()) }
        })
    }

    /// Takes in pairs of documents, one a line of JSON, each aligned by itself. Gives back how many lines there were, and how many of them could
    /// not be read.
    ///
    /// # Errors
    /// As [`Lessons::jobs`].
    pub fn documents(&mut self, inputs: &[PathBuf], settings: &Settings, options: Options<'_>) -> Result<(u64, u64), LearnError> {
        let (mut lines, mut failed, mut wrong) = (0u64, 0u64, None);
        let one = |(number, line): &(u64, Vec<u8>)| {
            if options.stopped() {
                return Err(RunError::Interrupted);
            }
            let Ok((.., texts)) = texts_of_line(*number, line, settings, options) else { return Ok(None) };
            let read = [Ok(texts)];
            let beads = beads_of(&read, options)?;
            let [read] = read;
            Ok(read.ok().map(|texts| (texts, beads)))
        };
        each_chunk(inputs, false, |chunk| {
            let read: Vec<Option<(Texts, Vec<Bead>)>> = chunk.par_iter().map(one).collect::<Result<_, RunError>>()?;
            for texts in read {
                lines += 1;
                match texts {
                    None => failed += 1,
                    Some(_) if wrong.is_some() => {}
                    Some((texts, beads)) => wrong = self.teach(&texts, &beads).and_then(|()| self.count(&texts, &beads)).err(),
                }
            }
            Ok(())
        })?;
        wrong.map_or(Ok((lines, failed)), Err)
    }

    /// Counts the pairs of a stream, which are ready made, or of two files of lines; `name` is what reports will call it.
    ///
    /// # Errors
    /// When it cannot be read, or the disk cannot be written to.
    pub fn stream(&mut self, files: &[PathBuf], name: &str, settings: &Settings, options: Options<'_>) -> Result<(), LearnError> {
        let Some(count) = &mut self.count else { return Ok(()) };
        count_stream(files, name, settings, count, options.stop)?;
        Ok(())
    }

    /// Takes in two files of which each line answers the same line of the other.
    ///
    /// # Errors
    /// When a file cannot be read, they have different numbers of lines, or the languages are unknown.
    pub fn lines(&mut self, source: &Path, target: &Path, settings: &Settings) -> Result<(), LearnError> {
        let Some(learner) = &mut self.learner else { return Ok(()) };
        self.langs = Some(learn_lines(learner, source, target, settings)?);
        Ok(())
    }

    /// The lexicon and the counts, as far as they were wanted. A part of a corpus may have nothing to count.
    ///
    /// # Errors
    /// When there is nothing to learn from.
    pub fn finish(self, partial: bool) -> Result<(Option<Lexicon>, Option<Count>), LearnError> {
        let uncounted = !partial && self.count.as_ref().is_some_and(|count| count.pairs() == 0);
        if uncounted || self.learner.as_ref().is_some_and(Learner::is_empty) {
            return Err(LearnError::Nothing);
        }
        let langs = self.langs;
        Ok((self.learner.map(|learner| learner.learn(langs)), self.count))
    }

    fn teach(&mut self, texts: &Texts, beads: &[Bead]) -> Result<(), LearnError> {
        let Some(learner) = &mut self.learner else { return Ok(()) };
        let path = &texts.target.document.path;
        let found = texts.source.lang.zip(texts.target.lang).ok_or_else(|| LearnError::NoLanguages(format!("`{path}`")))?;
        let wanted = *self.langs.get_or_insert(found);
        if !(wanted.0.same_language(&found.0) && wanted.1.same_language(&found.1)) {
            let pair = |langs: (Lang, Lang)| format!("{}–{}", name(Some(langs.0)), name(Some(langs.1)));
            return Err(LearnError::OtherLanguages { path: path.clone(), found: pair(found), wanted: pair(wanted) });
        }
        add(learner, texts, beads);
        Ok(())
    }

    fn count(&mut self, texts: &Texts, beads: &[Bead]) -> Result<(), LearnError> {
        let Some(count) = &mut self.count else { return Ok(()) };
        let bitext = texts.bitext(beads);
        let name = count.name(bitext.target.path);
        for (pair, at) in sure_pairs(&bitext).zip(0..) {
            let line = pair.target.first().map_or(0, |segment| segment.at.line);
            count.add(name, at, line, Counted::new(texts.langs(), pair.source_text(), pair.target_text()))?;
        }
        Ok(())
    }
}

fn add(learner: &mut Learner, texts: &Texts, beads: &[Bead]) {
    let joined = |segments: &[Segment], range: &std::ops::Range<u32>| -> String {
        let picked = segments.get(range.start as usize..range.end as usize).unwrap_or_default();
        picked.iter().map(|segment| &*segment.text).collect::<Vec<_>>().join(" ")
    };
    for bead in beads.iter().filter(|bead| bead.confidence >= SURE) {
        learner.add(&joined(&texts.source.segments, &bead.source), &joined(&texts.target.segments, &bead.target), bead.confidence);
    }
}

/// Learns from two files of which each line answers the same line of the other; gives back their languages.
fn learn_lines(learner: &mut Learner, source: &Path, target: &Path, settings: &Settings) -> Result<(Lang, Lang), LearnError> {
    let read = |path: &Path| -> Result<(String, String), LearnError> {
        let shown = path.to_string_lossy().replace('\\', "/");
        let bytes = fs::read(path).map_err(|source| LearnError::Io { path: shown.clone(), source })?;
        let decoded = decode(bytes, settings.encoding.as_deref(), &shown)?;
        Ok((decoded.text, shown))
    };
    let ((source, source_path), (target, target_path)) = (read(source)?, read(target)?);
    let (source_lines, target_lines) = (source.lines().count(), target.lines().count());
    if source_lines != target_lines {
        return Err(LearnError::Lines { source_path, source_lines, target_path, target_lines });
    }
    let found = |flag: Option<Lang>, text: &str| {
        let sample = text.char_indices().nth(SAMPLE).map_or(text, |(end, _)| &text[..end]);
        flag.or_else(|| lang::detect(sample).map(|found| found.lang))
    };
    let langs = found(settings.source_lang, &source).zip(found(settings.target_lang, &target));
    let langs = langs.ok_or_else(|| LearnError::NoLanguages(format!("`{source_path}` and `{target_path}`")))?;
    for (source, target) in source.lines().zip(target.lines()) {
        learner.add(source, target, 1.0);
    }
    Ok(langs)
}
