//! `bilint learn` and `--lexicon` from outside.

use std::{fs, path::Path};

use tempfile::TempDir;

use crate::program::{bilint, code, text};

type Pairs = Vec<(String, String)>;

const WHO: [(&str, &str); 6] = [
    ("the gardener", "a kertész"),
    ("the minister", "a miniszter"),
    ("a sailor", "egy matróz"),
    ("the teacher", "a tanár"),
    ("our neighbour", "a szomszédunk"),
    ("the judge", "a bíró"),
];
const DOES: [(&str, &str); 5] = [("sees", "látja"), ("paints", "festi"), ("buys", "veszi"), ("praises", "dicséri"), ("forgets", "felejti")];
const WHAT: [(&str, &str); 6] = [
    ("the bridge", "a hidat"),
    ("the old mill", "a régi malmot"),
    ("a white horse", "egy fehér lovat"),
    ("the letter", "a levelet"),
    ("the tower", "a tornyot"),
    ("a sharp knife", "egy éles kést"),
];

/// Sentences of a small world in a language of which no renderings are known, every third of which is left for testing.
fn world() -> (Pairs, Pairs) {
    let (mut memory, mut rest) = (Vec::new(), Vec::new());
    for (i, who) in WHO.iter().enumerate() {
        for (j, does) in DOES.iter().enumerate() {
            for (k, what) in WHAT.iter().enumerate() {
                let pair = (format!("{} {} {}", who.0, does.0, what.0), format!("{} {} {}", who.1, does.1, what.1));
                if (i + j + k) % 3 == 0 { rest.push(pair) } else { memory.push(pair) }
            }
        }
    }
    (memory, rest)
}

/// A folder with a translation memory in two forms.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let (memory, _) = world();
    let table: String = memory.iter().map(|(source, target)| format!("{source}\t{target}\n")).collect();
    fs::write(folder.path().join("memory.tsv"), format!("source\ttarget\n{table}")).expect("written");
    let side = |side: fn(&(String, String)) -> &str| memory.iter().map(|pair| format!("{}\n", side(pair))).collect::<String>();
    fs::write(folder.path().join("memory.en"), side(|pair| &pair.0)).expect("written");
    fs::write(folder.path().join("memory.hu"), side(|pair| &pair.1)).expect("written");
    folder
}

const LANGS: [&str; 4] = ["--source-lang", "en", "--target-lang", "hu"];

fn learn(folder: &Path, args: &[&str], output: &str) -> Vec<u8> {
    let run = bilint(folder, &[&["learn"], args, &LANGS, &["--output", output]].concat());
    assert_eq!(code(&run), 0, "{args:?}: {}", text(&run));
    fs::read(folder.join(output)).expect("a lexicon")
}

#[test]
fn the_same_memory_gives_the_same_bytes() {
    let folder = folder();
    let here = folder.path();
    let table = learn(here, &["memory.tsv"], "a.lex");
    assert_eq!(learn(here, &["memory.tsv", "--threads", "1"], "b.lex"), table);
    assert_eq!(learn(here, &["memory.tsv", "--threads", "3"], "c.lex"), table);
    assert_eq!(learn(here, &["memory.en", "memory.hu", "--parallel"], "d.lex"), table);
}

#[test]
fn parts_add_up_in_any_order() {
    let folder = folder();
    let here = folder.path();
    let lines = fs::read_to_string(here.join("memory.tsv")).expect("read");
    let rows: Vec<&str> = lines.lines().skip(1).collect();
    for (name, part) in [("1.tsv", &rows[..40]), ("2.tsv", &rows[40..70]), ("3.tsv", &rows[70..])] {
        fs::write(here.join(name), format!("source\ttarget\n{}\n", part.join("\n"))).expect("written");
        learn(here, &[name, "--partial"], &name.replace("tsv", "lex"));
    }
    let one = learn(here, &["--merge", "1.lex", "2.lex", "3.lex"], "x.lex");
    assert_eq!(learn(here, &["--merge", "3.lex", "1.lex", "2.lex"], "y.lex"), one);
    learn(here, &["--merge", "3.lex", "2.lex", "--partial"], "32.lex");
    assert_eq!(learn(here, &["--merge", "1.lex", "32.lex"], "z.lex"), one);
}

/// Two texts of lines that nothing but words can align: all of about one length, and a third of them is missing.
fn texts(folder: &Path) -> Vec<String> {
    let (_, rest) = world();
    let (mut source, mut target, mut beads) = (String::new(), String::new(), Vec::new());
    let mut line = 0;
    for (at, (from, to)) in rest.iter().enumerate().take(30) {
        source += &format!("{from}\n");
        if at % 3 == 1 {
            beads.push(format!("{at}\t"));
        } else {
            target += &format!("{to}\n");
            beads.push(format!("{at}\t{line}"));
            line += 1;
        }
    }
    fs::write(folder.join("text.en"), source).expect("written");
    fs::write(folder.join("text.hu"), target).expect("written");
    beads
}

