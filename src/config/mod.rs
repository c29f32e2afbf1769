//! Settings: what the user asked for, from defaults, `bilint.toml` and flags. Knows the model only.

mod file;
mod profile;
mod settings;

pub use file::{
    ConfigError, FAMILIES, FILE_NAME, File, find, load, nearest, parse_fail_on, parse_formats, parse_language, parse_level, parse_separator,
};
pub use profile::{PROFILES, profile};
pub use settings::{Gate, Level, NameStyle, NamesSettings, ReportLanguage, ReportSettings, RuleOverride, Settings};
