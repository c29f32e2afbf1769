//! A job's files → pairs of texts, read, cut into segments and, where their format says so, linked.

use super::{Job, Options, languages::language};
use crate::{
    align::by_time,
    config::Settings,
    model::{Bead, Document, Lang, Loaded, Origin, Pairing, Problem, Segment, Unit},
    read::{ReadOptions, is_bilingual, link, load, load_bytes},
    rules::{Bitext, Side},
    segment::{Blocks, into_segments, segments, set_aside_furniture},
};

/// Longer documents are corpora: aligning one would take memory without bound, and nobody reads its report.
const MOST_SEGMENTS: usize = 400_000;

/// One side of a pair, read and cut.
pub(super) struct Text {
    /// Without its blocks, which became segments.
    pub document: Document,
    pub segments: Vec<Segment>,
    pub blocks: Blocks,
    pub lang: Option<Lang>,
    pub origin: Origin,
}

/// A pair, read and cut, perhaps paired by its format.
pub(super) struct Texts {
    pub source: Text,
    pub target: Text,
    pub paired: bool,
}

impl Texts {
    pub fn langs(&self) -> (Option<Lang>, Option<Lang>) {
        (self.source.lang, self.target.lang)
    }

    /// The beads of two texts that stand on a screen by time.
    pub fn timed(&self) -> Option<Vec<Bead>> {
        let timed = |text: &Text| text.document.pairing == Pairing::Times;
        (timed(&self.source) && timed(&self.target)).then(|| by_time(&self.source.segments, &self.target.segments))?
    }

    pub fn bitext<'t>(&'t self, beads: &'t [Bead]) -> Bitext<'t> {
        let side =
            |text: &'t Text| Side { lang: text.lang, path: &text.document.path, segments: &text.segments, aside: &text.document.set_aside };
        Bitext::new(side(&self.source), side(&self.target), beads)
    }
}

/// Reads both sides of a job and cuts them into segments. There is always at least one result.
pub(super) fn texts(job: &Job, settings: &Settings, options: Options<'_>) -> Vec<Result<Texts, Problem>> {
    let problem = |file: &str, message: String| vec![Err(Problem { file: file.to_owned(), message })];
    let read = |path: &std::path::Path, name: &str| {
        load(path, name, &read_options(job, settings, options))
            .map_err(|error| Problem { file: name.to_owned(), message: error.to_string() })
    };
    let source = match read(&job.source, &job.source_name) {
        Ok(source) => source,
        Err(problem) => return vec![Err(problem)],
    };
    let Some(path) = &job.target else {
        return match source {
            Loaded::Pair { source, target } => vec![cut(source, target, true, job, settings)],
            Loaded::Many(many) => {
                let pairs = many.pairs(settings.source_lang, settings.target_lang);
                if pairs.is_empty() {
                    let message = format!("`{}` does not hold two languages, or not the ones asked for", job.source_name);
                    return problem(&job.source_name, message);
                }
                let linked = |(mut source, mut target): (Document, Document)| {
                    if source.pairing == Pairing::Keys {
                        link(&mut source, &mut target);
                    }
                    cut(source, target, true, job, settings)
                };
                pairs.into_iter().map(linked).collect()
            }
            Loaded::One(_) => problem(&job.source_name, format!("`{}` holds one language only: name its translation too", job.source_name)),
        };
    };
    match read(path, &job.target_name) {
        Ok(target) => vec![both(source, target, job, settings)],
        Err(problem) => vec![Err(problem)],
    }
}

/// One side of a pair that does not come from a path alone: its text, or nothing where the path is to be read.
pub(super) type Given = Option<String>;

/// A pair of which each side is a text or is read from the path of the job.
pub(super) fn given(source: Given, target: Given, job: &Job, settings: &Settings, options: Options<'_>) -> Result<Texts, Problem> {
    let how = read_options(job, settings, options);
    let side = |text: Given, path: &std::path::Path, name: &str| {
        let loaded = match text {
            // Text in JSON is UTF-8, whatever encoding files have.
            Some(text) => load_bytes(text.into_bytes(), name, &ReadOptions { encoding: Some("utf-8".to_owned()), ..how.clone() }),
            None => load(path, name, &how),
        };
        loaded.map_err(|error| Problem { file: name.to_owned(), message: error.to_string() })
    };
    let Some(path) = &job.target else {
        return Err(Problem { file: job.source_name.clone(), message: "the translation is missing".to_owned() });
    };
    both(side(source, &job.source, &job.source_name)?, side(target, path, &job.target_name)?, job, settings)
}

