//! Fits what weighs the evidence about names, `src/names/data/evidence.tsv` and four files of `src/names/data/trees`, on sentences with names that are right, swapped, misspelt or dropped.
//!
//! `cargo run --profile measure --example fit_names -- CONTEXT OUT [SHOW]`
//!
//! With `SHOW`, every row is written there with its facts. `CONTEXT` is `context_dev.tsv.gz`, `OUT` is `src/names/data`. Four logistic
//! models of some twenty facts each, as many small sets of boosted trees, and numbers that join the two sides of a pair; rows of a language
//! are one batch once, and batches of the size of a document once. Prints how they do on languages that they were not fitted on, and on
//! documents.

#![expect(clippy::print_stdout, reason = "a tool for the terminal")]

#[path = "train_names/boost.rs"]
mod boost;

use std::{
    collections::BTreeMap,
    error::Error,
    fmt::Write as _,
    fs,
    io::{Read, Write as _},
    path::PathBuf,
};

use bilint::{
    lang::or_default,
    model::Lang,
    names::{
        Named, Tongue, compare,
        evidence::{Doubts, Model, PAIR_FACTS, Weights, probability, together},
        model_of_unit, model_of_word, survey,
    },
};
use boost::{Shape, grow};
use flate2::{Compression, GzBuilder, read::GzDecoder};
use rayon::prelude::*;

const ROUNDS: usize = 400;
const RATE: f64 = 0.5;
/// Weights are drawn to zero by so much.
const RIDGE: f64 = 0.002;
/// Sentences of a small batch.
const DOCUMENT: usize = 40;
/// Share of clean sentences that may be flagged.
const FLAGGED: f64 = 0.05;

/// Small trees: there are a few thousand items of each model.
const SHAPE: Shape = Shape { trees: 100, leaves: 8, rate: 0.06, smallest_leaf: 20.0, ridge: 5.0 };
/// Parts of the documents that are left out in turn.
const PARTS: usize = 5;

#[derive(Debug, Clone)]
struct Row {
    doc: String,
    lang: String,
    source: String,
    target: String,
    kind: String,
    name: String,
    shown: std::ops::Range<usize>,
}

/// A word with its facts; `wrong` is unknown where the label does not say.
#[derive(Debug, Clone)]
struct Item {
    row: usize,
    text: String,
    model: Model,
    facts: Vec<f32>,
    wrong: Option<bool>,
}

fn tag(lang: &str) -> &str {
    match lang {
        "arb" => "ar",
        "rus" => "ru",
        "ukr" => "uk",
        "ell" => "el",
        "heb" => "he",
        "fas" => "fa",
        "hin" => "hi",
        "zho-CN" => "zh",
        "jpn" => "ja",
        "kor" => "ko",
        "bul" => "bg",
        "hye" => "hy",
        "tha" => "th",
        other => other,
    }
}

fn rows(text: &str) -> Vec<Row> {
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let at = |name: &str| head.iter().position(|cell| *cell == name).unwrap_or(0);
    let (doc, lang, source, target, kind, name, shown, offset) =
        (at("doc"), at("lang"), at("source"), at("translation"), at("kind"), at("name"), at("shown"), at("offset"));
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let target = cells[target].to_owned();
            let skip: usize = cells[offset].parse().unwrap_or(0);
            let from = target.char_indices().nth(skip).map_or(target.len(), |(at, _)| at);
            Row {
                doc: cells[doc].to_owned(),
                lang: tag(cells[lang]).to_owned(),
                source: cells[source].to_owned(),
                shown: from..from + cells[shown].len(),
                target,
                kind: cells[kind].to_owned(),
                name: cells[name].to_owned(),
            }
        })
        .collect()
}

/// The facts of a doubt that a survey of its own keeps.
fn kept<const N: usize>(facts: Option<&[f32; N]>) -> Vec<f32> {
    facts.map(|facts| facts.to_vec()).unwrap_or_default()
}

