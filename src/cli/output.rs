//! Where a run prints to: the terminal, a pipe that may close, or a file that is complete or absent.

use std::{
    cell::RefCell,
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
    rc::Rc,
};

use crate::report::Placed;

/// A writer for a report, and the file behind it.
pub(super) struct Output(Option<Rc<RefCell<BufWriter<Placed>>>>);

impl Output {
    /// Opens the place that was asked for; standard output when none was.
    ///
    /// # Errors
    /// When a file cannot be opened.
    pub fn open(path: Option<&Path>) -> io::Result<(Self, Box<dyn Write>)> {
        match path {
            None => Ok((Output(None), Box::new(Open { out: BufWriter::new(anstream::AutoStream::auto(io::stdout())), closed: false }))),
            // A device or named pipe cannot be replaced.
            Some(path) if path.exists() && !path.is_file() => {
                Ok((Output(None), Box::new(Open { out: BufWriter::new(File::create(path)?), closed: false })))
            }
            Some(path) => {
                let file = Rc::new(RefCell::new(BufWriter::new(Placed::create(path)?)));
                Ok((Output(Some(file.clone())), Box::new(Shared(file))))
            }
        }
    }

    /// Puts the file in its place, once every writer is gone.
    ///
    /// # Errors
    /// When it cannot be completed.
    pub fn finish(self) -> io::Result<()> {
        let Some(file) = self.0 else { return Ok(()) };
        let Ok(file) = Rc::try_unwrap(file) else { return Err(io::Error::other("the report is still open")) };
        file.into_inner().into_inner().map_err(io::IntoInnerError::into_error)?.persist()
    }
}

struct Shared(Rc<RefCell<BufWriter<Placed>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.borrow_mut().flush()
    }
}

/// A stream whose reader may go away: the rest is dropped, and the run still comes to its verdict.
struct Open<W: Write> {
    out: W,
    closed: bool,
}

impl<W: Write> Open<W> {
    fn tolerate<T>(&mut self, result: io::Result<T>, otherwise: T) -> io::Result<T> {
        match result {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(otherwise)
            }
            result => result,
        }
    }
}

impl<W: Write> Write for Open<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.closed {
            return Ok(bytes.len());
        }
        let written = self.out.write(bytes);
        self.tolerate(written, bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.closed {
            return Ok(());
        }
        let flushed = self.out.flush();
        self.tolerate(flushed, ())
    }
}
