//! SubRip: numbered cues with times.

use super::{
    ReadError, ReadOptions, Reader,
    cues::{Cues, time},
    places::Places,
};
use crate::model::{Loaded, Location};

pub(super) struct Srt;

impl Reader for Srt {
    fn name(&self) -> &'static str {
        "srt"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["srt"]
    }

    fn read(&self, text: &str, path: &str, _options: &ReadOptions) -> Result<Loaded, ReadError> {
        cues(text, path, "SRT", |line| line.contains("-->"))
    }
}

/// Cues divided by blank lines: perhaps an id, a line with an arrow, lines of text.
pub(super) fn cues(text: &str, path: &str, format: &'static str, arrow: fn(&str) -> bool) -> Result<Loaded, ReadError> {
    let places = Places::new(text);
    let mut out = Cues::new(&places);
    let mut id = String::new();
    let mut open: Option<(u32, u32)> = None;
    let mut lines: Vec<(String, usize)> = Vec::new();
    let mut at = 0;
    let mut any = false;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let body = line.trim_end_matches('\n');
        if arrow(body) {
            // Without a blank line before it, the last line of text was the id.
            if let Some((from, to)) = open.take() {
                let next = lines.pop_if(|(line, _)| line.trim().parse::<u32>().is_ok());
                out.add(&id, from, to, &std::mem::take(&mut lines));
                id = next.map(|(line, _)| line.trim().to_owned()).unwrap_or_default();
            }
            let times = body.split_once("-->").and_then(|(from, to)| {
                let end = to.split_whitespace().next()?;
                Some((time(from)?, time(end)?))
            });
            let Some(times) = times else {
                let Location { line, column } = places.at(start);
                let expected = "two times such as 00:00:01,000 --> 00:00:02,500".to_owned();
                return Err(ReadError::Malformed { path: path.to_owned(), format, line, column, expected });
            };
            open = Some(times);
            any = true;
        } else if body.trim().is_empty() {
            if let Some((from, to)) = open.filter(|_| !lines.is_empty()) {
                out.add(&id, from, to, &std::mem::take(&mut lines));
                open = None;
                id.clear();
            }
        } else if open.is_some() {
            lines.push((body.to_owned(), start));
        } else {
            body.trim().clone_into(&mut id);
        }
    }
    if let Some((from, to)) = open {
        out.add(&id, from, to, &lines);
    }
    if !any {
        let expected = "a line with two times and an arrow between them".to_owned();
        return Err(ReadError::Malformed { path: path.to_owned(), format, line: 1, column: 1, expected });
    }
    Ok(Loaded::One(out.finish()))
}
