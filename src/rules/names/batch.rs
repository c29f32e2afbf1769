//! The names of a batch: what each document adds, and what all of them say to the rules. Texts are not kept.

use rustc_hash::FxHashMap;

use super::{
    forms::cleaned,
    gathered::searched,
    name_policy::{Names, Usual},
};
use crate::{
    config::{Level, Settings},
    model::Arrange,
    names::{Batch, Entity, alike, entities, lists::attested, plain},
    rules::{Bitext, Context},
};

/// Names whose spellings are kept: those of further ones are held together in their own document only (some 100 MB).
const MOST: usize = 500_000;
/// Mentions of a spelling before other documents are held to it.
const USUAL: usize = 3;

/// A spelling and the mentions of it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Form {
    spelling: String,
    times: usize,
}

/// What the documents of a batch, in one pair of languages, have in common. Filled in the order of the plan.
#[derive(Debug, Default)]
pub struct BatchNames {
    batch: Batch,
    forms: FxHashMap<String, Vec<Form>>,
    usual: Usual,
}

/// Whether any rule about names is asked for.
#[must_use]
pub fn wanted(settings: &Settings) -> bool {
    let off = |rule: &str| {
        let last = settings.rules.iter().rev().find(|o| o.rule == rule);
        last.is_some_and(|o| o.level == Level::Off && o.pair.is_none() && o.path.is_none())
    };
    super::RULES.iter().any(|rule| !off(rule.meta().id))
}

/// Looks the names of a document up: the part of the work that needs no other document, to be done before a batch is put together.
pub fn look_up(bitext: &Bitext<'_>, cx: &Context<'_>) {
    let _ = searched(bitext, cx);
}

impl BatchNames {
    /// Adds the names of a document that were looked up.
    pub fn add(&mut self, bitext: &Bitext<'_>, cx: &Context<'_>) {
        let Some(found) = bitext.searched.get().and_then(Option::as_ref) else { return };
        self.batch.merge(&found.batch);
        let entities = cleaned(entities(&found.mentions), cx.target);
        let names = Names::new(bitext, cx, &found.mentions, &entities);
        for entity in &entities {
            if !self.forms.contains_key(&entity.source_form) {
                // Each name has one vote in a batch, at its first mention.
                self.usual.add(&names, entity);
                if self.forms.len() >= MOST {
                    continue;
                }
            }
            let forms = self.forms.entry(entity.source_form.clone()).or_default();
            for spelling in &entity.spellings {
                match forms.iter_mut().find(|form| form.spelling == spelling.form) {
                    Some(form) => form.times += spelling.mentions.len(),
                    None => forms.push(Form { spelling: spelling.form.clone(), times: spelling.mentions.len() }),
                }
            }
        }
    }

    #[must_use]
    pub(super) fn batch(&self) -> &Batch {
        &self.batch
    }

    #[must_use]
    pub(super) fn usual(&self) -> &Usual {
        &self.usual
    }

    /// Tells a name how other documents write it. Two people of one given name may spell it in two ways, so that a name which is a known
    /// one in either spelling is left to its document.
    pub(super) fn elsewhere(&self, entity: &mut Entity) {
        let (Some(forms), Some(first)) = (self.forms.get(&entity.source_form), entity.spellings.first()) else { return };
        let own = |form: &Form| entity.spellings.iter().find(|s| s.form == form.spelling).map_or(0, |s| s.mentions.len());
        let known = |form: &str| attested(&plain(&crate::names::candidates::bare(form)));
        let others = forms.iter().filter_map(|form| {
            let times = form.times.saturating_sub(own(form));
            let another = plain(&form.spelling) != plain(&first.form) && known(&form.spelling) && known(&first.form);
            (times > 0 && !another && form.times >= USUAL.min(own(form) + 1) && alike(&first.form, &form.spelling))
                .then(|| (form.spelling.clone(), times))
        });
        let mut others: Vec<(String, usize)> = others.collect();
        others.arrange_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        entity.elsewhere = others;
    }
}
