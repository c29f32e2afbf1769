use std::collections::BTreeMap;

use crate::{
    declare_rule, message,
    model::{Plural, PluralForm, Severity},
    rules::{Bitext, Context, Meta, Pair, Reporter, Rule},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A text that depends on a number and lacks a form that the target language needs, or that the file's own plural rule asks for.
    ///
    /// ## Why it matters
    ///
    /// For those numbers the reader gets a wrong form, the source text, or nothing.
    ///
    /// ## Example
    ///
    /// Arabic with "one" and "other" only: "3 قارب". Not found: forms for nothing but fractions or millions, explicit forms such as =0 and =1.
    ///
    /// ## What it cannot see
    ///
    /// A form that is there and wrong.
    PluralForms, id = "plural-forms", family = "catalogue", severity = Major, mqm = "Design and markup", scope = Document
}

impl Rule for PluralForms {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        // Texts by the key without the form, in the order of the file.
        let mut texts: BTreeMap<&str, Vec<(&Pair<'_>, &Plural)>> = BTreeMap::new();
        for pair in bitext.pairs.iter().filter(|pair| !pair.target_text().is_empty()) {
            if let Some(plural) = pair.target.iter().find_map(|segment| segment.unit.as_ref()?.plural.as_ref()) {
                texts.entry(&plural.of).or_default().push((pair, plural));
            }
        }
        if texts.is_empty() {
            return Err("no texts that depend on a number");
        }
        for forms in texts.values() {
            let Some((last, plural)) = forms.last() else { continue };
            let mut missing: Vec<String> = Vec::new();
            let mut grave = true;
            match plural.wanted {
                Some(wanted) if forms.len() < wanted => missing.push(format!("{} of {wanted}", wanted - forms.len())),
                Some(_) => {}
                // Without names there is nothing to compare.
                None if forms.iter().any(|(_, plural)| plural.form.is_none()) => {}
                None => {
                    let has = |form: PluralForm| forms.iter().any(|(_, plural)| plural.form == Some(form));
                    let needed = cx.target.plurals.iter().filter_map(|name| PluralForm::parse(name));
                    let lacking: Vec<PluralForm> = needed.filter(|form| !has(*form)).collect();
                    // The general form reads well enough for none and two in many texts.
                    grave = lacking.iter().any(|form| !matches!(form, PluralForm::Zero | PluralForm::Two));
                    missing.extend(lacking.into_iter().map(|form| form.as_str().to_owned()));
                }
            }
            if missing.is_empty() {
                continue;
            }
            let (severity, confidence) = if grave { (Severity::Major, 90) } else { (Severity::Minor, 80) };
            let missing = missing.join(", ");
            let text = last.target_text();
            out.report(last.place(), severity, confidence, "Plural forms missing", message!("Forms missing: {missing}", missing = missing))
                .target_span(text, 0..text.len())
                .because("forms", missing);
        }
        Ok(())
    }
}
