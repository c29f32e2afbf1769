//! Bilingual tables: TSV and CSV with a source and a target column, named or guessed.

use csv::{ReaderBuilder, StringRecord};

use super::{ReadError, ReadOptions, Reader};
use crate::model::{Block, BlockKind, Document, Lang, Loaded, Location};

pub(super) struct Table;

impl Reader for Table {
    fn name(&self) -> &'static str {
        "table"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["tsv", "tab", "csv"]
    }

    fn bilingual(&self) -> bool {
        true
    }

    fn read(&self, text: &str, path: &str, options: &ReadOptions) -> Result<Loaded, ReadError> {
        let malformed = |line: u64, expected: String| ReadError::Malformed {
            path: path.to_owned(),
            format: "table",
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: 1,
            expected,
        };
        let mut reader = ReaderBuilder::new().delimiter(separator(text)).has_headers(false).flexible(true).from_reader(text.as_bytes());
        let mut rows: Vec<(u64, StringRecord)> = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| malformed(error.position().map_or(1, csv::Position::line), error.to_string()))?;
            let line = record.position().map_or(1, csv::Position::line);
            if record.iter().any(|cell| !cell.trim().is_empty()) {
                rows.push((line, record));
            }
        }
        let Some((_, first)) = rows.first() else { return Err(ReadError::Empty { path: path.to_owned() }) };
        let columns = Columns::find(first, &rows, options).map_err(|expected| malformed(1, expected))?;
        let mut source = Document { declared: columns.source_lang, ..Document::default() };
        let mut target = Document { declared: columns.target_lang, ..Document::default() };
        for (line, row) in rows.iter().skip(usize::from(columns.header)) {
            let cell = |column: usize| row.get(column).unwrap_or_default().trim();
            let (from, to) = (cell(columns.source), cell(columns.target));
            let at = Location { line: u32::try_from(*line).unwrap_or(u32::MAX), column: 1 };
            let unit = |text: &str| Block { key: columns.id.map(|id| cell(id).to_owned()), ..Block::new(BlockKind::Unit, text, at) };
            source.blocks.push(unit(from));
            target.blocks.push(unit(to));
        }
        Ok(Loaded::Pair { source, target })
    }
}

/// The separator that cuts the first lines into the same number of cells, more than one.
fn separator(text: &str) -> u8 {
    let head: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(20).collect();
    let steady = |separator: char| {
        let counts: Vec<usize> = head.iter().map(|line| line.matches(separator).count()).collect();
        let least = counts.iter().min().copied().unwrap_or(0);
        let most = counts.iter().max().copied().unwrap_or(0);
        (least, least == most)
    };
    // Tab first: it hardly ever stands in text.
    let candidates = [b'\t', b';', b'|', b','];
    let found = candidates.iter().find(|c| matches!(steady(char::from(**c)), (1.., true)));
    let present = candidates.iter().find(|c| head.first().is_some_and(|line| line.contains(char::from(**c))));
    found.or(present).copied().unwrap_or(b'\t')
}

struct Columns {
    source: usize,
    target: usize,
    id: Option<usize>,
    header: bool,
    source_lang: Option<Lang>,
    target_lang: Option<Lang>,
}

const SOURCE_NAMES: &[&str] = &["source", "src", "original", "source_text", "source text", "msgid"];
const TARGET_NAMES: &[&str] = &["target", "tgt", "translation", "target_text", "target text", "translated", "mt", "msgstr"];
const ID_NAMES: &[&str] = &["id", "key", "unit", "segment", "segment_id", "context"];

