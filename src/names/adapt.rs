//! The tables learn the habits of a batch: one more round of expectation maximisation on the names it surely has, in memory only.
//!
//! A table speaks for many names of many houses; that it has seen so many is worth [`STEADY`] steps. What the batch's own sure names
//! do counts on top, each pair of spellings once, so that a house which writes ق as g is understood where it does so again.

use std::collections::BTreeSet;

use super::{
    costs::{Costs, Parts},
    learn::Learner,
    letters::{Letters, latin},
    page::Page,
};

/// Steps that the table itself is worth.
const STEADY: f64 = 12_000.0;
/// Names before a batch has habits.
pub(super) const ENOUGH: usize = 12;
/// More teach nothing new.
const MOST: usize = 20_000;
/// Probability and score of a span that is surely the name.
const SURE: (f32, f32) = (0.93, 7.0);

/// Sure names of a batch: the span of the other side and the Latin spelling, each pair once, sorted.
pub(super) fn sure_names<'p>(pages: &'p [Page<'_>]) -> BTreeSet<(&'p str, &'p str)> {
    let words = pages.iter().flat_map(|page| page.words.iter().map(move |word| (page, word)));
    let sure = words.filter_map(|(page, word)| {
        let found = word.found.as_ref().filter(|found| !word.literal && found.probability >= SURE.0 && found.score >= SURE.1)?;
        Some((page.other.get(found.span.clone())?, &*word.candidate.form))
    });
    sure.take(MOST).collect()
}

/// A table after a round on some names; `None` where they are too few to tell.
pub(super) fn adapted(parts: &Parts, names: &BTreeSet<(&str, &str)>, letters: fn(&str) -> Letters) -> Option<Costs> {
    if names.len() < ENOUGH {
        return None;
    }
    let mut learner = Learner::with_alphabet(parts.alphabet.clone());
    for (other, form) in names {
        learner.add(&letters(other), &latin(form), 1.0);
    }
    Some(Costs::new(&learner.round(parts, STEADY)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::{
        lattice::{Room, Source, Target, Whole},
        letters::native,
        tables::parts,
    };

    fn score(costs: &Costs, source: &str, spelling: &str) -> f32 {
        let source = Source::new(&native(source), costs);
        Room::default().align(&source, &Target::new(&latin(spelling), costs), costs, &Whole(source.symbols.len())).0
    }

    #[test]
    fn a_habit_of_the_house_is_learnt() {
        let table = parts("arab").expect("a table");
        let with = |q: &str| -> Vec<(&str, String)> {
            [
                ("قاسم", "Xassem"),
                ("قادري", "Xadri"),
                ("قطان", "Xattan"),
                ("قنديل", "Xandil"),
                ("قباني", "Xabbani"),
                ("قرني", "Xarni"),
                ("قحطاني", "Xahtani"),
                ("باقر", "Baxer"),
                ("طارق", "Tarex"),
                ("شفيق", "Shafix"),
                ("رزاق", "Razzax"),
                ("فاروق", "Farux"),
                ("صادق", "Sadex"),
                ("توفيق", "Tawfix"),
            ]
            .into_iter()
            .map(|(source, form)| {
                (source, if form.starts_with('X') { form.replacen('X', &q.to_uppercase(), 1) } else { form.replace('x', q) })
            })
            .collect()
        };
        let learnt = |names: &[(&str, String)]| {
            adapted(table, &names.iter().map(|(source, form)| (*source, form.as_str())).collect(), native).expect("enough names")
        };
        let (g, q) = (learnt(&with("g")), learnt(&with("q")));
        let before = Costs::new(table);
        // A name that neither batch has.
        for (costs, own, other) in [(&g, "Galaa", "Qalaa"), (&q, "Qalaa", "Galaa")] {
            let gain = |form: &str| score(costs, "قلعة", form) - score(&before, "قلعة", form);
            assert!(gain(own) > gain(other) + 0.1, "{own} {} {other} {}", gain(own), gain(other));
        }
        assert!(score(&g, "قلعة", "Galaa") > score(&before, "قلعة", "Galaa") + 0.3);
    }

    #[test]
    fn few_names_are_no_habit_and_a_round_is_the_same_every_time() {
        let table = parts("arab").expect("a table");
        let few: BTreeSet<(&str, &str)> = [("قاسم", "Gassem")].into_iter().collect();
        assert!(adapted(table, &few, native).is_none());
        let learner = || {
            let mut learner = Learner::with_alphabet(table.alphabet.clone());
            for (source, form) in [("قاسم", "Gassem"), ("طارق", "Tareg"), ("سراج", "Serraj")] {
                learner.add(&native(source), &latin(form), 1.0);
            }
            learner.round(table, STEADY).write("arab")
        };
        assert_eq!(learner(), learner());
    }
}
