//! The arguments.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::report::Format;

/// A linter for translations: aligns a text with its translation and reports what does not fit.
#[derive(Debug, Parser)]
#[command(name = "bilint", version, arg_required_else_help = true, max_term_width = 100)]
pub(super) struct Cli {
    /// Threads to use; all processors by default. Results do not depend on it.
    #[arg(long, global = true, value_name = "N")]
    pub threads: Option<usize>,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Pair documents, align them, run every rule, write reports, decide the gate
    Check(Box<CheckArgs>),
    /// Make the spreadsheets of a corpus from what `check --documents` wrote of its parts
    Report(Box<ReportArgs>),
    /// Align two texts and nothing more
    Align(AlignArgs),
    /// Score a stream of ready-made sentence pairs
    Score(Box<ScoreArgs>),
    /// Add up what `bilint score --stats` wrote
    Stats(StatsArgs),
    /// Learn which word answers which from a translation memory, for --lexicon
    Learn(LearnArgs),
    /// Note which translation was accepted for which source, for `check --lock`
    Lock(LockArgs),
    /// Names: compare, find, list
    Names(NamesArgs),
    /// List the rules
    Rules,
    /// Explain one rule, with examples both ways
    Explain {
        /// Name of the rule
        rule: String,
    },
    /// Bring a reviewer's marked reports back in; precision of the rules by the verdicts so far
    Review(ReviewArgs),
    /// Write a commented bilint.toml, and the CI file, for the tree this stands in
    Init(InitArgs),
    /// Print shell completions
    Completions { shell: clap_complete::Shell },
    /// Print the manual page
    Man,
}

