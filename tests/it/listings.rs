//! Listings of code in documents: what changed in them is found where it stands, in every format that has them.

use std::{fs, path::Path};

use crate::program::{bilint, code, text};

/// Line and column of what `code-changed` says of a pair of files.
fn places(folder: &Path, name: &str) -> Vec<(u64, u64)> {
    let output = bilint(folder, &["check", "--no-config", "--format", "sarif", name]);
    assert!(code(&output) < 2, "{}", text(&output));
    let sarif: serde_json::Value = serde_json::from_slice(&output.stdout).expect("SARIF");
    let results = sarif["runs"][0]["results"].as_array().expect("results");
    let region = |result: &serde_json::Value| {
        let region = &result["locations"][0]["physicalLocation"]["region"];
        (region["startLine"].as_u64().expect("a line"), region["startColumn"].as_u64().expect("a column"))
    };
    results.iter().filter(|result| result["ruleId"] == "code-changed").map(region).collect()
}

/// A document of each format, with a heading, three sentences and three commands.
fn document(extension: &str, [heading, first, second, third]: [&str; 4], [serve, stop]: [&str; 2]) -> String {
    let rule = "=".repeat(heading.len());
    match extension {
        "md" => format!(
            "# {heading}\n\n{first}\n\n```bash\n# {first}\n{serve}\n```\n\n1. {second}\n\n   ```\n   {stop}\n   ```\n\n{third}\n\n    {serve}\n"
        ),
        "rst" => format!(
            "{heading}\n{rule}\n\n{first}\n\n.. code-block:: bash\n   :caption: {first} 1\n\n   {serve}\n\n{second} ::\n\n   {stop}\n\n{third}\n\n.. math::\n\n   {heading}1\n"
        ),
        "adoc" => format!(
            "= {heading}\n\n{first}\n\n[source, bash]\n----\n{serve}\n----\n\n{second}\n\n....\n{stop}\n....\n\n {serve}\n\n////\n{heading}1\n////\n\n{third}\n"
        ),
        _ => format!(
            "<h1>{heading}</h1>\n<p>{first}</p>\n<pre><code class=\"x\">\n{serve}\n</code></pre>\n<p>{second}</p>\n<pre>{stop}</pre>\n<script>open(\"{heading}1\")</script><p>{third}</p>"
        ),
    }
}

#[test]
fn changes_in_listings_are_found_where_they_stand() {
    let english = [
        "Start the harbour server",
        "The harbour server listens on one port only.",
        "Stop it again when the last boat has left.",
        "Nobody needs it at night.",
    ];
    let turkish = [
        "Liman sunucusunu başlatma",
        "Liman sunucusu yalnızca bir portu dinler.",
        "Son tekne ayrıldığında onu yeniden durdurun.",
        "Geceleri kimsenin ona ihtiyacı yoktur.",
    ];
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    for (extension, expected) in [
        ("md", &[(7, 19), (13, 14), (18, 23)][..]),
        ("rst", &[(9, 22), (13, 14)]),
        ("adoc", &[(7, 19), (13, 11), (16, 20)]),
        ("html", &[(4, 19), (7, 16)]),
    ] {
        let source = format!("quay.en.{extension}");
        let target = format!("quay.tr.{extension}");
        fs::write(here.join(&source), document(extension, english, ["quay serve --port 8080", "quay stop --now"])).expect("written");
        fs::write(here.join(&target), document(extension, turkish, ["quay serve --port 8081", "quay stop -now"])).expect("written");
        assert_eq!(places(here, &target), expected, "{extension}");
        fs::write(here.join(&target), document(extension, turkish, ["quay serve --port 8080", "quay stop --now"])).expect("written");
        assert_eq!(places(here, &target), [], "{extension}");
    }
}

#[test]
fn a_comment_before_a_listing_silences_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
    write("a.en.md", "The boat leaves at noon.\n\n```\nquay -n\n```\n\nIt returns at night.\n");
    let target = |comment: &str| format!("Das Boot legt mittags ab.\n\n{comment}```\nquay -m\n```\n\nEs kehrt nachts zurück.\n");
    write("a.de.md", &target(""));
    assert_eq!(places(folder.path(), "a.de.md"), [(4, 6)]);
    write("a.de.md", &target("<!-- bilint-ignore-next code-changed: another build -->\n\n"));
    let output = bilint(folder.path(), &["check", "--no-config", "a.de.md"]);
    assert!(text(&output).contains("0 critical, 0 major"), "{}", text(&output));
}
