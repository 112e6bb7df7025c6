//! What an input must not do, whatever chance made of it: wait for a script that sleeps, or touch the actors of scenes.

use std::borrow::Cow;

use memchr::memmem;
use percent_encoding::percent_decode;
use spec::profile::ProbeScript;

use crate::input::{Raw, Template};
use crate::target::Target;

/// Whether an input of these messages does neither.
pub(super) fn is_tame(target: &Target, lowered: &[Raw]) -> bool {
    lowered.iter().all(|raw| is_tame_message(target, &raw.0))
}

fn is_tame_message(target: &Target, message: &Template) -> bool {
    let mut text = Vec::with_capacity(512);
    message.collect(&mut text);
    let once: Cow<'_, [u8]> = percent_decode(&text).into();
    let sleeps = target.profile.scripts.get(&ProbeScript::Sleep);
    if sleeps.is_some_and(|name| holds(&once, name)) {
        return false;
    }
    !target.people.names_actor(&once) || memmem::find(&once.to_ascii_lowercase(), b"wp_").is_none()
}

fn holds(text: &[u8], name: &str) -> bool {
    memmem::find(text, name.as_bytes()).is_some()
}
