//! The four CSV files: UTF-8 with a byte order mark, CRLF, RFC 4180.

use std::{
    io::{self, BufWriter, Write},
    path::Path,
};

use csv::{Terminator, Writer, WriterBuilder};

use super::{
    place::Placed,
    rows::{Cell, Sheet},
    spreadsheets::{Book, Written},
};
use crate::config::ReportSettings;

pub(super) struct CsvBook {
    settings: ReportSettings,
    sheets: Vec<(Sheet, Writer<BufWriter<Placed>>, usize)>,
}

impl CsvBook {
    pub fn create(dir: &Path, settings: &ReportSettings) -> io::Result<Self> {
        let open = |sheet: Sheet| {
            let mut file = BufWriter::new(Placed::create(&dir.join(sheet.file()))?);
            if settings.bom {
                file.write_all("\u{feff}".as_bytes())?;
            }
            let mut writer = WriterBuilder::new().delimiter(settings.separator).terminator(Terminator::CRLF).from_writer(file);
            writer.write_record(sheet.columns().iter().map(|(name, _)| name))?;
            Ok((sheet, writer, 0))
        };
        Ok(CsvBook { settings: settings.clone(), sheets: Sheet::ALL.into_iter().map(open).collect::<io::Result<_>>()? })
    }
}

impl Book for CsvBook {
    fn row(&mut self, sheet: Sheet, cells: &[Cell]) -> io::Result<()> {
        let Some((_, writer, rows)) = self.sheets.iter_mut().find(|(known, ..)| *known == sheet) else { return Ok(()) };
        *rows += 1;
        Ok(writer.write_record(cells.iter().map(|cell| cell.guarded(&self.settings)))?)
    }

    fn close(self: Box<Self>) -> io::Result<Vec<(Placed, Written)>> {
        let close = |(sheet, writer, rows): (Sheet, Writer<BufWriter<Placed>>, usize)| {
            let buffer = writer.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
            let file = buffer.into_inner().map_err(io::IntoInnerError::into_error)?;
            Ok((file, Written { file: sheet.file(), rows, left: 0 }))
        };
        self.sheets.into_iter().map(close).collect()
    }
}
