use super::gathered::{ONE_SCRIPT, article, gather};
use crate::{
    config::NameStyle,
    declare_rule,
    model::Severity,
    rules::{Bitext, Context, Meta, Reporter, Rule},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A name whose Arabic article is not written in the style of your house (`[names] article` in bilint.toml).
    ///
    /// ## Why it matters
    ///
    /// Five agencies have five styles; a paper has one.
    ///
    /// ## Example
    ///
    /// "al-Mismari" where the house writes "Al Mismari". Not found: established names that your settings list, a capital "Al-" at the start of a sentence.
    ///
    /// ## What it cannot see
    ///
    /// Anything, unless a style is set: with `auto` it does not run.
    NamePolicy, id = "name-policy", family = "names", severity = Minor, mqm = "Style", scope = Document
}

impl Rule for NamePolicy {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn unavailable(&self, cx: &Context<'_>) -> Option<&'static str> {
        (cx.settings.names.article == NameStyle::Auto).then_some("no style for the article is set")
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let Some(gathered) = gather(bitext, cx) else { return Err(ONE_SCRIPT) };
        for entity in &gathered.entities {
            for spelling in &entity.spellings {
                if cx.settings.names.established.values().any(|form| *form == spelling.form) {
                    continue;
                }
                let Some(written) = article(&spelling.form) else { continue };
                let Some(mention) = spelling.mentions.first().and_then(|at| gathered.survey.mentions.get(*at)) else { continue };
                let Some(pair) = bitext.pairs.get(mention.pair) else { continue };
                let name = &spelling.form[written.len()..];
                let wanted = match cx.settings.names.article {
                    NameStyle::LowerHyphen => "al-",
                    NameStyle::CapSpace => "Al ",
                    NameStyle::CapHyphen => "Al-",
                    NameStyle::Auto => continue,
                };
                let initial = mention.target.start == 0;
                if written == wanted || (initial && written.eq_ignore_ascii_case(wanted)) {
                    continue;
                }
                let right = format!("{wanted}{name}");
                out.report(
                    pair.place(),
                    Severity::Minor,
                    95,
                    "Article style",
                    format!("House style is “{right}”, found “{}”", spelling.form),
                )
                .source_span(pair.source_text(), mention.source.clone())
                .target_span(pair.target_text(), mention.target.clone())
                .suggest(right.clone())
                .because("style", wanted);
            }
        }
        Ok(())
    }
}
