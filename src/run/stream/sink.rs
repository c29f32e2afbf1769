//! Where a stream goes to: standard output, or a file that is complete or absent, packed as its name says.

use std::{
    fs::File,
    io::{self, Write},
    path::Path,
};

use flate2::{Compression, write::GzEncoder};
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

use crate::report::Placed;

/// Bytes of a Zstandard frame before packing.
const FRAME: usize = 4 << 20;

enum Place {
    Stdout(io::Stdout),
    /// A device or named pipe, which cannot be replaced.
    Device(File),
    File(Placed),
}

impl Write for Place {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Place::Stdout(out) => out.write(bytes),
            Place::Device(out) => out.write(bytes),
            Place::File(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Place::Stdout(out) => out.flush(),
            Place::Device(out) => out.flush(),
            Place::File(out) => out.flush(),
        }
    }
}

enum Packing {
    None(Place),
    Gzip(Box<GzEncoder<Place>>),
    Zstd(Place, Vec<u8>),
}

/// One output.
pub struct Sink(Packing);

impl Sink {
    /// Opens a file by name, packed when it ends in `.gz` or `.zst`; standard output where none or `-` is named.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open(path: Option<&Path>) -> io::Result<Self> {
        let Some(path) = path.filter(|path| path.as_os_str() != "-") else { return Ok(Sink(Packing::None(Place::Stdout(io::stdout())))) };
        let place = if path.exists() && !path.is_file() { Place::Device(File::create(path)?) } else { Place::File(Placed::create(path)?) };
        let ending = path.extension().map(|ending| ending.to_ascii_lowercase());
        Ok(Sink(match ending.as_deref().and_then(std::ffi::OsStr::to_str) {
            Some("gz") => Packing::Gzip(Box::new(GzEncoder::new(place, Compression::default()))),
            Some("zst" | "zstd") => Packing::Zstd(place, Vec::new()),
            _ => Packing::None(place),
        }))
    }

    /// Writes bytes.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &mut self.0 {
            Packing::None(place) => place.write_all(bytes),
            Packing::Gzip(packer) => packer.write_all(bytes),
            Packing::Zstd(place, frame) => {
                frame.extend_from_slice(bytes);
                if frame.len() < FRAME { Ok(()) } else { zstd(place, frame) }
            }
        }
    }

    /// Completes what was written; only now does a file appear under its name.
    ///
    /// # Errors
    /// When it cannot be completed.
    pub fn finish(self) -> io::Result<()> {
        let mut place = match self.0 {
            Packing::None(place) => place,
            Packing::Gzip(packer) => packer.finish()?,
            Packing::Zstd(mut place, mut frame) => {
                zstd(&mut place, &mut frame)?;
                place
            }
        };
        place.flush()?;
        match place {
            Place::File(file) => file.persist(),
            Place::Stdout(_) | Place::Device(_) => Ok(()),
        }
    }
}

fn zstd(place: &mut Place, frame: &mut Vec<u8>) -> io::Result<()> {
    place.write_all(&compress_to_vec(frame.as_slice(), CompressionLevel::Fastest))?;
    frame.clear();
    Ok(())
}