/// The items of a batch of rows.
fn items(rows: &[Row], batch: &[usize]) -> Vec<Item> {
    let Some(first) = batch.first() else { return Vec::new() };
    let (from, to) = (Lang::parse(&rows[*first].lang).ok(), Lang::parse("en").ok());
    let pairs: Vec<(&str, &str)> = batch.iter().map(|at| (rows[*at].source.as_str(), rows[*at].target.as_str())).collect();
    let tongue = |lang| Tongue { lang, facts: or_default(lang) };
    let Some(found) = survey(&pairs, tongue(from), tongue(to)) else { return Vec::new() };
    let mut out = Vec::new();
    for word in &found.strange {
        let row = &rows[batch[word.pair]];
        let inside = word.span.start < row.shown.end && row.shown.start < word.span.end;
        let wrong = inside && matches!(row.kind.as_str(), "swap" | "typo");
        let near = word.near.as_ref().and_then(|(span, _)| row.source.get(span.clone())).unwrap_or("-");
        let slip = word.slip.as_ref().map_or(String::new(), |slip| format!(" [{}]", slip.spelling));
        let text = format!("{}{slip} = {near}", word.form);
        out.push(Item {
            text,
            row: batch[word.pair],
            model: model_of_word(word.answered),
            facts: kept(word.facts.as_deref()),
            wrong: Some(wrong),
        });
    }
    for unit in &found.lost {
        let row = &rows[batch[unit.pair]];
        let written = row.source.get(unit.span.clone()).unwrap_or_default();
        let alike = row.name.split(' ').map(|name| {
            let like = |text: &str| compare(Named { text, lang: from }, Named { text: name, lang: to });
            like(written).max(if unit.key.is_empty() { 0.0 } else { like(&unit.key) })
        });
        let alike = alike.fold(0.0, f64::max);
        let wrong = match row.kind.as_str() {
            "swap" | "drop" if alike >= 0.5 => Some(true),
            "swap" | "drop" if alike >= 0.08 => None,
            // A misspelt name may leave its counterpart without an answer.
            "typo" if alike >= 0.08 => None,
            _ => Some(false),
        };
        out.push(Item {
            text: format!("{written} ({})", unit.latin),
            row: batch[unit.pair],
            model: model_of_unit(unit.answered),
            facts: kept(unit.facts.as_deref()),
            wrong,
        });
    }
    out
}

/// Logistic regression by gradient descent with momentum, the facts brought to one scale first.
fn fit(data: &[(Vec<f32>, bool)], width: usize) -> Vec<f32> {
    let n = data.len().max(1) as f64;
    let mut scale = vec![0.0f64; width];
    for (facts, _) in data {
        for (sum, fact) in scale.iter_mut().zip(facts) {
            *sum += f64::from(*fact) * f64::from(*fact);
        }
    }
    scale.iter_mut().for_each(|sum| *sum = (*sum / n).sqrt().max(1e-3));
    let (mut weights, mut speed) = (vec![0.0f64; width], vec![0.0f64; width]);
    for _ in 0..ROUNDS {
        let mut slope = vec![0.0f64; width];
        for (facts, wrong) in data {
            let z: f64 = facts.iter().zip(&weights).zip(&scale).map(|((f, w), s)| f64::from(*f) / s * w).sum();
            let off = 1.0 / (1.0 + (-z).exp()) - f64::from(u8::from(*wrong));
            for ((slope, fact), s) in slope.iter_mut().zip(facts).zip(&scale) {
                *slope += off * f64::from(*fact) / s;
            }
        }
        for ((weight, speed), slope) in weights.iter_mut().zip(&mut speed).zip(&slope) {
            *speed = 0.9 * *speed - RATE * (slope / n + RIDGE * *weight);
            *weight += *speed;
        }
    }
    weights.iter().zip(&scale).map(|(w, s)| (w / s) as f32).collect()
}

