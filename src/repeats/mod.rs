//! Sentences that occur more than once, and how each was translated: those of a batch in memory, those of a corpus in a file that parts
//! add up to.

mod batch;
mod count;
mod entry;
mod file;
mod merge;
mod sketch;

use std::borrow::Cow;

pub use batch::Repeats;
pub use count::{Count, Counted};
pub use file::{Corpus, RepeatsError, is_one};
pub use merge::merge;
pub use sketch::Comparable;

use crate::model::Lang;

/// The languages of a pair, as far as they are known.
pub type Langs = (Option<Lang>, Option<Lang>);

/// Where a sentence was first met on the other side of other words.
#[derive(Debug, Clone, PartialEq)]
pub struct Otherwise<'a> {
    /// Path of that translation, or name of that stream.
    pub path: Cow<'a, str>,
    /// Line there, from 1.
    pub line: u32,
    /// How much of the words of the two other sides is the same, 0 to 1.
    pub likeness: f64,
}

/// What is known of sentences that recur: in a batch, and in the corpus it is a part of.
#[derive(Debug, Clone, Copy)]
pub struct Repeated<'a> {
    batch: Option<&'a Repeats>,
    corpus: Option<&'a Corpus>,
    langs: Langs,
}

impl<'a> Repeated<'a> {
    /// What is known of texts in these languages; `None` where neither is at hand.
    #[must_use]
    pub fn new(batch: Option<&'a Repeats>, corpus: Option<&'a Corpus>, langs: Langs) -> Option<Self> {
        (batch.is_some() || corpus.is_some()).then_some(Repeated { batch, corpus, langs })
    }

