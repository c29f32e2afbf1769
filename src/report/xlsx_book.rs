//! One workbook with four sheets: text cells typed as text, right-to-left cells set so, a frozen header with filters, and a list to
//! choose verdicts from.

use std::{io, path::Path};

use rust_xlsxwriter::{Color, DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::{
    place::Placed,
    rows::{Cell, Sheet},
    spreadsheets::{Book, Written},
};
use crate::{config::ReportSettings, model::right_to_left};

pub(super) const FILE: &str = "report.xlsx";

/// Rows that a sheet holds beside its header.
const MOST_ROWS: u32 = 1_048_575;

pub(super) struct XlsxBook {
    settings: ReportSettings,
    workbook: Workbook,
    file: Placed,
    rows: [u32; 4],
    left: usize,
    formats: Formats,
}

struct Formats {
    plain: Format,
    rtl: Format,
    yours: Format,
}

impl XlsxBook {
    pub fn create(dir: &Path, settings: &ReportSettings) -> io::Result<Self> {
        let file = Placed::create(&dir.join(FILE))?;
        let mut workbook = Workbook::new();
        // A fixed day: the same input gives the same bytes.
        let day = ExcelDateTime::from_ymd(2000, 1, 1).map_err(failed)?;
        workbook.set_properties(&DocProperties::new().set_title("bilint").set_creation_datetime(&day));
        let top = Format::new().set_align(FormatAlign::Top).set_num_format("@");
        let formats = Formats {
            rtl: top.clone().set_text_wrap().set_reading_direction(2),
            yours: top.clone().set_background_color(Color::RGB(0x00FF_F8DC)).set_unlocked(),
            plain: top.set_text_wrap(),
        };
        for sheet in Sheet::ALL {
            workbook.add_worksheet_with_constant_memory().and_then(|worksheet| header(worksheet, sheet)).map_err(failed)?;
        }
        Ok(XlsxBook { settings: settings.clone(), workbook, file, rows: [0; 4], left: 0, formats })
    }

    fn write(&mut self, sheet: Sheet, cells: &[Cell]) -> Result<(), XlsxError> {
        let at = sheet as usize;
        self.rows[at] += 1;
        let row = self.rows[at];
        let worksheet = self.workbook.worksheet_from_index(at)?;
        for ((cell, (column, _)), place) in cells.iter().zip(sheet.columns()).zip(0u16..) {
            let format = if yours(sheet, column) { &self.formats.yours } else { &self.formats.plain };
            match cell {
                Cell::Blank => worksheet.write_blank(row, place, format)?,
                #[expect(clippy::cast_precision_loss, reason = "line numbers and counts")]
                Cell::Number(number) => worksheet.write_number(row, place, *number as f64)?,
                text => {
                    let text = text.typed(&self.settings);
                    let rtl = matches!(cell, Cell::Text(_)) && right_to_left(text.chars());
                    worksheet.write_string_with_format(row, place, text, if rtl { &self.formats.rtl } else { format })?
                }
            };
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), XlsxError> {
        for sheet in Sheet::ALL {
            let rows = self.rows[sheet as usize];
            let worksheet = self.workbook.worksheet_from_index(sheet as usize)?;
            let last = u16::try_from(sheet.columns().len().saturating_sub(1)).unwrap_or(0);
            worksheet.autofilter(0, 0, rows.max(1), last)?;
            let choices: &[&str] = match sheet {
                Sheet::Issues => &["fix", "fp", "ok"],
                Sheet::Names => &["same", "different", "ok"],
                Sheet::Alignment | Sheet::Summary => continue,
            };
            let place = sheet.columns().iter().position(|(name, _)| *name == "verdict").and_then(|at| u16::try_from(at).ok());
            if let Some(place) = place {
                // Other words are taken too: an Arabic desk writes its own.
                let list = DataValidation::new().allow_list_strings(choices)?.show_error_message(false);
                worksheet.add_data_validation(1, place, rows.max(1), place, &list)?;
            }
        }
        self.workbook.save_to_writer(self.file.as_file())
    }
}

/// Columns that the reader fills in.
fn yours(sheet: Sheet, column: &str) -> bool {
    matches!((sheet, column), (Sheet::Issues | Sheet::Names, "verdict" | "comment") | (Sheet::Names, "use"))
}

fn header(worksheet: &mut Worksheet, sheet: Sheet) -> Result<(), XlsxError> {
    worksheet.set_name(sheet.title())?;
    worksheet.set_freeze_panes(1, 0)?;
    let bold = Format::new().set_bold().set_background_color(Color::RGB(0x00E8_ECF0));
    for ((column, _), place) in sheet.columns().iter().zip(0u16..) {
        let width = match *column {
            "n" | "line" | "source_line" | "first_line" | "score" | "count" => 7,
            "source" | "target" => 50,
            "message" => 44,
            "issue" | "source_span" | "target_span" | "suggestion" | "comment" | "file" | "source_file" | "variants" | "use" => 24,
            _ => 14,
        };
        worksheet.set_column_width(place, width)?;
        worksheet.write_string_with_format(0, place, *column, &bold)?;
    }
    Ok(())
}

fn failed(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(error) => error,
        other => io::Error::other(other.to_string()),
    }
}

impl Book for XlsxBook {
    fn row(&mut self, sheet: Sheet, cells: &[Cell]) -> io::Result<()> {
        if self.rows[sheet as usize] == MOST_ROWS {
            self.left += 1;
            return Ok(());
        }
        self.write(sheet, cells).map_err(failed)
    }

    fn close(mut self: Box<Self>) -> io::Result<Vec<(Placed, Written)>> {
        self.finish().map_err(failed)?;
        let rows = self.rows.iter().map(|rows| *rows as usize).sum();
        Ok(vec![(self.file, Written { file: FILE, rows, left: self.left })])
    }
}
