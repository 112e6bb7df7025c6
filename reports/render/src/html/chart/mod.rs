//! Pictures of what a table would say as well; each has that table behind it.
//!
//! A chart is its own file, which makes a [`Chart`]; the page shows whatever charts it is given.

mod answers;
mod course;
mod coverage;
mod times;

use std::fmt;

use askama::filters::HtmlSafe;
use report_model::outcome::Outcome;

pub(super) use self::answers::{Answers, kinds};
pub(super) use self::course::{fingerprints, progress};
pub(super) use self::coverage::coverage;
pub(super) use self::times::times;
use crate::language::Said;

/// How wide every picture is, in its own units: about a pixel on a wide screen.
const WIDTH: usize = 760;
/// Where the names of rows end and the picture begins.
const LEFT: usize = 208;

/// A picture with its title, what it shows, and the same as a table.
pub(super) struct Chart {
    /// The id of its section.
    pub(super) id: &'static str,
    pub(super) title: Said,
    pub(super) help: Said,
    /// The outcomes whose signs and colours it has.
    pub(super) legend: Vec<Outcome>,
    pub(super) drawing: Drawing,
    pub(super) table: Table,
}

/// The same as numbers.
pub(super) struct Table {
    pub(super) head: Vec<Cell>,
    pub(super) rows: Vec<Vec<Cell>>,
}

/// A cell of a table: words of the page, or a name or number.
pub(super) enum Cell {
    Words(Said),
    Text(String),
}

/// The inside of an `svg` element. Text of another's making comes in by [`Drawing::text`] alone, which escapes it.
pub(super) struct Drawing {
    pub(super) height: usize,
    content: String,
}

/// How a text stands to its place.
#[derive(Clone, Copy)]
enum Anchor {
    Start,
    Middle,
    End,
}

impl Drawing {
    fn new(height: usize) -> Self {
        Self { height, content: String::new() }
    }

    /// How wide it is.
    pub(super) fn width(&self) -> usize {
        WIDTH
    }

    /// A rectangle of that class.
    fn bar(&mut self, class: &str, (x, y): (usize, usize), (width, height): (usize, usize)) {
        self.content.push_str(&format!(
            "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>"
        ));
    }

    /// A line from one end to the other, across or down.
    fn line(&mut self, (x, y): (usize, usize), (to_x, to_y): (usize, usize)) {
        self.content.push_str(&format!("<line x1=\"{x}\" y1=\"{y}\" x2=\"{to_x}\" y2=\"{to_y}\"/>"));
    }

    /// A curve through those points, and what lies between it and the ground.
    fn curve(&mut self, points: &[(usize, usize)], ground: usize) {
        let [(from, _), .., (to, _)] = points else { return };
        let through: Vec<String> = points.iter().map(|(x, y)| format!("{x} {y}")).collect();
        let through = through.join("L");
        self.content.push_str(&format!(
            "<path class=\"under\" d=\"M{from} {ground}L{through}L{to} {ground}Z\"/><path class=\"curve\" d=\"M{through}\"/>"
        ));
    }

    /// A name or a number.
    fn text(&mut self, class: &str, (x, y): (usize, usize), anchor: Anchor, text: &str) {
        self.open_text(class, (x, y), anchor, None);
        let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
        self.content.push_str(&format!(">{escaped}</text>"));
    }

    /// Words of the page.
    fn words(&mut self, class: &str, at: (usize, usize), anchor: Anchor, said: Said) {
        self.open_text(class, at, anchor, Some(said));
        self.content.push_str(&format!(">{}</text>", said.text));
    }

    fn open_text(&mut self, class: &str, (x, y): (usize, usize), anchor: Anchor, said: Option<Said>) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        self.content
            .push_str(&format!("<text class=\"{class}\" x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\""));
        if let Some(Said { key, .. }) = said {
            self.content.push_str(&format!(" data-t=\"{key}\""));
        }
    }
}

impl fmt::Display for Drawing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.content)
    }
}

impl HtmlSafe for Drawing {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_of_a_row_is_markup() {
        let mut drawing = Drawing::new(10);
        drawing.text("", (0, 0), Anchor::Start, "</text><script>&");
        assert!(drawing.to_string().contains(">&lt;/text>&lt;script>&amp;</text>"), "{drawing}");
    }
}
