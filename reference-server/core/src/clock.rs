//! What a moment is: the exchange's own civil time, always handed in from outside.

use std::{fmt, time::Duration};

use jiff::civil::DateTime;

/// A moment in the civil time of the exchange, to the nanosecond; shown to the second, as the document's examples do (CHAIN-2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(DateTime);

impl Moment {
    /// The moment `delay` after this one; the end of the calendar if that lies beyond it.
    #[must_use]
    pub fn after(self, delay: Duration) -> Self {
        Self(self.0.saturating_add(delay))
    }

    /// How long after `earlier` this moment is; zero if it is not after it.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        self.0.duration_since(earlier.0).try_into().unwrap_or_default()
    }
}

impl From<DateTime> for Moment {
    fn from(civil: DateTime) -> Self {
        Self(civil)
    }
}

impl fmt::Display for Moment {
    /// `yyyy-MM-dd HH:mm:ss`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.strftime("%Y-%m-%d %H:%M:%S"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Moment {
        Moment::from(text.parse::<DateTime>().unwrap())
    }

    #[test]
    fn a_moment_is_shown_to_the_second_without_rounding_up() {
        assert_eq!(moment("2011-07-27T14:41:28.999").to_string(), "2011-07-27 14:41:28");
    }

    #[test]
    fn delays_are_added_and_measured_and_never_negative() {
        let start = moment("2011-12-31T23:59:59.5");
        let later = start.after(Duration::from_millis(700));
        assert_eq!(later, moment("2012-01-01T00:00:00.2"));
        assert_eq!(later.since(start), Duration::from_millis(700));
        assert_eq!(start.since(later), Duration::ZERO);
    }

    #[test]
    fn the_calendar_ends_instead_of_overflowing() {
        let last = Moment::from(DateTime::MAX);
        assert_eq!(last.after(Duration::MAX), last);
    }
}
