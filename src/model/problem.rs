//! A file or line that could not be used, and the way out.

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub file: String,
    /// What failed, with line and column or byte where known, and what to do.
    pub message: String,
}
