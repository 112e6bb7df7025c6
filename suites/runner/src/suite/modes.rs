//! Changing what users do and their modes (SET-1 to SET-9), as far as it shows without a call.

use std::time::Duration;

use checks::cite;
use checks::state::{self, Doing};
use report_model::verdict::Verdict;
use spec::catalogue::Effect;
use spec::ids::Citation;
use spec::profile::User;

use crate::ask::{stage, user};
use crate::case::{Case, Flow, Stuck, draft};
use crate::casting::{Casting, Role};
use crate::context::Context;
use crate::poll;
use crate::session::Session;

/// A few parameters of one request.
type Changes = &'static [(&'static str, &'static str)];

/// Changes that are answered alike, whether they are made or not (SET-1).
const ANY_CHANGES: [Changes; 14] = [
    &[("userstateid", "5")],
    &[("userstateid", "3")],
    &[("userstateid", "2")],
    &[("userstateid", "0")],
    &[("userstateid", "7")],
    &[("userstateid", "99")],
    &[("userstateid", "abc")],
    &[("onlunch", "1")],
    &[("onredirect", "1")],
    &[("oncallcenter", "1")],
    &[("onlunch", "1"), ("lunchreasonid", "1001")],
    &[("onredirect", "1"), ("userstateid", "1")],
    &[("oncallcenter", "0"), ("onlunch", "0")],
    &[],
];

/// States into which nobody can be put: those of service, and numbers that mean none (SET-3).
const NO_STATES: [&str; 9] = ["0", "6", "7", "4", "8", "99", "-1", "abc", "65537"];

pub(super) fn cases(context: &Context, casting: &Casting<'_>) -> Vec<Case> {
    let mut cases = vec![
        answers(casting),
        refused_outside(casting),
        refused_always(casting),
        redirection(casting),
        leaving(casting),
        leaving_ends_lunch(casting),
        with_reason(context, casting),
        open_points(casting),
    ];
    cases.extend(Doing::ALL.map(|doing| each_state(casting, doing)));
    cases
}

/// A case with one user, brought to rest before and after.
fn with_user(
    casting: &Casting<'_>,
    what: &str,
    citations: impl IntoIterator<Item = Citation>,
    body: impl AsyncFn(&mut Session, &User) -> Flow + 'static,
) -> Case {
    draft("modes", "wp_setuserstate", what)
        .judging(citations)
        .touching([Effect::State])
        .lasting(Duration::from_millis(200))
        .starring(casting.cast([Role::Answers]))
        .run(async move |session, users: &[User; 1]| {
            stage::play(session, users, async |session, _| body(session, &users[0]).await).await
        })
}

fn answers(casting: &Casting<'_>) -> Case {
    let rules = [cite::d("SET", 1), cite::i("SET", 1)];
    with_user(casting, "every_change_is_answered_200_without_content", rules, async |session, user| {
        for changes in ANY_CHANGES {
            let reply = user::set(session, user, changes).await?;
            let seen = format!("status {}", reply.status());
            let expected = "200 OK, whether or not the change is made";
            session.expect(&reply, cite::d("SET", 1), reply.status() == 200, expected, seen);
            let seen = format!("{} bytes of content", reply.body().len());
            session.expect(&reply, cite::i("SET", 1), reply.body().is_empty(), "no content", seen);
        }
        Ok(())
    })
}

fn each_state(casting: &Casting<'_>, doing: Doing) -> Case {
    let what = match doing {
        Doing::Free => "state_1_makes_free",
        Doing::OnBreak => "state_2_sends_on_a_break_in_the_call_centre",
        Doing::Away => "state_3_marks_as_away",
        Doing::Busy => "state_5_marks_as_busy",
    };
    with_user(casting, what, [cite::d("SET", 2), cite::i("SET", 8)], async move |session, user| {
        match doing {
            // Whoever is free already shows nothing by becoming free.
            Doing::Free => user::make(session, user, Doing::Busy).await?,
            Doing::OnBreak => user::set(session, user, &[("oncallcenter", "1")]).await?,
            Doing::Away | Doing::Busy => user::make(session, user, Doing::Free).await?,
        };
        user::make(session, user, doing).await?;
        let (reply, told) = user::state(session, user).await?;
        session.judge(
            &reply,
            state::is_doing(cite::i("SET", 8), told.as_ref(), doing, "told by the next answer"),
        );
        becomes(session, user, doing, cite::d("SET", 2), "as asked by `userstateid`").await
    })
}

