//! Where a stream comes from: bytes counted, unpacked and made UTF-8 as they flow.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use encoding_rs::{Decoder, Encoding, UTF_8};
use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::StreamingDecoder;

use crate::run::RunError;

const BUFFER: usize = 1 << 18;
/// A window that a frame may ask for: more is an attack on memory.
const LARGEST_WINDOW: u64 = 128 << 20;

/// A stream of UTF-8, from a file or standard input.
pub(super) type Stream = BufReader<Box<dyn Read + Send>>;

/// One open input.
pub(super) struct Opened {
    pub stream: Stream,
    /// Bytes of the file, where it is one.
    pub size: Option<u64>,
}

/// Opens a file, or standard input where none or `-` is named. gzip and Zstandard are known by their first bytes, UTF-16 by its mark.
pub(super) fn open(path: Option<&PathBuf>, label: Option<&str>, read: &Arc<AtomicU64>) -> Result<Opened, RunError> {
    let path = path.filter(|path| path.as_os_str() != "-");
    let unread = |source| RunError::Read { what: shown(path.map(PathBuf::as_path)), source };
    let (raw, size): (Box<dyn Read + Send>, _) = match path {
        None => (Box::new(io::stdin()), None),
        Some(path) => {
            let file = File::open(path).map_err(unread)?;
            let meta = file.metadata().map_err(unread)?;
            if meta.is_dir() {
                return Err(RunError::Usage(format!("`{}` is a folder: name a file of pairs", path.display())));
            }
            (Box::new(file), meta.is_file().then_some(meta.len()))
        }
    };
    let counted = BufReader::with_capacity(BUFFER, Counted { inner: raw, read: read.clone() });
    let stream = unpacked(counted).map_err(unread)?;
    let stream = decoded(BufReader::with_capacity(BUFFER, stream), label)?;
    Ok(Opened { stream: BufReader::with_capacity(BUFFER, stream), size })
}

/// The name of an input in messages.
pub(super) fn shown(path: Option<&Path>) -> String {
    path.map_or_else(|| "standard input".to_owned(), |path| format!("`{}`", path.display()))
}

struct Counted<R> {
    inner: R,
    read: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

fn unpacked<R: BufRead + Send + 'static>(mut input: R) -> io::Result<Box<dyn Read + Send>> {
    let head = input.fill_buf()?;
    if head.starts_with(&[0x1f, 0x8b]) {
        return Ok(Box::new(MultiGzDecoder::new(input)));
    }
    if head.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        return Ok(Box::new(Frames { input: Some(input), open: None }));
    }
    Ok(Box::new(input))
}

/// Zstandard frames, one after the other, as parallel writers leave them.
struct Frames<R: BufRead> {
    input: Option<R>,
    open: Option<StreamingDecoder<R, ruzstd::decoding::FrameDecoder>>,
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(frame) = &mut self.open {
                let read = frame.read(buffer)?;
                if read > 0 || buffer.is_empty() {
                    return Ok(read);
                }
            }
            if let Some(frame) = self.open.take() {
                self.input = Some(frame.into_inner());
            }
            let Some(mut input) = self.input.take() else { return Ok(0) };
            if input.fill_buf()?.is_empty() {
                return Ok(0);
            }
            let frame = StreamingDecoder::new_with_max_window_size(input, LARGEST_WINDOW).map_err(io::Error::other)?;
            self.open = Some(frame);
        }
    }
}

/// UTF-8 without its mark. Bytes that are no UTF-8 pass as they are where no other encoding was named or marked: the line
/// they stand in is told as unreadable, the others are read.
fn decoded<R: BufRead + Send + 'static>(mut input: R, label: Option<&str>) -> Result<Box<dyn Read + Send>, RunError> {
    let unread = |source| RunError::Read { what: "the input".to_owned(), source };
    let head = input.fill_buf().map_err(unread)?;
    let mark = Encoding::for_bom(head);
    let named = match label {
        None => None,
        Some(label) => Some(Encoding::for_label(label.as_bytes()).ok_or_else(|| {
            RunError::Usage(format!("`--encoding {label}` names no known encoding; use a WHATWG label such as utf-8 or windows-1256"))
        })?),
    };
    match named.or(mark.map(|(encoding, _)| encoding)) {
        Some(encoding) if encoding != UTF_8 => {
            Ok(Box::new(Decoding { input, decoder: encoding.new_decoder(), text: vec![0; BUFFER], at: 0, end: 0, done: false }))
        }
        _ => {
            if let Some((_, length)) = mark {
                input.consume(length);
            }
            Ok(Box::new(input))
        }
    }
}

struct Decoding<R> {
    input: R,
    decoder: Decoder,
    text: Vec<u8>,
    at: usize,
    end: usize,
    done: bool,
}

impl<R: BufRead> Read for Decoding<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.end && !self.done {
            let bytes = self.input.fill_buf()?;
            let last = bytes.is_empty();
            let (result, read, written, _) = self.decoder.decode_to_utf8(bytes, &mut self.text, last);
            self.input.consume(read);
            (self.at, self.end) = (0, written);
            self.done = last && result == encoding_rs::CoderResult::InputEmpty;
        }
        let taken = buffer.len().min(self.end - self.at);
        buffer[..taken].copy_from_slice(&self.text[self.at..self.at + taken]);
        self.at += taken;
        Ok(taken)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn read(bytes: Vec<u8>, label: Option<&str>) -> String {
        let stream = unpacked(io::Cursor::new(bytes)).expect("a stream");
        let mut stream = decoded(BufReader::new(stream), label).expect("an encoding");
        let mut text = String::new();
        stream.read_to_string(&mut text).expect("text");
        text
    }

    #[test]
    fn packed_and_encoded_streams_come_out_as_text() {
        let text = "Straße\tالشارع\n".repeat(5000);
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(text.as_bytes()).expect("written");
        let member = gzip.finish().expect("packed");
        assert_eq!(read([member.clone(), member].concat(), None), text.repeat(2));
        let frame = ruzstd::encoding::compress_to_vec(text.as_bytes(), ruzstd::encoding::CompressionLevel::Fastest);
        assert!(frame.len() < text.len() / 4);
        assert_eq!(read([frame.clone(), frame].concat(), None), text.repeat(2));
        let wide: Vec<u8> = [0xfeffu16].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        assert_eq!(read(wide, None), text);
        assert_eq!(read(b"\xef\xbb\xbfabc".to_vec(), None), "abc");
        assert_eq!(read(b"caf\xe9".to_vec(), Some("latin1")), "café");
    }

    #[test]
    fn a_cut_frame_is_an_error() {
        let frame = ruzstd::encoding::compress_to_vec("abc".repeat(9000).as_bytes(), ruzstd::encoding::CompressionLevel::Fastest);
        let mut stream = unpacked(io::Cursor::new(frame[..frame.len() - 3].to_vec())).expect("a stream");
        assert!(stream.read_to_end(&mut Vec::new()).is_err());
    }
}
