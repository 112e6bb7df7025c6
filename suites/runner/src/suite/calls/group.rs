//! The number of a group, called (CALL-2).

use std::time::Duration;

use checks::cite;
use checks::look::Look;
use checks::party::Party;
use spec::catalogue::Effect;
use spec::profile::{MissingFact, Profile, User};

use super::talkers;
use crate::ask::{line, stage};
use crate::case::{Case, Claim, Flow, Stuck, draft};
use crate::casting::{Casting, Role};
use crate::poll;
use crate::session::Session;

/// Who calls a group, its number, and its members, who are all the tests' own.
struct GroupCall {
    caller: User,
    number: String,
    members: Vec<User>,
}

impl GroupCall {
    fn cast(profile: &Profile, casting: &Casting<'_>) -> Result<Self, MissingFact> {
        let free = |number| profile.user_by_number(number).filter(|user| user.free).cloned();
        let whole = profile.groups.iter().filter_map(|group| {
            let members: Option<Vec<User>> = group.members.iter().map(free).collect();
            Some((group.number.to_string(), members.filter(|members| !members.is_empty())?))
        });
        let missing =
            || MissingFact::new("group all of whose members tests may use", "[[group]], [[user]] free");
        let (number, members) = whole.min_by_key(|(_, members)| members.len()).ok_or_else(missing)?;
        let [mut caller] = talkers(profile, casting, [Role::Answers])?;
        for _ in &members {
            if members.iter().any(|member| member.id == caller.id) {
                [caller] = talkers(profile, casting, [Role::Answers])?;
            }
        }
        Ok(Self { caller, number, members })
    }

    fn claims(&self) -> Vec<Claim> {
        self.members.iter().chain([&self.caller]).map(Claim::user).collect()
    }
}

/// CALL-2: the number of a group is an internal one (READY-1). Seen are only its members, and somebody outside once that party talks: a
/// group in which the call waits shows neither.
pub(super) fn is_called_inside(profile: &Profile, casting: &Casting<'_>) -> Case {
    let group = GroupCall::cast(profile, casting);
    draft("calls", "wp_autocallstart", "the_number_of_a_group_is_called_inside")
        .judging([cite::d("CALL", 2)])
        .touching([Effect::Calls])
        .lasting(Duration::from_millis(800))
        .claiming(group.iter().flat_map(GroupCall::claims).collect::<Vec<_>>())
        .given(group)
        .run(async |session, GroupCall { caller, number, members }: &GroupCall| {
            let users: Vec<User> = [caller].into_iter().chain(members).cloned().collect();
            let idle = stage::at_rest(session, &users).await?;
            session.ask(&line::dial("wp_autocallstart", caller, number)).await?;
            let judged = comes_to_a_member(session, caller, number, members, &idle[1..]).await;
            session.ask(&line::of("wp_autocallstop", caller)).await?;
            drop(stage::at_rest(session, &users).await);
            judged
        })
}

async fn comes_to_a_member(
    session: &mut Session,
    caller: &User,
    number: &str,
    members: &[User],
    idle: &[Look],
) -> Flow {
    let somewhere = async |session: &mut Session| {
        for (member, idle) in members.iter().zip(idle) {
            let glimpse = line::look(session, member).await?;
            if glimpse.look.is_touched(idle) {
                return Ok(Some((glimpse, true)));
            }
        }
        let glimpse = line::look(session, caller).await?;
        let party = glimpse.look.party.as_ref().and_then(Party::is_user);
        Ok((glimpse.look.is_commutated() && party == Some(false)).then_some((glimpse, false)))
    };
    let seen = poll::until(session, stage::two_answers(session), somewhere).await?;
    let Some((glimpse, is_inside)) = seen else {
        return Err(Stuck(format!("a call to group {number} is seen neither at a member nor outside")));
    };
    let expected = format!("group {number} is called inside, which is one of its members");
    session.expect(&glimpse.party, cite::d("CALL", 2), is_inside, expected, glimpse.look.to_string());
    Ok(())
}
