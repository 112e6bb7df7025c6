//! Answers: what the reference server says to the fixed cases, in its own words, and in other charsets.

use std::collections::BTreeSet;

use encoding_rs::WINDOWS_1251;
use refserver_http::{Config, InProcess};
use spec::decode::{Format, Limits, decode};
use spec::wire::Response;

use super::requests;
use crate::ground::wait;
use crate::http;

/// What a server says to everything that is asked in the seeds, each answer once.
fn told() -> Vec<Response> {
    let server = InProcess::new(Config::on_free_port().expect("the built-in fixture")).expect("a server");
    let mut seen = BTreeSet::new();
    let mut all = Vec::new();
    for request in requests::connections() {
        for answer in http::answers(&wait(server.converse(&request))).unwrap_or_default() {
            if seen.insert(answer.body.clone()) {
                all.push(answer);
            }
        }
    }
    all
}

/// The bodies whose text fits, as they came, and in UTF-8 where that is another thing.
fn bodies(fits: impl Fn(&str) -> bool) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for answer in told() {
        let read = decode(Format::Text, answer.content_type(), &answer.body, &Limits::default());
        let text = read.ok().and_then(|decoded| decoded.value.as_str().map(str::to_owned));
        let Some(text) = text.filter(|text| fits(text)) else { continue };
        if text.as_bytes() != answer.body {
            all.push(answer.body);
        }
        all.push(text.into_bytes());
    }
    all
}

pub(super) fn mapper() -> Vec<Vec<u8>> {
    let mut all = bodies(|text| text.contains("<oktellxmlmapper"));
    all.push(b"<oktellxmlmapper version=\"1\"><data name=\"d\" count=\"1\"><property_set name=\"s\"><property_cdata key=\"k\" value=\"\"><![CDATA[ a<b ]]></property_cdata><property_simple key=\"l\" value=\"1\" name=\"&lt;&#1078;\"/></property_set></data></oktellxmlmapper>".to_vec());
    all
}

pub(super) fn group() -> Vec<Vec<u8>> {
    bodies(|text| text.contains("<group"))
}

pub(super) fn upload() -> Vec<Vec<u8>> {
    let mut all = bodies(|text| text.contains("<uploadfilesresult"));
    all.push(b"<uploadfilesresult count=\"2\"><file name=\"a.bin\" saved=\"1\" size=\"3\" path=\"D:\\Temp\\UploadData\\a.bin\"/><file name=\"b\" saved=\"0\"/></uploadfilesresult>".to_vec());
    all
}

pub(super) fn xml() -> Vec<Vec<u8>> {
    let mut all = bodies(|text| text.trim_start().starts_with('<'));
    all.push("<?xml version='1.0' encoding='utf-8' standalone='yes'?>\r\n<!-- c --><a b='&quot;\t'><?p q?><й ё='ъ'/>x&amp;&#x41;<![CDATA[]]]]></a> ".into());
    all
}

pub(super) fn json() -> Vec<Vec<u8>> {
    let mut all = bodies(|text| text.starts_with('{') || text.starts_with('['));
    all.push(br#"{"a":[1,-2.5e3,true,null,"\u0416\n\ud83d\ude00"],"a":{}}"#.to_vec());
    all.extend(canonical());
    all
}

/// The canonical form of whatever is XML among the answers: what schemas and checks are given.
fn canonical() -> Vec<Vec<u8>> {
    let read = |body: Vec<u8>| {
        let formats = [Format::Mapper, Format::Group, Format::Upload, Format::XmlTree];
        let value =
            formats.into_iter().find_map(|format| decode(format, None, &body, &Limits::default()).ok());
        value.map(|decoded| decoded.value.to_string().into_bytes())
    };
    xml().into_iter().filter_map(read).collect()
}

/// Each value in a line, alone and with the next one.
pub(super) fn json_lines() -> Vec<Vec<u8>> {
    let all: Vec<Vec<u8>> =
        json().into_iter().map(|text| text.into_iter().filter(|byte| *byte != b'\n').collect()).collect();
    let pairs = all.windows(2).map(|pair| pair.join(&b'\n'));
    all.iter().cloned().chain(pairs).collect()
}

pub(super) fn charsets() -> Vec<Vec<u8>> {
    let text = "<?xml version=\"1.0\" encoding=\"utf-16\"?><a>Лицензия № 1</a>";
    let wide = |to: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(to).collect::<Vec<u8>>();
    let narrow = WINDOWS_1251.encode(text).0.into_owned();
    let kinds: [(&str, Vec<u8>); 6] = [
        ("text/xml; charset=utf-8\n", text.as_bytes().to_vec()),
        ("text/xml; charset=utf-16\n", wide(u16::to_le_bytes)),
        ("text/xml\n", wide(u16::to_be_bytes)),
        ("text/plain; charset=\"windows-1251\"\n", narrow),
        ("\n", [b"\xFF\xFE".to_vec(), wide(u16::to_le_bytes)].concat()),
        ("text/plain; x=y; charset=koi8-r\n", [b"\xEF\xBB\xBF".to_vec(), text.as_bytes().to_vec()].concat()),
    ];
    kinds.into_iter().map(|(line, body)| [line.as_bytes().to_vec(), body].concat()).collect()
}

/// Bytes without a meaning, the same every time.
pub(super) fn noise() -> Vec<Vec<u8>> {
    let mut state = 1_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    };
    [16, 64, 256, 1024].map(|length| (0..length).map(|_| next()).collect()).to_vec()
}
