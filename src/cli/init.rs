//! `bilint init`: looks at the tree it stands in, and writes settings, a CI file and a baseline for it.

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};

use super::{
    Outcome,
    args::{Ci, InitArgs},
    check::ToBaseline,
};
use crate::{
    config::{self, FILE_NAME, Settings},
    gate::Baseline,
    report::{Report, write_file},
    rules,
    run::{self, Checked, Job, Options, Plan, Progress, plan},
};

const BASELINE: &str = "bilint-baseline.toml";
const GITHUB: &str = ".github/workflows/translations.yml";
const GITLAB: &str = "translations.gitlab-ci.yml";

pub(super) fn run(args: &InitArgs) -> anyhow::Result<Outcome> {
    let mut settings = Settings::default();
    let found = plan(&[PathBuf::from(".")], &settings).context("no pairs here: stand in the folder that holds both languages")?;
    // The same paths as `bilint check` will have later.
    let found = plan(&[common_folder(&found.jobs)], &settings).unwrap_or(found);
    let (profile, why) = match &args.profile {
        Some(name) => (name.as_str(), "It was asked for.".to_owned()),
        None => propose(&found.jobs),
    };
    let rules: Vec<(&str, &str)> = rules::all().iter().map(|rule| (rule.meta().id, rule.meta().family)).collect();
    config::profile(profile).and_then(|file| file.apply(&mut settings, &rules)).map_err(anyhow::Error::msg)?;
    let ci = args.ci.unwrap_or_else(usual_ci);
    let ci_file = match ci {
        Ci::Github => Some((GITHUB, include_str!("templates/github.yml"))),
        Ci::Gitlab => Some((GITLAB, include_str!("templates/gitlab.yml"))),
        Ci::None => None,
    };
    for path in [Some(FILE_NAME), ci_file.map(|(path, _)| path), (!args.no_baseline).then_some(BASELINE)].into_iter().flatten() {
        if Path::new(path).exists() && !args.force {
            bail!("`{path}` is there already; --force replaces it");
        }
    }
    let baseline = if args.no_baseline { Baseline::default() } else { present(&found, &settings)? };
    let text = settings_text(&found, profile, &why, &baseline);
    write_file(Path::new(FILE_NAME), &text).with_context(|| format!("cannot write `{FILE_NAME}`"))?;
    let mut wrote = vec![format!("{FILE_NAME} (profile: {profile}; {})", found.pairings.join("; "))];
    if let Some((path, template)) = ci_file {
        write_file(Path::new(path), &template.replace("{version}", env!("CARGO_PKG_VERSION")))
            .with_context(|| format!("cannot write `{path}`"))?;
        wrote.push(path.to_owned());
    }
    if !baseline.findings.is_empty() {
        write_file(Path::new(BASELINE), &baseline.to_toml()).with_context(|| format!("cannot write `{BASELINE}`"))?;
        let count = baseline.findings.len();
        wrote.push(format!("baseline with {count} {}", if count == 1 { "finding" } else { "findings" }));
    }
    let mut out = io::stdout().lock();
    writeln!(out, "wrote {}", wrote.join(", "))?;
    match settings.gate.fail_on {
        Some(severity) => writeln!(out, "next: `bilint check` fails only on new findings at or above \"{severity}\"")?,
        None => writeln!(out, "next: `bilint check` reports and never fails")?,
    }
    Ok(Outcome::Passed)
}

/// The profile that the formats of the files speak for.
fn propose(jobs: &[Job]) -> (&'static str, String) {
    const KINDS: [(&str, &[&str]); 4] = [
        ("docs", &["md", "mdx", "markdown", "html", "htm", "rst", "adoc"]),
        ("ui", &["json", "yaml", "yml", "po", "xliff", "xlf", "arb", "resx", "strings", "xml", "properties"]),
        ("corpus", &["tsv", "tmx", "jsonl", "gz"]),
        ("news", &["txt", "docx", "odt"]),
    ];
    let extension = |job: &Job| job.source.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    let counts = KINDS.map(|(profile, known)| {
        let members: Vec<String> = jobs.iter().map(extension).filter(|e| known.contains(&e.as_str())).collect();
        (members.len(), profile, members.first().cloned().unwrap_or_default())
    });
    let (count, profile, first) = counts.into_iter().rev().max_by_key(|(count, ..)| *count).unwrap_or((0, "news", String::new()));
    if count == 0 {
        ("news", String::new())
    } else {
        (profile, format!("Proposed because {count} of {} pairs are .{first} and the like.", jobs.len()))
    }
}

