//! Which file goes with which: two files, two trees, one tree with language folders or suffixes, or one bilingual file.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use globset::{Glob, GlobSet, GlobSetBuilder};
use ignore::WalkBuilder;

use crate::{
    config::Settings,
    lang,
    lexicon::LexiconError,
    model::Lang,
    read::{is_bilingual, is_supported},
};

/// What stops a run before anything is checked.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    #[error("`{0}` does not exist")]
    Missing(String),
    #[error("nothing to pair: {0}")]
    NoPairs(String),
    #[error("{0}")]
    Usage(String),
    #[error("`{glob}` is no glob: {message}")]
    Glob { glob: String, message: String },
    #[error("interrupted; older results are as they were")]
    Interrupted,
    #[error(transparent)]
    Lexicon(#[from] LexiconError),
    #[error("cannot write {what}: {source}")]
    Write { what: String, source: std::io::Error },
    #[error("cannot read {what}: {source}")]
    Read { what: String, source: std::io::Error },
}

/// Two documents to check against each other, or one bilingual file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Job {
    pub source: PathBuf,
    /// `None`: the source file holds both sides.
    pub target: Option<PathBuf>,
    /// Names for messages and reports, with `/`.
    pub source_name: String,
    pub target_name: String,
    /// Languages that the paths tell.
    pub source_lang: Option<Lang>,
    pub target_lang: Option<Lang>,
    /// Why these two were paired.
    pub why: String,
}

/// All that is to be checked, in order.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    pub jobs: Vec<Job>,
    pub unpaired: Vec<String>,
    pub pairings: Vec<String>,
}

/// Finds the pairs among the paths the user gave.
///
/// # Errors
/// When a path does not exist, the paths do not fit together, or nothing pairs.
pub fn plan(paths: &[PathBuf], settings: &Settings) -> Result<Plan, RunError> {
    for path in paths {
        if !path.exists() {
            return Err(RunError::Missing(shown(path)));
        }
    }
    let excluded = globs(&settings.exclude)?;
    let mut plan = match paths {
        [one] if one.is_dir() => one_tree(one, settings, &excluded),
        [one] if is_bilingual(one) => Plan { jobs: vec![bilingual(one, one)], ..Plan::default() },
        [one] => {
            return Err(RunError::Usage(format!(
                "`{}` is one text of one language: name its translation too, as in `bilint check SOURCE TARGET`",
                shown(one)
            )));
        }
        [source, target] if source.is_dir() && target.is_dir() => two_trees(source, target, &excluded),
        [source, target] if source.is_file() && target.is_file() => {
            if is_bilingual(source) && is_bilingual(target) {
                Plan { jobs: vec![bilingual(source, source), bilingual(target, target)], ..Plan::default() }
            } else {
                Plan { jobs: vec![job(source, target, shown(source), shown(target), "two files")], ..Plan::default() }
            }
        }
        [source, target] => {
            return Err(RunError::Usage(format!("`{}` and `{}`: give two files or two directories", shown(source), shown(target))));
        }
        [] => {
            return Err(RunError::Usage(
                "nothing to check: name a source and its translation, or write [[pairs]] into bilint.toml".to_owned(),
            ));
        }
        many if many.iter().all(|path| is_bilingual(path)) => {
            Plan { jobs: many.iter().map(|path| bilingual(path, path)).collect(), ..Plan::default() }
        }
        _ => return Err(RunError::Usage("give two files, two directories, one directory, or bilingual files".to_owned())),
    };
    plan.jobs.sort_by(|a, b| (&a.target_name, &a.source_name).cmp(&(&b.target_name, &b.source_name)));
    plan.unpaired.sort();
    if plan.jobs.is_empty() {
        let names: Vec<String> = paths.iter().map(|path| format!("`{}`", shown(path))).collect();
        let detail = match plan.unpaired.len() {
            0 => "no file there has a format that bilint reads".to_owned(),
            n => format!("{n} files found, none with a partner of the same relative path (first: {})", plan.unpaired[0]),
        };
        return Err(RunError::NoPairs(format!("{}: {detail}", names.join(" and "))));
    }
    plan.pairings = pairings(&plan.jobs);
    Ok(plan)
}

fn pairings(jobs: &[Job]) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for job in jobs {
        *counts.entry(&job.why).or_default() += 1;
    }
    counts.into_iter().map(|(why, count)| format!("{why} ({count} {})", if count == 1 { "pair" } else { "pairs" })).collect()
}

fn job(source: &Path, target: &Path, source_name: String, target_name: String, why: &str) -> Job {
    Job {
        source: source.to_owned(),
        target: Some(target.to_owned()),
        source_lang: path_lang(source),
        target_lang: path_lang(target),
        source_name,
        target_name,
        why: why.to_owned(),
    }
}

fn bilingual(path: &Path, name: &Path) -> Job {
    Job {
        source: path.to_owned(),
        target: None,
        source_name: shown(name),
        target_name: shown(name),
        source_lang: None,
        target_lang: None,
        why: "bilingual file".to_owned(),
    }
}

/// A path as reports show it: as the user named it, with `/`.
fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

fn globs(patterns: &[String]) -> Result<GlobSet, RunError> {
    let error = |glob: &str, error: &globset::Error| RunError::Glob { glob: glob.to_owned(), message: error.to_string() };
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        set.add(Glob::new(pattern).map_err(|e| error(pattern, &e))?);
    }
    set.build().map_err(|e| error("exclude", &e))
}

