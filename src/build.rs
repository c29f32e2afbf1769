//! Packs and lists the language files and the tables of examples, so that adding one is adding a file and costs the program little.

use std::{
    collections::BTreeMap,
    env, fs,
    hash::{DefaultHasher, Hash, Hasher},
    io::{self, Read, Write},
    num::NonZeroU64,
    path::{Path, PathBuf},
    thread,
};

use flate2::{Compression, read::GzDecoder, write::DeflateEncoder};

/// Files of facts beside those of languages: their name in the program, and where they are.
const FACTS: &[(&str, &str)] = &[
    ("alignment", "align/calibration.toml"),
    ("organisations", "names/data/organisations.toml"),
    ("ranks", "names/data/ranks.toml"),
    ("report-ar", "report/data/ar.toml"),
    ("schemes", "names/data/schemes.toml"),
    ("verdicts", "review/data/words.toml"),
];

/// Folders of word lists and learnt tables, each file packed with gzip.
const LISTS: &[&str] = &["lang/data", "names/data"];
/// The one that is parted by language.
const TERRITORIES: &str = "names/data/territories.tsv.gz";

/// A text, and where it goes packed.
type Job = (PathBuf, String);

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=src/build.rs");
    let out_dir = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let packed = out_dir.join("packed");
    let mut jobs = Vec::new();
    languages(&root, &out_dir, &mut jobs)?;
    for (name, path) in FACTS {
        let path = Path::new("src").join(path);
        println!("cargo::rerun-if-changed={}", path.display());
        jobs.push((packed.join("facts").join(format!("{name}.json")), json(&root.join(path))?));
    }
    for folder in LISTS {
        println!("cargo::rerun-if-changed=src/{folder}");
        lists(&root.join("src").join(folder), &packed.join(folder), &mut jobs)?;
    }
    letters(&out_dir.join("letters.rs"))?;
    territories(&root, &out_dir, &mut jobs)?;
    examples(&root, &packed, &mut jobs)?;
    pack(jobs)
}

/// Packs the texts, the longest first, on all processors. What has not changed since the last time is kept: the slow packer takes half a minute.
fn pack(mut jobs: Vec<Job>) -> io::Result<()> {
    jobs.sort_by_key(|(_, text)| std::cmp::Reverse(text.len()));
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let pack = |first: usize| -> io::Result<()> {
        for (path, text) in jobs.iter().skip(first).step_by(threads) {
            let mut hasher = DefaultHasher::new();
            (include_str!("build.rs"), slow(), text).hash(&mut hasher);
            let (key, kept) = (hasher.finish().to_be_bytes(), path.with_extension("key"));
            if path.exists() && fs::read(&kept).is_ok_and(|known| known == key) {
                continue;
            }
            path.parent().map_or(Ok(()), fs::create_dir_all)?;
            fs::write(path, packed(text)?)?;
            fs::write(kept, key)?;
        }
        Ok(())
    };
    thread::scope(|scope| {
        let started: Vec<_> = (0..threads).map(|first| scope.spawn(move || pack(first))).collect();
        started.into_iter().try_for_each(|thread| thread.join().unwrap_or_else(|_| Err(io::Error::other("a thread has panicked"))))
    })
}

/// Whether the program is made for release, and the slow packer worth its while.
fn slow() -> bool {
    env::var("PROFILE").is_ok_and(|profile| profile == "release")
}

/// A text as small as we can make it: as it is or in columns, by the slow packer in a build for release.
fn packed(text: &str) -> io::Result<Vec<u8>> {
    let quick = |layout: &[u8]| -> io::Result<Vec<u8>> {
        let mut packer = DeflateEncoder::new(Vec::new(), Compression::best());
        packer.write_all(layout)?;
        packer.finish()
    };
    let mut best = [&[0], text.as_bytes()].concat();
    let mut least = quick(&best)?;
    for separators in ["\t", " ", "\t "] {
        for (by_count, begun) in [(false, false), (false, true), (true, false), (true, true)] {
            let Some(layout) = columns(text, separators.as_bytes(), by_count, begun) else { continue };
            let smaller = quick(&layout)?;
            if smaller.len() < least.len() {
                (best, least) = (layout, smaller);
            }
        }
    }
    if slow() {
        let mut smallest = Vec::new();
        // More rounds take three times as long for a thousandth.
        let options = zopfli::Options { iteration_count: NonZeroU64::MIN.saturating_add(4), ..zopfli::Options::default() };
        zopfli::compress(options, zopfli::Format::Deflate, best.as_slice(), &mut smallest)?;
        return Ok(smallest);
    }
    Ok(least)
}

