use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;

use super::{evidence::Links, *};

fn side(lines: &[String]) -> Vec<Segment> {
    lines.iter().zip(0..).map(|(line, index)| Segment::line(index, line.as_str())).collect()
}

fn beads(source: &[String], target: &[String]) -> Vec<Bead> {
    let (source, target) = (side(source), side(target));
    aligned(&[Input { source: &source, target: &target }]).remove(0)
}

fn aligned(batch: &[Input<'_>]) -> Vec<Vec<Bead>> {
    align(batch, Help::default()).expect("nobody stops it").beads
}

fn owned(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}

fn pairs(beads: &[Bead]) -> Vec<(std::ops::Range<u32>, std::ops::Range<u32>)> {
    beads.iter().map(|bead| (bead.source.clone(), bead.target.clone())).collect()
}

/// Every segment once.
fn covers_once(beads: &[Bead], source: usize, target: usize) -> bool {
    let mut seen = [vec![0; source], vec![0; target]];
    for bead in beads {
        bead.source.clone().for_each(|line| seen[0][line as usize] += 1);
        bead.target.clone().for_each(|line| seen[1][line as usize] += 1);
    }
    seen.iter().flatten().all(|times| *times == 1)
}

/// Every segment once, in order.
fn covers(beads: &[Bead], source: usize, target: usize) -> bool {
    let (mut i, mut j) = (0, 0);
    for bead in beads {
        if bead.source.start != i || bead.target.start != j || (bead.source.is_empty() && bead.target.is_empty()) {
            return false;
        }
        (i, j) = (bead.source.end, bead.target.end);
    }
    (i as usize, j as usize) == (source, target)
}

#[test]
fn finds_a_missing_sentence() {
    let source = owned(&[
        "The harbour master in Tobruk counted 14 ships on Monday.",
        "A storm is expected before the weekend.",
        "Captain Yusuf Mansour said 3 of them carried grain.",
        "The quay was rebuilt in 2019 after a fire.",
    ]);
    let target = owned(&[
        "Der Hafenmeister von Tobruk zählte am Montag 14 Schiffe.",
        "Kapitän Yusuf Mansour sagte, 3 davon hätten Getreide geladen.",
        "Der Kai wurde 2019 nach einem Brand neu gebaut.",
    ]);
    let found = beads(&source, &target);
    assert_eq!(pairs(&found), [(0..1, 0..1), (1..2, 1..1), (2..3, 1..2), (3..4, 2..3)]);
}

#[test]
fn a_story_of_words_that_never_recur_has_nothing_missing() {
    // Nothing but lengths links these lines: no word occurs twice, so that none could be learnt.
    let lengths = [9, 21, 14, 30, 12, 17, 25, 8, 19, 28, 11, 23, 16, 20, 13, 26];
    let mut next = 0;
    let mut line = |words: usize, other: bool| {
        let words = (0..words).map(|_| {
            next += 7;
            word(30 + next % 300, other) + &word(30 + next / 300, other)
        });
        words.collect::<Vec<_>>().join(" ")
    };
    let source: Vec<String> = lengths.iter().map(|words| line(*words, false)).collect();
    let target: Vec<String> = lengths.iter().map(|words| line(words + words / 6, true)).collect();
    for bead in beads(&source, &target) {
        assert!(!bead.source.is_empty() && !bead.target.is_empty(), "{bead:?}");
    }
}

#[test]
fn joins_a_split_sentence() {
    let source =
        owned(&["Der Rat tagte in Genf 14 Stunden lang und vertagte sich dann auf Freitag, den 3. Mai.", "Minister Keller schwieg."]);
    let target =
        owned(&["The council sat in Geneva for 14 hours.", "It then adjourned until Friday, 3 May.", "Minister Keller said nothing."]);
    assert_eq!(pairs(&beads(&source, &target)), [(0..1, 0..2), (1..2, 2..3)]);
}

#[test]
fn survives_the_extremes() {
    let many = vec!["the same words again".to_owned(); 60];
    for (source, target) in [
        (vec![], vec![]),
        (vec![], many.clone()),
        (many.clone(), vec![]),
        (vec!["one line".to_owned()], many.clone()),
        (vec![String::new(); 5], vec![String::new(); 3]),
        (many.clone(), many.clone()),
    ] {
        assert!(covers(&beads(&source, &target), source.len(), target.len()));
    }
    assert!(beads(&many, &many).iter().all(|bead| bead.source == bead.target));
}

#[test]
fn long_documents_stay_in_a_band() {
    let line = |i: usize| format!("Item number {i} of the list, weight {} kilograms, crate {}", (i * 7919) % 1000, (i * 104_729) % 9973);
    let source: Vec<String> = (0..1500).map(line).collect();
    let target: Vec<String> = (0..1500).filter(|i| !(700..720).contains(i)).map(line).collect();
    let found = beads(&source, &target);
    assert!(covers(&found, source.len(), target.len()));
    // The hole may blur its edges; beyond it every line finds its own.
    let right = found.iter().filter(|b| b.source.len() == 1 && b.target.len() == 1).filter(|b| {
        let shift = if b.source.start >= 720 { 20 } else { 0 };
        b.source.start == b.target.start + shift
    });
    assert!(right.count() >= 1400);
}

#[test]
fn a_long_missing_passage_does_not_cut_the_path_off() {
    let line = |i: usize| format!("Entry {} holds {} sacks of crate {}", i * 31, (i * 7919) % 1000, (i * 104_729) % 9973);
    let source: Vec<String> = (0..700).map(line).collect();
    let target: Vec<String> = (0..700).filter(|i| !(300..420).contains(i)).map(line).collect();
    let found = pairs(&beads(&source, &target));
    let right = found.iter().filter(|(s, t)| s.len() == 1 && t.len() == 1 && s.start == t.start + if s.start >= 420 { 120 } else { 0 });
    assert!(right.count() >= 560);
}

#[test]
fn one_sentence_over_and_over() {
    let many = vec!["the same words again and again".to_owned(); 160];
    assert!(covers(&beads(&many, &many), 160, 160));
}

/// A made-up story in two languages with figures and names, one sentence missing and one cut in two.
fn story() -> (Vec<String>, Vec<String>) {
    let (mut source, mut target) = (Vec::new(), Vec::new());
    for i in 0..40 {
        let (crate_number, weight) = ((i * 37) % 91, 100 + (i * 53) % 800);
        source.push(format!("Crate {crate_number} from Tobruk weighed {weight} kilograms, and Captain Mansour signed for it."));
        match i {
            12 => {}
            25 => target.extend([
                format!("Kiste {crate_number} aus Tobruk wog {weight} Kilogramm."),
                "Kapitän Mansour zeichnete dafür.".to_owned(),
            ]),
            _ => target.push(format!("Kiste {crate_number} aus Tobruk wog {weight} Kilogramm, und Kapitän Mansour zeichnete dafür.")),
        }
    }
    (source, target)
}

#[test]
fn a_block_that_moved_is_found_where_it_went() {
    let (source, mut target) = story();
    // Sentences 4 to 11 stand behind sentence 31.
    let block: Vec<String> = target.drain(4..12).collect();
    target.splice(24..24, block);
    let found = beads(&source, &target);
    assert!(covers_once(&found, source.len(), target.len()));
    let moved: Vec<_> = found.iter().filter(|bead| bead.moved).map(|bead| (bead.source.start, bead.target.start)).collect();
    assert_eq!(moved, (0..8).map(|at| (4 + at, 24 + at)).collect::<Vec<_>>());
    let ends: Vec<u32> = found.iter().filter(|bead| !bead.target.is_empty()).map(|bead| bead.target.end).collect();
    assert!(ends.is_sorted(), "in the order of the target");
    assert!(
        found.iter().filter(|bead| !bead.moved && bead.source.is_empty() != bead.target.is_empty()).count() <= 2,
        "nothing else is missing"
    );
}

#[test]
fn a_story_in_order_has_nothing_moved() {
    let (source, target) = story();
    assert!(beads(&source, &target).iter().all(|bead| !bead.moved));
}

#[test]
fn what_is_sure_is_scored_as_where_all_is_searched() {
    let (source, target) = story();
    let (source, target) = (side(&source), side(&target));
    let batch = Batch::new(&[Input { source: &source, target: &target }], None, None, Watched::default());
    let prior = priors(&batch, Help::default());
    let (state, _) = passes::settle(&batch, &prior).expect("nobody stops it");
    // As far as this test goes, the path is right.
    let mut before = state.paths[0].clone();
    before.steps.iter_mut().for_each(|step| step.posterior = 1.0);
    let before = &before;
    let path = |known| passes::align_document(&batch, &batch.docs[0], &state.model, &state.lexicons, 0, known).expect("nobody stops it");
    let (all, settled) = (path(Known::Near(before)), path(Known::Settled(before)));
    assert_eq!(all.steps.len(), settled.steps.len());
    for (one, other) in all.steps.iter().zip(&settled.steps) {
        assert_eq!((&one.source, &one.target), (&other.source, &other.target));
        assert!((one.score - other.score).abs() < 1e-3, "{} {}", one.score, other.score);
    }
}

#[test]
fn turning_the_sides_round_turns_the_beads_round() {
    let (source, target) = story();
    let there = pairs(&beads(&source, &target));
    let back: Vec<_> = pairs(&beads(&target, &source)).into_iter().map(|(s, t)| (t, s)).collect();
    assert_eq!(there, back);
    assert!(there.contains(&(12..13, 12..12)) && there.contains(&(25..26, 24..26)), "{there:?}");
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let (source, target) = story();
    let sides: Vec<(Vec<Segment>, Vec<Segment>)> =
        (0..8).map(|at| (side(&source[at..at + 30]), side(&target[at..(at + 31).min(target.len())]))).collect();
    let batch: Vec<Input<'_>> = sides.iter().map(|(source, target)| Input { source, target }).collect();
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        format!("{:?}", pool.install(|| aligned(&batch)))
    };
    assert_eq!(with(1), with(5));
}

