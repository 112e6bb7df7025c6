//! From the file of a profile to its facts: parses every value, collects everything that is wrong.
//!
//! An entry with a wrong value is left out while reading goes on; what was complained of keeps the profile from being given out.

use std::collections::HashSet;
use std::ops::Range;
use std::str::FromStr;
use std::time::Duration;

use toml::Spanned;
use url::Url;

use super::raw::{self, Text};
use super::value::Malformed;
use super::{
    Calls, CodedFile, Content, Dialect, Group, License, Lunch, Password, PasswordSource, Permissions,
    Profile, ProfileError, ProfileProblem, SampleFile, Target, User,
};
use crate::load::{Located, Problems};

pub(super) fn resolve(name: &str, text: &str) -> Result<Profile, ProfileError> {
    let raw: raw::Profile = toml::from_str(text).map_err(|error| {
        let problem = ProfileProblem::Shape(error.message().to_owned());
        Located::new(name, text, error.span().unwrap_or(0..0), problem)
    })?;
    let mut reader = Reader { name, text, found: Vec::new() };
    reader.complain_of_repetitions(&raw);
    reader.complain_of_members(&raw);
    let profile = reader.profile(raw);
    Problems::none_or(reader.found, profile)
}

struct Reader<'a> {
    name: &'a str,
    text: &'a str,
    found: Vec<Located<ProfileProblem>>,
}

