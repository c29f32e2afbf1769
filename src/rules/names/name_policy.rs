use std::{borrow::Cow, ops::Range};

use super::{
    gathered::{ONE_SCRIPT, differ, gather},
    majority::Votes,
    styling::{ARTICLE, Article, Shape},
};
use crate::{
    config::{ArticleCase, ArticleForm, ArticleJoin, HouseStyle, Keep, SunLetters},
    declare_rule, message,
    model::Severity,
    names::{
        Entity, Mention,
        places::Gazetteer,
        schemes::{Judgement, Scheme, scheme_for, schemes_of},
    },
    rules::{Bitext, Context, Meta, Reporter, Rule},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A name that is not written in the style of your house: `[names] style` in bilint.toml, or single switches for the article (case, joint, vowel, sun letters), for the endings of Arabic names, and for the romanisation of Cyrillic, Greek, Japanese, Korean and Chinese ones. Where nothing is set, the clear majority of the batch is the style.
    ///
    /// ## Why it matters
    ///
    /// Five agencies have five styles; a paper has one.
    ///
    /// ## Example
    ///
    /// "al-Mismari" where the house writes "Al Mismari"; "Zelensky" where it follows BGN ("Zelenskiy"). Not found: established names that your settings list, a capital "Al-" at the start of a sentence, names that no romanisation explains (Geneva for Женева).
    ///
    /// ## What it cannot see
    ///
    /// A style that neither the settings nor at least five names of the batch tell (a majority of fewer than twenty names raises information only); romanisations of kanji, whose reading is not written.
    NamePolicy, id = "name-policy", family = "names", severity = Minor, mqm = "Style", scope = Document
}

/// How sure a departure from a style that the settings name is, and one from the majority of the batch.
const SET: u8 = 95;
const MAJORITY: u8 = 65;
/// Names that a scheme must explain alone before it is the batch's own.
const ENOUGH: usize = 6;
const CLEAR: usize = 85;

impl Rule for NamePolicy {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let Some(gathered) = gather(bitext, cx) else { return Err(ONE_SCRIPT) };
        if gathered.survey.source_is_latin {
            return Err("not checked: styles are of names in Latin letters");
        }
        let names = Names::new(bitext, cx, &gathered.survey.mentions, &gathered.entities);
        match names.language() {
            "ar" | "" => names.arabic(out),
            language => names.romanised(language, out),
        }
        Ok(())
    }
}

/// The names of a document and all that is asked about them.
pub(super) struct Names<'a, 'b> {
    bitext: &'a Bitext<'b>,
    cx: &'a Context<'a>,
    mentions: &'a [Mention],
    entities: &'a [Entity],
    places: Option<&'static Gazetteer>,
}

impl<'a, 'b> Names<'a, 'b> {
    pub fn new(bitext: &'a Bitext<'b>, cx: &'a Context<'a>, mentions: &'a [Mention], entities: &'a [Entity]) -> Self {
        Names { bitext, cx, mentions, entities, places: cx.target_lang.and_then(|lang| Gazetteer::of(lang, cx.target)) }
    }

    fn language(&self) -> &str {
        self.cx.source_lang.as_ref().map_or("", |lang| lang.language())
    }
}

impl Names<'_, '_> {
    /// Names with a spelling of their own: listed ones, countries, firms and papers that spell themselves.
    fn settled(&self, text: &str, mention: &Mention) -> bool {
        let form = &mention.target_form;
        let own = |known: &String| {
            let from = mention.target.start.saturating_sub(known.len());
            (from..=mention.target.start).any(|start| text.get(start..start + known.len()) == Some(known))
        };
        self.cx.settings.names.established.values().any(|known| **known == **form)
            || self.places.as_ref().is_some_and(|places| places.is_word(&form.to_lowercase()))
            || self.cx.source.names.own_spelling.iter().any(own)
    }

    fn first(&self, mentions: &[usize]) -> Option<(&Mention, &str)> {
        let mention = self.mentions.get(*mentions.first()?)?;
        let text = self.bitext.pairs.get(mention.pair)?.target_text();
        (!self.settled(text, mention)).then_some((mention, text))
    }

