//! The plural rule of a gettext catalogue: how many forms there are and which numbers take which.

use crate::model::PluralForm;

/// Deeper nesting is no rule.
const DEEPEST: usize = 64;
/// Numbers looked at to see what a form is for.
const NUMBERS: u64 = 200;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rule {
    pub forms: usize,
    /// The form of each number from 0.
    of: Vec<usize>,
}

impl Rule {
    /// Reads `nplurals=3; plural=(n%10==1 …);`.
    pub fn parse(text: &str) -> Option<Self> {
        let forms = text.split_once("nplurals")?.1.trim_start().strip_prefix('=')?.trim_start();
        let digits: String = forms.chars().take_while(char::is_ascii_digit).collect();
        let forms: usize = digits.parse().ok().filter(|forms| (1..=20).contains(forms))?;
        let rule = text.split_once("plural=").or_else(|| text.split_once("plural ="))?.1;
        let rule = rule.trim().trim_end_matches(';');
        let of = (0..=NUMBERS).map(|n| Parser { text: rule.as_bytes(), at: 0, n, depth: 0 }.whole()).collect::<Option<Vec<u64>>>()?;
        Some(Rule { forms, of: of.into_iter().map(|form| usize::try_from(form).unwrap_or(usize::MAX)).collect() })
    }

    /// The form that 1 takes.
    pub fn singular(&self) -> usize {
        self.of.get(1).copied().unwrap_or_default()
    }

    /// What a form is for, if it is for one number only.
    pub fn category(&self, form: usize) -> PluralForm {
        let numbers: Vec<usize> = self.of.iter().enumerate().filter(|(_, of)| **of == form).map(|(n, _)| n).take(2).collect();
        match numbers.as_slice() {
            [0] => PluralForm::Zero,
            [1] | [0, 1] if self.of.get(2) != Some(&form) => PluralForm::One,
            [2] => PluralForm::Two,
            _ => PluralForm::Other,
        }
    }
}

/// A C expression over `n`, worked out as it is read.
struct Parser<'t> {
    text: &'t [u8],
    at: usize,
    n: u64,
    depth: usize,
}

impl Parser<'_> {
    fn whole(mut self) -> Option<u64> {
        let value = self.choice()?;
        self.blank();
        (self.at == self.text.len()).then_some(value)
    }

    fn blank(&mut self) {
        while self.text.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
    }

    fn take(&mut self, token: &str) -> bool {
        self.blank();
        let found = self.text[self.at..].starts_with(token.as_bytes());
        if found {
            self.at += token.len();
        }
        found
    }

    fn choice(&mut self) -> Option<u64> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let condition = self.operators(0)?;
        let value = if self.take("?") {
            let yes = self.choice()?;
            if !self.take(":") {
                return None;
            }
            let no = self.choice()?;
            if condition == 0 { no } else { yes }
        } else {
            condition
        };
        self.depth -= 1;
        Some(value)
    }

    fn operators(&mut self, level: usize) -> Option<u64> {
        const LEVELS: [&[&str]; 6] = [&["||"], &["&&"], &["==", "!="], &["<=", ">=", "<", ">"], &["+", "-"], &["*", "/", "%"]];
        let Some(operators) = LEVELS.get(level) else { return self.operand() };
        let mut left = self.operators(level + 1)?;
        while let Some(operator) = operators.iter().find(|operator| self.take(operator)) {
            let right = self.operators(level + 1)?;
            left = match *operator {
                "||" => u64::from(left != 0 || right != 0),
                "&&" => u64::from(left != 0 && right != 0),
                "==" => u64::from(left == right),
                "!=" => u64::from(left != right),
                "<=" => u64::from(left <= right),
                ">=" => u64::from(left >= right),
                "<" => u64::from(left < right),
                ">" => u64::from(left > right),
                "+" => left.checked_add(right)?,
                "-" => left.saturating_sub(right),
                "*" => left.checked_mul(right)?,
                "/" => left.checked_div(right)?,
                _ => left.checked_rem(right)?,
            };
        }
        Some(left)
    }

    fn operand(&mut self) -> Option<u64> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let value = if self.take("!") {
            u64::from(self.operand()? == 0)
        } else if self.take("(") {
            let value = self.choice()?;
            if !self.take(")") {
                return None;
            }
            value
        } else if self.take("n") {
            self.n
        } else {
            let digits = self.text[self.at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            let value = std::str::from_utf8(&self.text[self.at..self.at + digits]).ok()?.parse().ok()?;
            self.at += digits;
            value
        };
        self.depth -= 1;
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_say_what_a_form_is_for() {
        let arabic = Rule::parse("nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5;");
        let arabic = arabic.unwrap_or_else(|| panic!("a rule"));
        let found: Vec<PluralForm> = (0..arabic.forms).map(|form| arabic.category(form)).collect();
        use PluralForm::{One, Other, Two, Zero};
        assert_eq!(found, [Zero, One, Two, Other, Other, Other]);
        let french = Rule::parse("nplurals=2; plural=(n > 1)").unwrap_or_else(|| panic!("a rule"));
        assert_eq!((french.singular(), french.category(0), french.category(1)), (0, One, Other));
        assert_eq!(Rule::parse("nplurals=1; plural=0;").map(|rule| rule.forms), Some(1));
        assert_eq!(Rule::parse("nplurals=2; plural=n %"), None);
        assert_eq!(Rule::parse(&format!("nplurals=2; plural={}n", "(".repeat(5000))), None);
    }
}