fn right(folder: &Path, beads: &[String], more: &[&str]) -> usize {
    let run = bilint(folder, &[&["align", "text.en", "text.hu", "--segmented", "--format", "beads"], LANGS.as_slice(), more].concat());
    assert_eq!(code(&run), 0, "{}", text(&run));
    let found = String::from_utf8(run.stdout).expect("UTF-8");
    found.lines().filter(|line| beads.iter().any(|bead| line.rsplit_once('\t').is_some_and(|(found, _)| found == bead))).count()
}

#[test]
fn a_lexicon_helps_the_aligner_in_either_direction() {
    let folder = folder();
    let here = folder.path();
    learn(here, &["memory.tsv"], "a.lex");
    let beads = texts(here);
    let (without, with) = (right(here, &beads, &[]), right(here, &beads, &["--lexicon", "a.lex"]));
    assert!(with > without && with + 2 >= beads.len(), "{without} and {with} of {}", beads.len());
    let turned =
        bilint(here, &["align", "text.hu", "text.en", "--segmented", "--source-lang", "hu", "--target-lang", "en", "--lexicon", "a.lex"]);
    assert_eq!(code(&turned), 0, "{}", text(&turned));
}

#[test]
fn the_settings_file_names_lexicons_beside_it() {
    let folder = folder();
    let here = folder.path();
    fs::create_dir(here.join("site")).expect("a folder");
    learn(here, &["memory.tsv"], "site/a.lex");
    let beads = texts(here);
    let flag = right(here, &beads, &["--lexicon", "site/a.lex"]);
    assert!(flag > right(here, &beads, &[]));
    let settings = |text: &str| fs::write(here.join("site/bilint.toml"), text).expect("written");
    settings("lexicon = [\"a.lex\"]\n");
    assert_eq!(right(here, &beads, &["--config", "site/bilint.toml"]), flag);
    // Flags win: the file's lexicon is not looked for.
    settings("lexicon = [\"none.lex\"]\n");
    assert_eq!(right(here, &beads, &["--config", "site/bilint.toml", "--lexicon", "site/a.lex"]), flag);
    fs::write(here.join("pairs.tsv"), "source\ttarget\nthe judge\ta bíró\n").expect("written");
    for args in [&["align", "text.en", "text.hu"][..], &["check", "text.en", "text.hu"], &["score", "pairs.tsv"]] {
        let run = bilint(here, &[args, &LANGS, &["--config", "site/bilint.toml"]].concat());
        assert_eq!(code(&run), 2, "{args:?}: {}", text(&run));
        assert!(text(&run).contains("cannot read the lexicon `site/none.lex`"), "{args:?}: {}", text(&run));
    }
}

/// A word of a made-up language.
fn word(at: usize, parts: [&str; 8]) -> String {
    format!("{}{}{}", parts[at % 8], parts[at / 8 % 8], parts[at / 64 % 8])
}

/// Sentences of two clauses of a made-up world, which the languages order differently.
fn clauses(at: usize) -> (Vec<[String; 2]>, Vec<[String; 2]>) {
    let clause = |mut seed: usize| {
        let mut next = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % 512
        };
        let words = std::iter::repeat_with(|| {
            let at = next();
            [word(at, ["be", "co", "da", "fi", "go", "ha", "ji", "ke"]), word(at, ["lu", "ma", "no", "pi", "ru", "se", "to", "wa"])]
        });
        words.take(6).collect::<Vec<_>>()
    };
    (clause(2 * at + 1), clause(2 * at + 2))
}

/// A sentence of one side, with both clauses or with the first alone.
fn sentence(at: usize, side: usize, whole: bool) -> String {
    let (first, second) = clauses(at);
    let mut words: Vec<&str> = first.iter().chain(second.iter().filter(|_| whole)).map(|word| word[side].as_str()).collect();
    if side == 1 {
        words.chunks_mut(2).for_each(<[&str]>::reverse);
    }
    words.join(" ") + "."
}

