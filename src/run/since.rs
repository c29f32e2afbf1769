//! What changed since a revision: which pairs, and which of their segments. Asks the `git` program.

use std::{
    collections::{BTreeMap, HashMap},
    path::{Path, PathBuf},
    process::Command,
};

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::{Plan, RunError};
use crate::model::{Finding, Segment, SegmentRange};

/// The files of a repository that differ from a revision.
#[derive(Debug)]
pub struct Since {
    root: PathBuf,
    /// As the user wrote it.
    revision: String,
    /// Changed file → its path at the revision; `None` for a new file.
    changed: BTreeMap<PathBuf, Option<String>>,
}

impl Since {
    /// Compares the files on disk, staged or not, with a revision.
    ///
    /// # Errors
    /// When there is no git, no repository here, or no such revision.
    pub fn new(revision: &str) -> Result<Self, RunError> {
        let here = Path::new(".");
        let root = git(here, &["rev-parse", "--show-toplevel"])?;
        let root = PathBuf::from(String::from_utf8_lossy(&root).trim_end());
        if revision.starts_with('-') {
            return Err(RunError::Usage(format!("`{revision}` is no revision")));
        }
        let commit = git(here, &["rev-parse", "--verify", "--quiet", &format!("{revision}^{{commit}}")])
            .map_err(|_| RunError::Usage(format!("--since: git knows no revision `{revision}` here")))?;
        let commit = String::from_utf8_lossy(&commit).trim_end().to_owned();
        let mut changed = BTreeMap::new();
        let listed = git(&root, &["diff", "--name-status", "-z", "-M", &commit, "--"])?;
        let mut fields = listed.split(|b| *b == 0).map(|field| String::from_utf8_lossy(field).into_owned());
        while let Some(status) = fields.next().filter(|status| !status.is_empty()) {
            let Some(first) = fields.next() else { break };
            match status.as_bytes().first() {
                Some(b'R' | b'C') => {
                    if let Some(new) = fields.next() {
                        changed.insert(root.join(new), Some(first));
                    }
                }
                Some(b'A') => drop(changed.insert(root.join(first), None)),
                _ => drop(changed.insert(root.join(&first), Some(first))),
            }
        }
        for path in git(&root, &["ls-files", "--others", "--exclude-standard", "-z"])?.split(|b| *b == 0).filter(|path| !path.is_empty()) {
            changed.insert(root.join(String::from_utf8_lossy(path).into_owned()), None);
        }
        Ok(Since { root, revision: commit, changed })
    }

    /// Leaves only pairs of which at least one side changed.
    pub fn keep(&self, plan: &mut Plan) {
        plan.jobs.retain(|job| [Some(&job.source), job.target.as_ref()].into_iter().flatten().any(|path| self.entry(path).is_some()));
    }

    fn entry(&self, path: &Path) -> Option<&Option<String>> {
        self.changed.get(&path.canonicalize().ok()?)
    }

    /// What the file was at the revision: `Err` when it did not change, `None` when it was not there.
    pub(super) fn before(&self, path: &Path) -> Before {
        match self.entry(path) {
            None => Before::Same,
            Some(None) => Before::Absent,
            Some(Some(old)) => match git(&self.root, &["show", &format!("{}:{old}", self.revision)]) {
                Ok(bytes) => Before::Bytes(bytes),
                Err(_) => Before::Absent,
            },
        }
    }
}

/// A file at the revision.
pub(super) enum Before {
    Same,
    Absent,
    Bytes(Vec<u8>),
}

fn git(folder: &Path, args: &[&str]) -> Result<Vec<u8>, RunError> {
    let failed = |source| RunError::Read { what: "the changes (--since needs the `git` program)".to_owned(), source };
    let output = Command::new("git").arg("-C").arg(folder).args(["-c", "core.quotePath=false"]).args(args).output().map_err(failed)?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    Err(RunError::Usage(format!("--since: git says: {}", String::from_utf8_lossy(&output.stderr).trim())))
}

