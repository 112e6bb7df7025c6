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

use crate::input::{Input, Message, Prepared};
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
    (Making::Call, 52),
    (Making::Scene, 6),
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
    pub(crate) fn input(&self, number: u64) -> Prepared {
        let mut rng = ChaCha8Rng::seed_from_u64(self.seed);
        rng.set_stream(number);
        let (input, is_scene) = self.made(&mut rng);
        let input = Prepared::from(input);
        let is_fit = is_scene || tame::is_tame(&self.target, &input.lowered);
        if is_fit { input } else { self.harmless(&mut rng).into() }
    }

    /// An input that follows from others that brought something new.
    pub(crate) fn descendant(&self, number: u64, parents: &[Arc<Input>]) -> Prepared {
        let mut rng = ChaCha8Rng::seed_from_u64(!self.seed);
        rng.set_stream(number);
        let Some(parent) = parents.choose(&mut rng) else { return self.input(number) };
        let input = Prepared::from(mutate::descendant(&mut rng, parent, parents));
        if tame::is_tame(&self.target, &input.lowered) { input } else { self.input(number) }
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use spec::catalogue::Effect;

    use super::*;
    use crate::target::tests::target;

    fn generator(seed: u64, effects: &[Effect]) -> Generator {
        Generator::new(target("127.0.0.1:1", None, effects), seed, &[])
    }

    const ALL: [Effect; 4] = [Effect::Scripts, Effect::State, Effect::Calls, Effect::Uploads];

    fn commands(generator: &Generator) -> BTreeSet<String> {
        let inputs = (0..3000).map(|number| generator.input(number));
        let steps = inputs.flat_map(|made| made.input.steps.clone());
        steps
            .filter_map(|step| match step.message {
                Message::Call(call) if call.command.as_str() != "none" => Some(call.command.to_string()),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn one_seed_makes_the_same_inputs_and_another_others() {
        let (one, again, other) = (generator(7, &ALL), generator(7, &ALL), generator(8, &ALL));
        let numbers = (0..DETERMINISTIC).step_by(7);
        assert!(numbers.clone().all(|number| one.input(number) == again.input(number)));
        let differ = numbers.filter(|number| one.input(*number) != other.input(*number)).count();
        assert!(differ > 2000, "{differ}");
    }

    #[test]
    fn every_command_is_asked_and_none_whose_effect_is_not_allowed() {
        assert_eq!(commands(&generator(1, &ALL)).len(), 18);
        let reading = commands(&generator(1, &[]));
        assert!(
            !reading.contains("wp_flash")
                && !reading.contains("upload")
                && reading.contains("tst_getuserstate")
        );
    }

    #[test]
    fn inputs_are_of_every_depth_and_some_are_scenes() {
        let generator = generator(3, &ALL);
        let inputs: Vec<Arc<Input>> = (0..2000).map(|number| generator.input(number).input).collect();
        let of = |is: fn(&Input) -> bool| inputs.iter().filter(|input| is(input)).count();
        assert!(of(|input| matches!(input.steps[0].message, Message::Call(_))) > 1000);
        assert!(of(|input| matches!(input.steps[0].message, Message::Structured(_))) > 150);
        assert!(of(|input| matches!(input.steps[0].message, Message::Raw(_))) > 100);
        assert!(of(|input| input.steps.len() > 1) > 20);
    }

    #[test]
    fn descendants_follow_from_their_parents() {
        let generator = generator(5, &ALL);
        let parents: Vec<Arc<Input>> = (0..50).map(|number| generator.input(number).input).collect();
        let made: Vec<Prepared> = (0..200).map(|number| generator.descendant(number, &parents)).collect();
        let again: Vec<Prepared> = (0..200).map(|number| generator.descendant(number, &parents)).collect();
        assert_eq!(made, again);
        let new = made.iter().filter(|input| !parents.contains(&input.input)).count();
        assert!(new > 150, "{new}");
    }
}
