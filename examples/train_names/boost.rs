//! Grows boosted regression trees for a logistic loss over binned features (Friedman 2001; histograms and best-first growth as
//! in Ke et al. 2017).

use bilint::names::trees::{Node, Trees};

const BINS: usize = 96;

/// How many trees are grown, and how.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    pub trees: usize,
    pub leaves: usize,
    /// What a tree adds of what it finds.
    pub rate: f64,
    /// Rows of a leaf, by their weight or number.
    pub smallest_leaf: f64,
    /// Leaves are drawn to zero by so much.
    pub ridge: f64,
}

/// A labelled pair of names.
#[derive(Debug, Clone)]
pub struct Row {
    pub features: Vec<f32>,
    pub same: bool,
    pub weight: f64,
}

#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    gradient: f64,
    curvature: f64,
    count: f64,
}

struct Split {
    gain: f64,
    feature: usize,
    bin: usize,
}

struct Leaf {
    rows: Vec<u32>,
    node: usize,
    split: Option<Split>,
}

/// Trees that tell the rows apart.
pub fn grow(rows: &[Row], shape: &Shape) -> Trees {
    let features = rows.first().map_or(0, |row| row.features.len());
    let edges: Vec<Vec<f32>> = (0..features).map(|feature| edges(rows, feature)).collect();
    let bins: Vec<Vec<u8>> = (0..features)
        .map(|feature| rows.iter().map(|row| edges[feature].partition_point(|edge| *edge < row.features[feature]) as u8).collect())
        .collect();
    let positives: f64 = rows.iter().filter(|row| row.same).map(|row| row.weight).sum();
    let all: f64 = rows.iter().map(|row| row.weight).sum();
    let base = (positives / (all - positives)).ln();
    let mut odds = vec![base; rows.len()];
    let mut trees = Trees::new(base as f32);
    for _ in 0..shape.trees {
        let slopes: Vec<(f64, f64)> = rows
            .iter()
            .zip(&odds)
            .map(|(row, odds)| {
                let p = 1.0 / (1.0 + (-odds).exp());
                (row.weight * (f64::from(u8::from(row.same)) - p), row.weight * (p * (1.0 - p)).max(1e-6))
            })
            .collect();
        trees.push(&tree(&slopes, &bins, &edges, &mut odds, shape));
    }
    trees
}

/// Thresholds that cut a feature into bins of equal size.
fn edges(rows: &[Row], feature: usize) -> Vec<f32> {
    let mut values: Vec<f32> = rows.iter().map(|row| row.features[feature]).collect();
    values.sort_by(f32::total_cmp);
    let mut edges: Vec<f32> = (1..BINS).map(|n| values[n * (values.len() - 1) / BINS]).collect();
    edges.dedup();
    edges
}

fn tree(slopes: &[(f64, f64)], bins: &[Vec<u8>], edges: &[Vec<f32>], odds: &mut [f64], shape: &Shape) -> Vec<Node> {
    let all: Vec<u32> = (0..slopes.len() as u32).collect();
    let mut nodes = vec![Node::Leaf(0.0)];
    let split = best_split(&all, slopes, bins, shape);
    let mut leaves = vec![Leaf { rows: all, node: 0, split }];
    while leaves.len() < shape.leaves {
        let gain = |leaf: &Leaf| leaf.split.as_ref().map_or(0.0, |s| s.gain);
        let Some(at) = (0..leaves.len()).max_by(|a, b| gain(&leaves[*a]).total_cmp(&gain(&leaves[*b]))) else { break };
        let leaf = leaves.swap_remove(at);
        let Some(split) = leaf.split.filter(|split| split.gain > 1e-3) else { break };
        let bin = &bins[split.feature];
        let (below, above): (Vec<u32>, Vec<u32>) = leaf.rows.iter().partition(|row| bin[**row as usize] as usize <= split.bin);
        let children = (nodes.len(), nodes.len() + 1);
        nodes[leaf.node] = Node::Branch {
            feature: split.feature as u8,
            threshold: edges[split.feature][split.bin],
            below: children.0 as u16,
            above: children.1 as u16,
        };
        nodes.extend([Node::Leaf(0.0), Node::Leaf(0.0)]);
        for (rows, node) in [(below, children.0), (above, children.1)] {
            let split = best_split(&rows, slopes, bins, shape);
            leaves.push(Leaf { rows, node, split });
        }
    }
    for leaf in leaves {
        let sum = leaf.rows.iter().fold((0.0, 0.0), |sum, row| {
            let slope = slopes[*row as usize];
            (sum.0 + slope.0, sum.1 + slope.1)
        });
        let value = ((shape.rate * sum.0 / (sum.1 + shape.ridge)) * 1e4).round() / 1e4;
        nodes[leaf.node] = Node::Leaf(value as f32);
        for row in leaf.rows {
            odds[row as usize] += value;
        }
    }
    nodes
}

fn best_split(rows: &[u32], slopes: &[(f64, f64)], bins: &[Vec<u8>], shape: &Shape) -> Option<Split> {
    let mut best: Option<Split> = None;
    for (feature, bin) in bins.iter().enumerate() {
        let mut sums = [Sum::default(); BINS + 1];
        for row in rows {
            let (gradient, curvature) = slopes[*row as usize];
            let sum = &mut sums[bin[*row as usize] as usize];
            sum.gradient += gradient;
            sum.curvature += curvature;
            sum.count += 1.0;
        }
        let total = sums.iter().fold(Sum::default(), |a, b| Sum {
            gradient: a.gradient + b.gradient,
            curvature: a.curvature + b.curvature,
            count: a.count + b.count,
        });
        let score = |gradient: f64, curvature: f64| gradient * gradient / (curvature + shape.ridge);
        let whole = score(total.gradient, total.curvature);
        let mut left = Sum::default();
        for (at, sum) in sums.iter().enumerate().take(BINS) {
            left.gradient += sum.gradient;
            left.curvature += sum.curvature;
            left.count += sum.count;
            if left.count < shape.smallest_leaf || sum.count == 0.0 {
                continue;
            }
            if total.count - left.count < shape.smallest_leaf {
                break;
            }
            let gain =
                score(left.gradient, left.curvature) + score(total.gradient - left.gradient, total.curvature - left.curvature) - whole;
            if best.as_ref().is_none_or(|best| gain > best.gain) {
                best = Some(Split { gain, feature, bin: at });
            }
        }
    }
    best
}
