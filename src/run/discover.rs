//! Which file goes with which: two files, two trees, one tree with language folders or suffixes, or one bilingual file.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use globset::{Glob, GlobSet, GlobSetBuilder};
use ignore::WalkBuilder;

use super::{
    languages,
    layout::{self, Layout, Reading, TwoFolders},
    tags::Reach,
};
use crate::{
    config::Settings,
    lexicon::LexiconError,
    model::{Arrange, Lang, Loaded, Origin},
    read::{ReadOptions, is_bilingual, is_supported, load},
    repeats::RepeatsError,
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
    #[error(transparent)]
    Repeats(#[from] RepeatsError),
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
    /// Line n of one answers line n of the other.
    pub lines: bool,
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
    let mut sourceless = Vec::new();
    let mut plan = match paths {
        [one] if one.is_dir() => {
            let tree = one_tree(one, None, settings, &excluded);
            sourceless = tree.sourceless;
            tree.plan
        }
        [source, target] if source.is_dir() && target.is_dir() => two_trees(source, target, &excluded),
        [source, target] if source.is_file() && target.is_file() && are_sides(source, target) => {
            Plan { jobs: vec![job(source, target, shown(source), shown(target), "two files")], ..Plan::default() }
        }
        [source, target] if source.is_dir() != target.is_dir() => {
            return Err(RunError::Usage(format!("`{}` and `{}`: give two files or two directories", shown(source), shown(target))));
        }
        [] => {
            return Err(RunError::Usage(
                "nothing to check: name a source and its translation, or write [[pairs]] into bilint.toml".to_owned(),
            ));
        }
        many if many.iter().all(|path| path.is_file()) => single_files(many, settings, &excluded)?,
        _ => return Err(RunError::Usage("give two files, two directories, one directory, or single files".to_owned())),
    };
    plan.jobs.arrange_by(|a, b| (&a.target_name, &a.source_name).cmp(&(&b.target_name, &b.source_name)));
    plan.unpaired.sort();
    if plan.jobs.is_empty() {
        let names: Vec<String> = paths.iter().map(|path| format!("`{}`", shown(path))).collect();
        let detail = match plan.unpaired.len() {
            _ if !sourceless.is_empty() => {
                let langs: BTreeSet<&str> = sourceless.iter().flatten().map(Lang::language).collect();
                let langs: Vec<&str> = langs.into_iter().collect();
                let many = sourceless.len();
                let documents = if many == 1 { "document" } else { "documents" };
                format!("{many} {documents} found in {}, none in English: say which is the source with --source-lang", langs.join(", "))
            }
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

pub(super) fn job(source: &Path, target: &Path, source_name: String, target_name: String, why: &str) -> Job {
    let (source_lang, target_lang) = path_langs(source, target);
    Job {
        source: source.to_owned(),
        target: Some(target.to_owned()),
        source_lang,
        target_lang,
        source_name,
        target_name,
        lines: !is_supported(source) && !is_supported(target) && line_lang(source).is_some() && line_lang(target).is_some(),
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
        lines: false,
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

/// Files below a folder, at most so many levels deep, that some reader takes, in order of their relative paths.
fn files(root: &Path, excluded: &GlobSet, depth: Option<usize>) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = WalkBuilder::new(root)
        .hidden(true)
        .git_global(false)
        .require_git(false)
        .follow_links(true)
        .max_depth(depth)
        .build()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()))
        .filter_map(|entry| entry.path().strip_prefix(root).map(Path::to_owned).ok())
        .filter(|path| (is_supported(path) || line_lang(path).is_some()) && !excluded.is_match(path))
        .collect();
    found.sort();
    found
}

fn two_trees(source: &Path, target: &Path, excluded: &GlobSet) -> Plan {
    let mut plan = Plan::default();
    let known = |path: &PathBuf| is_supported(path);
    let sources: Vec<PathBuf> = files(source, excluded, None).into_iter().filter(known).collect();
    let mut targets: BTreeMap<PathBuf, bool> = files(target, excluded, None).into_iter().filter(known).map(|path| (path, false)).collect();
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

/// Whether two files are the two sides of a pair: one holds one language only, or their names differ in a language tag alone
/// and they are of a kind that may be either.
fn are_sides(source: &Path, target: &Path) -> bool {
    if !is_bilingual(source) || !is_bilingual(target) {
        // Two files of one language were named by a commit hook, not as a pair.
        let (from, to) = path_langs(source, target);
        return from.is_none() || from != to;
    }
    let none = TwoFolders::new();
    let (from, to) = (layout::read(source, Reach::Stroke, &none), layout::read(target, Reach::Stroke, &none));
    may_be_one_side(source) && from.key == to.key && from.lang.is_some() && from.lang != to.lang && !names_both(&from, &to)
}

/// Kinds of files that hold both languages or one, by the look of their names.
fn may_be_one_side(path: &Path) -> bool {
    let name = path.to_string_lossy().to_lowercase();
    [".csv", ".tsv", ".xlsx", ".po"].iter().any(|extension| name.ends_with(extension))
}

/// `terms.en-ar.csv` beside `terms.en-de.csv`: a tag that is two.
fn names_both(one: &Reading, other: &Reading) -> bool {
    one.lang.zip(other.lang).is_some_and(|(one, other)| one.same_language(&other))
}

fn is_source(lang: Option<Lang>, settings: &Settings) -> bool {
    match settings.source_lang {
        Some(source) => lang.is_some_and(|lang| lang.same_language(&source)),
        None => lang.is_some_and(|lang| lang.language() == "en"),
    }
}

/// Files named one by one, as a commit hook does: bilingual ones stand alone, others find their other half by the layouts of
/// the folders they lie in.
fn single_files(paths: &[PathBuf], settings: &Settings, excluded: &GlobSet) -> Result<Plan, RunError> {
    let mut plan = Plan::default();
    let mut trees = BTreeMap::new();
    for path in paths {
        if is_bilingual(path) {
            plan.jobs.push(bilingual(path, path));
            continue;
        }
        let found = partners(path, &mut trees, settings, excluded);
        if found.is_empty() {
            if let [one] = paths {
                return Err(RunError::Usage(format!(
                    "`{}` is one text of one language, and no translation of it is found by its path: name it too, as in `bilint check SOURCE TARGET`",
                    shown(one)
                )));
            }
            plan.unpaired.push(shown(path));
        }
        plan.jobs.extend(found);
    }
    plan.jobs.sort();
    plan.jobs.dedup();
    Ok(plan)
}

/// The pairs that a file belongs to, from the folder it lies in outwards to the top of its repository. `trees` keeps what was found
/// in a folder for the next file.
fn partners(path: &Path, trees: &mut BTreeMap<PathBuf, Vec<Job>>, settings: &Settings, excluded: &GlobSet) -> Vec<Job> {
    let name = shown(path);
    let is_top = |folder: &Path| folder.join(".git").exists() || folder.join("bilint.toml").exists();
    let in_repository = path.ancestors().skip(1).take(LEVELS).any(is_top);
    let mut folder = path.parent();
    // A relative path lies below the folder where the user stands, which bounds the search as a repository does.
    let below = path.is_relative();
    for level in 0..if in_repository || below { LEVELS } else { LEVELS_ALONE } {
        // Outside a repository nobody says where the documents end: the other half lies about as deep as this one.
        let depth = (!in_repository).then_some(level + if below { DEEPER } else { 2 });
        // The root of a file system holds everything, and nothing that belongs together.
        let Some(root) = folder.filter(|folder| folder.parent().is_some() || folder.as_os_str().is_empty()) else { break };
        let here = if root.as_os_str().is_empty() { Path::new(".") } else { root };
        let jobs = trees.entry(here.to_owned()).or_insert_with(|| one_tree(here, depth, settings, excluded).plan.jobs);
        let own = |job: &Job| {
            job.source_name == name
                || job.target_name == name
                || job.source_name == format!("./{name}")
                || job.target_name == format!("./{name}")
        };
        let found: Vec<Job> = jobs.iter().filter(|job| job.target.is_some() && own(job)).cloned().collect();
        if !found.is_empty() {
            let bare = |name: &str| name.strip_prefix("./").unwrap_or(name).to_owned();
            let tidy = |job: Job| Job { source_name: bare(&job.source_name), target_name: bare(&job.target_name), ..job };
            return found.into_iter().map(tidy).collect();
        }
        if is_top(here) {
            break;
        }
        folder = root.parent();
    }
    Vec::new()
}

/// Folders looked into for the other half of a file, outwards.
const LEVELS: usize = 8;
/// The same where no repository says where to stop.
const LEVELS_ALONE: usize = 2;
/// Folders that a layout puts between the top of a tree and a translation, and its name: Docusaurus has four.
const DEEPER: usize = 5;

/// Versions of one document: what their paths say, and the paths below the tree's root.
type Group = Vec<(Reading, PathBuf)>;

/// One tree: files whose paths differ only in what names the language belong together; one without is the original.
fn one_tree(root: &Path, depth: Option<usize>, settings: &Settings, excluded: &GlobSet) -> Tree {
    let found = tree(root, depth, settings, excluded);
    // No version is in the language that is the source by custom: the one that nearly every document has is.
    match most_common(&found.sourceless)
        .filter(|_| settings.source_lang.is_none() && found.plan.jobs.iter().all(|job| job.target.is_none()))
    {
        Some(lang) => tree(root, depth, &Settings { source_lang: Some(lang), ..settings.clone() }, excluded),
        None => found,
    }
}

/// What was found in a tree, and the languages of the documents of which no version is the source.
#[derive(Default)]
struct Tree {
    plan: Plan,
    sourceless: Vec<Vec<Lang>>,
}

/// The language that more of the documents are in than are in any other.
fn most_common(documents: &[Vec<Lang>]) -> Option<Lang> {
    let mut counts: BTreeMap<&str, (usize, Lang)> = BTreeMap::new();
    for lang in documents.iter().flatten() {
        counts.entry(lang.language()).or_insert((0, *lang)).0 += 1;
    }
    let most = counts.values().max_by_key(|(count, _)| *count)?;
    (counts.values().filter(|(count, _)| *count == most.0).count() == 1).then_some(most.1)
}

fn tree(root: &Path, depth: Option<usize>, settings: &Settings, excluded: &GlobSet) -> Tree {
    let mut tree = Tree::default();
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    let mut lines: BTreeMap<String, Group> = BTreeMap::new();
    let paths = files(root, excluded, depth);
    let both = layout::two_folders(paths.iter().map(PathBuf::as_path));
    for path in paths {
        if !is_supported(&path) {
            if let Some((lang, key)) = layout::lines(&path, &both) {
                lines
                    .entry(key.clone())
                    .or_default()
                    .push((Reading { key, lang: Some(lang), layout: Layout::Lines, ..Reading::default() }, path));
            }
        } else if is_bilingual(&root.join(&path)) && !may_be_one_side(&path) {
            tree.plan.jobs.push(bilingual(&root.join(&path), &root.join(&path)));
        } else {
            let reading = layout::read(&path, Reach::Whole, &both);
            groups.entry(reading.key.clone()).or_default().push((reading, path));
        }
    }
    let mut alone: Vec<PathBuf> = Vec::new();
    // Originals that have translations already may have more, named in another way.
    let mut originals: Vec<PathBuf> = Vec::new();
    for (_, group) in groups {
        let bilinguals = group.iter().all(|(_, path)| may_be_one_side(path));
        let catalogue = bilinguals && group.iter().any(|(_, path)| path.extension().is_some_and(|extension| extension == "po"));
        let holds_both =
            |(reading, path): &(Reading, PathBuf)| catalogue || may_be_one_side(path) && reading.two.is_some_and(|two| two.certain);
        let (twofold, group): (Group, Group) = group.into_iter().partition(holds_both);
        tree.plan.jobs.extend(twofold.iter().map(|(_, path)| bilingual(&root.join(path), &root.join(path))));
        let left = tree.pair(root, group, settings);
        originals.extend(left.original);
        alone.extend(left.alone);
    }
    // What is left may be tagged behind the stem of its name.
    for reach in [Reach::Stroke, Reach::Any] {
        tree.sourceless.clear();
        let mut loose: BTreeMap<String, Group> = BTreeMap::new();
        for path in std::mem::take(&mut alone) {
            let reading = layout::read(&path, reach, &both);
            loose.entry(reading.key.clone()).or_default().push((reading, path));
        }
        for path in &originals {
            let reading = layout::read(path, reach, &both);
            if let Some(group) = loose.get_mut(&reading.key) {
                group.push((reading, path.clone()));
            }
        }
        for (_, group) in loose {
            let tagged = group.iter().filter(|(reading, _)| reading.lang.is_some()).count();
            let firm = reach == Reach::Stroke && (tagged == group.len() || group.iter().all(|(_, path)| is_catalogue(path)));
            let (group, doubted) = if firm || group.len() < 2 { (group, Vec::new()) } else { confirmed(root, group, reach) };
            let left = tree.pair(root, group, settings);
            alone.extend(left.alone.into_iter().chain(doubted).filter(|path| !originals.contains(path)));
            originals.extend(left.original);
        }
    }
    for path in alone {
        if is_bilingual(&root.join(&path)) {
            tree.plan.jobs.push(bilingual(&root.join(&path), &root.join(&path)));
        } else {
            tree.plan.unpaired.push(shown(&root.join(path)));
        }
    }
    for group in lines.into_values().filter(|group| group.len() > 1) {
        tree.pair(root, group, settings);
    }
    tree
}

/// Those of a group whose texts are in the language that their names seem to tell, with the one that names none; and the others.
fn confirmed(root: &Path, group: Group, reach: Reach) -> (Group, Vec<PathBuf>) {
    let sides = (reach == Reach::Any && group.len() == 2).then(|| group.iter().map(|(reading, _)| reading.side).collect::<Vec<_>>());
    if let Some([Some(one), Some(other)]) = sides.as_deref()
        && one != other
    {
        return (group, Vec::new());
    }
    // Beside one that names no language, a text too short to tell does not do.
    let all_tagged = group.iter().all(|(reading, _)| reading.lang.is_some());
    let (kept, doubted): (Group, Group) = group.into_iter().partition(|(reading, path)| match reading.lang {
        Some(lang) => text_lang(&root.join(path)).map_or(all_tagged, |found| found.same_language(&lang)),
        None => reading.side.is_none(),
    });
    (kept, doubted.into_iter().map(|(_, path)| path).collect())
}

/// Files of programs, whose names end in a tag behind a stroke by custom, the original's without one.
fn is_catalogue(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let ends = [".properties", ".arb", ".json", ".yml", ".yaml", ".resx", ".resw", ".ftl", ".ini", ".php", ".strings", ".stringsdict"];
    ends.iter().any(|end| name.ends_with(end)) || name.starts_with("readme")
}

/// What a group leaves when it is paired.
#[derive(Default)]
struct Left {
    original: Option<PathBuf>,
    alone: Vec<PathBuf>,
}

impl Tree {
    /// Pairs the source of a group with each of the others.
    fn pair(&mut self, root: &Path, mut group: Group, settings: &Settings) -> Left {
        let all = |group: Group| Left { original: None, alone: group.into_iter().map(|(_, path)| path).collect() };
        if group.len() < 2 {
            return all(group);
        }
        settle(root, &mut group, settings);
        let wanted = |(reading, _): &(Reading, PathBuf)| reading.side == Some(true) || is_source(reading.lang, settings);
        let at = group
            .iter()
            .position(|version| version.0.two.is_none() && wanted(version))
            .or_else(|| group.iter().position(wanted))
            .or_else(|| group.iter().position(|(reading, _)| reading.lang.is_none() && reading.side.is_none()));
        let Some(at) = at else {
            self.sourceless.push(group.iter().filter_map(|(reading, _)| reading.lang).collect());
            return all(group);
        };
        let (mut from, mut source) = group.remove(at);
        // Of two, the one that names no language is the original, unless the user says otherwise.
        let one_untagged = group.len() == 1 && group[0].0.lang.is_none() && (from.lang.is_some() || from.side.is_some());
        if one_untagged && from.side.is_none() {
            let lang = text_lang(&root.join(&group[0].1));
            if lang.zip(from.lang).is_none_or(|(one, other)| one.same_language(&other)) {
                group.insert(at, (from, source));
                return all(group);
            }
            if settings.source_lang.is_none() {
                std::mem::swap(&mut from, &mut group[0].0);
                std::mem::swap(&mut source, &mut group[0].1);
            }
        }
        let mut left = Left::default();
        for (to, target) in group {
            if (to.lang.is_none() && !one_untagged)
                || settings.target_lang.zip(to.lang).is_some_and(|(wanted, found)| !found.same_language(&wanted))
            {
                left.alone.extend(to.lang.is_none().then_some(target));
                continue;
            }
            let name = |lang: Option<Lang>| lang.map_or_else(|| "untagged".to_owned(), |lang| lang.to_string());
            let why = match to.side.or(from.side) {
                Some(_) => "words for source and target".to_owned(),
                None => format!("{}: {} → {}", to.layout.max(from.layout).as_str(), name(from.lang), name(to.lang)),
            };
            let (source_path, target_path) = (root.join(&source), root.join(&target));
            let mut one = job(&source_path, &target_path, shown(&source_path), shown(&target_path), &why);
            (one.source_lang, one.target_lang) = (from.lang, to.lang);
            self.plan.jobs.push(one);
        }
        left.original = Some(source);
        left
    }
}

/// Settles which language each version of a document is in, where the paths leave it open.
fn settle(root: &Path, group: &mut Group, settings: &Settings) {
    // A tag that all versions have is part of the document's name: `en/www.spiegel.de.html`, `fr/www.spiegel.de.html`.
    while group.iter().all(|(reading, _)| reading.lang.is_some() && reading.lang == group[0].0.lang)
        && group.iter().any(|(reading, _)| reading.tags.len() > 1)
    {
        group.iter_mut().for_each(|(reading, _)| reading.outwards());
    }
    // `en-ar` is English of Argentina, or from English into Arabic: the text tells.
    let source = |reading: &Reading| is_source(reading.lang, settings);
    for (reading, path) in group.iter_mut() {
        let Some(two) = reading.two else { continue };
        if reading.side.is_some() {
            reading.lang = text_lang(&root.join(&*path)).filter(|lang| two.names(*lang));
        } else if reading.lang.is_none() || source(reading) || is_source(Some(two.second), settings) {
            reading.lang = text_lang(&root.join(&*path)).filter(|lang| two.names(*lang)).or(reading.lang);
        }
    }
}

fn key(path: &Path) -> String {
    layout::read(path, Reach::Whole, &TwoFolders::new()).key
}

/// The language that a path names, the last tag first: `content/ar/a.md`, `a.pt-BR.md`.
fn path_lang(path: &Path) -> Option<Lang> {
    layout::read(path, Reach::Stroke, &TwoFolders::new()).lang.or_else(|| line_lang(path).filter(|_| !is_supported(path)))
}

/// The languages that two paths name. Where both seem to name the same and one of them may name two (`en-ar/`), that one is left open.
fn path_langs(source: &Path, target: &Path) -> (Option<Lang>, Option<Lang>) {
    let (from, to) = (path_lang(source), path_lang(target));
    if from.zip(to).is_none_or(|(from, to)| !from.same_language(&to)) {
        return (from, to);
    }
    let open = |path: &Path, lang: Option<Lang>| lang.filter(|_| layout::read(path, Reach::Stroke, &TwoFolders::new()).two.is_none());
    (open(source, from), open(target, to))
}

fn line_lang(path: &Path) -> Option<Lang> {
    layout::lines(path, &TwoFolders::new()).map(|(lang, _)| lang)
}

/// The language that a text itself shows.
fn text_lang(path: &Path) -> Option<Lang> {
    let options = ReadOptions { one_side: true, ..ReadOptions::default() };
    let Ok(Loaded::One(document)) = load(path, &shown(path), &options) else { return None };
    match languages::language(None, None, &document) {
        (lang, Origin::Text | Origin::Metadata) => lang,
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_other_half_of_a_file_is_not_looked_for_all_over_the_disk() {
        let top = tempfile::tempdir().expect("a folder");
        let write = |name: &str| {
            let path = top.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
            std::fs::write(&path, "Words.").expect("a file");
            path
        };
        let (near, far) = (write("a/b/en/near.txt"), write("a/b/c/en/far.txt"));
        write("a/b/ar/near.txt");
        write("a/ar/far.txt");
        let pairs = |paths: &[PathBuf]| plan(paths, &Settings::default()).map(|plan| (plan.jobs.len(), plan.unpaired.len())).ok();
        assert_eq!(pairs(&[near.clone(), far.clone()]), Some((1, 1)));
        assert_eq!(pairs(&[near]), Some((1, 0)));
        assert_eq!(pairs(&[far]), None);
        let strays = [write("x/stray.txt"), PathBuf::from("/bilint-stray.txt")];
        assert_eq!(partners(&strays[1], &mut BTreeMap::new(), &Settings::default(), &GlobSet::empty()), []);
        assert_eq!(pairs(&strays[..1]), None);
    }

    #[test]
    fn paths_tell_languages() {
        for (path, expected) in
            [("content/ar/a.md", Some("ar")), ("a.de.md", Some("de")), ("story.txt", None), ("docs/zz/a.md", None), ("news.ar", Some("ar"))]
        {
            assert_eq!(path_lang(Path::new(path)).map(|l| l.to_string()).as_deref(), expected, "{path}");
        }
    }
}