/// All models from some of the items.
fn models(sets: &[Vec<Item>], rows: &[Row], keep: &dyn Fn(usize) -> bool) -> Weights {
    let all = || sets.iter().flatten().filter(|item| keep(item.row));
    let facts = Model::ALL.map(|model| {
        let data: Vec<(Vec<f32>, bool)> =
            all().filter(|item| item.model == model).filter_map(|item| Some((item.facts.clone(), item.wrong?))).collect();
        fit(&data, model.facts().len())
    });
    let trees = Model::ALL.map(|model| {
        let items = all().filter(|item| item.model == model);
        let data: Vec<boost::Row> =
            items.filter_map(|item| Some(boost::Row { features: item.facts.clone(), same: item.wrong?, weight: 1.0 })).collect();
        grow(&data, &SHAPE)
    });
    let mut out = Weights { facts, trees, ..Weights::default() };
    let mut data = Vec::new();
    for set in sets {
        let pairs = doubts(set, &out).into_iter().filter(|(row, _)| keep(*row));
        data.extend(pairs.map(|(row, doubts)| (doubts.faults(), rows[row].kind != "ok")));
    }
    out.pair = offsets(&data);
    out
}

/// What to add to the log odds of each fault of a pair, by gradient descent on the odds of any of them.
fn offsets(data: &[([f32; PAIR_FACTS.len()], bool)]) -> [f32; PAIR_FACTS.len()] {
    let mut offsets = [0.0f32; PAIR_FACTS.len()];
    for _ in 0..ROUNDS {
        let mut slope = [0.0f64; PAIR_FACTS.len()];
        for (faults, wrong) in data {
            let mut terms = *faults;
            terms.iter_mut().zip(&offsets).for_each(|(term, offset)| *term += offset);
            let all = together(&terms);
            let off = probability(all) - f32::from(u8::from(*wrong));
            for (slope, term) in slope.iter_mut().zip(terms) {
                *slope += f64::from(off * (term - all).exp());
            }
        }
        for (offset, slope) in offsets.iter_mut().zip(slope) {
            *offset -= (2.0 * slope / data.len().max(1) as f64 + 0.002 * f64::from(*offset)) as f32;
        }
    }
    offsets
}

/// Row → the strongest doubts of its items.
fn doubts(set: &[Item], models: &Weights) -> BTreeMap<usize, Doubts> {
    let mut out: BTreeMap<usize, Doubts> = BTreeMap::new();
    for item in set {
        out.entry(item.row).or_default().add(item.model, models.alone(item.model, &item.facts));
    }
    out
}

/// Row → its strongest suspicion.
fn scores(set: &[Item], models: &Weights) -> BTreeMap<usize, f32> {
    let doubts = doubts(set, models);
    let mut out: BTreeMap<usize, f32> = BTreeMap::new();
    for item in set {
        let doubt = models.joined(item.model, models.alone(item.model, &item.facts), &doubts[&item.row]);
        let entry = out.entry(item.row).or_insert(f32::MIN);
        *entry = entry.max(doubt);
    }
    out
}

fn at_share(rows: &[Row], scores: &BTreeMap<usize, f32>, lang: &str) -> [f64; 3] {
    let of = |kind: &str| -> Vec<f32> {
        let some = rows.iter().enumerate().filter(|(_, row)| row.lang == lang && row.kind == kind);
        some.map(|(at, _)| scores.get(&at).copied().unwrap_or(f32::MIN)).collect()
    };
    let mut clean = of("ok");
    clean.sort_by(|a, b| b.total_cmp(a));
    let cut = clean.get((FLAGGED * clean.len() as f64) as usize).copied().unwrap_or(f32::MAX);
    ["swap", "typo", "drop"].map(|kind| {
        let wrong = of(kind);
        wrong.iter().filter(|score| **score > cut).count() as f64 / wrong.len().max(1) as f64
    })
}