/// Files below a folder that some reader takes, in order of their relative paths.
fn files(root: &Path, excluded: &GlobSet) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = WalkBuilder::new(root)
        .hidden(true)
        .git_global(false)
        .require_git(false)
        .follow_links(true)
        .build()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()))
        .filter_map(|entry| entry.path().strip_prefix(root).map(Path::to_owned).ok())
        .filter(|path| is_supported(path) && !excluded.is_match(path))
        .collect();
    found.sort();
    found
}

fn two_trees(source: &Path, target: &Path, excluded: &GlobSet) -> Plan {
    let mut plan = Plan::default();
    let sources = files(source, excluded);
    let mut targets: BTreeMap<PathBuf, bool> = files(target, excluded).into_iter().map(|path| (path, false)).collect();
    let by_key: BTreeMap<String, PathBuf> = targets.keys().map(|path| (key(path), path.clone())).collect();
    for path in sources {
        let partner = if targets.contains_key(&path) { Some(path.clone()) } else { by_key.get(&key(&path)).cloned() };
        match partner.filter(|partner| targets.get(partner) == Some(&false)) {
            Some(partner) => {
                targets.insert(partner.clone(), true);
                let (from, to) = (source.join(&path), target.join(&partner));
                plan.jobs.push(job(&from, &to, shown(&from), shown(&to), "same relative path"));
            }
            None => plan.unpaired.push(shown(&source.join(&path))),
        }
    }
    plan.unpaired.extend(targets.iter().filter(|(_, used)| !**used).map(|(path, _)| shown(&target.join(path))));
    plan
}

/// One tree: files whose paths differ only in a language tag belong together; a file without a tag is the original.
fn one_tree(root: &Path, settings: &Settings, excluded: &GlobSet) -> Plan {
    let mut plan = Plan::default();
    let mut groups: BTreeMap<String, Vec<(Option<Lang>, PathBuf)>> = BTreeMap::new();
    for path in files(root, excluded) {
        if is_bilingual(&path) {
            plan.jobs.push(bilingual(&root.join(&path), &root.join(&path)));
        } else {
            groups.entry(key(&path)).or_default().push((path_lang(&path), path));
        }
    }
    for (_, group) in groups {
        let wanted = |lang: Option<Lang>| match settings.source_lang {
            Some(source) => lang.is_some_and(|lang| lang.same_language(&source)),
            None => lang.is_some_and(|lang| lang.language() == "en"),
        };
        let source = group.iter().find(|(lang, _)| wanted(*lang)).or_else(|| group.iter().find(|(lang, _)| lang.is_none())).cloned();
        let Some((source_lang, source)) = source.filter(|_| group.len() > 1) else {
            plan.unpaired.extend(group.iter().map(|(_, path)| shown(&root.join(path))));
            continue;
        };
        for (target_lang, target) in group.iter().filter(|(_, path)| *path != source) {
            let (from, to) = (root.join(&source), root.join(target));
            let name = |lang: Option<Lang>| lang.map_or_else(|| "untagged".to_owned(), |lang| lang.to_string());
            let why = format!("language tags in paths: {} → {}", name(source_lang), name(*target_lang));
            plan.jobs.push(job(&from, &to, shown(&from), shown(&to), &why));
        }
    }
    plan
}

/// The path without its language tags: `content/ar/a.ar.md` and `content/a.md` → `content/a.md`.
fn key(path: &Path) -> String {
    let mut parts: Vec<String> = Vec::new();
    let names: Vec<String> = path.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    for (at, name) in names.iter().enumerate() {
        if at + 1 < names.len() {
            if tag(name).is_none() {
                parts.push(name.clone());
            }
        } else {
            let pieces: Vec<&str> = name.split('.').collect();
            let kept: Vec<&str> = pieces
                .iter()
                .enumerate()
                .filter(|(i, piece)| *i + 1 == pieces.len() || tag(piece).is_none())
                .map(|(_, piece)| *piece)
                .collect();
            parts.push(kept.join("."));
        }
    }
    parts.join("/")
}

/// The language that a path names, the last tag first: `content/ar/a.md`, `a.pt-BR.md`.
fn path_lang(path: &Path) -> Option<Lang> {
    let name = path.file_name()?.to_string_lossy().into_owned();
    let pieces: Vec<&str> = name.split('.').collect();
    let in_name = pieces.iter().rev().skip(1).find_map(|piece| tag(piece));
    in_name.or_else(|| path.parent()?.components().rev().find_map(|part| tag(&part.as_os_str().to_string_lossy())))
}

/// A path part that is the tag of a language we know, in any usual spelling. Words such as `no` or `it` in lower case count
/// only alone, which is what a folder or suffix is.
fn tag(part: &str) -> Option<Lang> {
    let primary = part.split(['-', '_']).next()?;
    if !(2..=3).contains(&primary.len()) || part.len() > 11 {
        return None;
    }
    Lang::parse(part).ok().filter(|lang| lang::get(*lang).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_forget_the_language() {
        for (path, expected) in [
            ("content/ar/a.md", "content/a.md"),
            ("content/en/a.md", "content/a.md"),
            ("a.ar.md", "a.md"),
            ("a.md", "a.md"),
            ("en.txt", "txt"),
            ("docs/intro.md", "docs/intro.md"),
        ] {
            assert_eq!(key(Path::new(path)), expected, "{path}");
        }
    }

    #[test]
    fn paths_tell_languages() {
        for (path, expected) in [("content/ar/a.md", Some("ar")), ("a.de.md", Some("de")), ("story.txt", None), ("docs/zz/a.md", None)] {
            assert_eq!(path_lang(Path::new(path)).map(|l| l.to_string()).as_deref(), expected, "{path}");
        }
    }
}
