//! Values for parameters: those that are known to work, and those that have hurt servers before.

use rand::seq::IndexedRandom;
use rand::{Rng, RngExt};
use spec::catalogue::ValueType;
use spec::profile::{ProbeScript, Profile};

/// Spellings that break out of something where somebody forgot to escape, decode, bound or check.
const HOSTILE: [&str; 22] = [
    "",
    " ",
    "\0",
    "\r\n",
    "'",
    "\"",
    "<",
    "&",
    "%",
    "%00",
    "%25%30%30",
    "\"/><x y=\"",
    "]]>",
    "&#x0;",
    "\u{feff}",
    "\u{202e}",
    "../../../../etc/passwd",
    r"..\..\..\..\windows\win.ini",
    r"C:\boot.ini",
    "%s%n",
    "{\"a\":[",
    "\r\nx-oktellspec-smuggled: 1\r\n",
];

const NUMBERS: [&str; 10] =
    ["0", "-1", "1", "2147483647", "2147483648", "-9223372036854775809", "1e308", "NaN", "0x10", "１"];

/// A value for a parameter of this type.
pub(crate) fn value(rng: &mut impl Rng, kind: &ValueType, profile: &Profile) -> String {
    match rng.random_range(0..10) {
        0..=3 => valid(rng, kind, profile),
        4..=5 => HOSTILE.choose(rng).copied().unwrap_or_default().to_owned(),
        6 => NUMBERS.choose(rng).copied().unwrap_or_default().to_owned(),
        7 => text(rng, 40),
        8 => text(rng, 4000),
        _ => {
            let value = valid(rng, kind, profile);
            spliced(rng, &value)
        }
    }
}

/// A value that the document allows, as far as the profile knows one.
fn valid(rng: &mut impl Rng, kind: &ValueType, profile: &Profile) -> String {
    let fact = |placeholder: &str| profile.fill(placeholder).unwrap_or_default();
    match kind {
        ValueType::ScriptName => {
            // A script that sleeps would only hold up the campaign.
            let quick: Vec<&String> = profile
                .scripts
                .iter()
                .filter(|(probe, _)| **probe != ProbeScript::Sleep)
                .map(|(_, name)| name)
                .collect();
            quick.choose(rng).map_or_else(String::new, |name| (*name).clone())
        }
        ValueType::Text => text(rng, 20),
        ValueType::Seconds { .. } | ValueType::SettingsCode => rng.random_range(0..5).to_string(),
        ValueType::Choice { values } => values.choose(rng).cloned().unwrap_or_default(),
        ValueType::UserId => profile.users.choose(rng).map_or_else(String::new, |user| user.id.to_string()),
        ValueType::InternalNumber | ValueType::DialNumber => {
            let users = profile.free_users().map(|user| user.number.to_string());
            let groups = profile.groups.iter().map(|group| group.number.to_string());
            users.chain(groups).collect::<Vec<_>>().choose(rng).cloned().unwrap_or_default()
        }
        ValueType::Selector => {
            let free: Vec<String> = profile
                .free_users()
                .flat_map(spec::profile::User::selectors)
                .map(|selector| selector.value)
                .collect();
            free.choose(rng).cloned().unwrap_or_default()
        }
        ValueType::RecordingCode => fact("{recording.code}"),
        ValueType::FaxCode => fact("{fax.code}"),
        ValueType::RecordLink => fact("{record_link.code}"),
    }
}

/// A hostile spelling somewhere in the midst of a value.
fn spliced(rng: &mut impl Rng, value: &str) -> String {
    let mut characters: Vec<char> = value.chars().collect();
    let place = rng.random_range(0..=characters.len());
    let hostile = HOSTILE.choose(rng).copied().unwrap_or_default();
    characters.splice(place..place, hostile.chars());
    characters.into_iter().collect()
}

/// Text of up to so many characters, plain or from all of Unicode.
fn text(rng: &mut impl Rng, most: usize) -> String {
    let length = rng.random_range(0..=most);
    if rng.random_bool(0.5) {
        (0..length).map(|_| rng.random_range(' '..='~')).collect()
    } else {
        (0..length).map(|_| rng.random::<char>()).collect()
    }
}
