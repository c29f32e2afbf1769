//! Byte offset → line and column, for readers that go through a file from its start to its end.

use std::cell::Cell;

use crate::model::Location;

/// Remembers the last place asked for: the next one is counted from there, so that a whole file costs one pass.
pub(super) struct Places<'t> {
    text: &'t str,
    last: Cell<(usize, Location)>,
}

impl<'t> Places<'t> {
    pub fn new(text: &'t str) -> Self {
        Places { text, last: Cell::new((0, Location { line: 1, column: 1 })) }
    }

    /// Where the byte `offset` stands.
    pub fn at(&self, offset: usize) -> Location {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let (from, place) = self.last.get();
        let found = if offset >= from { self.ahead(from, place, offset) } else { self.back(from, place, offset) };
        self.last.set((offset, found));
        found
    }

    fn ahead(&self, from: usize, place: Location, offset: usize) -> Location {
        let between = &self.text[from..offset];
        match memchr::memrchr(b'\n', between.as_bytes()) {
            None => Location { line: place.line, column: place.column.saturating_add(count(between)) },
            Some(last) => {
                let lines = memchr::memchr_iter(b'\n', between.as_bytes()).count();
                Location {
                    line: place.line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX)),
                    column: count(&between[last + 1..]).saturating_add(1),
                }
            }
        }
    }

    fn back(&self, from: usize, place: Location, offset: usize) -> Location {
        let between = &self.text[offset..from];
        let lines = memchr::memchr_iter(b'\n', between.as_bytes()).count();
        if lines == 0 {
            return Location { line: place.line, column: place.column.saturating_sub(count(between)).max(1) };
        }
        let start = memchr::memrchr(b'\n', &self.text.as_bytes()[..offset]).map_or(0, |at| at + 1);
        Location {
            line: place.line.saturating_sub(u32::try_from(lines).unwrap_or(u32::MAX)).max(1),
            column: count(&self.text[start..offset]).saturating_add(1),
        }
    }
}

/// Characters of a text, as columns count.
pub(super) fn count(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn places_do_not_depend_on_the_way_to_them(text in "[a\\né日]{0,40}", offsets in prop::collection::vec(0usize..90, 0..12)) {
            let places = Places::new(&text);
            for offset in offsets {
                let mut end = offset.min(text.len());
                while !text.is_char_boundary(end) {
                    end -= 1;
                }
                let line = 1 + text[..end].matches('\n').count();
                let column = 1 + text[..end].rsplit('\n').next().unwrap_or_default().chars().count();
                let wanted = Location { line: u32::try_from(line).unwrap_or(0), column: u32::try_from(column).unwrap_or(0) };
                prop_assert_eq!(places.at(offset), wanted);
            }
        }
    }
}
