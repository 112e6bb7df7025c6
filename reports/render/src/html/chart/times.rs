//! How long the answers to each command took.

use super::{Anchor, Answers, Cell, Chart, Drawing, LEFT, Table};
use crate::html::words::Words;
use crate::text::duration;

/// Powers of two, in milliseconds: below 1, 1, 2 to 3, …, 8192 and above.
const CLASSES: usize = 15;
/// How wide a column is.
const COLUMN: usize = 25;
/// How high a row is.
const ROW: usize = 30;
/// How high the column of a class with every answer in it is.
const HIGHEST: usize = 24;
/// Room for the scale.
const HEAD: usize = 26;
/// Where the numbers beside a row end.
const NUMBERS: [usize; 2] = [672, 752];

/// The answers of one command, counted by how long they took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Spread {
    classes: [u64; CLASSES],
    slowest: u64,
}

impl Spread {
    pub(super) fn count(&mut self, millis: u64) {
        self.classes[class(millis)] += 1;
        self.slowest = self.slowest.max(millis);
    }

    pub(super) fn answers(&self) -> u64 {
        self.classes.iter().sum()
    }

    /// A time within which half of the answers came, as near as the classes tell.
    fn half_within(&self) -> u64 {
        let mut before = 0;
        let reaches_half = |count: &u64| {
            before += count;
            before * 2 >= self.answers()
        };
        let class = self.classes.iter().position(reaches_half).unwrap_or(0);
        // The class below 1 ms has answers that took 0 whole milliseconds.
        ((1 << class) - 1).clamp(1, self.slowest.max(1))
    }
}

fn class(millis: u64) -> usize {
    millis.checked_ilog2().map_or(0, |log| log as usize + 1).min(CLASSES - 1)
}

/// Where a class begins.
fn beginning(class: usize) -> String {
    match class {
        0 => "0".to_owned(),
        1..=10 => (1_u64 << (class - 1)).to_string(),
        _ => format!("{} s", 1 << (class - 11)),
    }
}

/// The chart, if anything was answered.
pub(crate) fn times(answers: &Answers<'_>, words: &'static Words) -> Option<Chart> {
    let spreads: Vec<(&str, Spread)> =
        answers.0.iter().map(|of_command| (of_command.command, of_command.spread)).collect();
    if spreads.is_empty() {
        return None;
    }
    let mut drawing = Drawing::new(HEAD + spreads.len() * ROW + 2);
    drawing.text("scale", (LEFT - 8, 14), Anchor::End, "ms");
    for class in 0..CLASSES {
        drawing.text("scale", (LEFT + class * COLUMN, 14), Anchor::Start, &beginning(class));
    }
    for (end, said) in NUMBERS.into_iter().zip([words.half_within, words.slowest]) {
        drawing.words("scale", (end, 14), Anchor::End, said);
    }
    for (row, (command, spread)) in spreads.iter().enumerate() {
        draw_row(&mut drawing, HEAD + row * ROW, command, spread);
    }
    Some(Chart {
        id: "times",
        title: words.times,
        help: words.times_help,
        legend: Vec::new(),
        drawing,
        table: table(&spreads, words),
    })
}

fn draw_row(drawing: &mut Drawing, y: usize, command: &str, spread: &Spread) {
    let base = y + ROW - 2;
    drawing.text("name", (LEFT - 8, base - 4), Anchor::End, command);
    drawing.line((LEFT, base), (LEFT + CLASSES * COLUMN, base));
    for (class, count) in spread.classes.iter().enumerate().filter(|(_, count)| **count > 0) {
        let share = HIGHEST * usize::try_from(count * 100 / spread.answers()).unwrap_or(0) / 100;
        // A single slow answer among thousands is to be seen.
        let height = share.max(2);
        drawing.bar("time", (LEFT + class * COLUMN, base - height), (COLUMN - 3, height));
    }
    let numbers = [format!("≤ {}", duration(spread.half_within())), duration(spread.slowest)];
    for (end, number) in NUMBERS.into_iter().zip(numbers) {
        drawing.text("count", (end, base - 4), Anchor::End, &number);
    }
}

fn table(spreads: &[(&str, Spread)], words: &'static Words) -> Table {
    let classes = (0..CLASSES).map(|class| {
        let label = match class {
            0 => "< 1 ms".to_owned(),
            1..=10 => format!("≥ {} ms", beginning(class)),
            _ => format!("≥ {}", beginning(class)),
        };
        Cell::Text(label)
    });
    let facts = [words.command, words.answers, words.half_within, words.slowest].map(Cell::Words);
    let row = |(command, spread): &(&str, Spread)| {
        let facts = [
            (*command).to_owned(),
            spread.answers().to_string(),
            format!("≤ {}", duration(spread.half_within())),
            duration(spread.slowest),
        ];
        let classes = spread.classes.iter().map(ToString::to_string);
        facts.into_iter().chain(classes).map(Cell::Text).collect()
    };
    Table { head: facts.into_iter().chain(classes).collect(), rows: spreads.iter().map(row).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_fall_into_classes_that_double() {
        let classes = [0, 1, 2, 3, 4, 1_023, 1_024, 8_191, 8_192, u64::MAX].map(class);
        assert_eq!(classes, [0, 1, 2, 2, 3, 10, 11, 13, 14, 14]);
        assert_eq!([0, 1, 2, 10, 11, 14].map(beginning), ["0", "1", "2", "512", "1 s", "8 s"]);
    }

    #[test]
    fn half_of_the_answers_came_within_what_is_said() {
        let mut spread = Spread::default();
        [0, 0, 5, 6, 900].into_iter().for_each(|millis| spread.count(millis));
        assert_eq!((spread.half_within(), spread.slowest, spread.answers()), (7, 900, 5));
        let mut even = Spread::default();
        [0, 0, 0].into_iter().for_each(|millis| even.count(millis));
        assert_eq!(even.half_within(), 1);
    }
}
