//! Who is meant: selectors to lines (WP-2), numbers to what can be dialled, ids to users.

use std::collections::{HashMap, HashSet, hash_map::Entry};

use uuid::Uuid;

use crate::{
    LineId, Number, Quirk, Quirks, Refusal, Selectors, Setup, SetupError, UserId, UserSetup, UserState,
    lines::LineIx,
};

/// The index of everything that has a name.
#[derive(Clone, Debug)]
pub(crate) struct Directory {
    selectors: HashMap<String, Selected>,
    numbers: HashMap<Number, Internal>,
    users: HashMap<UserId, LineIx>,
    quirks: Quirks,
}

/// What one selector value matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Selected {
    One(LineIx),
    Several,
}

/// What an internal number stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Internal {
    /// A direct number or the number of a line.
    Line(LineIx),
    /// The group at this place of the setup.
    Group(usize),
}

impl Directory {
    pub(crate) fn new(setup: &Setup, quirks: Quirks) -> Result<Self, SetupError> {
        check_guids(setup)?;
        let mut directory =
            Self { selectors: HashMap::new(), numbers: HashMap::new(), users: HashMap::new(), quirks };
        for (place, user) in setup.users.iter().enumerate() {
            check_user(user)?;
            directory.add_user(LineIx(place), user)?;
        }
        for (place, group) in setup.groups.iter().enumerate() {
            if group.number.as_str().is_empty() {
                return Err(SetupError::EmptyNumber("a group".to_owned()));
            }
            directory.add_number(&group.number, Internal::Group(place))?;
        }
        Ok(directory)
    }

    /// The line that the selectors determine together.
    pub(crate) fn line(&self, who: &Selectors) -> Result<LineIx, Refusal> {
        let given = [&who.line, &who.user, &who.wp].into_iter().flatten().filter(|value| !value.is_empty());
        let mut determined = None;
        for value in given {
            let line = self.select(value)?;
            if determined.is_some_and(|earlier| earlier != line) {
                return Err(Refusal::DisagreeingSelectors);
            }
            determined = Some(line);
        }
        let assumed = || self.quirks.has(Quirk::NoneSelectsFirst).then_some(LineIx(0));
        determined.or_else(assumed).ok_or(Refusal::NoSelector)
    }

    pub(crate) fn internal(&self, number: &Number) -> Option<Internal> {
        self.numbers.get(number).copied()
    }

    pub(crate) fn user(&self, id: UserId) -> Option<LineIx> {
        self.users.get(&id).copied()
    }

    fn select(&self, value: &str) -> Result<LineIx, Refusal> {
        let in_any_case = || !self.quirks.has(Quirk::GuidCaseMatters);
        let as_guid = || Uuid::try_parse(value).ok().and_then(|guid| self.selectors.get(&guid.to_string()));
        let guessed = || self.guess(value);
        let exact = self.selectors.get(value);
        match exact.or_else(|| as_guid().filter(|_| in_any_case())).or_else(guessed) {
            Some(Selected::One(line)) => Ok(*line),
            Some(Selected::Several) => Err(Refusal::AmbiguousSelector(value.to_owned())),
            None => Err(Refusal::UnknownSelector(value.to_owned())),
        }
    }

    /// What a quirk makes of a value that selects nothing.
    fn guess(&self, value: &str) -> Option<&Selected> {
        if self.quirks.has(Quirk::UnknownSelectsFirst) {
            return Some(&Selected::One(LineIx(0)));
        }
        let begun = || {
            self.selectors
                .iter()
                .filter(|(known, _)| known.starts_with(value))
                .min_by_key(|(known, _)| *known)
        };
        self.quirks.has(Quirk::PrefixSelects).then(begun).flatten().map(|(_, selected)| selected)
    }

    fn add_user(&mut self, line: LineIx, user: &UserSetup) -> Result<(), SetupError> {
        self.users.insert(user.id, line);
        self.add_number(&user.number, Internal::Line(line))?;
        self.add_number(&user.line.number, Internal::Line(line))?;
        // The document does not name direct numbers among its selectors, so no quirk bars them.
        self.add_selector(user.number.to_string(), line);
        for (barred_by, value) in selectors(user) {
            if !self.quirks.has(barred_by) {
                self.add_selector(value, line);
            }
        }
        Ok(())
    }

    fn add_number(&mut self, number: &Number, internal: Internal) -> Result<(), SetupError> {
        match self.numbers.insert(number.clone(), internal) {
            Some(earlier) if earlier != internal => Err(SetupError::RepeatedNumber(number.clone())),
            Some(_) | None => Ok(()),
        }
    }

    fn add_selector(&mut self, value: String, line: LineIx) {
        match self.selectors.entry(value) {
            Entry::Vacant(place) => {
                place.insert(Selected::One(line));
            }
            Entry::Occupied(mut place) if *place.get() != Selected::One(line) => {
                place.insert(Selected::Several);
            }
            Entry::Occupied(_) => {}
        }
    }
}

/// What the document names as selecting a user's line (WP-2), each beside the quirk that bars it.
fn selectors(user: &UserSetup) -> impl Iterator<Item = (Quirk, String)> + '_ {
    [
        (Quirk::NoUserGuid, user.id.to_string()),
        (Quirk::NoLineGuid, user.line.id.to_string()),
        (Quirk::NoName, user.name.clone()),
        (Quirk::NoLogin, user.login.clone()),
        (Quirk::NoTitle, user.line.title.clone()),
        (Quirk::NoLineNumber, user.line.number.to_string()),
    ]
    .into_iter()
    .chain(user.workplace.iter().map(|workplace| (Quirk::NoWorkplace, workplace.clone())))
}

fn check_guids(setup: &Setup) -> Result<(), SetupError> {
    let of_users = setup.users.iter().flat_map(|user| [Uuid::from(user.id), Uuid::from(user.line.id)]);
    let mut seen = HashSet::new();
    for guid in of_users.chain([LineId::into(setup.trunk.id)]) {
        if !seen.insert(guid) {
            return Err(SetupError::RepeatedGuid(guid));
        }
    }
    Ok(())
}

fn check_user(user: &UserSetup) -> Result<(), SetupError> {
    if user.number.as_str().is_empty() || user.line.number.as_str().is_empty() {
        return Err(SetupError::EmptyNumber(format!("user {}", user.login)));
    }
    if user.state == UserState::Break && !user.call_centre {
        return Err(SetupError::BreakOutsideCallCentre(user.login.clone()));
    }
    Ok(())
}