    /// How a mention is written; the search may have left the article of the source out.
    fn shape<'t>(&self, mention: &Mention, text: &'t str) -> Option<Shape<'t>> {
        let source = self.bitext.pairs.get(mention.pair)?.source_text();
        let article = source.get(..mention.source.start)?.ends_with(ARTICLE);
        let word = if article { format!("{ARTICLE}{}", mention.source_form) } else { mention.source_form.to_string() };
        Shape::new(&word, text, mention.target.clone())
    }

    fn report(&self, out: &mut Reporter<'_>, mention: &Mention, span: Range<usize>, what: Departure<'_>) {
        let Some(pair) = self.bitext.pairs.get(mention.pair) else { return };
        let shown = pair.target_text().get(span.clone()).unwrap_or(&mention.target_form);
        let Departure { issue, right, set, settled, because } = what;
        let message = if set {
            message!("House style is “{right}”, found “{shown}”", right, shown)
        } else {
            message!("The other names here call for “{right}”, found “{shown}”", right, shown)
        };
        let severity = if set || settled { Severity::Minor } else { Severity::Info };
        out.report(pair.place(), severity, if set { SET } else { MAJORITY }, issue, message)
            .source_span(pair.source_text(), mention.source.clone())
            .target_span(pair.target_text(), span)
            .suggest(right)
            .because("style", because);
    }

    fn arabic(&self, out: &mut Reporter<'_>) {
        let set = &self.cx.settings.names.style;
        let (usual, settled) = self.usual().style();
        let style = set.clone().over(usual);
        for entity in self.entities {
            for spelling in &entity.spellings {
                let Some((mention, text)) = self.first(&spelling.mentions) else { continue };
                let Some(shape) = self.shape(mention, text) else { continue };
                let shown = text.get(shape.span.clone()).unwrap_or_default();
                let (right, by_house) = (shape.styled(&style), shape.styled(set));
                if right == shown || (shape.initial && right.eq_ignore_ascii_case(shown)) {
                    continue;
                }
                let house = by_house != shown;
                // Where one name is written in two ways the batch is at odds with itself: that is name-variant's to say.
                if !house && entity.spellings.iter().any(|other| differ(&other.form, &spelling.form, shape.initial)) {
                    continue;
                }
                let right = if house { by_house } else { right };
                let issue = if right.ends_with(shape.name) { "Article style" } else { "Spelling style" };
                self.report(
                    out,
                    mention,
                    shape.span.clone(),
                    Departure { issue, right, set: house, settled, because: "article and endings" },
                );
            }
            if let Some(second) = set.second_mention {
                self.second_mention(entity, second, &style, out);
            }
        }
    }

    /// The article of a surname that stands alone later on.
    fn second_mention(&self, entity: &Entity, wanted: Keep, style: &HouseStyle, out: &mut Reporter<'_>) {
        let mut mentions: Vec<usize> = entity.spellings.iter().flat_map(|s| s.mentions.iter().copied()).collect();
        mentions.sort_unstable();
        let Some((first, text)) = self.first(&mentions) else { return };
        let Some(whole) = self.shape(first, text) else { return };
        // Only what has a given name before it is a surname.
        let (Some(article), true) = (whole.article, whole.inner) else { return };
        for at in mentions.iter().skip(1) {
            let Some(mention) = self.mentions.get(*at) else { continue };
            let Some(pair) = self.bitext.pairs.get(mention.pair) else { continue };
            let Some(shape) = self.shape(mention, pair.target_text()) else { continue };
            if shape.inner || (shape.article.is_some() == (wanted == Keep::Keep)) {
                continue;
            }
            let name = shape.name.to_owned();
            let right = if wanted == Keep::Drop { name } else { shape.with_article(article, &name, style) };
            let what = Departure { issue: "Article on later mention", right, set: true, settled: true, because: "second-mention" };
            return self.report(out, mention, shape.span, what);
        }
    }

    /// What most names of the batch have; of the document alone, where there is no batch.
    fn usual(&self) -> Cow<'_, Usual> {
        if let Some(names) = self.cx.names {
            return Cow::Borrowed(names.usual());
        }
        let mut usual = Usual::default();
        self.entities.iter().for_each(|entity| usual.add(self, entity));
        Cow::Owned(usual)
    }

    fn romanised(&self, language: &str, out: &mut Reporter<'_>) {
        let set = self.cx.settings.names.style.schemes.get(language).and_then(|name| scheme_for(language, name).ok());
        let Some(scheme) = set.or_else(|| self.usual().scheme(language)) else { return };
        for spelling in self.entities.iter().flat_map(|entity| &entity.spellings) {
            let Some((mention, _)) = self.first(&spelling.mentions) else { continue };
            if let Judgement::Departs(right) = scheme.judge(language, &mention.source_form, &mention.target_form) {
                let what = Departure { issue: "Romanisation", right, set: set.is_some(), settled: false, because: &scheme.name };
                self.report(out, mention, mention.target.clone(), what);
            }
        }
    }
}

