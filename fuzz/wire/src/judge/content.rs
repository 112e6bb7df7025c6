//! What a successful answer says: its shape, and that it is about what was asked (EXEC, STATE, READY, LIC, CHAIN, ABON).

mod files;
mod shape;

use checks::chain::Chain;
use checks::cite;
use checks::license::Detail;
use checks::party::Party;
use checks::ready::{Ready, adds_up};
use checks::state::{State, is_about};
use memchr::memmem;
use report_model::verdict::Verdict;
use serde_json::Value;
use spec::catalogue::Route;
use spec::decode::{DecodeError, Decoded, Format, Limits, Note, decode};
use spec::profile::Profile;

use super::told::MARKUP_NAME;
use super::{Judgement, Turn};
use crate::asked::{Asked, Surety, acting, has_known_shape, text, user_asked};
use crate::breach::Breach;
use crate::input::{Call, Knock, Message};
use crate::oracle::Oracle;
use crate::target::Target;
use shape::shape_of;

impl Turn<'_> {
    pub(super) fn content(&self, status: u16, judgement: &mut Judgement) {
        let Message::Call(call) = self.message else { return };
        let Some((asked, route)) = self.asked.and_then(|asked| Some((asked, asked.route?))) else { return };
        let admitted = self.target.password.is_none() || call.knock == Knock::Right;
        if status / 100 != 2 || !admitted {
            return;
        }
        if route.answer.format == Format::Bytes {
            judgement.add(self.file(asked, route, call));
            return;
        }
        let marked = memmem::find(self.sent, MARKUP_NAME.as_bytes()).is_some();
        let sure =
            asked.surety == Surety::Valid || has_known_shape(&self.target.profile, &asked, call, self.sent);
        if sure || marked {
            self.structure(route, call, sure, judgement);
        }
    }

    /// An answer that is text, XML or JSON.
    fn structure(&self, route: &Route, call: &Call, sure: bool, judgement: &mut Judgement) {
        let body = self.wire.body();
        let known = self.target.readings.get(self.sent, body);
        if let Some(shape) = known.filter(|_| sure) {
            judgement.shape = Some(shape);
            return;
        }
        let kind = self.wire.header("content-type").map(String::from_utf8_lossy);
        match decode(route.answer.format, kind.as_deref(), body, &Limits::default()) {
            Ok(Decoded { value, notes, .. }) => {
                judgement.add(self.markup_inside(route, &value, &notes));
                if sure {
                    judgement.add(self.shaped(route, call, &value));
                    judgement.add(self.about(call, &value));
                }
                let shape = shape_of(&value);
                if sure && judgement.breaches.is_empty() {
                    self.target.readings.put(self.sent, body, shape);
                }
                judgement.shape = Some(shape);
                judgement.value = Some(value);
            }
            Err(error) if sure => judgement.add(self.unreadable(route, &error)),
            Err(_) => {}
        }
    }

    fn unreadable(&self, route: &Route, error: &DecodeError) -> Option<Breach> {
        // A line in no chain or commutation may be told of by nothing at all (CHAIN-6, ABON-6).
        if matches!(error, DecodeError::Empty) && route.answer.format == Format::Json {
            return None;
        }
        let shape = route.answer.schema.as_ref().and_then(|name| self.target.shapes.get(name));
        let citation = shape.map_or_else(|| cite::r(1), |shape| shape.root().clone());
        let broken_out = memmem::find(self.sent, MARKUP_NAME.as_bytes()).is_some()
            && memmem::find(self.text, MARKUP_NAME.as_bytes()).is_some();
        let (oracle, citation) =
            if broken_out { (Oracle::Reflection, cite::r(3)) } else { (Oracle::MalformedAnswer, citation) };
        let seen = match error {
            DecodeError::NotWellFormed { .. } => "XML that is not well-formed".to_owned(),
            DecodeError::Json { .. } => "no JSON".to_owned(),
            other => format!("`{other}`"),
        };
        Some(self.breach(oracle, citation, "content that can be read", seen))
    }

    /// markup that was sent stands in a value, and is no element or key.
    fn markup_inside(&self, route: &Route, value: &Value, notes: &[Note]) -> Option<Breach> {
        let is_element = notes.iter().any(|note| match note {
            Note::UnknownElement { element, .. } => element == MARKUP_NAME,
            Note::AttributeShadowed { attribute, .. } => attribute == MARKUP_NAME,
            Note::DuplicateKey { key } => key == MARKUP_NAME,
            _ => false,
        });
        let broken_out = is_element || (route.answer.format != Format::Text && has_key(value));
        let expected = "what was sent inside one value";
        let seen = "an element or a key made of what was sent";
        broken_out.then(|| self.breach(Oracle::Reflection, cite::r(3), expected, seen))
    }

    fn shaped(&self, route: &Route, call: &Call, value: &Value) -> Vec<Breach> {
        let Some(shape) = route.answer.schema.as_ref().and_then(|name| self.target.shapes.get(name)) else {
            return Vec::new();
        };
        // What a line in no chain or commutation is told by is open (CHAIN-6, ABON-6).
        let told_of = match call.command.as_str() {
            "wp_getchaincontent" => Chain::of(value).is_some(),
            "wp_getabonentinfo" => Party::of(value).is_some_and(|party| party.is_told()),
            _ => true,
        };
        if !told_of || shape.fits(value) {
            return Vec::new();
        }
        let verdicts = shape.judge(value, &self.target.catalogue);
        verdicts.iter().filter_map(|verdict| self.broken(Oracle::Shape, verdict)).collect()
    }

    /// Whether the answer is about what was asked.
    fn about(&self, call: &Call, value: &Value) -> Vec<Breach> {
        let profile = &self.target.profile;
        let (oracle, verdicts) = match call.command.as_str() {
            "tst_getuserstate" => (Oracle::ForeignData, of_state(self.target, call, value)),
            "tst_getintnumberreadyusers" => (Oracle::Shape, of_group(profile, call, value)),
            "getlicenseinfo" => (Oracle::Shape, of_licence(profile, call, value)),
            "wp_getchaincontent" => (Oracle::ForeignData, of_chain(self.target, call, value)),
            "upload" => return self.stored(call, value),
            _ => return Vec::new(),
        };
        verdicts.iter().filter_map(|verdict| self.broken(oracle, verdict)).collect()
    }

    /// The commands whose answer is a file.
    fn file(&self, asked: Asked<'_>, route: &Route, call: &Call) -> Option<Breach> {
        match (asked.name().as_str(), route.name.as_str()) {
            ("download", "rec" | "fax") | ("downloadrecordbylink", _) => self.of_code(asked, route, call),
            ("execsvcscriptplain", _) => self.echoed(call),
            _ => None,
        }
    }
}

