//! Files given out by code (DL), and files taken in (UP).

use std::time::Duration;

use checks::cite;
use checks::upload::{Stored, StoredFile};
use percent_encoding::percent_decode_str;
use serde_json::Value as Canonical;
use spec::catalogue::Route;
use spec::profile::{CodedFile, Profile, Sha256};

use super::super::Turn;
use crate::asked::{Asked, Surety, echoed, text};
use crate::breach::Breach;
use crate::input::{Call, File, Piece, Upload, Value};
use crate::oracle::Oracle;
use crate::token::Token;

/// What a file of an upload is called.
enum Name {
    /// A name of letters, digits and one dot, which nobody has used before.
    Fresh(String),
    /// A name that would mean another place if it were taken as it is.
    Dangerous(String),
}

impl Turn<'_> {
    /// DL-1, DL-3, DL-4: behind a known code lies its file; what is no code opens nothing.
    pub(super) fn of_code(&self, asked: Asked<'_>, route: &Route, call: &Call) -> Option<Breach> {
        let profile = &self.target.profile;
        let code = code_of(route, call)?;
        let own = shelf(profile, route);
        let body = self.wire.body();
        if asked.surety == Surety::Valid {
            let file = own.iter().find(|file| file.code == code)?;
            let same = body.len() as u64 == file.content.bytes && Sha256::of(body) == file.content.sha256;
            let expected = "the file of the code";
            let clause = if route.name == "downloadrecordbylink" { 3 } else { 1 };
            let seen = "another content";
            return (!same).then(|| self.breach(Oracle::ForeignData, cite::d("DL", clause), expected, seen));
        }
        let all = [&profile.recordings, &profile.faxes, &profile.record_links].into_iter().flatten();
        let others = all.filter(|file| own.iter().all(|known| known.code != file.code));
        let is_of_another_kind = others.into_iter().any(|file| file.code == code);
        let cut = |file: &CodedFile| {
            code.strip_prefix(file.code.as_str()).is_some_and(|rest| rest.starts_with('\0'))
        };
        let is_no_code = is_of_another_kind || own.iter().any(cut) || names_nothing(&code);
        if body.is_empty() || !is_no_code {
            return None;
        }
        let oracle = if code.contains("..") { Oracle::Traversal } else { Oracle::ForeignData };
        let expected = "a 4xx to what is no code";
        let seen = format!("status {} and a file", self.arrival.outcome.clone().unwrap_or_default());
        Some(self.breach(oracle, cite::i("DL", 4), expected, seen))
    }

    /// EXEC-2, PLAIN-2: what `echo` is given comes back as it is.
    pub(super) fn echoed(&self, call: &Call) -> Option<Breach> {
        let given = echoed(&self.target.profile, call)?;
        let mut expected = Vec::new();
        let citation = match given {
            Some(Value::Token(number)) => {
                Token { play: self.play, number: *number }.write(&mut expected);
                cite::d("EXEC", 2)
            }
            Some(Value::Text(text)) if is_carried(text) => {
                expected.extend_from_slice(text.as_bytes());
                cite::i("EXEC", 2)
            }
            Some(_) => return None,
            None => cite::d("EXEC", 2),
        };
        let same = self.wire.body() == expected || self.arrival.elapsed > Duration::from_secs(1);
        let seen = "another output";
        (!same).then(|| self.breach(Oracle::Shape, citation, "what the script was given", seen))
    }

    /// UP-4, UP-5, UP-8: files with sane names are stored under them, and no name leads elsewhere.
    pub(super) fn stored(&self, call: &Call, value: &Canonical) -> Vec<Breach> {
        let Some((upload, stored)) = call.upload.as_ref().zip(Stored::of(value)) else { return Vec::new() };
        let names: Vec<Option<Name>> = upload.files.iter().map(|file| self.name_of(file)).collect();
        let mut breaches = Vec::new();
        for name in names.iter().flatten() {
            let Name::Dangerous(name) = name else { continue };
            let verdicts = stored.files.iter().map(|file: &StoredFile| file.harmless(name, None));
            breaches.extend(verdicts.filter_map(|verdict| self.broken(Oracle::Overwrite, &verdict)));
        }
        let fresh: Option<Vec<&str>> = names.iter().map(|name| name.as_ref().and_then(Name::fresh)).collect();
        let Some(fresh) = fresh.filter(|_| is_well_packed(upload)) else { return breaches };
        breaches.extend(self.broken(Oracle::Shape, &stored.describes(fresh.len())));
        let saved = stored.files.iter().filter(|file| file.saved);
        let missing = fresh.iter().any(|name| !saved.clone().any(|file| file.name == *name));
        if missing && saved.clone().count() == fresh.len() {
            let expected = "files stored under the fresh names that they came with";
            let seen = "another name";
            breaches.push(self.breach(Oracle::Effect, cite::d("UP", 4), expected, seen));
        }
        breaches
    }

    fn name_of(&self, file: &File) -> Option<Name> {
        let [Piece::Text(before), inner @ .., Piece::Text(behind)] = file.disposition.0.as_slice() else {
            let [Piece::Text(text)] = file.disposition.0.as_slice() else { return None };
            let name = text.strip_prefix("; filename=\"")?.strip_suffix('"')?;
            let leads = name.contains(['/', '\\', ':']) && !name.contains('"');
            return leads.then(|| Name::Dangerous(name.to_owned()));
        };
        let before = before.strip_prefix("; filename=\"")?;
        let behind = behind.strip_suffix('"')?;
        let [Piece::Token(number)] = inner else { return None };
        let mut token = Vec::new();
        Token { play: self.play, number: *number }.write(&mut token);
        let name = format!("{before}{}{behind}", String::from_utf8_lossy(&token));
        if name.contains(['/', '\\', ':']) {
            return Some(Name::Dangerous(name));
        }
        let taken = self.tokens.spent >> (number & 63) & 1 == 1;
        let sane = !taken && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.');
        (sane && behind == ".bin").then_some(Name::Fresh(name))
    }
}

