//! What the path of a file says: its language, the layout that says so, and the path that it shares with its translations.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use super::tags::{self, Reach, Two};
use crate::model::Lang;

/// What a path says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Reading {
    /// The path without what names the language.
    pub key: String,
    pub lang: Option<Lang>,
    /// How the language is named, for `--show-pairs`.
    pub layout: Layout,
    /// All that names a language, from the outermost folder to the name.
    pub tags: Vec<(Lang, Layout)>,
    /// A part of the path that may name two languages, of which the file is in one or holds both.
    pub two: Option<Two>,
    /// A word that says: the original (`true`), or the translation.
    pub side: Option<bool>,
}

impl Reading {
    fn found(&mut self, lang: Option<Lang>, layout: Layout) {
        self.tags.extend(lang.map(|lang| (lang, layout)));
        if lang.is_none() {
            self.layout = layout;
        }
    }

    /// Lets the innermost name of a language go, which says nothing where all versions of a file have it.
    pub fn outwards(&mut self) {
        self.tags.pop();
        let last = self.tags.last();
        self.lang = last.map(|(lang, _)| *lang);
        self.layout = last.map_or(Layout::Plain, |(_, layout)| *layout);
    }
}

/// The usual ways to lay translations beside their sources.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Layout {
    /// Nothing in the path names a language.
    #[default]
    Plain,
    /// `guide.ar.md`, `app_ar.arb`
    Suffix,
    /// `content/ar/guide.md`
    Directory,
    /// `locales/ar.json`
    Catalogue,
    /// `i18n/ar/docusaurus-plugin-content-docs/current/guide.md`
    Docusaurus,
    /// `res/values-ar/strings.xml`
    Android,
    /// `ar.lproj/Localizable.strings`
    Apple,
    /// `news.ar`, line by line
    Lines,
}

impl Layout {
    pub fn as_str(self) -> &'static str {
        match self {
            Layout::Plain => "untagged",
            Layout::Suffix => "language suffixes",
            Layout::Directory => "language directories",
            Layout::Catalogue => "locale catalogues",
            Layout::Docusaurus => "Docusaurus i18n tree",
            Layout::Android => "Android resource folders",
            Layout::Apple => "Apple .lproj folders",
            Layout::Lines => "numbered lines",
        }
    }
}

/// Folders named by two languages that hold texts of both, by their paths: `data/en-ar`.
pub(super) type TwoFolders = BTreeSet<String>;

/// The folders among these paths that are named by two languages and hold both.
pub(super) fn two_folders<'a>(paths: impl Iterator<Item = &'a Path>) -> TwoFolders {
    let mut held: BTreeMap<String, (bool, bool)> = BTreeMap::new();
    for path in paths {
        let names: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        for (at, name) in names.iter().enumerate().rev().skip(1) {
            let Some(two) = tags::two(name) else { continue };
            let below: PathBuf = names[at + 1..].iter().map(AsRef::<str>::as_ref).collect();
            let own =
                read(&below, Reach::Stroke, &TwoFolders::new()).lang.or_else(|| lines(&below, &TwoFolders::new()).map(|(lang, _)| lang));
            if let Some(lang) = own {
                let sides = held.entry(names[..=at].join("/")).or_default();
                sides.0 |= two.first.same_language(&lang);
                sides.1 |= two.second.same_language(&lang);
            }
        }
    }
    held.into_iter().filter(|(_, sides)| *sides == (true, true)).map(|(folder, _)| folder).collect()
}

/// Reads a path as far as `reach` says.
pub(super) fn read(path: &Path, reach: Reach, both: &TwoFolders) -> Reading {
    let names: Vec<String> = path.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    let Some((name, folders)) = names.split_last() else { return Reading::default() };
    let mut out = Reading::default();
    let mut parts: Vec<String> = Vec::new();
    for (at, folder) in folders.iter().enumerate() {
        if both.contains(&names[..=at].join("/")) {
            parts.push(folder.clone());
        } else if let Some(two) = tags::two(folder) {
            out.found(tags::tag(folder), Layout::Directory);
            out.two = Some(two);
        } else if let Some(lang) = tags::tag(folder) {
            out.found(Some(lang), Layout::Directory);
        } else if let Some(rest) = folder.strip_prefix("values").filter(|rest| rest.is_empty() || rest.starts_with('-')) {
            out.layout = Layout::Android;
            match android(rest) {
                Some(lang) => out.found(Some(lang), Layout::Android),
                None if rest.is_empty() => {}
                // Another qualifier: `values-night`, `values-sw600dp`.
                None => {
                    parts.push(folder.clone());
                    continue;
                }
            }
            parts.push("values".to_owned());
        } else if let Some(name) = folder.strip_suffix(".lproj") {
            match tags::tag(name) {
                Some(lang) => out.found(Some(lang), Layout::Apple),
                None => out.layout = Layout::Apple,
            }
            parts.push("*.lproj".to_owned());
        } else if reach == Reach::Any {
            loose_folder(folder, &mut out, &mut parts);
        } else {
            parts.push(folder.clone());
        }
    }
    if docusaurus(&mut parts) {
        out.tags.iter_mut().for_each(|(_, layout)| *layout = Layout::Docusaurus);
        out.layout = Layout::Docusaurus;
    }
    // The two repositories of one site, side by side.
    parts.iter_mut().filter(|part| *part == "translated-content").for_each(|part| "content".clone_into(part));
    let stem = in_name(name, reach, &mut out);
    parts.push(stem);
    if let Some((lang, layout)) = out.tags.last() {
        (out.lang, out.layout) = (Some(*lang), *layout);
    }
    out.key = parts.join("/");
    if reach == Reach::Any {
        out.key = one_spelling(&out.key);
    }
    out
}