fn has_key(value: &Value) -> bool {
    match value {
        Value::Object(members) => members.iter().any(|(key, value)| key == MARKUP_NAME || has_key(value)),
        Value::Array(items) => items.iter().any(has_key),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// STATE-1: the state of the user asked for.
fn of_state(target: &Target, call: &Call, value: &Value) -> Vec<Verdict> {
    let user = user_asked(target, call);
    user.zip(State::of(value)).map(|(user, state)| is_about(&state, &user.id)).into_iter().collect()
}

/// READY-3.
fn of_group(profile: &Profile, call: &Call, value: &Value) -> Vec<Verdict> {
    let number = text(call, "number");
    let group = profile.groups.iter().find(|group| Some(group.number.as_str()) == number);
    let judged = group.zip(Ready::of(value)).map(|(group, ready)| adds_up(&ready, &group.members));
    judged.into_iter().flatten().collect()
}

/// LIC-3 to LIC-5.
fn of_licence(profile: &Profile, call: &Call, value: &Value) -> Vec<Verdict> {
    let details = [Detail::RegSerial, Detail::ConfirmDate, Detail::UpdateLimitDate];
    let detail = details.into_iter().find(|detail| Some(detail.word()) == text(call, "detail"));
    let judged = detail.zip(value.as_str()).map(|(detail, value)| {
        let known = detail.known(&profile.license);
        detail.judge(value, known.as_deref())
    });
    judged.into_iter().collect()
}

/// CHAIN-1: the chain is one in which the line takes part. While it rings, only the number that was called need be told, and a redirection
/// (SET-4) or a group may ring at somebody else's: so it is judged once the last call is answered.
fn of_chain(target: &Target, call: &Call, value: &Value) -> Vec<Verdict> {
    let chain = Chain::of(value).filter(Chain::is_answered);
    let Some((user, chain)) = acting(target, call).zip(chain) else { return Vec::new() };
    let expected = "a chain in which the line takes part";
    let broken = || Verdict::broken(cite::d("CHAIN", 1), expected, "a chain without the line in it");
    if chain.names(user) { Vec::new() } else { vec![broken()] }
}
