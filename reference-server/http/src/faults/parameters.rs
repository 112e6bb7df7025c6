//! Parameters read wrongly, and paths and methods taken for others (HTTP).

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1251, WINDOWS_1252};
use http::Method;
use percent_encoding::percent_decode_str;

use super::family::{Deeds, family};
use super::set::Faults;
use crate::commands::Order;
use crate::routes::Command;

family! {
    /// What can be wrong between the bytes of a request and what a command is told.
    Reading at 2 {
        /// `+` is kept as it is instead of standing for a blank.
        PlusKept = "plus-kept" Conformance ["HTTP-4" "HTTP-5" "EXEC-2" "PLAIN-2" "EXEC-7" "PLAIN-1"]
            "`startparam1=a+b` reaches the script as `a+b`",
        /// Percent-encoded values are not decoded.
        PercentKept = "percent-kept" Conformance
            ["HTTP-5" "EXEC-2" "WP-2" "EXEC-7" "PLAIN-1" "PLAIN-2" "DL-2" "UP-7" "EXEC-1" "DL-1" "DL-4" "AUTH-1" "AUTH-5"]
            "`%41` reaches the script as three letters",
        /// Values are percent-decoded twice.
        DecodedTwice = "decoded-twice" Security ["HTTP-5" "AUTH-3" "EXEC-2" "EXEC-7" "PLAIN-1" "PLAIN-2"]
            "`%2541` reaches the script as `A`",
        /// Percent-encoded bytes are taken for Latin-1.
        Latin1 = "read-as-latin-1" Conformance
            ["HTTP-5" "EXEC-2" "WP-2" "EXEC-7" "PLAIN-1" "PLAIN-2" "DL-2" "UP-7" "AUTH-1" "AUTH-5"]
            "Cyrillic letters reach the script as two Latin ones each",
        /// Percent-encoded bytes are taken for windows-1251.
        Cyrillic = "read-as-windows-1251" Conformance
            ["HTTP-5" "EXEC-2" "WP-2" "EXEC-7" "PLAIN-1" "PLAIN-2" "DL-2" "UP-7" "AUTH-1" "AUTH-5"]
            "Cyrillic letters reach the script as two other ones each",
        /// Letters beyond the basic plane are lost.
        AstralLost = "emoji-lost" Conformance ["HTTP-5" "EXEC-2" "EXEC-7" "PLAIN-1" "PLAIN-2"]
            "an emoji reaches the script as a question mark",
        /// Values are decoded before they are told apart.
        CutAtAmpersand = "cut-at-encoded-ampersand" Conformance
            ["HTTP-5" "EXEC-2" "EXEC-7" "PLAIN-1" "PLAIN-2"]
            "a value with `%26` ends there",
        /// Values end at a line end.
        CutAtNewline = "cut-at-newline" Conformance ["EXEC-2" "EXEC-7" "PLAIN-1" "PLAIN-2"]
            "a value with `%0A` ends there",
        /// Values lose the blanks around them.
        Trimmed = "values-trimmed" Conformance ["EXEC-2" "EXEC-7" "PLAIN-1" "PLAIN-2" "AUTH-3"]
            "blanks at the ends of a start parameter are gone",
        /// Values are cut after 64 letters.
        Truncated = "values-truncated" Conformance ["EXEC-2" "EXEC-7" "PLAIN-1" "PLAIN-2" "UP-7"]
            "the 65th letter of a start parameter is gone",
        /// Empty values become the word null.
        Null = "empty-becomes-null" Conformance ["EXEC-2" "EXEC-7" "PLAIN-1" "PLAIN-2"]
            "an empty start parameter reaches the script as `null`",
        /// Character references in values are resolved.
        Entities = "entities-resolved" Conformance ["EXEC-2" "EXEC-7" "PLAIN-1" "PLAIN-2"]
            "`&amp;lt;` in a start parameter reaches the script as `&lt;`",
        /// Markup is taken out of values.
        Stripped = "markup-stripped" Conformance ["EXEC-2" "EXEC-7" "PLAIN-1" "PLAIN-2"]
            "`<` in a start parameter is gone",
        /// A form body is not read.
        FormIgnored = "form-ignored" Conformance ["HTTP-3" "HTTP-4" "AUTH-5"]
            "a POST with its parameters in a form is answered as if it had none",
        /// `wp_setuserstate` alone does not read a form body.
        FormIgnoredOnSet = "form-ignored-on-wp-setuserstate" Conformance ["HTTP-3" "HTTP-4" "SET-2"]
            "a POST to `wp_setuserstate` with a form changes nothing",
        /// Beside a form body the query is not read.
        QueryIgnored = "query-of-post-ignored" Conformance ["HTTP-3" "HTTP-4" "AUTH-5"]
            "a POST with a form and a query is answered as if it had no query",
        /// `execsvcscript` is answered to GET alone.
        PostRefused = "post-refused-on-execsvcscript" Conformance ["HTTP-3"]
            "a POST to `execsvcscript` gets 405",
        /// The orders for calls are taken by POST alone.
        GetRefused = "get-refused-on-wp-autocallstart" Conformance
            ["HTTP-3" "CALL-1" "CALL-2" "CALL-3" "CALL-8" "CHAIN-1" "ABON-1" "WP-1"]
            "a GET of `wp_autocallstart` gets 405",
        /// A path that begins like a command is that command.
        StrayPath = "longer-paths-answered" Conformance ["HTTP-6" "AUTH-2"]
            "`/getlicensefulltextx` answers as `/getlicensefulltext` does",
        /// Unknown paths are answered by an empty page.
        StrayPathEmpty = "unknown-path-answers-200" Conformance ["HTTP-6"]
            "an unknown path gets 200 and an empty body",
    }
}

