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

/// Hands out users in turn. The order of the cases decides who gets whom, so that one plan is always cast alike.
#[derive(Debug)]
pub struct Casting<'a> {
    answering: Pool<'a>,
    silent: Pool<'a>,
}

#[derive(Debug)]
struct Pool<'a> {
    users: Vec<&'a User>,
    next: Cell<usize>,
}

impl<'a> Pool<'a> {
    fn of(profile: &'a Profile, answering: Answering) -> Self {
        let users = profile.free_users().filter(|user| user.answers == Some(answering)).collect();
        Self { users, next: Cell::new(0) }
    }

    /// The next user who is not taken for the same case already.
    fn draw(&self, taken: &[&User]) -> Option<&'a User> {
        let turn = self.next.get();
        let order = (0..self.users.len()).map(|step| (turn + step) % self.users.len());
        let index =
            order.into_iter().find(|&index| taken.iter().all(|user| user.id != self.users[index].id))?;
        self.next.set(index + 1);
        Some(self.users[index])
    }
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
            let user = pool.draw(&taken).ok_or_else(|| MissingFact::new(what, "[[user]] free, answers"))?;
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
        let silent = &self.silent.users;
        let pair = silent.iter().find_map(|from| {
            let number = from.redirects_to.as_ref()?;
            Some((*from, *silent.iter().find(|to| to.number == *number && to.id != from.id)?))
        });
        let caller = pair.and_then(|(from, to)| self.silent.draw(&[from, to]));
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
