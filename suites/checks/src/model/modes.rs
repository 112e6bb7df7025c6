//! What `wp_setuserstate` makes of a user (SET-2 to SET-6): the transitions, and what is believed of a user after a few of them.

mod belief;
mod blame;
mod walk;

pub use belief::{Belief, Expected, Listing};
pub use blame::broken_rule;
pub use walk::{Request, walk};

use std::fmt;

use spec::ids::Citation;

use crate::cite;
use crate::state::Doing;

/// The modes. Redirection exists only outside call-centre mode and lunch only inside it (SET-4, SET-6), so they exclude each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mode {
    /// Neither in the call centre nor redirected.
    Ordinary,
    /// Redirection is on.
    Redirected,
    /// Call-centre mode is on.
    CallCentre,
    /// Call-centre mode and lunch mode are on.
    Lunch,
}

impl Mode {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Ordinary, Self::Redirected, Self::CallCentre, Self::Lunch];

    /// Whether call-centre mode is on.
    pub fn is_call_centre(self) -> bool {
        matches!(self, Self::CallCentre | Self::Lunch)
    }
}

/// What a user is doing, which is told, and in which mode, which is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Standing {
    /// What the user is doing.
    pub doing: Doing,
    /// The mode.
    pub mode: Mode,
}

impl Standing {
    /// Free and in no mode.
    pub const REST: Self = Self { doing: Doing::Free, mode: Mode::Ordinary };

    /// Every standing that the document knows: there is no break outside call-centre mode (SET-3, SET-5).
    pub fn all() -> impl Iterator<Item = Self> {
        let of_mode = |mode| Doing::ALL.into_iter().map(move |doing| Self { doing, mode });
        Mode::ALL.into_iter().flat_map(of_mode).filter(|standing| standing.is_possible())
    }

    fn is_possible(self) -> bool {
        self.doing != Doing::OnBreak || self.mode.is_call_centre()
    }
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mode = match self.mode {
            Mode::Ordinary => "no mode",
            Mode::Redirected => "redirection",
            Mode::CallCentre => "call-centre mode",
            Mode::Lunch => "lunch mode",
        };
        write!(f, "{} in {mode}", self.doing)
    }
}

/// On or off: the values 1 and 0 of a mode's parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Switch {
    /// On.
    On,
    /// Off.
    Off,
}

/// What one parameter of `wp_setuserstate` asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// `userstateid` of one of the four states.
    State(Doing),
    /// `userstateid` of a service state or of none: refused always (SET-3).
    NoState(&'static str),
    /// `oncallcenter`.
    CallCentre(Switch),
    /// `onredirect`.
    Redirect(Switch),
    /// `onlunch`.
    Lunch(Switch),
}

impl Change {
    /// Every change, of those that are refused always one.
    pub const ALL: [Self; 11] = [
        Self::State(Doing::Free),
        Self::State(Doing::OnBreak),
        Self::State(Doing::Away),
        Self::State(Doing::Busy),
        Self::NoState(Self::NO_STATES[0]),
        Self::CallCentre(Switch::On),
        Self::CallCentre(Switch::Off),
        Self::Redirect(Switch::On),
        Self::Redirect(Switch::Off),
        Self::Lunch(Switch::On),
        Self::Lunch(Switch::Off),
    ];

    /// Service states, and numbers that mean none.
    pub const NO_STATES: [&'static str; 5] = ["6", "0", "7", "99", "abc"];

    /// The parameter and its value.
    pub fn parameter(self) -> (&'static str, &'static str) {
        let value = |switch| if switch == Switch::On { "1" } else { "0" };
        match self {
            Self::State(doing) => ("userstateid", doing.parameter()),
            Self::NoState(number) => ("userstateid", number),
            Self::CallCentre(switch) => ("oncallcenter", value(switch)),
            Self::Redirect(switch) => ("onredirect", value(switch)),
            Self::Lunch(switch) => ("onlunch", value(switch)),
        }
    }

    /// The change as coverage counts it: what is refused always counts as one.
    #[must_use]
    pub fn kind(self) -> Self {
        match self {
            Self::NoState(_) => Self::NoState(Self::NO_STATES[0]),
            other => other,
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, value) = self.parameter();
        write!(f, "{name}={value}")
    }
}

/// Where a change may lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    /// Everything that a conforming target may make of it.
    pub to: Vec<Standing>,
    /// The rule that says so.
    pub rule: Citation,
    /// Whether the document refuses the change.
    pub refused: bool,
}

