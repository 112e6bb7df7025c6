//! Inputs by number: the n-th input of a seed is always the same, whoever sends it, until feedback has something to say.

mod calls;
mod messages;
mod scenes;
mod tame;
pub(crate) mod values;

use std::sync::Arc;

use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::input::{Input, Message};
use crate::mutate;
use crate::target::Target;
use calls::Routes;

/// So many inputs of a shard follow from seed and number alone.
pub(crate) const DETERMINISTIC: u64 = 20_000;

/// Makes inputs.
#[derive(Debug)]
pub(crate) struct Generator {
    target: Arc<Target>,
    routes: Routes,
    seed: u64,
}

/// How an input is made.
#[derive(Debug, Clone, Copy)]
enum Making {
    Call,
    Scene,
    Parameters,
    Structure,
    Bytes,
    Malformed,
}

/// In a hundred inputs so many are made this way.
const SHARES: [(Making, u32); 6] = [
    (Making::Call, 53),
    (Making::Scene, 5),
    (Making::Parameters, 18),
    (Making::Structure, 14),
    (Making::Bytes, 7),
    (Making::Malformed, 3),
];

impl Generator {
    /// Inputs for a target, of some commands or of all where none are named.
    pub(crate) fn new(target: Arc<Target>, seed: u64, commands: &[spec::ids::CommandName]) -> Self {
        let routes = Routes::allowed(&target, commands);
        Self { target, routes, seed }
    }

    /// Whether nothing at all may be sent.
    pub(crate) fn is_idle(&self) -> bool {
        self.routes.is_empty()
    }

    /// The input of a number.
    pub(crate) fn input(&self, number: u64) -> Input {
        let mut rng = ChaCha8Rng::seed_from_u64(self.seed);
        rng.set_stream(number);
        let (input, is_scene) = self.made(&mut rng);
        if is_scene || tame::is_tame(&self.target, &input) { input } else { self.harmless(&mut rng) }
    }

    /// An input that follows from others that brought something new.
    pub(crate) fn descendant(&self, number: u64, parents: &[Arc<Input>]) -> Input {
        let mut rng = ChaCha8Rng::seed_from_u64(!self.seed);
        rng.set_stream(number);
        let Some(parent) = parents.choose(&mut rng) else { return self.input(number) };
        let input = mutate::descendant(&mut rng, parent, parents);
        if tame::is_tame(&self.target, &input) { input } else { self.input(number) }
    }

    /// An input, and whether it is a scene, which may do what chance must not.
    fn made(&self, rng: &mut ChaCha8Rng) -> (Input, bool) {
        let mut share = rng.random_range(0..100);
        let mut makings = SHARES.iter();
        let making = makings.find_map(|(making, width)| {
            let here = share < *width;
            share = share.saturating_sub(*width);
            here.then_some(*making)
        });
        let making = making.unwrap_or(Making::Call);
        if matches!(making, Making::Scene)
            && let Some(scene) = self.routes.are_all.then(|| scenes::scene(rng, &self.target)).flatten()
        {
            return (scene, true);
        }
        let mut call = self.routes.call(rng, &self.target);
        let message = match making {
            Making::Call | Making::Scene => Message::Call(call),
            Making::Parameters => {
                mutate::parameters(rng, &mut call);
                Message::Call(call)
            }
            Making::Structure => {
                let mut structured = call.lowered();
                mutate::structure(rng, &mut structured);
                Message::Structured(structured)
            }
            Making::Bytes => {
                let mut raw = call.lowered().lowered();
                mutate::bytes(rng, &mut raw);
                Message::Raw(raw)
            }
            Making::Malformed => messages::malformed(rng),
        };
        (Input::one(message), false)
    }

    /// A call as the document has it.
    fn harmless(&self, rng: &mut ChaCha8Rng) -> Input {
        Input::one(Message::Call(self.routes.valid_call(rng, &self.target)))
    }
}
