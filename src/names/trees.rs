//! Boosted regression trees: walking them. They are grown by `examples/train_names`; the file format is in `data/README.md`.

use std::fmt::Write as _;

/// First line of a file of trees.
const MAGIC: &str = "bilint-trees 1";

/// A branch or a leaf.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Node {
    /// Goes to the first node when the feature is at most the threshold, else to the second.
    Branch {
        feature: u8,
        threshold: f32,
        below: u16,
        above: u16,
    },
    Leaf(f32),
}

/// A branch as it is walked: the next step is the first where the feature is at most the threshold, else the second. Steps from
/// [`LEAF`] on are leaves.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Step {
    threshold: f32,
    next: [u16; 2],
    feature: u8,
}

/// Numbers of leaves, where those of branches end.
const LEAF: u16 = 1 << 15;
/// Trees that are walked side by side, so that one does not wait for the memory of another.
const ABREAST: usize = 256;

/// Trees whose sum is the logarithm of the odds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trees {
    pub base: f32,
    /// Nodes of all trees; children count from the root of their tree.
    pub nodes: Vec<Node>,
    pub roots: Vec<u32>,
    steps: Vec<Step>,
    leaves: Vec<f32>,
    /// The first step of each tree.
    starts: Vec<u16>,
}

impl Trees {
    /// No trees yet, and what the sum starts from.
    #[must_use]
    pub fn new(base: f32) -> Self {
        Trees { base, ..Trees::default() }
    }

    pub fn push(&mut self, tree: &[Node]) {
        self.roots.push(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.extend_from_slice(tree);
        let number = |at: usize| u16::try_from(at).unwrap_or(LEAF - 1).min(LEAF - 1);
        let (mut branches, mut leaves) = (self.steps.len(), self.leaves.len());
        let numbers: Vec<u16> = tree
            .iter()
            .map(|node| match node {
                Node::Branch { .. } => {
                    branches += 1;
                    number(branches - 1)
                }
                Node::Leaf(_) => {
                    leaves += 1;
                    LEAF | number(leaves - 1)
                }
            })
            .collect();
        let of = |node: u16| numbers.get(usize::from(node)).copied().unwrap_or(LEAF);
        for node in tree {
            match node {
                Node::Branch { feature, threshold, below, above } => {
                    self.steps.push(Step { threshold: *threshold, next: [of(*below), of(*above)], feature: *feature });
                }
                Node::Leaf(value) => self.leaves.push(*value),
            }
        }
        self.starts.push(of(0));
    }

    /// The logarithm of the odds for these features.
    #[must_use]
    pub fn log_odds(&self, features: &[f32]) -> f32 {
        let mut sum = self.base;
        let mut place = [0u16; ABREAST];
        // Trees whose leaf is not reached yet.
        let mut open = [0u8; ABREAST];
        for starts in self.starts.chunks(ABREAST) {
            let mut left = 0;
            for ((place, start), tree) in place.iter_mut().zip(starts).zip(0u8..=u8::MAX) {
                *place = *start;
                open[left] = tree;
                left += usize::from(*start < LEAF);
            }
            while left > 0 {
                let mut still = 0;
                for at in 0..left {
                    let tree = open[at & (ABREAST - 1)];
                    let step = &self.steps[usize::from(place[usize::from(tree)])];
                    let next = step.next[usize::from(features[usize::from(step.feature)] > step.threshold)];
                    place[usize::from(tree)] = next;
                    open[still & (ABREAST - 1)] = tree;
                    still += usize::from(next < LEAF);
                }
                left = still;
            }
            // In the order of the trees, so that the sum is the same bit for bit.
            for place in &place[..starts.len()] {
                sum += self.leaves[usize::from(place & (LEAF - 1))];
            }
        }
        sum
    }

    /// The probability for these features, 0 to 1.
    #[must_use]
    pub fn probability(&self, features: &[f32]) -> f32 {
        1.0 / (1.0 + (-self.log_odds(features)).exp())
    }

    #[must_use]
    pub fn write(&self, name: &str) -> String {
        let mut out = format!("{MAGIC} {name}\nbase\t{}\n", self.base);
        for (at, root) in self.roots.iter().enumerate() {
            let end = self.roots.get(at + 1).map_or(self.nodes.len(), |next| *next as usize);
            out.push_str("tree\n");
            for node in &self.nodes[*root as usize..end] {
                let _ = match node {
                    Node::Branch { feature, threshold, below, above } => writeln!(out, "{feature}\t{threshold}\t{below}\t{above}"),
                    Node::Leaf(value) => writeln!(out, "{value}"),
                };
            }
        }
        out
    }

    /// Reads a file of trees for so many features. `None` when it is not one, or a branch leads nowhere or back.
    #[must_use]
    pub fn read(text: &str, features: usize) -> Option<Self> {
        let mut lines = text.lines();
        lines.next()?.strip_prefix(MAGIC)?;
        let base = lines.next()?.strip_prefix("base\t")?.parse().ok()?;
        let mut trees = Trees { base, ..Trees::default() };
        let mut tree: Vec<Node> = Vec::new();
        for line in lines.chain(std::iter::once("tree")) {
            if line == "tree" {
                let sound = tree.iter().enumerate().all(|(at, node)| match node {
                    Node::Leaf(_) => true,
                    Node::Branch { feature, below, above, .. } => {
                        (*feature as usize) < features
                            && [below, above].iter().all(|to| (**to as usize) > at && (**to as usize) < tree.len())
                    }
                });
                if !sound {
                    return None;
                }
                if !tree.is_empty() {
                    trees.push(&tree);
                    tree.clear();
                }
                continue;
            }
            let cells: Vec<&str> = line.split('\t').collect();
            tree.push(match cells.as_slice() {
                [value] => Node::Leaf(value.parse().ok()?),
                [feature, threshold, below, above] => Node::Branch {
                    feature: feature.parse().ok()?,
                    threshold: threshold.parse().ok()?,
                    below: below.parse().ok()?,
                    above: above.parse().ok()?,
                },
                _ => return None,
            });
        }
        Some(trees)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees_walk_and_survive_their_file() {
        let mut trees = Trees { base: 0.5, ..Trees::default() };
        trees.push(&[Node::Branch { feature: 1, threshold: 2.0, below: 1, above: 2 }, Node::Leaf(-1.0), Node::Leaf(1.5)]);
        trees.push(&[Node::Leaf(0.25)]);
        assert!((trees.log_odds(&[0.0, 1.0]) - -0.25).abs() < 1e-6);
        assert!((trees.log_odds(&[0.0, 3.0]) - 2.25).abs() < 1e-6);
        assert!((trees.probability(&[0.0, 3.0]) - 0.9047).abs() < 1e-3);
        let text = trees.write("test");
        assert_eq!(Trees::read(&text, 2), Some(trees));
        assert_eq!(Trees::read(&text, 1), None);
        assert_eq!(Trees::read("bilint-trees 1 x\nbase\t0\ntree\n0\t1\t0\t0\n", 2), None);
    }
}
