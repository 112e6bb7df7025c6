//! The terminal: [`Progress`] while a run goes on, [`summary()`] when it is over.

mod coverage;
mod details;
mod matrix;
mod paint;
mod progress;
mod summary;
mod tried;
mod undecided;

pub use paint::Style;
pub use progress::Progress;
pub use summary::summary;