/// Every row with its items, the doubtful first, for reading.
fn shown(rows: &[Row], set: &[Item], models: &Weights) -> String {
    let scores = scores(set, models);
    let doubts = doubts(set, models);
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by(|a, b| {
        let key = |at: &usize| (rows[*at].lang.as_str(), rows[*at].kind.as_str());
        let score = |at: &usize| scores.get(at).copied().unwrap_or(f32::MIN);
        key(a).cmp(&key(b)).then(score(b).total_cmp(&score(a)))
    });
    let mut out = String::new();
    for at in order {
        let row = &rows[at];
        let score = scores.get(&at).copied().unwrap_or(f32::MIN);
        let _ = writeln!(out, "== {} {} {score:.2} name={:?} shown={:?}", row.lang, row.kind, row.name, row.target.get(row.shown.clone()));
        let _ = writeln!(out, "   {}\n   {}", row.source, row.target);
        for item in set.iter().filter(|item| item.row == at) {
            let alone = models.alone(item.model, &item.facts);
            let joined = models.joined(item.model, alone, &doubts[&at]);
            let facts: Vec<String> =
                item.model.facts().iter().zip(&item.facts).filter(|(_, v)| **v != 0.0).map(|(f, v)| format!("{f} {v:.1}")).collect();
            let _ = writeln!(out, "     {} {:?} {alone:.2} -> {:.2} {:?}: {}", item.text, item.model, joined, item.wrong, facts.join(", "));
        }
    }
    out
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [from, to, rest @ ..] = arguments.as_slice() else { return Err("usage: fit_names CONTEXT OUT [SHOW]".into()) };
    let mut text = String::new();
    GzDecoder::new(fs::File::open(from)?).read_to_string(&mut text)?;
    let rows = rows(&text);
    let mut batches: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        batches.entry(&row.lang).or_default().push(at);
    }
    let sets: Vec<Vec<Item>> = [usize::MAX, DOCUMENT]
        .into_par_iter()
        .map(|size| batches.values().flat_map(|all| all.chunks(size.min(all.len().max(1)))).flat_map(|batch| items(&rows, batch)).collect())
        .collect();
    let finished = models(&sets, &rows, &|_| true);
    fs::write(to.join("evidence.tsv"), finished.write())?;
    for (model, trees) in Model::ALL.iter().zip(&finished.trees) {
        let file = fs::File::create(to.join(format!("trees/{}.txt.gz", model.name())))?;
        GzBuilder::new().write(file, Compression::best()).write_all(trees.write(model.name()).as_bytes())?;
    }
    let langs: Vec<&str> = batches.keys().copied().collect();
    // What a model says of rows that it was not fitted on: those of a language, those of a part of the documents.
    let left_out = |parts: usize, part: &(dyn Fn(&Row) -> usize + Sync)| -> BTreeMap<usize, f32> {
        let out = |at: usize| {
            let models = models(&sets, &rows, &|row| part(&rows[row]) != at);
            let mut out = scores(&sets[0], &models);
            out.retain(|row, _| part(&rows[*row]) == at);
            out
        };
        (0..parts).into_par_iter().flat_map(out).collect()
    };
    let by_lang = left_out(langs.len(), &|row| langs.iter().position(|lang| *lang == row.lang).unwrap_or(0));
    let by_doc = left_out(PARTS, &|row| row.doc.bytes().fold(0, |sum, byte| (sum * 31 + usize::from(byte)) % 9973) % PARTS);
    let fitted = scores(&sets[0], &finished);
    let ways = [("fitted", &fitted), ("language left out", &by_lang), ("documents left out", &by_doc)];
    let mut sums = [[0.0; 3]; 3];
    for lang in &langs {
        let mut line = (*lang).to_owned();
        for ((name, scores), sum) in ways.iter().zip(&mut sums) {
            let share = at_share(&rows, scores, lang);
            let _ = write!(line, "\t{name} {share:.2?}");
            sum.iter_mut().zip(share).for_each(|(sum, share)| *sum += share / langs.len() as f64);
        }
        println!("{line}");
    }
    println!("macro\t{}", ways.iter().zip(sums).map(|((name, _), sum)| format!("{name} {sum:.3?}")).collect::<Vec<_>>().join("\t"));
    if let [show] = rest {
        fs::write(show, shown(&rows, &sets[0], &finished))?;
    }
    Ok(())
}
