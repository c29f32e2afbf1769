//! Binary property lists, as far as string tables need them: one dictionary of texts by key.

/// More entries than an application has.
const MOST: usize = 1_000_000;

/// The texts of the top dictionary, in the order of the file; `None` if the list is damaged or holds something else.
pub(super) fn texts(bytes: &[u8]) -> Option<Vec<(String, String)>> {
    let trailer = bytes.get(bytes.len().checked_sub(32)?..)?;
    let (offset_size, reference_size) = (usize::from(trailer[6]), usize::from(trailer[7]));
    let number = |at: usize| usize::try_from(integer(trailer.get(at..at + 8)?)?).ok();
    let (count, top, table) = (number(8)?, number(16)?, number(24)?);
    let list = List { bytes, offset_size, reference_size, count, table };
    let (kind, length, mut at) = list.object(top)?;
    if kind != 0xd || length > MOST {
        return None;
    }
    let mut out = Vec::new();
    let values = at.checked_add(length.checked_mul(reference_size)?)?;
    for number in 0..length {
        let key = list.reference(at)?;
        let value = list.reference(values.checked_add(number.checked_mul(reference_size)?)?)?;
        at += reference_size;
        if let Some(text) = list.text(value) {
            out.push((list.text(key)?, text));
        }
    }
    Some(out)
}

/// A big-endian number of up to eight bytes.
fn integer(bytes: &[u8]) -> Option<u64> {
    (1..=8).contains(&bytes.len()).then(|| bytes.iter().fold(0, |all, byte| all << 8 | u64::from(*byte)))
}

struct List<'b> {
    bytes: &'b [u8],
    offset_size: usize,
    reference_size: usize,
    count: usize,
    table: usize,
}

impl List<'_> {
    fn reference(&self, at: usize) -> Option<usize> {
        let bytes = self.bytes.get(at..at.checked_add(self.reference_size)?)?;
        usize::try_from(integer(bytes)?).ok()
    }

    /// Kind, length and first byte of an object.
    fn object(&self, number: usize) -> Option<(u8, usize, usize)> {
        if number >= self.count {
            return None;
        }
        let entry = self.table.checked_add(number.checked_mul(self.offset_size)?)?;
        let at = usize::try_from(integer(self.bytes.get(entry..entry.checked_add(self.offset_size)?)?)?).ok()?;
        let marker = *self.bytes.get(at)?;
        let (kind, short) = (marker >> 4, usize::from(marker & 0xf));
        if short < 0xf {
            return Some((kind, short, at + 1));
        }
        // A longer length is an integer object of its own.
        let size = 1usize << (self.bytes.get(at + 1)? & 0xf).min(3);
        let length = integer(self.bytes.get(at + 2..at + 2 + size)?)?;
        Some((kind, usize::try_from(length).ok()?, at + 2 + size))
    }

    fn text(&self, number: usize) -> Option<String> {
        let (kind, length, at) = self.object(number)?;
        match kind {
            5 => std::str::from_utf8(self.bytes.get(at..at.checked_add(length)?)?).ok().map(str::to_owned),
            6 => {
                let bytes = self.bytes.get(at..at.checked_add(length.checked_mul(2)?)?)?;
                let units: Vec<u16> = bytes.chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
                Some(String::from_utf16_lossy(&units))
            }
            _ => None,
        }
    }
}
