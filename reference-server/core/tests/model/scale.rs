//! Fifty thousand users and a thousand calls at once (in a release build) stay within reach of one core.

use std::{collections::HashSet, time::Duration};

use crate::house::{ANSWER, TALK, request, setup, start, user, who};
use refserver_core::{CallRequest, Command, Moment, Outcome, Sequence, World};

const USERS: u128 = 50_000;
/// Every command in a debug build looks over the whole house, which is what the smaller count there pays for.
const CALLS: u128 = if cfg!(debug_assertions) { 100 } else { 1_000 };

fn number(place: u128) -> String {
    (100_000 + place).to_string()
}

fn at(millis: u64) -> Moment {
    start().after(Duration::from_millis(millis))
}

#[test]
fn fifty_thousand_users_carry_many_chains_at_once() {
    let mut setup = setup();
    setup.groups.clear();
    setup.users = (0..USERS).map(user).collect();
    for (user, place) in setup.users.iter_mut().zip(0..) {
        user.number = number(place).into();
        user.line.number = (200_000 + place).to_string().into();
    }
    let mut world = World::new(&setup, 1, start()).unwrap();
    for caller in 0..CALLS {
        let sequence = if caller % 2 == 0 { Sequence::Direct } else { Sequence::Back };
        let call = CallRequest { sequence, ..request(&number(USERS - 1 - caller)) };
        let outcome = world.apply(at(0), &who(&number(caller)), &Command::AutocallStart(call));
        assert_eq!(outcome, Ok(Outcome::Done));
    }
    let mut chains = HashSet::new();
    for caller in 0..CALLS {
        let chain = world.chain_content(at(2 * ANSWER), &who(&number(caller))).unwrap().unwrap();
        assert_eq!(chain.trace.len(), 2);
        chains.insert(chain.id);
    }
    assert_eq!(chains.len(), usize::try_from(CALLS).unwrap());
    world.advance(at(2 * ANSWER + TALK));
    assert_eq!(world.next_due(), None);
    assert_eq!(world.check_invariants(), Ok(()));
}