#[test]
fn words_missing_inside_a_sentence_are_found_with_a_large_lexicon() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    let write = |name: &str, text: &str| fs::write(here.join(name), text).expect("written");
    let memory =
        |pairs: usize| -> String { (0..pairs).map(|at| format!("{}\t{}\n", sentence(at, 0, true), sentence(at, 1, true))).collect() };
    write("memory.tsv", &format!("source\ttarget\n{}", memory(20_500)));
    write("small.tsv", &format!("source\ttarget\n{}", memory(2_000)));
    learn(here, &["memory.tsv"], "a.lex");
    learn(here, &["small.tsv"], "small.lex");
    // Line 8 is cut in the translation, line 16 in the source.
    let side = |side: usize, cut: usize| -> String { (0..24).map(|at| sentence(30_000 + at, side, at != cut) + "\n").collect() };
    write("text.en", &side(0, 15));
    write("text.hu", &side(1, 7));
    let found = |lexicon: &str| -> Vec<String> {
        let args = [
            "check",
            "text.en",
            "text.hu",
            "--segmented",
            "--format",
            "jsonl",
            "--only",
            "omission",
            "--only",
            "addition",
            "--lexicon",
            lexicon,
        ];
        let run = bilint(here, &[args.as_slice(), &LANGS].concat());
        String::from_utf8(run.stdout).expect("UTF-8").lines().filter(|line| line.contains("\"rule\"")).map(str::to_owned).collect()
    };
    let rows = found("a.lex");
    assert_eq!(rows.len(), 2, "{rows:#?}");
    for (rule, at, side) in [("omission", 7, 0), ("addition", 15, 1)] {
        let row = rows.iter().find(|row| row.contains(&format!("\"{rule}\""))).unwrap_or_else(|| panic!("{rule}: {rows:#?}"));
        let (whole, half) = (sentence(30_000 + at, side, true), sentence(30_000 + at, side, false));
        let missing = &whole[half.len()..whole.len() - 1];
        assert!(row.contains(missing), "{missing}: {row}");
        assert!(row.contains("\"major\""), "{row}");
    }
    assert_eq!(found("small.lex"), Vec::<String>::new(), "a small lexicon is no witness");
}

#[test]
fn score_sees_what_has_no_counterpart() {
    let folder = folder();
    let here = folder.path();
    learn(here, &["memory.tsv"], "a.lex");
    let pairs = "source\ttarget\nthe gardener sees the old mill\ta kertész sieht a régi malmot\n\
        the gardener sees the old mill\ta kertész lobt egy fehér lovat\nthe gardener sees the old mill\tegy éles kést lobt a levelet\n";
    fs::write(here.join("pairs.tsv"), pairs).expect("written");
    let scores = |threads: &str| {
        let args = ["score", "pairs.tsv", "--format", "tsv", "--lexicon", "a.lex", "--threads", threads];
        let run = bilint(here, &[args.as_slice(), &LANGS].concat());
        assert_eq!(code(&run), 0, "{}", text(&run));
        String::from_utf8(run.stdout).expect("UTF-8")
    };
    let out = scores("1");
    assert_eq!(scores("4"), out);
    let score = |line: usize| -> f64 {
        out.lines().nth(line).and_then(|line| line.split('\t').nth(2)).and_then(|score| score.parse().ok()).expect("a score")
    };
    assert!(score(1) > score(2) && score(2) > score(3), "{out}");
}

#[test]
fn what_is_no_lexicon_says_so_and_names_the_way_out() {
    let folder = folder();
    let here = folder.path();
    let whole = learn(here, &["memory.tsv"], "a.lex");
    texts(here);
    let mut flipped = whole.clone();
    flipped[whole.len() / 2] ^= 4;
    let mut other = whole.clone();
    other[8] = 77;
    fs::write(here.join("cut.lex"), &whole[..whole.len() - 7]).expect("written");
    fs::write(here.join("flipped.lex"), flipped).expect("written");
    fs::write(here.join("other.lex"), other).expect("written");
    for (file, expected) in [
        ("memory.tsv", "`memory.tsv` is no lexicon: make one with `bilint learn`"),
        ("cut.lex", "is cut off"),
        ("flipped.lex", "is damaged"),
        ("other.lex", "has version 77"),
        ("missing.lex", "cannot read the lexicon `missing.lex`"),
    ] {
        for command in ["align", "check"] {
            let run = bilint(here, &[command, "text.en", "text.hu", "--segmented", "--lexicon", file]);
            assert_eq!(code(&run), 2, "{command} {file}: {}", text(&run));
            assert!(text(&run).contains(expected), "{command} {file}: {}", text(&run));
        }
    }
    let french = ["--segmented", "--source-lang", "fr", "--target-lang", "hu", "--lexicon", "a.lex"];
    for command in ["align", "check"] {
        let run = bilint(here, &[&[command, "text.en", "text.hu"], french.as_slice()].concat());
        assert_eq!(code(&run), 2, "{command}: {}", text(&run));
        assert!(text(&run).contains("`a.lex` is of English–Hungarian, and French–Hungarian is wanted"), "{command}: {}", text(&run));
    }
}

#[test]
fn learning_refuses_what_teaches_nothing() {
    let folder = folder();
    let here = folder.path();
    fs::write(here.join("short.hu"), "egy sor\n").expect("written");
    for (args, expected) in [
        (&["memory.en", "short.hu", "--parallel"][..], "`memory.en` has 120 lines and `short.hu` 1"),
        (&["memory.en", "--parallel"], "--parallel takes two files"),
        (&["nowhere.tsv"], "`nowhere.tsv` does not exist"),
        (&["--merge", "memory.tsv"], "`memory.tsv` is no lexicon"),
    ] {
        let run = bilint(here, &[&["learn"], args, &LANGS, &["--output", "x.lex"]].concat());
        assert_eq!(code(&run), 2, "{args:?}: {}", text(&run));
        assert!(text(&run).contains(expected), "{args:?}: {}", text(&run));
        assert!(!here.join("x.lex").exists());
    }
}
