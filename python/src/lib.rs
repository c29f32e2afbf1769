//! The Python module: strings in, JSON out, the interpreter's lock let go while bilint works.

use std::path::PathBuf;

use bilint::{
    config::{self, Settings},
    lexicon::Lexicon,
    model::{Bead, Lang},
    report::Shard,
    rules,
    run::{Aligned, Format, Options, Saved, Streaming, align_texts, check_texts, score_pairs},
};
use pyo3::{exceptions::PyValueError, prelude::*};
use serde_json::{Value, json};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn wrong(message: impl std::fmt::Display) -> PyErr {
    PyValueError::new_err(message.to_string())
}

/// What all functions may be told.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
struct Wanted {
    source_lang: Option<String>,
    target_lang: Option<String>,
    profile: Option<String>,
    lexicon: Option<PathBuf>,
    only: Vec<String>,
    off: Vec<String>,
}

impl Wanted {
    fn settings(&self) -> PyResult<Settings> {
        let rules: Vec<(&str, &str)> = rules::all().iter().map(|rule| (rule.meta().id, rule.meta().family)).collect();
        let mut settings = Settings::default();
        if let Some(name) = &self.profile {
            config::profile(name).and_then(|profile| profile.apply(&mut settings, &rules)).map_err(wrong)?;
        }
        let lang = |tag: &Option<String>| tag.as_deref().map(Lang::parse).transpose().map_err(wrong);
        settings.source_lang = lang(&self.source_lang)?;
        settings.target_lang = lang(&self.target_lang)?;
        if let Some(rule) = self.only.iter().chain(&self.off).find(|rule| rules::find(rule).is_none()) {
            return Err(wrong(format!("there is no rule `{rule}`{}", config::nearest(rule, rules.iter().map(|(id, _)| *id)))));
        }
        let unwanted =
            |id: &str| self.off.iter().any(|off| off == id) || !(self.only.is_empty() || self.only.iter().any(|only| only == id));
        for (id, _) in rules.iter().filter(|(id, _)| unwanted(id)) {
            settings.rules.push(config::RuleOverride { rule: (*id).to_owned(), level: config::Level::Off, pair: None, path: None });
        }
        Ok(settings)
    }

    fn lexicons(&self) -> PyResult<Vec<Saved>> {
        let load = |path: &PathBuf| {
            let lexicon = Lexicon::load(path).map_err(wrong)?;
            Ok(Saved { path: path.display().to_string(), lexicon })
        };
        self.lexicon.iter().map(load).collect()
    }
}

/// Findings and the document, a JSON line each.
#[pyfunction]
fn check(py: Python<'_>, source: String, target: String, wanted: Wanted) -> PyResult<String> {
    let (settings, lexicons) = (wanted.settings()?, wanted.lexicons()?);
    let done = py.detach(|| {
        let options = Options { lexicons: &lexicons, ..Options::default() };
        let outcome = check_texts(source, target, &settings, options)?;
        Ok::<_, bilint::model::Problem>(Shard::new(&settings.report, &settings.gate).lines(&Value::Null, &outcome))
    });
    let lines = done.map_err(|problem| wrong(problem.message))?;
    String::from_utf8(lines).map_err(wrong)
}

/// A JSON line a pair.
#[pyfunction]
fn score(py: Python<'_>, pairs: Vec<(String, String)>, alone: bool, wanted: Wanted) -> PyResult<String> {
    let (settings, lexicons) = (wanted.settings()?, wanted.lexicons()?);
    let lines = py.detach(|| {
        let how = Streaming {
            format: Format::JsonLines,
            filter: None,
            settings: &settings,
            lexicons: &lexicons,
            terms: None,
            corpus: None,
            alone,
            stop: None,
            quiet: true,
        };
        score_pairs(pairs, how)
    });
    String::from_utf8(lines).map_err(wrong)
}

/// Segments of both sides and the beads between them, as JSON.
#[pyfunction]
fn align(py: Python<'_>, source: String, target: String, segmented: bool, wanted: Wanted) -> PyResult<String> {
    let (settings, lexicons) = (wanted.settings()?, wanted.lexicons()?);
    let done = py.detach(|| {
        let options = Options { segmented, lexicons: &lexicons, ..Options::default() };
        align_texts(source, target, &settings, options)
    });
    let Aligned { source, target, beads } = done.map_err(|problem| wrong(problem.message))?;
    let texts = |segments: &[bilint::model::Segment]| segments.iter().map(|segment| segment.text.clone()).collect::<Vec<_>>();
    let bead = |bead: &Bead| json!([bead.source.start, bead.source.end, bead.target.start, bead.target.end, bead.confidence]);
    Ok(json!({"source": texts(&source), "target": texts(&target), "beads": beads.iter().map(bead).collect::<Vec<_>>()}).to_string())
}

/// The command, with these arguments; the result is its exit code.
#[pyfunction]
fn main(py: Python<'_>, args: Vec<std::ffi::OsString>) -> u8 {
    py.detach(|| bilint::cli::main_with(args))
}

#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_function(wrap_pyfunction!(check, module)?)?;
    module.add_function(wrap_pyfunction!(score, module)?)?;
    module.add_function(wrap_pyfunction!(align, module)?)?;
    module.add_function(wrap_pyfunction!(main, module)?)
}
