//! Learns the cost tables and the fused scores of `src/names/data` from labelled name data.
//!
//! `cargo run --profile measure --example train_names -- [--spellings] DATA OUT [SCORES]`
//!
//! `DATA` holds `train_positives.tsv.gz`, `pairs_dev.tsv.gz`, `lexicon_ar.tsv.gz`, `lexicon_names.tsv.gz` and
//! `territory_names.tsv.gz`; `OUT` is `src/names/data`. The same data give the same bytes. With `SCORES`, two files are written
//! there as well: `crossfit.tsv` (each pair scored by tables and trees that never saw its source form), `unseen.tsv` (each pair scored
//! as if its script had no table, by a generic table learnt without that script), `left-out.tsv` (pairs of some languages as those of a
//! language that nobody has learnt from) and `variants.tsv` for pairs of Latin spellings.
//! With `--spellings` only what compares two Latin spellings is made.

mod boost;
mod data;
mod latin;
mod negatives;

use std::{
    collections::BTreeMap,
    error::Error,
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use bilint::names::{
    across_features,
    costs::{Costs, Parts},
    features::{Bench, Features},
    learn::Learner,
    letters::{composed, latin, native},
    spellings::spelling_features,
    tables::GENERIC,
    trees::Trees,
};
use boost::{Row, Shape, grow};
use data::{Data, Labelled, Recipe, fold, group, recipes, table_of};
use flate2::{Compression, GzBuilder};
use latin::Lessons;
use negatives::{Dice, Pool};
use rayon::prelude::*;

/// Pairs of one language that the fused score is grown from.
const MOST_ROWS: usize = 5000;
/// Pairs of one language as if its script had no table.
const MOST_UNSEEN: usize = 1200;
/// The trees of the fused scores.
const SHAPE: Shape = Shape { trees: 220, leaves: 24, rate: 0.08, smallest_leaf: 40.0, ridge: 2.0 };
/// What a made negative counts beside a real one, and a right name with a wrong consonant.
const MADE: f64 = 0.5;
const SLIP: f64 = 0.5;
/// Languages that are left out in turn, and the table of their script as other languages teach it.
const LEFT_OUT: [(&str, Option<&str>); 14] = [
    ("be", Some("cyrl")),
    ("bg", Some("cyrl")),
    ("fa", Some("arab")),
    ("gu", Some("deva")),
    ("hy", None),
    ("kk", Some("cyrl")),
    ("kn", Some("deva")),
    ("ml", Some("deva")),
    ("mr", Some("deva")),
    ("ne", Some("deva")),
    ("si", None),
    ("sr", Some("cyrl")),
    ("te", Some("deva")),
    ("uk", Some("cyrl")),
];
/// Groups of scripts that are left out of the generic table in turn.
const GROUPS: usize = 3;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let only_spellings = arguments.first().is_some_and(|first| first.as_os_str() == "--spellings");
    arguments.drain(..usize::from(only_spellings));
    let [from, to, rest @ ..] = arguments.as_slice() else { return Err("usage: train_names DATA OUT [SCORES]".into()) };
    let data = Data::load(from)?;
    spellings(&data, to, rest.first())?;
    if only_spellings {
        return Ok(());
    }
    let recipes = recipes();
    let learn = |keep: &(dyn Fn(&str, &str) -> bool + Sync)| -> BTreeMap<&'static str, Parts> {
        recipes.par_iter().map(|recipe| (recipe.table, table(&data, recipe, keep))).collect()
    };
    let finished = learn(&|_, _| true);
    for (name, parts) in &finished {
        write(&to.join("costs").join(format!("{name}.tsv.gz")), &parts.write(name))?;
    }
    let ready = |tables: BTreeMap<&'static str, Parts>| -> BTreeMap<&'static str, Costs> {
        tables.into_iter().map(|(name, parts)| (name, Costs::new(&parts))).collect()
    };
    let folds: Vec<BTreeMap<&'static str, Costs>> = (0..2u64).map(|f| ready(learn(&|_, source| fold(source) != f))).collect();
    let generic = recipes.iter().find(|recipe| recipe.table == GENERIC).ok_or("no generic recipe")?;
    let unseen: Vec<Costs> = (0..GROUPS).into_par_iter().map(|g| Costs::new(&table(&data, generic, &|lang, _| group(lang) != g))).collect();
    let (made, measured) = (made_rows(&data, &folds, &unseen), Measured::new(&data, &folds, &unseen));
    write(&to.join("trees/across.txt.gz"), &grow(&[made.clone(), measured.rows(&data, |_| true)].concat(), &SHAPE).write("across"))?;
    if let [scores] = rest {
        let strangers = strangers(&data, &recipes, &unseen);
        measured.score(&data, &made, &strangers, scores)?;
    }
    Ok(())
}

