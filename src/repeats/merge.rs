//! The counts of parts → those of the whole, read side by side in the order of their keys: memory does not grow with them.

use std::{
    cmp::Reverse,
    collections::BinaryHeap,
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

use super::{
    entry::{Joined, TABLES},
    file::{Corpus, RepeatsError, Writer},
};

/// Files that are open at a time.
const TOGETHER: usize = 200;

/// Adds up counts that were made with every sentence kept; the order and grouping of the parts change no byte. `whole`: the sum keeps
/// every sentence too. Gives back how many pairs were counted.
///
/// # Errors
/// When a part cannot be read or keeps not all, or the sum cannot be written.
pub fn merge(parts: &[PathBuf], out: impl Write, whole: bool) -> Result<u64, RepeatsError> {
    let mut made: Vec<NamedTempFile> = Vec::new();
    let mut paths: Vec<PathBuf> = parts.to_vec();
    while paths.len() > TOGETHER {
        let sums = paths.chunks(TOGETHER).map(|paths| {
            let file = NamedTempFile::new().map_err(RepeatsError::Write)?;
            add(paths, &file, true)?;
            Ok(file)
        });
        let sums = sums.collect::<Result<Vec<_>, RepeatsError>>()?;
        paths = sums.iter().map(|file| file.path().to_owned()).collect();
        made = sums;
    }
    let pairs = add(&paths, out, whole);
    drop(made);
    pairs
}

fn add(paths: &[PathBuf], out: impl Write, whole: bool) -> Result<u64, RepeatsError> {
    let parts = paths.iter().map(PathBuf::as_path).map(part).collect::<Result<Vec<_>, _>>()?;
    let mut writer = Writer::new(BufWriter::new(out), whole)?;
    let names = names(&parts, |name| writer.name(name))?;
    for table in 0..TABLES {
        let entries = parts.iter().zip(&names).map(|(part, names)| part.entries(table, names)).collect();
        writer.table(Joined::new(entries))?;
    }
    let pairs = parts.iter().fold(0u64, |all, part| all.saturating_add(part.pairs()));
    writer.finish(pairs)?;
    Ok(pairs)
}

fn part(path: &Path) -> Result<Corpus, RepeatsError> {
    let part = Corpus::open(path)?;
    part.whole()?;
    Ok(part)
}

/// Hands over the names of all parts in their order, each once; gives back the number that each name of each part has among them.
fn names(parts: &[Corpus], mut each: impl FnMut(&str) -> Result<(), RepeatsError>) -> Result<Vec<Vec<u32>>, RepeatsError> {
    let mut numbers: Vec<Vec<u32>> = parts.iter().map(|part| Vec::with_capacity(part.names() as usize)).collect();
    let mut heads: BinaryHeap<Reverse<(String, usize)>> = BinaryHeap::new();
    let head = |part: usize, name: u32| -> Result<Option<Reverse<(String, usize)>>, RepeatsError> {
        if name < parts[part].names() { Ok(Some(Reverse((parts[part].name(name)?, part)))) } else { Ok(None) }
    };
    for part in 0..parts.len() {
        heads.extend(head(part, 0)?);
    }
    let mut last: Option<String> = None;
    let mut number = 0u32;
    while let Some(Reverse((name, part))) = heads.pop() {
        if last.as_ref() != Some(&name) {
            number = if last.is_some() { number.saturating_add(1) } else { 0 };
            each(&name)?;
            last = Some(name);
        }
        numbers[part].push(number);
        let next = u32::try_from(numbers[part].len()).unwrap_or(u32::MAX);
        heads.extend(head(part, next)?);
    }
    Ok(numbers)
}
