//! Where the time of one news story goes: reading, cutting, aligning, judging. `cargo bench --bench story`.

use std::path::Path;

use bilint::{
    align::{Help, Input, align},
    config::Settings,
    model::{Document, Lang, Loaded, Segment},
    read::{ReadOptions, load},
    rules::{Bitext, Context, Side, judge},
    segment::segments,
};
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

fn read(name: &str) -> Document {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/pairs/libya").join(name);
    match load(&path, name, &ReadOptions::default()) {
        Ok(Loaded::One(document)) => document,
        other => panic!("{name}: {other:?}"),
    }
}

fn langs() -> (Option<Lang>, Option<Lang>) {
    (Lang::parse("ar").ok(), Lang::parse("en").ok())
}

fn cut() -> (Vec<Segment>, Vec<Segment>) {
    let (ar, en) = langs();
    (segments(&read("story.ar.txt"), ar), segments(&read("story.en.txt"), en))
}

#[divan::bench]
fn reading(bencher: Bencher<'_, '_>) {
    bencher.bench(|| (read("story.ar.txt"), read("story.en.txt")));
}

#[divan::bench]
fn segmenting(bencher: Bencher<'_, '_>) {
    let (ar, en) = langs();
    let (source, target) = (read("story.ar.txt"), read("story.en.txt"));
    bencher.bench(|| (segments(black_box(&source), ar), segments(black_box(&target), en)));
}

#[divan::bench]
fn aligning(bencher: Bencher<'_, '_>) {
    let (source, target) = cut();
    bencher.bench(|| align(black_box(&[Input { source: &source, target: &target }]), Help::default()));
}

#[divan::bench]
fn judging(bencher: Bencher<'_, '_>) {
    let (ar, en) = langs();
    let (source, target) = cut();
    let beads = align(&[Input { source: &source, target: &target }], Help::default()).expect("nobody stops it").beads.remove(0);
    let settings = Settings::default();
    let side = |lang, segments| Side { lang, path: "story", segments, aside: &[] };
    bencher.bench(|| {
        let bitext = Bitext::new(side(ar, &source), side(en, &target), black_box(&beads));
        judge(&bitext, &Context::new(&settings, ar, en), false)
    });
}
