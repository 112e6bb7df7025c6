//! Who is meant: selectors to lines (WP-2), numbers to what can be dialled, ids to users.

use std::collections::{HashMap, HashSet, hash_map::Entry};

use uuid::Uuid;

use crate::{
    LineId, Number, Refusal, Selectors, Setup, SetupError, UserId, UserSetup, UserState, lines::LineIx,
};

/// The index of everything that has a name.
#[derive(Clone, Debug)]
pub(crate) struct Directory {
    selectors: HashMap<String, Selected>,
    numbers: HashMap<Number, Internal>,
    users: HashMap<UserId, LineIx>,
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
    pub(crate) fn new(setup: &Setup) -> Result<Self, SetupError> {
        check_guids(setup)?;
        let mut directory =
            Self { selectors: HashMap::new(), numbers: HashMap::new(), users: HashMap::new() };
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
        determined.ok_or(Refusal::NoSelector)
    }

    pub(crate) fn internal(&self, number: &Number) -> Option<Internal> {
        self.numbers.get(number).copied()
    }

    pub(crate) fn user(&self, id: UserId) -> Option<LineIx> {
        self.users.get(&id).copied()
    }

    fn select(&self, value: &str) -> Result<LineIx, Refusal> {
        let as_guid = || Uuid::try_parse(value).ok().and_then(|guid| self.selectors.get(&guid.to_string()));
        match self.selectors.get(value).or_else(as_guid) {
            Some(Selected::One(line)) => Ok(*line),
            Some(Selected::Several) => Err(Refusal::AmbiguousSelector(value.to_owned())),
            None => Err(Refusal::UnknownSelector(value.to_owned())),
        }
    }

    fn add_user(&mut self, line: LineIx, user: &UserSetup) -> Result<(), SetupError> {
        self.users.insert(user.id, line);
        self.add_number(&user.number, Internal::Line(line))?;
        self.add_number(&user.line.number, Internal::Line(line))?;
        let ids = [user.id.to_string(), user.line.id.to_string()];
        let names = [&user.name, &user.login, &user.line.title].into_iter().chain(&user.workplace).cloned();
        let numbers = [&user.number, &user.line.number].map(ToString::to_string);
        for value in ids.into_iter().chain(names).chain(numbers) {
            self.add_selector(value, line);
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
