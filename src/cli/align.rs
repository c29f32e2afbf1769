//! `bilint align`.

use std::{
    fs,
    io::{self, Write},
    ops::Range,
    path::Path,
};

use anyhow::{Context, bail};
use serde_json::json;

use super::{
    Outcome,
    args::{AlignArgs, AlignFormat},
    output::Output,
    say,
    settings::{lexicons, resolve},
    signals,
};
use crate::{
    model::{Bead, Segment},
    run::{FileVectors, Options, Progress, align_jobs, plan},
};

pub(super) fn run(args: &AlignArgs) -> anyhow::Result<Outcome> {
    let (settings, file, base) = resolve(&args.input)?;
    let plan = plan(&[args.source.clone(), args.target.clone()], &settings)?;
    let folder = args.source.is_dir();
    if folder && args.output.is_none() {
        bail!("directories need --output DIR: one file a pair is written there");
    }
    let lexicons = lexicons(&args.lexicon, &file, &base)?;
    let vectors = match (args.source_vectors.as_slice(), args.target_vectors.as_slice()) {
        ([source, rows], [target, others]) => Some(FileVectors::load([source, rows], [target, others])?),
        _ => None,
    };
    let vectors = vectors.as_ref().map(|vectors| vectors as _);
    let stop = Some(signals::listen());
    let options = Options { segmented: args.input.segmented, lexicons: &lexicons, vectors, stop, ..Options::default() };
    let progress = Progress::new(plan.jobs.len(), false);
    let mut unread = 0;
    for (job, aligned) in plan.jobs.iter().zip(align_jobs(&plan, &settings, options, &progress)?) {
        let aligned = match aligned {
            Ok(aligned) => aligned,
            Err(problem) => {
                say(&format!("bilint: {}", problem.message));
                unread += 1;
                continue;
            }
        };
        let text = render(&aligned.source, &aligned.target, &aligned.beads, args.format);
        match &args.output {
            Some(out) if folder => {
                let relative = job.source.strip_prefix(&args.source).unwrap_or(&job.source);
                write(&out.join(format!("{}.{}", relative.display(), args.format.extension())), &text)?;
            }
            Some(out) => write(out, &text)?,
            None => io::stdout().lock().write_all(text.as_bytes())?,
        }
    }
    Ok(if unread > 0 { Outcome::Unchecked } else { Outcome::Passed })
}

fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        fs::create_dir_all(parent).with_context(|| format!("cannot make `{}`", parent.display()))?;
    }
    let placed = Output::open(Some(path)).and_then(|(output, mut out)| {
        out.write_all(text.as_bytes()).and_then(|()| out.flush())?;
        drop(out);
        output.finish()
    });
    placed.with_context(|| format!("cannot write `{}`", path.display()))
}

fn render(source: &[Segment], target: &[Segment], beads: &[Bead], format: AlignFormat) -> String {
    let mut out = String::new();
    if format == AlignFormat::Tsv {
        out.push_str("source\ttarget\tlink\tconfidence\n");
    }
    for bead in beads {
        let numbers = |range: &Range<u32>| range.clone().map(|n| n.to_string()).collect::<Vec<_>>().join(",");
        let text = |segments: &[Segment], range: &Range<u32>| {
            let picked = segments.get(range.start as usize..range.end as usize).unwrap_or_default();
            picked.iter().map(|segment| &*segment.text).collect::<Vec<_>>().join(" ")
        };
        let flat = |text: String| text.replace(['\t', '\n', '\r'], " ");
        let line = match format {
            AlignFormat::Beads => format!("{}\t{}\t{:.4}\n", numbers(&bead.source), numbers(&bead.target), bead.confidence),
            AlignFormat::Tsv => format!(
                "{}\t{}\t{}\t{:.2}\n",
                flat(text(source, &bead.source)),
                flat(text(target, &bead.target)),
                bead.kind().as_str(),
                bead.confidence
            ),
            AlignFormat::Jsonl => {
                let confidence = (f64::from(bead.confidence) * 1e4).round() / 1e4;
                json!({
                    "source": bead.source.clone().collect::<Vec<_>>(),
                    "target": bead.target.clone().collect::<Vec<_>>(),
                    "link": bead.kind().as_str(),
                    "confidence": confidence,
                    "source_text": text(source, &bead.source),
                    "target_text": text(target, &bead.target),
                })
                .to_string()
                    + "\n"
            }
        };
        out.push_str(&line);
    }
    out
}
