//! The terminal: [`Progress`] while a run goes on, [`summary()`] when it is over; of a campaign [`CampaignProgress`] and
//! [`campaign_summary`].

mod campaign;
#[cfg(test)]
mod captured;
mod coverage;
mod details;
mod matrix;
mod paint;
mod progress;
mod summary;
mod tried;
mod undecided;

pub use campaign::{CampaignProgress, campaign_summary};
pub use paint::Style;
pub use progress::Progress;
pub use summary::summary;
