//! Settings: what the user asked for, from defaults, `bilint.toml` and flags. Knows the model only.

mod file;
mod house;
mod profile;
mod settings;

pub use file::{
    ConfigError, FAMILIES, FILE_NAME, File, find, load, nearest, parse_fail_on, parse_formats, parse_language, parse_level, parse_separator,
};
pub use house::{ArticleCase, ArticleForm, ArticleJoin, HouseStyle, Keep, Nisba, SunLetters, TaMarbuta, house_style};
pub use profile::{PROFILES, profile};
pub use settings::{Gate, Level, NamesSettings, ReportLanguage, ReportSettings, RuleOverride, Settings};