/// The tables and trees between two Latin spellings.
fn spellings(data: &Data, to: &Path, scores: Option<&PathBuf>) -> Result<(), Box<dyn Error>> {
    let lessons = Lessons::new(data);
    for (name, parts) in lessons.tables(&|_| true) {
        write(&to.join("costs").join(format!("{name}.tsv.gz")), &parts.write(name))?;
    }
    let folds: Vec<Vec<Costs>> =
        (0..2u64).map(|f| lessons.tables(&|source| fold(source) != f).iter().map(|(_, parts)| Costs::new(parts)).collect()).collect();
    let trees = lessons.trees(&folds);
    write(&to.join("trees/latin.txt.gz"), &trees.write("latin"))?;
    let Some(scores) = scores else { return Ok(()) };
    fs::create_dir_all(scores)?;
    let lines: Vec<String> = data
        .variants
        .par_iter()
        .map_init(Bench::default, |bench, (id, one, other)| {
            let tables: Vec<&Costs> = folds[fold(one) as usize].iter().collect();
            format!("{id}\t{:.6}\n", trees.probability(&spelling_features(bench, one, other, &tables)))
        })
        .collect();
    fs::write(scores.join("variants.tsv"), lines.concat())?;
    Ok(())
}

fn write(path: &Path, text: &str) -> Result<(), Box<dyn Error>> {
    let mut out = GzBuilder::new().mtime(0).write(fs::File::create(path)?, Compression::best());
    out.write_all(text.as_bytes())?;
    out.finish()?;
    Ok(())
}

/// Learns one table from the pairs that `keep` lets through.
fn table(data: &Data, recipe: &Recipe, keep: &(dyn Fn(&str, &str) -> bool + Sync)) -> Parts {
    let lessons = data.lessons(recipe);
    let mut counts: BTreeMap<char, f64> = BTreeMap::new();
    let generic = recipe.table == GENERIC;
    let letters = |text: &str| if generic { latin(text) } else { native(&composed(text)) };
    for lesson in &lessons {
        for letter in letters(&lesson.source).letters.into_iter().filter(|c| !c.is_ascii()) {
            *counts.entry(letter).or_default() += lesson.weight.max(0.2);
        }
    }
    let least = if recipe.romanised { 3.0 } else { 1.5 };
    let mut learner = Learner::new(counts.into_iter().filter(|(_, count)| *count >= least).map(|(letter, _)| letter));
    for lesson in lessons.iter().filter(|lesson| keep(&lesson.lang, &lesson.source)) {
        learner.add(&letters(&lesson.source), &latin(&lesson.target), lesson.weight);
        if recipe.romanised {
            learner.add(&latin(&lesson.source), &latin(&lesson.target), 0.3 * lesson.weight);
        }
    }
    learner.learn()
}

