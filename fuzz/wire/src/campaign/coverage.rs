//! What of the interface a campaign has touched: commands, their parameters, and the statuses that came.

use std::collections::BTreeSet;

use crate::input::{Input, Message};
use crate::target::Target;

/// What has been touched.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Commands asked.
    pub commands: usize,
    /// Parameters of commands given.
    pub parameters: usize,
    /// Statuses of commands seen.
    pub statuses: usize,
    /// Statuses seen beside parameters of commands.
    pub cells: usize,
}

/// Counts what is touched.
#[derive(Debug, Default)]
pub(super) struct Touched {
    /// A command, one of its parameters or none, and a status.
    cells: BTreeSet<Cell>,
}

type Cell = (u8, u8, u16);

/// Stands for no parameter.
const NONE: u8 = u8::MAX;

impl Touched {
    /// Takes note of an input and the statuses of its steps.
    pub(super) fn add(&mut self, target: &Target, input: &Input, statuses: &[u16]) {
        for (step, status) in input.steps.iter().zip(statuses) {
            let Message::Call(call) = &step.message else { continue };
            let listed = target.catalogue.commands.iter().zip(0_u8..);
            let Some((command, place)) = listed.into_iter().find(|(command, _)| command.name == call.command)
            else {
                continue;
            };
            self.cells.insert((place, NONE, *status));
            for parameter in &call.parameters {
                let mut known = command.parameters.iter().zip(0_u8..);
                if let Some((_, number)) = known.find(|(known, _)| known.name.as_str() == parameter.name) {
                    self.cells.insert((place, number, *status));
                }
            }
        }
    }

    pub(super) fn coverage(&self) -> Coverage {
        let count = |cells: BTreeSet<Cell>| cells.len();
        let of = |key: fn(&Cell) -> Cell| count(self.cells.iter().map(key).collect());
        let parameters = self.cells.iter().filter(|cell| cell.1 != NONE);
        Coverage {
            commands: of(|cell| (cell.0, 0, 0)),
            parameters: count(parameters.map(|cell| (cell.0, cell.1, 0)).collect()),
            statuses: of(|cell| (cell.0, 0, cell.2)),
            cells: self.cells.len(),
        }
    }
}
