//! How many clauses each command was held against, and what came of it.

use report_model::outcome::Outcome;

use super::{Anchor, Cell, Chart, Drawing, LEFT, Table, WIDTH};
use crate::html::matrix::Matrix;
use crate::html::words::Words;

/// How high a row is.
const ROW: usize = 24;
/// How high its bar is.
const BAR: usize = 18;
/// Room for the count behind a bar.
const RIGHT: usize = 32;
/// How wide a part must be to hold its sign.
const SIGN: usize = 14;
/// How wide a part must be to hold its count besides.
const COUNT: usize = 34;

/// The chart, if any command was held against anything.
pub(crate) fn coverage(matrix: &Matrix<'_>, words: &'static Words) -> Option<Chart> {
    let counts: Vec<[usize; Outcome::ALL.len()]> =
        (0..matrix.commands.len()).map(|command| matrix.counts(command)).collect();
    let most = counts.iter().map(|of_command| of_command.iter().sum()).max().filter(|most| *most > 0)?;
    let mut drawing = Drawing::new(counts.len() * ROW + 4);
    for (row, (command, of_command)) in matrix.commands.iter().zip(&counts).enumerate() {
        draw_row(&mut drawing, row * ROW + 3, command, of_command, most);
    }
    Some(Chart {
        id: "coverage",
        title: words.coverage,
        help: words.coverage_help,
        legend: Outcome::ALL.into(),
        drawing,
        table: table(matrix, &counts, words),
    })
}

fn draw_row(drawing: &mut Drawing, y: usize, command: &str, counts: &[usize], most: usize) {
    let base = y + BAR - 5;
    drawing.text("name", (LEFT - 8, base), Anchor::End, command);
    let mut before = 0;
    let place = |count: usize| LEFT + count * (WIDTH - LEFT - RIGHT) / most;
    for (outcome, count) in Outcome::ALL.into_iter().zip(counts).filter(|(_, count)| **count > 0) {
        let (from, to) = (place(before), place(before + count));
        // A gap tells neighbours apart.
        let width = (to - from).saturating_sub(1).max(1);
        drawing.bar(outcome.word(), (from, y), (width, BAR));
        let said = match width {
            COUNT.. => format!("{} {count}", sign(outcome)),
            SIGN.. => sign(outcome).to_owned(),
            _ => String::new(),
        };
        drawing.text("on", (from + width / 2, base), Anchor::Middle, &said);
        before += count;
    }
    drawing.text("count", (place(before) + 6, base), Anchor::Start, &before.to_string());
}

fn table(matrix: &Matrix<'_>, counts: &[[usize; Outcome::ALL.len()]], words: &'static Words) -> Table {
    let head = std::iter::once(words.command).chain(Outcome::ALL.map(|outcome| words.outcome(outcome)));
    let row = |(command, of_command): (&&str, &[usize; Outcome::ALL.len()])| {
        let cells = of_command.iter().map(|count| Cell::Text(count.to_string()));
        std::iter::once(Cell::Text((*command).to_owned())).chain(cells).collect()
    };
    Table {
        head: head.map(Cell::Words).collect(),
        rows: matrix.commands.iter().zip(counts).map(row).collect(),
    }
}

/// One sign for an outcome, so that colour is not all that tells: those of the style sheet.
fn sign(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Pass => "✓",
        Outcome::Fail => "✗",
        Outcome::Warn => "!",
        Outcome::Flaky => "~",
        Outcome::Skipped => "–",
        Outcome::Untested => "·",
    }
}
