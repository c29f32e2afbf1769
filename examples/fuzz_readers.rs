//! Fuzzes the readers on a stable compiler: `cargo run --example fuzz_readers -- SECONDS [READER,…] [SEED]`; files instead of
//! seconds are read once each. The reader `packed` is what unpacks gzip, Zstandard and ZIP archives.
//!
//! The fixtures of a format are its corpus. They are cut, spliced with one another, sown with words of the format and with
//! edges of numbers and encodings; members of packages are damaged inside the package. An input that makes a reader panic, take
//! longer than a second or grow by more than a hundred times the input's size is kept under `out/fuzz/` and named.
//!
//! What a coverage-guided fuzzer finds further is a matter of `fuzz/`, which wants a nightly compiler and `cargo-fuzz`.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a tool for the terminal")]

use std::{
    fs,
    io::{Cursor, Read, Write},
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    process::ExitCode,
    time::{Duration, Instant},
};

use bilint::read::{READERS, ReadOptions, Reader, load_bytes};

/// A small input may take this long.
const SLOW: Duration = Duration::from_secs(1);
/// An input may make the program grow by this many bytes, and by this many times its size.
const GROWTH: u64 = 256 << 20;
const TIMES: u64 = 100;
/// Inputs stay small: what is slow on these is slow for its shape.
const LONGEST: usize = 64 << 10;

/// What stands for a reader where packed files are put to the test: gzip, Zstandard, ZIP.
const PACKED: &str = "packed";

/// What breaks readers of any format.
const NASTY: &[&[u8]] = &[
    b"\0",
    b"\xff",
    b"\xc3",
    b"\xed\xa0\x80",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    "\u{202e}".as_bytes(),
    "\u{2028}".as_bytes(),
    "\u{85}".as_bytes(),
    "é".as_bytes(),
    "日本".as_bytes(),
    "👩‍👩‍👧".as_bytes(),
    b"\r",
    b"\r\n",
    b"\n\n",
    b"\t",
    b"\\",
    b"\\\n",
    b"\\u",
    b"\\ud83d",
    b"\\x",
    b"\\U0010ffff",
    b"\"",
    b"'",
    b"''",
    b"<!--",
    b"-->",
    b"]]>",
    b"<![CDATA[",
    b"<!DOCTYPE a [<!ENTITY a \"&a;&a;\">]>",
    b"&a;",
    b"&#0;",
    b"&#x110000;",
    b"/*",
    b"*/",
    b"{{",
    b"}}",
    b"{%",
    b"${",
    b"%1$s",
    b"0",
    b"-1",
    b"65536",
    b"2147483648",
    b"4294967295",
    b"18446744073709551616",
    b"1e309",
    b"99:99:99,999",
    b"00:00:00.000 --> 4294967:00:00.000",
];

struct Chance(u64);

impl Chance {
    /// A number below `end`.
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap_or(0) % end.max(1)
    }
}

struct Corpus {
    files: Vec<(String, Vec<u8>)>,
    /// Words and marks of the files.
    words: Vec<Vec<u8>>,
}

fn corpus(reader: &dyn Reader) -> Corpus {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/formats").join(reader.name());
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_none_or(|extension| extension != "snap"));
    paths.sort();
    let files: Vec<(String, Vec<u8>)> =
        paths.iter().filter_map(|path| Some((path.file_name()?.to_string_lossy().into_owned(), fs::read(path).ok()?))).collect();
    let mut words: Vec<Vec<u8>> = Vec::new();
    for (_, bytes) in &files {
        let texts = members(bytes).map_or_else(|| vec![bytes.clone()], |members| members.into_iter().map(|(_, text)| text).collect());
        for text in texts {
            for word in text.chunk_by(|a, b| a.is_ascii_alphanumeric() == b.is_ascii_alphanumeric()) {
                words.push(word[..word.len().min(40)].to_vec());
            }
            words.extend(text.split(|byte| *byte == b'\n').map(<[u8]>::to_vec));
        }
    }
    words.extend(NASTY.iter().map(|word| word.to_vec()));
    words.sort();
    words.dedup();
    Corpus { files, words }
}

