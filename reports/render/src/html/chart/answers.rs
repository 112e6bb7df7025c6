//! The answers to each command: how long they took, and how many kinds of them there are.

use std::collections::BTreeSet;

use report_model::fold::Run;
use report_model::recording::{Answer, Recording};

use super::times::Spread;
use super::{Anchor, Cell, Chart, Drawing, LEFT, Table, WIDTH};
use crate::RenderError;
use crate::case::cases;
use crate::html::words::Words;
use crate::text::list;

/// How high a row is.
const ROW: usize = 24;
/// How high its bar is.
const BAR: usize = 14;
/// Room for the count and the statuses behind a bar.
const RIGHT: usize = 220;
/// How many statuses are named behind a bar.
const NAMED: usize = 5;

/// The answers to every command, in the order of the plan.
#[derive(Default)]
pub(crate) struct Answers<'a>(pub(super) Vec<OfCommand<'a>>);

/// The answers to one command.
#[derive(Default)]
pub(super) struct OfCommand<'a> {
    pub(super) command: &'a str,
    pub(super) spread: Spread,
    fingerprints: BTreeSet<u64>,
    statuses: BTreeSet<u16>,
}

impl<'a> Answers<'a> {
    /// Reads every answer.
    pub(crate) fn of(run: &'a Run, recording: &Recording) -> Result<Self, RenderError> {
        let mut commands: Vec<OfCommand<'a>> = Vec::new();
        for case in cases(run) {
            let command = case.name().command();
            let at = commands.iter().position(|known| known.command == command).unwrap_or_else(|| {
                commands.push(OfCommand { command, ..OfCommand::default() });
                commands.len() - 1
            });
            recording.answers(case.name())?.into_iter().for_each(|answer| commands[at].count(answer));
        }
        commands.retain(|of_command| of_command.spread.answers() > 0);
        Ok(Self(commands))
    }
}

impl OfCommand<'_> {
    fn count(&mut self, Answer { millis, status, fingerprint }: Answer) {
        self.spread.count(millis);
        self.statuses.insert(status);
        self.fingerprints.insert(fingerprint);
    }
}

/// The chart of kinds, if anything was answered.
pub(crate) fn kinds(Answers(commands): &Answers<'_>, words: &'static Words) -> Option<Chart> {
    let most = commands.iter().map(|of_command| of_command.fingerprints.len()).max()?;
    let mut drawing = Drawing::new(commands.len() * ROW + 4);
    for (row, of_command) in commands.iter().enumerate() {
        let (y, base) = (row * ROW + 5, row * ROW + BAR + 2);
        let kinds = of_command.fingerprints.len();
        let width = (kinds * (WIDTH - LEFT - RIGHT) / most).max(1);
        drawing.text("name", (LEFT - 8, base), Anchor::End, of_command.command);
        drawing.bar("time", (LEFT, y), (width, BAR));
        let named = list(of_command.statuses.iter().take(NAMED));
        let more = if of_command.statuses.len() > NAMED { ", …" } else { "" };
        drawing.text("count", (LEFT + width + 6, base), Anchor::Start, &format!("{kinds} · {named}{more}"));
    }
    let head = [words.command, words.answers, words.kinds, words.statuses];
    let row = |of_command: &OfCommand<'_>| {
        let (answers, kinds) = (of_command.spread.answers(), of_command.fingerprints.len());
        let cells = [answers.to_string(), kinds.to_string(), list(&of_command.statuses)];
        std::iter::once(of_command.command.to_owned()).chain(cells).map(Cell::Text).collect()
    };
    Some(Chart {
        id: "kinds",
        title: words.kinds_by_command,
        help: words.kinds_help,
        legend: Vec::new(),
        drawing,
        table: Table { head: head.map(Cell::Words).into(), rows: commands.iter().map(row).collect() },
    })
}
