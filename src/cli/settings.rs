//! Flags over the settings file over the defaults.

use std::{
    env,
    path::{Path, PathBuf},
};

use anyhow::{Context, anyhow};

use super::{
    args::{CheckArgs, GateArgs, InputArgs, SheetArgs},
    learn,
};
use crate::{
    config::{self, File, Level, RuleOverride, Settings},
    lexicon::LexiconError,
    model::Lang,
    names::schemes::scheme_for,
    rules,
    run::Saved,
    terms::{self, Glossary, GlossaryError},
};

/// Settings, the file they came from, and the folder where the files beside it are.
pub(super) fn resolve(input: &InputArgs) -> anyhow::Result<(Settings, File, PathBuf)> {
    let rules: Vec<(&str, &str)> = rules::all().iter().map(|rule| (rule.meta().id, rule.meta().family)).collect();
    let names: Vec<&str> = rules.iter().map(|(rule, _)| *rule).collect();
    let path = match &input.config {
        Some(path) => Some(path.clone()),
        None if input.no_config => None,
        None => config::find(&env::current_dir().context("the working folder cannot be read")?),
    };
    let file = path.as_deref().map(|path| config::load(path, &rules)).transpose()?.unwrap_or_default();
    let mut settings = Settings::default();
    if let Some(name) = input.profile.as_ref().or(file.profile.as_ref()) {
        config::profile(name).and_then(|profile| profile.apply(&mut settings, &rules)).map_err(|message| anyhow!(message))?;
    }
    let shown = || path.as_ref().map_or_else(String::new, |path| path.display().to_string());
    file.apply(&mut settings, &rules).map_err(|message| anyhow!("`{}`: {message}", shown()))?;
    flags(input, &mut settings, &names)?;
    let folder = path.as_deref().and_then(Path::parent).map_or_else(PathBuf::new, Path::to_owned);
    Ok((settings, file, folder))
}

fn flags(input: &InputArgs, settings: &mut Settings, names: &[&str]) -> anyhow::Result<()> {
    let lang = |tag: &Option<String>| tag.as_deref().map(Lang::parse).transpose();
    settings.source_lang = lang(&input.source_lang)?.or(settings.source_lang);
    settings.target_lang = lang(&input.target_lang)?.or(settings.target_lang);
    settings.encoding = input.encoding.clone().or(settings.encoding.take());
    settings.source_column = input.source_column.clone().or(settings.source_column.take());
    settings.target_column = input.target_column.clone().or(settings.target_column.take());
    settings.id_column = input.id_column.clone().or(settings.id_column.take());
    names_flags(input.names_style.as_deref(), input.no_adapt, settings)?;
    settings.exclude.extend(input.exclude.iter().cloned());
    for rule in input.only.iter().chain(&input.off) {
        if !names.contains(&rule.as_str()) {
            return Err(anyhow!("there is no rule `{rule}`{}", config::nearest(rule, names.iter().copied())));
        }
    }
    settings.uncalibrated = input.uncalibrated;
    let off = |rule: &str| RuleOverride { rule: rule.to_owned(), level: Level::Off, pair: None, path: None };
    if !input.only.is_empty() {
        settings.rules.extend(names.iter().filter(|name| !input.only.iter().any(|only| only == *name)).map(|name| off(name)));
    }
    settings.rules.extend(input.off.iter().map(|rule| off(rule)));
    Ok(())
}

/// The glossaries of the flags, or those of the settings file.
pub(super) fn glossary(flags: &[PathBuf], file: &File, folder: &Path) -> Result<Option<Glossary>, GlossaryError> {
    let mut entries = Vec::new();
    for path in &chosen(flags, &file.terms.glossary, folder) {
        entries.extend(terms::load(path)?);
    }
    Ok((!entries.is_empty()).then(|| Glossary::new(entries)))
}

/// The style of names, and whether their tables adapt. Romanisations that the style names must be there.
pub(super) fn names_flags(style: Option<&str>, no_adapt: bool, settings: &mut Settings) -> anyhow::Result<()> {
    if let Some(name) = style {
        settings.names.style = config::house_style(name).map_err(|message| anyhow!("--names-style: {message}"))?;
    }
    settings.names.adapt &= !no_adapt;
    for (language, scheme) in &settings.names.style.schemes {
        scheme_for(language, scheme).map_err(|message| anyhow!("`schemes`: {message}"))?;
    }
    Ok(())
}

/// The lexicons of the flags, or those of the settings file.
pub(super) fn lexicons(flags: &[PathBuf], file: &File, folder: &Path) -> Result<Vec<Saved>, LexiconError> {
    learn::load(&chosen(flags, &file.lexicon, folder))
}

/// The paths that flags name, or those of the settings file, which start at its folder.
fn chosen(flags: &[PathBuf], keys: &[String], folder: &Path) -> Vec<PathBuf> {
    if flags.is_empty() { keys.iter().map(|path| folder.join(path)).collect() } else { flags.to_vec() }
}

/// The flags that only `check` has.
pub(super) fn check_flags(args: &CheckArgs, settings: &mut Settings) -> anyhow::Result<()> {
    gate_flags(&args.gate, settings)?;
    sheet_flags(&args.sheets, settings)?;
    settings.gate.strict_baseline |= args.strict_baseline;
    if let Some(severity) = &args.min_severity {
        settings.report.min_severity = severity.parse().map_err(|m| wrong("min-severity", m))?;
    }
    Ok(())
}

fn wrong(flag: &str, message: String) -> anyhow::Error {
    anyhow!("--{flag}: {message}")
}

/// When a run fails.
pub(super) fn gate_flags(args: &GateArgs, settings: &mut Settings) -> anyhow::Result<()> {
    let gate = &mut settings.gate;
    if let Some(fail_on) = &args.fail_on {
        gate.fail_on = config::parse_fail_on(fail_on).map_err(|m| wrong("fail-on", m))?;
    }
    gate.min_confidence = args.min_confidence.unwrap_or(gate.min_confidence);
    gate.max_critical = args.max_critical.or(gate.max_critical);
    gate.max_major = args.max_major.or(gate.max_major);
    gate.max_minor = args.max_minor.or(gate.max_minor);
    gate.min_score = args.min_score.or(gate.min_score);
    gate.max_new = args.max_new.or(gate.max_new);
    Ok(())
}

/// What the spreadsheets look like.
pub(super) fn sheet_flags(args: &SheetArgs, settings: &mut Settings) -> anyhow::Result<()> {
    let report = &mut settings.report;
    if !args.report_format.is_empty() {
        (report.csv, report.xlsx) = config::parse_formats(&args.report_format).map_err(|m| wrong("report-format", m))?;
    }
    if let Some(tag) = &args.lang {
        report.language = config::parse_language(tag).map_err(|m| wrong("lang", m))?;
    }
    report.suspect_only |= args.suspect_only;
    if let Some(separator) = &args.csv_sep {
        report.separator = config::parse_separator(separator).map_err(|m| wrong("csv-sep", m))?;
    }
    report.bom &= !args.no_bom;
    report.raw |= args.raw;
    report.bidi_isolates &= args.bidi == super::args::Bidi::Isolate;
    if let Some(sort) = args.sort {
        report.document_order = sort == super::args::Sort::Document;
    }
    Ok(())
}
