//! Settings: what the user asked for, from defaults, `bilint.toml` and flags. Knows the model only.

mod settings;

pub use settings::{Gate, Level, NameStyle, NamesSettings, ReportSettings, RuleOverride, Settings};
