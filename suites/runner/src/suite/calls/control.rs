//! Moving, holding, declining and stopping calls (CALL-4 to CALL-7).

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use checks::look::{Look, is_left_alone, is_reached};
use checks::party::{Party, in_words};
use checks::{chain, cite};
use report_model::verdict::Verdict;
use spec::ids::Citation;
use spec::profile::{Profile, User};

use super::lasting::{self, Lasted};
use super::talk;
use super::{Plot, comes_to, left, reached, talkers};
use crate::ask::line::{self, Glimpse};
use crate::ask::stage;
use crate::case::{Case, Flow, Stuck};
use crate::casting::{Casting, Role};
use crate::context::Context;
use crate::poll;
use crate::session::{Reply, Session};

pub(super) fn cases(context: &Rc<Context>, casting: &Casting<'_>) -> Vec<Case> {
    let profile = &context.profile;
    vec![
        switch_on_an_idle_line(casting),
        switch_in_a_call(profile, casting),
        stop(casting),
        stop_one_of_two(casting),
        decline(casting),
        flash(profile, casting),
        decline_in_a_call(profile, casting),
        idle_command("wp_autocallstop", cite::i("CALL", 5), casting),
        idle_command("wp_declinecall", cite::i("CALL", 7), casting),
    ]
}

fn switch_on_an_idle_line(casting: &Casting<'_>) -> Case {
    let plot = Plot::ringing("wp_switchcall", "an_idle_line_starts_a_call", [cite::d("CALL", 4)]);
    plot.play(casting.cast([Role::Answers, Role::Silent]), async |session, [own, other], [_, idle]| {
        session.ask(&line::dial("wp_switchcall", own, other.number.as_str())).await?;
        let expected = format!("`{}` is called, as the line is idle", other.number);
        comes_to(session, other, idle, cite::d("CALL", 4), &expected).await.map(drop)
    })
}

/// CALL-4: after a flash-switch somebody of the current call talks with the number. The document does not say who: the line itself,
/// with its party held (as by a flash, CALL-6), or the party, handed over.
fn switch_in_a_call(profile: &Profile, casting: &Casting<'_>) -> Case {
    let rules = [cite::d("CALL", 4), cite::u("CALL", 4), cite::e("CHAIN", 2)];
    let plot = Plot::talking("wp_switchcall", "a_call_is_switched_to_another_number", rules);
    let plot = Plot { lasting: 2 * plot.lasting, ..plot };
    let users = talkers(profile, casting, [Role::Answers, Role::Answers, Role::Answers]);
    plot.play_while(users, async |session, [own, other, third], [_, idle, _]| {
        let talk = talk::begin(session, own, other).await?;
        session.ask(&line::dial("wp_switchcall", own, third.number.as_str())).await?;
        let kept = line::look(session, other).await?;
        if talk.lasted_until(&kept.state) != Lasted::Surely {
            return Ok(Lasted::TooShort);
        }
        session.judge(&kept.chain, is_kept(&kept.look, idle, other));
        let (unwatched, last) = (Cell::new(Duration::ZERO), Cell::new(talk::now(session)));
        let switched = async |session: &mut Session| {
            let now = talk::now(session);
            unwatched.set(unwatched.get().max(now.saturating_sub(last.replace(now))));
            for (side, reading) in [(own, "talks with it"), (other, "hands its party over to it")] {
                let (reply, party) = line::party(session, side).await?;
                if party.as_ref().is_some_and(|party| party.is(third)) {
                    return Ok(Some((reply, party, Some(reading))));
                }
            }
            Ok(None)
        };
        let (reply, party, reading) = match poll::until(session, stage::an_answer(session), switched).await? {
            Some(seen) => seen,
            None => line::party(session, own).await.map(|(reply, party)| (reply, party, None))?,
        };
        let expected = format!("the line or its party talks with user {} of `{}`", third.id, third.number);
        session.expect(&reply, cite::d("CALL", 4), reading.is_some(), expected, in_words(party.as_ref()));
        if let Some(reading) = reading {
            let reading = format!("a line that switches its call to a number {reading}");
            session.judge(&reply, Verdict::observed(cite::u("CALL", 4), reading));
        }
        // Two calls, one behind the other, are most of what a chain can hold.
        let (reply, told) = line::chain(session, own).await?;
        session.judge_all(&reply, told.as_ref().map(chain::stands_in_order));
        // A conversation that fits between two looks may have come and gone.
        let seen = unwatched.get() < lasting::surely_until(session, Duration::ZERO);
        Ok(if seen { Lasted::Surely } else { Lasted::Perhaps })
    })
}

