//! The spreadsheets in LibreOffice Calc under three locales: what is read back is what was written. Skipped where Calc is not installed.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use super::{program::bilint, stories::story};

/// The program, if it is there.
fn office() -> Option<&'static str> {
    let works = |name: &&str| {
        Command::new(name).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    };
    ["soffice", "libreoffice"].into_iter().find(works)
}

/// Opens a sheet under a locale with "detect special numbers" on, as a double click does, and writes what Calc holds as UTF-8 CSV.
fn through_calc(office: &str, file: &Path, locale: &str, into: &Path) -> String {
    let profile = into.join("profile");
    fs::create_dir_all(profile.join("user")).expect("made");
    let settings = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<oor:items xmlns:oor=\"http://openoffice.org/2001/registry\" \
         xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\
         <item oor:path=\"/org.openoffice.Setup/L10N\"><prop oor:name=\"ooSetupSystemLocale\" oor:op=\"fuse\"><value>{locale}</value></prop></item>\
         </oor:items>"
    );
    fs::write(profile.join("user/registrymodifications.xcu"), settings).expect("written");
    // Separator 44, quote 34, UTF-8, from line 1, no column formats, no language, no quoted-as-text, detect special numbers.
    let read = "--infilter=CSV:44,34,76,1,,0,false,true";
    let mut command = Command::new(office);
    command.arg(format!("-env:UserInstallation=file://{}", profile.display())).arg("--headless");
    if file.extension().is_some_and(|extension| extension == "csv") {
        command.arg(read);
    }
    // Written as shown, quotes round text only: a bare cell is a number.
    let write = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true,false,false,false,1";
    let output = command.args(["--convert-to", write, "--outdir"]).arg(into).arg(file).output().expect("Calc runs");
    let made: Vec<_> = fs::read_dir(into)
        .expect("the folder")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "csv"))
        .collect();
    let path = made.first().unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    fs::read_to_string(path).expect("what Calc wrote")
}

fn cells(text: &str) -> Vec<Vec<String>> {
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect()
}

/// Story 8.
#[test]
fn calc_reads_back_what_was_written() {
    let Some(office) = office() else {
        eprintln!("skipped: LibreOffice is not installed");
        return;
    };
    let folder = story();
    // Cells that a spreadsheet would like to take for something else.
    for (name, more) in [
        ("story.ar.txt", "\n\n=1+1 هو الرمز 3-4.\n\n- قال المتحدث إن 2,000 شخص حضروا.\n"),
        ("story.en.txt", "\n\n=1+1 is the code 3-5.\n\n- The speaker said 2,500 people came.\n"),
    ] {
        let path = folder.path().join(name);
        let text = fs::read_to_string(&path).expect("the story");
        fs::write(&path, text + more).expect("written");
    }
    bilint(folder.path(), &["check", "story.ar.txt", "story.en.txt", "--report", "out", "--report-format", "csv,xlsx"]);
    let written = cells(&fs::read_to_string(folder.path().join("out/issues.csv")).expect("issues.csv"));
    assert!(written.len() > 5);
    for locale in ["en-US", "de-DE", "ar"] {
        for file in ["out/issues.csv", "out/alignment.csv", "out/names.csv"] {
            let into = tempfile::tempdir().expect("a folder");
            let read = cells(&through_calc(office, &folder.path().join(file), locale, into.path()));
            let written = cells(&fs::read_to_string(folder.path().join(file)).expect("a report"));
            assert_eq!(read, written, "{file} under {locale}");
        }
        let into = tempfile::tempdir().expect("a folder");
        let sheet = cells(&through_calc(office, &folder.path().join("out/report.xlsx"), locale, into.path()));
        assert_eq!(sheet.len(), written.len(), "report.xlsx under {locale}");
        // Typed cells need no guard: the same but for the marks round figures and before formulas.
        for (row, expected) in sheet.iter().zip(&written) {
            for (cell, expected) in row.iter().zip(expected) {
                let plain = |text: &str| text.trim_start_matches('\'').trim_matches(['“', '”']).to_owned();
                assert_eq!(plain(cell), plain(expected), "report.xlsx under {locale}");
            }
        }
    }
}
