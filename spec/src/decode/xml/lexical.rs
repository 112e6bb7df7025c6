//! The small words of XML 1.0: characters, names, attributes, declaration. What the markup reader leaves
//! unchecked is checked here.

use std::borrow::Cow;

use quick_xml::{XmlVersion, events::attributes::Attribute, name::QName};

use super::XmlFault;

/// Whether XML 1.0 can carry the character at all (production 2).
pub(super) fn is_character(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

/// A blank (production 3); Unicode has more of them, XML does not.
pub(super) fn is_blank(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' ')
}

/// A name (productions 4 to 5).
pub(super) fn is_name(name: &str) -> bool {
    let mut characters = name.chars();
    characters.next().is_some_and(starts_name) && characters.all(continues_name)
}

fn starts_name(c: char) -> bool {
    matches!(c,
        ':' | '_' | 'A'..='Z' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
        | '\u{10000}'..='\u{EFFFF}')
}

fn continues_name(c: char) -> bool {
    starts_name(c)
        || matches!(c, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

/// Splits what follows the name in a tag, or `<?xml` in a declaration, into names and raw values. Ends after
/// the first fault.
pub(in crate::decode) fn attributes(source: &str) -> impl Iterator<Item = Result<(&str, &str), XmlFault>> {
    let mut rest = Some(source);
    std::iter::from_fn(move || {
        let here = rest.take()?;
        let trimmed = here.trim_start_matches(is_blank);
        if trimmed.is_empty() {
            return None;
        }
        if trimmed.len() == here.len() {
            return Some(Err(XmlFault::MissingBlank));
        }
        Some(attribute(trimmed).map(|(name, value, after)| {
            rest = Some(after);
            (name, value)
        }))
    })
}

/// One attribute at the start of `source`: its name, its raw value and what comes after.
fn attribute(source: &str) -> Result<(&str, &str, &str), XmlFault> {
    let (name, after) = source.split_once('=').ok_or(XmlFault::MalformedAttribute)?;
    let name = name.trim_end_matches(is_blank);
    if !is_name(name) {
        return Err(XmlFault::InvalidName(name.to_owned()));
    }
    let after = after.trim_start_matches(is_blank);
    let quote =
        after.chars().next().filter(|c| matches!(c, '"' | '\'')).ok_or(XmlFault::MalformedAttribute)?;
    let (value, after) = after[1..].split_once(quote).ok_or(XmlFault::MalformedAttribute)?;
    if value.contains('<') {
        return Err(XmlFault::AngleInAttribute(name.to_owned()));
    }
    Ok((name, value, after))
}

/// The value that an attribute means: references resolved, raw tabs and newlines turned into blanks (XML 1.0,
/// 3.3.3).
pub(super) fn attribute_value(raw: &str) -> Result<String, XmlFault> {
    let attribute = Attribute { key: QName(""), value: Cow::Borrowed(raw) };
    let value = attribute.normalized_value(XmlVersion::Explicit1_0)?;
    // Only a reference can have brought in a character that the text itself was not allowed to hold.
    match value.chars().find(|c| !is_character(*c)) {
        Some(illegal) => Err(XmlFault::IllegalCharacter(illegal)),
        None => Ok(value.into_owned()),
    }
}

/// Judges what stands between `<?xml` and `?>` (productions 23 to 32). The encoding it names is the charset
/// reader's matter.
pub(super) fn check_declaration(source: &str) -> Result<(), XmlFault> {
    let parts =
        attributes(source).collect::<Result<Vec<_>, _>>().map_err(|_| XmlFault::MalformedDeclaration)?;
    let (version, options) = parts.split_first().ok_or(XmlFault::MalformedDeclaration)?;
    let legal = match options {
        [] => true,
        [("encoding", label)] => is_encoding_name(label),
        [("standalone", answer)] => is_yes_or_no(answer),
        [("encoding", label), ("standalone", answer)] => is_encoding_name(label) && is_yes_or_no(answer),
        _ => false,
    };
    if legal && version.0 == "version" && is_version(version.1) {
        Ok(())
    } else {
        Err(XmlFault::MalformedDeclaration)
    }
}

/// Every `1.x` is read as XML 1.0, as its fifth edition asks.
fn is_version(value: &str) -> bool {
    value
        .strip_prefix("1.")
        .is_some_and(|minor| !minor.is_empty() && minor.bytes().all(|b| b.is_ascii_digit()))
}

fn is_encoding_name(label: &str) -> bool {
    label.starts_with(|c: char| c.is_ascii_alphabetic())
        && label.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
}

fn is_yes_or_no(answer: &str) -> bool {
    matches!(answer, "yes" | "no")
}

/// Judges the target of a processing instruction (production 17): a name, and not `xml` in any case.
pub(super) fn check_target(target: &str) -> Result<(), XmlFault> {
    if is_name(target) && !target.eq_ignore_ascii_case("xml") {
        return Ok(());
    }
    Err(XmlFault::InvalidTarget(target.to_owned()))
}
