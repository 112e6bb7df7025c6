//! Numbers that come with a name: whether one number always has one name (STATE-4, CHAIN-4, ABON-3).

use std::collections::BTreeMap;
use std::fmt;

use report_model::verdict::Verdict;
use spec::ids::Citation;

/// A number and the name beside it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    /// The number.
    pub number: i64,
    /// Its name.
    pub name: String,
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} `{}`", self.number, self.name)
    }
}

/// Judges that no number has two names. `what` says what is numbered, in the singular. Nothing is judged where nothing was seen.
pub fn one_name<'a>(
    citation: Citation,
    what: &str,
    seen: impl IntoIterator<Item = &'a Named>,
) -> Option<Verdict> {
    let mut names: BTreeMap<i64, &str> = BTreeMap::new();
    for named in seen {
        let first = *names.entry(named.number).or_insert(&named.name);
        if first != named.name {
            let expected = format!("{what} {} always named `{first}`", named.number);
            return Some(Verdict::broken(citation, expected, format!("also named `{}`", named.name)));
        }
    }
    (!names.is_empty()).then(|| Verdict::holds(citation))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cite;

    fn judged(seen: &[(i64, &str)]) -> Option<bool> {
        let seen: Vec<Named> =
            seen.iter().map(|&(number, name)| Named { number, name: name.into() }).collect();
        let verdict = one_name(cite::i("STATE", 4), "state", &seen)?;
        Some(verdict.deviation().is_none())
    }

    #[test]
    fn a_number_that_keeps_its_name_holds() {
        assert_eq!(judged(&[(1, "usReady"), (5, "usBusy"), (1, "usReady")]), Some(true));
        assert_eq!(judged(&[(1, "same"), (5, "same")]), Some(true));
    }

    #[test]
    fn a_number_with_two_names_is_broken() {
        assert_eq!(judged(&[(1, "usReady"), (5, "usBusy"), (1, "usFree")]), Some(false));
    }

    #[test]
    fn nothing_seen_is_nothing_judged() {
        assert_eq!(judged(&[]), None);
    }
}
