//! Bytes → text: compression, byte order marks, encodings.

use std::io::Read;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::ReadError;

/// Compressed input may not unpack to more than this: a decompression bomb ends in an error.
const LARGEST_UNPACKED: u64 = super::LARGEST;

/// Decoded text and how it was decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    pub text: String,
    pub encoding: &'static str,
    /// Whether the encoding was guessed from the bytes.
    pub guessed: bool,
}

/// Unpacks gzip, Zstandard, and a ZIP archive named as such; other bytes pass unchanged.
///
/// # Errors
/// When the archive is damaged or unpacks beyond bounds.
pub fn unpack(bytes: Vec<u8>, path: &str) -> Result<Vec<u8>, ReadError> {
    let failed = |source: std::io::Error| ReadError::Io { path: path.to_owned(), source };
    if bytes.starts_with(&[0x1f, 0x8b]) {
        return bounded(flate2::read::MultiGzDecoder::new(bytes.as_slice()), path);
    }
    if bytes.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        let decoder = ruzstd::decoding::StreamingDecoder::new(bytes.as_slice());
        return bounded(decoder.map_err(|error| failed(std::io::Error::other(error)))?, path);
    }
    if path.to_lowercase().ends_with(".zip") && bytes.starts_with(b"PK\x03\x04") {
        return super::package::single(&bytes, path);
    }
    Ok(bytes)
}

fn bounded(archive: impl Read, path: &str) -> Result<Vec<u8>, ReadError> {
    let mut out = Vec::new();
    match archive.take(LARGEST_UNPACKED).read_to_end(&mut out) {
        Ok(size) if size as u64 == LARGEST_UNPACKED => Err(ReadError::Unsupported {
            path: path.to_owned(),
            what: format!("a file that unpacks to more than {} MB", LARGEST_UNPACKED >> 20),
            known: "smaller ones, or the unpacked file in pieces".to_owned(),
        }),
        Ok(_) => Ok(out),
        Err(source) => Err(ReadError::Io { path: path.to_owned(), source }),
    }
}

/// A path with `%20` and its like resolved.
pub(super) fn percent_decoded(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let digits = tail.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.filter(|_| *first == b'%').and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                rest = &tail[2..];
            }
            None => {
                out.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// The encoding that a file names in its own first lines: an XML declaration, a PO header, an HTML `meta`, a Python-style
/// comment.
pub(super) fn declared(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    for name in ["encoding=", "charset=", "coding:"] {
        let Some((_, rest)) = head.split_once(name) else { continue };
        let rest = rest.trim_start_matches([' ', '"', '\'', '\\']);
        let label: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
        if Encoding::for_label(label.as_bytes()).is_some_and(|encoding| encoding.is_ascii_compatible()) {
            return Some(label);
        }
    }
    None
}

/// Decodes bytes: the demanded encoding, else a byte order mark, else UTF-8, else a guess.
///
/// # Errors
/// When the label is unknown, the bytes break the encoding, or they are no text at all.
pub fn decode(bytes: Vec<u8>, label: Option<&str>, path: &str) -> Result<Decoded, ReadError> {
    let undecodable =
        |encoding: &str, offset: usize| ReadError::Undecodable { path: path.to_owned(), encoding: encoding.to_owned(), offset };
    if let Some(label) = label {
        let encoding = Encoding::for_label(label.as_bytes()).ok_or_else(|| ReadError::UnknownEncoding { label: label.to_owned() })?;
        let text = strict(encoding, &bytes).ok_or_else(|| undecodable(encoding.name(), first_bad(encoding, &bytes)))?;
        return Ok(Decoded { text, encoding: encoding.name(), guessed: false });
    }
    if bytes.starts_with(b"bplist00") || bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"%PDF") {
        return Err(ReadError::Binary { path: path.to_owned(), offset: 0 });
    }
    if let Some(wide) = utf32(&bytes) {
        return Ok(Decoded { text: wide, encoding: "UTF-32", guessed: false });
    }
    if let Some((encoding, _)) = Encoding::for_bom(&bytes) {
        // A file may carry a mark and be named for another encoding by its own content: the mark wins.
        let text = strict(encoding, &bytes).ok_or_else(|| undecodable(encoding.name(), first_bad(encoding, &bytes)))?;
        return Ok(Decoded { text, encoding: encoding.name(), guessed: false });
    }
    if let Some(encoding) = wide_without_mark(&bytes)
        && let Some(text) = strict(encoding, &bytes)
    {
        return Ok(Decoded { text, encoding: encoding.name(), guessed: true });
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Decoded { text: clean(text), encoding: UTF_8.name(), guessed: false }),
        Err(error) => {
            let (valid, bytes) = (error.utf8_error().valid_up_to(), &error.into_bytes());
            if let Some(at) = binary_at(bytes) {
                return Err(ReadError::Binary { path: path.to_owned(), offset: at });
            }
            let named = declared(bytes).and_then(|label| Encoding::for_label(label.as_bytes())).filter(|named| *named != UTF_8);
            if let Some((text, encoding)) = named.and_then(|named| Some((strict(named, bytes)?, named))) {
                return Ok(Decoded { text, encoding: encoding.name(), guessed: false });
            }
            let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
            detector.feed(bytes, true);
            let guess = detector.guess(None, chardetng::Utf8Detection::Deny);
            // Java reads what is not UTF-8 as Latin-1.
            let latin =
                ["windows-1250", "windows-1252", "windows-1254", "windows-1257", "ISO-8859-2", "ISO-8859-4"].contains(&guess.name());
            let java = latin && path.to_ascii_lowercase().ends_with(".properties");
            let encoding = if java { encoding_rs::WINDOWS_1252 } else { guess };
            if let Some(text) = strict(encoding, bytes) {
                return Ok(Decoded { text, encoding: encoding.name(), guessed: true });
            }
            Err(undecodable("UTF-8", valid))
        }
    }
}

