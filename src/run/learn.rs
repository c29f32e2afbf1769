//! `bilint learn`: a lexicon from a translation memory, or from documents that are aligned for it.

use std::{fs, path::Path};

use super::{Options, Plan, Progress, check::texts_of, languages::name, texts::Texts};
use crate::{
    config::Settings,
    lang,
    lexicon::{Learner, Lexicon},
    model::{Bead, Lang, Problem, Segment},
    read::{ReadError, decode},
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

/// Learns from every pair of a plan: the units of bilingual files, and the sure beads of documents.
///
/// # Errors
/// When a file cannot be read, the languages are unknown or differ, no pair has words, or the run was stopped.
pub fn learn_jobs(plan: &Plan, settings: &Settings, options: Options, progress: &Progress) -> Result<Lexicon, LearnError> {
    let mut learner = Learner::default();
    let mut langs: Option<(Lang, Lang)> = None;
    let texts = texts_of(plan, settings, options, progress).map_err(|Problem { message, .. }| LearnError::Unread(message))?;
    for (texts, beads) in &texts {
        let path = &texts.target.document.path;
        let found = texts.source.lang.zip(texts.target.lang).ok_or_else(|| LearnError::NoLanguages(format!("`{path}`")))?;
        let wanted = *langs.get_or_insert(found);
        if !(wanted.0.same_language(&found.0) && wanted.1.same_language(&found.1)) {
            let pair = |langs: (Lang, Lang)| format!("{}–{}", name(Some(langs.0)), name(Some(langs.1)));
            return Err(LearnError::OtherLanguages { path: path.clone(), found: pair(found), wanted: pair(wanted) });
        }
        add(&mut learner, texts, beads);
    }
    finish(learner, langs)
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

/// Learns from two files of which each line answers the same line of the other.
///
/// # Errors
/// When a file cannot be read, they have different numbers of lines, or the languages are unknown.
pub fn learn_lines(source: &Path, target: &Path, settings: &Settings) -> Result<Lexicon, LearnError> {
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
    let mut learner = Learner::default();
    for (source, target) in source.lines().zip(target.lines()) {
        learner.add(source, target, 1.0);
    }
    finish(learner, Some(langs))
}

fn finish(learner: Learner, langs: Option<(Lang, Lang)>) -> Result<Lexicon, LearnError> {
    if learner.is_empty() {
        return Err(LearnError::Nothing);
    }
    Ok(learner.learn(langs))
}