#[test]
fn one_line_against_very_many() {
    let many: Vec<String> = (0..4000).map(|i| format!("Row {i} holds {} boxes", i % 91)).collect();
    let one = vec!["Row 7 holds 7 boxes".to_owned()];
    assert!(covers(&beads(&one, &many), 1, many.len()));
    assert!(covers(&beads(&many, &one), many.len(), 1));
}

#[test]
fn lines_of_a_megabyte_are_lines() {
    let line = |at: usize| (0..160_000).map(|i| format!("{} ", at * 160_000 + i)).collect::<String>();
    let long: Vec<String> = (0..4).map(line).collect();
    assert_eq!(pairs(&beads(&long, &long)), [(0..1, 0..1), (1..2, 1..2), (2..3, 2..3), (3..4, 3..4)]);
}

/// Counts what it hears and stops the alignment after so many blocks.
#[derive(Debug)]
struct After {
    blocks: usize,
    seen: AtomicUsize,
    expected: AtomicUsize,
    done: AtomicUsize,
}

impl After {
    fn new(blocks: usize) -> Self {
        After { blocks, seen: AtomicUsize::new(0), expected: AtomicUsize::new(0), done: AtomicUsize::new(0) }
    }
}

impl Watch for After {
    fn stopped(&self) -> bool {
        self.seen.load(Ordering::Relaxed) >= self.blocks
    }

