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

/// The branches of all trees by the feature they ask, so that trees are not walked one after another: a branch that goes above rules
/// out the leaves below it, and of what is left in a tree the first leaf is the one (QuickScorer, Lucchese and others 2015).
#[derive(Debug, Clone, Default, PartialEq)]
struct Quick {
    features: Vec<Asked>,
    /// By tree: its leaves, those below first.
    leaves: Vec<[f32; LEAVES]>,
}

/// The branches that ask one feature, by rising threshold.
#[derive(Debug, Clone, Default, PartialEq)]
struct Asked {
    thresholds: Vec<f32>,
    trees: Vec<u8>,
    /// The leaves of the tree that stay where the feature is above the threshold.
    stay: Vec<u32>,
}

/// Leaves of a tree, and trees, that the quick way takes.
const LEAVES: usize = 32;
const TREES: usize = 256;

impl Quick {
    fn new(trees: &Trees) -> Option<Self> {
        let mut out = Quick::default();
        let mut branches: Vec<(u8, f32, u8, u32)> = Vec::new();
        for (tree, root) in trees.roots.iter().enumerate() {
            let tree = u8::try_from(tree).ok()?;
            let mut leaves: Vec<f32> = Vec::new();
            trees.gather(*root as usize, *root as usize, tree, &mut leaves, &mut branches)?;
            let mut row = [0.0; LEAVES];
            row.get_mut(..leaves.len())?.copy_from_slice(&leaves);
            out.leaves.push(row);
        }
        branches.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        for (feature, threshold, tree, stay) in branches {
            let feature = usize::from(feature);
            if out.features.len() <= feature {
                out.features.resize(feature + 1, Asked::default());
            }
            let asked = &mut out.features[feature];
            asked.thresholds.push(threshold);
            asked.trees.push(tree);
            asked.stay.push(stay);
        }
        Some(out)
    }

    fn log_odds(&self, base: f32, features: &[f32]) -> f32 {
        let mut left = [u32::MAX; TREES];
        for (asked, value) in self.features.iter().zip(features) {
            let above = asked.thresholds.partition_point(|threshold| value > threshold);
            for (tree, stay) in asked.trees[..above].iter().zip(&asked.stay) {
                left[usize::from(*tree)] &= stay;
            }
        }
        // In the order of the trees, so that the sum is the same bit for bit.
        self.leaves.iter().zip(left).fold(base, |sum, (leaves, left)| sum + leaves[left.trailing_zeros() as usize % LEAVES])
    }
}

/// Trees whose sum is the logarithm of the odds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trees {
    pub base: f32,
    /// Nodes of all trees; children count from the root of their tree.
    pub nodes: Vec<Node>,
    pub roots: Vec<u32>,
    quick: Option<Quick>,
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
        self.quick = None;
    }

    /// Puts the leaves of a tree in order, those below first, and notes which of them each branch leaves; `None` for a tree that is too
    /// large.
    fn gather(&self, root: usize, node: usize, tree: u8, leaves: &mut Vec<f32>, branches: &mut Vec<(u8, f32, u8, u32)>) -> Option<()> {
        match self.nodes.get(node)? {
            Node::Leaf(value) => leaves.push(*value),
            Node::Branch { feature, threshold, below, above } => {
                let first = leaves.len();
                self.gather(root, root + usize::from(*below), tree, leaves, branches)?;
                let bits = |to: usize| if to >= LEAVES { u32::MAX } else { (1u32 << to) - 1 };
                branches.push((*feature, *threshold, tree, !(bits(leaves.len()) & !bits(first))));
                self.gather(root, root + usize::from(*above), tree, leaves, branches)?;
            }
        }
        (leaves.len() <= LEAVES).then_some(())
    }

    /// The logarithm of the odds for these features.
    #[must_use]
    pub fn log_odds(&self, features: &[f32]) -> f32 {
        match &self.quick {
            Some(quick) => quick.log_odds(self.base, features),
            None => self.walk(features),
        }
    }

    /// The same, one tree after another.
    fn walk(&self, features: &[f32]) -> f32 {
        self.roots.iter().fold(self.base, |sum, root| {
            let root = *root as usize;
            let mut at = root;
            loop {
                match self.nodes[at] {
                    Node::Leaf(value) => return sum + value,
                    Node::Branch { feature, threshold, below, above } => {
                        at = root + usize::from(if features[usize::from(feature)] > threshold { above } else { below });
                    }
                }
            }
        })
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
        trees.quick = Quick::new(&trees);
        Some(trees)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::tables::{Kind, trees};

    #[test]
    fn the_quick_way_comes_to_the_same() {
        for kind in [Kind::Across, Kind::Latin] {
            let trees = trees(kind);
            assert!(trees.quick.is_some());
            for seed in 0..400u32 {
                let features: Vec<f32> =
                    (0..64u32).map(|n| ((seed * 7919 + n * 104_729) % 1000) as f32 / 100.0 - if n % 3 == 0 { 5.0 } else { 1.0 }).collect();
                assert_eq!(trees.log_odds(&features).to_bits(), trees.walk(&features).to_bits());
            }
        }
    }

    #[test]
    fn trees_walk_and_survive_their_file() {
        let mut trees = Trees { base: 0.5, ..Trees::default() };
        trees.push(&[Node::Branch { feature: 1, threshold: 2.0, below: 1, above: 2 }, Node::Leaf(-1.0), Node::Leaf(1.5)]);
        trees.push(&[Node::Leaf(0.25)]);
        assert!((trees.log_odds(&[0.0, 1.0]) - -0.25).abs() < 1e-6);
        assert!((trees.log_odds(&[0.0, 3.0]) - 2.25).abs() < 1e-6);
        assert!((trees.probability(&[0.0, 3.0]) - 0.9047).abs() < 1e-3);
        let text = trees.write("test");
        let read = Trees::read(&text, 2).expect("a file of trees");
        assert_eq!((&read.nodes, &read.roots), (&trees.nodes, &trees.roots));
        assert_eq!(Trees::read(&text, 1), None);
        assert_eq!(Trees::read("bilint-trees 1 x\nbase\t0\ntree\n0\t1\t0\t0\n", 2), None);
    }
}
