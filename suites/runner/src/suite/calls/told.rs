//! What is told of a call: the chain, the party opposite, and nothing to those who have no part in it (CHAIN-1 to 6, ABON-1 to 6).

use std::rc::Rc;
use std::time::Duration;

use checks::{chain, cite, party};
use report_model::verdict::Verdict;
use spec::catalogue::{Answer, Route};
use spec::decode::Format;
use spec::ids::Citation;
use spec::profile::User;

use super::lasting::Lasted;
use super::talk::{self, Talk};
use super::{Plot, late_in_a_second, reached, talkers};
use crate::ask::{self, line, stage};
use crate::case::{Case, Stuck};
use crate::casting::{Casting, Role};
use crate::context::Context;
use crate::session::{Reply, Session};

pub(super) fn cases(context: &Rc<Context>, casting: &Casting<'_>) -> Vec<Case> {
    vec![
        the_chain(context, casting),
        the_order_of_a_call_back(context, casting),
        the_party(context, casting),
        nobody_elses(casting),
        nothing_of_nothing(casting),
    ]
}

fn the_chain(context: &Context, casting: &Casting<'_>) -> Case {
    let rules = [
        cite::d("CHAIN", 1),
        cite::e("CHAIN", 2),
        cite::e("CHAIN", 4),
        cite::i("CHAIN", 5),
        cite::i("CALL", 8),
    ];
    let rules = ask::shown_by(context, "wp_getchaincontent").into_iter().chain(rules);
    let plot = Plot::talking("wp_getchaincontent", "tells_the_chain_of_a_conversation", rules);
    let plot = Plot { lasting: plot.lasting + Duration::from_secs(1), ..plot };
    let users = talkers(&context.profile, casting, [Role::Answers, Role::Answers]);
    plot.play_while(users, async |session, [own, other], _| {
        late_in_a_second(session).await;
        let talk = talk::begin(session, own, other).await?;
        let route = session.route("wp_getchaincontent", "wp_getchaincontent")?;
        let mut lasted = talk.lasted;
        for glimpse in [&talk.caller, &talk.called] {
            lasted = read(session, &glimpse.chain, &route, &cite::d("CHAIN", 1)).unwrap_or(lasted);
            let told = glimpse.look.chain.as_ref();
            session.judge(&glimpse.chain, chain::holds_both(told, own, other));
            let Some(told) = told else { continue };
            session.judge(&glimpse.chain, chain::names_its_call(told));
            session.judge(&glimpse.chain, chain::stands_in_order(told));
            session.judge(&glimpse.chain, chain::runs_forward(told));
            session.judge_all(&glimpse.chain, chain::is_of_one_call(told, own, other));
        }
        let chains =
            [&talk.caller, &talk.called].into_iter().filter_map(|glimpse| glimpse.look.chain.as_ref());
        session.judge_all(&talk.called.chain, chain::pairs_agree(chains));
        talk::both_end_free(session, [own, other]).await?;
        Ok(lasted)
    })
}

/// CHAIN-2: called back, the line has to answer before the number is called, so call and commutation begin at different times.
fn the_order_of_a_call_back(context: &Context, casting: &Casting<'_>) -> Case {
    let rules = [cite::e("CHAIN", 2), cite::i("CHAIN", 5), cite::i("CALL", 8)];
    let plot = Plot::talking("wp_getchaincontent", "tells_a_call_back_in_the_order_of_time", rules);
    let plot = Plot { lasting: plot.lasting + Duration::from_secs(1), ..plot };
    let users = talkers(&context.profile, casting, [Role::Answers, Role::Answers]);
    plot.play_while(users, async |session, [own, other], _| {
        late_in_a_second(session).await;
        let call = line::dial("wp_autocallstart", own, other.number.as_str()).with("sequence", "back");
        let talk = talk::begin_by(session, call, own, other).await?;
        for glimpse in [&talk.caller, &talk.called] {
            let Some(told) = &glimpse.look.chain else { continue };
            session.judge(&glimpse.chain, chain::stands_in_order(told));
            session.judge(&glimpse.chain, chain::runs_forward(told));
        }
        talk::both_end_free(session, [own, other]).await?;
        Ok(talk.lasted)
    })
}

fn the_party(context: &Context, casting: &Casting<'_>) -> Case {
    let rules =
        [cite::d("ABON", 1), cite::e("ABON", 3), cite::i("ABON", 4), cite::x("ABON", 5), cite::i("CALL", 8)];
    let rules = ask::shown_by(context, "wp_getabonentinfo").into_iter().chain(rules);
    let plot = Plot::talking("wp_getabonentinfo", "tells_the_party_opposite", rules);
    let users = talkers(&context.profile, casting, [Role::Answers, Role::Answers]);
    plot.play_while(users, async |session, [own, other], idle| {
        let talk = talk::begin(session, own, other).await?;
        let lasted = judge_party(session, &talk, own, other)?;
        let parties =
            idle.iter().chain([&talk.caller.look, &talk.called.look]).filter_map(|look| look.party.as_ref());
        let named = party::line_states_are_named(parties);
        session.judge_all(&talk.called.party, named);
        let reading = "`wp_getabonentinfo` tells the party, whatever path its example is written with";
        if talk.caller.look.party.as_ref().is_some_and(party::Party::is_told) {
            session.judge(&talk.caller.party, Verdict::observed(cite::x("ABON", 5), reading));
        }
        talk::both_end_free(session, [own, other]).await?;
        Ok(lasted)
    })
}

