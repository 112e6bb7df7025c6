//! What users are doing and who is free behind a number (STATE-1 to STATE-4, READY-1 to READY-5).

use std::rc::Rc;
use std::time::Duration;

use checks::cite;
use checks::pairs::{Named, one_name};
use checks::ready::{self, Move, Ready};
use checks::state::{self, Doing};
use report_model::verdict::Verdict;
use spec::catalogue::Effect;
use spec::decode::Format;
use spec::ids::Citation;
use spec::profile::{Group, Guid, MissingFact, Profile, User, UserStateParameter};
use spec::wire::Call;

use crate::ask::{self, group, stage, user};
use crate::case::{Case, Claim, Flow, Stuck, draft};
use crate::casting::{Casting, Role};
use crate::context::Context;
use crate::poll;
use crate::session::{Reply, Session, call};

/// A GUID of nobody: of a version that no server gives to its users.
const NOBODY: &str = "00000000-0000-0000-0000-000000000001";

/// A number of nobody.
const NO_NUMBER: &str = "00000000";

pub(super) fn cases(context: &Rc<Context>, casting: &Casting<'_>) -> Vec<Case> {
    vec![
        every_state(context),
        either_parameter(context),
        nobodys_state(context),
        one_name_a_number(casting),
        every_group(context),
        a_member_moves(context),
        odd_numbers(context),
    ]
}

fn state_rules(context: &Context) -> Vec<Citation> {
    [ask::shown_by(context, "tst_getuserstate"), vec![cite::d("STATE", 1)]].concat()
}

fn known_users(profile: &Profile) -> Result<Vec<User>, MissingFact> {
    if profile.users.is_empty() {
        Err(MissingFact::new("user", "[[user]]"))
    } else {
        Ok(profile.users.clone())
    }
}

fn every_state(context: &Context) -> Case {
    draft("users", "tst_getuserstate", "tells_the_state_of_every_user")
        .judging(state_rules(context))
        .judging([cite::i("STATE", 4)])
        .given(known_users(&context.profile))
        .run(async |session, users: &Vec<User>| {
            let mut seen = Vec::new();
            for user in users {
                let call = user::state_call(session, user);
                let (reply, state) = judged_state(session, &call, user).await?;
                seen.extend(state.map(|named| (reply, named)));
            }
            let names: Vec<Named> = seen.iter().map(|(_, named)| named.clone()).collect();
            if let (Some((reply, _)), Some(verdict)) =
                (seen.last(), one_name(cite::i("STATE", 4), "state", &names))
            {
                session.judge(reply, verdict);
            }
            Ok(())
        })
}

/// Asks for a state and judges everything that one answer says.
async fn judged_state(
    session: &mut Session,
    call: &Call,
    user: &User,
) -> Result<(Reply, Option<Named>), Stuck> {
    let reply = session.ask(call).await?;
    let seen = format!("status {}", reply.status());
    session.expect(
        &reply,
        cite::d("STATE", 1),
        reply.succeeded(),
        format!("the state of user {}", user.id),
        seen,
    );
    if !reply.succeeded() {
        return Ok((reply, None));
    }
    let route = session.route("tst_getuserstate", "tst_getuserstate")?;
    session.read(&reply, &route, &cite::e("STATE", 3));
    let state = user::told_state(&reply);
    let verdicts = state.iter().flat_map(|told| {
        [state::is_about(told, &user.id), state::is_of_user(told, &user.id), state::is_in_lower_case(told)]
    });
    session.judge_all(&reply, verdicts.collect::<Vec<Verdict>>());
    Ok((reply, state.map(|state| state.named)))
}

/// STATE-2: which parameter the target understands is its choice; where the profile says both, both must do.
fn either_parameter(context: &Context) -> Case {
    let owed = context.profile.dialect.user_state_parameter;
    draft("users", "tst_getuserstate", "is_asked_by_guid_or_by_number")
        .judging(state_rules(context))
        .judging([cite::x("STATE", 2)])
        .given(
            known_users(&context.profile).and_then(|users| {
                users.into_iter().next().ok_or_else(|| MissingFact::new("user", "[[user]]"))
            }),
        )
        .run(async move |session, user: &User| {
            let mut understood = Vec::new();
            for (name, call, parameter) in [
                ("iduser", user::state_by_id(user), UserStateParameter::IdUser),
                ("number", user::state_by_number(user), UserStateParameter::Number),
            ] {
                if owed.is_some_and(|owed| owed == parameter || owed == UserStateParameter::Both) {
                    judged_state(session, &call, user).await?;
                }
                let told = user::told_state(&session.ask(&call).await?);
                if told.is_some_and(|state| state::is_of_user(&state, &user.id).deviation().is_none()) {
                    understood.push(name);
                }
            }
            let reading = match understood.as_slice() {
                [] => "neither `iduser` nor `number` names a user".to_owned(),
                names => format!("a user is named by {}", names.join(" and by ")),
            };
            session.note(Verdict::observed(cite::x("STATE", 2), reading));
            Ok(())
        })
}

