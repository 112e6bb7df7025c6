//! What has changed since the baseline, by clause and by case.

use std::fmt::Display;

use report_model::outcome::Outcome;
use report_model::recording::Recording;

use super::words::Words;
use crate::gate::Standing;
use crate::gate::diff::{Changed, Difference};
use crate::language::Said;

/// How many changes of a kind are listed.
const LISTED: usize = 200;

/// What has changed since the baseline.
pub(super) struct History {
    pub(super) before: Said,
    pub(super) now: Said,
    /// Every kind of change of which there are any.
    pub(super) groups: Vec<Group>,
}

/// The changes of one kind.
pub(super) struct Group {
    pub(super) title: Said,
    /// The outcome whose colour it has.
    pub(super) class: Outcome,
    pub(super) changes: Vec<Line>,
    /// How many there are besides.
    pub(super) more: usize,
}

/// A clause or a case then and now; nothing where that run does not have it.
pub(super) struct Line {
    pub(super) id: String,
    pub(super) before: Option<Outcome>,
    pub(super) now: Option<Outcome>,
}

/// What a change means to the reader.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    NewFailure,
    Mended,
    Lost,
    Other,
}

impl Kind {
    fn of(before: Option<Outcome>, now: Option<Outcome>) -> Self {
        let decided = |outcome: Option<Outcome>| {
            outcome.is_some_and(|outcome| !matches!(outcome, Outcome::Skipped | Outcome::Untested))
        };
        match (before, now) {
            (_, Some(Outcome::Fail)) => Self::NewFailure,
            (Some(Outcome::Fail | Outcome::Warn | Outcome::Flaky), Some(Outcome::Pass)) => Self::Mended,
            _ if decided(before) && !decided(now) => Self::Lost,
            _ => Self::Other,
        }
    }
}

impl History {
    pub(super) fn since(before: &Standing, recording: &Recording, words: &'static Words) -> Self {
        let difference = Difference::between(before, &Standing::of(recording), None);
        let lines: Vec<Line> =
            difference.clauses.iter().map(line).chain(difference.cases.iter().map(line)).collect();
        let titles = [
            (Kind::NewFailure, words.new_failures, Outcome::Fail),
            (Kind::Mended, words.mended, Outcome::Pass),
            (Kind::Lost, words.lost, Outcome::Skipped),
            (Kind::Other, words.otherwise, Outcome::Untested),
        ];
        let mut groups: Vec<(Kind, Group)> = titles
            .map(|(kind, title, class)| (kind, Group { title, class, changes: Vec::new(), more: 0 }))
            .into();
        for line in lines {
            let kind = Kind::of(line.before, line.now);
            for (_, group) in groups.iter_mut().filter(|(of, _)| *of == kind) {
                group.more += 1;
            }
            let room = groups.iter_mut().find(|(of, group)| *of == kind && group.changes.len() < LISTED);
            if let Some((_, group)) = room {
                group.more -= 1;
                group.changes.push(line);
            }
        }
        let Difference { verdict, extent, .. } = &difference;
        let groups = groups.into_iter().map(|(_, group)| group);
        Self {
            before: words.conclusion(verdict.before.concluded(extent.before)),
            now: words.conclusion(verdict.now.concluded(extent.now)),
            groups: groups.filter(|group| !group.changes.is_empty()).collect(),
        }
    }
}

fn line<Id: Display>(changed: &Changed<Id>) -> Line {
    Line { id: changed.id.to_string(), before: changed.before, now: changed.now }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;
    use crate::sample;

    fn told(before: &Recording, now: &Recording) -> Vec<(&'static str, Vec<String>)> {
        let history = History::since(&Standing::of(before), now, Language::English.words());
        let ids = |group: Group| group.changes.into_iter().map(|line| line.id).collect();
        history.groups.into_iter().map(|group| (group.title.key, ids(group))).collect()
    }

    #[test]
    fn what_fails_now_is_new_what_passes_now_is_mended_and_what_is_not_tried_any_more_is_lost() {
        let worse = told(&sample::all_pass(), &sample::many_failures());
        let (kind, ids) = &worse[0];
        assert!(*kind == "new_failures" && ids.contains(&"EXEC-3".to_owned()), "{worse:?}");
        let lost = told(&sample::all_pass(), &sample::cut_off());
        assert!(
            lost.iter().any(|(kind, ids)| *kind == "lost" && ids.contains(&"SET-6".to_owned())),
            "{lost:?}"
        );
        let better = told(&sample::many_failures(), &sample::all_pass());
        assert!(better[0].0 == "mended" && better[0].1.contains(&"SET-6".to_owned()), "{better:?}");
        assert!(told(&sample::all_pass(), &sample::all_pass()).is_empty());
    }
}