/// What every command that reads texts takes.
#[derive(Debug, Default, Args)]
pub(super) struct InputArgs {
    /// Language of the source (BCP 47); found from path, file or text when absent
    #[arg(long, value_name = "TAG")]
    pub source_lang: Option<String>,
    /// Language of the translation
    #[arg(long, value_name = "TAG")]
    pub target_lang: Option<String>,
    /// Encoding of the input, such as windows-1256; detected when absent
    #[arg(long, value_name = "LABEL")]
    pub encoding: Option<String>,
    /// Each line of a text file is one segment already
    #[arg(long)]
    pub segmented: bool,
    /// Column of a table that holds the source
    #[arg(long, value_name = "NAME")]
    pub source_column: Option<String>,
    /// Column of a table that holds the translation
    #[arg(long, value_name = "NAME")]
    pub target_column: Option<String>,
    /// Column of a table that holds the id
    #[arg(long, value_name = "NAME")]
    pub id_column: Option<String>,
    /// Settings file; the nearest bilint.toml upwards when absent
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub config: Option<PathBuf>,
    /// Look for no settings file
    #[arg(long)]
    pub no_config: bool,
    /// Settings to start from: news, docs, ui, corpus or legal
    #[arg(long, value_name = "NAME")]
    pub profile: Option<String>,
    /// Style of names: auto, lower-hyphen, cap-space, cap-hyphen, bgn, un, odni, ala-lc, ijmes, icao, gost or iso9
    #[arg(long, value_name = "NAME")]
    pub names_style: Option<String>,
    /// Do not let the tables for names learn once more from the texts themselves
    #[arg(long)]
    pub no_adapt: bool,
    /// Confidences as the rules give them, without the caps that were fitted
    #[arg(long, hide = true)]
    pub uncalibrated: bool,
    /// Leave paths alone that match this glob; may be repeated
    #[arg(long, value_name = "GLOB")]
    pub exclude: Vec<String>,
    /// Run only these rules; may be repeated
    #[arg(long, value_name = "RULE")]
    pub only: Vec<String>,
    /// Switch a rule off; may be repeated
    #[arg(long, value_name = "RULE")]
    pub off: Vec<String>,
}

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// Two files, two directories, one directory, or bilingual files; the pairs of bilint.toml when absent
    pub paths: Vec<PathBuf>,
    #[command(flatten)]
    pub input: InputArgs,
    /// Lexicon made by `bilint learn`; may be repeated, and helps where its languages are
    #[arg(long, value_name = "FILE")]
    pub lexicon: Vec<PathBuf>,
    /// Counts of the sentences of the whole corpus, made by `bilint learn --repeats`: translations are held against all of them
    #[arg(long, value_name = "FILE")]
    pub repeats: Option<PathBuf>,
    /// Glossary: a table with the columns source and target (and status, forbidden), or TBX; may be repeated
    #[arg(long, value_name = "FILE")]
    pub glossary: Vec<PathBuf>,
    /// Write issues.csv, names.csv, alignment.csv and summary.csv into this folder
    #[arg(long, value_name = "DIR")]
    pub report: Option<PathBuf>,
    #[command(flatten)]
    pub sheets: SheetArgs,
    /// What to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Write what would be printed to a file
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub gate: GateArgs,
    /// Findings of this file were there before and do not count
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Write all present findings to this file, and pass
    #[arg(long, value_name = "FILE")]
    pub write_baseline: Option<PathBuf>,
    /// Baseline entries that no longer match a finding fail the run
    #[arg(long)]
    pub strict_baseline: bool,
    /// Lock written by `bilint lock`: translations whose source changed since are reported as stale
    #[arg(long, value_name = "FILE")]
    pub lock: Option<PathBuf>,
    /// Check only pairs that changed since this git revision, and report only segments whose text changed
    #[arg(long, value_name = "REVISION")]
    pub since: Option<String>,
    /// The paths are changed files: check the pairs of this tree that they belong to
    #[arg(long)]
    pub changed_pairs: bool,
    /// Verdicts of reviewers; bilint-suppressions.toml beside bilint.toml when absent
    #[arg(long, value_name = "FILE")]
    pub suppressions: Option<PathBuf>,
    /// Decisions about names; names.toml beside bilint.toml when absent
    #[arg(long, value_name = "FILE")]
    pub names_file: Option<PathBuf>,
    /// The day by which suppressions run out; today when absent
    #[arg(long, value_name = "DAY", hide = true)]
    pub today: Option<String>,
    /// Report nothing less severe than this: critical, major, minor or info
    #[arg(long, value_name = "SEVERITY")]
    pub min_severity: Option<String>,
    /// Judge each pair of documents as by a run of its own: the others teach it nothing
    #[arg(long)]
    pub alone: bool,
    /// The input is a pair of documents a JSON line ({"id","src_lang","tgt_lang","source","target"}, or source_path and target_path),
    /// in files or on standard input; findings and a line a pair come out, for `bilint report`
    #[arg(long, conflicts_with_all = ["report", "since", "changed_pairs", "write_baseline", "lock", "show_pairs", "dry_run", "format"])]
    pub documents: bool,
    /// With --documents: exit with 2 if any line could not be checked
    #[arg(long, requires = "documents")]
    pub strict: bool,
    /// Print which files were paired and why
    #[arg(long)]
    pub show_pairs: bool,
    /// Print which files would be checked, and check nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Show every finding in full, and how much each rule could judge
    #[arg(short, long, conflicts_with = "quiet")]
    pub verbose: bool,
    /// Print the verdict only
    #[arg(short, long)]
    pub quiet: bool,
}

/// What the four spreadsheets look like.
#[derive(Debug, Args)]
pub(super) struct SheetArgs {
    /// Form of these reports: csv, or xlsx for one workbook; both as csv,xlsx
    #[arg(long, value_name = "FORMAT", value_delimiter = ',')]
    pub report_format: Vec<String>,
    /// Language of issues and messages: en or ar
    #[arg(long, value_name = "TAG")]
    pub lang: Option<String>,
    /// Separator of the CSV files: comma, semicolon or tab
    #[arg(long, value_name = "WORD")]
    pub csv_sep: Option<String>,
    /// Write CSV without a byte order mark
    #[arg(long)]
    pub no_bom: bool,
    /// Write cells as they are, without formula guard
    #[arg(long)]
    pub raw: bool,
    /// Direction marks in messages
    #[arg(long, value_enum, default_value_t = Bidi::Isolate)]
    pub bidi: Bidi,
    /// Order of the rows of issues.csv
    #[arg(long, value_enum)]
    pub sort: Option<Sort>,
    /// Leave sound pairs out of alignment.csv
    #[arg(long)]
    pub suspect_only: bool,
}

