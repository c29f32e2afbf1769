//! Bilingual tables: TSV and CSV with a source and a target column, named or guessed.

use super::{
    ReadError, ReadOptions, Reader,
    bilingual::{plain, room},
    called::called,
    delimited::{Cell, Rows},
};
use crate::model::{Arrange, Block, BlockKind, Document, Lang, Loaded, Location, Many, Pairing};

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
        let malformed = |at: Location, expected: String| ReadError::Malformed {
            path: path.to_owned(),
            format: "table",
            line: at.line,
            column: at.column,
            expected,
        };
        let stated = stated(text);
        let all = Rows::new(text, stated.unwrap_or_else(|| separator(text))).skip(usize::from(stated.is_some()));
        let closed =
            all.map(|row| row.map_err(|open| malformed(open.0, "a closing quotation mark for the one that opens this cell".to_owned())));
        let filled = |row: &Vec<Cell>| row.iter().any(|cell| !cell.text.trim().is_empty());
        let rows = closed.filter(|row| row.as_ref().map_or(true, filled));
        from_rows(rows, path, Layout { format: "table", options, room: room(text) })
    }
}

/// Where rows come from and how they are to be read.
#[derive(Clone, Copy)]
pub(super) struct Layout<'a> {
    pub format: &'static str,
    pub options: &'a ReadOptions,
    /// Units to make room for.
    pub room: usize,
}

/// Rows of cells as a bilingual table, as a table of many languages, or as one side of two tables. Only the first rows of a bilingual one are
/// there all at once.
pub(super) fn from_rows(
    rows: impl Iterator<Item = Result<Vec<Cell>, ReadError>>,
    path: &str,
    layout: Layout<'_>,
) -> Result<Loaded, ReadError> {
    let Layout { format, options, room } = layout;
    let mut more = rows;
    let all = if options.one_side { usize::MAX } else { BEFORE_HEADER + SAMPLE };
    let mut rows: Vec<Vec<Cell>> = more.by_ref().take(all).collect::<Result<_, _>>()?;
    // A title and a line about the project may stand before the header.
    let header = (0..rows.len().min(BEFORE_HEADER)).find(|at| is_header(&rows[*at], rows.get(at + 1), options));
    rows.drain(..header.unwrap_or(0));
    let Some(first) = rows.first() else { return Err(ReadError::Empty { path: path.to_owned() }) };
    let place = first.first().and_then(|cell| cell.anchors.first()).map_or(Location { line: 1, column: 1 }, |anchor| anchor.at);
    if options.one_side {
        return Ok(Loaded::One(one_side(&rows)));
    }
    let columns = Columns::find(first, &rows, options).map_err(|expected| ReadError::Malformed {
        path: path.to_owned(),
        format,
        line: place.line,
        column: place.column,
        expected,
    })?;
    let start = |row: &[Cell]| row.first().and_then(|cell| cell.anchors.first()).map_or(place, |anchor| anchor.at);
    let key = |row: &[Cell]| columns.id.and_then(|id| row.get(id)).map(|cell| cell.text.trim().to_owned());
    if columns.langs.len() > 2 {
        let mut many = Many { source: columns.langs.first().map(|(_, lang)| *lang), ..Many::default() };
        for (row, number) in rows.into_iter().map(Ok).chain(more).skip(1).zip(1..) {
            let row = row?;
            for (column, lang) in &columns.langs {
                let block = unit(row.get(*column), key(&row), start(&row));
                if !block.text.is_empty() {
                    many.add(*lang, number, block);
                }
            }
        }
        return Ok(Loaded::Many(many));
    }
    let mut source = Document { declared: columns.source_lang, ..Document::default() };
    let mut target = Document { declared: columns.target_lang, ..Document::default() };
    source.blocks.reserve(room);
    target.blocks.reserve(room);
    for row in rows.into_iter().map(Ok).chain(more).skip(usize::from(columns.header)) {
        let row = row?;
        let unit = |column: usize| unit(row.get(column), key(&row), start(&row));
        let (from, to) = (unit(columns.source), unit(columns.target));
        if !(from.text.is_empty() && to.text.is_empty()) {
            source.blocks.push(from);
            target.blocks.push(to);
        }
    }
    Ok(Loaded::Pair { source, target })
}

