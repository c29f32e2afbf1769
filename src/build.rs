//! Packs and lists the language files and the tables of examples, so that adding one is adding a file and costs the program little.

use std::{
    env, fs,
    io::{self, Write},
    path::Path,
};

use flate2::{Compression, write::GzEncoder};

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
        // Comments are for those who write the file.
        let text: String = fs::read_to_string(path)?.lines().filter(|line| !line.starts_with('#')).flat_map(|line| [line, "\n"]).collect();
        let packed = packed(&text, &Path::new(&out_dir).join(format!("language-{name}.gz")))?;
        writeln!(out, "    ({name:?}, include_bytes!({packed:?})),")?;
    }
    writeln!(out, "];")?;
    examples(Path::new(&root), Path::new(&out_dir))
}

/// Writes a packed text; the path for `include_bytes!`.
fn packed(text: &str, path: &Path) -> io::Result<String> {
    let mut packer = GzEncoder::new(fs::File::create(path)?, Compression::best());
    packer.write_all(text.as_bytes())?;
    packer.finish()?;
    Ok(path.display().to_string())
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
