use super::{
    listed::What,
    listings,
    marks::{any, changed},
};
use crate::{
    declare_rule,
    lang::is_letter,
    message,
    model::{Beside, Excerpt, Location, MarkKind, Place, Severity},
    rules::{Bitext, Context, Meta, Reporter, Rule},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A code span, or a line of a listing, that stands changed in the translation.
    ///
    /// ## Why it matters
    ///
    /// Readers copy it, and it does not work.
    ///
    /// ## Example
    ///
    /// "Run `quay --list`." → "شغّل `quay -list`.". Not found: words translated between angle brackets or in letters of another script, a span left out.
    /// In listings: another switch or figure, a slip in a name, a dash or quotation mark as in prose, a minus or per cent sign that is gone, up
    /// to three lines or whole listings that are gone where all round them is there. Not found: comments, texts in quotation
    /// marks, names changed throughout, another version of the code.
    ///
    /// ## What it cannot see
    ///
    /// Code that is not marked as code.
    CodeChanged, id = "code-changed", family = "markup", severity = Major, mqm = "Design and markup", scope = Document
}

/// Spans less alike than this are two, not one changed.
const ALIKE: f64 = 0.6;

/// How sure a lost line or listing is: one side may be of an older version.
const LOST: u8 = 72;

impl Rule for CodeChanged {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, _cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let listed = listings::any(bitext.source.aside, bitext.target.aside);
        // A document of another format may have no listings to its name.
        let form = |path: &str| path.rsplit_once('.').map(|(_, form)| form.to_ascii_lowercase());
        let alike = listed || form(bitext.source.path) == form(bitext.target.path);
        let lost = if alike { listings::lost(bitext.source.aside, bitext.target.aside) } else { Vec::new() };
        if !listed && lost.is_empty() && !any(bitext, MarkKind::Code) {
            return Err("no code on both sides");
        }
        if listed {
            listing(bitext, out);
        }
        for (aside, at) in lost {
            let line = aside.text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
            let beside = Beside { source: Excerpt { text: line.to_owned(), at: aside.at }, target: Excerpt { text: String::new(), at } };
            let message = message!("The listing of source line {line} is not in the translation", line = aside.at.line);
            let finding = out.report(near(bitext, at), Severity::Major, LOST, "Code missing", message);
            finding.source_span(line, 0..line.len()).because("lines", aside.text.lines().count().to_string());
            finding.beside = Some(Box::new(beside));
        }
        for found in changed(bitext, MarkKind::Code, harmless) {
            let text = found.pair.target_text();
            let at = text.find(&found.target).unwrap_or_default();
            let end = if text[at..].starts_with(&found.target) { at + found.target.len() } else { text.len() };
            let message = message!("Source has {source}, target has {target}", source = found.source, target = found.target);
            out.report(found.pair.place(), Severity::Major, 88, "Code changed", message)
                .target_span(text, at..end)
                .suggest(found.source.clone())
                .because("code", found.target);
        }
        Ok(())
    }
}

/// Reports what changed in listings, beside the sentence that follows or, at the end, goes before.
fn listing(bitext: &Bitext<'_>, out: &mut Reporter<'_>) {
    for found in listings::changed(bitext.source.aside, bitext.target.aside) {
        let excerpt = |place: &listings::Place<'_>| Excerpt { text: place.text.to_owned(), at: place.start() };
        let beside = Beside { source: excerpt(&found.source), target: excerpt(&found.target) };
        let word = |place: &listings::Place<'_>| place.text.get(place.span.clone()).unwrap_or_default().to_owned();
        let (source, target) = (word(&found.source), word(&found.target));
        let message = match found.what {
            What::Changed => message!("Source has {source}, target has {target}", source = shown(&source), target = shown(&target)),
            What::Lost => message!("Source has {source}, target has not", source = shown(&source)),
        };
        // A line that is gone may belong to another version of the program.
        let whole = found.what == What::Lost && source.contains(' ');
        let (confidence, issue) = if whole { (LOST, "Code missing") } else { (88, "Code changed") };
        let finding = out.report(near(bitext, beside.target.at), Severity::Major, confidence, issue, message);
        finding.source_span(found.source.text, found.source.span).target_span(found.target.text, found.target.span);
        finding.suggest(source).because("code", target).beside = Some(Box::new(beside));
    }
}

/// A piece of a listing within a sentence: without the mark that ends its line.
fn shown(code: &str) -> &str {
    code.trim_end_matches([',', ';'])
}

/// The pair of the first sentence of the target that follows a place of its file, else of the last.
fn near(bitext: &Bitext<'_>, at: Location) -> Place {
    let starts = bitext.pairs.iter().filter_map(|pair| Some((pair.target.first()?.at, pair)));
    let next = starts.clone().filter(|(start, _)| *start >= at).min_by_key(|(start, _)| *start);
    next.or_else(|| starts.max_by_key(|(start, _)| *start)).map(|(_, pair)| pair.place()).unwrap_or_default()
}

/// Whether a difference is meant: another thing altogether, words for the reader, blanks.
fn harmless(one: &str, other: &str) -> bool {
    // Marks of direction keep code readable within a text that runs the other way; brackets round the whole change nothing.
    let direction = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let squeezed = |text: &str| {
        let bare: String = text.chars().filter(|c| !c.is_whitespace() && !direction(*c)).collect();
        bare.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).map_or(bare.clone(), str::to_owned)
    };
    let words = other.chars().any(|c| is_letter(c) && !c.is_ascii()) || (one.contains('<') && other.contains('<'));
    squeezed(one) == squeezed(other) || words || strsim::normalized_levenshtein(one, other) < ALIKE
}