/// A table parted into its columns, which pack better than its rows. The separators of a row take turns. `by_count`: rows of as many cells
/// have columns of their own. `begun`: a cell repeats the beginning of the one before. `None` for what is no such table.
///
/// Layout, numbers of four bytes with the highest first: how many separators there are and those, `by_count`, the number of rows; how many
/// columns there are, of each its kind (0 cells with line ends, 1 the same with what they repeat, then numbers of one byte and more) and
/// length; the number of cells of each row, one byte each; the columns. The first column is that of the first cells, or of rows of one cell.
fn columns(text: &str, separators: &[u8], by_count: bool, begun: bool) -> Option<Vec<u8>> {
    let mut counts = Vec::new();
    let mut columns: Vec<Vec<&str>> = Vec::new();
    for line in text.split('\n') {
        let mut cells = Vec::new();
        let mut rest = line;
        while let Some((cell, left)) = rest.split_once(char::from(separators[cells.len() % separators.len()])) {
            cells.push(cell);
            rest = left;
        }
        cells.push(rest);
        if cells.len() > if by_count { 6 } else { 255 } {
            return None;
        }
        counts.push(u8::try_from(cells.len()).ok()?);
        let first = if by_count { cells.len() * (cells.len() - 1) / 2 } else { 0 };
        for (at, cell) in cells.iter().enumerate() {
            let column = if by_count || at == 0 { first + at } else { 1 + (at - 1) % separators.len() };
            if columns.len() <= column {
                columns.resize(column + 1, Vec::new());
            }
            columns[column].push(cell);
        }
    }
    if columns.len() < 2 {
        return None;
    }
    let mut out = vec![u8::try_from(separators.len()).ok()?];
    out.extend(separators);
    out.push(by_count.into());
    out.extend(u32::try_from(counts.len()).ok()?.to_be_bytes());
    out.push(u8::try_from(columns.len()).ok()?);
    let columns: Vec<(u8, Vec<u8>)> = columns.iter().map(|cells| column(cells, begun)).collect();
    for (kind, column) in &columns {
        out.push(*kind);
        out.extend(u32::try_from(column.len()).ok()?.to_be_bytes());
    }
    out.extend(counts);
    out.extend(columns.into_iter().flat_map(|(_, column)| column));
    Some(out)
}

/// Kind and bytes of a column.
fn column(cells: &[&str], begun: bool) -> (u8, Vec<u8>) {
    let number = |cell: &&str| cell.parse().ok().filter(|number: &u32| *number < 1 << 24 && number.to_string() == *cell);
    let numbers: Option<Vec<u32>> = cells.iter().map(number).collect();
    if let Some(numbers) = numbers.filter(|numbers| !numbers.is_empty()) {
        let width = (1..3).find(|width| numbers.iter().all(|number| *number < 1 << (8 * *width))).unwrap_or(3);
        let bytes = (4 - width..4).flat_map(|at| numbers.iter().map(move |number| number.to_be_bytes()[at]));
        return (u8::try_from(width + 1).unwrap_or_default(), bytes.collect());
    }
    let mut out = Vec::new();
    let mut before = "";
    for cell in cells {
        let mut same = 0;
        if begun {
            let alike = cell.char_indices().zip(before.chars()).take_while(|((at, one), other)| one == other && at + one.len_utf8() < 64);
            same = alike.last().map_or(0, |((at, c), _)| at + c.len_utf8());
            out.push(b'0' + u8::try_from(same).unwrap_or_default());
            before = cell;
        }
        out.extend(&cell.as_bytes()[same..]);
        out.push(b'\n');
    }
    (begun.into(), out)
}

