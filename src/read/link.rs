//! Catalogues: which text answers which, by their keys.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::smallvec;

use crate::model::{Anchor, Block, BlockKind, Document, Ignores, Location, Plural, PluralForm, State, Unit};

/// Catalogues with fewer keys in common than one in this many are tables whose keys were translated too.
const FEW: usize = 4;

/// Puts the units of two catalogues side by side. A unit that the other lacks stands beside an empty one that says so; a
/// plural form that the source does not have stands beside the source's general form.
pub fn link(source: &mut Document, target: &mut Document) {
    answer_unsplit(source, target);
    let key = |block: &Block| block.key.clone().unwrap_or_default();
    let mut theirs: FxHashMap<String, VecDeque<usize>> = FxHashMap::default();
    for (at, block) in target.blocks.iter().enumerate() {
        theirs.entry(key(block)).or_default().push_back(at);
    }
    let shared = source.blocks.iter().filter(|block| theirs.contains_key(&key(block))).count();
    let fewer = source.blocks.len().min(target.blocks.len());
    if shared * FEW < fewer && source.blocks.len() == target.blocks.len() {
        target.notes.push("the keys differ: units were paired by their order".to_owned());
        return;
    }
    // The general form of each text that depends on a number.
    let mut general: BTreeMap<String, usize> = BTreeMap::new();
    for (at, block) in source.blocks.iter().enumerate() {
        let Some(plural) = block.unit.as_ref().and_then(|unit| unit.plural.as_ref()) else { continue };
        let other = plural.form == Some(PluralForm::Other);
        let place = general.entry(plural.of.clone()).or_insert(at);
        if other {
            *place = at;
        }
    }
    let mine: FxHashSet<String> = source.blocks.iter().map(key).collect();
    let mut used = vec![false; target.blocks.len()];
    // Each source, the target that answers it, and the order in which the pairs are to stand.
    let mut rows: Vec<(Option<usize>, Option<usize>)> = Vec::new();
    let mut forms: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, block) in target.blocks.iter().enumerate() {
        if let Some(plural) = plural(block) {
            forms.entry(plural.of).or_default().push(at);
        }
    }
    for (at, block) in source.blocks.iter().enumerate() {
        let found = theirs.get_mut(&key(block)).and_then(VecDeque::pop_front);
        if let Some(place) = found {
            used[place] = true;
        }
        // A form that the translation has no use for is not missing, as long as it has others.
        let needless = plural(block).is_some_and(|plural| forms.contains_key(&plural.of)) || optional(block);
        if found.is_some() || !needless {
            rows.push((Some(at), found));
        }
        // Forms that only the translation has follow the last one of the source.
        let Some(of) = plural(block).map(|plural| plural.of) else { continue };
        let more = source.blocks.get(at + 1).and_then(plural).is_some_and(|next| next.of == of);
        if more {
            continue;
        }
        for place in forms.get(&of).into_iter().flatten() {
            if !used[*place] && !mine.contains(&key(&target.blocks[*place])) {
                used[*place] = true;
                rows.push((general.get(&of).copied().or(Some(at)), Some(*place)));
            }
        }
    }
    let more = used.iter().enumerate().filter(|(place, used)| !**used && !optional(&target.blocks[*place]));
    rows.extend(more.map(|(place, _)| (None, Some(place))));
    let (mut from, mut to) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
    let mut last = (Location { line: 1, column: 1 }, Location { line: 1, column: 1 });
    for (mine, theirs) in rows {
        let (mine, theirs) = (mine.map(|at| source.blocks[at].clone()), theirs.map(|at| target.blocks[at].clone()));
        last = (mine.as_ref().map_or(last.0, place), theirs.as_ref().map_or(last.1, place));
        let key = mine.as_ref().or(theirs.as_ref()).and_then(|block| block.key.clone());
        from.push(mine.unwrap_or_else(|| absent(key.clone(), last.0)));
        to.push(theirs.unwrap_or_else(|| absent(key, last.1)));
    }
    source.blocks = from;
    target.blocks = to;
}

/// Where one side has a single text and the other a text for each number, the single one answers every form.
fn answer_unsplit(source: &mut Document, target: &mut Document) {
    let plain = |document: &Document| -> FxHashSet<String> {
        let single = document.blocks.iter().filter(|block| plural(block).is_none());
        single.filter_map(|block| block.key.clone()).collect()
    };
    let split = |document: &Document| -> FxHashSet<String> { document.blocks.iter().filter_map(|block| Some(plural(block)?.of)).collect() };
    let (single, forms) = (plain(target), split(target));
    // Of a text by numbers in the source, the general form is answered.
    let lone = |of: &String| single.contains(of) && !forms.contains(of);
    source
        .blocks
        .retain(|block| plural(block).is_none_or(|plural| !lone(&plural.of) || plural.form.is_none_or(|form| form == PluralForm::Other)));
    for block in &mut source.blocks {
        if let Some(plural) = plural(block).filter(|plural| lone(&plural.of)) {
            block.key = Some(plural.of);
            block.unit = block.unit.as_deref().map(|unit| Unit { plural: None, ..unit.clone() }.shared());
        }
    }
    // Of a text by numbers in the translation, every form answers the one of the source.
    let (single, forms) = (plain(source), split(source));
    let wanted: FxHashSet<String> = split(target).into_iter().filter(|of| single.contains(of) && !forms.contains(of)).collect();
    for block in &mut source.blocks {
        if let Some(of) = block.key.clone().filter(|key| wanted.contains(key)) {
            let plural = Some(Plural { of: of.clone(), form: Some(PluralForm::Other), wanted: None });
            block.key = Some(format!("{of}/other"));
            block.unit = block.unit.as_deref().map(|unit| Unit { plural, ..unit.clone() }.shared());
        }
    }
}

fn plural(block: &Block) -> Option<Plural> {
    block.unit.as_ref().and_then(|unit| unit.plural.clone())
}

/// Whether a language may do without it.
fn optional(block: &Block) -> bool {
    block.unit.as_ref().is_some_and(|unit| unit.optional)
}

fn place(block: &Block) -> Location {
    block.locate(0)
}

/// Holds the place of a unit that is not there.
fn absent(key: Option<String>, at: Location) -> Block {
    Block {
        kind: BlockKind::Unit,
        key,
        text: String::new(),
        anchors: smallvec![Anchor { offset: 0, at }],
        ignores: Ignores::default(),
        unit: Some(Arc::new(Unit { state: State::Absent, ..Unit::default() })),
    }
}