/// The columns that a row names for languages. A row of data may have tags of languages too, and so has the next one.
fn lang_columns(row: &[Cell], next: Option<&Vec<Cell>>) -> Vec<(usize, Lang)> {
    let lang = |cell: &Cell| header_lang(&cell.text.trim().to_lowercase());
    let langs: Vec<(usize, Lang)> = row.iter().enumerate().filter_map(|(at, cell)| Some((at, lang(cell)?))).collect();
    let tag = |column: usize| next.and_then(|next| next.get(column)).is_some_and(|cell| tag_of(&cell.text.trim().to_lowercase()).is_some());
    if langs.iter().all(|(column, _)| tag(*column)) { Vec::new() } else { langs }
}

/// Rows among which the header is looked for.
const BEFORE_HEADER: usize = 12;
/// Rows whose letters tell the columns of text.
const SAMPLE: usize = 200;

/// Whether a row names the columns: those that were asked for, source and target, or two languages.
fn is_header(row: &[Cell], next: Option<&Vec<Cell>>, options: &ReadOptions) -> bool {
    let name = |cell: &Cell| cell.text.trim().to_lowercase();
    let has = |wanted: &[&str]| row.iter().any(|cell| wanted.contains(&name(cell).as_str()));
    let asked = [&options.source_column, &options.target_column];
    if asked.iter().any(|column| column.is_some()) {
        return asked.into_iter().flatten().all(|column| has(&[column.to_lowercase().as_str()]));
    }
    has(SOURCE_NAMES) && has(TARGET_NAMES) || (next.is_some() && lang_columns(row, next).len() >= 2)
}

/// Every cell with words, by the id of its row and the number of its column.
fn one_side(rows: &[Vec<Cell>]) -> Document {
    let mut document = Document { pairing: Pairing::Keys, ..Document::default() };
    let header = rows.first().map_or(&[][..], Vec::as_slice);
    let text = |row: &[Cell], column: usize| row.get(column).map(|cell| cell.text.trim().to_owned()).unwrap_or_default();
    let tells = |column: &usize| {
        let mut all: Vec<String> = rows.iter().skip(1).map(|row| text(row, *column)).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        count > 0 && all.len() == count
    };
    let named = |column: &usize| {
        let name = text(header, *column).to_lowercase();
        ID_NAMES.contains(&name.as_str()) || name.ends_with("_id") || name.ends_with(" id")
    };
    let id = (0..header.len()).filter(named).find(tells);
    for (row, number) in rows.iter().zip(1..) {
        let name = id.map_or_else(|| number.to_string(), |id| text(row, id));
        for (cell, column) in row.iter().enumerate().filter(|(column, _)| Some(*column) != id).map(|(column, cell)| (cell, column)) {
            if cell.text.chars().any(char::is_alphabetic) {
                let at = cell.anchors.first().map_or(Location { line: 1, column: 1 }, |anchor| anchor.at);
                let heading = text(header, column);
                let heading = if heading.is_empty() || number == 1 { (column + 1).to_string() } else { heading };
                document.blocks.push(unit(Some(cell), Some(format!("{name}/{heading}")), at));
            }
        }
    }
    document
}

/// A cell as a unit, without the blanks round it.
fn unit(cell: Option<&Cell>, key: Option<String>, row: Location) -> Block {
    let Some(cell) = cell else { return plain(Block { key, ..Block::new(BlockKind::Unit, "", row) }) };
    let whole = Block { anchors: cell.anchors.iter().copied().collect(), key, ..Block::new(BlockKind::Unit, cell.text.as_str(), row) };
    plain(whole.trimmed())
}

