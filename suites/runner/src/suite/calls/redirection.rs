//! Where calls to a user arrive whose redirection mode is on, or should be off (SET-4, SET-5).

use std::fmt;

use checks::cite;
use checks::look::Look;
use spec::catalogue::Effect;
use spec::ids::Citation;
use spec::profile::User;

use super::left;
use crate::ask::{line, stage, user};
use crate::case::{Case, Flow, Stuck, draft};
use crate::casting::Casting;
use crate::poll;
use crate::session::{Reply, Session};

/// Where a call is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Arrival {
    AtTheUser,
    AtTheOther,
    Nowhere,
}

impl fmt::Display for Arrival {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AtTheUser => "the call arrives at the user who was called",
            Self::AtTheOther => "the call arrives where the user's calls are redirected to",
            Self::Nowhere => {
                "the call arrives neither at the user nor where the user's calls are redirected to"
            }
        })
    }
}

/// What is asked of the user's modes, and where the next call has to arrive.
struct Step {
    changes: &'static [(&'static str, &'static str)],
    arrival: Arrival,
}

pub(super) fn cases(casting: &Casting<'_>) -> Vec<Case> {
    const ON: Step = Step { changes: &[("onredirect", "1")], arrival: Arrival::AtTheOther };
    const OFF: Step = Step { changes: &[("onredirect", "0")], arrival: Arrival::AtTheUser };
    const ON_WITH_A_STATE: Step =
        Step { changes: &[("onredirect", "1"), ("userstateid", "1")], arrival: Arrival::AtTheOther };
    const IN_THE_CALL_CENTRE: Step = Step { changes: &[("oncallcenter", "1")], arrival: Arrival::AtTheUser };
    const ON_IN_THE_CALL_CENTRE: Step = Step { changes: &[("onredirect", "1")], arrival: Arrival::AtTheUser };
    const OUT_OF_IT: Step = Step { changes: &[("oncallcenter", "0")], arrival: Arrival::AtTheUser };
    let set = |number| cite::d("SET", number);
    vec![
        scene(casting, "redirected_calls_arrive_elsewhere", set(4), &[ON, OFF, ON_WITH_A_STATE]),
        scene(
            casting,
            "no_redirection_in_the_call_centre",
            set(4),
            &[IN_THE_CALL_CENTRE, ON_IN_THE_CALL_CENTRE],
        ),
        // Only a redirection that was there can end.
        scene(
            casting,
            "entering_the_call_centre_ends_redirection",
            set(5),
            &[ON, IN_THE_CALL_CENTRE, OUT_OF_IT],
        ),
    ]
}

/// A case that takes the steps one after the other. The first may show SET-4 alone: where it fails, the others show nothing.
fn scene(casting: &Casting<'_>, what: &str, rule: Citation, steps: &'static [Step]) -> Case {
    draft("calls", "wp_setuserstate", what)
        .judging([rule.clone(), cite::d("SET", 4)])
        .touching([Effect::State, Effect::Calls])
        .starring(casting.redirection())
        .run(async move |session, users: &[User; 3]| {
            stage::play(session, users, async |session, idle| {
                without_redirection(session, users, idle).await?;
                for (place, step) in steps.iter().enumerate() {
                    let rule = if place == 0 { cite::d("SET", 4) } else { rule.clone() };
                    if !taken(session, users, idle, step, rule).await? {
                        return Ok(());
                    }
                }
                Ok(())
            })
            .await
        })
}

/// Makes sure that calls arrive at the user while nothing redirects them: where they do not, it is no matter of redirection.
async fn without_redirection(session: &mut Session, users: &[User; 3], idle: &[Look; 3]) -> Flow {
    let (_, arrival) = arrival(session, users, idle).await?;
    if arrival == Arrival::AtTheUser || session.is_rehearsal() {
        return Ok(());
    }
    Err(Stuck(format!("even without redirection {arrival}, so nothing can be said of redirection")))
}

/// Takes a step and judges where the next call arrives. Whether it arrives where it has to.
async fn taken(
    session: &mut Session,
    users: &[User; 3],
    idle: &[Look; 3],
    step: &Step,
    rule: Citation,
) -> Result<bool, Stuck> {
    user::set(session, &users[1], step.changes).await?;
    let (reply, arrival) = arrival(session, users, idle).await?;
    let changes: Vec<String> = step.changes.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let expected = format!("after {}: {}", changes.join("&"), step.arrival);
    session.expect(&reply, rule, arrival == step.arrival, expected, arrival.to_string());
    Ok(arrival == step.arrival)
}

/// Calls the user, looks where the call arrives, and ends it.
async fn arrival(
    session: &mut Session,
    [caller, user, other]: &[User; 3],
    idle: &[Look; 3],
) -> Result<(Reply, Arrival), Stuck> {
    for (who, idle) in [(user, &idle[1]), (other, &idle[2])] {
        if line::look(session, who).await?.look.is_called(idle) {
            return Err(Stuck(format!("a call is seen of user {} before there is one", who.id)));
        }
    }
    let dialled = session.ask(&line::dial("wp_autocallstart", caller, user.number.as_str())).await?;
    let somewhere = async |session: &mut Session| {
        for (who, idle, arrival) in
            [(user, &idle[1], Arrival::AtTheUser), (other, &idle[2], Arrival::AtTheOther)]
        {
            let glimpse = line::look(session, who).await?;
            if glimpse.look.is_called(idle) {
                return Ok(Some((glimpse.chain, arrival)));
            }
        }
        Ok(None)
    };
    let seen = poll::until(session, stage::an_answer(session), somewhere).await?;
    end(session, caller, [(user, &idle[1]), (other, &idle[2])]).await?;
    Ok(seen.unwrap_or((dialled, Arrival::Nowhere)))
}

async fn end(session: &mut Session, caller: &User, rung: [(&User, &Look); 2]) -> Flow {
    session.ask(&line::of("wp_autocallstop", caller)).await?;
    for (user, idle) in rung {
        let deadline = stage::a_talk(session);
        left(session, user, idle, deadline).await?;
    }
    Ok(())
}
