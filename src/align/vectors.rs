//! Vectors of runs of lines as further evidence: where they come from, and the file form that Vecalign (Thompson & Koehn 2019)
//! made usual: a text file that lists the runs, and a matrix of 32-bit little-endian floats with a row a run.

use std::{
    fmt::Debug,
    fs::{self, File},
    io::{self, BufRead, BufReader, Read},
    path::Path,
};

use rustc_hash::FxHashMap;

/// Largest matrix that is read, in bytes: what a machine can be expected to hold.
const MOST_BYTES: u64 = 4 << 30;
/// Largest list of runs, in bytes.
const MOST_TEXT: u64 = 2 << 30;
/// Longest vector: a matrix with longer rows is read with the wrong list.
const MOST_NUMBERS: u64 = 1 << 16;

/// The two texts of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Half {
    Source,
    Target,
}

/// Where vectors of runs of lines come from: a file, or an encoder of the caller. Similarity of a source run and a target run
/// is the cosine of their vectors.
pub trait Encoded: Debug + Sync {
    /// Length of every vector, of both sides.
    fn dimension(&self) -> usize;

    /// Number of the vector of a run: the text of a line, or of lines joined by a blank, without other white space. `None`
    /// where the run has no vector. Runs without one of their own are taken to be the sum of their lines.
    fn find(&self, half: Half, run: &str) -> Option<u32>;

    /// A vector that was found, of length one.
    fn vector(&self, half: Half, number: u32) -> &[f32];
}

/// Why vectors could not be used. The message names the file and the way out.
#[derive(Debug, thiserror::Error)]
pub enum VectorsError {
    #[error("cannot read `{path}`: {source}")]
    Io { path: String, source: io::Error },
    #[error("`{path}`, line {line}: no UTF-8; the list of runs is a text file with a run a line")]
    Encoding { path: String, line: usize },
    #[error("`{path}` lists no run: write a line for each row of `{vectors}`")]
    Empty { path: String, vectors: String },
    #[error("`{path}` has {bytes} bytes, more than the {most} that are read: align in parts, with the vectors of each part")]
    TooLarge { path: String, bytes: u64, most: u64 },
    #[error(
        "`{path}` has {bytes} bytes, which are no {runs} rows of 32-bit floats, one for each line of `{list}`: write both files from the same list, \
         as float32"
    )]
    Size { path: String, bytes: u64, runs: u64, list: String },
    #[error("`{path}`, row {row} (`{run}`), number {place}: {value} is no finite number; encode that run again")]
    NotFinite { path: String, row: usize, place: usize, run: String, value: f32 },
    #[error(
        "the vectors of `{source_path}` have {source_length} numbers, those of `{target_path}` {target_length}: encode both sides with one model"
    )]
    Dimensions { source_path: String, source_length: usize, target_path: String, target_length: usize },
}

/// One side's runs with their vectors.
#[derive(Debug, Default)]
struct Runs {
    numbers: FxHashMap<Box<str>, u32>,
    /// Row by row.
    rows: Vec<f32>,
    length: usize,
}

/// Vectors read from files.
#[derive(Debug)]
pub struct FileVectors {
    source: Runs,
    target: Runs,
}

impl FileVectors {
    /// Reads the list of runs and the matrix of each side.
    ///
    /// # Errors
    /// When a file cannot be read, sizes do not fit each other, or a number is not finite.
    pub fn load(source: [&Path; 2], target: [&Path; 2]) -> Result<Self, VectorsError> {
        let sides = [Runs::load(source)?, Runs::load(target)?];
        let [source_runs, target_runs] = sides;
        if source_runs.length != target_runs.length {
            return Err(VectorsError::Dimensions {
                source_path: shown(source[1]),
                source_length: source_runs.length,
                target_path: shown(target[1]),
                target_length: target_runs.length,
            });
        }
        Ok(FileVectors { source: source_runs, target: target_runs })
    }

    fn half(&self, half: Half) -> &Runs {
        match half {
            Half::Source => &self.source,
            Half::Target => &self.target,
        }
    }
}