/// What the document makes of a standing by one change, without a call going on.
pub fn transition(from: Standing, change: Change) -> Transition {
    match change {
        Change::State(Doing::OnBreak) if !from.mode.is_call_centre() => refused(from, cite::d("SET", 3)),
        Change::State(doing) => asked_for(from, doing),
        Change::NoState(_) => refused(from, cite::d("SET", 3)),
        Change::CallCentre(switch) => call_centre(from, switch),
        Change::Redirect(_) if from.mode.is_call_centre() => refused(from, cite::d("SET", 4)),
        Change::Redirect(switch) => redirect(from, switch),
        Change::Lunch(_) if !from.mode.is_call_centre() => refused(from, cite::d("SET", 6)),
        Change::Lunch(switch) => lunch(from, switch),
    }
}

fn refused(from: Standing, rule: Citation) -> Transition {
    Transition { to: vec![from], rule, refused: true }
}

fn leads(rule: Citation, to: impl IntoIterator<Item = (Doing, Mode)>) -> Transition {
    let to = to.into_iter().map(|(doing, mode)| Standing { doing, mode }).collect();
    Transition { to, rule, refused: false }
}

/// SET-2. Not every move between states is possible, and of those between two states neither of which is free the document names
/// none; so such a move may be made or not.
fn asked_for(from: Standing, doing: Doing) -> Transition {
    let Standing { doing: now, mode } = from;
    let rule = cite::d("SET", 2);
    match (now, doing) {
        (_, Doing::Free) if mode == Mode::Lunch => free_in_lunch_mode(now),
        (_, Doing::Free) => leads(rule, [(Doing::Free, mode)]),
        // SET-9: whether a break that is asked for is the lunch mode.
        (Doing::Free | Doing::OnBreak, Doing::OnBreak) => {
            leads(rule, [(Doing::OnBreak, mode), (Doing::OnBreak, Mode::Lunch)])
        }
        (now, Doing::OnBreak) => {
            leads(rule, [(Doing::OnBreak, mode), (Doing::OnBreak, Mode::Lunch), (now, mode)])
        }
        (Doing::Free, doing) => leads(rule, [(doing, mode)]),
        (now, doing) => leads(rule, [(doing, mode), (now, mode)]),
    }
}

/// SET-6: who was busy goes on a break instead. Whether state 1 ends a break, a pause at the desk or the mode is left open (SET-9).
fn free_in_lunch_mode(now: Doing) -> Transition {
    let rule = cite::d("SET", 6);
    match now {
        Doing::Busy => leads(rule, [(Doing::OnBreak, Mode::Lunch)]),
        Doing::Free | Doing::OnBreak | Doing::Away => leads(
            rule,
            [(Doing::OnBreak, Mode::Lunch), (Doing::Free, Mode::Lunch), (Doing::Free, Mode::CallCentre)],
        ),
    }
}

/// SET-5: leaving ends a break, in which state is not said; entering ends redirection.
fn call_centre(from: Standing, switch: Switch) -> Transition {
    let Standing { doing, mode } = from;
    let rule = cite::d("SET", 5);
    match (switch, mode) {
        (Switch::On, Mode::Ordinary) => leads(rule, [(doing, Mode::CallCentre)]),
        (Switch::On, Mode::Redirected) => {
            leads(rule, [(doing, Mode::CallCentre), (Doing::Free, Mode::CallCentre)])
        }
        (Switch::Off, Mode::CallCentre | Mode::Lunch) if doing == Doing::OnBreak => {
            leads(rule, [Doing::Free, Doing::Away, Doing::Busy].map(|doing| (doing, Mode::Ordinary)))
        }
        (Switch::Off, Mode::CallCentre | Mode::Lunch) => leads(rule, [(doing, Mode::Ordinary)]),
        (Switch::On, Mode::CallCentre | Mode::Lunch) | (Switch::Off, Mode::Ordinary | Mode::Redirected) => {
            leads(rule, [(doing, mode)])
        }
    }
}

/// SET-4. How a redirected user shows is not said.
fn redirect(from: Standing, switch: Switch) -> Transition {
    let Standing { doing, mode } = from;
    let rule = cite::d("SET", 4);
    match (switch, mode) {
        (Switch::On, Mode::Ordinary) => {
            leads(rule, [Doing::Free, Doing::Away, Doing::Busy].map(|doing| (doing, Mode::Redirected)))
        }
        (Switch::Off, Mode::Redirected) => {
            leads(rule, [(doing, Mode::Ordinary), (Doing::Free, Mode::Ordinary)])
        }
        (_, mode) => leads(rule, [(doing, mode)]),
    }
}

