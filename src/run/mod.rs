//! The wiring: files → pairs → outcomes → reports. The only room that sees all the others.

mod assemble;
mod check;
mod direct;
mod discover;
mod documents;
mod languages;
mod layout;
mod learn;
mod lock;
mod merge;
mod naming;
mod progress;
mod since;
mod stream;
mod tags;
mod texts;

pub use crate::align::{FileVectors, VectorsError};
pub use check::{Aligned, Checked, Options, Saved, align_jobs, check};
pub use direct::{align_texts, check_texts};
pub use discover::{Job, Plan, RunError, plan};
pub use documents::{Documents, check_documents};
pub use learn::{LearnError, Lessons};
pub use lock::{lock, read_lock};
pub use merge::{Merged, merge};
pub use naming::{NameFinding, list_names, name_findings};
pub use progress::{Progress, StreamProgress, grouped};
pub use since::Since;
pub use stream::{
    Filter, FilterError, Format, LanguageCount, RuleCount, Sink, Sinks, Statistics, Streamed, Streaming, is_stream, open_lines,
    score_pairs, score_stream,
};
