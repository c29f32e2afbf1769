//! Prints the signs of pairs of sentences that belong together or not; `benches/fit_signs.py` weighs them.
//!
//! usage: pair_signs < PAIRS.jsonl      one object a line: group, src_lang, tgt_lang, source, target, label; a group is a batch; `taught` only teaches

use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
    io::{self, BufRead, Write},
};

use bilint::{
    config::Settings,
    lexicon::{Learner, Lexicon},
    model::{Bead, Lang, Segment},
    rules::{Bitext, Context, Side, appended, one_script, signs},
};

struct Row {
    label: String,
    langs: (Option<Lang>, Option<Lang>),
    source: String,
    target: String,
}

/// Pairs that a batch needs to teach words.
const FEWEST: usize = 20;

fn lexicon(rows: &[Row]) -> Option<Lexicon> {
    let mut learner = Learner::default();
    let mut seen = BTreeSet::new();
    for row in rows.iter().filter(|row| seen.insert(&row.source)) {
        learner.add(&row.source, &row.target, 1.0);
    }
    let (source, target) = rows.first()?.langs;
    (rows.len() >= FEWEST).then(|| learner.learn(source.zip(target)))
}

fn main() -> Result<(), Box<dyn Error>> {
    let settings = Settings::default();
    let mut groups: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for line in io::stdin().lock().lines() {
        let row: serde_json::Value = serde_json::from_str(&line?)?;
        let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
        let langs = (Lang::parse(&text("src_lang")).ok(), Lang::parse(&text("tgt_lang")).ok());
        groups.entry(text("group")).or_default().push(Row { label: text("label"), langs, source: text("source"), target: text("target") });
    }
    let mut out = io::stdout().lock();
    for (group, rows) in &groups {
        let lexicon = lexicon(rows);
        for row in rows.iter().filter(|row| row.label != "taught") {
            let (from, to) = ([Segment::line(0, row.source.as_str())], [Segment::line(0, row.target.as_str())]);
            let side = |lang, segments| Side { lang, path: "", segments, aside: &[] };
            let beads = [Bead { source: 0..1, target: 0..1, confidence: 1.0, score: 0.0, moved: false }];
            let bitext = Bitext::new(side(row.langs.0, &from), side(row.langs.1, &to), &beads);
            let mut cx = Context::new(&settings, row.langs.0, row.langs.1);
            cx.lexicon = lexicon.as_ref();
            let Some(pair) = bitext.pairs.first() else { continue };
            let values: Vec<String> = signs(&bitext, pair, &cx).iter().map(|value| format!("{value:.3}")).collect();
            let script = if one_script(&row.source, &row.target) { "one" } else { "two" };
            let more = appended(pair, &cx).map(|(_, facts)| facts.iter().map(|value| format!("{value:.3}")).collect::<Vec<_>>().join(" "));
            writeln!(out, "{group}\t{}\t{script}\t{}\t{}", row.label, more.unwrap_or_default(), values.join("\t"))?;
        }
    }
    Ok(())
}
