//! The columns of the CSV reports: names are stable, new ones only ever go at the end.

/// Name of a column and what it holds.
pub type Column = (&'static str, &'static str);

pub const ISSUES: &[Column] = &[
    ("n", "number in report order, to get back to it after sorting"),
    ("severity", "critical, major or minor: how bad it is if true"),
    ("issue", "what it is, in at most four plain words"),
    ("message", "one sentence of facts"),
    ("source_span", "the words of the source that it is about"),
    ("target_span", "the words of the translation that it is about"),
    ("suggestion", "what to write instead; empty where we do not know"),
    ("verdict", "yours: `fix`, `fp` (false alarm) or `ok` (true, but fine here)"),
    ("comment", "yours: the reason"),
    ("source", "the whole source segment or segments"),
    ("target", "the whole target segment or segments"),
    ("confidence", "0 to 100: how sure we are"),
    ("file", "path of the translation"),
    ("line", "line in the translation"),
    ("segment", "number of the target segment (`s12`, `s12+s13`), or the format's own id"),
    ("rule", "name of the rule, for settings and `bilint explain`"),
    ("mqm", "category of Multidimensional Quality Metrics"),
    ("source_file", "path of the source"),
    ("source_line", "line in the source"),
    ("id", "fingerprint: stays while rule and both texts stay"),
];

pub const NAMES: &[Column] = &[
    ("n", "number in report order"),
    ("severity", "empty where nothing is wrong with the name"),
    ("issue", "what it is, in at most four plain words"),
    ("message", "one sentence of facts"),
    ("source_name", "the name in the source"),
    ("use", "the spelling we propose; overwrite it with yours"),
    ("variants", "spellings found, with counts"),
    ("verdict", "yours: `same`, `different` or `ok`"),
    ("comment", "yours: the reason"),
    ("count", "mentions found"),
    ("type", "person, place, organisation or name"),
    ("confidence", "0 to 100: how sure we are that these belong together"),
    ("first_file", "path of the translation with the first mention"),
    ("first_line", "its line"),
    ("rule", "name of the rule, empty where nothing is wrong"),
    ("id", "fingerprint"),
    ("expected", "spellings that fit, the likeliest first"),
    ("source_forms", "how the source writes the name, with counts"),
    ("evidence", "the source letters read one by one (– where a letter has no sound of its own), and where the other spellings depart"),
];

pub const ALIGNMENT: &[Column] = &[
    ("n", "number in reading order"),
    ("status", "ok, suspect, missing, extra, merged, split, moved or boilerplate"),
    ("score", "0 to 100: how well the two sides answer each other"),
    ("link", "one-to-one, merged, split, many-to-many, missing or extra"),
    ("source", "source segment or segments"),
    ("target", "target segment or segments"),
    ("source_lang", "language of the source"),
    ("target_lang", "language of the translation"),
    ("length_pct", "characters of the target per 100 of the source"),
    ("issues", "rules that found something here"),
    ("file", "path of the translation"),
    ("line", "line in the translation"),
    ("source_file", "path of the source"),
    ("source_line", "line in the source"),
    ("segment", "number of the target segment, or the format's own id"),
];

pub const SUMMARY: &[Column] = &[
    ("file", "path of the translation"),
    ("source_file", "path of the source"),
    ("words", "words of the source"),
    ("segments", "segments of the translation"),
    ("critical", "findings of this severity"),
    ("major", "findings of this severity"),
    ("minor", "findings of this severity"),
    ("suppressed", "findings that were silenced with a reason"),
    ("score", "0 to 100; empty under 500 words"),
    ("score_kind", "unreviewed, confirmed or too-short"),
    ("gate", "pass or fail"),
    ("worst_issue", "the first finding in report order"),
];