/// The fixtures of all formats, packed.
fn packed() -> Corpus {
    let mut files = Vec::new();
    for reader in READERS {
        let Some((name, bytes)) = corpus(*reader).files.into_iter().find(|(_, bytes)| bytes.len() > 200) else { continue };
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        if let Ok(gzip) = encoder.write_all(&bytes).and_then(|()| encoder.finish()) {
            files.push((format!("{name}.gz"), gzip));
        }
        let zstandard = ruzstd::encoding::compress_to_vec(bytes.as_slice(), ruzstd::encoding::CompressionLevel::Fastest);
        files.push((format!("{name}.zst"), zstandard));
        files.extend(package(vec![(name.clone(), bytes)]).map(|zip| (format!("{name}.zip"), zip)));
    }
    Corpus { files, words: NASTY.iter().map(|word| word.to_vec()).collect() }
}

/// The members of a package.
fn members(bytes: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut out = Vec::new();
    for at in 0..archive.len() {
        let mut member = archive.by_index(at).ok()?;
        let mut text = Vec::new();
        let name = member.name().ok()?.into_owned();
        (&mut member).take(1 << 20).read_to_end(&mut text).ok()?;
        out.push((name, text));
    }
    Some(out)
}

fn package(members: Vec<(String, Vec<u8>)>) -> Option<Vec<u8>> {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in members {
        out.start_file(name, zip::write::SimpleFileOptions::default()).ok()?;
        out.write_all(&text).ok()?;
    }
    Some(out.finish().ok()?.into_inner())
}

fn mutated(corpus: &Corpus, chance: &mut Chance) -> (String, Vec<u8>) {
    let (name, bytes) = &corpus.files[chance.below(corpus.files.len())];
    // A package with broken bytes is refused at once: mostly its members are broken.
    if chance.below(8) > 0
        && let Some(mut members) = members(bytes).filter(|members| !members.is_empty())
    {
        let at = chance.below(members.len());
        let text = std::mem::take(&mut members[at].1);
        members[at].1 = damaged(text, corpus, chance);
        if let Some(bytes) = package(members) {
            return (name.clone(), bytes);
        }
    }
    (name.clone(), damaged(bytes.clone(), corpus, chance))
}

fn damaged(mut bytes: Vec<u8>, corpus: &Corpus, chance: &mut Chance) -> Vec<u8> {
    for _ in 0..=chance.below(6) {
        let from = chance.below(bytes.len() + 1);
        let most = if chance.below(3) == 0 { 400 } else { 12 };
        let to = (from + chance.below(most)).min(bytes.len());
        match chance.below(10) {
            0 => drop(bytes.drain(from..to)),
            1 => {
                let piece = bytes[from..to].to_vec();
                let goal = chance.below(bytes.len() + 1);
                bytes.splice(goal..goal, piece);
            }
            2 => bytes.truncate(from.max(1)),
            3 if from < bytes.len() => bytes[from] ^= 1 << chance.below(8),
            4 => {
                // Nested or repeated without end.
                let piece = bytes[from..to].to_vec();
                let times = (1 << chance.below(12)).min(LONGEST / piece.len().max(1));
                bytes.splice(from..from, piece.repeat(times));
            }
            5 => {
                let (_, other) = &corpus.files[chance.below(corpus.files.len())];
                let start = chance.below(other.len() + 1);
                bytes.truncate(from);
                bytes.extend_from_slice(&other[start..]);
            }
            6 => {
                let edge: [u8; 4] = [0u32, 1, 0x7fff_ffff, 0xffff_ffff, 0xffff][chance.below(5)].to_le_bytes();
                let end = (from + 4).min(bytes.len());
                bytes.splice(from..end, edge);
            }
            7 => drop(bytes.splice(from..from, NASTY[chance.below(NASTY.len())].iter().copied())),
            8 => drop(bytes.splice(from..to, corpus.words[chance.below(corpus.words.len())].iter().copied())),
            _ => drop(bytes.splice(from..from, corpus.words[chance.below(corpus.words.len())].iter().copied())),
        }
    }
    bytes.truncate(LONGEST);
    bytes
}