/// The separator that a first line `sep=;` names, as a spreadsheet wants it.
fn stated(text: &str) -> Option<u8> {
    let first = text.lines().next()?.trim_end_matches('\r');
    let mark = first.strip_prefix("sep=").or_else(|| first.strip_prefix("\"sep=")?.strip_suffix('"'))?;
    match mark.as_bytes() {
        [mark] if mark.is_ascii_punctuation() || *mark == b'\t' => Some(*mark),
        _ => None,
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
    /// Columns named for languages, where no two were asked for.
    langs: Vec<(usize, Lang)>,
}

const SOURCE_NAMES: &[&str] = &["source", "src", "original", "source_text", "source text", "sourcestring", "source string", "msgid"];
const TARGET_NAMES: &[&str] =
    &["target", "tgt", "translation", "target_text", "target text", "targetstring", "target string", "translated", "mt", "msgstr"];
const ID_NAMES: &[&str] = &[
    "id",
    "key",
    "unit",
    "segment",
    "segment_id",
    "context",
    "identifier",
    "string id",
    "string_id",
    "stringid",
    "key name",
    "resource id",
];

const SOURCE_LANGS: &[&str] = &["sourcelang", "source_lang", "src_lang", "source language"];
const TARGET_LANGS: &[&str] = &["targetlang", "target_lang", "tgt_lang", "target language"];

impl Columns {
    fn find(first: &[Cell], rows: &[Vec<Cell>], options: &ReadOptions) -> Result<Self, String> {
        let names: Vec<String> = first.iter().map(|cell| cell.text.trim().to_lowercase()).collect();
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
        let langs = lang_columns(first, rows.get(1));
        let lang_at = |column: usize| langs.iter().find(|(at, _)| *at == column).map(|(_, lang)| *lang);
        // Or a column of tags says it for every row.
        let told = |wanted: &[&str]| {
            let column = named(wanted)?;
            Lang::parse(rows.get(1)?.get(column)?.text.trim()).ok()
        };
        if let (Some(source), Some(target)) = (source, target) {
            return Ok(Columns {
                source,
                target,
                id,
                header: true,
                source_lang: lang_at(source).or_else(|| told(SOURCE_LANGS)),
                target_lang: lang_at(target).or_else(|| told(TARGET_LANGS)),
                langs: Vec::new(),
            });
        }
        if let [(source, source_lang), (target, target_lang), ..] = langs.clone().as_slice() {
            return Ok(Columns {
                source: *source,
                target: *target,
                id,
                header: true,
                source_lang: Some(*source_lang),
                target_lang: Some(*target_lang),
                langs,
            });
        }
        // Without a header: the two columns with the most text.
        let mut letters: Vec<(usize, usize)> = Vec::new();
        for row in rows.iter().take(SAMPLE) {
            for (column, cell) in row.iter().enumerate() {
                match letters.get_mut(column) {
                    Some((_, sum)) => *sum += letters_of(&cell.text),
                    None => letters.push((column, letters_of(&cell.text))),
                }
            }
        }
        letters.arrange_by_key(|(column, sum)| (std::cmp::Reverse(*sum), *column));
        match letters.as_slice() {
            [(one, most), (other, much), ..] if *much > 0 && *most <= 30 * *much => {
                let (source, target) = (*one.min(other), *one.max(other));
                Ok(Columns { source, target, id: None, header: false, source_lang: None, target_lang: None, langs: Vec::new() })
            }
            _ => Err("two columns of text; name them with --source-column and --target-column".to_owned()),
        }
    }
}

fn letters_of(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphabetic()).count()
}

/// A header cell that is a language tag of the usual kinds (`ar`, `en-US`, `pt_BR`) or the name of a language, perhaps with its tag in
/// brackets.
fn header_lang(name: &str) -> Option<Lang> {
    let bracketed =
        name.split_once(['(', '[']).and_then(|(_, rest)| rest.split([')', ']']).next()).filter(|tag| tag.len() != 2 || *tag != "uk");
    tag_of(name).or_else(|| {
        let lang = called(name)?;
        let told = bracketed.and_then(tag_of).filter(|told| told.same_language(&lang));
        Some(told.unwrap_or(lang))
    })
}