/// The CI that the repository has.
fn usual_ci() -> Ci {
    if Path::new(".gitlab-ci.yml").exists() {
        Ci::Gitlab
    } else if Path::new(".github").exists() || Path::new(".git").exists() {
        Ci::Github
    } else {
        Ci::None
    }
}

/// What is wrong in the tree now.
fn present(found: &Plan, settings: &Settings) -> anyhow::Result<Baseline> {
    let mut baseline = Baseline::default();
    let progress = Progress::new(found.jobs.len(), false);
    let mut reports: Vec<Box<dyn Report + '_>> = vec![Box::new(ToBaseline(&mut baseline))];
    let Checked { summary, .. } = run::check(found, settings, Options::default(), &mut reports, &progress)?;
    drop(reports);
    if let Some(problem) = summary.problems.first() {
        bail!("{} (leave it out with --no-baseline, or `exclude` it)", problem.message);
    }
    Ok(baseline)
}

/// The deepest folder that holds every file of the pairs.
fn common_folder(jobs: &[Job]) -> PathBuf {
    let folders = jobs.iter().flat_map(|job| [Some(&job.source), job.target.as_ref()]).flatten().filter_map(|path| path.parent());
    let common = folders
        .map(Path::to_owned)
        .reduce(|one, other| one.components().zip(other.components()).take_while(|(a, b)| a == b).map(|(a, _)| a).collect());
    let common = common.unwrap_or_default();
    let common: PathBuf = common.strip_prefix(".").map(Path::to_owned).unwrap_or(common);
    if common.as_os_str().is_empty() { PathBuf::from(".") } else { common }
}

fn settings_text(found: &Plan, profile: &str, why: &str, baseline: &Baseline) -> String {
    let folder = common_folder(&found.jobs).display().to_string().replace('\\', "/");
    let pairings: Vec<String> = found.pairings.iter().map(|line| format!("# Found: {line}")).collect();
    let counts = baseline.findings.len();
    let (fail, baseline) = if counts == 0 {
        ("nothing reached it when this was written.".to_owned(), format!("# baseline = \"{BASELINE}\""))
    } else {
        (format!("the {counts} findings of the baseline were there before and do not count."), format!("baseline = \"{BASELINE}\""))
    };
    let values = [
        ("{pairings}", pairings.join("\n")),
        ("{paths}", format!("{folder:?}")),
        ("{why}", why.to_owned()),
        ("{profile}", profile.to_owned()),
        ("{fail}", fail),
        ("{baseline}", baseline),
    ];
    values.iter().fold(include_str!("templates/bilint.toml").to_owned(), |text, (key, value)| text.replace(key, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_it_writes_can_be_read() {
        let job = |source: &str, target: &str| Job {
            source: PathBuf::from(source),
            target: Some(PathBuf::from(target)),
            source_name: source.to_owned(),
            target_name: target.to_owned(),
            source_lang: None,
            target_lang: None,
            lines: false,
            why: String::new(),
        };
        let jobs = vec![job("./content/en/a.md", "./content/ar/a.md"), job("./content/en/b/c.md", "./content/ar/b/c.md")];
        assert_eq!(common_folder(&jobs), PathBuf::from("content"));
        assert_eq!(propose(&jobs).0, "docs");
        let found = Plan { jobs, unpaired: Vec::new(), pairings: vec!["language directories: en → ar (2 pairs)".to_owned()] };
        let text = settings_text(&found, "docs", "Why.", &Baseline::default());
        let folder = tempfile::tempdir().unwrap_or_else(|e| panic!("{e}"));
        let path = folder.path().join(FILE_NAME);
        std::fs::write(&path, &text).unwrap_or_else(|e| panic!("{e}"));
        let file = config::load(&path, &[]).unwrap_or_else(|e| panic!("{e}\n{text}"));
        assert_eq!((file.paths, file.profile.as_deref()), (vec!["content".to_owned()], Some("docs")));
        assert!(!text.contains('{'), "{text}");
    }
}