impl Name {
    fn fresh(&self) -> Option<&str> {
        match self {
            Self::Fresh(name) => Some(name),
            Self::Dangerous(_) => None,
        }
    }
}

/// Whether a text is sure to be carried: no control characters but line ends and tabs, and not longer than lines are.
fn is_carried(text: &str) -> bool {
    text.len() <= 1000
        && text.chars().all(|c| !c.is_control() || c == '\n' || c == '\t')
        && !text.contains('\u{feff}')
}

/// Whether every file is sent as it is, in an encoding that the document names.
fn is_well_packed(upload: &Upload) -> bool {
    let known = |file: &File| ["binary", "8bit"].contains(&file.encoding.as_str());
    let tokens: Vec<&Piece> = upload.files.iter().filter_map(|file| file.disposition.0.get(1)).collect();
    let all_different = tokens.iter().enumerate().all(|(place, token)| !tokens[..place].contains(token));
    upload.files.iter().all(known) && all_different
}

fn code_of(route: &Route, call: &Call) -> Option<String> {
    match route.path.split_once('{') {
        Some((before, _)) => {
            let code = call.path.strip_prefix(before)?;
            Some(percent_decode_str(code).decode_utf8().ok()?.into_owned())
        }
        None => text(call, "recordlink").map(str::to_owned),
    }
}

fn shelf<'p>(profile: &'p Profile, route: &Route) -> &'p [CodedFile] {
    match route.name.as_str() {
        "rec" => &profile.recordings,
        "fax" => &profile.faxes,
        _ => &profile.record_links,
    }
}

/// Whether no server has a file of such a code: it leads elsewhere, or is of the campaign's own making.
fn names_nothing(code: &str) -> bool {
    code.contains("..") || code.contains("oktellspec") || code.chars().any(char::is_control)
}
