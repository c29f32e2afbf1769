//! What readers of catalogues share: units by key, plural forms, ICU choices as a unit a branch.

use super::flow::Flow;
use crate::{
    model::{Block, BlockKind, Document, Filling, Lang, Loaded, Location, Pairing, Plural, PluralForm, Unit},
    text::icu,
};

/// A catalogue in the making.
#[derive(Debug, Default)]
pub(super) struct Catalogue {
    pub document: Document,
}

impl Catalogue {
    pub fn new() -> Self {
        Catalogue { document: Document { pairing: Pairing::Keys, ..Document::default() } }
    }

    pub fn declare(&mut self, tag: &str) {
        self.document.declared = self.document.declared.or_else(|| Lang::parse(tag.trim()).ok());
    }

    /// Adds a text, a choice by its branches.
    pub fn add(&mut self, key: String, flow: Flow, unit: Unit, at: Location) {
        let block = flow.block(BlockKind::Unit, Some(key), unit, at);
        self.document.blocks.extend(split(block));
    }

    /// Adds one form of a text that depends on a number.
    pub fn add_form(&mut self, of: &str, form: &str, flow: Flow, unit: Unit, at: Location) {
        let plural = Some(Plural { of: of.to_owned(), form: PluralForm::parse(form), wanted: None });
        let block = flow.block(BlockKind::Unit, Some(format!("{of}/{form}")), Unit { plural, ..unit }, at);
        self.document.blocks.push(block);
    }

    pub fn finish(self) -> Loaded {
        Loaded::One(self.document)
    }
}

/// A unit with an ICU choice as a unit a branch; any other, and one that is broken, stays whole.
pub(super) fn split(block: Block) -> Vec<Block> {
    if !icu::is_choice(&block.text) {
        return vec![block];
    }
    let facts = Unit { filling: Filling::Icu, ..block.unit.as_deref().cloned().unwrap_or_default() };
    let Ok(pieces) = icu::parse(&block.text) else { return vec![Block { unit: Some(facts.shared()), ..block }] };
    let of = block.key.clone().unwrap_or_default();
    let one = |branch: icu::Branch| {
        let mut flow = Flow::default();
        for span in &branch.pieces {
            let mut from = span.start;
            for line in block.text[span.clone()].split_inclusive('\n') {
                flow.put(line, block.locate(from));
                // What the text was woven from may part within a line too.
                let within = |offset: usize| from < offset && offset < from + line.len();
                let base = flow.text.len() - line.len();
                for anchor in block.anchors.iter().filter(|anchor| within(anchor.offset as usize)) {
                    let offset = u32::try_from(base + anchor.offset as usize - from).unwrap_or(u32::MAX);
                    flow.anchors.push(crate::model::Anchor { offset, at: anchor.at });
                }
                from += line.len();
            }
        }
        let form = branch.number.as_deref().map(|selector| match selector {
            "=0" => Some(PluralForm::Zero),
            "=1" => Some(PluralForm::One),
            "=2" => Some(PluralForm::Two),
            other => PluralForm::parse(other),
        });
        let plural = form.map(|form| Plural { of: of.clone(), form, wanted: None });
        let unit = Unit { plural, marks: Vec::new(), ..facts.clone() };
        flow.block(BlockKind::Unit, Some(format!("{of}/{}", branch.path)), unit, block.locate(0))
    };
    icu::branches(&pieces).into_iter().map(one).collect()
}

/// The unit of a program's text.
pub(super) fn program() -> Unit {
    Unit { filling: Filling::Program, ..Unit::default() }
}
