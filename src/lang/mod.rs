//! What we know about languages. Facts live in `data/*.toml`, one file a language; this room reads and serves them.

mod close;
mod concepts;
mod detect;
mod fold;
mod letters;
mod noise;
mod once;
mod phrases;
mod renderings;
mod script;
mod stems;
mod table;
mod variants;
mod vocabulary;
mod words;

pub use close::{Spoken, close_language, favours, is_simplified, lacks_essential, spelt};
pub use concepts::{Concepts, Shared, shared};
pub use detect::{Detection, Guess, detect, detect_between, evidence, likely, third_language};
pub use fold::{fold, fold_phrase, folded, lowered};
pub use letters::{is_letter, is_word_character};
pub use noise::prose;
pub(crate) use once::once_a_language;
pub use phrases::{Folded, Marker, Phrases};
pub use renderings::{Account, Renderings};
pub use script::{ScriptShares, dominant_script, fits_script, own_and_foreign, own_script_part, script_of, script_shares};
pub use table::{Calendar, Homograph, Language, Length, NameFacts, Numbers, Sentence, Speech, Words, all, find, get, or_default};
pub use variants::{Spelt, Variants};
pub use vocabulary::{Vocabulary, vocabulary};
pub use words::{word_indices, words_in};