    fn begins(&self, lines: usize) {
        self.expected.fetch_add(lines, Ordering::Relaxed);
    }

    fn advances(&self, lines: usize) {
        self.seen.fetch_add(1, Ordering::Relaxed);
        self.done.fetch_add(lines, Ordering::Relaxed);
    }
}

#[test]
fn a_watch_stops_the_alignment_and_changes_nothing_else() {
    let (source, target) = story();
    let sides = (side(&source), side(&target));
    let batch = [Input { source: &sides.0, target: &sides.1 }];
    let watched = |watch: &After| align(&batch, Help { watch: Some(watch), ..Help::default() }).map(|aligned| aligned.beads);
    let patient = After::new(usize::MAX);
    let found = watched(&patient).expect("nobody stops it");
    assert_eq!(format!("{found:?}"), format!("{:?}", aligned(&batch)));
    let (expected, all) = (patient.expected.into_inner(), patient.seen.into_inner());
    assert!(expected > source.len() && patient.done.into_inner() >= expected, "every line of every pass is reported");
    for blocks in [0, 1, 2, all - 1] {
        let watch = After::new(blocks);
        assert_eq!(watched(&watch).err(), Some(Stopped), "after {blocks} of {all}");
        assert_eq!(watch.seen.into_inner(), blocks, "nothing goes on after the stop");
    }
}

