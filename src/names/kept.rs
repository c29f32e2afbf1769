//! What is worked out once and kept: facts of a language for the whole run, answers about words while a thread works.

use std::{
    cell::RefCell,
    hash::{Hash, Hasher},
    sync::{Arc, OnceLock, PoisonError, RwLock},
};

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use crate::{lang::Language, model::Lang};

type Made<T> = FxHashMap<(usize, Option<Lang>), &'static T>;

/// Something that follows from the facts of a language alone: made for the first text in it, and kept.
#[derive(Debug)]
pub struct Kept<T: 'static>(OnceLock<RwLock<Made<T>>>);

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Kept<T> {
    #[must_use]
    pub const fn new() -> Self {
        Kept(OnceLock::new())
    }

    /// What is kept for a language; `make` is asked the first time.
    pub fn of(&self, facts: &'static Language, lang: Option<Lang>, make: impl FnOnce() -> T) -> &'static T {
        // Facts are static: their address says which they are.
        let key = (std::ptr::from_ref(facts) as usize, lang);
        let all = self.0.get_or_init(RwLock::default);
        if let Some(made) = all.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return made;
        }
        let made = make();
        all.write().unwrap_or_else(PoisonError::into_inner).entry(key).or_insert_with(|| Box::leak(Box::new(made)))
    }
}

/// Words that a memory holds before it starts anew.
const MOST: usize = 1 << 15;

/// Answers about words, by whom they were asked of: the same words come again and again.
#[derive(Debug)]
pub struct Memo<V, const ROOM: usize = MOST>(FxHashMap<u64, (usize, Box<str>, V)>);

impl<V, const ROOM: usize> Default for Memo<V, ROOM> {
    fn default() -> Self {
        Memo(FxHashMap::default())
    }
}

impl<V: Clone, const ROOM: usize> Memo<V, ROOM> {
    /// The answer of `owner` about a word; `make` is asked the first time. An owner is told from others by its number.
    pub fn get(&mut self, owner: usize, word: &str, make: impl FnOnce() -> V) -> V {
        let key = hashed(owner, word);
        if let Some((whose, known, value)) = self.0.get(&key) {
            // Two words of one hash: the second is worked out each time.
            return if *whose == owner && **known == *word { value.clone() } else { make() };
        }
        let value = make();
        self.put(key, owner, word, &value);
        value
    }

    /// The answer that is remembered.
    pub fn known(&mut self, owner: usize, word: &str) -> Option<V> {
        self.0.get(&hashed(owner, word)).filter(|(whose, known, _)| *whose == owner && **known == *word).map(|(_, _, value)| value.clone())
    }

    fn put(&mut self, key: u64, owner: usize, word: &str, value: &V) {
        if self.0.len() >= ROOM {
            self.0.clear();
        }
        self.0.insert(key, (owner, word.into(), value.clone()));
    }
}

fn hashed(owner: usize, word: &str) -> u64 {
    let mut hasher = FxHasher::default();
    owner.hash(&mut hasher);
    word.hash(&mut hasher);
    hasher.finish()
}

thread_local! {
    static FORMS: RefCell<FxHashSet<Arc<str>>> = RefCell::default();
}

/// A form of a name, once in memory however often a text has it: large files mention hundreds of thousands.
#[must_use]
pub fn shared(form: &str) -> Arc<str> {
    FORMS.with_borrow_mut(|forms| {
        if let Some(known) = forms.get(form) {
            return Arc::clone(known);
        }
        if forms.len() >= MOST {
            forms.clear();
        }
        let form: Arc<str> = form.into();
        forms.insert(Arc::clone(&form));
        form
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::or_default;

    #[test]
    fn each_language_is_asked_once() {
        static KEPT: Kept<String> = Kept::new();
        let lang = |tag: &str| Lang::parse(tag).ok();
        let of = |tag: &str, text: &str| KEPT.of(or_default(lang(tag)), lang(tag), || text.to_owned()).clone();
        assert_eq!((of("en", "one"), of("de", "two"), of("en", "three")), ("one".to_owned(), "two".to_owned(), "one".to_owned()));
    }

    #[test]
    fn a_form_is_kept_once() {
        let (one, again) = (shared("Tripoli"), shared("Tripoli"));
        assert!(Arc::ptr_eq(&one, &again) && *one == *"Tripoli" && *shared("Derna") == *"Derna");
    }

    #[test]
    fn a_word_is_asked_once_of_each() {
        let mut memo: Memo<usize> = Memo::default();
        assert_eq!((memo.get(1, "a", || 1), memo.get(2, "a", || 2), memo.get(1, "a", || 3)), (1, 2, 1));
        for n in 0..=MOST {
            assert_eq!(memo.get(1, &n.to_string(), || n), n);
        }
        assert!(memo.0.len() <= MOST);
    }
}
