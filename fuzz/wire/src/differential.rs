//! The same input to two servers: where their answers first mean something different.

use std::sync::Arc;

use aho_corasick::BuildError;
use memchr::memmem;
use report_model::verdict::Deviation;
use spec::catalogue::Effect;
use spec::ids::Citation;
use spec::profile::ProbeScript;
use tokio::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::asked::{Asked, Surety};
use crate::breach::Breach;
use crate::guard::Guard;
use crate::input::{Connection, Input, Message, Prepared};
use crate::oracle::Oracle;
use crate::play::Outcome;
use crate::target::Target;

/// A server that is told the same as the target.
#[derive(Debug)]
pub(crate) struct Twin {
    pub(crate) target: Arc<Target>,
    /// What only looks goes out together; what may change something goes out alone, so that both come upon the same.
    order: RwLock<()>,
    /// Admits what changes nothing that others could see: what scripts keep they keep under tokens of one input.
    looks: Guard,
}

/// How an input goes out to both servers.
pub(crate) enum Order<'t> {
    /// With others that only look.
    Together { _turn: RwLockReadGuard<'t, ()> },
    /// While nothing else does.
    Alone { _turn: RwLockWriteGuard<'t, ()> },
    /// Whenever it likes: it takes long, and looks at nothing that changes.
    Whenever,
}

impl Twin {
    /// # Errors
    /// If the catalogue has more commands than can be looked for.
    pub(crate) fn new(target: Arc<Target>) -> Result<Self, BuildError> {
        let looks = Guard::new(&target.catalogue, &[Effect::Reads, Effect::Scripts].into())?;
        Ok(Self { target, order: RwLock::default(), looks })
    }

    /// Waits until an input may go out to both.
    pub(crate) async fn order(&self, prepared: &Prepared) -> Order<'_> {
        let mut text = Vec::new();
        prepared.lowered.iter().for_each(|raw| raw.0.collect(&mut text));
        if !self.looks.admits(&text) {
            return Order::Alone { _turn: self.order.write().await };
        }
        let sleep = self.target.profile.scripts.get(&ProbeScript::Sleep);
        let sleeps = sleep.is_some_and(|name| memmem::find(&text, name.as_bytes()).is_some());
        if sleeps || prepared.input.steps.iter().any(|step| step.connection == Connection::Beside) {
            return Order::Whenever;
        }
        Order::Together { _turn: self.order.read().await }
    }
}

/// What an answer means, as far as the document says what it has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Meaning {
    /// The class of the status; 0 where there is none.
    pub(crate) class: u16,
    /// The shape of what it says, where that was read.
    pub(crate) shape: Option<u64>,
}

impl Meaning {
    fn differs(self, other: Self) -> bool {
        let shapes = self.shape.zip(other.shape);
        self.class != other.class || shapes.is_some_and(|(one, other)| one != other)
    }
}

/// The first step at which the answers of a target mean something else than those of the reference server. Only what is sure of a call
/// is compared: how the rest is refused is free.
pub(crate) fn first_difference(
    target: &Target,
    input: &Input,
    here: &Outcome,
    there: &Outcome,
) -> Option<Breach> {
    let pairs = here.meanings.iter().zip(&there.meanings).enumerate();
    let (step, (own, reference)) = pairs.into_iter().find(|(step, (own, reference))| {
        let Some(Message::Call(call)) = input.steps.get(*step).map(|step| &step.message) else {
            return false;
        };
        let sure = Asked::of(target, call).is_some_and(|asked| asked.surety == Surety::Valid);
        sure && own.differs(**reference)
    })?;
    let Message::Call(call) = &input.steps.get(step)?.message else { return None };
    // The clause that is about the fewest commands is the one about this command.
    let clauses = target.catalogue.clauses_of(&call.command);
    let own_clause = clauses.min_by_key(|clause| clause.commands.len())?;
    let citation = Citation { clause: own_clause.id.clone(), basis: own_clause.basis() };
    let (expected, seen) = if own.class == reference.class {
        ("an answer that says the same".to_owned(), "an answer that says something else".to_owned())
    } else {
        (format!("a status of class {}xx", reference.class), format!("status {}xx", own.class))
    };
    let deviation = Deviation { expected, seen, exchange: Some(step) };
    Some(Breach {
        oracle: Oracle::Differential,
        citation,
        command: Some(call.command.clone()),
        deviation,
        step,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn meanings_differ_by_class_and_by_what_both_say() {
        let of = |class, shape| Meaning { class, shape };
        assert!(of(2, None).differs(of(4, None)));
        assert!(of(2, Some(1)).differs(of(2, Some(2))));
        assert!(!of(2, Some(1)).differs(of(2, None)));
        assert!(!of(2, Some(1)).differs(of(2, Some(1))));
    }
}
