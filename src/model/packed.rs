//! Files that the build packs into the program. One that cannot be read is caught by the tests of what it holds.

use std::io::Read;

use flate2::read::DeflateDecoder;
use serde::de::DeserializeOwned;

/// The text of a packed file; empty if it cannot be read.
pub(crate) fn unpacked(packed: &[u8]) -> String {
    let mut text = Vec::with_capacity(packed.len() * 4);
    let _ = DeflateDecoder::new(packed).read_to_end(&mut text);
    let text = match text.first() {
        // No columns: the text itself follows.
        Some(0) => text.split_off(1),
        _ => rows(&text).unwrap_or_default(),
    };
    String::from_utf8(text).unwrap_or_default()
}

/// What a file of facts holds: TOML for those who write it, JSON in the program, which is read in a fraction of the time and code.
///
/// # Errors
/// The file has another shape than `T`.
pub(crate) fn facts<T: DeserializeOwned>(packed: &[u8]) -> serde_json::Result<T> {
    serde_json::from_str(&unpacked(packed))
}

/// Cells as they are, each with a line end.
const PLAIN: u8 = 0;
/// The same; the first byte tells how many bytes of the cell before are repeated, counted from `0`. Higher kinds are numbers.
const BEGUN: u8 = 1;

/// The cells of a column, in the order of the rows.
struct Column<'t> {
    kind: u8,
    rest: &'t [u8],
    /// The cell before, where cells repeat its beginning.
    before: Vec<u8>,
    /// Numbers lie byte by byte, the highest bytes of all first: how many there are, and which is next.
    numbers: usize,
    next: usize,
}

impl<'t> Column<'t> {
    fn new(kind: u8, rest: &'t [u8]) -> Self {
        let width = usize::from(kind.saturating_sub(BEGUN)).max(1);
        Column { kind, rest, before: Vec::new(), numbers: (rest.len() / width).max(1), next: 0 }
    }

    fn push(&mut self, out: &mut Vec<u8>) -> Option<()> {
        match self.kind {
            PLAIN => out.extend_from_slice(self.cell()?),
            BEGUN => {
                let (same, rest) = self.cell()?.split_first()?;
                self.before.truncate(usize::from(same.checked_sub(b'0')?));
                self.before.extend_from_slice(rest);
                out.extend_from_slice(&self.before);
            }
            _ => {
                let bytes = self.rest.get(self.next..)?.iter().step_by(self.numbers);
                digits(bytes.fold(0, |number, byte| number << 8 | u32::from(*byte)), out);
                self.next += 1;
            }
        }
        Some(())
    }

    fn cell(&mut self) -> Option<&'t [u8]> {
        let end = memchr::memchr(b'\n', self.rest)?;
        let cell = &self.rest[..end];
        self.rest = &self.rest[end + 1..];
        Some(cell)
    }
}

/// Appends a number in digits.
fn digits(mut number: u32, out: &mut Vec<u8>) {
    let start = out.len();
    loop {
        let [digit, ..] = (number % 10).to_le_bytes();
        out.push(b'0' + digit);
        number /= 10;
        if number == 0 {
            break;
        }
    }
    out[start..].reverse();
}

/// The rows of a table that the build has parted into columns (`columns` in `build.rs`, which tells the format).
fn rows(table: &[u8]) -> Option<Vec<u8>> {
    fn take<'t>(rest: &mut &'t [u8], bytes: usize) -> Option<&'t [u8]> {
        let (taken, left) = rest.split_at_checked(bytes)?;
        *rest = left;
        Some(taken)
    }
    fn number(rest: &mut &[u8]) -> Option<usize> {
        Some(take(rest, 4)?.iter().fold(0, |number, byte| number << 8 | usize::from(*byte)))
    }
    let rest = &mut &*table;
    let separators = usize::from(take(rest, 1)?[0]);
    let separators = take(rest, separators)?;
    let by_count = take(rest, 1)?[0] != 0;
    let count = number(rest)?;
    let mut shapes = Vec::new();
    for _ in 0..take(rest, 1)?[0] {
        shapes.push((take(rest, 1)?[0], number(rest)?));
    }
    let cells = take(rest, count)?;
    let mut columns = Vec::with_capacity(shapes.len());
    for (kind, length) in shapes {
        columns.push(Column::new(kind, take(rest, length)?));
    }
    let mut out = Vec::with_capacity(table.len() * 2);
    for (row, cells) in cells.iter().map(|cells| usize::from(*cells)).enumerate() {
        if row > 0 {
            out.push(b'\n');
        }
        let first = if by_count { cells * (cells.checked_sub(1)?) / 2 } else { 0 };
        columns.get_mut(first)?.push(&mut out)?;
        let mut at = 0;
        for cell in 1..cells {
            out.push(*separators.get(at)?);
            columns.get_mut(if by_count { first + cell } else { 1 + at })?.push(&mut out)?;
            at = if at + 1 == separators.len() { 0 } else { at + 1 };
        }
    }
    Some(out)
}

/// The packed file that the build makes under a name, given in parts.
macro_rules! packed_file {
    ($($part:literal),+) => {
        include_bytes!(concat!(env!("OUT_DIR"), "/packed/", $($part),+))
    };
}
pub(crate) use packed_file;

/// The packed file of facts that the build makes under this name.
macro_rules! packed_facts {
    ($name:literal) => {
        $crate::model::packed_file!("facts/", $name, ".json")
    };
}
pub(crate) use packed_facts;

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use flate2::read::GzDecoder;

    use super::*;

    /// Every file of a folder, and the packed one of the same name.
    fn compare(folder: &Path, packed: &Path, compared: &mut usize) {
        for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry")) {
            let path = entry.path();
            if path.is_dir() {
                compare(&path, &packed.join(entry.file_name()), compared);
            } else if path.extension().is_some_and(|e| e == "gz") {
                let twin = packed.join(path.file_stem().expect("a name"));
                // Parted by language.
                if !twin.exists() && twin.ends_with("names/data/territories.tsv") {
                    continue;
                }
                let mut text = String::new();
                GzDecoder::new(fs::File::open(&path).expect("a file")).read_to_string(&mut text).expect("a text");
                assert!(unpacked(&fs::read(&twin).expect("a packed file")) == text, "{}", path.display());
                *compared += 1;
            }
        }
    }

    #[test]
    fn packed_files_hold_what_their_sources_hold() {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut compared = 0;
        for folder in ["lang/data", "names/data"] {
            compare(&source.join(folder), &Path::new(env!("OUT_DIR")).join("packed").join(folder), &mut compared);
        }
        assert!(compared > 100, "{compared}");
    }

    #[test]
    fn columns_are_put_back_into_rows() {
        // Words that repeat the beginning of the one before, and numbers of two bytes.
        let table =
            [&b"\x01\t\x00\0\0\0\x03\x02"[..], b"\x01\0\0\0\x0c", b"\x03\0\0\0\x04", b"\x02\x02\x01", b"0on\n2e\n0two\n\x00\x01\x07\x2c"]
                .concat();
        assert_eq!(rows(&table).as_deref(), Some(&b"on\t7\none\t300\ntwo"[..]));
        assert_eq!(rows(&table[..table.len() - 1]), None);
        assert!(unpacked(b"").is_empty() && unpacked(b"no packed text").is_empty());
    }
}