/// Judges what both are told of each other, and whether that was early enough.
fn judge_party(session: &mut Session, talk: &Talk, own: &User, other: &User) -> Result<Lasted, Stuck> {
    let mut lasted = talk.lasted;
    let route = session.route("wp_getabonentinfo", "wp_getabonentinfo")?;
    for (glimpse, own, other) in [(&talk.caller, own, other), (&talk.called, other, own)] {
        lasted = read(session, &glimpse.party, &route, &cite::d("ABON", 1)).unwrap_or(lasted);
        let told = glimpse.look.party.as_ref();
        session.judge(&glimpse.party, party::is_opposite(told, other));
        let Some(told) = told.filter(|told| told.is_told()) else { continue };
        let chain = glimpse.look.chain.as_ref();
        session.judge_all(&glimpse.party, party::is_numbered_as_the_other(told, own, other, chain));
        session.judge_all(&glimpse.party, chain.map(|chain| party::is_of_chain(told, chain, own, other)));
    }
    if let (Some(one), Some(two)) = (&talk.caller.look.party, &talk.called.look.party) {
        session.judge(&talk.called.party, party::mirrors(one, two));
    }
    Ok(lasted)
}

/// Reads an answer about a conversation. One with content that cannot be read is as unreadable early as late: no end of the
/// conversation explains it.
fn read(session: &mut Session, reply: &Reply, route: &Route, rule: &Citation) -> Option<Lasted> {
    let unreadable = session.read(reply, route, rule).is_none();
    (unreadable && reply.succeeded() && !reply.body().is_empty()).then_some(Lasted::Surely)
}

/// CHAIN-1, CHAIN-6: who stands by is not told of a call between others.
fn nobody_elses(casting: &Casting<'_>) -> Case {
    let rules = [cite::d("CHAIN", 1)];
    let plot = Plot::ringing("wp_getchaincontent", "tells_nobody_elses_chain", rules);
    plot.play(casting.cast([Role::Answers, Role::Silent, Role::Silent]), async |session, users, idle| {
        let [own, other, bystander] = users;
        session.ask(&line::dial("wp_autocallstart", own, other.number.as_str())).await?;
        let ringing = reached(session, other, &idle[1], stage::two_answers(session)).await?;
        let (reply, told) = line::chain(session, bystander).await?;
        if ringing.look.chain.is_some() {
            session.judge(&reply, chain::is_nobody_elses(told.as_ref(), ringing.look.chain.as_ref()));
        }
        Ok(())
    })
}

/// CHAIN-6, ABON-6: what an idle line is told is left open and told here; that it is JSON is not (CHAIN-1, ABON-1).
fn nothing_of_nothing(casting: &Casting<'_>) -> Case {
    let rules = [
        cite::d("CHAIN", 1),
        cite::u("CHAIN", 6),
        cite::d("ABON", 1),
        cite::u("ABON", 6),
        cite::u("HTTP", 7),
    ];
    let plot = Plot::ringing("wp_getchaincontent", "an_idle_line_is_told_json_or_nothing", rules);
    plot.play(casting.cast([Role::Silent]), async |session, [own], _| {
        for (command, owed, open) in [
            ("wp_getchaincontent", cite::d("CHAIN", 1), cite::u("CHAIN", 6)),
            ("wp_getabonentinfo", cite::d("ABON", 1), cite::u("ABON", 6)),
        ] {
            let reply = session.ask(&line::of(command, own)).await?;
            let told = judge_json(session, &reply, &owed);
            let reading = format!("`{command}` tells an idle line status {} and {told}", reply.status());
            session.judge(&reply, Verdict::observed(open, reading));
        }
        Ok(())
    })
}

fn judge_json(session: &mut Session, reply: &Reply, owed: &Citation) -> String {
    if !reply.succeeded() || reply.body().is_empty() {
        return "nothing to read".to_owned();
    }
    match session.read_as(reply, &Answer { format: Format::Json, schema: None }, owed) {
        Some(value) => {
            session.judge(reply, Verdict::holds(owed.clone()));
            let keys = value.as_object().map(|object| object.keys().cloned().collect::<Vec<_>>().join(", "));
            keys.map_or_else(|| value.to_string(), |keys| format!("an object of {{{keys}}}"))
        }
        None => "what is no JSON".to_owned(),
    }
}
