//! What a format says about a unit beside its text: inline codes, state, limits, plural form, times on screen.

use std::sync::{Arc, LazyLock};

/// How far the translation of a unit is, by the file's own word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum State {
    /// The file says nothing.
    #[default]
    Plain,
    /// Nobody has translated it, and the file is visibly still in work.
    Pending,
    /// Translated, but marked fuzzy, unfinished or in need of review.
    Draft,
    /// Translated or approved.
    Final,
    /// The other file has no such unit; this one only holds its place.
    Absent,
}

/// Kind of something inline that is not plain text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MarkKind {
    /// A tag that opens.
    Open,
    /// A tag that closes.
    Close,
    /// A tag that stands alone: a line break, an image, a variable.
    Alone,
    /// Where a link leads.
    Link,
    /// A code span; the value is the code.
    Code,
}

/// Something inline: an XLIFF or TMX code, a link, a code span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Byte of the block's text where it stands.
    pub offset: u32,
    pub kind: MarkKind,
    /// Its id where the format gives one, else what it holds.
    pub value: String,
}

/// A CLDR plural category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PluralForm {
    Zero,
    One,
    Two,
    Few,
    Many,
    Other,
}

impl PluralForm {
    pub const ALL: [PluralForm; 6] =
        [PluralForm::Zero, PluralForm::One, PluralForm::Two, PluralForm::Few, PluralForm::Many, PluralForm::Other];

    /// The category called `name`.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.as_str() == name)
    }

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            PluralForm::Zero => "zero",
            PluralForm::One => "one",
            PluralForm::Two => "two",
            PluralForm::Few => "few",
            PluralForm::Many => "many",
            PluralForm::Other => "other",
        }
    }
}

/// That a unit is one form of a text that depends on a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plural {
    /// Key of the text without the form.
    pub of: String,
    /// `None` where the format only numbers its forms.
    pub form: Option<PluralForm>,
    /// How many forms the file itself says there are.
    pub wanted: Option<usize>,
}

/// A piece of a text that stands on the screen for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cue {
    /// Byte of the block's text where it begins.
    pub offset: u32,
    /// Milliseconds.
    pub start: u32,
    pub end: u32,
    /// Characters of all its lines, and of the longest.
    pub characters: u32,
    pub longest_line: u32,
    pub lines: u32,
}

/// How a format writes what is filled in at run time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Filling {
    /// Not known: only what can be nothing else counts.
    #[default]
    Unknown,
    /// ICU MessageFormat.
    Icu,
    /// The texts of a program, in one of the usual ways.
    Program,
    /// The same, by per cent signs alone: `%s`, `%(name)s`, `%1`.
    Percent,
    /// The same, by braces alone: `{name}`, `{0}`.
    Braces,
}

/// Everything a format says about a unit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Unit {
    /// By offset.
    pub marks: Vec<Mark>,
    pub state: State,
    /// Most characters that fit.
    pub max_length: Option<u32>,
    pub plural: Option<Plural>,
    /// Subtitles that the text runs over, in order.
    pub cues: Vec<Cue>,
    pub filling: Filling,
    /// A note for translators.
    pub note: Option<String>,
    /// Other languages may do without it: a text for one device, a form that few languages have.
    pub optional: bool,
}

impl Unit {
    /// What a unit shares with all others of which nothing more is said.
    #[must_use]
    pub fn plain() -> Arc<Unit> {
        static PLAIN: LazyLock<Arc<Unit>> = LazyLock::new(Arc::default);
        Arc::clone(&PLAIN)
    }

    /// Behind a pointer; what says nothing but how far it is and how it is filled in takes no room.
    #[must_use]
    pub fn shared(self) -> Arc<Unit> {
        static COMMON: LazyLock<Vec<Arc<Unit>>> = LazyLock::new(|| {
            let states = [State::Plain, State::Pending, State::Draft, State::Final, State::Absent];
            let fillings = [Filling::Unknown, Filling::Icu, Filling::Program, Filling::Percent, Filling::Braces];
            let all = states.into_iter().flat_map(|state| fillings.map(|filling| Unit { state, filling, ..Unit::default() }));
            all.map(Arc::new).collect()
        });
        if self == Unit::default() {
            return Unit::plain();
        }
        let same = |unit: &&Arc<Unit>| (unit.state, unit.filling) == (self.state, self.filling);
        match COMMON.iter().find(same).filter(|unit| ***unit == self) {
            Some(unit) => Arc::clone(unit),
            None => Arc::new(self),
        }
    }
}
