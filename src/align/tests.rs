use proptest::prelude::*;

use super::*;

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
fn joins_a_split_sentence() {
    let source =
        owned(&["Der Rat tagte in Genf 14 Stunden lang und vertagte sich dann auf Freitag, den 3. Mai.", "Minister Keller schwieg."]);
    let target =
        owned(&["The council sat in Geneva for 14 hours.", "It then adjourned until Friday, 3 May.", "Minister Keller said nothing."]);
    assert_eq!(pairs(&beads(&source, &target)), [(0..1, 0..2), (1..2, 2..3)]);
}

#[test]
fn survives_the_extremes() {
    let many = vec!["the same words again".to_owned(); 300];
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
    let many = vec!["the same words again and again".to_owned(); 520];
    assert!(covers(&beads(&many, &many), 520, 520));
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
    let many: Vec<String> = (0..20_000).map(|i| format!("Row {i} holds {} boxes", i % 91)).collect();
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

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