/// CALL-4: what is switched by a flash is not ended: the first party is held, or talks with the number.
fn is_kept(now: &Look, idle: &Look, party: &User) -> Verdict {
    let expected = format!("user {} held or handed over, and still in a call", party.id);
    is_reached(cite::d("CALL", 4), now, idle, &expected)
}

fn stop(casting: &Casting<'_>) -> Case {
    let plot = Plot::ringing("wp_autocallstop", "a_call_that_rings_ends", [cite::d("CALL", 5)]);
    plot.play(casting.cast([Role::Answers, Role::Silent]), async |session, [own, other], [_, idle]| {
        rings(session, own, other, idle).await?;
        session.ask(&line::of("wp_autocallstop", own)).await?;
        let glimpse = left(session, other, idle, stage::a_change()).await?;
        let expected = format!("`{}` rings no more", other.number);
        session.judge(&glimpse.chain, is_left_alone(cite::d("CALL", 5), &glimpse.look, idle, &expected));
        Ok(())
    })
}

/// WP-1: a stop is performed in the name of the line that asks for it, so the session of another line goes on.
fn stop_one_of_two(casting: &Casting<'_>) -> Case {
    let rules = [cite::d("CALL", 5), cite::d("WP", 1)];
    let plot = Plot::ringing("wp_autocallstop", "the_session_of_another_line_goes_on", rules);
    let users = casting.cast([Role::Answers, Role::Silent, Role::Answers, Role::Silent]);
    plot.play(users, async |session, [own, rung, other, other_rung], [_, idle, _, other_idle]| {
        rings(session, other, other_rung, other_idle).await?;
        rings(session, own, rung, idle).await?;
        session.ask(&line::of("wp_autocallstop", own)).await?;
        left(session, rung, idle, stage::a_change()).await?;
        let glimpse = line::look(session, other_rung).await?;
        let expected = format!("`{}` still rings for user {}", other_rung.number, other.id);
        let goes_on = glimpse.look.is_touched(other_idle);
        session.expect(&glimpse.chain, cite::d("WP", 1), goes_on, expected, glimpse.look.to_string());
        Ok(())
    })
}

/// Calls a user who lets it ring, and waits until it does.
async fn rings(session: &mut Session, own: &User, other: &User, idle: &Look) -> Result<Glimpse, Stuck> {
    session.ask(&line::dial("wp_autocallstart", own, other.number.as_str())).await?;
    let glimpse = reached(session, other, idle, stage::two_answers(session)).await?;
    match glimpse.look.is_touched(idle) || session.is_rehearsal() {
        true => Ok(glimpse),
        false => Err(Stuck(format!("`{}` is not seen ringing: {}", other.number, glimpse.look))),
    }
}

/// CALL-7: the call that came in is gone. Whether the caller tries again is left open: another chain is another call.
fn decline(casting: &Casting<'_>) -> Case {
    let rules = [cite::d("CALL", 7), cite::i("CALL", 7), cite::u("CALL", 7)];
    let plot = Plot::ringing("wp_declinecall", "the_incoming_call_is_declined", rules);
    plot.play(casting.cast([Role::Answers, Role::Silent]), async |session, [own, other], [_, idle]| {
        let ringing = rings(session, own, other, idle).await?;
        session.ask(&line::of("wp_declinecall", other)).await?;
        let gone = async |session: &mut Session| {
            let glimpse = line::look(session, other).await?;
            let another = glimpse.look.chain.is_some() && is_another(&glimpse.look, &ringing.look);
            Ok((another || !glimpse.look.is_touched(idle)).then_some(glimpse))
        };
        let gone = poll::until(session, stage::a_change(), gone).await?;
        let glimpse = match &gone {
            Some(glimpse) => glimpse.clone(),
            None => line::look(session, other).await?,
        };
        let seen = || glimpse.look.to_string();
        session.expect(
            &glimpse.chain,
            cite::d("CALL", 7),
            gone.is_some(),
            "the declined call rings no more",
            seen(),
        );
        if !is_another(&glimpse.look, &ringing.look) || glimpse.look.chain.is_none() {
            let verdict = is_left_alone(cite::i("CALL", 7), &glimpse.look, idle, "the line free again");
            session.judge(&glimpse.chain, verdict);
        }
        tell_of_another_try(session, other, idle).await
    })
}

fn is_another(now: &Look, before: &Look) -> bool {
    let id = |look: &Look| look.chain.as_ref().map(|chain| chain.id.clone());
    id(now) != id(before)
}

async fn tell_of_another_try(session: &mut Session, other: &User, idle: &Look) -> Flow {
    let glimpse = reached(session, other, idle, stage::WATCH).await?;
    let again = if glimpse.look.is_touched(idle) { "calls again" } else { "does not call again" };
    let reading =
        format!("a session whose call is declined {again} within {:.1} s", stage::WATCH.as_secs_f64());
    session.judge(&glimpse.chain, Verdict::observed(cite::u("CALL", 7), reading));
    Ok(())
}

