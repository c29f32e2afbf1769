use super::placeholder::filling;
use crate::{
    declare_rule, message,
    model::{Filling, Severity},
    rules::{Context, Meta, Pair, Reporter, Rule},
    text::icu::{is_choice, parse},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A translation whose ICU message is broken: a bracket too few or too many, a plural or choice without "other", a plural category that does not exist.
    ///
    /// ## Why it matters
    ///
    /// The program shows the raw message, nothing, or stops.
    ///
    /// ## Example
    ///
    /// "{n, plural, one {# boat} other {# boats}}" → "{n, plural, one {# قارب}}". Not found: sound messages with more or fewer forms than the source.
    ///
    /// ## What it cannot see
    ///
    /// A sound message that says something else.
    IcuSyntax, id = "icu-syntax", family = "markup", severity = Critical, mqm = "Design and markup", scope = Pair
}

impl Rule for IcuSyntax {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn pair(&self, pair: &Pair<'_>, _cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let (source, target) = (pair.source_text(), pair.target_text());
        let icu = filling(pair.target) == Some(Filling::Icu);
        if !(icu || is_choice(source)) || !target.contains(['{', '}']) {
            return Ok(());
        }
        // What is broken in the source is broken for its writers.
        if let Err(error) = parse(target)
            && (icu || parse(source).is_ok())
        {
            let rest = &target[error.at..];
            let end = error.at + rest.chars().next().map_or(0, char::len_utf8);
            out.report(
                pair.place(),
                Severity::Critical,
                96,
                "ICU message broken",
                message!("Expected {expected}", expected = error.expected),
            )
            .target_span(target, error.at..end)
            .because("byte", error.at.to_string());
        }
        Ok(())
    }
}
