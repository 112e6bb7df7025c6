//! Conversations: how they show (CALL-1, CALL-8), how they end, and what becomes of their users' states (SET-3, SET-6, READY-4).

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use checks::cite;
use checks::look::{Look, Signs};
use checks::state::{self, Doing, State};
use report_model::verdict::Verdict;
use spec::catalogue::Effect;
use spec::ids::Citation;
use spec::profile::{Group, MissingFact, Profile, User};
use spec::wire::Call;

use super::lasting::{self, Lasted};
use super::{Plot, comes_to, talkers};
use crate::ask::line::{self, Glimpse};
use crate::ask::{group, stage, user};
use crate::case::{Case, Flow, Stuck, draft};
use crate::casting::{Casting, Role};
use crate::context::Context;
use crate::poll;
use crate::session::{Reply, Session};

/// How long the last signs of a conversation may be behind the first.
const GRACE: Duration = Duration::from_millis(300);

pub(super) fn cases(context: &Rc<Context>, casting: &Casting<'_>) -> Vec<Case> {
    let profile = &context.profile;
    vec![
        call_and_end(profile, casting),
        bodies(profile, casting),
        not_free_during(profile, casting),
        lunch_at_the_end(profile, casting),
        not_listed(profile, casting),
    ]
}

/// A conversation of two users, as both sides of it look.
#[derive(Debug, Clone)]
pub(crate) struct Talk {
    /// Who called.
    pub caller: Glimpse,
    /// Who was called.
    pub called: Glimpse,
    /// Whether it lasted until both had been looked at.
    pub lasted: Lasted,
    /// The time of the run until which it surely lasts.
    surely_until: Duration,
}

impl Talk {
    /// Whether it lasted until an answer came, however long that answer has then waited to be judged.
    pub(super) fn lasted_until(&self, reply: &Reply) -> Lasted {
        let came = reply.started() + reply.elapsed();
        if came < self.surely_until { Lasted::Surely } else { Lasted::Perhaps }
    }

    /// Whether it lasts until now.
    pub(crate) fn lasts(&self, session: &mut Session) -> Lasted {
        if now(session) < self.surely_until { Lasted::Surely } else { Lasted::Perhaps }
    }
}

/// The time of the run.
pub(super) fn now(session: &mut Session) -> Duration {
    session.client().clock().elapsed()
}

/// Calls one user in the name of another and waits until they talk.
///
/// # Errors
/// If they do not: then what the case is about cannot be seen.
pub(crate) async fn begin(session: &mut Session, caller: &User, called: &User) -> Result<Talk, Stuck> {
    begin_by(session, line::dial("wp_autocallstart", caller, called.number.as_str()), caller, called).await
}

/// The same by a call with further parameters.
///
/// # Errors
/// As [`begin`].
pub(super) async fn begin_by(
    session: &mut Session,
    call: Call,
    caller: &User,
    called: &User,
) -> Result<Talk, Stuck> {
    let before = now(session);
    session.ask(&call).await?;
    let talk = talking(session, caller, called, before).await?;
    talk.ok_or_else(|| Stuck(format!("users {} and {} are not seen talking in time", caller.id, called.id)))
}

/// Waits until two users talk who did not `before`, by whatever sign, and then a little for the other signs.
pub(super) async fn talking(
    session: &mut Session,
    caller: &User,
    called: &User,
    before: Duration,
) -> Result<Option<Talk>, Stuck> {
    let deadline = stage::two_answers(session);
    let not_yet = Cell::new(before);
    let first = async |session: &mut Session| {
        let began = now(session);
        let (sides, signs) = both(session, caller, called).await?;
        if !signs.any() {
            not_yet.set(began);
        }
        Ok(signs.any().then_some(sides))
    };
    let Some(sides) = poll::until(session, deadline, first).await? else { return Ok(None) };
    let surely_until = lasting::surely_until(session, not_yet.get());
    let complete = async |session: &mut Session| {
        let (sides, signs) = both(session, caller, called).await?;
        Ok(signs.all().then_some(sides))
    };
    let [caller, called] = match poll::until(session, GRACE, complete).await? {
        Some(sides) => sides,
        None => {
            // A sign is missing. What the first look saw may have been half-way there; what stands now counts.
            let (stands, signs) = both(session, caller, called).await?;
            if signs.any() { stands } else { sides }
        }
    };
    let talk = Talk { caller, called, lasted: Lasted::Surely, surely_until };
    Ok(Some(Talk { lasted: talk.lasted_until(&talk.called.state), ..talk }))
}

async fn both(session: &mut Session, caller: &User, called: &User) -> Result<([Glimpse; 2], Signs), Stuck> {
    let sides = [line::look(session, caller).await?, line::look(session, called).await?];
    let signs = Signs::of((&sides[0].look, caller), (&sides[1].look, called));
    Ok((sides, signs))
}

