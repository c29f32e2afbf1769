//! The page of `--format html` in a headless browser. Skipped where Chromium is not installed.
//! `BILINT_SHOTS=DIR cargo test browser` also keeps screenshots.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use super::{program::bilint, stories::story};

fn browser() -> Option<&'static str> {
    let works = |name: &&str| {
        Command::new(name).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    };
    ["chromium", "chromium-browser", "google-chrome"].into_iter().find(works)
}

fn headless(browser: &str, profile: &Path, args: &[&str]) -> String {
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--hide-scrollbars"])
        .arg(format!("--user-data-dir={}", profile.display()))
        .args(args)
        .output()
        .expect("the browser runs");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The page after its script ran.
fn rendered(browser: &str, folder: &Path, hash: &str) -> String {
    let address = format!("file://{}{hash}", folder.join("page.html").display());
    headless(browser, &folder.join("profile"), &["--virtual-time-budget=20000", "--dump-dom", &address])
}

fn counted(page: &str) -> String {
    page.split("id=\"count\"")
        .nth(1)
        .and_then(|rest| rest.split_once('>'))
        .and_then(|(_, rest)| rest.split_once('<'))
        .map_or_else(String::new, |(text, _)| text.to_owned())
}

#[test]
fn the_page_filters_and_marks() {
    let Some(browser) = browser() else {
        eprintln!("skipped: Chromium is not installed");
        return;
    };
    let folder = story();
    bilint(folder.path(), &["check", "story.ar.txt", "story.en.txt", "--format", "html", "--output", "page.html"]);
    let page = fs::read_to_string(folder.path().join("page.html")).expect("the page");
    for part in ["http://", "https://", "src=", "@import", "url("] {
        assert!(!page.contains(part), "the page reaches out: {part}");
    }
    let all = page.matches("<li class=\"f ").count();
    let critical = page.matches("data-s=\"critical\"").count();
    assert!(all > 5 && critical > 0 && critical < all);
    let plain = rendered(browser, folder.path(), "");
    assert_eq!(counted(&plain), format!("{all} of {all} findings"));
    assert!(plain.contains("<mark class=\"critical\">1,000</mark>") && plain.contains("dir=\"rtl\""));
    let filtered = rendered(browser, folder.path(), "#severity=critical&only=1");
    assert_eq!(counted(&filtered), format!("{critical} of {all} findings"));
    assert!(filtered.matches("hidden=\"\"").count() > plain.matches("hidden=\"\"").count());
    let by_rule = rendered(browser, folder.path(), "#rule=url-email-handle");
    assert_eq!(counted(&by_rule), format!("2 of {all} findings"));
    if let Some(shots) = std::env::var_os("BILINT_SHOTS") {
        let address = format!("file://{}", folder.path().join("page.html").display());
        for (name, more) in [("page", "--force-color-profile=srgb"), ("page-dark", "--force-dark-mode")] {
            let dark =
                if name == "page-dark" { "--blink-settings=preferredColorScheme=0" } else { "--blink-settings=preferredColorScheme=1" };
            let shot = format!("--screenshot={}", Path::new(&shots).join(format!("{name}.png")).display());
            headless(browser, &folder.path().join("profile"), &[more, dark, "--window-size=1280,900", &shot, &address]);
        }
    }
}

#[test]
fn ten_thousand_segments_open_at_once() {
    let Some(browser) = browser() else {
        eprintln!("skipped: Chromium is not installed");
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let mut table = String::from("id\ten\tde\n");
    for number in 0..10_000 {
        let wrong = if number % 50 == 0 { number + 5000 } else { number + 1000 };
        table.push_str(&format!("k{number}\tThe bridge is {} metres long.\tDie Brücke ist {wrong} Meter lang.\n", number + 1000));
    }
    fs::write(folder.path().join("t.tsv"), table).expect("written");
    bilint(folder.path(), &["check", "t.tsv", "--format", "html", "--output", "page.html"]);
    let started = Instant::now();
    let page = rendered(browser, folder.path(), "#only=1");
    let took = started.elapsed();
    assert_eq!(page.matches("class=\"seg\"").count(), 10_000);
    assert!(counted(&page).ends_with("findings"), "{}", counted(&page));
    // Starting the browser and printing 10,000 segments are in this, on any machine.
    assert!(took < Duration::from_secs(60), "{took:?}");
    eprintln!("10,000 segments: {took:?} with the start of the browser");
}
