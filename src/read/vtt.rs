//! WebVTT: cues with times; notes, styles and regions are left alone.

use super::{ReadError, ReadOptions, Reader, srt::cues};
use crate::model::{Lang, Loaded};

pub(super) struct Vtt;

impl Reader for Vtt {
    fn name(&self) -> &'static str {
        "vtt"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["vtt"]
    }

    fn read(&self, text: &str, path: &str, _options: &ReadOptions) -> Result<Loaded, ReadError> {
        if !text.starts_with("WEBVTT") {
            let expected = "`WEBVTT` on the first line".to_owned();
            return Err(ReadError::Malformed { path: path.to_owned(), format: "VTT", line: 1, column: 1, expected });
        }
        let mut loaded = cues(text, path, "VTT", |line| line.contains("-->"))?;
        let head = text.split("\n\n").next().unwrap_or_default();
        let tag = head.lines().find_map(|line| line.strip_prefix("Language:")).and_then(|tag| Lang::parse(tag).ok());
        if let Loaded::One(document) = &mut loaded {
            document.declared = tag;
        }
        Ok(loaded)
    }
}