/// Which segments of one side are not what they were.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Changes {
    /// The text was not there before.
    changed: Vec<bool>,
    /// A text that is no longer there stood before this segment; one more than there are segments.
    gaps: Vec<bool>,
}

impl Changes {
    /// Nothing changed.
    pub fn none(now: &[Segment]) -> Self {
        Changes { changed: vec![false; now.len()], gaps: vec![false; now.len() + 1] }
    }

    /// Everything is new.
    pub fn all(now: &[Segment]) -> Self {
        Changes { changed: vec![true; now.len()], gaps: vec![true; now.len() + 1] }
    }

    /// Compares the segments of two versions. A text that only moved did not change.
    pub fn between(before: &[Segment], now: &[Segment]) -> Self {
        let texts = |side: &[Segment]| -> Vec<String> {
            side.iter().map(|segment| segment.text.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
        };
        let (old, new) = (texts(before), texts(now));
        let mut changes = Changes::none(now);
        let mut left: HashMap<&str, usize> = HashMap::new();
        old.iter().for_each(|text| *left.entry(text).or_default() += 1);
        for (at, text) in new.iter().enumerate() {
            match left.get_mut(text.as_str()) {
                Some(times) if *times > 0 => *times -= 1,
                _ => changes.changed[at] = true,
            }
        }
        for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
            // Where something else came in its place, that is what changed.
            let DiffOp::Delete { old_index, old_len, new_index } = op else { continue };
            let gone = |text: &String| left.get(text.as_str()).is_some_and(|times| *times > 0);
            changes.gaps[new_index] |= old[old_index..old_index + old_len].iter().any(gone);
        }
        changes
    }

    fn touch(&self, range: SegmentRange) -> bool {
        let (start, end) = (range.start as usize, range.end as usize);
        let any = |flags: &[bool], from: usize, to: usize| flags.get(from..to.min(flags.len())).is_some_and(|part| part.contains(&true));
        // An empty side stands between two segments: what happened to them may be why it is empty.
        let (from, to) = if start == end { (start.saturating_sub(1), end + 1) } else { (start, end) };
        any(&self.changed, from, to) || any(&self.gaps, start, end + 1)
    }
}

/// Whether a finding is about something that changed on either side.
pub(super) fn touched(source: &Changes, target: &Changes, finding: &Finding) -> bool {
    source.touch(finding.place.source) || target.touch(finding.place.target)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segments(texts: &[&str]) -> Vec<Segment> {
        texts.iter().zip(0..).map(|(text, at)| Segment::line(at, *text)).collect()
    }

    #[test]
    fn sees_new_text_and_lost_text_but_not_moved_text() {
        let changes = |old: &[&str], new: &[&str]| Changes::between(&segments(old), &segments(new));
        let edited = changes(&["a", "b", "c"], &["a", "B", "c"]);
        assert_eq!(edited.changed, [false, true, false]);
        assert!(!edited.touch((0..1).into()) && edited.touch((1..2).into()) && edited.touch((2..2).into()));
        let moved = changes(&["a", "b", "c"], &["c", "a", "b"]);
        assert!(!moved.changed.contains(&true) && !moved.gaps.contains(&true));
        let lost = changes(&["a", "b", "c"], &["a", "c"]);
        assert_eq!((lost.changed, lost.gaps), (vec![false, false], vec![false, true, false]));
        let twice = changes(&["a"], &["a", "a"]);
        assert_eq!(twice.changed.iter().filter(|changed| **changed).count(), 1);
        assert!(!changes(&["a  b"], &["a b"]).changed[0]);
    }

    #[test]
    fn an_empty_side_is_touched_where_text_was_lost() {
        let lost = Changes::between(&segments(&["a", "b", "c", "d"]), &segments(&["a", "c", "d"]));
        assert!(lost.touch((1..1).into()));
        assert!(!lost.touch((3..3).into()) && !lost.touch((2..3).into()));
    }
}
