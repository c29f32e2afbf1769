//! Lists the language files so that adding a language is adding one file.

use std::{env, fs, io::Write, path::Path};

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
    writeln!(out, "pub(super) const FILES: &[(&str, &str)] = &[")?;
    for name in names {
        let path = Path::new(&root).join(folder).join(format!("{name}.toml"));
        writeln!(out, "    ({name:?}, include_str!({:?})),", path.display().to_string())?;
    }
    writeln!(out, "];")
}