/// SET-6. Whether the mode sends on a break at once who is not busy, and its end back from one, is left open (SET-9).
fn lunch(from: Standing, switch: Switch) -> Transition {
    let Standing { doing, mode } = from;
    let rule = cite::d("SET", 6);
    match (switch, doing) {
        (Switch::On, Doing::Busy) => leads(rule, [(Doing::Busy, Mode::Lunch)]),
        (Switch::On, doing) => leads(rule, [(doing, Mode::Lunch), (Doing::OnBreak, Mode::Lunch)]),
        (Switch::Off, Doing::OnBreak) => {
            leads(rule, [(Doing::OnBreak, Mode::CallCentre), (Doing::Free, Mode::CallCentre)])
        }
        (Switch::Off, doing) if mode == Mode::Lunch => leads(rule, [(doing, Mode::CallCentre)]),
        (Switch::Off, doing) => leads(rule, [(doing, mode)]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to(doing: Doing, mode: Mode, change: Change) -> Vec<(Doing, Mode)> {
        let transition = transition(Standing { doing, mode }, change);
        transition.to.into_iter().map(|to| (to.doing, to.mode)).collect()
    }

    #[test]
    fn the_table_is_complete_and_leads_nowhere_else() {
        let known: Vec<Standing> = Standing::all().collect();
        assert_eq!(known.len(), 14);
        for from in Standing::all() {
            for change in Change::ALL {
                let Transition { to, refused, .. } = transition(from, change);
                assert!(!to.is_empty(), "{from} by {change}");
                assert!(to.iter().all(|to| known.contains(to)), "{from} by {change}: {to:?}");
                assert!(!refused || to == [from], "{from} by {change}");
            }
        }
    }

    #[test]
    fn every_standing_can_be_reached_from_rest_and_leads_back_to_it() {
        let reset =
            [Change::Lunch(Switch::Off), Change::CallCentre(Switch::Off), Change::Redirect(Switch::Off)];
        let mut reached = vec![Standing::REST];
        let mut next = 0;
        while let Some(from) = reached.get(next).copied() {
            let all = Change::ALL.into_iter().flat_map(|change| transition(from, change).to);
            let fresh: Vec<Standing> = all.filter(|to| !reached.contains(to)).collect();
            fresh.into_iter().for_each(|to| {
                if !reached.contains(&to) {
                    reached.push(to);
                }
            });
            next += 1;
        }
        assert_eq!(reached.len(), Standing::all().count());
        for from in Standing::all() {
            let changes = reset.into_iter().chain([Change::State(Doing::Free)]);
            let step = |now: Vec<Standing>, change| -> Vec<Standing> {
                now.into_iter().flat_map(|from| transition(from, change).to).collect()
            };
            let end = changes.fold(vec![from], step);
            assert!(end.iter().all(|end| *end == Standing::REST), "{from}: {end:?}");
        }
    }

    #[test]
    fn what_the_document_says_in_sentences_has_one_outcome() {
        use Change::{CallCentre, State};
        use Doing::{Away, Busy, Free, OnBreak};
        assert_eq!(to(Free, Mode::Ordinary, State(OnBreak)), [(Free, Mode::Ordinary)]);
        assert_eq!(to(Free, Mode::Ordinary, State(Away)), [(Away, Mode::Ordinary)]);
        assert_eq!(to(Busy, Mode::CallCentre, State(Free)), [(Free, Mode::CallCentre)]);
        assert_eq!(to(Busy, Mode::Lunch, State(Free)), [(OnBreak, Mode::Lunch)]);
        assert!(to(Free, Mode::CallCentre, State(OnBreak)).iter().all(|to| to.0 == OnBreak));
        let left = to(OnBreak, Mode::Lunch, CallCentre(Switch::Off));
        assert!(left.iter().all(|to| to.0 != OnBreak && to.1 == Mode::Ordinary));
        assert_eq!(to(Busy, Mode::Ordinary, Change::Lunch(Switch::On)), [(Busy, Mode::Ordinary)]);
        assert_eq!(to(Away, Mode::CallCentre, Change::Redirect(Switch::On)), [(Away, Mode::CallCentre)]);
    }
}