/// When a run fails.
#[derive(Debug, Args)]
pub(super) struct GateArgs {
    /// Fail on findings at least this severe: critical, major, minor, info or never
    #[arg(long, value_name = "SEVERITY")]
    pub fail_on: Option<String>,
    /// Findings less sure than this never fail the run (0 to 100)
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    pub min_confidence: Option<u8>,
    /// Fail on more critical findings than this
    #[arg(long, value_name = "N")]
    pub max_critical: Option<u32>,
    /// Fail on more major findings than this
    #[arg(long, value_name = "N")]
    pub max_major: Option<u32>,
    /// Fail on more minor findings than this
    #[arg(long, value_name = "N")]
    pub max_minor: Option<u32>,
    /// Fail on a score below this, in documents of 500 words or more (0 to 100)
    #[arg(long, value_name = "SCORE", value_parser = clap::value_parser!(u8).range(0..=100))]
    pub min_score: Option<u8>,
    /// Fail on more findings than this that neither a verdict nor the baseline knows
    #[arg(long, value_name = "N")]
    pub max_new: Option<u32>,
}

/// The four spreadsheets over all that `bilint check --documents` wrote of the parts of a corpus, as one run would have
/// written them, and the gate over all.
#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    /// What `bilint check --documents` wrote, in any order
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// Write issues.csv, names.csv, alignment.csv and summary.csv into this folder
    #[arg(long, value_name = "DIR")]
    pub report: PathBuf,
    #[command(flatten)]
    pub sheets: SheetArgs,
    #[command(flatten)]
    pub gate: GateArgs,
    /// Settings file; the nearest bilint.toml upwards when absent
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub config: Option<PathBuf>,
    /// Look for no settings file
    #[arg(long)]
    pub no_config: bool,
    /// Settings to start from: news, docs, ui, corpus or legal
    #[arg(long, value_name = "NAME")]
    pub profile: Option<String>,
    /// Decisions about names; names.toml beside bilint.toml when absent
    #[arg(long, value_name = "FILE")]
    pub names_file: Option<PathBuf>,
    /// Print the verdict only
    #[arg(short, long)]
    pub quiet: bool,
}

