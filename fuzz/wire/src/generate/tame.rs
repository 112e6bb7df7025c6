//! What an input must not do, whatever chance made of it: wait for a script that sleeps, or touch the actors of scenes.

use memchr::memmem;
use percent_encoding::percent_decode;
use spec::profile::ProbeScript;

use crate::input::{Input, Message, Piece, Template};
use crate::target::Target;

/// Whether an input does neither.
pub(super) fn is_tame(target: &Target, input: &Input) -> bool {
    input.steps.iter().all(|step| is_tame_message(target, &step.message))
}

fn is_tame_message(target: &Target, message: &Message) -> bool {
    let mut text = Vec::new();
    collect(&message.lowered().0, &mut text);
    let once: Vec<u8> = percent_decode(&text).collect();
    let sleeps = target.profile.scripts.get(&ProbeScript::Sleep);
    if sleeps.is_some_and(|name| holds(&once, name)) {
        return false;
    }
    let acts = memmem::find(&once.to_ascii_lowercase(), b"wp_").is_some();
    !acts || !target.people.names_actor(&once)
}

fn holds(text: &[u8], name: &str) -> bool {
    memmem::find(text, name.as_bytes()).is_some()
}

fn collect(template: &Template, text: &mut Vec<u8>) {
    for piece in &template.0 {
        match piece {
            Piece::Text(piece) => text.extend_from_slice(piece.as_bytes()),
            Piece::Bytes(piece) => text.extend_from_slice(piece),
            Piece::Repeated { text: piece, .. } => text.extend_from_slice(piece.as_bytes()),
            Piece::Chunks { content, .. } => collect(content, text),
            _ => text.push(b' '),
        }
    }
}
