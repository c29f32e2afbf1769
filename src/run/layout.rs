//! What the path of a file says: its language, the layout that says so, and the path that it shares with its translations.

use std::path::Path;

use crate::{lang, model::Lang};

/// What a path says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reading {
    /// The path without what names the language.
    pub key: String,
    pub lang: Option<Lang>,
    /// How the language is named, for `--show-pairs`.
    pub layout: Layout,
}

/// The usual ways to lay translations beside their sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Layout {
    /// Nothing in the path names a language.
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

/// Reads a path. With `loose`, a tag behind `_` or `-` at the end of the name counts too: `story_ar.txt`.
pub(super) fn read(path: &Path, loose: bool) -> Reading {
    let names: Vec<String> = path.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    let Some((name, folders)) = names.split_last() else {
        return Reading { key: String::new(), lang: None, layout: Layout::Plain };
    };
    let mut found: Option<(Lang, Layout)> = None;
    let mut layout = Layout::Plain;
    let mut parts: Vec<String> = Vec::new();
    for folder in folders {
        if let Some(lang) = tag(folder) {
            found = Some((lang, Layout::Directory));
        } else if let Some(rest) = folder.strip_prefix("values").filter(|rest| rest.is_empty() || rest.starts_with('-')) {
            layout = Layout::Android;
            match android(rest) {
                Some(lang) => found = Some((lang, Layout::Android)),
                None if rest.is_empty() => {}
                // Another qualifier: `values-night`, `values-sw600dp`.
                None => {
                    parts.push(folder.clone());
                    continue;
                }
            }
            parts.push("values".to_owned());
        } else if let Some(name) = folder.strip_suffix(".lproj") {
            layout = Layout::Apple;
            if let Some(lang) = tag(name) {
                found = Some((lang, Layout::Apple));
            }
            parts.push("*.lproj".to_owned());
        } else {
            parts.push(folder.clone());
        }
    }
    if docusaurus(&mut parts) {
        found = found.map(|(lang, _)| (lang, Layout::Docusaurus));
        layout = Layout::Docusaurus;
    }
    // The two repositories of one site, side by side.
    parts.iter_mut().filter(|part| *part == "translated-content").for_each(|part| "content".clone_into(part));
    let (own, stem) = in_name(name, loose);
    if let Some((lang, own)) = own {
        found = Some((lang, own));
    }
    parts.push(stem);
    let (lang, layout) = found.map_or((None, layout), |(lang, layout)| (Some(lang), layout));
    Reading { key: parts.join("/"), lang, layout }
}

/// The language that a file's name tells, and the name without it.
fn in_name(name: &str, loose: bool) -> (Option<(Lang, Layout)>, String) {
    let pieces: Vec<&str> = name.split('.').collect();
    let last = pieces.len() - 1;
    let tagged = |at: &usize| tag(pieces[*at]).is_some();
    let places: Vec<usize> = (0..last).filter(tagged).collect();
    if let Some(at) = places.last() {
        let layout = if *at == 0 { Layout::Catalogue } else { Layout::Suffix };
        let kept: Vec<&str> = pieces.iter().enumerate().filter(|(at, _)| !places.contains(at)).map(|(_, piece)| *piece).collect();
        return (tag(pieces[*at]).map(|lang| (lang, layout)), kept.join("."));
    }
    let stem = pieces[0];
    if loose
        && last > 0
        && let Some((lang, base)) = stem_tag(stem)
    {
        let rest = name[stem.len()..].to_owned();
        return (Some((lang, Layout::Suffix)), format!("{base}{rest}"));
    }
    (None, name.to_owned())
}

/// `story_ar`, `messages_pt_BR`, `README-zh-Hans`: the longest tag at the end.
fn stem_tag(stem: &str) -> Option<(Lang, &str)> {
    let cuts = stem.match_indices(['_', '-']).map(|(at, _)| at);
    cuts.filter(|at| *at > 0).find_map(|at| Some((tag(&stem[at + 1..])?, &stem[..at])))
}

/// The language of a file whose extension is its tag: `news.ar`, of a pair that answers line by line.
pub(super) fn lines(path: &Path) -> Option<(Lang, String)> {
    let name = path.to_string_lossy().replace('\\', "/");
    let bare = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
    let (stem, extension) = bare.rsplit_once('.')?;
    let own = stem.rsplit('/').next()?;
    Some((tag(extension)?, stem.to_owned())).filter(|_| !own.is_empty())
}

/// `-ar`, `-pt-rBR`, `-b+zh+Hans` behind `values`.
fn android(rest: &str) -> Option<Lang> {
    let rest = rest.strip_prefix('-')?;
    if let Some(tags) = rest.strip_prefix("b+") {
        return tag(&tags.replace('+', "-"));
    }
    match rest.split_once("-r") {
        Some((language, region)) if region.len() == 2 => tag(&format!("{language}-{region}")),
        _ => tag(rest),
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
            let found = read(Path::new(path), false);
            let found = (found.key.as_str(), found.lang.map(|lang| lang.to_string()), found.layout);
            assert_eq!(found, (key, lang.map(str::to_owned), layout), "{path}");
        }
    }

    #[test]
    fn a_tag_behind_a_stroke_counts_where_it_may() {
        let key = |path: &str, loose| read(Path::new(path), loose).key;
        assert_eq!(key("lib/app_ar.arb", true), "lib/app.arb");
        assert_eq!(key("messages_pt_BR.properties", true), "messages.properties");
        assert_eq!(key("README-zh-CN.md", true), "README.md");
        assert_eq!(key("sign_in.md", false), "sign_in.md");
        assert_eq!(lines(Path::new("data/news.ar")).map(|(lang, key)| (lang.to_string(), key)), Some(("ar".into(), "data/news".into())));
        assert_eq!(lines(Path::new("data/.ar")), None);
    }
}