/// CALL-6: a flash shows in the line's state, party or chain (D); it holds the call, a second one brings it back, and a third holds it as
/// the first did (I).
fn flash(profile: &Profile, casting: &Casting<'_>) -> Case {
    let rules = [cite::d("CALL", 6), cite::i("CALL", 6)];
    let plot = Plot::talking("wp_flash", "a_call_is_held_and_brought_back", rules);
    let users = talkers(profile, casting, [Role::Answers, Role::Answers]);
    plot.play_while(users, async |session, [own, other], _| {
        let talk = talk::begin(session, own, other).await?;
        let before = talk.caller.look.party.clone();
        let together = |party: Option<&Party>| is_held_together(party, before.as_ref());

        let (reply, party) = flashed(session, own, |party| !together(party)).await?;
        let shows = party != before;
        let expected = "a flash that shows in what the line is told";
        session.expect(&reply, cite::d("CALL", 6), shows, expected, in_words(party.as_ref()));
        judge_held(session, &reply, party.as_ref(), "the call held: the line not in state 32");

        let (reply, party) = flashed(session, own, together).await?;
        let expected = "the second flash brings the same commutation back, the line in state 32";
        let again = together(party.as_ref());
        session.expect(&reply, cite::i("CALL", 6), again, expected, in_words(party.as_ref()));

        let (reply, party) = flashed(session, own, |party| !together(party)).await?;
        judge_held(
            session,
            &reply,
            party.as_ref(),
            "the call held by a third flash: the line not in state 32",
        );
        // A conversation comes to its end by itself, a held call may not.
        session.ask(&line::of("wp_flash", own)).await?;
        Ok(talk.lasted_until(&reply))
    })
}

/// Flashes, and asks for the party until it is as wanted; the last answer if it never is.
async fn flashed(
    session: &mut Session,
    own: &User,
    wanted: impl Fn(Option<&Party>) -> bool,
) -> Result<(Reply, Option<Party>), Stuck> {
    session.ask(&line::of("wp_flash", own)).await?;
    let seen = async |session: &mut Session| {
        let (reply, party) = line::party(session, own).await?;
        Ok(wanted(party.as_ref()).then_some((reply, party)))
    };
    match poll::until(session, stage::WATCH, seen).await? {
        Some(seen) => Ok(seen),
        None => line::party(session, own).await,
    }
}

fn judge_held(session: &mut Session, reply: &Reply, party: Option<&Party>, expected: &str) {
    let held = !party.is_some_and(Party::is_commutated);
    session.expect(reply, cite::i("CALL", 6), held, expected, in_words(party));
}

/// Whether the line is in conversation, in the same commutation as before.
fn is_held_together(now: Option<&Party>, before: Option<&Party>) -> bool {
    let same = now.map(Party::commutation) == before.map(Party::commutation);
    same && now.is_some_and(Party::is_commutated)
}

/// CALL-7: in a conversation nothing comes in, so there is nothing to decline.
fn decline_in_a_call(profile: &Profile, casting: &Casting<'_>) -> Case {
    let plot = Plot::talking(
        "wp_declinecall",
        "a_conversation_is_not_declined",
        [cite::i("CALL", 7), cite::i("CALL", 8)],
    );
    plot.play_while(
        talkers(profile, casting, [Role::Answers, Role::Answers]),
        async |session, [own, other], _| {
            let talk = talk::begin(session, own, other).await?;
            session.ask(&line::of("wp_declinecall", other)).await?;
            let (reply, party) = line::party(session, other).await?;
            let stands = is_held_together(party.as_ref(), talk.called.look.party.as_ref());
            let expected = "the conversation going on, as nothing comes in";
            session.expect(&reply, cite::i("CALL", 7), stands, expected, in_words(party.as_ref()));
            talk::both_end_free(session, [own, other]).await?;
            Ok(talk.lasted_until(&reply))
        },
    )
}

/// CALL-5, CALL-7: where there is nothing to stop or to decline nothing happens.
fn idle_command(command: &'static str, rule: Citation, casting: &Casting<'_>) -> Case {
    let plot = Plot::ringing(command, "an_idle_line_is_left_alone", [rule.clone()]);
    plot.play(casting.cast([Role::Silent]), async move |session, [own], [idle]| {
        session.ask(&line::of(command, own)).await?;
        let glimpse = reached(session, own, idle, stage::WATCH / 4).await?;
        session.judge(&glimpse.chain, is_left_alone(rule.clone(), &glimpse.look, idle, "nothing changed"));
        Ok(())
    })
}
