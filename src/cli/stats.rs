//! `bilint stats`.

use std::{
    fmt::Write as _,
    fs,
    io::{self, Write},
};

use anyhow::{Context, anyhow};

use super::{
    Outcome,
    args::{StatsArgs, StatsFormat},
};
use crate::{
    model::Arrange,
    report::write_file,
    run::{Statistics, grouped},
};

/// Points of a bar of the histogram.
const STEP: usize = 10;
const WIDEST: u64 = 40;

pub(super) fn run(args: &StatsArgs) -> anyhow::Result<Outcome> {
    let mut sum = Statistics::default();
    for path in &args.files {
        let text = fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))?;
        sum.merge(&Statistics::from_json(&text).map_err(|message| anyhow!("`{}`: {message}", path.display()))?);
    }
    let text = match args.format {
        StatsFormat::Json => sum.to_json(),
        StatsFormat::Text => shown(&sum),
    };
    match &args.output {
        Some(path) => write_file(path, &text).with_context(|| format!("cannot write `{}`", path.display()))?,
        None => io::stdout().lock().write_all(text.as_bytes())?,
    }
    Ok(Outcome::Passed)
}

#[expect(clippy::cast_precision_loss, reason = "shares and means for people")]
fn shown(sum: &Statistics) -> String {
    let pairs = sum.read - sum.failed;
    let share = |part: u64, whole: u64| 100.0 * part as f64 / whole.max(1) as f64;
    let mut out = String::new();
    // Writing into a string cannot fail.
    let _ = writeln!(out, "{} pairs, {} lines could not be read", grouped(pairs), grouped(sum.failed));
    let _ = writeln!(out, "{} with findings ({:.1} %)", grouped(sum.flagged), share(sum.flagged, pairs));
    if sum.rejected > 0 {
        let _ = writeln!(out, "{} kept, {} rejected", grouped(sum.kept), grouped(sum.rejected));
    }
    let _ = writeln!(out, "mean score {:.2}\n\nscore      pairs", sum.score_sum as f64 / 100.0 / pairs.max(1) as f64);
    let bars: Vec<u64> = sum.scores.chunks(STEP).map(|points| points.iter().sum()).collect();
    let most = bars.iter().copied().max().unwrap_or(0).max(1);
    for (at, count) in bars.iter().enumerate() {
        let range = if at * STEP == 100 { "100".to_owned() } else { format!("{}–{}", at * STEP, at * STEP + STEP - 1) };
        let bar = "█".repeat(usize::try_from(count * WIDEST / most).unwrap_or(0));
        let _ = writeln!(out, "{range:<6} {:>12} {bar}", grouped(*count));
    }
    let _ = writeln!(out, "\nlanguages            pairs  findings in  mean score");
    for (languages, count) in &sum.languages {
        let mean = count.score_sum as f64 / 100.0 / count.pairs.max(1) as f64;
        let _ = writeln!(out, "{languages:<14} {:>11}  {:>9.1} %  {mean:>10.2}", grouped(count.pairs), share(count.flagged, count.pairs));
    }
    let _ = writeln!(out, "\nrule                             pairs   findings");
    let mut rules: Vec<_> = sum.rules.iter().collect();
    rules.arrange_by(|a, b| b.1.findings.cmp(&a.1.findings).then(a.0.cmp(b.0)));
    for (rule, count) in rules {
        let _ = writeln!(out, "{rule:<26} {:>11} {:>10}", grouped(count.pairs), grouped(count.findings));
    }
    out
}
