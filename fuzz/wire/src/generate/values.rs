//! Values for parameters: those that are known to work, and those that have hurt servers before.

use rand::seq::IndexedRandom;
use rand::{Rng, RngExt};
use spec::catalogue::ValueType;
use spec::profile::{ProbeScript, Selector, User};

use crate::input::Value;
use crate::target::Target;

/// Texts that break out of something where somebody forgot to escape, decode, bound or check.
pub(crate) const HOSTILE: [&str; 44] = [
    "",
    " ",
    "\0",
    "a\0b",
    "\r\n",
    "\n",
    "\t",
    "'",
    "\"",
    "<",
    "&",
    "%",
    "+",
    "' or '1'='1",
    "1; drop table A_Users--",
    "{{7*7}}",
    "${7*7}",
    "<%=7*7%>",
    "%s%n%x",
    "%n",
    "%00",
    "%41",
    "%2541",
    "%25%30%30",
    "%u0041",
    "\"/><zqokel x=\"",
    "<zqokel>x</zqokel>",
    "' zqokel='1",
    "\" zqokel=\"1",
    "\",\"zqokel\":\"1",
    "]]><zqokel/>",
    "&lt;&#60;%3C",
    "&unknown;",
    "&#x0;",
    "\u{feff}",
    "\u{202e}",
    "\u{fffe}",
    "e\u{301}\u{301}\u{301}",
    "😀🇷🇺",
    "Съешь же ещё этих мягких булок",
    "a\r\nx-oktellspec-smuggled: 1\r\n\r\n",
    "a\nx-oktellspec-smuggled: 1\n\n",
    "oktellspec-nobody",
    "{\"a\":[",
];

/// Paths that lead out of a folder.
pub(crate) const PATHS: [&str; 16] = [
    "../../../../etc/passwd",
    "..\\..\\..\\..\\windows\\win.ini",
    "/etc/passwd",
    "//etc/passwd",
    "file:///etc/passwd",
    "C:\\Windows\\win.ini",
    "C:/Windows/win.ini",
    "c:\\boot.ini",
    "\\\\127.0.0.1\\c$\\windows\\win.ini",
    "....//....//etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "%252e%252e%252fetc%252fpasswd",
    "/etc/passwd\0.bin",
    "/proc/self/environ",
    "..",
];

/// Spellings that no encoder makes.
pub(crate) const SPELLINGS: [&str; 12] =
    ["%FF%FE", "%C0%AF", "%ED%A0%80", "%", "%2", "%zz", "%u0041", "%00", "%0d%0a", "+", "a=b", "%F0%9F"];

/// Numbers at which counting goes wrong.
pub(crate) const NUMBERS: [&str; 16] = [
    "0",
    "-1",
    "-0",
    "1",
    "255",
    "256",
    "65536",
    "2147483647",
    "2147483648",
    "4294967296",
    "9223372036854775808",
    "-9223372036854775809",
    "1e308",
    "NaN",
    "0x10",
    "１",
];

/// A value for a parameter of this type.
pub(super) fn value(rng: &mut impl Rng, kind: &ValueType, target: &Target) -> Value {
    match rng.random_range(0..100) {
        0..62 => valid(rng, kind, target),
        62..82 => Value::Text(pick(rng, &HOSTILE)),
        82..88 => Value::Text(pick(rng, &NUMBERS)),
        88..92 => Value::Text(pick(rng, &PATHS)),
        92..96 => Value::Spelled(pick(rng, &SPELLINGS)),
        96..98 => Value::Text(text(rng, 40)),
        _ => Value::Text(long(rng)),
    }
}

/// One of some texts.
pub(crate) fn pick(rng: &mut impl Rng, texts: &[&str]) -> String {
    texts.choose(rng).copied().unwrap_or_default().to_owned()
}

/// A text longer than buffers are, now and then longer than anybody reads.
pub(crate) fn long(rng: &mut impl Rng) -> String {
    let length = [256, 1025, 2049, 4097, 7000].choose(rng).copied().unwrap_or(256);
    ["A", "9", "Ж", "'", "%"].choose(rng).copied().unwrap_or("A").repeat(length)
}

/// Text of up to so many characters, plain or from all of Unicode.
pub(crate) fn text(rng: &mut impl Rng, most: usize) -> String {
    let length = rng.random_range(0..=most);
    if rng.random_bool(0.5) {
        (0..length).map(|_| rng.random_range(' '..='~')).collect()
    } else {
        (0..length).map(|_| rng.random::<char>()).collect()
    }
}

/// A value that the document allows, as far as the profile knows one.
pub(super) fn valid(rng: &mut impl Rng, kind: &ValueType, target: &Target) -> Value {
    let profile = &target.profile;
    let code = |files: &[spec::profile::CodedFile], rng: &mut _| {
        files.choose(rng).map_or_else(String::new, |file| file.code.clone())
    };
    let text = match kind {
        ValueType::ScriptName => script(rng, target),
        ValueType::Text if rng.random_bool(0.5) => return Value::Token(rng.random_range(0..4)),
        ValueType::Text => plain(rng),
        ValueType::Seconds { .. } => rng.random_range(1..=5).to_string(),
        ValueType::SettingsCode => rng.random_range(0..5).to_string(),
        ValueType::Choice { values } => values.choose(rng).cloned().unwrap_or_default(),
        ValueType::UserId => somebody(rng, target).map_or_else(String::new, |(user, _)| user.id.to_string()),
        ValueType::InternalNumber if rng.random_bool(0.5) => {
            profile.groups.choose(rng).map_or_else(String::new, |group| group.number.to_string())
        }
        ValueType::InternalNumber => {
            somebody(rng, target).map_or_else(String::new, |(user, _)| user.number.to_string())
        }
        ValueType::DialNumber => dialled(rng, target),
        ValueType::Selector => {
            let selectors = somebody(rng, target).map_or(&[][..], |(_, selectors)| selectors);
            selectors.choose(rng).map_or_else(String::new, |selector| selector.value.clone())
        }
        ValueType::RecordingCode => code(&profile.recordings, rng),
        ValueType::FaxCode => code(&profile.faxes, rng),
        ValueType::RecordLink => code(&profile.record_links, rng),
    };
    Value::Text(text)
}

fn plain(rng: &mut impl Rng) -> String {
    let length = rng.random_range(0..20);
    (0..length).map(|_| rng.random_range('a'..='z')).collect()
}

/// A script that ends at once: one that sleeps would only hold up the campaign.
fn script(rng: &mut impl Rng, target: &Target) -> String {
    let scripts = target.profile.scripts.iter();
    let quick: Vec<&String> =
        scripts.filter(|(probe, _)| **probe != ProbeScript::Sleep).map(|(_, name)| name).collect();
    quick.choose(rng).map_or_else(String::new, |name| (*name).clone())
}

/// A user whom anybody may act upon: no actor of a scene.
pub(super) fn somebody<'t>(rng: &mut impl Rng, target: &'t Target) -> Option<(&'t User, &'t [Selector])> {
    let count = target.people.others().len();
    target.people.others().nth(rng.random_range(0..count.max(1)))
}

/// A number that leads to no actor of a scene.
fn dialled(rng: &mut impl Rng, target: &Target) -> String {
    let outside = target.profile.calls.outside_number.clone();
    match outside {
        Some(number) if rng.random_bool(0.4) => number,
        _ => somebody(rng, target).map_or_else(String::new, |(user, _)| user.number.to_string()),
    }
}
