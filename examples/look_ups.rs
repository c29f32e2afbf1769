//! Looks names up in sentences, for measuring: `cargo run --profile measure --example look_ups < ROWS`.
//!
//! Rows are tab-separated: id, language, sentence, name in Latin letters. Prints the id and the log-likelihood ratio of the best place
//! in the sentence, and at the end, as a comment, look-ups a second on one core. The probability that a place is the name, which the
//! rules ask for, is that of two whole names; among the many places of a sentence the ratio tells better. Names that are ordinary English
//! words as well, which translations translate, are left out.

#![expect(clippy::print_stdout, reason = "a tool for the terminal")]

use std::{error::Error, io, time::Instant};

use bilint::{
    lang::or_default,
    model::Lang,
    names::{lists::common, search::Searcher, tables::script_of},
};

fn main() -> Result<(), Box<dyn Error>> {
    let rows: Vec<String> = io::stdin().lines().collect::<Result<_, _>>()?;
    let mut prepared: Option<(&str, &str, Searcher)> = None;
    let english = Lang::parse("en").ok();
    let (mut out, mut count) = (String::new(), 0u32);
    let mut started = Instant::now();
    for row in &rows {
        let [id, tag, text, name] = row.split('\t').collect::<Vec<_>>()[..] else { continue };
        if common(english, &name.to_lowercase()) {
            continue;
        }
        let lang = Lang::parse(tag).ok();
        if prepared.as_ref().is_none_or(|(known, _, _)| *known != tag) {
            prepared =
                script_of(text).and_then(|script| Searcher::new(script, lang, or_default(lang))).map(|searcher| (tag, text, searcher));
            if let Some((_, text, searcher)) = &mut prepared
                && count == 0
            {
                // What is read once is no part of a look-up.
                searcher.find(name, text, &searcher.haystack(text));
                started = Instant::now();
            }
        }
        let Some((_, _, searcher)) = &mut prepared else { continue };
        let haystack = searcher.haystack(text);
        let found = searcher.find(name, text, &haystack);
        count += 1;
        out += &format!("{id}\t{:.3}\n", found.map_or(f32::MIN, |found| found.score));
    }
    let seconds = started.elapsed().as_secs_f64();
    print!("{out}");
    println!("# {count} look-ups, {:.0} a second", f64::from(count) / seconds.max(1e-9));
    Ok(())
}