    /// Where a source sentence was first translated, if it was in other words.
    #[must_use]
    pub fn translated_otherwise(&self, pair: &Comparable) -> Option<Otherwise<'a>> {
        let corpus = |corpus: &'a Corpus| corpus.translated_otherwise(self.langs, pair);
        self.ask(corpus, |batch| batch.translated_otherwise(pair))
    }

    /// Where a target sentence first stood for another source.
    #[must_use]
    pub fn used_otherwise(&self, pair: &Comparable) -> Option<Otherwise<'a>> {
        let corpus = |corpus: &'a Corpus| corpus.used_otherwise(self.langs, pair);
        self.ask(corpus, |batch| batch.used_otherwise(pair))
    }

    /// What the corpus says; where it does not know the sentence, what the batch says.
    fn ask(
        &self,
        corpus: impl FnOnce(&'a Corpus) -> Option<Option<Otherwise<'a>>>,
        batch: impl FnOnce(&'a Repeats) -> Option<Otherwise<'a>>,
    ) -> Option<Otherwise<'a>> {
        self.corpus.and_then(corpus).unwrap_or_else(|| self.batch.and_then(batch))
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::PathBuf};

    use proptest::prelude::*;
    use tempfile::TempDir;

    use super::*;
    use crate::model::checksum;

    const LANGS: Langs = (None, None);

    /// A pair, where it stands, and its texts.
    type Row = (&'static str, u32, &'static str, &'static str);

    const ROWS: [Row; 8] = [
        ("b.txt", 1, "The pumps are old and rusty.", "Die Pumpen sind alt und rostig."),
        ("a.txt", 4, "The pumps are old and rusty.", "Alt sind sie, ganz verrostet."),
        ("a.txt", 9, "The pumps are old and rusty.", "Die Pumpen sind alt und rostig."),
        ("c.txt", 1, "All roads lead to the harbour.", "Die Pumpen sind alt und rostig."),
        ("c.txt", 2, "Yes.", "Ja."),
        ("b.txt", 7, "Yes.", "Ja."),
        ("b.txt", 8, "The bridge was closed in winter.", "Im Winter war die Brücke gesperrt."),
        ("c.txt", 3, "The bridge was closed in winter.", "Im Winter war die Brücke gesperrt."),
    ];

    fn write(folder: &TempDir, name: &str, rows: &[Row], whole: bool) -> PathBuf {
        let mut count = Count::default();
        for (path, line, source, target) in rows {
            let path = count.name(path);
            count.add(path, *line, *line, Counted::new(LANGS, source, target)).expect("counted");
        }
        let path = folder.path().join(name);
        count.write(fs::File::create(&path).expect("a file"), whole).expect("written");
        path
    }

    fn pair(source: &str, target: &str) -> Comparable {
        Comparable::new(source, target).expect("long enough")
    }

    fn sum(folder: &TempDir, name: &str, parts: &[PathBuf], whole: bool) -> PathBuf {
        let path = folder.path().join(name);
        merge(parts, fs::File::create(&path).expect("a file"), whole).expect("merged");
        path
    }

    #[test]
    fn the_corpus_remembers_the_first_of_the_names_in_order() {
        let folder = tempfile::tempdir().expect("a folder");
        let corpus = Corpus::open(&write(&folder, "all", &ROWS, false)).expect("opens");
        let known = Repeated::new(None, Some(&corpus), LANGS).expect("a corpus");
        let (source, first) = (ROWS[0].2, ROWS[1].3);
        assert_eq!(known.translated_otherwise(&pair(source, first)), None);
        let found = known.translated_otherwise(&pair(source, ROWS[0].3)).expect("another");
        assert_eq!((&*found.path, found.line), ("a.txt", 4));
        let used = known.used_otherwise(&pair(ROWS[3].2, ROWS[3].3)).expect("another");
        assert_eq!((&*used.path, used.line), ("a.txt", 9));
        assert!(used.likeness < 0.5, "{}", used.likeness);
        // What is said once, or always the same, is not kept.
        assert_eq!(corpus.size(), [1, 1, 3]);
        assert_eq!((corpus.pairs(), corpus.stream("b.txt").expect("read"), corpus.stream("d.txt").expect("read")), (8, Some(1), None));
        let copies = |row: usize| {
            let (path, line, source, target) = ROWS[row];
            corpus.copies(LANGS, source, target, (corpus.stream(path).expect("read").expect("known"), line))
        };
        assert_eq!([0, 1, 2, 4, 5, 6, 7].map(copies), [(2, false), (1, true), (2, true), (2, false), (2, true), (2, true), (2, false)]);
        // Other languages are another matter.
        let german = Repeated::new(None, Some(&corpus), (None, Lang::parse("de").ok())).expect("a corpus");
        assert_eq!(german.translated_otherwise(&pair(source, ROWS[0].3)), None);
        corpus.sound().expect("every look-up worked");
    }

    #[test]
    fn what_a_corpus_does_not_know_the_batch_may() {
        let folder = tempfile::tempdir().expect("a folder");
        let corpus = Corpus::open(&write(&folder, "all", &ROWS, false)).expect("opens");
        let mut batch = Repeats::default();
        let rows = [("The lamp on the pier is broken.", "Die Lampe am Steg ist kaputt.", 1), (ROWS[0].2, ROWS[0].3, 2)];
        batch.add("own.txt", rows.into_iter().map(|(source, target, line)| (pair(source, target), line)));
        let known = Repeated::new(Some(&batch), Some(&corpus), LANGS).expect("both");
        let found = known.translated_otherwise(&pair(rows[0].0, "Am Steg brennt kein Licht mehr.")).expect("by the batch");
        assert_eq!(&*found.path, "own.txt");
        assert_eq!(known.translated_otherwise(&pair(ROWS[1].2, ROWS[1].3)), None, "what the corpus says goes before");
        assert!(Repeated::new(None, None, LANGS).is_none());
    }

    #[test]
    fn a_part_that_keeps_not_all_is_not_added() {
        let folder = tempfile::tempdir().expect("a folder");
        let parts = [write(&folder, "1", &ROWS[..4], true), write(&folder, "2", &ROWS[4..], false)];
        let error = merge(&parts, Vec::new(), true).expect_err("not partial");
        assert!(matches!(error, RepeatsError::NotPartial { .. }), "{error}");
    }

    #[test]
    fn a_cut_or_damaged_file_is_never_believed() {
        let folder = tempfile::tempdir().expect("a folder");
        let bytes = fs::read(write(&folder, "all", &ROWS, true)).expect("read");
        let path = folder.path().join("bad");
        for length in 0..bytes.len() {
            fs::write(&path, &bytes[..length]).expect("written");
            let error = Corpus::open(&path).map(drop).expect_err("cut");
            assert!(matches!(error, RepeatsError::NotOne { .. } | RepeatsError::Cut { .. }), "{length}: {error}");
        }
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x20;
            fs::write(&path, &damaged).expect("written");
            // A flag has no checksum: it only says whether parts can be added.
            let believed = Corpus::open(&path).is_ok_and(|corpus| {
                ROWS.iter().for_each(|(name, line, source, target)| {
                    let stream = corpus.stream(name).ok().flatten().unwrap_or(u32::MAX);
                    let _ = corpus.copies(LANGS, source, target, (stream, *line));
                    let _ = Comparable::new(source, target).map(|pair| corpus.translated_otherwise(LANGS, &pair));
                });
                let merged = merge(std::slice::from_ref(&path), Vec::new(), true);
                corpus.sound().is_ok() && merged.is_ok()
            });
            assert!(!believed || at == 9, "byte {at}");
        }
    }

    #[test]
    fn numbers_that_lie_cost_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let bytes = fs::read(write(&folder, "all", &ROWS, true)).expect("read");
        let path = folder.path().join("bad");
        let tail = bytes.len() - 24;
        let size = usize::try_from(u64::from_le_bytes(bytes[tail..tail + 8].try_into().expect("eight"))).expect("small");
        for field in (tail - size..tail).step_by(8) {
            for lie in [0, 1, 7, 500, u64::from(u32::MAX), u64::MAX / 40, u64::MAX] {
                let mut bytes = bytes.clone();
                bytes[field..field + 8].copy_from_slice(&lie.to_le_bytes());
                let sum = checksum(&bytes[tail - size..tail]);
                bytes[tail + 8..tail + 16].copy_from_slice(&sum.to_le_bytes());
                fs::write(&path, &bytes).expect("written");
                let Ok(corpus) = Corpus::open(&path) else { continue };
                ROWS.iter().for_each(|(name, line, source, target)| {
                    let stream = corpus.stream(name).ok().flatten().unwrap_or(u32::MAX);
                    let _ = corpus.copies(LANGS, source, target, (stream, *line));
                    let _ = Comparable::new(source, target).map(|pair| corpus.used_otherwise(LANGS, &pair));
                });
                let _ = merge(std::slice::from_ref(&path), Vec::new(), true);
            }
        }
    }

    #[test]
    fn what_waits_on_disk_changes_nothing() {
        let rows: Vec<(String, String)> = (0..4000)
            .map(|n| (format!("Pump number {} stands in the hall.", n % 1500), format!("Pumpe {} steht in der Halle hier.", n % 900)))
            .collect();
        let written = |most: usize| {
            let mut count = Count::new(most);
            let name = count.name("a");
            for ((source, target), at) in rows.iter().zip(1..) {
                count.add(name, at, at, Counted::new(LANGS, source, target)).expect("counted");
            }
            let mut bytes = Vec::new();
            count.write(&mut bytes, true).expect("written");
            bytes
        };
        assert_eq!(written(usize::MAX), written(150));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        #[test]
        fn parts_add_up_in_any_order_and_grouping(homes in proptest::collection::vec(0usize..4, ROWS.len()), turn in 0usize..4, whole in any::<bool>()) {
            let folder = tempfile::tempdir().expect("a folder");
            let expected = fs::read(write(&folder, "all", &ROWS, whole)).expect("read");
            let part = |part: usize| -> Vec<Row> { ROWS.iter().zip(&homes).filter(|(_, home)| **home == part).map(|(row, _)| *row).collect() };
            let mut parts: Vec<PathBuf> = (0..4).map(|at| write(&folder, &at.to_string(), &part(at), true)).collect();
            parts.rotate_left(turn);
            let once = fs::read(sum(&folder, "once", &parts, whole)).expect("read");
            let half = sum(&folder, "half", &parts[..2], true);
            let twice = fs::read(sum(&folder, "twice", &[parts[3].clone(), half, parts[2].clone()], whole)).expect("read");
            prop_assert!(once == expected, "at once");
            prop_assert!(twice == expected, "in groups");
        }
    }
}