/// Judges that a user comes to do something.
async fn becomes(session: &mut Session, user: &User, doing: Doing, citation: Citation, why: &str) -> Flow {
    let (reply, told) = user::comes_to_do(session, user, doing).await?;
    session.judge(&reply, state::is_doing(citation, told.as_ref(), doing, why));
    Ok(())
}

/// Judges that a request does not change what a user is doing, at once or a little later.
async fn stays(session: &mut Session, user: &User, doing: Doing, changes: Changes, watch: Duration) -> Flow {
    user::set(session, user, changes).await?;
    let why = format!("as before `{}`, which is refused", in_words(changes));
    for pause in [Duration::ZERO, watch] {
        stage::pause(session, pause).await;
        let (reply, told) = user::state(session, user).await?;
        session.judge(&reply, state::is_doing(cite::d("SET", 3), told.as_ref(), doing, &why));
    }
    Ok(())
}

fn in_words(changes: &[(&str, &str)]) -> String {
    changes.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

fn refused_outside(casting: &Casting<'_>) -> Case {
    with_user(casting, "no_break_outside_the_call_centre", [cite::d("SET", 3)], async |session, user| {
        stays(session, user, Doing::Free, &[("userstateid", "2")], Duration::from_millis(150)).await?;
        user::make(session, user, Doing::Busy).await?;
        if !user::comes_to_do(session, user, Doing::Busy).await?.1.is_some_and(|told| told.is(Doing::Busy)) {
            return Ok(());
        }
        stays(session, user, Doing::Busy, &[("userstateid", "2")], Duration::ZERO).await
    })
}

fn refused_always(casting: &Casting<'_>) -> Case {
    with_user(casting, "service_states_are_refused", [cite::d("SET", 3)], async |session, user| {
        for from in [Doing::Free, Doing::Away] {
            user::make(session, user, from).await?;
            if !user::comes_to_do(session, user, from).await?.1.is_some_and(|told| told.is(from)) {
                continue;
            }
            for number in NO_STATES {
                user::set(session, user, &[("userstateid", number)]).await?;
                let (reply, told) = user::state(session, user).await?;
                let why = format!("as before `userstateid={number}`, which is refused");
                session.judge(&reply, state::is_doing(cite::d("SET", 3), told.as_ref(), from, &why));
            }
        }
        Ok(())
    })
}

/// SET-4: of redirection itself nothing shows over HTTP; that it may be switched together with another change does.
fn redirection(casting: &Casting<'_>) -> Case {
    let what = "redirection_is_switched_together_with_a_state";
    with_user(casting, what, [cite::d("SET", 4), cite::d("SET", 1)], async |session, user| {
        for (switch, doing) in [("1", Doing::Away), ("0", Doing::Busy), ("0", Doing::Free)] {
            let changes = [("onredirect", switch), ("userstateid", doing.parameter())];
            let reply = user::set(session, user, &changes).await?;
            let seen = format!("status {}", reply.status());
            session.expect(&reply, cite::d("SET", 1), reply.status() == 200, "200 OK", seen);
            let why = format!("asked for together with `onredirect={switch}`");
            becomes(session, user, doing, cite::d("SET", 4), &why).await?;
        }
        Ok(())
    })
}

fn leaving(casting: &Casting<'_>) -> Case {
    let rules = [cite::d("SET", 5), cite::d("SET", 3)];
    with_user(casting, "leaving_the_call_centre_ends_a_break", rules, async |session, user| {
        if !on_break(session, user, &[("oncallcenter", "1")], &[("userstateid", "2")]).await? {
            return Ok(());
        }
        user::set(session, user, &[("oncallcenter", "0")]).await?;
        // Who is still on a break is not seen to be refused another.
        if on_no_break(session, user, cite::d("SET", 5)).await? {
            user::make(session, user, Doing::OnBreak).await?;
            on_no_break(session, user, cite::d("SET", 3)).await?;
        }
        Ok(())
    })
}

/// SET-5, SET-6: the lunch mode needs the call centre, so leaving it ends a break that the mode began, too.
fn leaving_ends_lunch(casting: &Casting<'_>) -> Case {
    let what = "leaving_the_call_centre_ends_a_break_of_the_lunch_mode";
    with_user(casting, what, [cite::d("SET", 5)], async |session, user| {
        let lunch = &[("onlunch", "1"), ("userstateid", "2")];
        if !on_break(session, user, &[("oncallcenter", "1")], lunch).await? {
            return Ok(());
        }
        user::set(session, user, &[("oncallcenter", "0")]).await?;
        on_no_break(session, user, cite::d("SET", 5)).await.map(drop)
    })
}

/// Sends a user on a break; whether that came about.
async fn on_break(session: &mut Session, user: &User, mode: Changes, rest: Changes) -> Result<bool, Stuck> {
    user::set(session, user, mode).await?;
    user::set(session, user, rest).await?;
    let (_, told) = user::comes_to_do(session, user, Doing::OnBreak).await?;
    Ok(told.is_some_and(|told| told.is(Doing::OnBreak)))
}

/// Judges that a user who has left the call-centre mode is on no break. Whether that is so.
async fn on_no_break(session: &mut Session, user: &User, citation: Citation) -> Result<bool, Stuck> {
    let ended = async |session: &mut Session| {
        let (reply, told) = user::state(session, user).await?;
        Ok(told.is_some_and(|told| !told.is(Doing::OnBreak)).then_some(reply))
    };
    let reply = poll::until(session, stage::a_change(), ended).await?;
    let (last, told) = user::state(session, user).await?;
    let seen = told.map_or_else(|| "no readable state".to_owned(), |told| told.to_string());
    session.expect(&last, citation, reply.is_some(), "no break outside the call-centre mode", seen);
    Ok(reply.is_some())
}

/// SET-7: the lunch mode is on with a reason as it is without one. Which codes a target knows is its own matter; the profile names one.
fn with_reason(context: &Context, casting: &Casting<'_>) -> Case {
    let rules = [cite::d("SET", 6), cite::d("SET", 7)];
    let code = context.profile.lunch.reason;
    with_user(casting, "the_lunch_mode_is_entered_with_a_reason", rules, async move |session, user| {
        if !becomes_free_on_a_break(session, user, None, cite::d("SET", 6)).await? {
            return Ok(());
        }
        let code = code.map(|code| code.to_string());
        let reasons = [("lunchreasonmsg", Some("обед & <отдых>")), ("lunchreasonid", code.as_deref())];
        for (name, value) in reasons {
            if let Some(value) = value {
                becomes_free_on_a_break(session, user, Some((name, value)), cite::d("SET", 7)).await?;
            }
        }
        Ok(())
    })
}

/// Switches the lunch mode on for a user who is busy, and judges that becoming free is then a break. Whether that is so.
async fn becomes_free_on_a_break(
    session: &mut Session,
    user: &User,
    reason: Option<(&str, &str)>,
    citation: Citation,
) -> Result<bool, Stuck> {
    user::set(session, user, &[("oncallcenter", "0")]).await?;
    user::set(session, user, &[("oncallcenter", "1")]).await?;
    user::make(session, user, Doing::Busy).await?;
    let changes: Vec<(&str, &str)> = [("onlunch", "1")].into_iter().chain(reason).collect();
    user::set(session, user, &changes).await?;
    // Who is on the break already would perhaps be taken out of it (SET-9).
    if user::state(session, user).await?.1.is_some_and(|told| told.is(Doing::Busy)) {
        user::make(session, user, Doing::Free).await?;
    }
    let (reply, told) = user::comes_to_do(session, user, Doing::OnBreak).await?;
    let why = format!("instead of free after `{}`", in_words(&changes));
    session.judge(&reply, state::is_doing(citation, told.as_ref(), Doing::OnBreak, &why));
    Ok(told.is_some_and(|told| told.is(Doing::OnBreak)))
}

/// SET-9: what is left open is only told.
fn open_points(casting: &Casting<'_>) -> Case {
    with_user(casting, "what_is_left_open_is_told", [cite::u("SET", 9)], async |session, user| {
        user::set(session, user, &[("oncallcenter", "1")]).await?;
        tell(session, user, &[("onlunch", "1")], "`onlunch=1` makes of a free user").await?;
        tell(session, user, &[("userstateid", "1")], "`userstateid=1` in lunch mode makes").await?;
        tell(session, user, &[("oncallcenter", "0")], "leaving the call-centre mode then makes").await?;
        let both = &[("oncallcenter", "1"), ("userstateid", "2")];
        tell(session, user, both, "`oncallcenter=1` and `userstateid=2` in one request make").await
    })
}

async fn tell(session: &mut Session, user: &User, changes: Changes, what: &str) -> Flow {
    user::set(session, user, changes).await?;
    let (reply, told) = user::state(session, user).await?;
    let told = told.map_or_else(|| "no readable state".to_owned(), |told| told.to_string());
    session.judge(&reply, Verdict::observed(cite::u("SET", 9), format!("{what} {told}")));
    Ok(())
}