fn call_and_end(profile: &Profile, casting: &Casting<'_>) -> Case {
    let rules = [cite::d("CALL", 1), cite::d("CALL", 3), cite::i("CALL", 8)];
    let plot = Plot::talking("wp_autocallstart", "two_users_talk_and_are_free_again", rules);
    plot.play_while(
        talkers(profile, casting, [Role::Answers, Role::Answers]),
        async |session, users, idle| {
            let [own, other] = users;
            let before = now(session);
            session.ask(&line::dial("wp_autocallstart", own, other.number.as_str())).await?;
            let expected = format!("`{}` is called", other.number);
            if !comes_to(session, other, &idle[1], cite::d("CALL", 1), &expected).await? {
                return Ok(Lasted::Surely);
            }
            let Some(talk) = talking(session, own, other, before).await? else {
                return not_rung_back(session, own, other).await.map(|()| Lasted::Surely);
            };
            let signs = Signs::of((&talk.caller.look, own), (&talk.called.look, other));
            session.judge(&talk.caller.state, Verdict::holds(cite::d("CALL", 3)));
            session.judge_all(&talk.caller.chain, signs.judge(&talk.caller.look, &talk.called.look));
            both_end_free(session, [own, other]).await?;
            Ok(talk.lasted)
        },
    )
}

/// CALL-3: both would have answered, and still do not talk.
async fn not_rung_back(session: &mut Session, own: &User, other: &User) -> Flow {
    let ([caller, called], _) = both(session, own, other).await?;
    let seen = format!("{} / {}", caller.look, called.look);
    let expected = "the line is rung back after the answer, and both talk";
    session.expect(&caller.chain, cite::d("CALL", 3), false, expected, seen);
    Ok(())
}

/// Judges the end of a conversation at both its sides. Whoever is not free after it cannot be brought to rest any more, so this is looked
/// at wherever a conversation goes to its end undisturbed: of two such cases with one user only the first can tell.
pub(super) async fn both_end_free(session: &mut Session, users: [&User; 2]) -> Flow {
    for user in users {
        ends_free(session, user).await?;
    }
    Ok(())
}

/// CALL-8: after the end a user is ready, and the line in no conversation.
async fn ends_free(session: &mut Session, user: &User) -> Flow {
    let ended = async |session: &mut Session| {
        let glimpse = line::look(session, user).await?;
        Ok((glimpse.look.is(Doing::Free) && !glimpse.look.is_commutated()).then_some(glimpse))
    };
    let deadline = stage::a_talk(session);
    let (glimpse, ended) = match poll::until(session, deadline, ended).await? {
        Some(glimpse) => (glimpse, true),
        None => (line::look(session, user).await?, false),
    };
    let expected = "after the end of a conversation the user free and the line in no conversation";
    session.expect(&glimpse.state, cite::i("CALL", 8), ended, expected, glimpse.look.to_string());
    Ok(())
}

/// CALL-9: the bodies are left open, and told.
fn bodies(profile: &Profile, casting: &Casting<'_>) -> Case {
    let plot = Plot::ringing("wp_autocallstart", "what_is_answered_is_told", [cite::u("CALL", 9)]);
    let number = profile.users.first().map(|user| user.number.to_string()).unwrap_or_default();
    plot.play(casting.cast([Role::Silent]), async move |session, [own], _: &[Look; 1]| {
        let dial = |command| line::dial(command, own, &number).with("sequence", "back");
        let plain = |command| line::of(command, own);
        for (command, call) in [
            ("wp_autocallstart", dial("wp_autocallstart")),
            ("wp_autocallstop", plain("wp_autocallstop")),
            ("wp_switchcall", dial("wp_switchcall")),
            ("wp_declinecall", plain("wp_declinecall")),
            ("wp_flash", plain("wp_flash")),
        ] {
            tell_body(session, command, &call).await?;
        }
        Ok(())
    })
}

async fn tell_body(session: &mut Session, command: &str, call: &Call) -> Flow {
    let reply = session.ask(call).await?;
    let body = if reply.body().is_empty() { "no content" } else { "content" };
    let reading = format!("`{command}` is answered with status {} and {body}", reply.status());
    session.judge(&reply, Verdict::observed(cite::u("CALL", 9), reading));
    Ok(())
}

/// A case about states during a conversation.
fn during(
    what: &'static str,
    rules: impl IntoIterator<Item = Citation>,
    users: Result<[User; 2], MissingFact>,
    scene: impl AsyncFn(&mut Session, &[User; 2], &Talk) -> Result<Lasted, Stuck> + 'static,
) -> Case {
    draft("calls", "wp_setuserstate", what)
        .judging(rules)
        .touching([Effect::Calls, Effect::State])
        .lasting(Duration::from_millis(2500))
        .starring(users)
        .run(async move |session, users: &[User; 2]| {
            let scene = async |session: &mut Session| {
                let talk = begin(session, &users[0], &users[1]).await?;
                scene(session, users, &talk).await
            };
            let scene =
                async |session: &mut Session, _: &[Look; 2]| lasting::played(session, users, scene).await;
            stage::play(session, users, scene).await
        })
}