/// Most bytes of memory that the program had so far.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()).map_or(0, |kilobytes| kilobytes << 10)
}

/// Processor time that this thread has had: a busy machine makes no input slow.
fn worked() -> Duration {
    let times = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    Duration::from_nanos(times.split(' ').next().and_then(|nanoseconds| nanoseconds.parse().ok()).unwrap_or(0))
}

/// Reads one input; whether that went without a panic, and how long it took.
fn read(name: &str, bytes: Vec<u8>) -> (bool, Duration) {
    let start = worked();
    let sound = catch_unwind(AssertUnwindSafe(|| drop(load_bytes(bytes, name, &ReadOptions::default())))).is_ok();
    (sound, worked().saturating_sub(start))
}

/// Runs one reader for a while; the number of inputs that it failed on.
fn run(reader: &str, corpus: &Corpus, time: Duration, seed: u64) -> usize {
    if corpus.files.is_empty() {
        return 0;
    }
    let mut chance = Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let out = Path::new("out/fuzz");
    let last = out.join(format!("{reader}.last"));
    let (mut runs, mut failed) = (0u64, 0);
    let begun = Instant::now();
    let mut high = peak();
    while begun.elapsed() < time {
        let (name, bytes) = mutated(corpus, &mut chance);
        // Where the program is killed, this is what killed it.
        let kept = fs::create_dir_all(out).and_then(|()| fs::write(&last, &bytes));
        if let Err(error) = kept {
            eprintln!("{}: {error}", last.display());
            return 1;
        }
        let (sound, took) = read(&name, bytes.clone());
        let now = peak();
        let grown = now.saturating_sub(high);
        high = high.max(now);
        runs += 1;
        let what = if !sound {
            "panics"
        } else if took > SLOW {
            "is slow"
        } else if grown > GROWTH && grown > TIMES * bytes.len() as u64 {
            "takes memory"
        } else {
            continue;
        };
        failed += 1;
        let kept = out.join(format!("{reader}-{failed}-{name}"));
        println!("{reader} {what}: {} ({} bytes, {took:?}, {} MB more)", kept.display(), bytes.len(), grown >> 20);
        if let Err(error) = fs::write(&kept, &bytes) {
            eprintln!("{}: {error}", kept.display());
        }
        if failed >= 10 {
            break;
        }
    }
    println!("{reader}: {runs} inputs in {} s, {failed} failed", begun.elapsed().as_secs());
    failed
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let files: Vec<&String> = args.iter().filter(|name| Path::new(name).is_file()).collect();
    for file in &files {
        let bytes = fs::read(file).unwrap_or_default();
        let (sound, took) = read(file, bytes);
        println!("{file}: {} after {took:?}, {} MB at most", if sound { "read" } else { "panicked" }, peak() >> 20);
    }
    if !files.is_empty() {
        return ExitCode::SUCCESS;
    }
    let number = |at: usize| args.get(at).and_then(|number| number.parse().ok());
    let wanted = args.get(1).map_or("", String::as_str);
    let time = Duration::from_secs(number(0).unwrap_or(60));
    let chosen = |reader: &str| wanted.is_empty() || wanted.split(',').any(|name| name == reader);
    let seed = number(2).unwrap_or(1);
    let readers = READERS.iter().filter(|reader| chosen(reader.name()));
    let mut failed: usize = readers.map(|reader| run(reader.name(), &corpus(*reader), time, seed)).sum();
    if chosen(PACKED) {
        failed += run(PACKED, &packed(), time, seed);
    }
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