fn nobodys_state(context: &Context) -> Case {
    let known: Vec<Guid> = context.profile.users.iter().map(|user| user.id).collect();
    draft("users", "tst_getuserstate", "tells_nobodys_state_for_an_unknown_user").run(
        async move |session, (): &()| {
            for (name, nobody) in [("iduser", NOBODY), ("number", NO_NUMBER), ("iduser", ""), ("number", "")]
            {
                let reply = session.ask(&call("tst_getuserstate").with(name, nobody)).await?;
                let told = user::told_state(&reply);
                session.judge(&reply, state::is_of_nobody(told.as_ref(), &known));
            }
            Ok(())
        },
    )
}

fn one_name_a_number(casting: &Casting<'_>) -> Case {
    draft("users", "tst_getuserstate", "one_number_has_one_name_through_every_change")
        .judging([cite::i("STATE", 4), cite::e("STATE", 4), cite::d("STATE", 1)])
        .touching([Effect::State])
        .lasting(Duration::from_millis(100))
        .starring(casting.cast([Role::Answers, Role::Answers]))
        .run(async |session, users: &[User; 2]| {
            stage::play(session, users, async |session, _| walk(session, users).await).await
        })
}

/// Takes two users through the states, one behind the other, so that one is seen in what the other has just left.
async fn walk(session: &mut Session, users: &[User; 2]) -> Flow {
    let mut names = Vec::new();
    for doing in [Doing::Busy, Doing::Away, Doing::Free] {
        for user in users {
            user::make(session, user, doing).await?;
            let (reply, state) = user::state(session, user).await?;
            let Some(state) = state else { continue };
            session.judge_all(&reply, state::is_ready_only_if_free(&state));
            names.push(state.named);
            if let Some(verdict) = one_name(cite::i("STATE", 4), "state", &names) {
                session.judge(&reply, verdict);
            }
        }
    }
    let [one, other] = users;
    apart(session, one, other).await
}

/// STATE-1: the answer is about the user asked, not about another who is doing something else.
async fn apart(session: &mut Session, one: &User, other: &User) -> Flow {
    user::make(session, one, Doing::Busy).await?;
    user::make(session, other, Doing::Away).await?;
    let (_, of_one) = user::comes_to_do(session, one, Doing::Busy).await?;
    let (reply, of_other) = user::comes_to_do(session, other, Doing::Away).await?;
    let states = of_one.as_ref().zip(of_other.as_ref());
    let verdict = states.and_then(|(one, other)| state::are_apart((one, Doing::Busy), (other, Doing::Away)));
    session.judge_all(&reply, verdict);
    Ok(())
}

fn every_group(context: &Context) -> Case {
    let groups = context.profile.groups.clone();
    let known = if groups.is_empty() { Err(MissingFact::new("group", "[[group]]")) } else { Ok(groups) };
    draft("users", "tst_getintnumberreadyusers", "adds_up_for_every_group")
        .judging(ask::shown_by(context, "tst_getintnumberreadyusers"))
        .judging([cite::e("READY", 1), cite::d("READY", 3), cite::i("READY", 3)])
        .given(known)
        .run(async |session, groups: &Vec<Group>| {
            for group in groups {
                let (reply, ready) = group::ready(session, group).await?;
                let seen = format!("status {}", reply.status());
                let expected = format!("the users of group {}", group.number);
                session.expect(&reply, cite::e("READY", 1), reply.succeeded(), expected, seen);
                judge_group(session, &reply, group, ready.as_ref())?;
            }
            Ok(())
        })
}

fn judge_group(session: &mut Session, reply: &Reply, group: &Group, ready: Option<&Ready>) -> Flow {
    if reply.succeeded() {
        let route = session.route("tst_getintnumberreadyusers", "tst_getintnumberreadyusers")?;
        let value = session.read(reply, &route, &cite::e("READY", 2));
        let name = value.as_ref().and_then(|value| value.get("name")).and_then(|name| name.as_str());
        let expected = format!("name=\"{}\", the number asked", group.number);
        let same = name == Some(group.number.as_str());
        session.expect(reply, cite::e("READY", 2), same, expected, format!("{name:?}"));
    }
    let verdicts = ready.into_iter().flat_map(|ready| ready::adds_up(ready, &group.members));
    session.judge_all(reply, verdicts.collect::<Vec<Verdict>>());
    Ok(())
}

