//! Under which name an upload is kept: the sender's if it is harmless, a made-safe one, or a random one (UP-4, UP-8).

use std::fmt;

use uuid::Uuid;

/// Bytes that a kept name may have at most.
const LONGEST: usize = 200;

/// Room left within [`LONGEST`] for the number that tells equal names apart.
const NUMBER_ROOM: usize = 12;

/// What Windows takes for a device whatever the extension; `com` and `lpt` with a digit besides.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];

/// One harmless path component: no separators, no device, no control characters, at most 200 bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SafeName(String);

impl SafeName {
    /// What of a sender's name may be kept; `None` if nothing remains of it.
    pub(crate) fn from_offered(offered: &str) -> Option<Self> {
        let last = offered.rsplit(['/', '\\']).next()?;
        let last = after_drive(last);
        let harmless: String = last.chars().filter(|letter| !is_invisible(*letter)).map(harmless).collect();
        let named = fitted(trimmed(&harmless));
        let named = if is_device(&named) { fitted(&format!("_{named}")) } else { named };
        (!named.is_empty()).then_some(Self(named))
    }

    /// A name that no other upload has.
    pub(crate) fn random() -> Self {
        Self(Uuid::new_v4().simple().to_string())
    }

    /// This name told apart from an equal one: `name(1).ext`.
    pub(crate) fn numbered(&self, number: u32) -> Self {
        let (stem, extension) = split(&self.0);
        Self(joined(stem, &format!("({number})"), extension))
    }

    /// Whether `text` is already such a name, so that it may be looked up on the disk.
    pub(crate) fn exact(text: &str) -> Option<Self> {
        Self::from_offered(text).filter(|safe| safe.0 == text)
    }

    /// The name as text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SafeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What follows `C:` if a drive letter stands in front.
fn after_drive(name: &str) -> &str {
    match name.as_bytes() {
        [letter, b':', ..] if letter.is_ascii_alphabetic() => &name[2..],
        _ => name,
    }
}

/// Control characters and those that turn the direction of writing: they only serve to deceive.
fn is_invisible(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// The letter, or `_` for one that some file system gives a meaning.
fn harmless(letter: char) -> char {
    if matches!(letter, '<' | '>' | ':' | '"' | '|' | '?' | '*') { '_' } else { letter }
}

/// Without blanks around it and without dots at the end, which Windows drops in silence.
fn trimmed(name: &str) -> &str {
    name.trim().trim_end_matches(|letter: char| letter == '.' || letter.is_whitespace())
}

/// Whether the name, up to its first dot, is that of a device.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end().to_lowercase();
    let port = stem.strip_prefix("com").or(stem.strip_prefix("lpt"));
    // Windows counts superscript digits among the digits of ports.
    let is_port = port.is_some_and(|number| {
        let mut letters = number.chars();
        matches!((letters.next(), letters.next()), (Some('0'..='9' | '¹' | '²' | '³'), None))
    });
    is_port || DEVICES.contains(&stem.as_str())
}

/// Stem and extension with its dot; a name that starts with its only dot has no extension.
fn split(name: &str) -> (&str, &str) {
    match name.rfind('.') {
        Some(dot) if dot > 0 && name.len() - dot <= LONGEST / 4 => name.split_at(dot),
        _ => (name, ""),
    }
}

/// The name itself, cut if it is too long.
fn fitted(name: &str) -> String {
    let (stem, extension) = split(name);
    joined(stem, "", extension)
}

/// The parts as one name, the stem cut where they would be too long together.
fn joined(stem: &str, number: &str, extension: &str) -> String {
    let length = stem.len() + number.len() + extension.len();
    let stem = if length > LONGEST {
        let room = LONGEST - NUMBER_ROOM - extension.len();
        trimmed(&stem[..stem.floor_char_boundary(room)])
    } else {
        stem
    };
    format!("{stem}{number}{extension}")
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, SafeName, is_device};
    use proptest::prelude::*;

    fn safe(offered: &str) -> Option<String> {
        SafeName::from_offered(offered).map(|name| name.to_string())
    }

    #[test]
    fn a_harmless_name_is_kept_as_it_is() {
        for name in [
            "1.jpg",
            "note.txt",
            "записка (1).txt",
            ".hidden",
            "no-extension",
            "a..b",
            "&<'>.x".replace(['<', '>'], "_").as_str(),
        ] {
            assert_eq!(safe(name).as_deref(), Some(name));
        }
    }

    #[test]
    fn what_leads_elsewhere_is_cut_off() {
        let cases = [
            ("../../etc/passwd", Some("passwd")),
            (r"..\..\boot.ini", Some("boot.ini")),
            (r"C:\Windows\x.dll", Some("x.dll")),
            ("C:x.dll", Some("x.dll")),
            ("CON", Some("_CON")),
            ("nul.txt", Some("_nul.txt")),
            ("COM0.txt", Some("_COM0.txt")),
            ("lpt².txt", Some("_lpt².txt")),
            ("com10.txt", Some("com10.txt")),
            ("Com1 .log", Some("_Com1 .log")),
            ("a\0b\n.txt", Some("ab.txt")),
            ("file.txt::$DATA", Some("file.txt__$DATA")),
            ("dots. . .", Some("dots")),
            ("..", None),
            (".", None),
            ("", None),
            ("a/", None),
            (" \t ", None),
        ];
        for (offered, expected) in cases {
            assert_eq!(safe(offered).as_deref(), expected, "{offered:?}");
        }
    }

    #[test]
    fn a_number_goes_before_the_extension() {
        let name = SafeName::from_offered("note.txt").expect("a name");
        assert_eq!(name.numbered(2).as_str(), "note(2).txt");
    }

    #[test]
    fn random_names_differ() {
        assert_ne!(SafeName::random(), SafeName::random());
    }

    proptest! {
        #[test]
        fn whatever_is_offered_the_name_is_one_harmless_component(
            offered in prop_oneof![any::<String>(), "(con|aux|[./ :a\\\\\\p{Cc}ж]){0,9}[ .ж]{0,230}x?(.txt)?"],
            number: u32,
        ) {
            if let Some(name) = SafeName::from_offered(&offered) {
                for name in [name.numbered(number), name] {
                    let text = name.as_str();
                    prop_assert!(!text.is_empty() && text.len() <= LONGEST);
                    prop_assert!(!text.contains(['/', '\\', ':']) && !text.chars().any(char::is_control));
                    prop_assert!(text != "." && text != ".." && !is_device(text));
                    prop_assert_eq!(SafeName::exact(text), Some(name.clone()));
                }
            }
        }

        #[test]
        fn a_long_name_is_cut_and_keeps_its_extension(letters in "[жa]{190,400}") {
            let name = safe(&format!("{letters}.txt")).expect("a name");
            prop_assert!(name.len() <= LONGEST && name.ends_with(".txt"));
        }
    }
}