#[derive(Debug, Args)]
pub(super) struct ReviewArgs {
    #[command(subcommand)]
    pub command: ReviewCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum ReviewCommand {
    /// Read verdicts from issues.csv, names.csv or report.xlsx, however they were saved
    Import {
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Who judged
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
        /// Day on which these verdicts run out, as in 2027-03-01
        #[arg(long, value_name = "DAY")]
        until: Option<String>,
        #[command(flatten)]
        store: ReviewStore,
    },
    /// How often each rule was right, by the verdicts so far
    Stats {
        #[command(flatten)]
        store: ReviewStore,
    },
}

#[derive(Debug, Args)]
pub(super) struct ReviewStore {
    /// Verdicts of reviewers; bilint-suppressions.toml beside bilint.toml when absent
    #[arg(long, value_name = "FILE")]
    pub suppressions: Option<PathBuf>,
    /// Decisions about names; names.toml beside bilint.toml when absent
    #[arg(long, value_name = "FILE")]
    pub names_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// Profile to write; chosen by the formats found when absent
    #[arg(long, value_name = "NAME")]
    pub profile: Option<String>,
    /// CI file to write; by what the repository has when absent
    #[arg(long, value_enum)]
    pub ci: Option<Ci>,
    /// Write no baseline of present findings
    #[arg(long)]
    pub no_baseline: bool,
    /// Replace files that are there
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Ci {
    Github,
    Gitlab,
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Bidi {
    Isolate,
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Sort {
    Severity,
    Document,
}

#[derive(Debug, Args)]
pub(super) struct AlignArgs {
    pub source: PathBuf,
    pub target: PathBuf,
    #[command(flatten)]
    pub input: InputArgs,
    /// Lexicon made by `bilint learn`; may be repeated, and helps where its languages are
    #[arg(long, value_name = "FILE")]
    pub lexicon: Vec<PathBuf>,
    /// Vectors of source sentences, of any model: a text file with a sentence (or some, joined by a blank) a line, and a
    /// file of 32-bit little-endian floats with a row for each (Vecalign's form)
    #[arg(long, value_names = ["RUNS", "VECTORS"], num_args = 2, requires = "target_vectors")]
    pub source_vectors: Vec<PathBuf>,
    /// The same of the translation's sentences
    #[arg(long, value_names = ["RUNS", "VECTORS"], num_args = 2, requires = "source_vectors")]
    pub target_vectors: Vec<PathBuf>,
    #[arg(long, value_enum, default_value_t = AlignFormat::Tsv)]
    pub format: AlignFormat,
    /// File for the result; with directories the folder for one file a pair
    #[arg(long, value_name = "PATH")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum AlignFormat {
    /// The two texts side by side
    Tsv,
    /// `0,1<TAB>2<TAB>0.93`: segment numbers from 0, and the confidence
    Beads,
    /// One JSON object a bead
    Jsonl,
}

impl AlignFormat {
    pub fn extension(self) -> &'static str {
        match self {
            AlignFormat::Tsv => "tsv",
            AlignFormat::Beads => "beads",
            AlignFormat::Jsonl => "jsonl",
        }
    }
}

/// Score a stream of ready-made sentence pairs.
///
/// Reads JSON lines, TSV with a header, TMX, or two files of which line n answers line n (Moses), packed with gzip or Zstandard
/// or not, and Parquet where built for it; writes one record a pair, in order, in constant memory.
///
/// A filter is made of comparisons (< <= = != >= >) of score, findings, severity, source_length, target_length, source_words,
/// target_words, length_ratio, src_lang and tgt_lang, with --repeats of copies (how often the pair occurs in the corpus) and first (no
/// copy stands before it), of names of rules and families of rules (true where they found
/// something; RULE>=80 asks for a confidence), and of and, or, not and parentheses.
#[derive(Debug, Args)]
pub(super) struct ScoreArgs {
    /// JSON lines, TSV with a header, TMX, or two files of lines; standard input when absent
    #[arg(num_args = 0..=2)]
    pub files: Vec<PathBuf>,
    #[command(flatten)]
    pub input: InputArgs,
    /// Lexicon made by `bilint learn`; may be repeated, and helps where its languages are
    #[arg(long, value_name = "FILE")]
    pub lexicon: Vec<PathBuf>,
    /// Counts of the sentences of the whole corpus, made by `bilint learn --repeats`: translations are held against all of them
    #[arg(long, value_name = "FILE")]
    pub repeats: Option<PathBuf>,
    /// What the counts call this stream; its path when absent
    #[arg(long, value_name = "NAME", requires = "repeats")]
    pub stream_name: Option<String>,
    /// Glossary: a table with the columns source and target (and status, forbidden), or TBX; may be repeated
    #[arg(long, value_name = "FILE")]
    pub glossary: Vec<PathBuf>,
    /// Judge each pair by itself: its neighbours teach it no words, and any cut of the input gives the same records
    #[arg(long)]
    pub alone: bool,
    /// Form of the records
    #[arg(long, value_enum, default_value_t = ScoreFormat::Jsonl)]
    pub format: ScoreFormat,
    /// Where to write; packed when the name ends in .gz or .zst. Twice for two files of lines with `--format input`
    #[arg(long, value_name = "FILE")]
    pub output: Vec<PathBuf>,
    /// Write only pairs for which this holds, such as 'score>=60 and not wrong-language'
    #[arg(long, value_name = "EXPRESSION")]
    pub filter: Option<String>,
    /// Where pairs go for which the filter does not hold, and lines that could not be read; twice as with --output
    #[arg(long, value_name = "FILE", requires = "filter")]
    pub rejected: Vec<PathBuf>,
    /// Write counts as JSON: by rule, score, severity and languages. `bilint stats` adds those of parts up
    #[arg(long, value_name = "FILE")]
    pub stats: Option<PathBuf>,
    /// Exit with 2 if any line could not be read
    #[arg(long)]
    pub strict: bool,
    /// No progress on a terminal
    #[arg(short, long)]
    pub quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ScoreFormat {
    /// An object with id, score and findings a pair
    Jsonl,
    /// The line that was read, with the columns score and rules
    Tsv,
    /// The pair as it was read: for keeping what a filter lets pass
    Input,
}

#[derive(Debug, Args)]
pub(super) struct StatsArgs {
    /// Files that `bilint score --stats` wrote
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// What to print
    #[arg(long, value_enum, default_value_t = StatsFormat::Text)]
    pub format: StatsFormat,
    /// Write what would be printed to a file
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum StatsFormat {
    /// For people
    Text,
    /// As `bilint score --stats` writes it
    Json,
}

/// What in your own translations answers which word, saved for later runs.
///
/// Bilingual files teach by their rows. Two texts, or two folders of texts, are aligned first, and what is sure of the
/// alignment teaches. With --parallel, line n of one file answers line n of the other (Moses).
///
/// The lexicon then helps `bilint align`, `check` and `score` with --lexicon FILE, in either direction.
///
/// With --repeats FILE sentences are counted too: how each was translated first, and which pairs occur more than once. `check` and `score`
/// hold every part of a corpus against all of it with --repeats FILE.
#[derive(Debug, Args)]
pub(super) struct LearnArgs {
    /// Bilingual files, two texts, two folders, or with --merge what was learnt of parts
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// Where to write the lexicon
    #[arg(long, value_name = "FILE", required_unless_present = "repeats")]
    pub output: Option<PathBuf>,
    /// Where to write which sentences recur, for `check --repeats` and `score --repeats`
    #[arg(long, value_name = "FILE")]
    pub repeats: Option<PathBuf>,
    /// What to call the stream in counts and messages; its path when absent
    #[arg(long, value_name = "NAME", requires = "repeats", conflicts_with = "merge")]
    pub stream_name: Option<String>,
    /// The files are pairs of documents, one a JSON line, as for `check --documents`
    #[arg(long, conflicts_with_all = ["merge", "parallel", "stream_name"])]
    pub documents: bool,
    /// Line n of the first file answers line n of the second
    #[arg(long, conflicts_with = "merge")]
    pub parallel: bool,
    /// Keep every count and sentence, so that this part can be added to others
    #[arg(long)]
    pub partial: bool,
    /// The files are lexicons or counts of sentences, known by what is in them: add each up. Parts made with --partial add up exactly, in any
    /// order
    #[arg(long)]
    pub merge: bool,
    #[command(flatten)]
    pub input: InputArgs,
}

#[derive(Debug, Args)]
pub(super) struct LockArgs {
    /// What is accepted, as in `check`
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// Where to write the lock
    #[arg(long, value_name = "FILE", default_value = "bilint.lock")]
    pub output: PathBuf,
    #[command(flatten)]
    pub input: InputArgs,
}

#[derive(Debug, Args)]
pub(super) struct NamesArgs {
    #[command(subcommand)]
    pub command: NamesCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum NamesCommand {
    /// How likely two names are one: TSV with id, src_lang, src_name, tgt_name in, id and score out
    Compare {
        /// Standard input when absent
        file: Option<PathBuf>,
        /// Compare as if no script had a table of its own: to see what an unknown one gets
        #[arg(long)]
        no_tables: bool,
    },
    /// Name findings of sentence pairs: TSV with id, src_lang, tgt_lang, source, target in, JSON lines out
    Find {
        /// Standard input when absent
        file: Option<PathBuf>,
        /// Style of names, as in `check`
        #[arg(long, value_name = "NAME")]
        names_style: Option<String>,
        /// Do not let the tables for names learn once more from the texts themselves
        #[arg(long)]
        no_adapt: bool,
    },
    /// The names of a document pair with every spelling
    List {
        source: PathBuf,
        target: PathBuf,
        #[command(flatten)]
        input: Box<InputArgs>,
        /// tsv: the columns of names.csv; toml: a proposal for names.toml
        #[arg(long, value_name = "FORMAT", default_value = "tsv")]
        format: NamesFormat,
    },
}

/// How `names list` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum NamesFormat {
    Tsv,
    Toml,
}