/// The smallest group with a member that tests may change: the fewer members, the less else can happen in it.
fn small_group(profile: &Profile) -> Result<(Group, User), MissingFact> {
    let member = |group: &Group| {
        let users = group.members.iter().filter_map(|number| profile.user_by_number(number));
        users.into_iter().find(|user| user.free).cloned()
    };
    let groups = profile.groups.iter().filter_map(|group| Some((group.clone(), member(group)?)));
    let smallest = groups.min_by_key(|(group, _)| group.members.len());
    smallest.ok_or_else(|| {
        MissingFact::new("group with a member that tests may change", "[[group]], [[user]] free")
    })
}

fn a_member_moves(context: &Context) -> Case {
    let facts = small_group(&context.profile);
    let members = |(group, _): &(Group, User)| -> Vec<Claim> {
        let users = group.members.iter().filter_map(|number| context.profile.user_by_number(number));
        users.filter(|user| user.free).map(Claim::user).collect()
    };
    let members: Vec<Claim> = facts.iter().flat_map(members).collect();
    draft("users", "tst_getintnumberreadyusers", "a_member_who_gets_busy_leaves_and_returns")
        .judging([cite::d("READY", 1), cite::i("READY", 4), cite::i("SET", 8)])
        .touching([Effect::State])
        .claiming(members)
        .lasting(Duration::from_millis(200))
        .given(facts)
        .run(async |session, (group, member): &(Group, User)| {
            let member = std::array::from_ref(member);
            stage::play(session, member, async |session, _| {
                judge_members(session, group).await?;
                moves(session, group, &member[0]).await
            })
            .await
        })
}

/// READY-1: the list is that of the members who are told as free. Who moves meanwhile is not judged.
async fn judge_members(session: &mut Session, group: &Group) -> Flow {
    let profile = &session.context().profile;
    let members = group.members.iter().filter_map(|number| profile.user_by_number(number));
    let members: Vec<User> = members.cloned().collect();
    let before = doings(session, &members).await?;
    let (reply, ready) = group::ready(session, group).await?;
    let after = doings(session, &members).await?;
    for ((member, before), after) in members.iter().zip(before).zip(after) {
        let stayed = before.filter(|before| Some(*before) == after);
        let verdict = ready
            .as_ref()
            .zip(stayed)
            .and_then(|(ready, doing)| ready::lists_as_told(ready, &member.number, doing));
        session.judge_all(&reply, verdict);
    }
    Ok(())
}

/// What users are doing, as far as it has a number of SET-2.
async fn doings(session: &mut Session, users: &[User]) -> Result<Vec<Option<Doing>>, Stuck> {
    let mut doings = Vec::new();
    for user in users {
        let (_, state) = user::state(session, user).await?;
        doings.push(state.and_then(|state| Doing::of_number(state.named.number)));
    }
    Ok(doings)
}

async fn moves(session: &mut Session, group: &Group, member: &User) -> Flow {
    for (doing, what) in [(Doing::Busy, Move::Left), (Doing::Free, Move::CameBack)] {
        let (_, before) = group::ready(session, group).await?;
        user::make(session, member, doing).await?;
        let (reply, after) = group::ready(session, group).await?;
        let (Some(before), Some(after)) = (before, after) else {
            return Err(Stuck(format!("what is told of group {} cannot be read", group.number)));
        };
        let listed = doing == Doing::Free;
        let at_once = after.lists(&member.number) == listed;
        let expected = format!("the change to {doing} in the next answer");
        session.expect(&reply, cite::i("SET", 8), at_once, expected, after.to_string());
        let settled = async |session: &mut Session| {
            let (reply, after) = group::ready(session, group).await?;
            Ok(after.filter(|after| after.lists(&member.number) == listed).map(|after| (reply, after)))
        };
        let settled = poll::until(session, stage::a_change(), settled).await?;
        let (reply, after) = settled.unwrap_or((reply, after));
        session.judge_all(&reply, ready::follows(&before, &after, &member.number, what));
    }
    Ok(())
}

/// READY-5: what is not documented is only told.
fn odd_numbers(context: &Context) -> Case {
    let user = known_users(&context.profile).map(|users| users[0].clone());
    draft("users", "tst_getintnumberreadyusers", "other_numbers_are_answered_somehow")
        .judging([cite::u("READY", 5)])
        .given(user)
        .run(async |session, user: &User| {
            let direct = group::ready_call(user.number.as_str());
            for (what, asked) in [
                ("a direct number", direct),
                ("an unknown number", group::ready_call(NO_NUMBER)),
                ("no number", call("tst_getintnumberreadyusers")),
            ] {
                let reply = session.ask(&asked).await?;
                let told = ask::value(&reply, Format::Group).as_ref().and_then(Ready::of);
                let told = told
                    .map_or_else(|| "no list".to_owned(), |ready| format!("{} listed", ready.listed.len()));
                let reading = format!("{what} is answered with status {} and {told}", reply.status());
                session.judge(&reply, Verdict::observed(cite::u("READY", 5), reading));
            }
            Ok(())
        })
}
