//! Rows of a Parquet file → the JSON objects that other streams are made of: only the columns of a pair are read, page by page.

use std::{fs::File, io::Read, path::Path};

use parquet::{
    basic::Type,
    column::reader::{ColumnReader, ColumnReaderImpl},
    data_type::{ByteArray, DataType},
    errors::ParquetError,
    file::reader::{FileReader, SerializedFileReader},
};
use serde_json::{Map, Value};

use super::source::{Batch, Broken, Fault, LONGEST, Raw};
use crate::{config::Settings, run::RunError};

/// Rows that are unpacked at once.
const AT_ONCE: usize = 512;

/// Whether a file begins as Parquet does. A pipe is none: such a file is read from its end.
pub(super) fn is_parquet(path: &Path) -> bool {
    let mut head = [0; 4];
    path.is_file() && File::open(path).and_then(|mut file| file.read_exact(&mut head)).is_ok() && head == *b"PAR1"
}

/// A column that is read.
struct Column {
    /// What its values are called in a JSON line.
    key: &'static str,
    at: usize,
    /// Definition level of a value that is there.
    present: i16,
}

/// What a column says of one row: nothing, a value, or bytes that are no text.
type Cell = Option<Result<Value, Fault>>;

/// The rows of a file.
pub(super) struct Rows {
    file: SerializedFileReader<File>,
    columns: Vec<Column>,
    /// Group of rows that is read next.
    group: usize,
    /// Readers of the columns of the group before it.
    open: Vec<ColumnReader>,
    /// Rows that are unpacked: cells by column.
    ready: Vec<std::vec::IntoIter<Cell>>,
    number: u64,
    rows: u64,
    size: u64,
}

impl Rows {
    /// Opens a file and finds its columns: `source` and `target` (or `src`, `tgt`), and where they are there `id`, `src_lang` and `tgt_lang`;
    /// a field of a structure is named by its path (`translation.en`).
    pub fn open(path: &Path, settings: &Settings) -> Result<Self, RunError> {
        let what = || format!("`{}`", path.display());
        let unread = |source| RunError::Read { what: what(), source };
        let input = File::open(path).map_err(unread)?;
        let size = input.metadata().map_err(unread)?.len();
        let file = SerializedFileReader::new(input).map_err(|error| unread(error.into()))?;
        let schema = file.metadata().file_metadata().schema_descr_ptr();
        let place = |name: &str| schema.columns().iter().position(|column| column.path().string() == name);
        let find = |own: Option<&String>, usual: &[&str]| match own {
            Some(name) => place(name),
            None => usual.iter().find_map(|name| place(name)),
        };
        let sides = [("source", &settings.source_column, "src"), ("target", &settings.target_column, "tgt")];
        let mut columns = Vec::new();
        for (key, own, short) in sides {
            let Some(at) = find(own.as_ref(), &[key, short]) else {
                let names: Vec<String> = schema.columns().iter().map(|column| column.path().string()).collect();
                return Err(RunError::Usage(format!(
                    "{} has no column `{}`, only {}: name it with --{key}-column",
                    what(),
                    own.as_deref().unwrap_or(key),
                    names.join(", ")
                )));
            };
            columns.push((key, at));
        }
        let more = [("id", find(settings.id_column.as_ref(), &["id"])), ("src_lang", place("src_lang")), ("tgt_lang", place("tgt_lang"))];
        columns.extend(more.into_iter().filter_map(|(key, at)| Some((key, at?))));
        let column = |(key, at): (&'static str, usize)| {
            let column = schema.column(at);
            let number = key == "id" && matches!(column.physical_type(), Type::INT32 | Type::INT64);
            if column.max_rep_level() > 0 || !(number || column.physical_type() == Type::BYTE_ARRAY) {
                let name = column.path().string();
                return Err(RunError::Usage(format!("column `{name}` of {} is not one text a row: it cannot be read", what())));
            }
            Ok(Column { key, at, present: column.max_def_level() })
        };
        let columns = columns.into_iter().map(column).collect::<Result<_, _>>()?;
        let rows = u64::try_from(file.metadata().file_metadata().num_rows()).unwrap_or(0);
        Ok(Rows { file, columns, group: 0, open: Vec::new(), ready: Vec::new(), number: 0, rows, size })
    }

