//! How many names are compared, and looked up in sentences, in a second by one core. `cargo bench --bench names`: the throughput that
//! divan prints is of pairs and of look-ups.

use bilint::{
    lang::or_default,
    model::Lang,
    names::{Named, Tongue, compare, search::Searcher, survey},
};
use divan::{Bencher, black_box, counter::ItemsCount};
use unicode_script::Script;

fn main() {
    divan::main();
}

/// Names in several scripts with a right spelling each; every name is compared with every spelling of its language.
const NAMES: &[(&str, &[(&str, &str)])] = &[
    (
        "ar",
        &[
            ("فايز السراج", "Fayez Al Sarraj"),
            ("خليفة حفتر", "Khalifa Haftar"),
            ("أحمد المسماري", "Ahmed Al Mismari"),
            ("محمد بوعزيزي", "Mohamed Bouazizi"),
            ("معيتيقة", "Mitiga"),
            ("باشاغا", "Bashagha"),
        ],
    ),
    (
        "ru",
        &[
            ("Александр Солженицын", "Aleksandr Solzhenitsyn"),
            ("Хатаевич", "Khatayevich"),
            ("Екатеринбург", "Yekaterinburg"),
            ("Зеленский", "Zelenskiy"),
        ],
    ),
    ("ja", &[("クリストファー", "Christopher"), ("ジョンソン", "Johnson"), ("ノッティンガム", "Nottingham")]),
    ("ko", &[("김대중", "Kim Dae-jung"), ("홍길동", "Hong Gildong")]),
    ("el", &[("Γιώργος Σεφέρης", "Giorgos Seferis"), ("Παπανδρέου", "Papandreou")]),
    ("he", &[("אהרן אפלפלד", "Aharon Appelfeld"), ("נתניהו", "Netanyahu")]),
];

#[divan::bench]
fn pairs(bencher: Bencher<'_, '_>) {
    let pairs: Vec<(Option<Lang>, &str, &str)> = NAMES
        .iter()
        .flat_map(|(lang, names)| {
            let lang = Lang::parse(lang).ok();
            names.iter().flat_map(move |(source, _)| names.iter().map(move |(_, target)| (lang, *source, *target)))
        })
        .collect();
    bencher.counter(ItemsCount::new(pairs.len())).bench_local(|| {
        let score = |(lang, source, target): &(Option<Lang>, &str, &str)| {
            compare(Named { text: source, lang: *lang }, Named { text: target, lang: Lang::parse("en").ok() })
        };
        black_box(pairs.iter().map(score).sum::<f64>())
    });
}

#[divan::bench]
fn latin_pairs(bencher: Bencher<'_, '_>) {
    let forms: Vec<&str> = NAMES.iter().flat_map(|(_, names)| names.iter().map(|(_, target)| *target)).collect();
    let pairs: Vec<(&str, &str)> = forms.iter().flat_map(|one| forms.iter().map(move |other| (*one, *other))).collect();
    bencher.counter(ItemsCount::new(pairs.len())).bench_local(|| {
        let score = |(one, other): &(&str, &str)| compare(Named { text: one, lang: None }, Named { text: other, lang: None });
        black_box(pairs.iter().map(score).sum::<f64>())
    });
}

const SENTENCES: &[(&str, Script, &str, &[&str])] = &[
    (
        "ar",
        Script::Arabic,
        "التقى رئيس الحكومة فايز السراج بالمبعوث الخاص في العاصمة طرابلس يوم الاثنين لبحث وقف إطلاق النار",
        &["Fayez", "Sarraj", "Haftar", "Tripoli"],
    ),
    (
        "ru",
        Script::Cyrillic,
        "Он не мог забыть Аткинсона после фильма, который вчера показали в Екатеринбурге",
        &["Atkinson", "Yekaterinburg", "Johnson"],
    ),
    ("he", Script::Hebrew, "ראש הממשלה בנימין נתניהו נפגש אתמול עם נשיא ארצות הברית בוושינגטון", &["Netanyahu", "Washington", "Seferis"]),
];

/// One name in one sentence that is prepared already.
#[divan::bench]
fn look_ups(bencher: Bencher<'_, '_>) {
    let mut prepared: Vec<_> = SENTENCES
        .iter()
        .filter_map(|(lang, script, text, names)| {
            let lang = Lang::parse(lang).ok();
            let searcher = Searcher::new(*script, lang, or_default(lang))?;
            let haystack = searcher.haystack(text);
            Some((searcher, haystack, *text, *names))
        })
        .collect();
    let count: usize = prepared.iter().map(|one| one.3.len()).sum();
    bencher.counter(ItemsCount::new(count)).bench_local(|| {
        for (searcher, haystack, text, names) in &mut prepared {
            for name in *names {
                black_box(searcher.find(name, text, haystack));
            }
        }
    });
}

/// The names of a batch: twice the pairs, twice the time.
#[divan::bench(args = [250, 500, 1000, 2000])]
fn batch(bencher: Bencher<'_, '_>, pairs: usize) {
    let texts: Vec<(String, String)> = (0..pairs)
        .map(|n| {
            let (source, target) = NAMES[0].1[n % NAMES[0].1.len()];
            (format!("وقال {source} إن العدد {n} ليس صحيحا"), format!("And {target} said that number {n} was not right"))
        })
        .collect();
    let texts: Vec<(&str, &str)> = texts.iter().map(|(source, target)| (source.as_str(), target.as_str())).collect();
    let tongue = |tag: &str| {
        let lang = Lang::parse(tag).ok();
        Tongue { lang, facts: or_default(lang) }
    };
    bencher.counter(ItemsCount::new(pairs)).bench_local(|| black_box(survey(&texts, tongue("ar"), tongue("en"))));
}
