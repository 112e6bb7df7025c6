//! Requests: the fixed cases of the catalogue, carried in every way, and each parameter with the values that its type names.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use spec::catalogue::{Carrier, Command, Presence, Route, ValueType};
use spec::wire::{Call, percent_encode};

use crate::ground::{CATALOGUE, PROFILE};
use crate::http;

/// Every fixed case whose facts the reference profile has, and every route with all its parameters.
fn calls() -> Vec<Call> {
    let commands = CATALOGUE.commands.iter();
    commands
        .flat_map(|command| {
            cases(command).into_iter().chain(command.routes.iter().flat_map(|route| typical(command, route)))
        })
        .collect()
}

fn cases(command: &Command) -> Vec<Call> {
    let mut calls = Vec::new();
    for case in &command.cases {
        let Some(route) = command.route(&case.route) else { continue };
        let values: Option<Vec<_>> = case
            .parameters
            .iter()
            .map(|(name, value)| Some((name.to_string(), PROFILE.fill(value).ok()?)))
            .collect();
        let Some(values) = values else { continue };
        for carrier in &case.carriers {
            calls.push(assembled(command, route, values.clone()).by(*carrier));
        }
    }
    calls
}

/// The route with each of its parameters, once for every value that the type of one of them names.
fn typical(command: &Command, route: &Route) -> Vec<Call> {
    let values = |kind: &ValueType| match kind {
        ValueType::Choice { values } => values.clone(),
        ValueType::Seconds { max } => vec!["0".to_owned(), "1".to_owned(), max.to_string()],
        ValueType::ScriptName => PROFILE.scripts.values().cloned().collect(),
        ValueType::UserId => vec![fact("{user.id}")],
        ValueType::InternalNumber => vec![fact("{user.number}"), fact("{group.number}")],
        ValueType::DialNumber => vec![fact("{user.number}"), "84951234567".to_owned()],
        ValueType::Selector => vec![fact("{user.login}"), fact("{user.line}"), fact("{user.id}")],
        ValueType::RecordingCode => vec![fact("{recording.code}")],
        ValueType::FaxCode => vec![fact("{fax.code}")],
        ValueType::RecordLink => vec![fact("{record_link.code}")],
        ValueType::SettingsCode => vec!["1".to_owned()],
        ValueType::Text => vec!["a b".to_owned(), "<a href=\"#\">&amp;".to_owned(), "Привет 😀".to_owned()],
    };
    let parameters: Vec<_> =
        command.parameters_of(route).map(|it| (it.name.to_string(), values(&it.value))).collect();
    let most = parameters.iter().map(|(_, values)| values.len()).max().unwrap_or(1);
    let nth = |number: usize| {
        let chosen = parameters.iter().filter_map(|(name, values)| {
            let value = values.get(number % values.len().max(1))?;
            Some((name.clone(), value.clone()))
        });
        assembled(command, route, chosen.collect())
    };
    (0..most).map(nth).collect()
}

fn fact(placeholder: &str) -> String {
    PROFILE.fill(placeholder).unwrap_or_default()
}

fn assembled(command: &Command, route: &Route, values: Vec<(String, String)>) -> Call {
    let mut call = Call::new(route.path.clone());
    for (name, value) in values {
        let in_path =
            command.parameters_of(route).any(|it| it.name.as_str() == name && it.presence == Presence::Path);
        if in_path {
            call.path = call.path.replace(&format!("{{{name}}}"), &percent_encode(&value));
        } else {
            call = call.with(name, value);
        }
    }
    call
}