/// A folder of which only the end, or the name of a language, or a word for a side may tell.
fn loose_folder(folder: &str, out: &mut Reading, parts: &mut Vec<String>) {
    if let Some((lang, before)) = tags::at_end(folder, Reach::Any) {
        out.found(Some(lang), Layout::Directory);
        parts.extend((!before.is_empty()).then(|| before.to_owned()));
    } else if let Some((source, before)) = tags::side(folder) {
        out.side = Some(source);
        parts.extend((!before.is_empty()).then(|| before.to_owned()));
    } else if !tags::HOLDERS.contains(&folder.to_lowercase().as_str()) {
        parts.push(folder.to_owned());
    }
}

/// Takes from a file's name what tells its language, and gives what is left.
fn in_name(name: &str, reach: Reach, out: &mut Reading) -> String {
    let pieces: Vec<&str> = name.split('.').collect();
    let last = pieces.len() - 1;
    // An address that is the name of a page names its country; where nothing else goes with it, it may be a language after all.
    let from = if reach == Reach::Any { 0 } else { tags::host(&pieces).min(last) };
    let twos: Vec<usize> = (from..last).filter(|at| tags::two(pieces[*at]).is_some()).collect();
    let mut places: Vec<usize> = (from..last).filter(|at| tags::tag(pieces[*at]).is_some() || twos.contains(at)).collect();
    // `corpus.en-ar.en.txt`: the last says which of the two.
    if let Some(lang) = places.last().and_then(|at| tags::tag(pieces[*at])) {
        let own = places.len() - 1;
        let mut at = 0;
        places.retain(|place| {
            at += 1;
            at > own || !tags::two(pieces[*place]).is_some_and(|two| two.names(lang))
        });
    }
    if let Some(at) = places.last() {
        let layout = if *at == 0 { Layout::Catalogue } else { Layout::Suffix };
        out.two = tags::two(pieces[*at]);
        out.found(tags::tag(pieces[*at]), layout);
        let kept: Vec<&str> = pieces.iter().enumerate().filter(|(at, _)| !places.contains(at)).map(|(_, piece)| *piece).collect();
        let kept = kept.join(".");
        let stem = kept.rsplit_once('.').map_or(0, |(stem, _)| stem.len());
        if let Some((source, base)) = tags::side(&kept[..stem]).filter(|(_, base)| reach == Reach::Any && !base.is_empty()) {
            out.side = Some(source);
            return format!("{base}{}", &kept[stem..]);
        }
        return kept;
    }
    // The name without its kind; with the widest reach, what stands between dots may be words.
    let stem_ends = match reach {
        Reach::Any => pieces[..last.max(1)].iter().map(|piece| piece.len() + 1).sum::<usize>() - 1,
        _ => pieces[0].len(),
    };
    let (stem, rest) = name.split_at(stem_ends);
    if last > 0
        && let Some((lang, base)) = tags::at_end(stem, reach)
    {
        out.found(Some(lang), Layout::Suffix);
        return format!("{base}{rest}");
    }
    if reach == Reach::Any
        && last > 0
        && let Some((source, base)) = tags::side(stem)
    {
        out.side = Some(source);
        return format!("{base}{rest}");
    }
    name.to_owned()
}

/// Kinds of files that hold the same, under one name, in one case.
fn one_spelling(key: &str) -> String {
    let key = key.to_lowercase();
    for (end, one) in [(".mdx", ".md"), (".markdown", ".md"), (".htm", ".html"), (".xhtml", ".html"), (".yml", ".yaml")] {
        if let Some(stem) = key.strip_suffix(end) {
            return format!("{stem}{one}");
        }
    }
    key
}

/// The language of a file whose extension is its tag: `news.ar`, of a pair that answers line by line.
pub(super) fn lines(path: &Path, both: &TwoFolders) -> Option<(Lang, String)> {
    let name = path.to_string_lossy().replace('\\', "/");
    let bare = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
    let (stem, extension) = bare.rsplit_once('.')?;
    let own = stem.rsplit('/').next().filter(|own| !own.is_empty())?;
    let pieces: Vec<&str> = bare.rsplit('/').next()?.split('.').collect();
    let lang = tags::tag(extension).filter(|_| tags::host(&pieces) < pieces.len())?;
    // The folder may name the language too, or both.
    let folder = read(Path::new(stem), Reach::Whole, both).key;
    let folder = folder.rsplit_once('/').map_or("", |(folder, _)| folder);
    Some((lang, if folder.is_empty() { own.to_owned() } else { format!("{folder}/{own}") }))
}

