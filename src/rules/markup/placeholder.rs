use crate::{
    declare_rule, message,
    model::{BlockKind, Filling, Plural, PluralForm, Segment, Severity},
    rules::{Context, Meta, Pair, Reporter, Rule},
    text::placeholder::{Placeholder, is_date_pattern, lacking, placeholders},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A place that a program fills in (%s, {name}, %(count)d, {{user}}, $NAME$) and that the translation has lost, changed, or has and the source has not.
    ///
    /// ## Why it matters
    ///
    /// The reader misses a name or figure, sees raw code, or the program stops.
    ///
    /// ## Example
    ///
    /// "Hello, {name}!" → "Bonjour, {nom} !". Not found: places in another order, %s numbered as %1$s, the number left out of the forms for none, one and two, a pattern of dates, words in braces that a document translates.
    ///
    /// ## What it cannot see
    ///
    /// Two places of the same kind that changed roles without numbers.
    PlaceholderRule, id = "placeholder", family = "markup", severity = Major, mqm = "Design and markup", scope = Pair
}

impl Rule for PlaceholderRule {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn pair(&self, pair: &Pair<'_>, _cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let (source, target) = (pair.source_text(), pair.target_text());
        let (mut own, mut theirs) = (placeholders(source), placeholders(target));
        if own.is_empty() && theirs.is_empty() || is_date_pattern(source) {
            return Ok(());
        }
        let filling = filling(pair.target).or(filling(pair.source));
        for side in [&mut own, &mut theirs] {
            side.retain(|placeholder| belongs(placeholder, filling));
        }
        // A manual names what its reader fills in, in the reader's language; as many as the source has were lost by nobody.
        let document = [pair.source, pair.target].into_iter().flatten().all(|segment| segment.kind != BlockKind::Unit);
        if filling.is_none() && document && braced(source) == braced(target) {
            own.retain(|placeholder| !is_name(placeholder));
            theirs.retain(|placeholder| !is_name(placeholder));
        }
        let program = filling.is_some();
        let (severity, confidence) = if program { (Severity::Critical, 96) } else { (Severity::Major, 88) };
        // In running text what looks like a place may be a per cent sign.
        let meant = |sure: bool| sure || program;
        let mut missing = lacking(&own, &theirs);
        let mut extra = lacking(&theirs, &own);
        missing.retain(|placeholder| meant(placeholder.sure));
        extra.retain(|placeholder| meant(placeholder.sure) && (program || !own.is_empty()));
        if let Some(form) = plural(pair.target) {
            // Forms for one number may say it in words, and forms of the source may have said it so.
            if matches!(form.form, Some(PluralForm::Zero | PluralForm::One | PluralForm::Two) | None) {
                missing.clear();
            }
            if plural(pair.source).is_some() {
                extra.clear();
            }
        }
        let mut extra = extra.into_iter();
        for lost in missing {
            let written = &source[lost.span.clone()];
            let finding = match extra.next() {
                Some(new) => {
                    let found = &target[new.span.clone()];
                    let message = message!("Source has {placeholder}, target has {found}", placeholder = written, found);
                    out.report(pair.place(), severity, confidence, "Placeholder changed", message).target_span(target, new.span.clone())
                }
                None => {
                    let message = message!("Source has {placeholder}, target has not", placeholder = written);
                    out.report(pair.place(), severity, confidence, "Placeholder missing", message)
                }
            };
            finding.source_span(source, lost.span.clone()).suggest(written).because("placeholder", written);
        }
        for new in extra {
            let found = &target[new.span.clone()];
            out.report(pair.place(), severity, confidence, "Placeholder added", message!("Target has {found}, source has not", found))
                .target_span(target, new.span.clone())
                .because("placeholder", found);
        }
        Ok(())
    }
}

/// Whether a text that is filled in so can mean this as a place.
fn belongs(placeholder: &Placeholder, filling: Option<Filling>) -> bool {
    match filling {
        Some(Filling::Percent) => placeholder.key.starts_with('%'),
        Some(Filling::Braces) => placeholder.key.starts_with('{') && !placeholder.key.starts_with("{{"),
        _ => true,
    }
}

/// Whether a placeholder is a word in braces, as a shell writes them too.
fn is_name(placeholder: &Placeholder) -> bool {
    let braced = placeholder.key.trim_start_matches('$').strip_prefix('{');
    braced.map(|name| name.trim_start_matches(['#', '!'])).is_some_and(|name| name.starts_with(|c: char| c.is_alphabetic() || c == '_'))
}

/// Words in braces: `{file}`, `{fichier d'entrée}`.
fn braced(text: &str) -> usize {
    let inside = text.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
    inside.filter(|(word, _)| word.trim_start().trim_start_matches(['#', '!']).starts_with(|c: char| c.is_alphabetic() || c == '_')).count()
}

/// How a unit is filled in, if its format says so.
pub(super) fn filling(segments: &[Segment]) -> Option<Filling> {
    segments.iter().find_map(|segment| segment.unit.as_ref().map(|unit| unit.filling)).filter(|filling| *filling != Filling::Unknown)
}

fn plural(segments: &[Segment]) -> Option<&Plural> {
    segments.iter().find_map(|segment| segment.unit.as_ref()?.plural.as_ref())
}
