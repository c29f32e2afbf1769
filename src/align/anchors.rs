//! Anchors of a long document: pairs of lines that share rare words, chained so that both sides rise.

use super::{
    evidence::Links,
    prepare::{Doc, small},
};

/// Words that stand in more lines than this on either side anchor nothing.
const RARE: usize = 3;
/// An anchor needs a neighbour in the chain this near, and as far on one side as on the other within the tolerance.
const NEAR: usize = 60;
const TOLERANCE: usize = 20;

/// Points (source line, target line), rising on both sides.
pub(super) fn anchors(doc: &Doc, links: &Links) -> Vec<(usize, usize)> {
    trusted(&heaviest(&points(doc, links)))
}

/// Pairs of lines with the weight of what they share, ascending by source line, descending by target line.
fn points(doc: &Doc, links: &Links) -> Vec<(u32, u32, f32)> {
    let mut lines: Vec<[u32; RARE]> = vec![[0; RARE]; doc.source.distinct.len()];
    let mut counts = vec![0usize; doc.source.distinct.len()];
    for line in 0..doc.source.len() {
        for word in doc.source.local(line) {
            let count = &mut counts[*word as usize];
            if *count < RARE {
                lines[*word as usize][*count] = small(line);
            }
            *count += 1;
        }
    }
    let mut points = Vec::new();
    for (word, count) in (0..).zip(&counts) {
        if *count > RARE {
            continue;
        }
        for (target, forward, backward) in links.row(word) {
            let postings = doc.postings(*target);
            if postings.len() > RARE {
                continue;
            }
            #[expect(clippy::cast_precision_loss, reason = "at most RARE")]
            let weight = forward.min(*backward).max(1.0).ln() / (count * postings.len()) as f32;
            if weight > 0.0 {
                for line in &lines[word as usize][..*count] {
                    points.extend(postings.iter().map(|(other, _)| (*line, *other, weight)));
                }
            }
        }
    }
    points.sort_unstable_by(|a, b| (a.0, b.1).cmp(&(b.0, a.1)).then(a.2.total_cmp(&b.2)));
    points.dedup_by(|next, kept| {
        let same = (next.0, next.1) == (kept.0, kept.1);
        if same {
            kept.2 += next.2;
        }
        same
    });
    points
}

/// The chain with the largest weight that rises strictly on both sides (running maximum in a Fenwick tree).
fn heaviest(points: &[(u32, u32, f32)]) -> Vec<(usize, usize)> {
    let size = points.iter().map(|point| point.1 as usize + 2).max().unwrap_or(1);
    // Best weight of a chain that ends below each target line, and its last point.
    let mut tree: Vec<(f32, u32)> = vec![(0.0, u32::MAX); size + 1];
    let mut before = vec![u32::MAX; points.len()];
    let mut best = (0.0, u32::MAX);
    for (number, point) in (0u32..).zip(points) {
        let mut found = (0.0, u32::MAX);
        let mut at = point.1 as usize;
        while at > 0 {
            if tree[at].0 > found.0 {
                found = tree[at];
            }
            at &= at - 1;
        }
        before[number as usize] = found.1;
        let reached = (found.0 + point.2, number);
        if reached.0 > best.0 {
            best = reached;
        }
        let mut at = point.1 as usize + 1;
        while at <= size {
            if reached.0 > tree[at].0 {
                tree[at] = reached;
            }
            at += at & at.wrapping_neg();
        }
    }
    let mut chain = Vec::new();
    let mut next = best.1;
    while let Some(point) = points.get(next as usize) {
        chain.push((point.0 as usize, point.1 as usize));
        next = before[next as usize];
    }
    chain.reverse();
    chain
}

/// Points that a neighbour of the chain bears out: chance makes single ones.
fn trusted(chain: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let agrees = |one: (usize, usize), other: Option<&(usize, usize)>| {
        other.is_some_and(|(i, j)| {
            let (along, across) = (i.abs_diff(one.0), j.abs_diff(one.1));
            along <= NEAR && along.abs_diff(across) <= TOLERANCE
        })
    };
    let kept = chain.iter().enumerate().filter(|(at, point)| {
        agrees(**point, at.checked_sub(1).and_then(|before| chain.get(before))) || agrees(**point, chain.get(at + 1))
    });
    kept.map(|(_, point)| *point).filter(|(i, _)| *i > 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_chain_wins_over_the_longest() {
        let points = [(0, 5, 9.0), (1, 0, 1.0), (2, 1, 1.0), (3, 2, 1.0), (4, 6, 1.0)];
        assert_eq!(heaviest(&points), [(0, 5), (4, 6)]);
    }

    #[test]
    fn lone_points_are_not_trusted() {
        assert_eq!(trusted(&[(10, 10), (20, 21), (500, 900), (1000, 1001)]), [(10, 10), (20, 21)]);
    }
}
