//! How a campaign went: requests, inputs kept and findings against time, and the kinds of answers that were told apart.

use report_model::course::Sample;

use super::{Anchor, Cell, Chart, Drawing, LEFT, Table, WIDTH};
use crate::html::words::Words;
use crate::language::Said;
use crate::text::duration;

/// Room for the number behind a curve.
const RIGHT: usize = 92;
/// How high a curve may rise.
const HIGHEST: usize = 72;
/// How high it is from one curve's ground to the next.
const PANEL: usize = HIGHEST + 20;
/// Room for the scale of time.
const FOOT: usize = 24;
/// How many rows a table has at most.
const ROWS: usize = 24;
/// How many marks the scale of time has at most.
const MARKS: usize = 6;
/// How far the marks may be from one another, in seconds.
const STEPS: [u64; 19] = [
    1, 2, 5, 10, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400, 172_800, 604_800,
    2_592_000,
];

/// What is counted of a campaign.
struct Counted {
    said: Said,
    count: fn(&Sample) -> u64,
}

/// How the campaign progressed, if it lasted.
pub(crate) fn progress(course: &[Sample], words: &'static Words) -> Option<Chart> {
    let counted = [
        Counted { said: words.requests, count: |sample| sample.requests },
        Counted { said: words.corpus, count: |sample| sample.corpus as u64 },
        Counted { said: words.findings, count: |sample| sample.findings as u64 },
    ];
    chart("progress", [words.progress, words.progress_help], course, &counted, words)
}

/// How the kinds of answers became more, if the campaign lasted.
pub(crate) fn fingerprints(course: &[Sample], words: &'static Words) -> Option<Chart> {
    let counted = [Counted { said: words.kinds, count: |sample| sample.fingerprints as u64 }];
    chart("fingerprints", [words.fingerprints, words.fingerprints_help], course, &counted, words)
}

fn chart(
    id: &'static str,
    [title, help]: [Said; 2],
    course: &[Sample],
    counted: &[Counted],
    words: &'static Words,
) -> Option<Chart> {
    let [first, .., last] = course else { return None };
    let time = Time { from: first.seconds, to: last.seconds };
    if time.to <= time.from {
        return None;
    }
    let mut drawing = Drawing::new(counted.len() * PANEL + FOOT);
    let ground = counted.len() * PANEL;
    for (seconds, said) in time.marks() {
        let x = time.place(seconds);
        drawing.line((x, PANEL - HIGHEST), (x, ground + 4));
        drawing.text("scale", (x, ground + 17), Anchor::Middle, &said);
    }
    for (panel, Counted { said, count }) in counted.iter().enumerate() {
        let ground = (panel + 1) * PANEL;
        let most = course.iter().map(count).max().unwrap_or(0).max(1);
        let height = |sample: &Sample| usize::try_from(count(sample) * HIGHEST as u64 / most).unwrap_or(0);
        let point = |sample: &Sample| (time.place(sample.seconds), ground - height(sample));
        drawing.words("name", (LEFT - 12, ground - 4), Anchor::End, *said);
        drawing.line((LEFT, ground), (WIDTH - RIGHT, ground));
        drawing.curve(&course.iter().map(point).collect::<Vec<_>>(), ground);
        drawing.text(
            "count",
            (WIDTH - RIGHT + 8, point(last).1 + 4),
            Anchor::Start,
            &count(last).to_string(),
        );
    }
    Some(Chart { id, title, help, legend: Vec::new(), drawing, table: table(course, counted, words) })
}

fn table(course: &[Sample], counted: &[Counted], words: &'static Words) -> Table {
    let head = std::iter::once(words.time).chain(counted.iter().map(|counted| counted.said));
    // The last one is always among them.
    let every = course.len().div_ceil(ROWS);
    let told = course.iter().rev().step_by(every).collect::<Vec<_>>().into_iter().rev();
    let row = |sample: &Sample| {
        let counts = counted.iter().map(|counted| (counted.count)(sample).to_string());
        std::iter::once(duration(millis(sample.seconds))).chain(counts).map(Cell::Text).collect()
    };
    Table { head: head.map(Cell::Words).collect(), rows: told.map(row).collect() }
}

/// The time that a picture shows, in seconds.
#[derive(Clone, Copy)]
struct Time {
    from: f64,
    to: f64,
}

impl Time {
    /// Where a time stands across.
    fn place(self, seconds: f64) -> usize {
        let share = ((seconds - self.from) / (self.to - self.from)).clamp(0.0, 1.0);
        LEFT + (share * (WIDTH - LEFT - RIGHT) as f64).round() as usize
    }

    /// The marks of the scale.
    fn marks(self) -> Vec<(f64, String)> {
        let fits = |step: &u64| (self.to - self.from) / (*step as f64) <= MARKS as f64;
        let step = STEPS.into_iter().find(fits).unwrap_or(STEPS[STEPS.len() - 1]);
        let first = (self.from / step as f64).ceil() as u64;
        let all = (first..).map(|nth| nth * step).take_while(|mark| *mark as f64 <= self.to);
        all.take(10 * MARKS).map(|mark| (mark as f64, clock(mark))).collect()
    }
}

/// A round time, as short as it can be said: `30 s`, `5 min`, `2 h`, `3 d`.
fn clock(seconds: u64) -> String {
    match seconds {
        0 => "0".to_owned(),
        _ if seconds.is_multiple_of(86_400) => format!("{} d", seconds / 86_400),
        _ if seconds.is_multiple_of(3_600) => format!("{} h", seconds / 3_600),
        _ if seconds.is_multiple_of(60) => format!("{} min", seconds / 60),
        _ => format!("{seconds} s"),
    }
}

fn millis(seconds: f64) -> u64 {
    (seconds * 1_000.0).round() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Language;

    fn course(until: u32) -> Vec<Sample> {
        let sample = |seconds: u32| Sample {
            seconds: seconds.into(),
            requests: u64::from(seconds) * 700,
            fingerprints: 40,
            ..Sample::default()
        };
        (0..=100).map(|part| sample(until * part / 100)).collect()
    }

    #[test]
    fn a_campaign_of_any_length_has_a_scale_that_is_read_at_a_glance() {
        for (until, marks) in [
            (4, "0 1 s 2 s 3 s 4 s"),
            (45, "0 10 s 20 s 30 s 40 s"),
            (3_000, "0 10 min 20 min 30 min 40 min 50 min"),
            (8 * 3_600, "0 2 h 4 h 6 h 8 h"),
        ] {
            let told: Vec<String> =
                Time { from: 0.0, to: until.into() }.marks().into_iter().map(|(_, said)| said).collect();
            assert_eq!(told.join(" "), marks);
        }
    }

    #[test]
    fn the_table_tells_what_the_picture_shows_and_ends_where_it_ends() {
        let words = Language::English.words();
        let chart = progress(&course(28_800), words).unwrap();
        assert!(chart.table.rows.len() <= ROWS, "{}", chart.table.rows.len());
        let cells = chart.table.rows.last().unwrap().iter().map(|cell| match cell {
            Cell::Text(text) => text.as_str(),
            Cell::Words(said) => said.text,
        });
        assert_eq!(cells.collect::<Vec<_>>(), ["8 h 0 min", "20160000", "0", "0"]);
        assert!(fingerprints(&course(28_800), words).unwrap().drawing.to_string().contains(">40</text>"));
        assert!(progress(&[], words).is_none() && progress(&[Sample::default(); 3], words).is_none());
    }
}
