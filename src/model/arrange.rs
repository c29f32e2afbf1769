//! Sorting that costs the program few bytes: the standard library's sorts are made anew for each kind of item, some 6 kB each, this one
//! once for all. Half as fast, so not for what is sorted for each pair or name.

use std::cmp::Ordering;

/// As many items are put in order one by one.
const FEW: usize = 16;

/// Stable sorting as by the methods of slices.
pub(crate) trait Arrange<T> {
    /// As `sort_by`.
    fn arrange_by(&mut self, compare: impl FnMut(&T, &T) -> Ordering);

    /// As `sort_by_key`.
    fn arrange_by_key<K: Ord>(&mut self, mut key: impl FnMut(&T) -> K) {
        self.arrange_by(|a, b| key(a).cmp(&key(b)));
    }
}

impl<T> Arrange<T> for [T] {
    fn arrange_by(&mut self, compare: impl FnMut(&T, &T) -> Ordering) {
        if self.len() > 1 {
            arrange(self.len(), &mut Row { items: self, compare });
        }
    }
}

/// Items by their places.
trait Places {
    fn compare(&mut self, one: usize, other: usize) -> Ordering;
    fn swap(&mut self, one: usize, other: usize);
}

struct Row<'i, T, F> {
    items: &'i mut [T],
    compare: F,
}

impl<T, F: FnMut(&T, &T) -> Ordering> Places for Row<'_, T, F> {
    fn compare(&mut self, one: usize, other: usize) -> Ordering {
        (self.compare)(&self.items[one], &self.items[other])
    }

    fn swap(&mut self, one: usize, other: usize) {
        self.items.swap(one, other);
    }
}

fn arrange(count: usize, places: &mut dyn Places) {
    if count <= FEW {
        for end in 1..count {
            let mut at = end;
            while at > 0 && places.compare(at, at - 1) == Ordering::Less {
                places.swap(at, at - 1);
                at -= 1;
            }
        }
        return;
    }
    // For each place the one whose item comes there.
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|one, other| places.compare(*one, *other));
    for first in 0..count {
        let mut at = first;
        while order[at] != first {
            let from = std::mem::replace(&mut order[at], at);
            places.swap(at, from);
            at = from;
        }
        order[at] = at;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_items_keep_their_order() {
        let mut few = vec![(2, 'a'), (1, 'b'), (2, 'c'), (1, 'd')];
        few.arrange_by_key(|(number, _)| *number);
        assert_eq!(few, [(1, 'b'), (1, 'd'), (2, 'a'), (2, 'c')]);
        let mut none: Vec<u8> = Vec::new();
        none.arrange_by_key(|item| *item);
        assert!(none.is_empty());
    }

    proptest::proptest! {
        #[test]
        fn as_the_standard_library(numbers in proptest::collection::vec(0_u8..40, 0..120)) {
            let mut items: Vec<(u8, usize)> = numbers.into_iter().zip(0..).collect();
            let mut sorted = items.clone();
            sorted.sort_by_key(|item| std::cmp::Reverse(item.0));
            items.arrange_by(|a, b| b.0.cmp(&a.0));
            proptest::prop_assert_eq!(items, sorted);
        }
    }
}
