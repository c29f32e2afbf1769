//! `--filter`: which pairs a corpus keeps, said as `score>=60 and not wrong-language`.
//!
//! An expression is read once and checked then: every name, every type. What can go wrong later is nothing.

use std::fmt;

use super::judge::Judged;
use crate::{
    config::nearest,
    model::{Lang, Severity},
    rules,
};

/// Nested deeper than this nobody can read it.
const DEEPEST: usize = 64;

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter(Expr);

/// What is wrong with an expression, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct FilterError {
    text: String,
    /// Characters before the place.
    at: usize,
    length: usize,
    message: String,
}

impl fmt::Display for FilterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let marks = "^".repeat(self.length.max(1));
        write!(f, "--filter: column {}: {}\n  {}\n  {:at$}{marks}", self.at + 1, self.message, self.text, "", at = self.at)
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Expr {
    Or(Vec<Expr>),
    And(Vec<Expr>),
    Not(Box<Expr>),
    Number(NumberField, Op, f64),
    Severity(Op, Option<Severity>),
    /// Confidence of a rule's finding, 0 without one.
    Rule(String, Op, f64),
    Family(String),
    Language(Side, bool, Lang),
    /// No copy of the pair stands before it in the corpus.
    First,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Source,
    Target,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Op {
    Less,
    LessOrSame,
    Same,
    Other,
    MoreOrSame,
    More,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NumberField {
    Score,
    Findings,
    SourceLength,
    TargetLength,
    SourceWords,
    TargetWords,
    LengthRatio,
    Copies,
}

const NUMBERS: &[(&str, NumberField)] = &[
    ("score", NumberField::Score),
    ("findings", NumberField::Findings),
    ("source_length", NumberField::SourceLength),
    ("target_length", NumberField::TargetLength),
    ("source_words", NumberField::SourceWords),
    ("target_words", NumberField::TargetWords),
    ("length_ratio", NumberField::LengthRatio),
    ("copies", NumberField::Copies),
];
const LANGUAGES: &[(&str, Side)] = &[("src_lang", Side::Source), ("tgt_lang", Side::Target)];
const SEVERITY: &str = "severity";
const FIRST: &str = "first";

impl Op {
    fn holds<T: PartialOrd>(self, left: &T, right: &T) -> bool {
        match self {
            Op::Less => left < right,
            Op::LessOrSame => left <= right,
            Op::Same => left == right,
            Op::Other => left != right,
            Op::MoreOrSame => left >= right,
            Op::More => left > right,
        }
    }
}

impl Filter {
    /// Reads an expression.
    ///
    /// # Errors
    /// When it is none; the message points at the place.
    pub fn new(text: &str) -> Result<Self, FilterError> {
        let mut parser = Parser { text, tokens: tokens(text)?, at: 0 };
        let expr = parser.or(0)?;
        match parser.peek() {
            None => Ok(Filter(expr)),
            Some(token) => Err(parser.wrong(token.clone(), "`and`, `or` or the end is expected here".to_owned())),
        }
    }

    /// Whether it asks how often a pair occurs in the corpus, which must have been counted then.
    #[must_use]
    pub fn asks_for_copies(&self) -> bool {
        self.0.asks_for_copies()
    }

    /// Whether a pair is kept.
    pub(super) fn keeps(&self, judged: &Judged<'_>) -> bool {
        self.0.holds(judged)
    }
}

impl Expr {
    fn asks_for_copies(&self) -> bool {
        match self {
            Expr::Or(several) | Expr::And(several) => several.iter().any(Expr::asks_for_copies),
            Expr::Not(expr) => expr.asks_for_copies(),
            Expr::Number(NumberField::Copies, ..) | Expr::First => true,
            Expr::Number(..) | Expr::Severity(..) | Expr::Rule(..) | Expr::Family(_) | Expr::Language(..) => false,
        }
    }

    fn holds(&self, judged: &Judged<'_>) -> bool {
        match self {
            Expr::Or(any) => any.iter().any(|expr| expr.holds(judged)),
            Expr::And(all) => all.iter().all(|expr| expr.holds(judged)),
            Expr::Not(expr) => !expr.holds(judged),
            Expr::Number(field, op, value) => op.holds(&field.of(judged), value),
            Expr::Severity(op, value) => op.holds(&judged.findings.iter().map(|f| f.severity).max(), value),
            Expr::Rule(rule, op, value) => {
                let found = judged.findings.iter().filter(|f| f.rule == rule).map(|f| f.confidence).max();
                op.holds(&f64::from(found.unwrap_or(0)), value)
            }
            Expr::Family(family) => judged.findings.iter().any(|f| rules::find(f.rule).is_some_and(|rule| rule.meta().family == family)),
            Expr::Language(side, same, wanted) => {
                let lang = if *side == Side::Source { judged.pair.langs.0 } else { judged.pair.langs.1 };
                // `pt` means every Portuguese, `pt-BR` that of Brazil.
                let fits = |lang: Lang| {
                    lang == *wanted || (lang.same_language(wanted) && Lang::parse(wanted.language()).is_ok_and(|bare| bare == *wanted))
                };
                lang.is_some_and(fits) == *same
            }
            Expr::First => judged.copies().1,
        }
    }
}

impl NumberField {
    #[expect(clippy::cast_precision_loss, reason = "lengths of sentences")]
    fn of(self, judged: &Judged<'_>) -> f64 {
        let (source, target) = (judged.pair.source.trim(), judged.pair.target.trim());
        let characters = |text: &str| text.chars().count() as f64;
        let words = |text: &str| text.split_whitespace().count() as f64;
        match self {
            NumberField::Score => judged.score,
            NumberField::Findings => judged.findings.len() as f64,
            NumberField::SourceLength => characters(source),
            NumberField::TargetLength => characters(target),
            NumberField::SourceWords => words(source),
            NumberField::TargetWords => words(target),
            NumberField::LengthRatio => characters(target) / characters(source).max(1.0),
            NumberField::Copies => f64::from(judged.copies().0),
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Word {
    Name(String),
    Number(f64),
    Op(Op),
    Open,
    Close,
}

#[derive(Debug, Clone, PartialEq)]
struct Token {
    word: Word,
    at: usize,
    length: usize,
}

/// Cuts an expression into words; places count characters.
fn tokens(text: &str) -> Result<Vec<Token>, FilterError> {
    let chars: Vec<char> = text.chars().collect();
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        let start = at;
        let run = |from: usize, fits: fn(char) -> bool| chars[from..].iter().take_while(|c| fits(**c)).count();
        let wrong = |length: usize, message: String| FilterError { text: text.to_owned(), at: start, length, message };
        let word = match c {
            _ if c.is_whitespace() => {
                at += 1;
                continue;
            }
            '(' => Word::Open,
            ')' => Word::Close,
            '<' | '>' | '=' | '!' => {
                let symbol: String = chars[at..].iter().take(2).take_while(|c| "<>=!".contains(**c)).collect();
                at += symbol.len() - 1;
                Word::Op(match symbol.as_str() {
                    "<" => Op::Less,
                    "<=" => Op::LessOrSame,
                    "=" | "==" => Op::Same,
                    "!=" => Op::Other,
                    ">=" => Op::MoreOrSame,
                    ">" => Op::More,
                    other => return Err(wrong(other.len(), format!("`{other}` compares nothing; use < <= = != >= or >"))),
                })
            }
            _ if c.is_ascii_digit() || c == '.' => {
                let length = run(at, |c| c.is_ascii_alphanumeric() || c == '.');
                at += length - 1;
                let digits: String = chars[start..start + length].iter().collect();
                let number = digits.parse().map_err(|_| wrong(length, format!("`{digits}` is not a number")))?;
                Word::Number(number)
            }
            '"' | '\'' => {
                let Some(length) = chars[at + 1..].iter().position(|other| *other == c) else {
                    return Err(wrong(chars.len() - at, "the quotation mark is not closed".to_owned()));
                };
                at += length + 1;
                Word::Name(chars[start + 1..=start + length].iter().collect())
            }
            _ if c.is_alphabetic() || c == '_' => {
                let length = run(at, |c| c.is_alphanumeric() || c == '_' || c == '-');
                at += length - 1;
                Word::Name(chars[start..start + length].iter().collect())
            }
            other => return Err(wrong(1, format!("`{other}` means nothing here"))),
        };
        at += 1;
        out.push(Token { word, at: start, length: at - start });
    }
    Ok(out)
}

struct Parser<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    at: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn take(&mut self, expected: &str) -> Result<Token, FilterError> {
        let token = self.peek().cloned();
        self.at += 1;
        let end = Token { word: Word::Close, at: self.text.chars().count(), length: 1 };
        token.ok_or_else(|| self.wrong(end, format!("{expected} is expected here")))
    }

    fn wrong(&self, token: Token, message: String) -> FilterError {
        FilterError { text: self.text.to_owned(), at: token.at, length: token.length, message }
    }

    /// Whether the next word is this one, which is then passed.
    fn passes(&mut self, name: &str) -> bool {
        let here = matches!(self.peek(), Some(Token { word: Word::Name(word), .. }) if word == name);
        self.at += usize::from(here);
        here
    }

    fn or(&mut self, depth: usize) -> Result<Expr, FilterError> {
        let mut any = vec![self.and(depth)?];
        while self.passes("or") {
            any.push(self.and(depth)?);
        }
        Ok(if any.len() == 1 { any.remove(0) } else { Expr::Or(any) })
    }

    fn and(&mut self, depth: usize) -> Result<Expr, FilterError> {
        let mut all = vec![self.not(depth)?];
        while self.passes("and") {
            all.push(self.not(depth)?);
        }
        Ok(if all.len() == 1 { all.remove(0) } else { Expr::And(all) })
    }

    fn not(&mut self, depth: usize) -> Result<Expr, FilterError> {
        if depth > DEEPEST
            && let Some(token) = self.peek()
        {
            return Err(self.wrong(token.clone(), "nested too deep".to_owned()));
        }
        if self.passes("not") {
            return Ok(Expr::Not(Box::new(self.not(depth + 1)?)));
        }
        let token = self.take("a field, a rule, `not` or `(`")?;
        match &token.word {
            Word::Open => {
                let inner = self.or(depth + 1)?;
                let close = self.take("`)`")?;
                if close.word == Word::Close { Ok(inner) } else { Err(self.wrong(close, "`)` is expected here".to_owned())) }
            }
            Word::Name(name) => self.test(&name.clone(), token),
            _ => Err(self.wrong(token, "a field, a rule, `not` or `(` is expected here".to_owned())),
        }
    }

    /// A field with what it is compared to, or a rule.
    fn test(&mut self, name: &str, token: Token) -> Result<Expr, FilterError> {
        if let Some((_, field)) = NUMBERS.iter().find(|(known, _)| *known == name) {
            let op = self.op(name)?;
            return Ok(Expr::Number(*field, op, self.number(name)?));
        }
        if let Some((_, side)) = LANGUAGES.iter().find(|(known, _)| *known == name) {
            let place = self.peek().cloned();
            let op = self.op(name)?;
            let same = match (op, place) {
                (Op::Same, _) => true,
                (Op::Other, _) => false,
                (_, place) => {
                    return Err(self.wrong(place.unwrap_or(token), format!("`{name}` is a language: it can be = or != another")));
                }
            };
            let value = self.take("a language")?;
            let Word::Name(tag) = &value.word else { return Err(self.wrong(value, "a language, such as fr, is expected here".to_owned())) };
            let lang = Lang::parse(tag).map_err(|error| self.wrong(value.clone(), error.to_string()))?;
            return Ok(Expr::Language(*side, same, lang));
        }
        if name == SEVERITY {
            let op = self.op(name)?;
            let value = self.take("a severity")?;
            let Word::Name(word) = &value.word else {
                return Err(self.wrong(value, "critical, major, minor, info or none is expected here".to_owned()));
            };
            let severity = if word == "none" { None } else { Some(word.parse().map_err(|message| self.wrong(value.clone(), message))?) };
            return Ok(Expr::Severity(op, severity));
        }
        if name == FIRST {
            return Ok(Expr::First);
        }
        if rules::find(name).is_some() {
            if matches!(self.peek(), Some(Token { word: Word::Op(_), .. })) {
                let op = self.op(name)?;
                return Ok(Expr::Rule(name.to_owned(), op, self.number(name)?));
            }
            return Ok(Expr::Rule(name.to_owned(), Op::More, 0.0));
        }
        if rules::all().iter().any(|rule| rule.meta().family == name) {
            return Ok(Expr::Family(name.to_owned()));
        }
        let fields = NUMBERS.iter().map(|(name, _)| *name).chain(LANGUAGES.iter().map(|(name, _)| *name)).chain([SEVERITY, FIRST]);
        let known = fields.chain(rules::all().iter().flat_map(|rule| [rule.meta().id, rule.meta().family]));
        let message = format!("there is no field, rule or family of rules `{name}`{}", nearest(name, known));
        Err(self.wrong(token, message))
    }

    fn op(&mut self, name: &str) -> Result<Op, FilterError> {
        let token = self.take(&format!("a comparison of `{name}`, such as >="))?;
        match token.word {
            Word::Op(op) => Ok(op),
            _ => Err(self.wrong(token, format!("a comparison of `{name}`, such as >=, is expected here"))),
        }
    }

    fn number(&mut self, name: &str) -> Result<f64, FilterError> {
        let token = self.take(&format!("a number to compare `{name}` with"))?;
        match token.word {
            Word::Number(number) => Ok(number),
            _ => Err(self.wrong(token, format!("a number to compare `{name}` with is expected here"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::{
        model::{Finding, Place},
        run::stream::pairs::Pair,
    };

    fn finding(rule: &'static str, severity: Severity, confidence: u8) -> Finding {
        Finding {
            rule,
            severity,
            confidence,
            place: Place { bead: 0, source: (0..1).into(), target: (0..1).into() },
            issue: "",
            message: String::new(),
            template: None,
            source: None,
            target: None,
            suggestion: None,
            evidence: Vec::new(),
            also: 0,
            beside: None,
        }
    }

    fn keeps(filter: &str) -> bool {
        let langs = (Lang::parse("en").ok(), Lang::parse("pt-BR").ok());
        let pair = Pair { id: Value::Null, source: "One two three".to_owned(), target: "Um dois".to_owned(), langs };
        let findings = vec![finding("number-value", Severity::Major, 80)];
        let judged = Judged { pair: &pair, languages: "en-pt-BR", score: 61.5, findings, copies: None };
        Filter::new(filter).unwrap_or_else(|error| panic!("{error}")).keeps(&judged)
    }

    #[test]
    fn expressions_hold_or_do_not() {
        for yes in [
            "score>=60 and not wrong-language",
            "score = 61.5",
            "number-value",
            "facts",
            "number-value>=80",
            "severity>=major and severity<critical",
            "wrong-language or (findings=1 and source_words==3)",
            "not not number-value",
            "src_lang=en and tgt_lang=pt and tgt_lang='pt-BR' and tgt_lang != \"pt-PT\"",
            "length_ratio<0.6 and source_length=13 and target_length=7",
            "wrong-language and wrong-language or score>1",
            "first and copies=1",
        ] {
            assert!(keeps(yes), "{yes}");
        }
        for no in [
            "score>=62",
            "not number-value",
            "wrong-language",
            "number-value>80",
            "severity=none",
            "score>1 and (wrong-language or wrong-language)",
            "src_lang!=en",
            "tgt_lang=fr",
            "names",
        ] {
            assert!(!keeps(no), "{no}");
        }
    }

    #[test]
    fn what_is_wrong_is_pointed_at() {
        for (text, at, length, part) in [
            ("score>=60 and not wrong-langage", 18, 13, "did you mean `wrong-language`?"),
            ("", 0, 1, "a field, a rule, `not` or `(` is expected"),
            ("score", 5, 1, "a comparison of `score`"),
            ("score >= high", 9, 4, "a number to compare `score` with"),
            ("score >= 6x", 9, 2, "`6x` is not a number"),
            ("(score > 1", 10, 1, "`)` is expected"),
            ("score > 1)", 9, 1, "`and`, `or` or the end"),
            ("score > 1 score > 2", 10, 5, "`and`, `or` or the end"),
            ("score => 1", 6, 2, "`=>` compares nothing"),
            ("severity > bad", 11, 3, "`bad` is not a severity"),
            ("tgt_lang > fr", 9, 1, "= or !="),
            ("tgt_lang = française", 11, 9, "is not a language tag"),
            ("score > 1 & x", 10, 1, "`&` means nothing"),
            ("tgt_lang = 'fr", 11, 3, "not closed"),
        ] {
            let error = Filter::new(text).expect_err(text);
            assert!(error.message.contains(part), "{text}: {}", error.message);
            assert_eq!((error.at, error.length), (at, length), "{text}");
        }
        assert!(Filter::new(&"(".repeat(100_000)).is_err());
        assert!(Filter::new(&"not ".repeat(100_000)).is_err());
        let shown = Filter::new("score>=60 and not wrong-langage").expect_err("wrong").to_string();
        assert!(shown.contains("column 19") && shown.ends_with("\n                    ^^^^^^^^^^^^^"), "{shown}");
    }
}
