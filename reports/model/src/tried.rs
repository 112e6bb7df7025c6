//! What a run has tried of all that there is to try.

use serde::{Deserialize, Serialize};

/// One count of what was tried, such as of the values of parameters. What was tried and what was not are the whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// What is counted, in the plural.
    pub what: String,
    /// How many were tried.
    pub tried: usize,
    /// Those that were not, each by its name.
    pub untried: Vec<String>,
}

impl Count {
    /// Counts what there is to try by whether it was tried.
    pub fn of<T: ToString>(
        what: &str,
        all: impl IntoIterator<Item = T>,
        was_tried: impl Fn(&T) -> bool,
    ) -> Self {
        let (tried, untried): (Vec<T>, Vec<T>) = all.into_iter().partition(was_tried);
        Self {
            what: what.to_owned(),
            tried: tried.len(),
            untried: untried.iter().map(ToString::to_string).collect(),
        }
    }

    /// Adds what another run has tried of the same.
    pub fn unite(&mut self, other: &Self) {
        let total = self.total();
        self.untried.retain(|name| other.untried.contains(name));
        self.tried = total - self.untried.len();
    }

    /// How many there are.
    pub fn total(&self) -> usize {
        self.tried + self.untried.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_runs_have_tried_what_either_has() {
        let tried =
            |those: &'static str| Count::of("letters", ["a", "b", "c"], move |name| those.contains(name));
        let mut both = tried("a");
        both.unite(&tried("b"));
        assert_eq!((both.tried, both.total(), both.untried.join("")), (2, 3, "c".to_owned()));
    }
}
