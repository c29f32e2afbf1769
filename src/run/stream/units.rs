//! Finds the units of a TMX file without understanding them: only where `tu` begins and ends, past comments and CDATA.

use std::io::{self, Read};

use memchr::{memchr, memmem};

use super::{
    source::{Batch, Broken, Fault, LONGEST, Raw},
    unpack::Stream,
};

const PIECE: usize = 1 << 18;

/// The units of a file.
pub(super) struct Units {
    window: Window,
    number: u64,
    head: Vec<u8>,
    end: Vec<u8>,
    /// What came before a unit that [`Units::new`] met when it read the head.
    pending: bool,
}

/// What stands next in a file.
enum Met {
    /// A unit begins.
    Begin,
    /// A unit ends.
    Close,
    /// The file ends.
    Nothing,
}

struct Window {
    input: Stream,
    bytes: Vec<u8>,
    /// Where the part begins that is still needed, and where looking goes on.
    start: usize,
    at: usize,
    /// The part was longer than any that is wanted, and is dropped.
    long: bool,
}

impl Window {
    /// Lets go of what nobody will want.
    fn bound(&mut self) {
        self.long |= self.at - self.start > LONGEST;
        if self.long {
            self.start = self.at;
        }
    }

    /// Reads on; whether there was more.
    fn fill(&mut self) -> io::Result<bool> {
        if self.start > PIECE {
            self.bytes.drain(..self.start);
            self.at -= self.start;
            self.start = 0;
        }
        let before = self.bytes.len();
        self.bytes.resize(before + PIECE, 0);
        let read = loop {
            match self.input.read(&mut self.bytes[before..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        self.bytes.truncate(before + read);
        Ok(read > 0)
    }

    /// Moves behind the next place where `what` stands.
    fn pass(&mut self, what: &[u8]) -> io::Result<bool> {
        loop {
            if let Some(found) = memmem::find(&self.bytes[self.at..], what) {
                self.at += found + what.len();
                return Ok(true);
            }
            self.at = self.at.max((self.bytes.len() + 1).saturating_sub(what.len()));
            self.bound();
            if !self.fill()? {
                return Ok(false);
            }
        }
    }

    /// Moves to the next tag of a unit: to its `<`, or behind the whole end tag.
    fn next(&mut self) -> io::Result<Met> {
        loop {
            let Some(found) = memchr(b'<', &self.bytes[self.at..]) else {
                self.at = self.bytes.len();
                self.bound();
                if self.fill()? {
                    continue;
                }
                return Ok(Met::Nothing);
            };
            self.at += found;
            self.bound();
            while self.bytes.len() - self.at < 10 && self.fill()? {}
            let rest = &self.bytes[self.at..];
            let space = |at: usize| rest.get(at).is_some_and(|byte| matches!(byte, b'>' | b'/' | b' ' | b'\t' | b'\r' | b'\n'));
            if rest.starts_with(b"<tu") && space(3) {
                return Ok(Met::Begin);
            }
            if rest.starts_with(b"</tu") && space(4) {
                self.pass(b">")?;
                return Ok(Met::Close);
            }
            if rest.starts_with(b"<!--") {
                self.at += 4;
                self.pass(b"-->")?;
            } else if rest.starts_with(b"<![CDATA[") {
                self.at += 9;
                self.pass(b"]]>")?;
            } else {
                self.at += 1;
            }
        }
    }

    /// Moves behind the start tag that stands here; whether it is closed at once.
    fn tag(&mut self) -> io::Result<bool> {
        let mut quote = None;
        self.at += 1;
        loop {
            while self.at < self.bytes.len() {
                let byte = self.bytes[self.at];
                self.at += 1;
                match (quote, byte) {
                    (None, b'"' | b'\'') => quote = Some(byte),
                    (Some(open), _) if open == byte => quote = None,
                    (None, b'>') => return Ok(self.bytes[self.at - 2] == b'/'),
                    _ => {}
                }
            }
            self.bound();
            if !self.fill()? {
                return Ok(true);
            }
        }
    }
}

impl Units {
    /// Reads what stands before the first unit.
    pub fn new(input: Stream) -> io::Result<Self> {
        let mut window = Window { input, bytes: Vec::new(), start: 0, at: 0, long: false };
        let mut head = Vec::new();
        let pending = loop {
            let met = window.next()?;
            if window.long {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "no `tu` in the first 4 MB of TMX"));
            }
            match met {
                Met::Begin => break true,
                Met::Nothing => break false,
                Met::Close => {}
            }
        };
        head.extend_from_slice(&window.bytes[..window.at]);
        window.start = window.at;
        let end = if pending { Vec::new() } else { head.clone() };
        Ok(Units { window, number: 0, head, end, pending })
    }

    /// What stands before the first unit.
    pub fn head(&self) -> &[u8] {
        &self.head
    }

    /// What stands after the last unit, once all are read.
    pub fn end(&self) -> &[u8] {
        &self.end
    }

    pub fn record(&mut self, batch: &mut Batch) -> Result<bool, Broken> {
        if !self.end.is_empty() {
            return Ok(false);
        }
        if !self.pending {
            self.window.start = self.window.at;
            match self.window.next()? {
                Met::Begin => self.window.start = self.window.at,
                Met::Close => return Ok(true),
                Met::Nothing => {
                    let rest = &self.window.bytes[self.window.start..];
                    self.end = rest.get(..rest.len().min(LONGEST)).unwrap_or_default().to_vec();
                    let whole = memmem::find(&self.end, b"</tmx").is_some();
                    return if whole { Ok(false) } else { Err(Broken::Cut(self.number)) };
                }
            }
        }
        self.pending = false;
        self.number += 1;
        self.window.long = false;
        if !self.window.tag()? {
            loop {
                match self.window.next()? {
                    Met::Close => break,
                    Met::Nothing => return Err(Broken::Cut(self.number)),
                    // A unit in a unit is none of ours.
                    Met::Begin => self.window.at += 1,
                }
            }
        }
        self.window.bound();
        let start = batch.data.len();
        if !self.window.long {
            batch.data.extend_from_slice(&self.window.bytes[self.window.start..self.window.at]);
        }
        let fault = self.window.long.then_some(Fault::TooLong);
        batch.records.push(Raw { number: self.number, at: start..batch.data.len(), second: 0..0, fault });
        self.window.start = self.window.at;
        self.window.long = false;
        Ok(true)
    }
}