fn tag_of(name: &str) -> Option<Lang> {
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
            other => panic!("a table is a pair: {other:?}"),
        }
    }

    #[test]
    fn a_header_may_have_a_title_above_it() {
        let pair = |text: &str| match Table.read(text, "a.csv", &ReadOptions::default()) {
            Ok(Loaded::Pair { source, target }) => (source, target),
            other => panic!("{other:?}"),
        };
        let (source, target) = pair("Ferry texts,,\n,,\nid,English (en-GB),German\nq1,Low tide,Ebbe\n");
        assert_eq!((source.blocks.len(), source.blocks[0].text.as_str(), target.blocks[0].text.as_str()), (1, "Low tide", "Ebbe"));
        assert_eq!((source.blocks[0].locate(0).line, source.declared.map(|lang| lang.to_string())), (4, Some("en-GB".to_owned())));
        // Tags in the rows are no header.
        let (source, _) = pair("en,de,Low tide,Ebbe\nen,de,High tide,Flut\n");
        assert_eq!(source.blocks.len(), 2);
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
    fn finds_columns_by_names_of_languages() {
        for (head, langs) in [
            ("Key;Note;English (United Kingdom);Slovenčina", ("en", "sk")),
            ("Key;Note;English (en-US);Portuguese (pt-BR)", ("en-US", "pt-BR")),
            ("sep=;\nIdentifier;Note;en_GB;العربية", ("en-GB", "ar")),
        ] {
            let text = format!("{head}\nq1;Shown at night, on the long board of the pier;Quay open;Mólo otvorené\n");
            let Ok(Loaded::Pair { source, target }) = Table.read(&text, "a.csv", &ReadOptions::default()) else { panic!("a pair") };
            assert_eq!((source.declared, target.declared), (Lang::parse(langs.0).ok(), Lang::parse(langs.1).ok()), "{head}");
            assert_eq!((source.blocks.len(), source.blocks[0].text.as_str()), (1, "Quay open"), "{head}");
            assert_eq!((target.blocks[0].text.as_str(), target.blocks[0].key.as_deref()), ("Mólo otvorené", Some("q1")), "{head}");
        }
    }

    #[test]
    fn says_what_is_missing() {
        let error = read("id\n1\n2\n").map_err(|e| e.to_string());
        assert!(error.as_ref().is_err_and(|e| e.contains("--source-column")), "{error:?}");
    }

    #[test]
    fn rows_behind_the_first_ones_are_read_one_by_one() {
        let long: String = (1..=1000).map(|n| format!("q{n},Pier {n},Mole {n}\n")).collect();
        let read = |text: &str| Table.read(text, "a.csv", &ReadOptions::default());
        let Ok(Loaded::Pair { source, target }) = read(&format!("Ferry texts,,\nid,en,de\n{long}")) else { panic!("a pair") };
        assert_eq!((source.blocks.len(), target.blocks.len()), (1000, 1000));
        assert_eq!((target.blocks[999].text.as_str(), target.blocks[999].locate(0).line), ("Mole 1000", 1002));
        let Ok(Loaded::Many(many)) = read(&format!("id,en,de,fr\n{}", long.replace("\n", ",Môle\n"))) else { panic!("many") };
        assert_eq!(many.variants.iter().map(|variant| variant.document.blocks.len()).collect::<Vec<_>>(), [1000; 3]);
        assert_eq!(many.variants[2].rows.last(), Some(&1000));
        let open = read(&format!("id,en,de\n{long}q,\"Low tide,Ebbe\n")).map_err(|error| error.to_string());
        assert!(open.as_ref().is_err_and(|error| error.contains("line 1002")), "{open:?}");
    }

    #[test]
    fn keeps_quoted_line_breaks_and_lines() {
        let Ok(Loaded::Pair { target, .. }) = Table.read("source,target\n\"a\nb\",c\nd,e\n", "a.csv", &ReadOptions::default()) else {
            panic!("a pair")
        };
        assert_eq!(target.blocks[1].anchors[0].at.line, 4);
    }
}