/// SET-3: nobody is made free who talks. What 3 does then is left open (SET-9), and told.
fn not_free_during(profile: &Profile, casting: &Casting<'_>) -> Case {
    let users = talkers(profile, casting, [Role::Answers, Role::Answers]);
    let rules = [cite::d("SET", 3), cite::u("SET", 9)];
    during("nobody_is_made_free_during_a_conversation", rules, users, async |session, [own, other], talk| {
        for user in [own, other] {
            user::make(session, user, Doing::Free).await?;
            let (reply, told) = user::state(session, user).await?;
            if still_talk(session, own, other).await? {
                judge_refusal(session, &reply, talk, told.as_ref());
            }
        }
        user::make(session, own, Doing::Away).await?;
        let (reply, told) = user::state(session, own).await?;
        if still_talk(session, own, other).await? {
            let told = told.map_or_else(|| "no readable state".to_owned(), |told| told.to_string());
            let reading = format!("`userstateid=3` during a conversation makes {told}");
            session.judge(&reply, Verdict::observed(cite::u("SET", 9), reading));
        }
        Ok(talk.lasts(session))
    })
}

/// Whether the conversation still stands: only then is what was seen seen during it. A state changed against the rule does not count.
async fn still_talk(session: &mut Session, own: &User, other: &User) -> Result<bool, Stuck> {
    Ok(both(session, own, other).await?.1.any())
}

fn judge_refusal(session: &mut Session, reply: &Reply, talk: &Talk, told: Option<&State>) {
    // Who was not told to be busy before cannot be seen to be made free.
    if talk.caller.look.is(Doing::Busy) && talk.called.look.is(Doing::Busy) {
        let why = "as before `userstateid=1`, which is refused during a conversation";
        session.judge(reply, state::is_doing(cite::d("SET", 3), told, Doing::Busy, why));
    }
}

/// SET-6: in lunch mode the end of a conversation is a break; outside call-centre mode there is no lunch mode.
fn lunch_at_the_end(profile: &Profile, casting: &Casting<'_>) -> Case {
    let users = talkers(profile, casting, [Role::Answers, Role::Answers]);
    let what = "a_conversation_in_lunch_mode_ends_in_a_break";
    during(what, [cite::d("SET", 6)], users, async |session, [own, other], _| {
        user::set(session, own, &[("oncallcenter", "1")]).await?;
        user::set(session, own, &[("onlunch", "1")]).await?;
        user::set(session, other, &[("onlunch", "1")]).await?;
        if !still_talk(session, own, other).await? {
            return Ok(Lasted::TooShort);
        }
        let deadline = stage::a_talk(session);
        let (reply, told) = user::seen_doing(session, own, Doing::OnBreak, deadline).await?;
        let why = "in lunch mode, instead of free after a conversation";
        session.judge(&reply, state::is_doing(cite::d("SET", 6), told.as_ref(), Doing::OnBreak, why));
        let (reply, told) = user::seen_doing(session, other, Doing::Free, deadline).await?;
        let why = "after a conversation, because there is no lunch mode outside the call centre";
        session.judge(&reply, state::is_doing(cite::d("SET", 6), told.as_ref(), Doing::Free, why));
        Ok(Lasted::Surely)
    })
}

/// READY-4: who talks is not listed as free.
fn not_listed(profile: &Profile, casting: &Casting<'_>) -> Case {
    let found = Casting::group_with_member(profile);
    let group = found.as_ref().ok().map(|(group, _)| group.clone());
    let users = found.and_then(|(_, member)| with_caller(profile, casting, member));
    let rules = [cite::i("READY", 4)];
    let plot = Plot::talking("tst_getintnumberreadyusers", "who_talks_is_not_listed", rules);
    plot.play_while(users, async move |session, [own, member], _: &[Look; 2]| {
        let Some(group) = &group else { return Ok(Lasted::Surely) };
        listed(session, group, member, true, "at rest").await?;
        let talk = begin(session, own, member).await?;
        listed(session, group, member, false, "in conversation").await?;
        let lasted = talk.lasts(session);
        ends_free_quietly(session, member).await?;
        listed(session, group, member, true, "free again").await?;
        Ok(lasted)
    })
}

/// A caller for a group's member, and the member.
fn with_caller(profile: &Profile, casting: &Casting<'_>, member: User) -> Result<[User; 2], MissingFact> {
    let [mut caller] = talkers(profile, casting, [Role::Answers])?;
    if caller.id == member.id {
        [caller] = talkers(profile, casting, [Role::Answers])?;
    }
    match caller.id == member.id {
        true => Err(MissingFact::new("second user that tests may use", "[[user]] free")),
        false => Ok([caller, member]),
    }
}

async fn listed(session: &mut Session, group: &Group, member: &User, expected: bool, when: &str) -> Flow {
    let (reply, ready) = group::ready(session, group).await?;
    let Some(ready) = ready else { return Err(Stuck(format!("group {} cannot be read", group.number))) };
    let is = if expected { "is" } else { "is not" };
    let holds = ready.lists(&member.number) == expected;
    let expected = format!("`{}` {is} among the free, being {when}", member.number);
    session.expect(&reply, cite::i("READY", 4), holds, expected, ready.to_string());
    Ok(())
}

async fn ends_free_quietly(session: &mut Session, user: &User) -> Flow {
    let deadline = stage::a_talk(session);
    user::seen_doing(session, user, Doing::Free, deadline).await.map(drop)
}
