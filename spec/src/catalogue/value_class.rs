//! Kinds of values that a parameter's type tells apart: what a run has tried of a parameter is counted by them.

use std::fmt;

use super::ValueType;

/// The longest value that is not [`ValueClass::Long`], in characters.
const USUAL_LENGTH: usize = 255;

/// A kind of value. Every value of a parameter is of exactly one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ValueClass {
    /// One of the documented values of a choice.
    Documented(String),
    /// Text of letters, digits and inner blanks of ASCII.
    Plain,
    /// A whole number that the type allows.
    InRange,
    /// The number zero.
    Zero,
    /// A whole number beyond the largest that tests send as valid.
    Beyond,
    /// A negative number.
    Negative,
    /// A number with a fraction or an exponent.
    Fraction,
    /// Nothing at all.
    Empty,
    /// Text with a blank at an end.
    OuterBlank,
    /// Text with characters that mean something in a URL or a path.
    Reserved,
    /// Text with characters that mean something in XML or JSON.
    Markup,
    /// Text with characters beyond ASCII.
    NonAscii,
    /// Text with characters beyond the first 65,536 code points.
    Supplementary,
    /// Text with control characters, line ends and tabs among them.
    Control,
    /// Text of more than 255 characters.
    Long,
    /// None of the above: no value of the type.
    Foreign,
}

/// The kinds of text, which every parameter that takes text can be given.
const TEXTS: [ValueClass; 9] = [
    ValueClass::Plain,
    ValueClass::Empty,
    ValueClass::OuterBlank,
    ValueClass::Reserved,
    ValueClass::Markup,
    ValueClass::NonAscii,
    ValueClass::Supplementary,
    ValueClass::Control,
    ValueClass::Long,
];

const NUMBERS: [ValueClass; 7] = [
    ValueClass::InRange,
    ValueClass::Zero,
    ValueClass::Beyond,
    ValueClass::Negative,
    ValueClass::Fraction,
    ValueClass::Empty,
    ValueClass::Foreign,
];

impl ValueType {
    /// The kinds of values that this type tells apart.
    pub fn classes(&self) -> Vec<ValueClass> {
        match self {
            Self::Choice { values } => {
                let documented = values.iter().cloned().map(ValueClass::Documented);
                documented.chain([ValueClass::Empty, ValueClass::Foreign]).collect()
            }
            Self::Seconds { .. } => NUMBERS.to_vec(),
            // Which codes the settings have is not documented, so no number is beyond them.
            Self::SettingsCode => NUMBERS.into_iter().filter(|class| *class != ValueClass::Beyond).collect(),
            _ => TEXTS.to_vec(),
        }
    }

    /// The kind of a value.
    pub fn class_of(&self, value: &str) -> ValueClass {
        match self {
            Self::Choice { values } if values.iter().any(|documented| documented == value) => {
                ValueClass::Documented(value.to_owned())
            }
            Self::Choice { .. } if value.is_empty() => ValueClass::Empty,
            Self::Choice { .. } => ValueClass::Foreign,
            Self::Seconds { max } => class_of_number(value, Some(u64::from(*max))),
            Self::SettingsCode => class_of_number(value, None),
            _ => class_of_text(value),
        }
    }
}

fn class_of_number(value: &str, max: Option<u64>) -> ValueClass {
    let all_digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    match (value.parse::<u64>(), value.parse::<f64>()) {
        _ if value.is_empty() => ValueClass::Empty,
        (Ok(0), _) if all_digits => ValueClass::Zero,
        (Ok(number), _) if all_digits && max.is_none_or(|max| number <= max) => ValueClass::InRange,
        _ if all_digits => ValueClass::Beyond,
        (_, Ok(number)) if number < 0.0 => ValueClass::Negative,
        (_, Ok(number)) if number.is_finite() => ValueClass::Fraction,
        _ => ValueClass::Foreign,
    }
}

fn class_of_text(value: &str) -> ValueClass {
    let has = |is: fn(char) -> bool| value.chars().any(is);
    if value.is_empty() {
        ValueClass::Empty
    } else if value.chars().count() > USUAL_LENGTH {
        ValueClass::Long
    } else if has(char::is_control) {
        ValueClass::Control
    } else if has(|c| c > '\u{ffff}') {
        ValueClass::Supplementary
    } else if !value.is_ascii() {
        ValueClass::NonAscii
    } else if has(|c| "<>&\"'{}[]".contains(c)) {
        ValueClass::Markup
    } else if has(|c| "%+=#?/\\;:@!$,()*|^`~".contains(c)) {
        ValueClass::Reserved
    } else if value.starts_with(' ') || value.ends_with(' ') {
        ValueClass::OuterBlank
    } else {
        ValueClass::Plain
    }
}

impl fmt::Display for ValueClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Documented(value) => value,
            Self::Plain => "plain text",
            Self::InRange => "a number",
            Self::Zero => "zero",
            Self::Beyond => "too large a number",
            Self::Negative => "a negative number",
            Self::Fraction => "a fraction",
            Self::Empty => "nothing",
            Self::OuterBlank => "outer blanks",
            Self::Reserved => "reserved characters",
            Self::Markup => "markup",
            Self::NonAscii => "beyond ASCII",
            Self::Supplementary => "beyond 16 bits",
            Self::Control => "control characters",
            Self::Long => "long text",
            Self::Foreign => "no such value",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_text_is_told_apart() {
        let long = "x".repeat(256);
        let samples = ["a b", "", " a", "a/b", "a<b", "ж", "😀", "a\nb", long.as_str()];
        let classes: Vec<ValueClass> =
            samples.into_iter().map(|text| ValueType::Text.class_of(text)).collect();
        assert_eq!(classes, ValueType::Text.classes());
    }

    #[test]
    fn every_kind_of_number_is_told_apart() {
        let seconds = ValueType::Seconds { max: 30 };
        let samples = ["30", "0", "31", "-1", "1.5", "", "soon"];
        let classes: Vec<ValueClass> = samples.into_iter().map(|text| seconds.class_of(text)).collect();
        assert_eq!(classes, seconds.classes());
        assert_eq!(seconds.class_of("99999999999999999999999"), ValueClass::Beyond);
        assert_eq!(seconds.class_of("NaN"), ValueClass::Foreign);
        assert_eq!(ValueType::SettingsCode.class_of("99999"), ValueClass::InRange);
    }

    #[test]
    fn the_documented_values_of_a_choice_are_told_apart() {
        let choice = ValueType::Choice { values: vec!["0".to_owned(), "1".to_owned()] };
        let classes: Vec<ValueClass> =
            ["0", "1", "", "2"].into_iter().map(|text| choice.class_of(text)).collect();
        assert_eq!(classes, choice.classes());
    }
}
