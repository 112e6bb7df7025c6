//! Hands out the profile's users to cases, so that cases which need a user of their own rarely wait for each other.

use std::cell::Cell;

use spec::profile::{Answering, Group, MissingFact, Profile, User};

/// What a case needs a user for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// To be called, called for, or changed: answers by itself.
    Answers,
    /// To be rung without an end: lets it ring.
    Silent,
}

/// For how long a case needs its users, as a share of what is given out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stay {
    Short = 1,
    /// As long as a conversation, or several calls one after the other.
    Long = 6,
}

/// Hands out users, always those who have the least to do. The order of the cases decides who gets whom, so that one plan is always
/// cast alike.
#[derive(Debug)]
pub struct Casting<'a> {
    answering: Pool<'a>,
    silent: Pool<'a>,
}

#[derive(Debug)]
struct Pool<'a> {
    users: Vec<(&'a User, Cell<usize>)>,
}

impl<'a> Pool<'a> {
    fn of(profile: &'a Profile, answering: Answering) -> Self {
        let users = profile.free_users().filter(|user| user.answers == Some(answering));
        Self { users: users.map(|user| (user, Cell::new(asked_for(profile, user)))).collect() }
    }

    /// The user with the least to do who is not taken for the same case already.
    fn draw(&self, taken: &[&User], stay: Stay) -> Option<&'a User> {
        let free = self.users.iter().filter(|(user, _)| taken.iter().all(|taken| user.id != taken.id));
        let (user, load) = free.min_by_key(|(_, load)| load.get())?;
        load.set(load.get() + stay as usize);
        Some(user)
    }
}

/// How much a user has to do for cases that need just this one: the first and the last, and members of groups.
fn asked_for(profile: &Profile, user: &User) -> usize {
    let is = |other: Option<&User>| usize::from(other.is_some_and(|other| other.id == user.id));
    let groups = profile.groups.iter().filter(|group| group.members.contains(&user.number)).count();
    let ends = [profile.users.first(), profile.free_users().next(), profile.free_users().last()];
    (ends.map(is).iter().sum::<usize>() + groups) * Stay::Long as usize
}

impl<'a> Casting<'a> {
    /// The free users of a profile.
    pub fn new(profile: &'a Profile) -> Self {
        Self { answering: Pool::of(profile, Answering::Auto), silent: Pool::of(profile, Answering::None) }
    }

    /// One user a role, all different.
    ///
    /// # Errors
    /// If the profile has too few free users of a kind.
    pub fn cast<const N: usize>(&self, roles: [Role; N]) -> Result<[User; N], MissingFact> {
        self.draw(roles, Stay::Short)
    }

    /// The same for a case that takes long.
    ///
    /// # Errors
    /// As [`Casting::cast`].
    pub fn cast_at_length<const N: usize>(&self, roles: [Role; N]) -> Result<[User; N], MissingFact> {
        self.draw(roles, Stay::Long)
    }

    fn draw<const N: usize>(&self, roles: [Role; N], stay: Stay) -> Result<[User; N], MissingFact> {
        let mut taken: Vec<&User> = Vec::new();
        for role in roles {
            let (pool, what) = match role {
                Role::Answers => {
                    (&self.answering, "user that tests may use and that answers calls, or too few")
                }
                Role::Silent => {
                    (&self.silent, "user that tests may use and that lets calls ring, or too few")
                }
            };
            let user =
                pool.draw(&taken, stay).ok_or_else(|| MissingFact::new(what, "[[user]] free, answers"))?;
            taken.push(user);
        }
        let cast: Vec<User> = taken.into_iter().cloned().collect();
        cast.try_into().map_err(|_| MissingFact::new("such cast", "[[user]]"))
    }

    /// One who calls, one whose calls can be redirected, and one at whom they then arrive; none of them answers.
    ///
    /// # Errors
    /// If the profile knows of no redirection between such users.
    pub fn redirection(&self) -> Result<[User; 3], MissingFact> {
        let silent = || self.silent.users.iter().map(|(user, _)| *user);
        let pair = silent().find_map(|from| {
            let number = from.redirects_to.as_ref()?;
            Some((from, silent().find(|to| to.number == *number && to.id != from.id)?))
        });
        let caller = pair.and_then(|(from, to)| self.silent.draw(&[from, to], Stay::Long));
        let missing =
            || MissingFact::new("users who let calls ring and redirect them", "[[user]] redirects_to");
        let ((from, to), caller) = pair.zip(caller).ok_or_else(missing)?;
        Ok([caller.clone(), from.clone(), to.clone()])
    }

    /// A group with a member that tests may change, and that member.
    ///
    /// # Errors
    /// If the profile has none.
    pub fn group_with_member(profile: &'a Profile) -> Result<(Group, User), MissingFact> {
        let found = profile.groups.iter().find_map(|group| {
            let members = group.members.iter().filter_map(|number| profile.user_by_number(number));
            let free = members.into_iter().find(|user| user.free && user.answers == Some(Answering::Auto))?;
            Some((group.clone(), free.clone()))
        });
        found.ok_or_else(|| {
            MissingFact::new("group with a member that tests may change", "[[group]], [[user]] free")
        })
    }
}