/// `-ar`, `-pt-rBR`, `-b+zh+Hans` behind `values`.
fn android(rest: &str) -> Option<Lang> {
    let rest = rest.strip_prefix('-')?;
    if let Some(tag) = rest.strip_prefix("b+") {
        return tags::tag(&tag.replace('+', "-"));
    }
    match rest.split_once("-r") {
        Some((language, region)) if region.len() == 2 => tags::tag(&format!("{language}-{region}")),
        _ => tags::tag(rest),
    }
}

/// Brings `i18n/docusaurus-plugin-content-docs/current/…` back to `docs/…`; the tag is gone already.
fn docusaurus(parts: &mut Vec<String>) -> bool {
    let Some(at) = parts.iter().position(|part| part.starts_with("docusaurus-plugin-content-")) else { return false };
    let plugin = parts[at]["docusaurus-plugin-content-".len()..].to_owned();
    let start = if at > 0 && parts[at - 1] == "i18n" { at - 1 } else { at };
    let version = parts.get(at + 1).cloned().filter(|_| plugin.starts_with("docs"));
    let own: Vec<String> = match (plugin.as_str(), version.as_deref()) {
        ("docs", Some("current")) => vec!["docs".to_owned()],
        ("docs", Some(version)) if version.starts_with("version-") => vec!["versioned_docs".to_owned(), version.to_owned()],
        ("pages", _) => vec!["src".to_owned(), "pages".to_owned()],
        (other, Some("current")) => vec![other.trim_start_matches("docs-").to_owned()],
        (other, _) => vec![other.to_owned()],
    };
    let used =
        if version.as_deref().is_some_and(|version| version == "current" || version.starts_with("version-")) { at + 2 } else { at + 1 };
    parts.splice(start..used, own);
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_tell_language_layout_and_what_they_share() {
        let cases = [
            ("content/ar/a.md", "content/a.md", Some("ar"), Layout::Directory),
            ("content/files/en-us/web/index.md", "content/files/web/index.md", Some("en-US"), Layout::Directory),
            ("translated-content/files/ar/web/index.md", "content/files/web/index.md", Some("ar"), Layout::Directory),
            ("a.ar.md", "a.md", Some("ar"), Layout::Suffix),
            ("a.zh-Hans.md", "a.md", Some("zh-Hans"), Layout::Suffix),
            ("a.md", "a.md", None, Layout::Plain),
            ("locales/pt_BR.json", "locales/json", Some("pt-BR"), Layout::Catalogue),
            ("docs/zz/a.md", "docs/zz/a.md", None, Layout::Plain),
            ("i18n/fr/docusaurus-plugin-content-docs/current/a.md", "docs/a.md", Some("fr"), Layout::Docusaurus),
            ("i18n/fr/docusaurus-plugin-content-docs/version-1.2/a.md", "versioned_docs/version-1.2/a.md", Some("fr"), Layout::Docusaurus),
            ("i18n/fr/docusaurus-plugin-content-blog/a.md", "blog/a.md", Some("fr"), Layout::Docusaurus),
            ("res/values-iw/strings.xml", "res/values/strings.xml", Some("he"), Layout::Android),
            ("res/values-pt-rBR/strings.xml", "res/values/strings.xml", Some("pt-BR"), Layout::Android),
            ("res/values-b+zh+Hant/strings.xml", "res/values/strings.xml", Some("zh-Hant"), Layout::Android),
            ("res/values-night/strings.xml", "res/values-night/strings.xml", None, Layout::Android),
            ("ar.lproj/L.strings", "*.lproj/L.strings", Some("ar"), Layout::Apple),
            ("Base.lproj/L.strings", "*.lproj/L.strings", None, Layout::Apple),
        ];
        for (path, key, lang, layout) in cases {
            let found = read(Path::new(path), Reach::Whole, &TwoFolders::new());
            let found = (found.key.as_str(), found.lang.map(|lang| lang.to_string()), found.layout);
            assert_eq!(found, (key, lang.map(str::to_owned), layout), "{path}");
        }
    }

    #[test]
    fn a_tag_behind_a_stroke_counts_where_it_may() {
        let key = |path: &str, reach| read(Path::new(path), reach, &TwoFolders::new()).key;
        assert_eq!(key("lib/app_ar.arb", Reach::Stroke), "lib/app.arb");
        assert_eq!(key("messages_pt_BR.properties", Reach::Stroke), "messages.properties");
        assert_eq!(key("README-zh-CN.md", Reach::Stroke), "README.md");
        assert_eq!(key("sign_in.md", Reach::Whole), "sign_in.md");
        assert_eq!(
            lines(Path::new("data/news.ar"), &TwoFolders::new()).map(|(lang, key)| (lang.to_string(), key)),
            Some(("ar".into(), "data/news".into()))
        );
        assert_eq!(lines(Path::new("data/.ar"), &TwoFolders::new()), None);
    }
}
