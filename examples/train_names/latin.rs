//! The tables and the fused score between two Latin spellings: learnt from attested spellings of one source form against each
//! other, and from full names whose elements are written in another attested way.

use std::collections::BTreeMap;

use bilint::names::{
    costs::{Costs, Parts},
    features::Bench,
    learn::Learner,
    letters::latin,
    spellings::{TABLES, spelling_features},
    trees::Trees,
};
use rayon::prelude::*;

use crate::{
    boost::{Row, grow},
    data::{Data, fold},
    negatives::{Dice, Pool},
};

/// Pairs of one origin in a table, and in the rows that the trees are grown from.
const MOST_LESSONS: usize = 12_000;
const MOST_ROWS: usize = 9000;
/// Full names of one origin that are spelled anew.
const MOST_FULL: usize = 9000;

/// Lexicons whose forms are spellings of one source form; Chinese and Japanese characters have readings instead.
const ORIGINS: [&str; 7] = ["ar", "cyrl", "ko", "el", "hi", "hy", "ja"];

/// The lexicons a table is learnt from.
fn origins(table: &str) -> &'static [&'static str] {
    match table {
        "latn-arab" => &["ar"],
        "latn-cyrl" => &["cyrl", "el", "hy"],
        "latn-hang" => &["ko"],
        _ => &ORIGINS,
    }
}

/// Source form, one spelling of it and another.
type Spelt = (String, String, String);

/// Everything to learn from, by origin.
pub struct Lessons {
    units: BTreeMap<&'static str, Vec<Spelt>>,
    full: Vec<Spelt>,
}

impl Lessons {
    pub fn new(data: &Data) -> Self {
        let mut units: BTreeMap<&'static str, Vec<Spelt>> = BTreeMap::new();
        for origin in ORIGINS {
            units.insert(origin, data.spellings.get(origin).cloned().unwrap_or_default());
        }
        Lessons { units, full: full(data) }
    }

    fn table(&self, table: &str, keep: &dyn Fn(&str) -> bool) -> Parts {
        let mut learner = Learner::new(std::iter::empty());
        for origin in origins(table) {
            let list = &self.units[origin];
            let step = (list.len() / MOST_LESSONS).max(1);
            for (_, one, other) in list.iter().step_by(step).filter(|(source, ..)| keep(source)) {
                learner.add(&latin(one), &latin(other), 0.5);
                learner.add(&latin(other), &latin(one), 0.5);
            }
        }
        if table != "latn-hang" {
            for (_, one, other) in self.full.iter().step_by(3).filter(|(source, ..)| keep(source)) {
                learner.add(&latin(one), &latin(other), 0.2);
                learner.add(&latin(other), &latin(one), 0.2);
            }
        }
        learner.learn()
    }

    /// The tables, in the order of [`TABLES`].
    pub fn tables(&self, keep: &(dyn Fn(&str) -> bool + Sync)) -> Vec<(&'static str, Parts)> {
        TABLES.par_iter().map(|name| (*name, self.table(name, keep))).collect()
    }

    /// The fused score; each pair is measured by tables that never saw its source form.
    pub fn trees(&self, folds: &[Vec<Costs>]) -> Trees {
        let mut origins: Vec<(&str, &[Spelt], usize)> = self.units.iter().map(|(name, list)| (*name, list.as_slice(), MOST_ROWS)).collect();
        origins.push(("full", &self.full, MOST_FULL));
        let rows: Vec<Row> = origins.par_iter().flat_map_iter(|(name, list, most)| rows(name, list, *most, folds)).collect();
        grow(&rows, &crate::SHAPE)
    }
}

fn rows(name: &str, list: &[Spelt], most: usize, folds: &[Vec<Costs>]) -> Vec<Row> {
    let pairs: Vec<(String, String)> =
        list.iter().flat_map(|(source, one, other)| [(source.clone(), one.clone()), (source.clone(), other.clone())]).collect();
    let pool = Pool::new(&pairs);
    let mut dice = Dice(name.bytes().fold(11, |seed, b| seed * 31 + u64::from(b)));
    let mut bench = Bench::default();
    let step = (list.len() / most).max(1);
    let weight = (4000.0 * step as f64 / list.len().max(1) as f64).clamp(0.5, 3.0);
    let mut rows = Vec::new();
    for (at, (source, one, other)) in list.iter().enumerate().step_by(step) {
        let tables: Vec<&Costs> = folds[fold(source) as usize].iter().collect();
        let mut add = |spelling: &str, same: bool| {
            rows.push(Row { features: spelling_features(&mut bench, one, spelling, &tables).to_vec(), same, weight });
        };
        add(other, true);
        if let Some(wrong) = pool.near_miss(2 * at, &mut dice) {
            add(&wrong, false);
        }
    }
    rows
}

/// Full names in two spellings: attested ones, and ones whose elements are written in another attested way.
fn full(data: &Data) -> Vec<Spelt> {
    let mut out = Vec::new();
    let mut dice = Dice(5);
    for (lang, lexicon) in [("ar", "ar"), ("fa", "ar"), ("ru", "cyrl")] {
        let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
        let Some(pairs) = data.pairs.get(lang) else { continue };
        for (source, target) in pairs.iter().filter(|(source, _)| source.contains(' ')) {
            if let Some(known) = seen.insert(source, target) {
                out.push((source.clone(), known.to_owned(), target.clone()));
            }
            let (words, spelled): (Vec<&str>, Vec<&str>) = (source.split(' ').collect(), target.split(' ').collect());
            if words.len() != spelled.len() || words.len() > 4 {
                continue;
            }
            let mut changed = false;
            let anew: Vec<String> = words
                .iter()
                .zip(&spelled)
                .map(|(word, shown)| {
                    let forms = data.forms(lexicon, word);
                    let other = forms.get(dice.roll(forms.len())).filter(|form| dice.roll(3) > 0 && alike(form, shown));
                    match other {
                        Some(form) if form.to_lowercase() != shown.to_lowercase() => {
                            changed = true;
                            capital(form)
                        }
                        _ => (*shown).to_owned(),
                    }
                })
                .collect();
            // A name is often told with one of its parts left out.
            let mut anew = anew;
            if anew.len() > 2 && dice.roll(4) == 0 {
                anew.remove(dice.roll(anew.len()));
                changed = true;
            }
            if changed {
                let joint = if dice.roll(6) == 0 { "-" } else { " " };
                out.push((source.clone(), target.clone(), anew.join(joint)));
            }
        }
    }
    out
}

/// The words of a source and its target may stand in another order: a form must be like what it replaces.
fn alike(form: &str, shown: &str) -> bool {
    strsim::jaro_winkler(&form.to_lowercase(), &shown.to_lowercase()) > 0.6
}

fn capital(form: &str) -> String {
    let mut letters = form.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
