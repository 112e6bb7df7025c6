//! How text of a target's making is made fit to be shown: nothing in it can paint a terminal, break XML or fill a screen.

use std::fmt::Write as _;

/// The text with every character that is not plainly visible written as an escape, line ends and tabs included.
pub(crate) fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            // Writing to a string does not fail.
            hidden if is_hidden(hidden) => drop(write!(shown, "\\u{{{:x}}}", u32::from(hidden))),
            plain => shown.push(plain),
        }
    }
    shown
}

/// Control characters, marks that reorder or hide what stands around them, and what XML 1.0 cannot hold.
pub(crate) fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}')
}

/// The visible text, cut to so many characters.
pub(crate) fn brief(text: &str, most: usize) -> String {
    // Of a text of any length no more is looked at than can be shown.
    let shown = visible(&text.chars().take(most + 1).collect::<String>());
    if shown.chars().count() <= most {
        return shown;
    }
    let kept: String = shown.chars().take(most.saturating_sub(1)).collect();
    format!("{kept}…")
}

/// A count with its noun: `1 case`, `3 cases`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{ending}")
}

/// Names in a row: `A, B, C`.
pub(crate) fn list(names: impl IntoIterator<Item = impl ToString>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| name.to_string()).collect();
    names.join(", ")
}

/// Milliseconds as people say them: `340 ms`, `12.3 s`, `2 min 5 s`, `8 h 3 min`.
pub(crate) fn duration(millis: u64) -> String {
    match millis {
        0..1_000 => format!("{millis} ms"),
        1_000..60_000 => format!("{}.{} s", millis / 1_000, millis % 1_000 / 100),
        60_000..3_600_000 => format!("{} min {} s", millis / 60_000, millis % 60_000 / 1_000),
        _ => format!("{} h {} min", millis / 3_600_000, millis % 3_600_000 / 60_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_targets_making_reaches_the_terminal_as_a_command() {
        assert_eq!(visible("a\u{1b}[31mb\r\n\u{9b}2J\u{7f}\0"), "a\\u{1b}[31mb\\r\\n\\u{9b}2J\\u{7f}\\u{0}");
        assert_eq!(visible("\u{202e}gnp.exe\u{200b}\u{ffff}"), "\\u{202e}gnp.exe\\u{200b}\\u{ffff}");
        assert_eq!(visible("Дмитрий <é> 漢 🙂"), "Дмитрий <é> 漢 🙂");
    }

    #[test]
    fn a_long_text_is_cut_to_its_measure_whatever_it_is_made_of() {
        assert_eq!(brief("abcdef", 6), "abcdef");
        assert_eq!(brief("abcdefg", 6), "abcde…");
        assert_eq!(brief(&"\u{1b}".repeat(100), 6), "\\u{1b…");
    }

    #[test]
    fn durations_grow_from_milliseconds_to_hours() {
        let told = [999, 1_250, 125_900, 29_000_000].map(duration);
        assert_eq!(told, ["999 ms", "1.2 s", "2 min 5 s", "8 h 3 min"]);
    }
}