#[test]
fn sides_alike_are_linked_line_by_line() {
    let line = |i: usize| format!("Entry {} holds {} sacks of {}", i * 31, (i * 7919) % 1000, ["rye", "oats", "wheat", "barley"][i % 4]);
    let lines: Vec<String> = (0..200).map(line).collect();
    let found = beads(&lines, &lines);
    assert_eq!(pairs(&found), (0..200).map(|at| (at..at + 1, at..at + 1)).collect::<Vec<_>>());
    assert!(found.iter().all(|bead| bead.confidence > 0.9));
}

#[test]
fn unrelated_sides_are_linked_without_confidence() {
    let words = |seed: usize, letters: &[&str]| -> Vec<String> {
        let word = |at: usize| (0..3).map(|k| letters[(at / letters.len().pow(k) + seed) % letters.len()]).collect::<String>();
        (0..40usize)
            .map(|i| (0..5 + (i * seed) % 9).map(|k| word((i * 7919 + k * 104_729 * seed) % 900)).collect::<Vec<_>>().join(" "))
            .collect()
    };
    let (source, target) = (words(3, &["ba", "du", "ki", "lo", "me"]), words(5, &["شا", "را", "تو", "نه"]));
    let found = beads(&source, &target);
    assert!(covers_once(&found, source.len(), target.len()));
    let linked: Vec<f32> =
        found.iter().filter(|bead| !bead.source.is_empty() && !bead.target.is_empty()).map(|bead| bead.confidence).collect();
    let mean = linked.iter().sum::<f32>() / f64::from(u32::try_from(linked.len().max(1)).unwrap_or(1)) as f32;
    assert!(mean < 0.5, "{mean} of {}", linked.len());
}

/// Texts of so many lines in which nothing tells one place from another, or nothing answers anything.
fn hopeless(lines: usize) -> [(Vec<String>, Vec<String>); 4] {
    let same = vec!["the same words again and again".to_owned(); lines];
    let distinct = |word: &str| -> Vec<String> { (0..lines).map(|at| format!("{word}{} {word}{}", at * 7, at * 13)).collect() };
    [
        (same.clone(), same.clone()),
        (same.clone(), vec!["immer noch dieselben Worte".to_owned(); lines]),
        (distinct("q"), distinct("x")),
        (same, vec!["one".to_owned()]),
    ]
}

#[test]
fn the_searched_part_grows_with_the_lines_and_not_with_their_square() {
    let cells = |lines: usize| -> Vec<usize> {
        let count = |(source, target): &(Vec<String>, Vec<String>)| {
            let (source, target) = (side(source), side(target));
            let batch = Batch::new(&[Input { source: &source, target: &target }], None, None, Watched::default());
            let prior = Prior::new(&batch.source, &batch.target, None);
            band::first(&batch.docs[0], &Links::new(&batch, &batch.docs[0], prior.table()), Watched::default())
                .expect("nobody stops it")
                .cells()
        };
        hopeless(lines).iter().map(count).collect()
    };
    for (few, many) in cells(1000).into_iter().zip(cells(3000)) {
        assert!(many <= 120 * 3000 && many < 5 * few, "{few} → {many}");
    }
}

/// Words of a made-up language and what they are in another; the first ones are names, alike in both.
fn word(number: usize, other: bool) -> String {
    let syllables: [&[&str]; 2] = [&["ba", "du", "ki", "lo", "me", "ra", "ti"], &["ša", "or", "pe", "unt", "gli", "vem", "zy"]];
    let all = syllables[usize::from(other && number >= 30)];
    let text: String = (0..3).map(|place: u32| all[number / all.len().pow(place) % all.len()]).collect();
    if number < 30 { format!("Q{text}") } else { text }
}

/// A text and its translation: sentences of words, of which one may be missing on a side, or two be one.
fn translated() -> impl Strategy<Value = (Vec<String>, Vec<String>)> {
    let sentence = (0..14u8, prop::collection::vec(0..300usize, 3..12));
    prop::collection::vec(sentence, 1..24).prop_map(|sentences| {
        let mut sides = (Vec::new(), Vec::new());
        for (fate, words) in sentences {
            let said = |words: &[usize], other| words.iter().map(|number| word(*number, other)).collect::<Vec<_>>().join(" ");
            let (one, two) = words.split_at(words.len() / 2);
            match fate {
                0 => sides.0.push(said(&words, false)),
                1 => sides.1.push(said(&words, true)),
                2 => {
                    sides.0.push(said(&words, false));
                    sides.1.extend([said(one, true), said(two, true)]);
                }
                3 => {
                    sides.0.extend([said(one, false), said(two, false)]);
                    sides.1.push(said(&words, true));
                }
                _ => {
                    sides.0.push(said(&words, false));
                    sides.1.push(said(&words, true));
                }
            }
        }
        sides
    })
}