impl Reader<'_> {
    fn complain(&mut self, span: Range<usize>, problem: impl Into<ProfileProblem>) {
        self.found.push(Located::new(self.name, self.text, span, problem.into()));
    }

    fn value<T: FromStr<Err = Malformed>>(&mut self, raw: &Text) -> Option<T> {
        raw.get_ref().parse().map_err(|malformed| self.complain(raw.span(), malformed)).ok()
    }

    fn optional<T: FromStr<Err = Malformed>>(&mut self, raw: Option<&Text>) -> Option<T> {
        raw.and_then(|raw| self.value(raw))
    }

    fn profile(&mut self, raw: raw::Profile) -> Profile {
        let calls = self.calls(raw.calls);
        Profile {
            target: self.target(raw.target),
            effects: Permissions(raw.effects.stated()),
            users: raw.user.into_iter().filter_map(|user| self.user(user, &calls)).collect(),
            groups: raw.group.iter().filter_map(|group| self.group(group)).collect(),
            scripts: raw.scripts,
            recordings: self.coded_files(raw.recording),
            faxes: self.coded_files(raw.fax),
            record_links: self.coded_files(raw.record_link),
            sample: raw.files.sample.and_then(|file| {
                let content = self.content(file.bytes, &file.sha256)?;
                Some(SampleFile { name: file.name, content })
            }),
            license: License {
                regserial: self.optional(raw.license.regserial.as_ref()),
                confirmdate: self.optional(raw.license.confirmdate.as_ref()),
                updatelimitdate: self.optional(raw.license.updatelimitdate.as_ref()),
            },
            calls,
            lunch: Lunch { reason: raw.lunch.reason },
            dialect: Dialect { user_state_parameter: raw.dialect.user_state_parameter },
        }
    }

    fn target(&mut self, raw: raw::Target) -> Target {
        let url = raw.url.and_then(|raw| self.url(&raw));
        if let (Some(password), Some(_)) = (&raw.password, &raw.password_env) {
            self.complain(password.span(), ProfileProblem::TwoPasswords);
        }
        let literal = raw.password.map(|text| PasswordSource::Literal(Password::new(text.into_inner())));
        let password = literal.or(raw.password_env.map(PasswordSource::Environment));
        Target { url, password, edition: raw.edition }
    }

    fn url(&mut self, raw: &Text) -> Option<Url> {
        match Url::parse(raw.get_ref()) {
            Ok(url) if url.scheme() == "http" && url.has_host() => Some(url),
            _ => {
                let wanted = "an address such as http://192.0.2.1:4055";
                self.complain(raw.span(), Malformed::new(raw.get_ref(), wanted));
                None
            }
        }
    }

    fn user(&mut self, raw: raw::User, calls: &Calls) -> Option<User> {
        let id = self.value(&raw.id);
        let number = self.value(&raw.number);
        let line_id = self.optional(raw.line_id.as_ref());
        let redirects_to = self.optional(raw.redirects_to.as_ref());
        Some(User {
            id: id?,
            number: number?,
            title: raw.title,
            username: raw.username,
            login: raw.login.map(Spanned::into_inner),
            line: raw.line.map(Spanned::into_inner),
            line_id,
            workplace: raw.workplace.map(Spanned::into_inner),
            answers: raw.answers.or(calls.answer),
            free: raw.free,
            redirects_to,
        })
    }

    fn group(&mut self, raw: &raw::Group) -> Option<Group> {
        let number = self.value(&raw.number);
        let members = raw.members.iter().filter_map(|member| self.value(member)).collect();
        Some(Group { number: number?, members })
    }

    fn coded_files(&mut self, raw: Vec<raw::CodedFile>) -> Vec<CodedFile> {
        let file = |file: raw::CodedFile| {
            let content = self.content(file.bytes, &file.sha256)?;
            Some(CodedFile { code: file.code.into_inner(), content })
        };
        raw.into_iter().filter_map(file).collect()
    }

    fn content(&mut self, bytes: u64, sha256: &Text) -> Option<Content> {
        Some(Content { bytes, sha256: self.value(sha256)? })
    }

    fn calls(&mut self, raw: raw::Calls) -> Calls {
        Calls {
            answer: raw.answer,
            answer_within: raw.answer_within.and_then(|raw| self.seconds(&raw)),
            talk_time: raw.talk_time.and_then(|raw| self.seconds(&raw)),
            outside_number: raw.outside_number,
        }
    }

    fn seconds(&mut self, raw: &Spanned<f64>) -> Option<Duration> {
        let wrong = |_| {
            let text = raw.get_ref().to_string();
            self.complain(raw.span(), Malformed::new(&text, "a time in seconds, zero or more"));
        };
        Duration::try_from_secs_f64(*raw.get_ref()).map_err(wrong).ok()
    }

    /// What determines a user, a line or a file must do so alone (WP-2, DL-1). GUIDs are compared in lower case.
    fn complain_of_repetitions(&mut self, raw: &raw::Profile) {
        let users = || raw.user.iter();
        self.unique("id", users().map(|user| &user.id));
        self.unique(
            "number",
            users().map(|user| &user.number).chain(raw.group.iter().map(|group| &group.number)),
        );
        self.unique("login", users().filter_map(|user| user.login.as_ref()));
        self.unique("line", users().filter_map(|user| user.line.as_ref()));
        self.unique("line_id", users().filter_map(|user| user.line_id.as_ref()));
        self.unique("workplace", users().filter_map(|user| user.workplace.as_ref()));
        for files in [&raw.recording, &raw.fax, &raw.record_link] {
            self.unique("code", files.iter().map(|file| &file.code));
        }
    }

    fn unique<'t>(&mut self, what: &'static str, values: impl IntoIterator<Item = &'t Text>) {
        let guid = matches!(what, "id" | "line_id");
        let mut seen = HashSet::new();
        for value in values {
            let text = value.get_ref();
            if !seen.insert(if guid { text.to_ascii_lowercase() } else { text.clone() }) {
                self.complain(value.span(), ProfileProblem::Twice { what, value: text.clone() });
            }
        }
    }

    /// A member without an entry of its own cannot be asked for its state (READY-4); one that counts twice spoils the counts.
    fn complain_of_members(&mut self, raw: &raw::Profile) {
        let known: HashSet<&str> = raw.user.iter().map(|user| user.number.get_ref().as_str()).collect();
        for group in &raw.group {
            let mut seen = HashSet::new();
            for raw in &group.members {
                let member = raw.get_ref().clone();
                if !known.contains(member.as_str()) {
                    let group = group.number.get_ref().clone();
                    self.complain(raw.span(), ProfileProblem::NobodysNumber { group, member });
                } else if !seen.insert(raw.get_ref()) {
                    self.complain(raw.span(), ProfileProblem::MemberTwice { member });
                }
            }
        }
    }
}
