//! What is true of the exchange at every moment, whatever was asked of it.

use crate::{
    Abonent, Moment, UserState,
    calls::{Call, CallKey, Flow},
    lines::{Line, LineIx},
    users::{Mode, Telephone},
    world::World,
};

/// A disagreement inside the model.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvariantBroken {
    /// A line names a call that does not exist or has no part for the line.
    #[error("line {0} names a call in which it takes no part")]
    StrayLine(String),
    /// A call has a line that does not name the call, or names it as held where it is not.
    #[error("chain {0} and its lines disagree about who takes part")]
    StrayCall(String),
    /// A call has no timer of its own, or one in the past: it could stay for ever.
    #[error("chain {0} has no timer to come")]
    NoTimer(String),
    /// Something is due for a call that does not exist.
    #[error("{timers} timers run for {calls} calls")]
    StrayTimer {
        /// How many timers run.
        timers: usize,
        /// How many calls there are.
        calls: usize,
    },
    /// Times run backwards (CHAIN-5).
    #[error("the times of chain {0} run backwards")]
    TimesBackwards(String),
    /// The two sides tell different stories (ABON-4).
    #[error("the two sides of chain {0} do not mirror each other")]
    SidesDisagree(String),
    /// The user's state contradicts his modes or his telephone (SET-3, SET-6).
    #[error("the state of user {0} contradicts the modes or the line")]
    StateContradicts(String),
}

pub(crate) fn check(world: &World) -> Result<(), InvariantBroken> {
    for place in 0..world.lines.len() {
        check_line(world, LineIx(place))?;
        check_user(world, LineIx(place))?;
    }
    for (key, call) in &world.calls {
        check_members(world, *key, call)?;
        check_timer(world, *key, call)?;
        check_times(world, call)?;
        check_mirror(world, call)?;
    }
    let (timers, calls) = (world.due.len(), world.calls.len());
    if timers == calls { Ok(()) } else { Err(InvariantBroken::StrayTimer { timers, calls }) }
}

fn check_line(world: &World, line: LineIx) -> Result<(), InvariantBroken> {
    let Line { active, held, card, .. } = world.line(line);
    let takes_part = |key: &CallKey| world.side(*key, line).is_some();
    let twice = active.is_some() && active == held;
    if twice || ![active, held].into_iter().flatten().all(takes_part) {
        return Err(InvariantBroken::StrayLine(card.number.to_string()));
    }
    Ok(())
}

fn check_user(world: &World, line: LineIx) -> Result<(), InvariantBroken> {
    let user = world.user(line);
    let standing = &user.standing;
    let telephone = world.telephone(line);
    let break_outside =
        standing.state == UserState::Break && !matches!(standing.mode, Mode::CallCentre { .. });
    let ready_at_lunch =
        standing.state == UserState::Ready && standing.is_at_lunch() && telephone == Telephone::Free;
    let phantom = !user.has_telephone() && !world.line(line).is_idle();
    if break_outside || ready_at_lunch || phantom {
        return Err(InvariantBroken::StateContradicts(user.card.login.clone()));
    }
    Ok(())
}

/// A line that holds a call has it as held; every other line of the call has it as active.
fn check_members(world: &World, key: CallKey, call: &Call) -> Result<(), InvariantBroken> {
    let holder = call.talk().and_then(|talk| match talk.flow {
        Flow::Held { by, .. } => Some(by),
        Flow::Live { .. } => None,
    });
    let agrees = |line: LineIx| {
        let Line { active, held, .. } = *world.line(line);
        let place = if holder.is_some() && holder == call.side_of(line) { held } else { active };
        place == Some(key)
    };
    let distinct = call.other() != Some(call.own);
    if distinct && call.lines().all(agrees) {
        Ok(())
    } else {
        Err(InvariantBroken::StrayCall(call.chain.to_string()))
    }
}

fn check_timer(world: &World, key: CallKey, call: &Call) -> Result<(), InvariantBroken> {
    let runs = call.timer.is_some_and(|timer| timer.at >= world.now && world.due.call_at(timer) == Some(key));
    if runs { Ok(()) } else { Err(InvariantBroken::NoTimer(call.chain.to_string())) }
}

fn check_times(world: &World, call: &Call) -> Result<(), InvariantBroken> {
    let since = call.called().map(|called| called.since);
    let answered = call.talk().map(|talk| talk.answered);
    let times: Vec<Moment> =
        [Some(call.created), since, answered, Some(world.now)].into_iter().flatten().collect();
    if times.is_sorted() { Ok(()) } else { Err(InvariantBroken::TimesBackwards(call.chain.to_string())) }
}

/// For two lines inside that both have this call as their current one, each answer names the other line.
fn check_mirror(world: &World, call: &Call) -> Result<(), InvariantBroken> {
    let is_current =
        |line: LineIx| world.current_call(line).is_some_and(|current| current.chain == call.chain);
    let Some(other) =
        call.other().filter(|other| call.talk().is_some() && is_current(call.own) && is_current(*other))
    else {
        return Ok(());
    };
    let names = |seen: Option<Abonent>, line: LineIx| {
        seen.is_some_and(|party| party.line == world.line(line).card && party.chain == call.chain)
    };
    if names(world.opposite(call.own), other) && names(world.opposite(other), call.own) {
        Ok(())
    } else {
        Err(InvariantBroken::SidesDisagree(call.chain.to_string()))
    }
}