/// True pairs and made negatives across scripts; each pair is measured by tables that never saw its source form.
fn made_rows(data: &Data, folds: &[BTreeMap<&'static str, Costs>], unseen: &[Costs]) -> Vec<Row> {
    let languages: Vec<(&String, &Vec<(String, String)>)> = data.pairs.iter().collect();
    languages
        .par_iter()
        .flat_map_iter(|(lang, pairs)| {
            let pool = Pool::new(pairs);
            let mut dice = Dice(lang.bytes().fold(7, |seed, b| seed * 31 + u64::from(b)));
            let mut bench = Bench::default();
            let mut rows = Vec::new();
            let step = (pairs.len() / MOST_ROWS).max(1);
            let sparse = (pairs.len() / step / MOST_UNSEEN).max(1);
            // Every language speaks as loudly, up to a point.
            let weight = MADE * (2500.0 * step as f64 / pairs.len() as f64).clamp(0.7, 2.0);
            for (n, at) in (0..pairs.len()).step_by(step).enumerate() {
                let (source, target) = &pairs[at];
                let tables = &folds[fold(source) as usize];
                let own = tables.get(table_of(lang));
                let mut add = |spelling: &str, same: bool| {
                    let features = across_features(&mut bench, source, spelling, own, &tables[GENERIC]).to_vec();
                    rows.push(Row { features, same, weight });
                    if n % sparse == 0 {
                        let features = across_features(&mut bench, source, spelling, None, &unseen[group(lang)]).to_vec();
                        rows.push(Row { features, same, weight });
                    }
                };
                add(target, true);
                if let Some(wrong) = pool.wrong(at, &mut dice) {
                    add(&wrong, false);
                }
            }
            rows
        })
        .collect()
}

/// The features of the labelled pairs, each by tables that never saw its source form: with the table of its script, and as if it had none.
struct Measured {
    known: Vec<Features>,
    unseen: Vec<Features>,
}

impl Measured {
    fn new(data: &Data, folds: &[BTreeMap<&'static str, Costs>], unseen: &[Costs]) -> Self {
        let (known, unseen) = data
            .labelled
            .par_iter()
            .map_init(Bench::default, |bench, pair| {
                let (tables, blind) = (&folds[fold(&pair.source) as usize], &unseen[group(&pair.lang)]);
                let own = tables.get(table_of(&pair.lang));
                let known = across_features(bench, &pair.source, &pair.target, own, &tables[GENERIC]);
                (known, across_features(bench, &pair.source, &pair.target, None, blind))
            })
            .unzip();
        Measured { known, unseen }
    }

    /// The labelled pairs that `keep` lets through as rows to learn from.
    fn rows(&self, data: &Data, keep: impl Fn(&str) -> bool) -> Vec<Row> {
        let mut sizes: BTreeMap<&str, f64> = BTreeMap::new();
        for pair in data.labelled.iter().filter(|pair| pair.same) {
            *sizes.entry(&pair.lang).or_default() += 1.0;
        }
        let mut rows = Vec::new();
        for (at, pair) in data.labelled.iter().enumerate().filter(|(_, pair)| keep(&pair.source)) {
            let slip = if pair.slip { SLIP } else { 1.0 };
            let weight = slip * (2500.0 / sizes.get(pair.lang.as_str()).copied().unwrap_or(1.0)).clamp(0.5, 2.0);
            rows.push(Row { features: self.known[at].to_vec(), same: pair.same, weight });
            if at % 2 == 0 {
                rows.push(Row { features: self.unseen[at].to_vec(), same: pair.same, weight });
            }
        }
        rows
    }

    /// Scores the labelled pairs by tables and trees that never saw them.
    fn score(&self, data: &Data, made: &[Row], strangers: &[Option<Features>], to: &Path) -> Result<(), Box<dyn Error>> {
        fs::create_dir_all(to)?;
        let trees: Vec<Trees> = (0..2u64)
            .into_par_iter()
            .map(|f| grow(&[made.to_vec(), self.rows(data, |source| half(source) != f)].concat(), &SHAPE))
            .collect();
        for (name, features) in [("crossfit.tsv", &self.known), ("unseen.tsv", &self.unseen)] {
            let line = |(pair, features): (&Labelled, &Features)| {
                format!("{}\t{:.6}\n", pair.id, trees[half(&pair.source) as usize].probability(features))
            };
            fs::write(to.join(name), data.labelled.iter().zip(features).map(line).collect::<String>())?;
        }
        let line = |(pair, features): (&Labelled, &Option<Features>)| {
            let score = features.as_ref().map(|features| trees[half(&pair.source) as usize].probability(features));
            score.map(|score| format!("{}\t{score:.6}\n", pair.id))
        };
        fs::write(to.join("left-out.tsv"), data.labelled.iter().zip(strangers).filter_map(line).collect::<String>())?;
        Ok(())
    }
}

/// The labelled pairs of some languages measured as those of a language that nobody has learnt from: by what other languages taught the
/// table of its script, or, where no other has the script, by the generic table.
fn strangers(data: &Data, recipes: &[Recipe], unseen: &[Costs]) -> Vec<Option<Features>> {
    let tables: BTreeMap<&str, (Option<Costs>, Costs)> = LEFT_OUT
        .par_iter()
        .map(|(lang, script)| {
            let without = |name: &str| {
                let recipe = recipes.iter().find(|recipe| recipe.table == name)?;
                Some(Costs::new(&table(data, recipe, &|other, _| other != *lang)))
            };
            let generic = if script.is_some() { without(GENERIC) } else { None };
            (*lang, (script.and_then(without), generic.unwrap_or_else(|| unseen[group(lang)].clone())))
        })
        .collect();
    let measure = |bench: &mut Bench, pair: &Labelled| {
        let (own, generic) = tables.get(pair.lang.as_str())?;
        Some(across_features(bench, &pair.source, &pair.target, own.as_ref(), generic))
    };
    data.labelled.par_iter().map_init(Bench::default, measure).collect()
}

/// The half a source form belongs to when trees are tried on what they were not grown on: names that share their last word stay together.
fn half(source: &str) -> u64 {
    fold(source.split(' ').next_back().unwrap_or(source))
}
