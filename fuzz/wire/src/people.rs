//! The users of a target, looked up by whatever names them, and told apart: those whom anybody may act upon, and the actors of scenes.

use std::collections::HashMap;

use aho_corasick::{AhoCorasick, BuildError};
use spec::profile::{Profile, Selector, User};

/// How many users only scenes touch.
const ACTORS: usize = 8;

/// The users of a target by their places in the profile.
#[derive(Debug)]
pub(crate) struct People {
    users: Vec<User>,
    by_id: HashMap<String, usize>,
    by_number: HashMap<String, usize>,
    by_selector: HashMap<String, usize>,
    selectors: Vec<Vec<Selector>>,
    actors: Vec<usize>,
    others: Vec<usize>,
    /// Everything by which an actor could be reached.
    actors_names: AhoCorasick,
}

impl People {
    /// The users of a profile.
    ///
    /// # Errors
    /// If there are more names than can be looked for.
    pub(crate) fn of(profile: &Profile) -> Result<Self, BuildError> {
        let users = profile.users.clone();
        let selectors: Vec<Vec<Selector>> = users.iter().map(User::selectors).collect();
        let actors = actors(&users);
        let is_other = |place: &usize| users[*place].free && !actors.contains(place);
        let listed = || {
            selectors.iter().enumerate().flat_map(|(place, list)| list.iter().map(move |one| (one, place)))
        };
        let mut by_selector = HashMap::new();
        for (selector, place) in listed() {
            by_selector.entry(key(selector.parameter, &selector.value)).or_insert(place);
        }
        let groups = profile
            .groups
            .iter()
            .filter(|group| actors.iter().any(|actor| group.members.contains(&users[*actor].number)));
        let groups: Vec<String> = groups.map(|group| group.number.to_string()).collect();
        let own = actors.iter().flat_map(|actor| {
            let values = selectors[*actor].iter().map(|selector| selector.value.clone());
            values.chain([users[*actor].number.to_string()])
        });
        Ok(Self {
            actors_names: AhoCorasick::new(own.chain(groups).filter(|name| !name.is_empty()))?,
            by_id: users.iter().enumerate().map(|(place, user)| (user.id.to_string(), place)).collect(),
            by_number: users
                .iter()
                .enumerate()
                .map(|(place, user)| (user.number.to_string(), place))
                .collect(),
            others: (0..users.len()).filter(is_other).collect(),
            by_selector,
            actors,
            selectors,
            users,
        })
    }

    /// The user of a GUID, as the profile writes it.
    pub(crate) fn by_id(&self, id: &str) -> Option<&User> {
        self.by_id.get(id).map(|place| &self.users[*place])
    }

    /// The user of a direct number.
    pub(crate) fn by_number(&self, number: &str) -> Option<&User> {
        self.by_number.get(number).map(|place| &self.users[*place])
    }

    /// The user whose line a parameter selects (WP-2).
    pub(crate) fn selected(&self, parameter: &str, value: &str) -> Option<&User> {
        self.by_selector.get(&key(parameter, value)).map(|place| &self.users[*place])
    }

    /// The users whom only scenes touch, so that what is seen of them is the scene's own doing: the first two, since the first is who is
    /// taken for anybody, and the last few. Few users are everybody's.
    pub(crate) fn actors(&self) -> impl ExactSizeIterator<Item = &User> {
        self.actors.iter().map(|place| &self.users[*place])
    }

    /// Whether only scenes touch a user.
    pub(crate) fn is_actor(&self, user: &User) -> bool {
        self.actors().any(|actor| actor.id == user.id)
    }

    /// The users whom anybody may act upon, with what selects them.
    pub(crate) fn others(&self) -> impl ExactSizeIterator<Item = (&User, &[Selector])> {
        self.others.iter().map(|place| (&self.users[*place], self.selectors[*place].as_slice()))
    }

    /// Whether a text has anything in it by which an actor could be reached.
    pub(crate) fn names_actor(&self, text: &[u8]) -> bool {
        self.actors_names.is_match(text)
    }
}

fn actors(users: &[User]) -> Vec<usize> {
    let enough = users.len() >= 4 * ACTORS;
    let reserved = |place: &usize| enough && (*place < 2 || place + ACTORS - 2 >= users.len());
    (0..users.len()).filter(reserved).filter(|place| users[*place].free).collect()
}

fn key(parameter: &str, value: &str) -> String {
    format!("{parameter}={value}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_are_found_by_whatever_names_them() {
        let profile = Profile::reference().unwrap();
        let people = People::of(&profile).unwrap();
        let user = &profile.users[5];
        assert_eq!(people.by_id(&user.id.to_string()).map(|found| found.id), Some(user.id));
        assert_eq!(people.by_number(user.number.as_str()).map(|found| found.id), Some(user.id));
        for selector in user.selectors() {
            let found = people.selected(selector.parameter, &selector.value);
            assert_eq!(found.map(|found| found.id), Some(user.id), "{selector:?}");
        }
        assert!(people.by_id("nobody").is_none() && people.selected("user", "nobody").is_none());
    }

    #[test]
    fn actors_are_nobody_else() {
        let profile = Profile::reference().unwrap();
        let people = People::of(&profile).unwrap();
        assert_eq!((people.actors().len(), people.others().len()), (8, profile.free_users().count() - 8));
        assert!(
            people
                .actors()
                .all(|actor| people.is_actor(actor) && people.names_actor(actor.number.as_str().as_bytes()))
        );
        assert!(people.others().all(|(other, _)| !people.is_actor(other)));
        assert!(!people.names_actor(b"/wp_flash?user=nobody"));
    }
}
