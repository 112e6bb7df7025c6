//! Who is called first (CALL-3), shown by users who let it ring: what is behind them never happens.

use checks::cite;
use checks::look::{Look, is_left_alone};
use checks::state::Doing;
use report_model::verdict::Verdict;
use spec::ids::Citation;
use spec::profile::User;

use super::{Plot, comes_to, reached, stays_away};
use crate::ask::{line, stage};
use crate::case::{Case, Flow};
use crate::casting::{Casting, Role};
use crate::session::Session;

pub(super) fn cases(casting: &Casting<'_>) -> Vec<Case> {
    vec![
        direct_first(casting),
        direct_explicit(casting),
        direct_waits(casting),
        back_first("wp_autocallstart", casting),
        back_first("wp_switchcall", casting),
        back_goes_on(casting),
        no_number(casting),
    ]
}

/// The rule of the order: CALL-3, and for `wp_switchcall` that its parameters are the same (CALL-4).
fn rule(command: &str) -> Citation {
    if command == "wp_switchcall" { cite::d("CALL", 4) } else { cite::d("CALL", 3) }
}

fn direct_first(casting: &Casting<'_>) -> Case {
    let plot =
        Plot::ringing("wp_autocallstart", "the_other_party_is_called_first_by_default", [cite::d("CALL", 3)]);
    plot.play(casting.cast([Role::Silent, Role::Silent]), async |session, users, idle| {
        the_other_first(session, users, idle, None).await
    })
}

fn direct_explicit(casting: &Casting<'_>) -> Case {
    let plot = Plot::ringing("wp_autocallstart", "direct_calls_the_other_party_first", [cite::d("CALL", 3)]);
    plot.play(casting.cast([Role::Silent, Role::Silent]), async |session, users, idle| {
        the_other_first(session, users, idle, Some("direct")).await
    })
}

/// The line lets it ring: were it rung first, the other party would never be called.
async fn the_other_first(
    session: &mut Session,
    [own, other]: &[User; 2],
    [_, idle]: &[Look; 2],
    sequence: Option<&str>,
) -> Flow {
    let call = line::dial("wp_autocallstart", own, other.number.as_str());
    let call = sequence.into_iter().fold(call, |call, sequence| call.with("sequence", sequence));
    session.ask(&call).await?;
    let expected =
        format!("`{}` is called although the line of user {} does not answer", other.number, own.id);
    comes_to(session, other, idle, cite::d("CALL", 3), &expected).await.map(drop)
}

/// The other party lets it ring: the line, which would answer, is not rung before the answer.
fn direct_waits(casting: &Casting<'_>) -> Case {
    let rules = [cite::d("CALL", 3), cite::u("CALL", 3), cite::u("CALL", 8)];
    let plot = Plot::ringing("wp_autocallstart", "direct_rings_the_line_only_after_the_answer", rules);
    plot.play(casting.cast([Role::Answers, Role::Silent]), async |session, [own, other], [_, idle]| {
        session
            .ask(&line::dial("wp_autocallstart", own, other.number.as_str()).with("sequence", "direct"))
            .await?;
        let expected = format!("`{}` is called", other.number);
        if !comes_to(session, other, idle, cite::d("CALL", 3), &expected).await? {
            return Ok(());
        }
        tell_of_ringing(session, own, other).await?;
        stage::pause(session, stage::WATCH).await;
        let glimpse = line::look(session, own).await?;
        let answered = glimpse.look.is(Doing::Busy) || glimpse.look.is_commutated();
        let expected =
            format!("the line of user {} not yet in the call while `{}` rings", own.id, other.number);
        session.expect(&glimpse.state, cite::d("CALL", 3), !answered, expected, glimpse.look.to_string());
        Ok(())
    })
}

/// CALL-3, CALL-8: what shows before the answer is left open, and told.
async fn tell_of_ringing(session: &mut Session, own: &User, other: &User) -> Flow {
    let of_own = line::look(session, own).await?;
    let of_other = line::look(session, other).await?;
    let counts = if of_own.look.chain.is_some() { "counts" } else { "does not count" };
    let reading = format!("the line {counts} as part of the chain before it is rung back");
    session.judge(&of_own.chain, Verdict::observed(cite::u("CALL", 3), reading));
    let state = of_other.look.state.map_or_else(|| "no readable state".to_owned(), |state| state.to_string());
    session.judge(
        &of_other.state,
        Verdict::observed(cite::u("CALL", 8), format!("a user whose line rings is told in {state}")),
    );
    Ok(())
}

/// The line lets it ring: the number is not called.
fn back_first(command: &'static str, casting: &Casting<'_>) -> Case {
    let plot = Plot::ringing(command, "back_rings_the_line_first", [rule(command)]);
    plot.play(
        casting.cast([Role::Silent, Role::Silent]),
        async move |session, [own, other], [idle_own, idle]| {
            session.ask(&line::dial(command, own, other.number.as_str()).with("sequence", "back")).await?;
            let expected = format!("the line of user {} is rung first", own.id);
            comes_to(session, own, idle_own, rule(command), &expected).await?;
            let expected = format!("`{}` is not called before the line has answered", other.number);
            stays_away(session, other, idle, rule(command), &expected).await
        },
    )
}

fn back_goes_on(casting: &Casting<'_>) -> Case {
    let plot = Plot::ringing(
        "wp_autocallstart",
        "back_calls_the_number_after_the_line_answers",
        [cite::d("CALL", 3)],
    );
    plot.play(casting.cast([Role::Answers, Role::Silent]), async |session, [own, other], [_, idle]| {
        session
            .ask(&line::dial("wp_autocallstart", own, other.number.as_str()).with("sequence", "back"))
            .await?;
        let expected = format!("`{}` is called from the line once that has answered", other.number);
        comes_to(session, other, idle, cite::d("CALL", 3), &expected).await.map(drop)
    })
}

/// CALL-1: without a number there is nobody to call, and the line is not rung either.
fn no_number(casting: &Casting<'_>) -> Case {
    let plot = Plot::ringing("wp_autocallstart", "without_a_number_nothing_happens", [cite::i("CALL", 1)]);
    plot.play(casting.cast([Role::Silent]), async |session, [own], [idle]| {
        session.ask(&line::of("wp_autocallstart", own)).await?;
        session.ask(&line::of("wp_autocallstart", own).with("sequence", "back")).await?;
        nothing_comes(session, own, idle).await
    })
}

async fn nothing_comes(session: &mut Session, own: &User, idle: &Look) -> Flow {
    let glimpse = reached(session, own, idle, stage::WATCH).await?;
    let verdict = is_left_alone(cite::i("CALL", 1), &glimpse.look, idle, "no call without a `number`");
    session.judge(&glimpse.chain, verdict);
    Ok(())
}
