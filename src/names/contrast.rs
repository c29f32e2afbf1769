//! The spelling that one wrong consonant away would fit better: what tells a slip from an odd romanisation.

use super::{
    costs::Costs,
    lattice::{Room, Source, Target, Whole},
    letters::{Letters, latin},
};

/// What a rival must gain on the spelling that stands there, and weigh itself.
const GAIN: f32 = 2.0;
const WEIGHS: f32 = 5.0;
/// Longer spellings are not tried.
const LONGEST: usize = 24;

/// A spelling one consonant away.
#[derive(Debug, Clone, PartialEq)]
pub struct Rival {
    pub spelling: String,
    pub gain: f32,
}

const CONSONANTS: [u8; 21] = [2, 3, 4, 6, 7, 8, 10, 11, 12, 13, 14, 16, 17, 18, 19, 20, 22, 23, 24, 25, 26];

fn consonant(code: u8) -> bool {
    code != 0 && !matches!(code, 1 | 5 | 9 | 15 | 21)
}

/// The best spelling with one consonant replaced, put in, or swapped with its neighbour; letters left out are no slip, many are silent.
#[must_use]
pub fn rival(source: &Letters, shown: &str, costs: &Costs, room: &mut Room) -> Option<Rival> {
    let source = Source::new(source, costs);
    let whole = Whole(source.symbols.len());
    let base = Target::new(&latin(shown), costs);
    if base.codes.len() < 5 || base.codes.len() > LONGEST {
        return None;
    }
    room.strict = true;
    // How likely the spelling is given the source: rare letters cost what they are worth.
    let mut weigh = |codes: &[u8]| {
        let target = Target::of(codes.to_vec(), costs);
        let score = room.align(&source, &target, costs, &whole).0;
        (score + target.log(), score)
    };
    let stands = weigh(&base.codes);
    let mut best: Option<((f32, f32), Vec<u8>)> = None;
    let mut consider = |codes: Vec<u8>| {
        let score = weigh(&codes);
        if best.as_ref().is_none_or(|((most, _), _)| score.0 > *most) {
            best = Some((score, codes));
        }
    };
    let n = base.codes.len();
    for at in 1..n {
        let here = base.codes[at];
        for letter in CONSONANTS {
            // Put in before a letter that is not the same one.
            if here != letter && base.codes[at - 1] != letter {
                let mut codes = base.codes.clone();
                codes.insert(at, letter);
                consider(codes);
            }
            if consonant(here) && here != letter {
                let mut codes = base.codes.clone();
                codes[at] = letter;
                consider(codes);
            }
        }
        if at + 1 < n && consonant(here) && base.codes[at + 1] != 0 && base.codes[at + 1] != here {
            let mut codes = base.codes.clone();
            codes.swap(at, at + 1);
            consider(codes);
            if at + 2 < n && consonant(base.codes[at + 2]) && base.codes[at + 2] != here {
                let mut codes = base.codes.clone();
                codes.swap(at, at + 2);
                consider(codes);
            }
        }
    }
    room.strict = false;
    let ((likely, score), codes) = best?;
    let gain = likely - stands.0;
    (gain >= GAIN && score >= WEIGHS).then(|| Rival { spelling: spelled(&codes), gain })
}

/// Codes as a name: a capital after every edge.
fn spelled(codes: &[u8]) -> String {
    let mut out = String::new();
    let mut edge = true;
    for code in codes {
        if *code == 0 {
            edge = true;
            continue;
        }
        if edge && !out.is_empty() {
            out.push(' ');
        }
        let letter = (b'a' + code - 1) as char;
        out.push(if edge { letter.to_ascii_uppercase() } else { letter });
        edge = false;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::{letters::native, tables::costs};

    #[test]
    fn a_slip_has_a_rival_and_a_usual_spelling_has_none() {
        let costs = costs("arab").expect("a table");
        let mut room = Room::default();
        let mut of = |source: &str, shown: &str| rival(&native(source), shown, costs, &mut room).map(|r| r.spelling);
        assert_eq!(of("سومطرة", "Susatra"), Some("Sumatra".to_owned()));
        assert!(of("حفتر", "Haktar").is_some());
        assert_eq!(of("السراج", "Al Sarraj"), None);
        assert_eq!(of("حفتر", "Hifter"), None);
    }
}
