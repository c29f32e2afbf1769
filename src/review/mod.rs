//! Marked reports → verdicts: what reviewers wrote into `issues.csv`, `names.csv` or `report.xlsx`, and how often each rule was right.

mod sheet;
mod stats;
mod words;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

pub use stats::{RulePrecision, precision};

use crate::{
    gate::{Day, NameDecision, NameDecisions, NameOpinion, Opinion, Suppression, Suppressions},
    read::ReadError,
};
use sheet::{Row, Table};

/// Why a marked report cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReviewError {
    #[error("cannot read `{path}`: {source}")]
    Io { path: String, source: std::io::Error },
    #[error(transparent)]
    Text(#[from] ReadError),
    #[error("cannot read the workbook `{path}`: {message}")]
    Workbook { path: String, message: String },
    #[error("`{path}` has no columns `id` and `verdict`: is it a report of bilint? (separators read: comma, semicolon, tab)")]
    NoColumns { path: String },
}

/// Who judged, and how long it holds.
#[derive(Debug, Clone, Default)]
pub struct Review {
    pub by: Option<String>,
    pub until: Option<Day>,
}

/// What an import came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    pub fix: u32,
    pub fp: u32,
    pub ok: u32,
    /// Source spelling → what was decided.
    pub names: BTreeMap<String, String>,
    /// Ids that are none, or whose row lost what a verdict needs.
    pub unknown_ids: BTreeSet<String>,
    /// Words that mean no verdict, with the ids of their rows.
    pub unknown_words: BTreeMap<String, Vec<String>>,
}

impl Imported {
    #[must_use]
    pub fn verdicts(&self) -> u32 {
        self.fix + self.fp + self.ok
    }
}

/// Adds the verdicts of a marked report to what is known. Rows without a verdict are left alone.
///
/// # Errors
/// When the file cannot be read or is no report.
pub fn import(
    path: &Path,
    review: &Review,
    suppressions: &mut Suppressions,
    names: &mut NameDecisions,
    into: &mut Imported,
) -> Result<(), ReviewError> {
    for table in sheet::load(path)? {
        for row in table.rows().filter(|row| !row.get("verdict").is_empty()) {
            let id = row.get("id").to_lowercase();
            if !is_id(&id) {
                into.unknown_ids.insert(if id.is_empty() { "(empty)".to_owned() } else { id });
            } else if is_names(&table) {
                name(row, &id, review, names, into);
            } else {
                finding(row, id, review, suppressions, into);
            }
        }
    }
    Ok(())
}

fn is_names(table: &Table) -> bool {
    table.has("source_name") || table.has("variants")
}

/// `bl-` and eight letters of base-32.
fn is_id(text: &str) -> bool {
    text.strip_prefix("bl-").is_some_and(|rest| rest.len() == 8 && rest.bytes().all(|b| matches!(b, b'a'..=b'z' | b'2'..=b'7')))
}

fn finding(row: Row<'_>, id: String, review: &Review, suppressions: &mut Suppressions, into: &mut Imported) {
    let word = row.get("verdict");
    let Some(verdict) = words::opinion(&word) else {
        into.unknown_words.entry(word).or_default().push(id);
        return;
    };
    match verdict {
        Opinion::Fix => into.fix += 1,
        Opinion::Fp => into.fp += 1,
        Opinion::Ok => into.ok += 1,
    }
    let old = suppressions.entries.get(&id);
    let given = |column: &str| Some(row.get(column)).filter(|cell| !cell.is_empty());
    let reason = match (given("comment"), verdict) {
        (Some(comment), _) => comment,
        (None, Opinion::Fix) => String::new(),
        (None, Opinion::Fp) => "false alarm (review)".to_owned(),
        (None, Opinion::Ok) => "fine here (review)".to_owned(),
    };
    let entry = Suppression {
        rule: given("rule").or_else(|| Some(old?.rule.clone())).unwrap_or_default(),
        verdict,
        reason,
        by: review.by.clone().or_else(|| old?.by.clone()),
        until: review.until,
        file: given("file").or_else(|| old?.file.clone()),
    };
    suppressions.entries.insert(id, entry);
}

