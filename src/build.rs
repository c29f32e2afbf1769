//! Packs and lists the language files and the tables of examples, so that adding one is adding a file and costs the program little.

use std::{
    collections::BTreeMap,
    env, fs,
    io::{self, Read, Write},
    path::Path,
};

use flate2::{Compression, read::GzDecoder, write::GzEncoder};

/// Files of facts beside those of languages: their name in the program, and where they are.
const FACTS: &[(&str, &str)] = &[
    ("alignment", "align/calibration.toml"),
    ("organisations", "names/data/organisations.toml"),
    ("ranks", "names/data/ranks.toml"),
    ("report-ar", "report/data/ar.toml"),
    ("schemes", "names/data/schemes.toml"),
    ("verdicts", "review/data/words.toml"),
];

fn main() -> std::io::Result<()> {
    let folder = Path::new("src/lang/data");
    println!("cargo::rerun-if-changed={}", folder.display());
    println!("cargo::rerun-if-changed=src/build.rs");
    let mut names: Vec<String> = fs::read_dir(folder)?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".toml").map(str::to_owned))
        .collect();
    names.sort();
    let out_dir = env::var("OUT_DIR").map_err(std::io::Error::other)?;
    let mut out = fs::File::create(Path::new(&out_dir).join("languages.rs"))?;
    let root = env::var("CARGO_MANIFEST_DIR").map_err(std::io::Error::other)?;
    writeln!(out, "pub(super) const FILES: &[(&str, &[u8])] = &[")?;
    for name in names {
        let path = Path::new(&root).join(folder).join(format!("{name}.toml"));
        let packed = packed(&json(&path)?, &Path::new(&out_dir).join(format!("language-{name}.gz")))?;
        writeln!(out, "    ({name:?}, include_bytes!({packed:?})),")?;
    }
    writeln!(out, "];")?;
    for (name, path) in FACTS {
        let path = Path::new("src").join(path);
        println!("cargo::rerun-if-changed={}", path.display());
        packed(&json(&Path::new(&root).join(path))?, &Path::new(&out_dir).join(format!("facts-{name}.gz")))?;
    }
    letters(&Path::new(&out_dir).join("letters.rs"))?;
    territories(Path::new(&root), Path::new(&out_dir))?;
    examples(Path::new(&root), Path::new(&out_dir))
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

/// Writes a packed text; the path for `include_bytes!`.
fn packed(text: &str, path: &Path) -> io::Result<String> {
    let mut packer = GzEncoder::new(fs::File::create(path)?, Compression::best());
    packer.write_all(text.as_bytes())?;
    packer.finish()?;
    Ok(path.display().to_string())
}

/// The names of territories, a packed text a language: a run needs those of two.
fn territories(root: &Path, out_dir: &Path) -> io::Result<()> {
    let file = root.join("src/names/data/territories.tsv.gz");
    println!("cargo::rerun-if-changed={}", file.display());
    let mut text = String::new();
    GzDecoder::new(fs::File::open(file)?).read_to_string(&mut text)?;
    let mut languages: BTreeMap<&str, String> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        // Short forms such as US are words of other languages too.
        if let [territory, language, _, name] = cells.as_slice()
            && territory.len() == 2
            && (name.chars().count() > 2 || *language == "en")
        {
            languages.entry(language).or_default().push_str(&format!("{territory}{name}\n"));
        }
    }
    let mut out = fs::File::create(out_dir.join("territories.rs"))?;
    writeln!(out, "const TERRITORIES: &[(&str, &[u8])] = &[")?;
    for (language, names) in languages {
        let packed = packed(&names, &out_dir.join(format!("territories-{language}.gz")))?;
        writeln!(out, "    ({language:?}, include_bytes!({packed:?})),")?;
    }
    writeln!(out, "];")
}

/// The tables of pass and fail examples, which `bilint explain` prints.
fn examples(root: &Path, out_dir: &Path) -> std::io::Result<()> {
    let folder = root.join("fixtures/rules");
    println!("cargo::rerun-if-changed=fixtures/rules");
    let mut out = fs::File::create(out_dir.join("examples.rs"))?;
    writeln!(out, "[")?;
    let mut paths: Vec<_> = fs::read_dir(&folder).map(|entries| entries.filter_map(|e| Some(e.ok()?.path())).collect()).unwrap_or_default();
    paths.sort();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|e| e == "tsv")) {
        if let Some(name) = path.file_stem().and_then(|stem| stem.to_str()) {
            let packed = packed(&fs::read_to_string(path)?, &out_dir.join(format!("examples-{name}.gz")))?;
            writeln!(out, "    ({name:?}, include_bytes!({packed:?})),")?;
        }
    }
    writeln!(out, "]")
}
