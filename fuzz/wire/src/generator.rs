//! Requests by number: the n-th request of a seed is always the same, whoever sends it.

use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use spec::catalogue::{Carrier, Catalogue, Command, Effect, Presence, Route};
use spec::profile::Profile;
use spec::wire::{Call, percent_encode};

use crate::values::value;

/// Makes requests from the catalogue.
#[derive(Debug)]
pub(crate) struct Generator<'a> {
    routes: Vec<(&'a Command, &'a Route)>,
    profile: &'a Profile,
    seed: u64,
}

impl<'a> Generator<'a> {
    /// Requests to those routes whose effect is allowed.
    pub(crate) fn new(
        catalogue: &'a Catalogue,
        profile: &'a Profile,
        seed: u64,
        allowed: impl Fn(Effect) -> bool,
    ) -> Self {
        let all = catalogue
            .commands
            .iter()
            .flat_map(|command| command.routes.iter().map(move |route| (command, route)));
        Self { routes: all.filter(|(_, route)| allowed(route.effect)).collect(), profile, seed }
    }

    /// The command and the call of a number; `None` if no route is allowed.
    pub(crate) fn call(&self, number: u64) -> Option<(&'a Command, Call)> {
        let mut rng = ChaCha8Rng::seed_from_u64(self.seed);
        rng.set_stream(number);
        let (command, route) = *self.routes.choose(&mut rng)?;
        let carrier = *Carrier::ALL.choose(&mut rng)?;
        let mut call = Call::new(route.path.clone()).by(carrier);
        for parameter in command.parameters_of(route) {
            let value = value(&mut rng, &parameter.value, self.profile);
            let in_path = format!("{{{}}}", parameter.name);
            if parameter.presence == Presence::Path {
                call.path = call.path.replace(&in_path, &percent_encode(&value));
            } else if rng.random_bool(if parameter.presence == Presence::Required { 0.9 } else { 0.5 }) {
                call = call.with(parameter.name.as_str(), value);
            }
        }
        Some((command, call))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn generated(seed: u64, allowed: impl Fn(Effect) -> bool) -> Vec<(String, Call)> {
        let catalogue = spec::load::built_in().unwrap();
        let profile = Profile::reference().unwrap();
        let generator = Generator::new(&catalogue, &profile, seed, allowed);
        (0..2000)
            .filter_map(|number| generator.call(number))
            .map(|(command, call)| (command.name.to_string(), call))
            .collect()
    }

    #[test]
    fn one_seed_makes_one_sequence_and_another_seed_another() {
        assert_eq!(generated(7, |_| true), generated(7, |_| true));
        assert_ne!(generated(7, |_| true), generated(8, |_| true));
    }

    #[test]
    fn every_command_is_asked_and_none_whose_effect_is_not_allowed() {
        let commands =
            |calls: Vec<(String, Call)>| calls.into_iter().map(|(name, _)| name).collect::<BTreeSet<_>>();
        assert_eq!(commands(generated(1, |_| true)).len(), 18);
        let reading = commands(generated(1, |effect| effect == Effect::Reads));
        assert!(
            !reading.contains("wp_flash")
                && !reading.contains("upload")
                && reading.contains("tst_getuserstate")
        );
    }
}
