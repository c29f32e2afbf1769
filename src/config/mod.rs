//! Settings: what the user asked for, from defaults, `bilint.toml` and flags. Knows the model only.

mod file;
mod settings;

pub use file::{ConfigError, FILE_NAME, File, find, load, nearest, parse_fail_on, parse_level, parse_separator};
pub use settings::{Gate, Level, NameStyle, NamesSettings, ReportSettings, RuleOverride, Settings};
