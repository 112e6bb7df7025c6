//! The words of the interface, for libFuzzer to put into inputs.

use std::collections::BTreeSet;

use serde_json::Value;
use spec::catalogue::ValueType;

use crate::ground::{CATALOGUE, PROFILE};

/// What no catalogue names and every parser meets: markup, escapes, framing.
const GRAMMAR: [&str; 30] = [
    "<![CDATA[",
    "]]>",
    "<?xml version=\"1.0\" encoding=\"utf-8\"?>",
    "<!--",
    "-->",
    "&lt;",
    "&#x0;",
    "&#1078;",
    "<!DOCTYPE",
    "%00",
    "%0D%0A",
    "%2B",
    "%D0%96",
    "../",
    "..\\",
    "\r\n",
    "\r\n\r\n",
    "HTTP/1.1\r\n",
    "Content-Length: ",
    "Transfer-Encoding: chunked\r\n",
    "Content-Type: application/x-www-form-urlencoded\r\n",
    "Content-Type: multipart/form-data; boundary=b\r\n",
    "Content-Disposition: form-data; filename=",
    "filename*=UTF-8''",
    "Content-Transfer-Encoding: base64\r\n",
    "=?utf-8?B?",
    "Connection: keep-alive\r\n",
    "\u{feff}",
    "\\u0416",
    "null",
];

/// A dictionary in the form of libFuzzer and AFL: a quoted word a line.
#[must_use]
pub fn dictionary() -> String {
    let mut words: BTreeSet<String> = GRAMMAR.iter().map(|word| (*word).to_owned()).collect();
    for command in &CATALOGUE.commands {
        words.extend(command.routes.iter().map(|route| route.path.clone()));
        for parameter in &command.parameters {
            words.insert(format!("{}=", parameter.name));
            if let ValueType::Choice { values } = &parameter.value {
                words.extend(values.iter().cloned());
            }
        }
        let values = command.cases.iter().flat_map(|case| &case.parameters);
        words.extend(values.filter_map(|(_, value)| PROFILE.fill(value).ok()));
    }
    CATALOGUE.schemas.values().for_each(|schema| gather(schema, &mut words));
    words.extend(
        PROFILE.users.iter().take(4).flat_map(|user| user.selectors().into_iter().map(|it| it.value)),
    );
    // libFuzzer takes words of a moderate length only.
    let lines = words
        .iter()
        .filter(|word| (1..=64).contains(&word.len()))
        .map(|word| format!("\"{}\"\n", escaped(word)));
    lines.collect()
}

/// The names and the constants of a schema.
fn gather(schema: &Value, words: &mut BTreeSet<String>) {
    let Some(members) = schema.as_object() else { return };
    for (key, value) in members {
        match (key.as_str(), value) {
            ("properties", Value::Object(properties)) => words.extend(properties.keys().cloned()),
            ("const", Value::String(text)) => drop(words.insert(text.clone())),
            ("enum" | "required", Value::Array(items)) => {
                words.extend(items.iter().filter_map(Value::as_str).map(str::to_owned));
            }
            _ => {}
        }
        match value {
            Value::Array(items) => items.iter().for_each(|item| gather(item, words)),
            other => gather(other, words),
        }
    }
}

fn escaped(word: &str) -> String {
    let escape = |byte: u8| match byte {
        b'"' | b'\\' => format!("\\{}", char::from(byte)),
        b' '..=b'~' => char::from(byte).to_string(),
        _ => format!("\\x{byte:02X}"),
    };
    word.bytes().map(escape).collect()
}