/// Bytes as they stand on a connection, uploads and several requests in a row among them.
pub(super) fn connections() -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = calls().iter().map(|call| http::written(&call.request())).collect();
    let upload = |kind: &str, body: &str| {
        format!(
            "POST /upload HTTP/1.1\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
    };
    let multipart = "--b\r\nContent-Disposition: form-data; filename=\"a.bin\"\r\nContent-Transfer-Encoding: base64\r\n\r\nYWJj\r\n--b--\r\n";
    all.push(upload("multipart/form-data; boundary=b", multipart).into_bytes());
    all.push(upload("application/octet-stream\r\nContent-Disposition: attachment; filename=x\r\nContent-Transfer-Encoding: binary", "abc").into_bytes());
    let keep = |path: &str| format!("GET {path} HTTP/1.1\r\nHost: a\r\n\r\n");
    all.push([keep("/getlicensefulltext"), keep("/-/status.json"), keep("/")].concat().into_bytes());
    all.push(b"POST /execsvcscript HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n9\r\nname=echo\r\n0\r\n\r\n".to_vec());
    all.push(
        b"GET /getlicensefulltext HTTP/1.0\r\nConnection: keep-alive\r\nExpect: 100-continue\r\n\r\n"
            .to_vec(),
    );
    all
}

/// Requests as lines, a few of them a seed, for what one of them does shows in the next.
pub(super) fn lines() -> Vec<Vec<u8>> {
    let line = |call: &Call| {
        let letter = match call.carrier {
            Carrier::Get => 'G',
            Carrier::PostQuery => 'Q',
            Carrier::PostForm => 'F',
        };
        let get = call.clone().by(Carrier::Get).request();
        format!("{letter} {}\n", get.target)
    };
    let lines: Vec<String> = calls().iter().map(line).collect();
    let alone = lines.iter().map(|line| line.clone().into_bytes());
    alone.chain(lines.chunks(6).map(|chunk| chunk.concat().into_bytes())).collect()
}

pub(super) fn queries() -> Vec<Vec<u8>> {
    let query = |call: &Call| {
        let get = call.clone().by(Carrier::Get).request();
        get.target.split_once('?').map(|(_, query)| query.as_bytes().to_vec())
    };
    calls().iter().filter_map(query).chain([b"a=1+2%2B3&b=%D0%96%26&c=&d&&=e".to_vec()]).collect()
}

pub(super) fn bodies() -> Vec<Vec<u8>> {
    let part = |head: &str, content: &str| format!("--b\r\n{head}\r\n\r\n{content}\r\n");
    let disposition = "Content-Disposition: form-data; name=\"f\"; filename=\"a.bin\"";
    let encoding = "Content-Transfer-Encoding: binary";
    let whole = part(&format!("{disposition}\r\n{encoding}"), "abc\r\n--bc\r\n--");
    vec![
        format!("b\n{whole}--b--\r\n").into_bytes(),
        format!("b\npreamble\r\n{whole}{}--b-- \r\nepilogue", part(encoding, "")).into_bytes(),
        format!("b\n{whole}").into_bytes(),
        b"b\n--b  \r\n\r\n\r\n--b--".to_vec(),
    ]
}

pub(super) fn dispositions() -> Vec<Vec<u8>> {
    let all = [
        "form-data; name=\"f\"; filename=\"a b.txt\"",
        "attachment; filename=plain.bin",
        "form-data; filename=old.txt; filename*=windows-1251'ru'%E6.txt",
        "form-data; filename=\"=?UTF-8?B?0LY=?= =?utf-8?Q?_=D0=B6?=.txt\"",
        "form-data; filename=\"q\\\"uote\\\\.txt\"; size=3",
        "..\\..\\boot.ini",
        "C:nul.txt",
        "com1 .txt",
        "LPT².x",
        "/etc/passwd\0.jpg",
        "записка.txt. .",
    ];
    all.iter().map(|text| text.as_bytes().to_vec()).collect()
}

pub(super) fn packed() -> Vec<Vec<u8>> {
    let text = "Привет, a file of \u{1F600} and\ttabs  \r\nin lines = it is";
    vec![
        STANDARD.encode(text).into_bytes(),
        STANDARD.encode(text).as_bytes().chunks(10).collect::<Vec<_>>().join(&b"\r\n"[..]),
        b"a=20b =\r\nsoft=C3=A9 \t\r\nend=".to_vec(),
        text.as_bytes().to_vec(),
    ]
}
