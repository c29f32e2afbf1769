//! Looks names up in sentences, for measuring: `cargo run --profile measure --example look_ups < ROWS`.
//!
//! Rows are tab-separated: id, language, sentence, name in Latin letters. Prints the id and the probability that the best place in the
//! sentence is the name, and at the end, as a comment, look-ups a second on one core.

#![expect(clippy::print_stdout, reason = "a tool for the terminal")]

use std::{error::Error, io, time::Instant};

use bilint::{
    lang::or_default,
    model::Lang,
    names::{search::Searcher, tables::script_of},
};

fn main() -> Result<(), Box<dyn Error>> {
    let rows: Vec<String> = io::stdin().lines().collect::<Result<_, _>>()?;
    let mut prepared: Option<(&str, &str, Searcher)> = None;
    let (mut out, mut count) = (String::new(), 0u32);
    let mut started = Instant::now();
    for row in &rows {
        let [id, tag, text, name] = row.split('\t').collect::<Vec<_>>()[..] else { continue };
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
        out += &format!("{id}\t{:.6}\n", found.map_or(0.0, |found| found.probability));
    }
    let seconds = started.elapsed().as_secs_f64();
    print!("{out}");
    println!("# {count} look-ups, {:.0} a second", f64::from(count) / seconds.max(1e-9));
    Ok(())
}