/// How most names are written, each name once.
#[derive(Debug, Clone, Default)]
pub(super) struct Usual {
    forms: Votes<ArticleForm>,
    cases: Votes<ArticleCase>,
    joins: Votes<ArticleJoin>,
    suns: Votes<SunLetters>,
    /// By scheme of the language: names that follow it, and names that do not.
    schemes: Vec<(usize, usize)>,
}

impl Usual {
    /// Counts a name at its first mention.
    pub fn add(&mut self, names: &Names<'_, '_>, entity: &Entity) {
        let Some((mention, text)) = entity.spellings.first().and_then(|s| names.first(&s.mentions)) else { return };
        match names.language() {
            "ar" | "" => self.add_article(names, mention, text),
            language => self.add_scheme(language, mention),
        }
    }

    fn add_article(&mut self, names: &Names<'_, '_>, mention: &Mention, text: &str) {
        let Some(shape) = names.shape(mention, text) else { return };
        let Some(Article { form, capital, join, assimilated }) = shape.article else { return };
        self.forms.add(form);
        self.joins.add(join);
        if !shape.initial {
            self.cases.add(if capital { ArticleCase::Capital } else { ArticleCase::Lower });
        }
        if shape.sun {
            self.suns.add(if assimilated { SunLetters::Assimilated } else { SunLetters::Kept });
        }
    }

    fn add_scheme(&mut self, language: &str, mention: &Mention) {
        let judged: Vec<Judgement> =
            schemes_of(language).map(|scheme| scheme.judge(language, &mention.source_form, &mention.target_form)).collect();
        // Names that all schemes write alike say nothing.
        if !judged.contains(&Judgement::Fits) || !judged.iter().any(|j| matches!(j, Judgement::Departs(_))) {
            return;
        }
        self.schemes.resize(judged.len(), (0, 0));
        for (vote, judgement) in self.schemes.iter_mut().zip(&judged) {
            match judgement {
                Judgement::Fits => vote.0 += 1,
                Judgement::Departs(_) => vote.1 += 1,
                Judgement::Unknown => {}
            }
        }
    }

    fn style(&self) -> (HouseStyle, bool) {
        let settled = self.forms.settled() && self.joins.settled() && self.cases.settled();
        let style = HouseStyle {
            article_form: self.forms.clear(),
            article_case: self.cases.clear(),
            article_join: self.joins.clear(),
            sun_letters: self.suns.clear(),
            ..HouseStyle::default()
        };
        (style, settled)
    }

    /// The scheme that nearly all names follow.
    fn scheme(&self, language: &str) -> Option<&'static Scheme> {
        let clear = |(fits, departs): (usize, usize)| fits >= ENOUGH && fits * 100 >= (fits + departs) * CLEAR;
        let best = self.schemes.iter().copied().filter(|vote| clear(*vote)).max_by_key(|vote| vote.0)?;
        // Two schemes that fit as well leave it open.
        let mut winners = self.schemes.iter().zip(schemes_of(language)).filter(|(vote, _)| vote.0 == best.0);
        winners.next().filter(|_| winners.next().is_none()).map(|(_, scheme)| scheme)
    }
}

/// What is not as it should be.
struct Departure<'w> {
    issue: &'static str,
    right: String,
    /// The settings say so, not the majority.
    set: bool,
    /// The majority is so large that a departure is more than information.
    settled: bool,
    because: &'w str,
}
