use std::num::NonZeroUsize;

use sha2::{Digest as _, Sha256};
use spec::catalogue::Effect;

use super::*;
use crate::campaign::Shard;
use crate::play::bytes;
use crate::target::tests::target;

/// Keeps nothing.
struct Nobody;

impl Keeper for Nobody {
    fn input_kept(&mut self, _: &KeptInput) {}
    fn breach(&mut self, _: &Input, _: &Breach) {}
    fn progress(&mut self, _: &Progress) {}
}

/// The SHA-256 of what each input of a campaign is sent as, which begins behind so many.
fn sent(seed: u64, shard: &str, played: u64, inputs: usize) -> Vec<[u8; 32]> {
    let campaign = Campaign {
        seed,
        shard: shard.parse::<Shard>().unwrap(),
        played,
        budget: Budget::Requests(u64::MAX),
        workers: NonZeroUsize::MIN,
        commands: Vec::new(),
    };
    let all = [Effect::Scripts, Effect::State, Effect::Calls, Effect::Uploads];
    let (target, mut keeper) = (target("127.0.0.1:4055", Some("Пароль+1"), &all), Nobody);
    let desk = Desk::new(&campaign, Arc::clone(&target), Vec::new(), &mut keeper, CancellationToken::new());
    let tasks = std::iter::from_fn(|| desk.task());
    tasks.take(inputs).map(|task| Sha256::digest(bytes(&target, &task.prepared, task.play)).into()).collect()
}

#[test]
fn seed_and_shard_say_what_the_first_ten_thousand_inputs_are_byte_for_byte() {
    let inputs = 10_000;
    let first = sent(7, "2/3", 0, inputs);
    assert_eq!(first, sent(7, "2/3", 0, inputs));
    let alike = |other: Vec<[u8; 32]>| first.iter().zip(&other).filter(|(one, other)| one == other).count();
    // What has no place for a token and is chosen of a few may be chosen again.
    assert!(alike(sent(8, "2/3", 0, inputs)) < inputs / 20);
    assert!(alike(sent(7, "1/3", 0, inputs)) < inputs / 20);
}

#[test]
fn a_later_start_goes_on_where_the_earlier_stood() {
    let all = sent(7, "1/2", 0, 50);
    assert_eq!(sent(7, "1/2", 20, 30), all[20..]);
}
