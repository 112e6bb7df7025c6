//! The profile as its file writes it: every value with its place, nothing checked but names and types.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::{Answering, ProbeScript, UserStateParameter};
use crate::catalogue::Effect;

pub(super) type Text = Spanned<String>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Profile {
    #[serde(default)]
    pub(super) target: Target,
    #[serde(default)]
    pub(super) effects: Effects,
    #[serde(default)]
    pub(super) user: Vec<User>,
    #[serde(default)]
    pub(super) group: Vec<Group>,
    #[serde(default)]
    pub(super) scripts: BTreeMap<ProbeScript, String>,
    #[serde(default)]
    pub(super) recording: Vec<CodedFile>,
    #[serde(default)]
    pub(super) fax: Vec<CodedFile>,
    #[serde(default)]
    pub(super) record_link: Vec<CodedFile>,
    #[serde(default)]
    pub(super) files: Files,
    #[serde(default)]
    pub(super) license: License,
    #[serde(default)]
    pub(super) calls: Calls,
    #[serde(default)]
    pub(super) lunch: Lunch,
    #[serde(default)]
    pub(super) dialect: Dialect,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct Target {
    pub(super) url: Option<Text>,
    pub(super) password: Option<Text>,
    pub(super) password_env: Option<String>,
    pub(super) edition: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct Effects {
    scripts: Option<bool>,
    state: Option<bool>,
    calls: Option<bool>,
    uploads: Option<bool>,
}

impl Effects {
    pub(super) fn stated(&self) -> BTreeMap<Effect, bool> {
        let all = [
            (Effect::Scripts, self.scripts),
            (Effect::State, self.state),
            (Effect::Calls, self.calls),
            (Effect::Uploads, self.uploads),
        ];
        all.into_iter().filter_map(|(effect, allowed)| Some((effect, allowed?))).collect()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct User {
    pub(super) id: Text,
    pub(super) number: Text,
    pub(super) title: Option<String>,
    pub(super) username: Option<String>,
    pub(super) login: Option<Text>,
    pub(super) line: Option<Text>,
    pub(super) line_id: Option<Text>,
    pub(super) workplace: Option<Text>,
    pub(super) answers: Option<Answering>,
    #[serde(default)]
    pub(super) free: bool,
    pub(super) redirects_to: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Group {
    pub(super) number: Text,
    pub(super) members: Vec<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CodedFile {
    pub(super) code: Text,
    pub(super) bytes: u64,
    pub(super) sha256: Text,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct Files {
    pub(super) sample: Option<SampleFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SampleFile {
    pub(super) name: String,
    pub(super) bytes: u64,
    pub(super) sha256: Text,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct License {
    pub(super) regserial: Option<Text>,
    pub(super) confirmdate: Option<Text>,
    pub(super) updatelimitdate: Option<Text>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct Calls {
    pub(super) answer: Option<Answering>,
    pub(super) answer_within: Option<Spanned<f64>>,
    pub(super) talk_time: Option<Spanned<f64>>,
    pub(super) outside_number: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct Lunch {
    pub(super) reason: Option<i64>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct Dialect {
    pub(super) user_state_parameter: Option<UserStateParameter>,
}
