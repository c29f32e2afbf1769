//! An index made of a language file once, on first use, and kept for the life of the program: small, and one a language.

/// Gives a type with `new(&'static Language)` the function `of`, which makes one of them a language. The last two answers are kept a thread,
/// since texts of the same two languages follow each other.
macro_rules! once_a_language {
    ($index:ident) => {
        /// The index for a language file; built once each.
        pub fn of(language: &'static Language) -> &'static $index {
            type Known = rustc_hash::FxHashMap<usize, &'static $index>;
            static ALL: std::sync::OnceLock<std::sync::Mutex<Known>> = std::sync::OnceLock::new();
            thread_local! {
                static LAST: std::cell::Cell<[Option<(usize, &'static $index)>; 2]> = const { std::cell::Cell::new([None; 2]) };
            }
            let key = std::ptr::from_ref(language) as usize;
            let last = LAST.get();
            if let Some((_, index)) = last.iter().flatten().find(|(known, _)| *known == key) {
                return index;
            }
            let mut all = ALL.get_or_init(Default::default).lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            let index = *all.entry(key).or_insert_with(|| Box::leak(Box::new($index::new(language))));
            LAST.set([Some((key, index)), last[0]]);
            index
        }
    };
}

pub(crate) use once_a_language;