    /// Bytes of the file.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// How much of the file was read, by its rows.
    pub fn consumed(&self) -> u64 {
        if self.rows == 0 {
            self.size
        } else {
            u64::try_from(u128::from(self.size) * u128::from(self.number) / u128::from(self.rows)).unwrap_or(self.size)
        }
    }

    /// Adds the next row as a JSON object.
    pub fn record(&mut self, batch: &mut Batch) -> Result<bool, Broken> {
        let Some(cells) = self.next()? else { return Ok(false) };
        self.number += 1;
        let start = batch.data.len();
        let (mut object, mut fault) = (Map::new(), None);
        for (column, cell) in self.columns.iter().zip(cells) {
            match cell {
                None => {}
                Some(Ok(value)) => drop(object.insert(column.key.to_owned(), value)),
                Some(Err(wrong)) => fault = Some(wrong),
            }
        }
        if fault.is_none() {
            // Writing into memory cannot fail.
            let _ = serde_json::to_writer(&mut batch.data, &object);
        }
        batch.records.push(Raw { number: self.number, at: start..batch.data.len(), second: 0..0, fault });
        Ok(true)
    }

    /// The cells of the next row.
    fn next(&mut self) -> Result<Option<Vec<Cell>>, ParquetError> {
        loop {
            if self.ready.first().is_some_and(|cells| cells.len() > 0) {
                let row: Option<Vec<Cell>> = self.ready.iter_mut().map(Iterator::next).collect();
                return row.map(Some).ok_or_else(|| ParquetError::General(format!("columns differ in length after row {}", self.number)));
            }
            self.ready.clear();
            for (column, reader) in self.columns.iter().zip(&mut self.open) {
                self.ready.push(cells(reader, column.present)?.into_iter());
            }
            if self.ready.iter().any(|cells| cells.len() > 0) {
                continue;
            }
            if self.group == self.file.num_row_groups() {
                return Ok(None);
            }
            let group = self.file.get_row_group(self.group)?;
            self.group += 1;
            self.open = self.columns.iter().map(|column| group.get_column_reader(column.at)).collect::<Result<_, _>>()?;
        }
    }
}

/// The next values of a column, with gaps where a row has none.
fn cells(reader: &mut ColumnReader, present: i16) -> Result<Vec<Cell>, ParquetError> {
    match reader {
        ColumnReader::ByteArrayColumnReader(reader) => read(reader, present, |bytes: &ByteArray| {
            if bytes.len() > LONGEST {
                return Err(Fault::TooLong);
            }
            bytes.as_utf8().map(Value::from).map_err(|_| Fault::NoText)
        }),
        ColumnReader::Int32ColumnReader(reader) => read(reader, present, |number| Ok(Value::from(*number))),
        ColumnReader::Int64ColumnReader(reader) => read(reader, present, |number| Ok(Value::from(*number))),
        _ => Err(ParquetError::General("a column changed its type within the file".to_owned())),
    }
}