impl Columns {
    fn find(first: &StringRecord, rows: &[(u64, StringRecord)], options: &ReadOptions) -> Result<Self, String> {
        let names: Vec<String> = first.iter().map(|cell| cell.trim().to_lowercase()).collect();
        let named = |wanted: &[&str]| names.iter().position(|name| wanted.contains(&name.as_str()));
        let asked = |name: &Option<String>, flag: &str| match name {
            Some(name) => names
                .iter()
                .position(|known| *known == name.to_lowercase())
                .map(Some)
                .ok_or_else(|| format!("a column called `{name}` (--{flag}-column); the file has: {}", names.join(", "))),
            None => Ok(None),
        };
        let source = asked(&options.source_column, "source")?.or_else(|| named(SOURCE_NAMES));
        let target = asked(&options.target_column, "target")?.or_else(|| named(TARGET_NAMES));
        let id = asked(&options.id_column, "id")?.or_else(|| named(ID_NAMES));
        let langs: Vec<(usize, Lang)> = names.iter().enumerate().filter_map(|(at, name)| Some((at, header_lang(name)?))).collect();
        let lang_at = |column: usize| langs.iter().find(|(at, _)| *at == column).map(|(_, lang)| *lang);
        if let (Some(source), Some(target)) = (source, target) {
            return Ok(Columns { source, target, id, header: true, source_lang: lang_at(source), target_lang: lang_at(target) });
        }
        if let [(source, source_lang), (target, target_lang), ..] = langs.as_slice() {
            return Ok(Columns {
                source: *source,
                target: *target,
                id,
                header: true,
                source_lang: Some(*source_lang),
                target_lang: Some(*target_lang),
            });
        }
        // Without a header: the two columns with the most text.
        let mut letters: Vec<(usize, usize)> = Vec::new();
        for (_, row) in rows.iter().take(200) {
            for (column, cell) in row.iter().enumerate() {
                match letters.get_mut(column) {
                    Some((_, sum)) => *sum += cell.chars().filter(|c| c.is_alphabetic()).count(),
                    None => letters.push((column, cell.chars().filter(|c| c.is_alphabetic()).count())),
                }
            }
        }
        letters.sort_by_key(|(column, sum)| (std::cmp::Reverse(*sum), *column));
        match letters.as_slice() {
            [(one, most), (other, much), ..] if *much > 0 && *most <= 30 * *much => {
                let (source, target) = (*one.min(other), *one.max(other));
                Ok(Columns { source, target, id: None, header: false, source_lang: None, target_lang: None })
            }
            _ => Err("two columns of text; name them with --source-column and --target-column".to_owned()),
        }
    }
}

/// A header cell that is a language tag of the usual kinds (`ar`, `en-US`, `pt_BR`).
fn header_lang(name: &str) -> Option<Lang> {
    let tag = name.split(['-', '_']).next()?;
    (tag.len() == 2 && name.len() <= 10 && name != "id" && name != "no").then(|| Lang::parse(name).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<(Vec<String>, Vec<String>), ReadError> {
        match Table.read(text, "a.tsv", &ReadOptions::default())? {
            Loaded::Pair { source, target } => {
                let texts = |d: Document| d.blocks.into_iter().map(|b| b.text).collect();
                Ok((texts(source), texts(target)))
            }
            Loaded::One(_) => panic!("a table is a pair"),
        }
    }

    #[test]
    fn finds_columns_by_name_tag_and_shape() {
        let expected = (vec!["Quay open".to_owned()], vec!["الرصيف مفتوح".to_owned()]);
        for text in [
            "id\tsource\ttarget\n1\tQuay open\tالرصيف مفتوح\n",
            "en,ar\nQuay open,الرصيف مفتوح\n",
            "key;target;source\nq;الرصيف مفتوح;Quay open\n",
            "Quay open\tالرصيف مفتوح\n",
        ] {
            assert_eq!(read(text).ok(), Some(expected.clone()), "{text}");
        }
    }

    #[test]
    fn says_what_is_missing() {
        let error = read("id\n1\n2\n").map_err(|e| e.to_string());
        assert!(error.as_ref().is_err_and(|e| e.contains("--source-column")), "{error:?}");
    }

    #[test]
    fn keeps_quoted_line_breaks_and_lines() {
        let Ok(Loaded::Pair { target, .. }) = Table.read("source,target\n\"a\nb\",c\nd,e\n", "a.csv", &ReadOptions::default()) else {
            panic!("a pair")
        };
        assert_eq!(target.blocks[1].anchors[0].at.line, 4);
    }
}