/// Two files that were read, as the two sides of a pair.
fn both(source: Loaded, target: Loaded, job: &Job, settings: &Settings) -> Result<Texts, Problem> {
    let problem = |file: &str, message: String| Err(Problem { file: file.to_owned(), message });
    match (source, target) {
        (Loaded::One(mut source), Loaded::One(mut target)) => {
            let keyed = source.pairing == Pairing::Keys && target.pairing == Pairing::Keys;
            if keyed {
                link(&mut source, &mut target);
            }
            // Files of as many lines answer line by line.
            let lines = job.lines && source.blocks.len() == target.blocks.len();
            if lines {
                let all = source.blocks.iter_mut().chain(&mut target.blocks);
                all.for_each(|block| block.unit = Some(Unit::plain()));
            }
            let paired = keyed || lines;
            if !paired {
                set_fields(&mut source, &mut target);
            }
            cut(source, target, paired, job, settings)
        }
        (Loaded::One(_), _) => problem(&job.target_name, format!("`{}` holds both languages: check it alone", job.target_name)),
        _ => problem(&job.source_name, format!("`{}` holds both languages: check it alone", job.source_name)),
    }
}

/// Puts texts of the same name that stand above two documents before their first blocks, in one order.
fn set_fields(source: &mut Document, target: &mut Document) {
    let (mut mine, mut theirs) = (Vec::new(), std::mem::take(&mut target.fields));
    let mut answers = Vec::new();
    for field in std::mem::take(&mut source.fields) {
        if let Some(at) = theirs.iter().position(|other| other.key == field.key) {
            mine.push(field);
            answers.push(theirs.remove(at));
        }
    }
    source.blocks.splice(0..0, mine);
    target.blocks.splice(0..0, answers);
}

fn cut(source: Document, target: Document, paired: bool, job: &Job, settings: &Settings) -> Result<Texts, Problem> {
    let side = |mut document: Document, flag: Option<Lang>, path: Option<Lang>| {
        let (lang, origin) = language(flag, path, &document);
        set_aside_furniture(&mut document, lang);
        let (segments, blocks) = into_segments(&mut document, lang);
        Text { document, segments, blocks, lang, origin }
    };
    let texts = Texts {
        source: side(source, settings.source_lang, job.source_lang),
        target: side(target, settings.target_lang, job.target_lang),
        paired,
    };
    for text in [&texts.source, &texts.target] {
        let path = &text.document.path;
        let problem = |message: String| Err(Problem { file: path.clone(), message });
        if text.segments.is_empty() && !paired {
            return problem(format!("`{path}` has no text to compare: all of it is set aside"));
        }
        if !paired && text.segments.len() > MOST_SEGMENTS {
            return problem(format!(
                "`{path}` has {} sentences, more than the {MOST_SEGMENTS} of a document: cut it up, or align it and use `bilint score`",
                text.segments.len()
            ));
        }
    }
    Ok(texts)
}

/// The segments of an older state of a document.
pub(super) fn cut_again(mut document: Document, lang: Option<Lang>) -> Vec<Segment> {
    let fields = std::mem::take(&mut document.fields);
    document.blocks.splice(0..0, fields);
    set_aside_furniture(&mut document, lang);
    segments(&document, lang)
}

/// One side of a pair as it was before, from the bytes of its file then.
pub(super) fn load_before(
    bytes: &[u8],
    job: &Job,
    texts: &Texts,
    source: bool,
    settings: &Settings,
    options: Options<'_>,
) -> Option<Document> {
    let text = if source { &texts.source } else { &texts.target };
    match load_bytes(bytes.to_vec(), &text.document.path, &read_options(job, settings, options)).ok()? {
        Loaded::One(document) => Some(document),
        Loaded::Pair { source: from, target: to } => Some(if source { from } else { to }),
        Loaded::Many(many) => {
            let (from, to) = many.pairs(texts.source.lang, texts.target.lang).into_iter().next()?;
            Some(if source { from } else { to })
        }
    }
}

/// Units of a bilingual file answer each other by their place; an empty side is a missing one.
pub(super) fn by_position(source: &[Segment], target: &[Segment]) -> Vec<Bead> {
    let mut beads = Vec::with_capacity(source.len());
    for at in 0..u32::try_from(source.len().min(target.len())).unwrap_or(u32::MAX) {
        let filled = |side: &[Segment]| !side[at as usize].text.is_empty();
        let bead = |source, target| Bead { source, target, confidence: 1.0, score: 0.0, moved: false };
        if filled(source) == filled(target) {
            beads.push(bead(at..at + 1, at..at + 1));
        } else {
            beads.push(bead(at..at + 1, at..at));
            beads.push(bead(at + 1..at + 1, at..at + 1));
        }
    }
    beads
}

/// How the settings want files to be read.
fn read_options(job: &Job, settings: &Settings, options: Options<'_>) -> ReadOptions {
    ReadOptions {
        encoding: settings.encoding.clone(),
        segmented: options.segmented || job.lines,
        one_side: job.target.is_some() && is_bilingual(&job.source),
        source_column: settings.source_column.clone(),
        target_column: settings.target_column.clone(),
        id_column: settings.id_column.clone(),
    }
}