impl Encoded for FileVectors {
    fn dimension(&self) -> usize {
        self.source.length
    }

    fn find(&self, half: Half, run: &str) -> Option<u32> {
        self.half(half).numbers.get(run).copied()
    }

    fn vector(&self, half: Half, number: u32) -> &[f32] {
        let runs = self.half(half);
        &runs.rows[number as usize * runs.length..][..runs.length]
    }
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// A text without white space but single blanks between words.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

impl Runs {
    fn load([list, matrix]: [&Path; 2]) -> Result<Self, VectorsError> {
        let unread = |path: &Path, source| VectorsError::Io { path: shown(path), source };
        let size = |path: &Path, most: u64| -> Result<u64, VectorsError> {
            let bytes = fs::metadata(path).map_err(|source| unread(path, source))?.len();
            if bytes > most { Err(VectorsError::TooLarge { path: shown(path), bytes, most }) } else { Ok(bytes) }
        };
        size(list, MOST_TEXT)?;
        let bytes = size(matrix, MOST_BYTES)?;
        let texts = read_list(list)?;
        if texts.is_empty() {
            return Err(VectorsError::Empty { path: shown(list), vectors: shown(matrix) });
        }
        let runs = texts.len() as u64;
        let wrong = || VectorsError::Size { path: shown(matrix), bytes, runs, list: shown(list) };
        let length = bytes / (4 * runs);
        if length == 0 || length > MOST_NUMBERS || length * 4 * runs != bytes {
            return Err(wrong());
        }
        let length = usize::try_from(length).map_err(|_| wrong())?;
        let mut file = BufReader::new(File::open(matrix).map_err(|source| unread(matrix, source))?);
        let mut rows: Vec<f32> = Vec::new();
        rows.try_reserve_exact(length * texts.len()).map_err(|_| VectorsError::TooLarge {
            path: shown(matrix),
            bytes,
            most: MOST_BYTES,
        })?;
        let mut row = vec![0u8; 4 * length];
        let mut numbers = FxHashMap::default();
        for (text, number) in texts.into_iter().zip(0u32..) {
            file.read_exact(&mut row).map_err(|source| unread(matrix, source))?;
            let start = rows.len();
            rows.extend(row.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)));
            let row = &mut rows[start..];
            if let Some(place) = row.iter().position(|value| !value.is_finite()) {
                let run = text.chars().take(40).collect();
                return Err(VectorsError::NotFinite {
                    path: shown(matrix),
                    row: number as usize + 1,
                    place: place + 1,
                    run,
                    value: row[place],
                });
            }
            // A row of zeros says nothing: its run has no vector.
            if unit(row) {
                numbers.entry(text.into_boxed_str()).or_insert(number);
            }
        }
        Ok(Runs { numbers, rows, length })
    }
}

/// The runs of a list, blanks normalised.
fn read_list(path: &Path) -> Result<Vec<String>, VectorsError> {
    let unread = |source| VectorsError::Io { path: shown(path), source };
    let mut file = BufReader::new(File::open(path).map_err(unread)?);
    let mut texts = Vec::new();
    let mut line = Vec::new();
    while file.read_until(b'\n', &mut line).map_err(unread)? > 0 {
        let text = str::from_utf8(&line).map_err(|_| VectorsError::Encoding { path: shown(path), line: texts.len() + 1 })?;
        texts.push(plain(text.trim_start_matches('\u{feff}')));
        line.clear();
    }
    Ok(texts)
}

/// Makes a vector one long, if it has a direction.
fn unit(row: &mut [f32]) -> bool {
    let square: f64 = row.iter().map(|value| f64::from(*value) * f64::from(*value)).sum();
    if square <= 0.0 {
        return false;
    }
    let length = square.sqrt();
    for value in row {
        #[expect(clippy::cast_possible_truncation, reason = "at most one")]
        {
            *value = (f64::from(*value) / length) as f32;
        }
    }
    true
}
