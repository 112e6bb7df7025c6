//! an answer tells nothing of the inside or of others, and what it repeats stays text.

use std::borrow::Cow;

use checks::always::SMUGGLED_FIELD;
use checks::cite;
use memchr::memmem;

use super::{Judgement, Turn};
use crate::asked::echoed;
use crate::breach::Breach;
use crate::input::Message;
use crate::oracle::Oracle;
use crate::scan::{Found, Mark};
use crate::strict::Understanding;
use crate::token::Token;

/// Markup that values bring: no target has an element or a key of that name by itself.
pub(crate) const MARKUP_NAME: &str = "zqokel";

impl Turn<'_> {
    pub(super) fn told(&self, status: u16, judgement: &mut Judgement) {
        judgement.add(self.wire.fields().find_map(|(name, value)| self.field(name, value)));
        for found in self.target.scanner.all_in(self.text) {
            judgement.add(self.found(status, found));
        }
        judgement.add(Token::all_in(self.text).find_map(|token| self.of_others(token)));
        judgement.add(self.markup(status));
    }

    /// nothing that was sent has become a field of its own. R-2: no field has the password.
    fn field(&self, name: &[u8], value: &[u8]) -> Option<Breach> {
        if name.eq_ignore_ascii_case(SMUGGLED_FIELD.as_bytes()) {
            let expected = "no header field made of what was sent";
            let seen = format!("the field `{SMUGGLED_FIELD}`");
            return Some(self.breach(Oracle::HeaderInjection, cite::r(3), expected, seen));
        }
        let mut marks = self.target.scanner.all_in(value);
        let told = marks.any(|found| found.mark == Mark::Secret) && !self.password_went_astray();
        told.then(|| self.leak("the password of the gate in a header field"))
    }

    fn found(&self, status: u16, found: Found<'_>) -> Option<Breach> {
        let refusal = status / 100 == 4;
        let sent = || memmem::find(&self.decoded(), found.text).is_some();
        match found.mark {
            Mark::Trace(what) => (!sent()).then(|| self.leak(what)),
            Mark::Secret => (!self.password_went_astray()).then(|| self.leak("the password of the gate")),
            Mark::Outside(what) if status / 100 == 2 => (!sent()).then(|| {
                let expected = "no file outside of what is offered";
                self.breach(Oracle::Traversal, cite::i("DL", 5), expected, what)
            }),
            Mark::Root => (refusal && !sent()).then(|| self.leak("a path of the server's file system")),
            Mark::User(user) if refusal => self.names_somebody(user),
            Mark::Outside(_) | Mark::User(_) => None,
        }
    }

    fn leak(&self, what: &str) -> Breach {
        let expected = "an answer without anything of the server's inside";
        self.breach(Oracle::Leak, cite::r(2), expected, format!("{what} in the answer"))
    }

    /// Whether the password was sent where it does not stand for itself: then it may come back.
    fn password_went_astray(&self) -> bool {
        let Some(password) = &self.target.password else { return false };
        let encoded = spec::wire::percent_encode(password.reveal());
        let astray = |sent: &[u8], needle: &[u8]| {
            memmem::find_iter(sent, needle).any(|place| !sent[..place].ends_with(b"password="))
        };
        astray(self.sent, encoded.as_bytes()) || astray(&self.decoded(), password.reveal().as_bytes())
    }

    /// a refusal of a request that names nobody names nobody.
    fn names_somebody(&self, user: usize) -> Option<Breach> {
        let decoded = self.decoded();
        let asked_for = self.target.scanner.all_in(&decoded).any(|found| matches!(found.mark, Mark::User(_)));
        let known = self.target.profile.users.get(user).is_some();
        let expected = "a refusal without data of users who were not asked for";
        let seen = "a user who was not asked for in a refusal";
        (known && !asked_for).then(|| self.breach(Oracle::ForeignData, cite::r(2), expected, seen))
    }

    /// an answer has no token that this input has not sent by now. Scripts that keep texts may give back any.
    fn of_others(&self, token: Token) -> Option<Breach> {
        let known = if self.runs_echo() { self.tokens.here } else { self.tokens.sent };
        let own = token.play == self.play && known >> (token.number & 63) & 1 == 1;
        let sound = matches!(self.understanding, Understanding::Sound(_));
        if own || !sound || self.has_sent(token) || self.reaches_keeping_script() {
            return None;
        }
        let expected = "an answer without what others have sent";
        let seen = "what another request has sent in the answer";
        Some(self.breach(Oracle::Crosstalk, cite::r(2), expected, seen))
    }

    /// Whether only what this very step has sent can come back.
    fn runs_echo(&self) -> bool {
        let Message::Call(call) = self.message else { return false };
        echoed(&self.target.profile, call).is_some()
    }

    fn has_sent(&self, token: Token) -> bool {
        let mut bytes = Vec::new();
        token.write(&mut bytes);
        memmem::find(self.sent, &bytes).is_some()
    }

    /// Whether the bytes name a script that keeps what it is given, or a command that tells of what others do.
    fn reaches_keeping_script(&self) -> bool {
        use spec::profile::ProbeScript::{Recall, Store};
        if self.play_keeps_to_itself() {
            return false;
        }
        let scripts =
            [Store, Recall].into_iter().filter_map(|script| self.target.profile.scripts.get(&script));
        let telling = ["wp_get", "byscript"].into_iter();
        let decoded = self.decoded();
        let mut names = scripts.map(String::as_str).chain(telling);
        names.any(|name| memmem::find(&decoded, name.as_bytes()).is_some())
    }

    /// Whether all that the input keeps is under its own tokens.
    fn play_keeps_to_itself(&self) -> bool {
        match self.message {
            Message::Call(call) => {
                match call.parameters.iter().find(|parameter| parameter.name == "startparam1") {
                    Some(parameter) => matches!(parameter.value, crate::input::Value::Token(_)),
                    None => false,
                }
            }
            Message::Structured(_) | Message::Raw(_) => false,
        }
    }

    /// markup of the request does not come back as markup, where a browser would take it for some.
    fn markup(&self, status: u16) -> Option<Breach> {
        if status / 100 != 4 {
            return None;
        }
        memmem::find(self.text, format!("<{MARKUP_NAME}").as_bytes())?;
        let kind = self.wire.header("content-type").map_or(Cow::Borrowed(""), String::from_utf8_lossy);
        let kind = kind.trim_start().to_ascii_lowercase();
        let harmless = ["text/plain", "application/json", "application/octet-stream"];
        let expected = "what was sent not as markup";
        let seen = "markup of the request in a refusal";
        let harmful = !harmless.iter().any(|known| kind.starts_with(known));
        harmful.then(|| self.breach(Oracle::Reflection, cite::r(3), expected, seen))
    }
}
