//! Glossaries as tables: a header with `source` and `target` (or language tags), then a line a rendering.

use super::{Entry, GlossaryError, Status};
use crate::model::Lang;

/// What a column holds.
#[derive(Clone, Copy, PartialEq)]
enum Column {
    Source,
    Target,
    Status,
    /// Renderings that must not be written, separated by `|`.
    Forbidden,
    Other,
}

fn column(name: &str) -> Column {
    match name.trim().to_lowercase().as_str() {
        "source" | "term" | "source term" => Column::Source,
        "target" | "translation" | "target term" => Column::Target,
        "status" | "usage" => Column::Status,
        "forbidden" | "not" => Column::Forbidden,
        _ => Column::Other,
    }
}

/// The status by the words that people write.
fn status(word: &str) -> Option<Status> {
    match word.trim().to_lowercase().as_str() {
        "" | "preferred" | "approved" | "admitted" | "use" | "ok" => Some(Status::Approved),
        "forbidden" | "deprecated" | "superseded" | "rejected" | "not" | "never" => Some(Status::Forbidden),
        "keep" | "do not translate" | "do-not-translate" | "dnt" => Some(Status::Keep),
        _ => None,
    }
}

/// Reads a table; without a header that names columns, the first two are source and target.
pub(super) fn read(text: &str, path: &str) -> Result<Vec<Entry>, GlossaryError> {
    let first = text.lines().next().unwrap_or_default();
    let separator = [b'\t', b';', b','].into_iter().find(|sign| first.as_bytes().contains(sign)).unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
    let malformed = |line, expected: String| GlossaryError::Malformed { path: path.to_owned(), line, expected };
    let mut columns: Option<Vec<Column>> = None;
    let mut langs = (None, None);
    let mut entries = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| malformed(error.position().map_or(0, csv::Position::line), error.to_string()))?;
        let line = record.position().map_or(0, csv::Position::line);
        let Some(known) = &columns else {
            let (named, tags) = header(&record);
            langs = tags;
            let is_header = named.is_some();
            columns = Some(named.unwrap_or_else(|| vec![Column::Source, Column::Target]));
            if !is_header {
                row(&record, columns.as_deref().unwrap_or_default(), langs, &mut entries).map_err(|e| malformed(line, e))?;
            }
            continue;
        };
        row(&record, known, langs, &mut entries).map_err(|expected| malformed(line, expected))?;
    }
    Ok(entries)
}

type Langs = (Option<Lang>, Option<Lang>);

/// The columns of a header, and the languages that it names; `None` where the line is no header.
fn header(record: &csv::StringRecord) -> (Option<Vec<Column>>, Langs) {
    let mut columns: Vec<Column> = record.iter().map(column).collect();
    if columns.contains(&Column::Source) || columns.contains(&Column::Target) {
        return (Some(columns), (None, None));
    }
    // "en,ar": two language tags name the sides; words of two or three letters may be tags by accident, so both must be known ones.
    let tag = |cell: &str| Lang::parse(cell.trim()).ok().filter(|lang| crate::lang::get(*lang).is_some());
    let tags: Vec<(usize, Lang)> = record.iter().enumerate().filter_map(|(at, cell)| Some((at, tag(cell)?))).collect();
    if let [(first, source), (second, target)] = tags[..] {
        columns[first] = Column::Source;
        columns[second] = Column::Target;
        return (Some(columns), (Some(source), Some(target)));
    }
    (None, (None, None))
}

fn row(record: &csv::StringRecord, columns: &[Column], langs: Langs, entries: &mut Vec<Entry>) -> Result<(), String> {
    let cell = |wanted: Column| columns.iter().position(|column| *column == wanted).and_then(|at| record.get(at)).map_or("", str::trim);
    let (source, target) = (cell(Column::Source), cell(Column::Target));
    if source.is_empty() && target.is_empty() && cell(Column::Forbidden).is_empty() {
        return Ok(());
    }
    let word = cell(Column::Status);
    let status = status(word).ok_or_else(|| format!("`{word}` is no status; use preferred, admitted, forbidden or do-not-translate"))?;
    let entry = |target: &str, status| Entry { source: source.to_owned(), target: target.to_owned(), status, langs };
    match status {
        Status::Keep if source.is_empty() => return Err("a term that is not translated needs a source".to_owned()),
        Status::Keep => entries.push(entry(source, Status::Keep)),
        // A term that is rendered by itself stays as it is.
        Status::Approved if source == target => entries.push(entry(source, Status::Keep)),
        _ if !target.is_empty() => entries.push(entry(target, status)),
        _ => {}
    }
    entries.extend(
        cell(Column::Forbidden).split('|').map(str::trim).filter(|term| !term.is_empty()).map(|term| entry(term, Status::Forbidden)),
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(String, String, Status)> {
        let entries = read(text, "terms.csv").unwrap_or_else(|e| panic!("{e}"));
        entries.into_iter().map(|entry| (entry.source, entry.target, entry.status)).collect()
    }

    fn row(source: &str, target: &str, status: Status) -> (String, String, Status) {
        (source.to_owned(), target.to_owned(), status)
    }

    #[test]
    fn headers_tags_and_none_are_read() {
        let wanted = vec![row("pump", "Pumpe", Status::Approved)];
        assert_eq!(rows("source,target\npump,Pumpe\n"), wanted);
        assert_eq!(rows("note;translation;term\n;Pumpe;pump\n"), wanted);
        assert_eq!(rows("en\tde\npump\tPumpe\n"), wanted);
        assert_eq!(rows("pump\tPumpe\n"), wanted);
    }

    #[test]
    fn statuses_are_read() {
        let text = "source,target,status,forbidden\nkey,Schlüssel,,Taste|Knopf\nvalve,Hahn,deprecated,\nbilint,,dnt,\nCargo,Cargo,,\n,Blech,forbidden,\n";
        let wanted = vec![
            row("key", "Schlüssel", Status::Approved),
            row("key", "Taste", Status::Forbidden),
            row("key", "Knopf", Status::Forbidden),
            row("valve", "Hahn", Status::Forbidden),
            row("bilint", "bilint", Status::Keep),
            row("Cargo", "Cargo", Status::Keep),
            row("", "Blech", Status::Forbidden),
        ];
        assert_eq!(rows(text), wanted);
    }

    #[test]
    fn an_unknown_status_names_its_line() {
        let error = read("source,target,status\nkey,Schlüssel,maybe\n", "terms.csv").expect_err("no such status");
        assert!(error.to_string().contains("line 2") && error.to_string().contains("maybe"), "{error}");
    }
}