fn read<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    present: i16,
    cell: impl Fn(&T::T) -> Result<Value, Fault>,
) -> Result<Vec<Cell>, ParquetError> {
    let (mut levels, mut values) = (Vec::new(), Vec::new());
    let (rows, ..) = reader.read_records(AT_ONCE, Some(&mut levels), None, &mut values)?;
    let mut values = values.iter();
    let there = |row: usize| present == 0 || levels.get(row) == Some(&present);
    Ok((0..rows).map(|row| if there(row) { values.next().map(&cell) } else { None }).collect())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use parquet::{
        basic::Compression,
        data_type::{ByteArrayType, Int64Type},
        file::{properties::WriterProperties, writer::SerializedFileWriter},
        schema::parser::parse_message_type,
    };
    use serde_json::json;

    use super::*;

    const SCHEMA: &str = "message pairs { required int64 id; optional binary source (UTF8); required group translation { optional binary de \
                          (UTF8); } }";

    /// The sources or targets of a group of rows, with gaps.
    type Side<'a> = &'a [Option<&'a [u8]>];

    fn write(path: &Path, compression: Compression, groups: &[(&[i64], Side<'_>, Side<'_>)]) {
        let schema = Arc::new(parse_message_type(SCHEMA).expect("a schema"));
        let properties = Arc::new(WriterProperties::builder().set_compression(compression).build());
        let mut writer = SerializedFileWriter::new(File::create(path).expect("a file"), schema, properties).expect("a writer");
        for (ids, sources, targets) in groups {
            let mut group = writer.next_row_group().expect("a group");
            let mut column = group.next_column().expect("read").expect("ids");
            column.typed::<Int64Type>().write_batch(ids, None, None).expect("written");
            column.close().expect("closed");
            for side in [sources, targets] {
                let levels: Vec<i16> = side.iter().map(|text| i16::from(text.is_some())).collect();
                let texts: Vec<ByteArray> = side.iter().flatten().map(|text| ByteArray::from(text.to_vec())).collect();
                let mut column = group.next_column().expect("read").expect("texts");
                column.typed::<ByteArrayType>().write_batch(&texts, Some(&levels), None).expect("written");
                column.close().expect("closed");
            }
            group.close().expect("closed");
        }
        writer.close().expect("closed");
    }

    fn settings() -> Settings {
        Settings { target_column: Some("translation.de".to_owned()), ..Settings::default() }
    }

    #[test]
    fn rows_of_all_groups_come_out_as_objects() {
        let folder = tempfile::tempdir().expect("a folder");
        for compression in [Compression::UNCOMPRESSED, Compression::SNAPPY, Compression::ZSTD(Default::default()), Compression::LZ4_RAW] {
            let path = folder.path().join("pairs.parquet");
            let many: Vec<i64> = (0..1500).collect();
            let texts: Vec<Option<&[u8]>> = many.iter().map(|_| Some("Straße".as_bytes())).collect();
            write(
                &path,
                compression,
                &[(&[7, 8], &[Some(b"one"), None], &[Some("ein »Satz«".as_bytes()), Some(&[0xff])]), (&many, &texts, &texts)],
            );
            assert!(is_parquet(&path));
            let mut rows = Rows::open(&path, &settings()).expect("rows");
            let mut batch = Batch::default();
            while rows.record(&mut batch).expect("a row") {}
            assert_eq!(batch.records.len(), 1502);
            let object = |at: usize| serde_json::from_slice::<Value>(batch.bytes(&batch.records[at].at)).expect("an object");
            assert_eq!(object(0), json!({"id": 7, "source": "one", "target": "ein »Satz«"}));
            assert_eq!(batch.records[1].fault, Some(Fault::NoText));
            assert_eq!(object(1501), json!({"id": 1499, "source": "Straße", "target": "Straße"}));
            assert_eq!(rows.consumed(), rows.size());
        }
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("pairs.parquet");
        write(&path, Compression::UNCOMPRESSED, &[(&[1], &[Some(b"a")], &[Some(b"b")])]);
        let told = |settings: &Settings| Rows::open(&path, settings).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(told(&Settings::default()).contains("has no column `target`, only id, source, translation.de"));
        assert!(told(&Settings { source_column: Some("id".to_owned()), ..settings() }).contains("column `id`"));
        let whole = std::fs::read(&path).expect("bytes");
        std::fs::write(&path, &whole[..whole.len() - 9]).expect("written");
        assert!(Rows::open(&path, &settings()).is_err());
    }
}
