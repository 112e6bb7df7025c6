//! An input that is played against two servers at once, so that both are told the same.

use std::sync::Arc;

use futures::future::join;

use super::{Outcome, Performance, Player};
use crate::differential::{Order, first_difference};

impl Player {
    /// Plays an input, against the target's twin, too, if it has one. Whoever has to know is told when nothing is
    /// waited for any more but an answer that need not come.
    pub(crate) async fn perform(
        &mut self,
        performance: Performance<'_>,
        idle: &mut (dyn FnMut() + Send),
    ) -> Outcome {
        let Some(mut other) = self.twin.take() else {
            return self.perform_alone(performance, idle).await;
        };
        let target = Arc::clone(&self.target);
        let mut order = match &target.twin {
            Some(twin) => twin.order(performance.prepared).await,
            None => Order::Whenever,
        };
        let mut unordered = || {
            order = Order::Whenever;
            idle();
        };
        let there = &mut || {};
        let beside = Performance { recorded: false, ..performance };
        let (mut here, there) =
            join(self.perform_alone(performance, &mut unordered), other.perform_alone(beside, there)).await;
        self.twin = Some(other);
        here.breaches.extend(first_difference(&target, &performance.prepared.input, &here, &there));
        here
    }
}