/// How many letters a value keeps with [`Reading::Truncated`].
const KEPT: usize = 64;

/// The parameters in `encoded` as a faulty server reads them; `None` if it reads them soundly.
pub(crate) fn pairs(faults: &Faults, encoded: &[u8]) -> Option<Vec<(String, String)>> {
    if !faults.has_any::<Reading>() {
        return None;
    }
    let mut encoded = String::from_utf8_lossy(encoded).into_owned();
    if faults.has(Reading::CutAtAmpersand) {
        encoded = encoded.replace("%26", "&");
    }
    let pairs = encoded.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decoded(faults, name), bent(faults, decoded(faults, value)))
    });
    Some(pairs.collect())
}

fn decoded(faults: &Faults, text: &str) -> String {
    let text = if faults.has(Reading::PlusKept) { text.to_owned() } else { text.replace('+', " ") };
    if faults.has(Reading::PercentKept) {
        return text;
    }
    let charset = charset(faults);
    let once = || charset.decode_without_bom_handling(&unpacked(&text)).0.into_owned();
    if faults.has(Reading::DecodedTwice) { UTF_8.decode(&unpacked(&once())).0.into_owned() } else { once() }
}

fn unpacked(text: &str) -> Cow<'_, [u8]> {
    percent_decode_str(text).into()
}

fn charset(faults: &Faults) -> &'static Encoding {
    let charsets = [(Reading::Latin1, WINDOWS_1252), (Reading::Cyrillic, WINDOWS_1251)];
    charsets.into_iter().find(|(fault, _)| faults.has(*fault)).map_or(UTF_8, |(_, charset)| charset)
}

fn bent(faults: &Faults, value: String) -> String {
    const BENDS: Deeds<Reading, fn(&str) -> String> = &[
        (Reading::AstralLost, |value| value.replace(|letter: char| u32::from(letter) > 0xFFFF, "?")),
        (Reading::CutAtNewline, |value| value.split('\n').next().unwrap_or_default().to_owned()),
        (Reading::Trimmed, |value| value.trim().to_owned()),
        (Reading::Truncated, |value| value.chars().take(KEPT).collect()),
        (Reading::Null, |value| if value.is_empty() { "null" } else { value }.to_owned()),
        (Reading::Entities, |value| value.replace("&lt;", "<").replace("&amp;", "&")),
        (Reading::Stripped, |value| value.replace(['<', '>'], "")),
    ];
    faults.deeds(BENDS).into_iter().fold(value, |value, bend| bend(&value))
}

/// Whether the form of a request for `command` is passed over.
pub(crate) fn passes_over_form(faults: &Faults, command: Option<Command>) -> bool {
    faults.has(Reading::FormIgnored)
        || (command == Some(Command::SetUserState) && faults.has(Reading::FormIgnoredOnSet))
}

/// Whether the query is passed over beside a form.
pub(crate) fn passes_over_query(faults: &Faults) -> bool {
    faults.has(Reading::QueryIgnored)
}

/// Whether a method that the command is asked with is refused.
pub(crate) fn refuses_method(faults: &Faults, command: Command, method: &Method) -> bool {
    match (command, method) {
        (Command::ExecScript, &Method::POST) => faults.has(Reading::PostRefused),
        (Command::Order(Order::Start), &Method::GET) => faults.has(Reading::GetRefused),
        _ => false,
    }
}

/// What a path that is none is taken for: the command that its beginning names.
pub(crate) fn stray(
    faults: &Faults,
    path: &str,
    find: fn(&str) -> Option<(Command, String)>,
) -> Option<(Command, String)> {
    let longest_first = || path.char_indices().rev().find_map(|(end, _)| find(&path[..end]));
    faults.has(Reading::StrayPath).then(longest_first).flatten()
}
