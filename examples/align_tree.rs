//! Aligns every document of a tree `SET/DOC/{src,tgt}.txt`, one set as one batch, and writes `OUT/SET/DOC/hyp.tsv`.
//! usage: align_tree TREE OUT

use std::{env, error::Error, fs, path::Path};

use bilint::{
    align::{Help, Input, align},
    model::Segment,
};

fn lines(path: &Path) -> Result<Vec<Segment>, Box<dyn Error>> {
    Ok(fs::read_to_string(path)?.lines().zip(0..).map(|(line, index)| Segment::line(index, line)).collect())
}

fn numbers(range: &std::ops::Range<u32>) -> String {
    range.clone().map(|n| n.to_string()).collect::<Vec<_>>().join(",")
}

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = env::args().collect();
    let (tree, out) = (Path::new(&args[1]), Path::new(&args[2]));
    let mut sets: Vec<_> = fs::read_dir(tree)?.filter_map(Result::ok).filter(|e| e.path().is_dir()).map(|e| e.path()).collect();
    sets.sort();
    for set in sets {
        let mut docs: Vec<_> = fs::read_dir(&set)?.filter_map(Result::ok).map(|e| e.path()).collect();
        docs.sort();
        let texts = docs
            .iter()
            .map(|d| Ok((lines(&d.join("src.txt"))?, lines(&d.join("tgt.txt"))?)))
            .collect::<Result<Vec<_>, Box<dyn Error>>>()?;
        let inputs: Vec<Input<'_>> = texts.iter().map(|(source, target)| Input { source, target }).collect();
        for (doc, beads) in docs.iter().zip(align(&inputs, Help::default()).expect("nobody stops it").beads) {
            let to = out.join(doc.strip_prefix(tree)?);
            fs::create_dir_all(&to)?;
            let text: String =
                beads.iter().map(|b| format!("{}\t{}\t{:.4}\n", numbers(&b.source), numbers(&b.target), b.confidence)).collect();
            fs::write(to.join("hyp.tsv"), text)?;
        }
    }
    Ok(())
}
