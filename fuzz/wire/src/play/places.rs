//! What the places of a message are filled with when it is sent.

use serde_json::Value;
use spec::profile::Password;

use crate::input::Filling;
use crate::target::Target;
use crate::token::Token;

/// What places are filled with.
pub(super) struct Places<'a> {
    pub(super) target: &'a Target,
    /// The play, which its tokens name.
    pub(super) play: u64,
    /// What the answers to earlier steps say.
    pub(super) values: &'a [Option<Value>],
}

impl Filling for Places<'_> {
    fn host(&self) -> &str {
        &self.target.host
    }

    fn prefix(&self) -> &str {
        self.target.endpoint.prefix()
    }

    fn password(&self) -> Option<&str> {
        self.target.password.as_ref().map(Password::reveal)
    }

    fn token(&self, number: u8, into: &mut Vec<u8>) {
        Token { play: self.play, number }.write(into);
    }

    fn taken(&self, step: usize, pointer: &str) -> Option<String> {
        match self.values.get(step)?.as_ref()?.pointer(pointer)? {
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        }
    }
}

/// What the steps of an input are sent as, where no answer says anything.
#[cfg(test)]
pub(crate) fn bytes(target: &Target, prepared: &crate::input::Prepared, play: u64) -> Vec<u8> {
    let places = Places { target, play, values: &[] };
    let mut bytes = Vec::new();
    for raw in &prepared.lowered {
        let mut message = Vec::new();
        raw.0.fill(&places, &mut message);
        bytes.extend(message);
    }
    bytes
}