/// The facts of each language.
fn languages(root: &Path, out_dir: &Path, jobs: &mut Vec<Job>) -> io::Result<()> {
    let folder = root.join("src/lang/data");
    let mut names: Vec<String> = fs::read_dir(&folder)?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".toml").map(str::to_owned))
        .collect();
    names.sort();
    let mut out = fs::File::create(out_dir.join("languages.rs"))?;
    writeln!(out, "pub(super) const FILES: &[(&str, &[u8])] = &[")?;
    for name in names {
        let packed = out_dir.join("packed/languages").join(format!("{name}.json"));
        writeln!(out, "    ({name:?}, include_bytes!({:?})),", packed.display().to_string())?;
        jobs.push((packed, json(&folder.join(format!("{name}.toml")))?));
    }
    writeln!(out, "];")
}

/// The lists of a folder and of those in it.
fn lists(folder: &Path, packed: &Path, jobs: &mut Vec<Job>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let Some(name) = path.file_name() else { continue };
        if path.is_dir() {
            lists(&path, &packed.join(name), jobs)?;
        } else if path.extension().is_some_and(|e| e == "gz") && !path.ends_with(TERRITORIES) {
            jobs.push((packed.join(name).with_extension(""), unpacked(&path)?));
        }
    }
    Ok(())
}

fn unpacked(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    GzDecoder::new(fs::File::open(path)?).read_to_string(&mut text)?;
    Ok(text)
}

/// A bit for each character of the first plane that is a letter.
fn letters(path: &Path) -> io::Result<()> {
    let mut bits = vec![0_u64; 1 << 10];
    for c in ('\0'..'\u{10000}').filter(|c| c.is_alphabetic()) {
        bits[c as usize / 64] |= 1 << (c as usize % 64);
    }
    fs::write(path, format!("static LETTERS: [u64; {}] = {bits:?};\n", bits.len()))
}

/// A TOML file as JSON, without what only its writers read.
fn json(path: &Path) -> io::Result<String> {
    let table: toml::Table =
        toml::from_str(&fs::read_to_string(path)?).map_err(|e| io::Error::other(format!("{}: {e}", path.display())))?;
    serde_json::to_string(&table).map_err(io::Error::other)
}

/// The names of territories, a packed text a language, a line a territory, names parted by tabs: a run needs those of two.
fn territories(root: &Path, out_dir: &Path, jobs: &mut Vec<Job>) -> io::Result<()> {
    let text = unpacked(&root.join("src").join(TERRITORIES))?;
    let mut languages: BTreeMap<&str, BTreeMap<&str, Vec<&str>>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        // Short forms such as US are words of other languages too.
        if let [territory, language, _, name] = cells.as_slice()
            && territory.len() == 2
            && (name.chars().count() > 2 || *language == "en")
        {
            languages.entry(language).or_default().entry(territory).or_default().push(name);
        }
    }
    let mut codes: Vec<&str> = languages.values().flat_map(BTreeMap::keys).copied().collect();
    codes.sort_unstable();
    codes.dedup();
    let mut out = fs::File::create(out_dir.join("territories.rs"))?;
    writeln!(out, "/// Of each line of the packed names, two letters.\nconst CODES: &str = {:?};", codes.concat())?;
    writeln!(out, "/// The names of territories by language.\nconst TERRITORIES: &[(&str, &[u8])] = &[")?;
    for (language, names) in languages {
        let packed = out_dir.join("packed/territories").join(format!("{language}.txt"));
        writeln!(out, "    ({language:?}, include_bytes!({:?})),", packed.display().to_string())?;
        let lines: Vec<String> = codes.iter().map(|code| names.get(code).map_or_else(String::new, |names| names.join("\t"))).collect();
        jobs.push((packed, lines.join("\n")));
    }
    writeln!(out, "];")
}

/// The tables of pass and fail examples, which `bilint explain` prints, in one text: before each a control character and its name.
fn examples(root: &Path, packed: &Path, jobs: &mut Vec<Job>) -> io::Result<()> {
    let folder = root.join("fixtures/rules");
    println!("cargo::rerun-if-changed=fixtures/rules");
    let mut paths: Vec<_> = fs::read_dir(&folder).map(|entries| entries.filter_map(|e| Some(e.ok()?.path())).collect()).unwrap_or_default();
    paths.sort();
    let mut text = String::new();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|e| e == "tsv")) {
        if let Some(name) = path.file_stem().and_then(|stem| stem.to_str()) {
            text.push_str(&format!("\u{1}{name}\n{}", fs::read_to_string(path)?));
        }
    }
    jobs.push((packed.join("examples.txt"), text));
    Ok(())
}