/// Every segment once; those of the target in order, and those of the source but for beads that moved.
fn in_order(beads: &[Bead], source: usize, target: usize) -> bool {
    let rises = |ranges: &mut dyn Iterator<Item = &std::ops::Range<u32>>| {
        ranges.filter(|range| !range.is_empty()).flat_map(Clone::clone).collect::<Vec<_>>().is_sorted()
    };
    covers_once(beads, source, target)
        && rises(&mut beads.iter().map(|bead| &bead.target))
        && rises(&mut beads.iter().filter(|bead| !bead.moved).map(|bead| &bead.source))
        && beads.iter().all(|bead| !bead.source.is_empty() || !bead.target.is_empty())
}

/// Vectors made up by number: alike where the numbers are, and never quite.
#[derive(Debug)]
struct MadeUp {
    runs: [Vec<String>; 2],
    rows: [Vec<[f32; 16]>; 2],
}

impl MadeUp {
    /// By side, each line with what it is about.
    fn new(source: &[(String, u64)], target: &[(String, u64)]) -> Self {
        let vector = |about: u64, noise: u64| {
            let mut row = [0f32; 16];
            let mut part = |seed: u64, size: f32| {
                let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
                for value in &mut row {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    *value += size * (f32::from((state >> 48) as u16) / 32_768.0 - 1.0);
                }
            };
            part(about + 1, 1.0);
            part(noise + 1_000_003, 0.3);
            let length = row.iter().map(|value| value * value).sum::<f32>().sqrt();
            row.map(|value| value / length)
        };
        let side = |lines: &[(String, u64)], salt: u64| lines.iter().zip(salt..).map(|((_, about), noise)| vector(*about, noise)).collect();
        let texts = |lines: &[(String, u64)]| lines.iter().map(|line| line.0.clone()).collect();
        MadeUp { runs: [texts(source), texts(target)], rows: [side(source, 0), side(target, 5000)] }
    }
}

impl Encoded for MadeUp {
    fn dimension(&self) -> usize {
        16
    }

    fn find(&self, half: Half, run: &str) -> Option<u32> {
        self.runs[half as usize].iter().position(|text| text == run).and_then(|at| u32::try_from(at).ok())
    }

    fn vector(&self, half: Half, number: u32) -> &[f32] {
        &self.rows[half as usize][number as usize]
    }
}

/// Sentences of equal length that share no word with each other or the other side.
fn mute(lines: impl Iterator<Item = u64>, first: char) -> Vec<(String, u64)> {
    let letter = |digit: char| (digit as u8 + if first == 'q' { 59 } else { 49 }) as char;
    let word = |number: u64| format!("{first}{}", number.to_string().chars().map(letter).collect::<String>());
    lines.map(|line| ((0..5).map(|at| word(1000 + line * 5 + at)).collect::<Vec<_>>().join(" "), line)).collect()
}

fn texts(lines: &[(String, u64)]) -> Vec<Segment> {
    side(&lines.iter().map(|line| line.0.clone()).collect::<Vec<_>>())
}

#[test]
fn vectors_tell_what_words_and_lengths_leave_open() {
    // Sentence 9 of 30 is missing, and nothing but the vectors says which.
    let (source, target) = (mute(0..30, 'x'), mute((0..30).filter(|line| *line != 9), 'q'));
    let made_up = MadeUp::new(&source, &target);
    let (s, t) = (texts(&source), texts(&target));
    let batch = [Input { source: &s, target: &t }];
    let wanted: Vec<_> = (0..30u32).map(|at| (at..at + 1, at - u32::from(at > 9)..at + u32::from(at < 9))).collect();
    assert_ne!(pairs(&align(&batch, Help::default()).expect("nobody watches").beads[0]), wanted, "words alone cannot tell");
    let found = align(&batch, Help { vectors: Some(&made_up), ..Help::default() }).expect("nobody watches").beads.remove(0);
    assert_eq!(pairs(&found), wanted);
}

