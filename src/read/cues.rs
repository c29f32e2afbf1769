//! What readers of subtitles share: cues, and sentences that run over several of them.

use super::{flow::Flow, places::Places};
use crate::model::{BlockKind, Cue, Document, Location, Pairing, Unit};

/// A pause longer than this ends what runs over cues, in milliseconds.
const PAUSE: u32 = 3000;
/// More cues are no sentence, whatever ends them.
const MOST_CUES: usize = 6;

/// Sentences in the making.
pub(super) struct Cues<'p, 't> {
    places: &'p Places<'t>,
    document: Document,
    flow: Flow,
    cues: Vec<Cue>,
    key: String,
    at: Location,
}

impl<'p, 't> Cues<'p, 't> {
    pub fn new(places: &'p Places<'t>) -> Self {
        let document = Document { pairing: Pairing::Times, ..Document::default() };
        Cues { places, document, flow: Flow::default(), cues: Vec::new(), key: String::new(), at: Location::default() }
    }

    /// Adds a cue: its id, times in milliseconds, and its lines with the bytes they stand at.
    pub fn add(&mut self, id: &str, start: u32, end: u32, lines: &[(String, usize)]) {
        let lines: Vec<&(String, usize)> = lines.iter().filter(|(line, _)| !line.trim().is_empty()).collect();
        let Some((_, first)) = lines.first() else { return };
        let apart = self.cues.last().is_some_and(|last| start.saturating_sub(last.end) > PAUSE || start < last.start);
        let dashed = lines[0].0.trim_start().starts_with(['-', '–', '—', '♪', '[', '(']);
        if self.cues.len() >= MOST_CUES || apart || dashed || ends(&self.flow.text) {
            self.close();
        }
        if self.cues.is_empty() {
            self.key = id.to_owned();
            self.at = self.places.at(*first);
        } else {
            self.flow.text.push(' ');
        }
        let count = |line: &str| u32::try_from(line.trim().chars().count()).unwrap_or(u32::MAX);
        self.cues.push(Cue {
            offset: u32::try_from(self.flow.text.len()).unwrap_or(u32::MAX),
            start,
            end: end.max(start),
            characters: lines.iter().map(|(line, _)| count(line)).sum(),
            longest_line: lines.iter().map(|(line, _)| count(line)).max().unwrap_or(0),
            lines: u32::try_from(lines.len()).unwrap_or(u32::MAX),
        });
        for (number, (line, at)) in lines.iter().enumerate() {
            // Two speakers in one cue, each on a line.
            if number > 0 {
                self.flow.text.push(' ');
            }
            let lead = line.len() - line.trim_start().len();
            tagless(line.trim(), at + lead, self.places, &mut self.flow);
        }
    }

    fn close(&mut self) {
        let flow = std::mem::take(&mut self.flow);
        let cues = std::mem::take(&mut self.cues);
        if cues.is_empty() || flow.is_blank() {
            return;
        }
        let unit = Unit { cues, ..Unit::default() };
        self.document.blocks.push(flow.block(BlockKind::Caption, Some(std::mem::take(&mut self.key)), unit, self.at));
    }

    pub fn finish(mut self) -> Document {
        self.close();
        self.document
    }
}

/// Whether a text ends a sentence, whatever its language.
fn ends(text: &str) -> bool {
    let bare = text.trim_end().trim_end_matches(['"', '”', '»', '’', '\'', ')', ']', '」', '』', '♪']).trim_end();
    bare.ends_with(['.', '!', '?', '…', '؟', '۔', '。', '！', '？', '।', '։', '።', '‽', ':'])
}

/// Adds a line without the tags of subtitles: `<i>`, `<v Ann>`, `{\an8}`.
fn tagless(line: &str, offset: usize, places: &Places<'_>, flow: &mut Flow) {
    let mut from = 0;
    let mut at = 0;
    while let Some(next) = line[at..].find(['<', '{', '&']) {
        let open = at + next;
        let rest = &line[open..];
        let closed = match rest.as_bytes()[0] {
            b'<' => rest.find('>').filter(|_| rest[1..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/')),
            b'{' => rest.find('}').filter(|_| rest[1..].starts_with('\\')),
            _ => rest.find(';').filter(|end| *end < 8),
        };
        let Some(end) = closed else {
            at = open + 1;
            continue;
        };
        flow.push(&line[from..open], offset + from, places);
        if rest.starts_with('&') {
            let text = match &rest[..=end] {
                "&amp;" => "&",
                "&lt;" => "<",
                "&gt;" => ">",
                "&nbsp;" => " ",
                "&lrm;" | "&rlm;" => "",
                other => other,
            };
            flow.put(text, places.at(offset + open));
        }
        at = open + end + 1;
        from = at;
    }
    flow.push(&line[from..], offset + from, places);
}

/// `01:02:03,456`, `02:03.45`: milliseconds.
pub(super) fn time(text: &str) -> Option<u32> {
    let text = text.trim();
    let (clock, fraction) = text.split_once([',', '.']).unwrap_or((text, "0"));
    let mut total: u32 = 0;
    let parts: Vec<&str> = clock.split(':').collect();
    if !(1..=3).contains(&parts.len()) || fraction.is_empty() || fraction.len() > 3 {
        return None;
    }
    for part in parts {
        let number: u32 = part.trim().parse().ok().filter(|number| *number < 1000)?;
        total = total.checked_mul(60)?.checked_add(number)?;
    }
    let digits: u32 = fraction.parse().ok()?;
    let scale = [1, 100, 10, 1][fraction.len()];
    total.checked_mul(1000)?.checked_add(digits * scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read() {
        for (text, wanted) in
            [("01:02:03,456", Some(3_723_456)), ("02:03.4", Some(123_400)), ("0:00:01.50", Some(1500)), ("a:b", None), ("1:2:3:4", None)]
        {
            assert_eq!(time(text), wanted, "{text}");
        }
    }
}