fn strict(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    let (text, _, malformed) = encoding.decode(bytes);
    (!malformed).then(|| clean(text.into_owned()))
}

/// Drops a byte order mark, even a doubled one, and makes every line end a line feed: places count lines, not bytes.
fn clean(mut text: String) -> String {
    let marks = text.len() - text.trim_start_matches('\u{feff}').len();
    if marks > 0 {
        text.drain(..marks);
    }
    if memchr::memchr(b'\r', text.as_bytes()).is_none() {
        return text;
    }
    let mut bytes = text.into_bytes();
    let mut kept = 0;
    for at in 0..bytes.len() {
        let byte = match bytes[at] {
            b'\r' if bytes.get(at + 1) == Some(&b'\n') => continue,
            b'\r' => b'\n',
            other => other,
        };
        bytes[kept] = byte;
        kept += 1;
    }
    bytes.truncate(kept);
    // Only ASCII was touched: the bytes are UTF-8 as before.
    String::from_utf8(bytes).unwrap_or_default()
}

fn first_bad(encoding: &'static Encoding, bytes: &[u8]) -> usize {
    let mut decoder = encoding.new_decoder();
    let mut room = vec![0u16; 1024];
    let mut at = 0;
    while at < bytes.len() {
        let (result, read, _) = decoder.decode_to_utf16_without_replacement(&bytes[at..], &mut room, true);
        at += read;
        if let encoding_rs::DecoderResult::Malformed(length, _) = result {
            return at.saturating_sub(usize::from(length));
        }
        if read == 0 {
            break;
        }
    }
    at
}

/// UTF-16 without a mark: nearly every second byte of Latin text is zero.
fn wide_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(4096)];
    if head.len() < 4 {
        return None;
    }
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let half = head.len() / 2;
    let (even, odd) = (zeros(0), zeros(1));
    if odd * 10 > half * 4 && even * 20 < half {
        return Some(UTF_16LE);
    }
    (even * 10 > half * 4 && odd * 20 < half).then_some(UTF_16BE)
}

fn utf32(bytes: &[u8]) -> Option<String> {
    let big = bytes.starts_with(&[0, 0, 0xfe, 0xff]);
    let little = bytes.starts_with(&[0xff, 0xfe, 0, 0]) && bytes.len().is_multiple_of(4);
    if !(big || little) {
        return None;
    }
    let text: Option<String> = bytes[4..]
        .chunks(4)
        .map(|unit| {
            let unit: [u8; 4] = unit.try_into().ok()?;
            char::from_u32(if big { u32::from_be_bytes(unit) } else { u32::from_le_bytes(unit) })
        })
        .collect();
    text.map(clean)
}

/// Where bytes stop looking like text: control characters that no legacy encoding uses for letters.
fn binary_at(bytes: &[u8]) -> Option<usize> {
    let head = &bytes[..bytes.len().min(8192)];
    let control = |b: u8| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b);
    let count = head.iter().filter(|b| control(**b)).count();
    (count * 50 > head.len()).then(|| head.iter().position(|b| control(*b)).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_marks_and_legacy_encodings() {
        let decoded = |bytes: &[u8]| decode(bytes.to_vec(), None, "a.txt").map(|d| (d.text, d.encoding)).ok();
        assert_eq!(decoded(b"\xef\xbb\xbf\xef\xbb\xbfabc"), Some(("abc".into(), "UTF-8")));
        assert_eq!(decoded(b"\xff\xfea\0b\0"), Some(("ab".into(), "UTF-16LE")));
        assert_eq!(decoded(b"\0\0\xfe\xff\0\0\0a"), Some(("a".into(), "UTF-32")));
        let (arabic, _, _) = encoding_rs::WINDOWS_1256.encode("وقال المتحدث إن الاجتماع انتهى في وقت متأخر من الليل");
        assert_eq!(decoded(&arabic).map(|d| d.1), Some("windows-1256"));
    }

    #[test]
    fn refuses_what_is_no_text() {
        assert!(matches!(decode(b"bplist00\x01\x02".to_vec(), None, "a"), Err(ReadError::Binary { .. })));
        assert!(matches!(decode(b"abc\xff".to_vec(), Some("utf-8"), "a"), Err(ReadError::Undecodable { offset: 3, .. })));
        assert!(matches!(decode(b"abc".to_vec(), Some("klingon"), "a"), Err(ReadError::UnknownEncoding { .. })));
        assert!(matches!(decode(vec![0x89, 1, 2, 3, 0xff, 0xfe, 0, 7, 0xc0], None, "a"), Err(ReadError::Binary { .. })));
    }

    proptest! {
        #[test]
        fn never_panics(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = decode(bytes, None, "a");
        }
    }
}