fn name(row: Row<'_>, id: &str, review: &Review, names: &mut NameDecisions, into: &mut Imported) {
    let (word, source) = (row.get("verdict"), row.get("source_name"));
    let Some(verdict) = words::name_opinion(&word) else {
        into.unknown_words.entry(word).or_default().push(id.to_owned());
        return;
    };
    // Saved in an encoding without its letters, the name is a row of question marks.
    if source.is_empty() || source.chars().all(|c| c == '?' || c.is_whitespace()) {
        into.unknown_ids.insert(id.to_owned());
        return;
    }
    let given = |column: &str| Some(row.get(column)).filter(|cell| !cell.is_empty());
    let spelling = given("use");
    if verdict == NameOpinion::Same && spelling.is_none() {
        into.unknown_ids.insert(id.to_owned());
        return;
    }
    let said = match (verdict, &spelling) {
        (NameOpinion::Same, Some(spelling)) => format!("use “{spelling}”"),
        (verdict, _) => verdict.as_str().to_owned(),
    };
    let accept = if verdict == NameOpinion::Same { Vec::new() } else { forms(&row.get("variants")) };
    let decision = NameDecision {
        verdict,
        spelling: spelling.filter(|_| verdict == NameOpinion::Same),
        accept,
        reason: given("comment"),
        by: review.by.clone(),
    };
    into.names.insert(source.clone(), said);
    names.entries.insert(source, decision);
}

/// The spellings in `Al Sarraj (5) | al-Sarraj (2)`.
fn forms(variants: &str) -> Vec<String> {
    let form = |part: &str| part.rsplit_once(" (").map_or(part, |(form, _)| form).trim().to_owned();
    variants.split(" | ").map(form).filter(|form| !form.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn imported(bytes: &[u8]) -> (Imported, Suppressions, NameDecisions) {
        let folder = tempfile::tempdir().unwrap_or_else(|e| panic!("{e}"));
        let path = folder.path().join("marked.csv");
        fs::write(&path, bytes).unwrap_or_else(|e| panic!("{e}"));
        let (mut suppressions, mut names, mut into) = (Suppressions::default(), NameDecisions::default(), Imported::default());
        import(&path, &Review::default(), &mut suppressions, &mut names, &mut into).unwrap_or_else(|e| panic!("{e}"));
        (into, suppressions, names)
    }

    const COMMA: &str = "id,rule,verdict,comment,file\nbl-aaaaaaaa,number-value,FP,'-3 is right,a.md\nbl-bbbbbbbb,omission,fix,,a.md\n\
        bl-cccccccc,addition,,,a.md\n4E+12,addition,ok,,a.md\nbl-dddddddd,addition,perhaps,,a.md\n";

    #[test]
    fn any_saved_form_is_read_alike() {
        let (expected, file, _) = imported(COMMA.as_bytes());
        assert_eq!((expected.fix, expected.fp, expected.ok), (1, 1, 0));
        assert_eq!(file.entries["bl-aaaaaaaa"].reason, "-3 is right");
        assert!(expected.unknown_ids.contains("4e+12") && expected.unknown_words.contains_key("perhaps"));
        let moved = "added;verdict;id;rule;file;comment\n;FP;bl-aaaaaaaa;number-value;a.md;'-3 is right\n;fix;BL-BBBBBBBB;omission;a.md;\n\
            ;;bl-cccccccc;addition;a.md;\n;ok;4E+12;addition;a.md;\n;perhaps;bl-dddddddd;addition;a.md;\n";
        let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(COMMA.replace(',', "\t").encode_utf16().flat_map(u16::to_le_bytes)).collect();
        for form in [moved.as_bytes().to_vec(), moved.replace(';', "\t").into_bytes(), format!("\u{feff}{COMMA}").into_bytes(), utf16] {
            let (into, again, _) = imported(&form);
            assert_eq!((&into, &again), (&expected, &file));
        }
        let ansi = encoding_rs::WINDOWS_1256.encode("id;verdict;comment\nbl-aaaaaaaa;إنذار كاذب;الرقم صحيح في الأصل وفي الترجمة\n").0;
        let (into, file, _) = imported(&ansi);
        assert_eq!((into.fp, file.entries["bl-aaaaaaaa"].reason.as_str()), (1, "الرقم صحيح في الأصل وفي الترجمة"));
    }

    #[test]
    fn names_are_decided() {
        let text = "id,source_name,use,variants,verdict,comment\n\
            bl-aaaaaaaa,السراج,Al Sarraj,Al Sarraj (5) | al-Sarraj (2),same,\n\
            bl-bbbbbbbb,حفتر,Haftar,Haftar (3) | Hifter (1),ok,both in use\n\
            bl-cccccccc,????,Haftar,x (1),same,\n";
        let (into, _, names) = imported(text.as_bytes());
        assert_eq!(into.names["السراج"], "use “Al Sarraj”");
        assert_eq!(names.entries["حفتر"].accept, ["Haftar", "Hifter"]);
        assert!(into.unknown_ids.contains("bl-cccccccc") && names.entries.len() == 2);
    }
}