#[test]
fn lines_without_a_vector_are_aligned_by_the_others() {
    let (source, target) = (mute(0..30, 'x'), mute((0..30).filter(|line| *line != 9), 'q'));
    let some = |lines: &[(String, u64)], every: usize| -> Vec<(String, u64)> {
        lines.iter().enumerate().filter(|(at, _)| at % every != 5).map(|line| line.1.clone()).collect()
    };
    let made_up = MadeUp::new(&some(&source, 11), &some(&target, 7));
    let (s, t) = (texts(&source), texts(&target));
    let found = align(&[Input { source: &s, target: &t }], Help { vectors: Some(&made_up), ..Help::default() })
        .expect("nobody watches")
        .beads
        .remove(0);
    assert!(covers(&found, 30, 29));
    assert!(found.iter().any(|bead| bead.source == (9..10) && bead.target.is_empty()), "{:?}", pairs(&found));
}

#[test]
fn vectors_that_say_nothing_do_no_harm() {
    let (source, target) = story();
    let about = |lines: &[String], salt: u64| lines.iter().cloned().zip(salt..).collect::<Vec<_>>();
    let (s, t) = (side(&source), side(&target));
    let batch = [Input { source: &s, target: &t }];
    let without = pairs(&align(&batch, Help::default()).expect("nobody watches").beads[0]);
    for salt in 1..6 {
        let made_up = MadeUp::new(&about(&source, salt * 10_000), &about(&target, salt * 77_000));
        let found = align(&batch, Help { vectors: Some(&made_up), ..Help::default() }).expect("nobody watches").beads.remove(0);
        assert_eq!(pairs(&found), without, "{salt}");
    }
}

#[test]
fn the_number_of_threads_changes_nothing_with_vectors() {
    let (source, target) = (mute(0..60, 'x'), mute((0..60).filter(|line| line % 13 != 4), 'q'));
    let made_up = MadeUp::new(&source, &target);
    let sides: Vec<(Vec<Segment>, Vec<Segment>)> = (0..4).map(|at| (texts(&source[at..at + 50]), texts(&target[at..at + 45]))).collect();
    let batch: Vec<Input<'_>> = sides.iter().map(|(source, target)| Input { source, target }).collect();
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        format!("{:?}", pool.install(|| align(&batch, Help { vectors: Some(&made_up), ..Help::default() }).expect("nobody watches").beads))
    };
    assert_eq!(with(1), with(3));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn beads_cover_every_line_in_order((source, target) in translated()) {
        prop_assert!(in_order(&beads(&source, &target), source.len(), target.len()));
    }

    #[test]
    fn threads_and_order_of_work_change_no_byte(texts in prop::collection::vec(translated(), 1..4)) {
        let sides: Vec<_> = texts.iter().map(|(source, target)| (side(source), side(target))).collect();
        let batch: Vec<Input<'_>> = sides.iter().map(|(source, target)| Input { source, target }).collect();
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
            format!("{:?}", pool.install(|| aligned(&batch)))
        };
        prop_assert_eq!(with(1), with(4));
    }

    /// Which of two beads that explain the lines about as well wins may depend on the side they are looked at from: ratio and
    /// spread are in characters of the target, and the lines that teach one another's words are told apart by source line. In
    /// one text of fifteen some doubtful beads differ. Those that the aligner is sure of may not.
    #[test]
    fn sure_beads_are_the_same_from_either_side((source, target) in translated()) {
        let (there, back) = (beads(&source, &target), beads(&target, &source));
        let missing = |some: &[Bead], others: &[Bead]| {
            let turned: Vec<_> = others.iter().map(|bead| (&bead.target, &bead.source)).collect();
            some.iter().find(|bead| bead.confidence > 0.98 && !turned.contains(&(&bead.source, &bead.target))).cloned()
        };
        prop_assert_eq!((missing(&there, &back), missing(&back, &there)), (None, None));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_segment_is_covered_once(
        source in prop::collection::vec("[a-dأب北0-9 .?]{0,30}", 0..14),
        target in prop::collection::vec("\\PC{0,30}", 0..14),
    ) {
        let found = beads(&source, &target);
        prop_assert!(covers_once(&found, source.len(), target.len()));
        prop_assert!(found.iter().all(|bead| (0.0..=1.0).contains(&bead.confidence) && bead.score.is_finite()));
    }
}
