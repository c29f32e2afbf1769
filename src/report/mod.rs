//! Findings → files; one file per report.
