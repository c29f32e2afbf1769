//! Prints the beads of line files with what their confidence was worked out from; `benches/calibrate_align.py` fits on it.
//!
//! usage: align_features SOURCE-FILE TARGET-FILE [SOURCE-FILE TARGET-FILE …]     the pairs are one batch

use std::{env, fs, io, io::Write, ops::Range};

use bilint::{
    align::{Input, explain},
    model::Segment,
};

fn lines(path: &str) -> io::Result<Vec<Segment>> {
    Ok(fs::read_to_string(path)?.lines().zip(0..).map(|(line, index)| Segment::line(index, line)).collect())
}

fn main() -> io::Result<()> {
    let paths: Vec<String> = env::args().skip(1).collect();
    let sides: Vec<Vec<Segment>> = paths.iter().map(|path| lines(path)).collect::<io::Result<_>>()?;
    let batch: Vec<Input<'_>> = sides.chunks_exact(2).map(|pair| Input { source: &pair[0], target: &pair[1] }).collect();
    let mut out = io::stdout().lock();
    for (number, beads) in explain(&batch).iter().enumerate() {
        for explained in beads {
            let numbers = |range: &Range<u32>| range.clone().map(|line| line.to_string()).collect::<Vec<_>>().join(",");
            let features: Vec<String> = explained.features.iter().map(|value| format!("{value:.5}")).collect();
            writeln!(out, "{number}\t{}\t{}\t{}", numbers(&explained.bead.source), numbers(&explained.bead.target), features.join("\t"))?;
        }
    }
    Ok(())
}
