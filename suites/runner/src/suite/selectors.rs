//! In whose name a command acts (WP-1 to WP-3): every selector of a line moves the same user, and nobody's moves nobody.

use std::rc::Rc;
use std::time::Duration;

use checks::chain::Chain;
use checks::look::{Look, is_left_alone};
use checks::state::{self, Doing};
use checks::{cite, look};
use report_model::verdict::Verdict;
use spec::catalogue::Effect;
use spec::decode::Format;
use spec::ids::Citation;
use spec::profile::{MissingFact, Profile, Selector, User};
use spec::wire::Call;

use crate::ask::{self, line, stage, user};
use crate::case::{Case, Flow, Stuck, draft};
use crate::casting::{Casting, Role};
use crate::context::Context;
use crate::poll;
use crate::session::{Session, call};

/// Selectors that match nobody, each in every parameter.
const NOBODY: [&str; 4] = ["", "oktellspec-nobody", "ffffffff-ffff-4fff-bfff-ffffffffffff", "%"];

pub(super) fn cases(context: &Rc<Context>, casting: &Casting<'_>) -> Vec<Case> {
    let profile = &context.profile;
    vec![
        each_moves_the_user(casting),
        each_tells_the_same_line(casting),
        each_calls_for_the_line(casting),
        all_at_once(casting),
        nobody_is_moved(profile),
        nobody_is_called(casting),
        disagreement(casting),
    ]
}

/// A command with a selector.
fn by(command: &str, selector: &Selector) -> Call {
    call(command).with(selector.parameter, &selector.value)
}

/// The selectors of a user, and those whose value is a GUID once more in upper case (WP-2).
fn spelled(user: &User) -> Vec<(Selector, Citation)> {
    let guids = [Some(user.id.to_string()), user.line_id.map(|id| id.to_string())];
    let plain = user.selectors().into_iter().map(|selector| (selector, cite::d("WP", 2)));
    let upper = user.selectors().into_iter().filter(|selector| guids.contains(&Some(selector.value.clone())));
    let upper = upper.map(|Selector { parameter, value }| {
        (Selector { parameter, value: value.to_uppercase() }, cite::i("WP", 2))
    });
    plain.chain(upper).collect()
}

fn each_moves_the_user(casting: &Casting<'_>) -> Case {
    draft("selectors", "wp_setuserstate", "every_selector_moves_the_same_user")
        .judging([cite::d("WP", 1), cite::d("WP", 2), cite::i("WP", 2)])
        .touching([Effect::State])
        .lasting(Duration::from_millis(200))
        .starring(casting.cast([Role::Answers]))
        .run(async |session, users: &[User; 1]| {
            stage::play(session, users, async |session, _| {
                for (place, (selector, rule)) in spelled(&users[0]).into_iter().enumerate() {
                    let doing = if place % 2 == 0 { Doing::Busy } else { Doing::Away };
                    moves(session, &users[0], &selector, doing, rule).await?;
                }
                Ok(())
            })
            .await
        })
}

async fn moves(
    session: &mut Session,
    user: &User,
    selector: &Selector,
    doing: Doing,
    rule: Citation,
) -> Flow {
    session.ask(&by("wp_setuserstate", selector).with("userstateid", doing.parameter())).await?;
    let (reply, told) = user::comes_to_do(session, user, doing).await?;
    let why = format!("asked for with `{}={}` alone", selector.parameter, selector.value);
    session.judge(&reply, state::is_doing(rule, told.as_ref(), doing, &why));
    // WP-1 is about the parameter: that further kinds of value are understood in it is WP-2's matter.
    let first = user.selectors().into_iter().find(|first| first.parameter == selector.parameter);
    if first.as_ref() == Some(selector) {
        session.judge(&reply, state::is_doing(cite::d("WP", 1), told.as_ref(), doing, &why));
    }
    Ok(())
}

/// WP-2: while a call rings at a line, every selector of the line tells the same chain.
fn each_tells_the_same_line(casting: &Casting<'_>) -> Case {
    draft("selectors", "wp_getchaincontent", "every_selector_tells_the_same_chain")
        .judging([cite::i("WP", 2)])
        .touching([Effect::Calls])
        .lasting(Duration::from_millis(500))
        .starring(casting.cast([Role::Answers, Role::Silent]))
        .run(async |session, users: &[User; 2]| {
            stage::play(session, users, async |session, _| {
                let [own, other] = users;
                session.ask(&line::dial("wp_autocallstart", own, other.number.as_str())).await?;
                same_chain(session, other).await
            })
            .await
        })
}

async fn same_chain(session: &mut Session, user: &User) -> Flow {
    let rung = async |session: &mut Session| Ok(line::chain(session, user).await?.1);
    let Some(chain) = poll::until(session, stage::two_answers(session), rung).await? else {
        return Err(Stuck(format!("`{}` is in no chain while it rings", user.number)));
    };
    for (selector, _) in spelled(user) {
        let reply = session.ask(&by("wp_getchaincontent", &selector)).await?;
        let told = ask::value(&reply, Format::Json);
        let told = told.as_ref().and_then(Chain::of);
        let same = told.as_ref().is_some_and(|told| told.id == chain.id);
        let seen = told.map_or_else(|| "no chain".to_owned(), |told| told.to_string());
        let expected = format!("{chain} by `{}={}` too", selector.parameter, selector.value);
        session.expect(&reply, cite::i("WP", 2), same, &expected, &seen);
    }
    Ok(())
}

/// WP-1: each of `line`, `user` and `wp` alone lets a line call.
fn each_calls_for_the_line(casting: &Casting<'_>) -> Case {
    draft("selectors", "wp_autocallstart", "line_user_and_workplace_call_alike")
        .judging([cite::d("WP", 1)])
        .touching([Effect::Calls])
        .lasting(Duration::from_millis(1000))
        .starring(casting.cast([Role::Answers, Role::Silent]))
        .run(async |session, users: &[User; 2]| {
            for parameter in ["line", "user", "wp"] {
                let selector =
                    users[0].selectors().into_iter().find(|selector| selector.parameter == parameter);
                let Some(selector) = selector else { continue };
                stage::play(session, users, async |session, idle| {
                    calls(session, users, idle, &selector).await
                })
                .await?;
            }
            Ok(())
        })
}

async fn calls(session: &mut Session, [_, other]: &[User; 2], idle: &[Look; 2], selector: &Selector) -> Flow {
    session.ask(&by("wp_autocallstart", selector).with("number", other.number.as_str())).await?;
    let rung = async |session: &mut Session| {
        let glimpse = line::look(session, other).await?;
        Ok(glimpse.look.is_touched(&idle[1]).then_some(glimpse))
    };
    let glimpse = match poll::until(session, stage::two_answers(session), rung).await? {
        Some(glimpse) => glimpse,
        None => line::look(session, other).await?,
    };
    let expected = format!("`{}` called by `{}={}` alone", other.number, selector.parameter, selector.value);
    session.judge(&glimpse.chain, look::is_reached(cite::d("WP", 1), &glimpse.look, &idle[1], &expected));
    Ok(())
}

/// WP-1: one of the three is enough, so two or three that name the same line are no more than enough.
fn all_at_once(casting: &Casting<'_>) -> Case {
    draft("selectors", "wp_setuserstate", "line_user_and_workplace_together_act_as_one")
        .judging([cite::d("WP", 1)])
        .touching([Effect::State])
        .lasting(Duration::from_millis(200))
        .starring(casting.cast([Role::Answers]))
        .run(async |session, users: &[User; 1]| {
            stage::play(session, users, async |session, _| together(session, &users[0]).await).await
        })
}

async fn together(session: &mut Session, user: &User) -> Flow {
    let selectors = user.selectors();
    let of = |parameter| selectors.iter().find(|selector| selector.parameter == parameter);
    let named: Vec<&Selector> = ["line", "user", "wp"].into_iter().filter_map(of).collect();
    if named.len() < 2 {
        return Err(Stuck(format!("the profile names user {} by one parameter only", user.id)));
    }
    let doing = Doing::Away;
    let call = call("wp_setuserstate").with("userstateid", doing.parameter());
    let add = |call: Call, selector: &&Selector| call.with(selector.parameter, &selector.value);
    session.ask(&named.iter().fold(call, add)).await?;
    let (reply, told) = user::comes_to_do(session, user, doing).await?;
    let names: Vec<&str> = named.iter().map(|selector| selector.parameter).collect();
    let why = format!("asked for with `{}` of one line at once", names.join("` and `"));
    session.judge(&reply, state::is_doing(cite::d("WP", 1), told.as_ref(), doing, &why));
    Ok(())
}

/// Those whom a careless lookup finds first: the first and the last user that tests may change.
fn bystanders(profile: &Profile) -> Result<[User; 2], MissingFact> {
    match profile.free_users().collect::<Vec<_>>().as_slice() {
        [first, .., last] => Ok([(*first).clone(), (*last).clone()]),
        _ => Err(MissingFact::new("two users that tests may use", "[[user]] free")),
    }
}

fn nobody_is_moved(profile: &Profile) -> Case {
    draft("selectors", "wp_setuserstate", "a_selector_of_nobody_moves_nobody")
        .judging([cite::i("WP", 3), cite::u("WP", 3)])
        .touching([Effect::State])
        .lasting(Duration::from_millis(300))
        .starring(bystanders(profile))
        .run(async |session, users: &[User; 2]| {
            stage::play(session, users, async |session, idle| {
                let plain = call("wp_setuserstate").with("userstateid", "5");
                let reply = session.ask(&plain).await?;
                let reading = format!("without a selector the answer is status {}", reply.status());
                session.judge(&reply, Verdict::observed(cite::u("WP", 3), reading));
                for (parameter, nobody) in of_nobody(&users[0]) {
                    session.ask(&plain.clone().with(parameter, nobody)).await?;
                }
                left_alone(session, users, idle, "a change asked for in nobody's name").await
            })
            .await
        })
}

/// Every parameter with values that are nobody's, some of them almost somebody's. Of names only longer ones: a shorter one may well be
/// the name of somebody else, whom the profile does not know. The beginning of a GUID is nobody's.
fn of_nobody(user: &User) -> Vec<(&'static str, String)> {
    let longer = user.login.as_ref().map(|login| format!("{login}-oktellspec"));
    let guids = [Some(user.id), user.line_id].into_iter().flatten().map(|id| id.to_string());
    let shorter = guids.flat_map(|guid| [guid[..18].to_owned(), guid[..guid.len() - 1].to_owned()]);
    let plain = NOBODY.iter().map(|nobody| (*nobody).to_owned());
    let values: Vec<String> = plain.chain(longer).chain(shorter).collect();
    let each = |parameter| values.iter().cloned().map(move |value| (parameter, value));
    ["line", "user", "wp"].into_iter().flat_map(each).collect()
}

async fn left_alone(session: &mut Session, users: &[User; 2], idle: &[Look; 2], what: &str) -> Flow {
    for (user, idle) in users.iter().zip(idle) {
        let glimpse = line::look(session, user).await?;
        let expected = format!("user {} not touched by {what}", user.id);
        session.judge(&glimpse.state, is_left_alone(cite::i("WP", 3), &glimpse.look, idle, &expected));
    }
    Ok(())
}

fn nobody_is_called(casting: &Casting<'_>) -> Case {
    draft("selectors", "wp_autocallstart", "a_selector_of_nobody_calls_nobody")
        .judging([cite::i("WP", 3)])
        .touching([Effect::Calls])
        .lasting(Duration::from_millis(600))
        .starring(casting.cast([Role::Silent, Role::Silent]))
        .run(async |session, users: &[User; 2]| {
            stage::play(session, users, async |session, idle| {
                let number = users[1].number.as_str();
                for command in ["wp_autocallstart", "wp_switchcall"] {
                    session.ask(&call(command).with("number", number)).await?;
                    for (parameter, nobody) in of_nobody(&users[0]) {
                        session.ask(&call(command).with(parameter, nobody).with("number", number)).await?;
                    }
                }
                stage::pause(session, stage::WATCH / 2).await;
                left_alone(session, users, idle, "a call in nobody's name").await
            })
            .await
        })
}

/// WP-3: of two lines that a request names one acts, or none; which is left open, but nobody else does.
fn disagreement(casting: &Casting<'_>) -> Case {
    draft("selectors", "wp_setuserstate", "selectors_that_disagree_move_no_third_user")
        .judging([cite::u("WP", 3), cite::i("WP", 3)])
        .touching([Effect::State])
        .lasting(Duration::from_millis(300))
        .starring(casting.cast([Role::Answers, Role::Answers, Role::Answers]))
        .run(async |session, users: &[User; 3]| {
            stage::play(session, users, async |session, idle| disagree(session, users, idle).await).await
        })
}

async fn disagree(session: &mut Session, [one, other, third]: &[User; 3], idle: &[Look; 3]) -> Flow {
    let Some(selector) = other.selectors().into_iter().find(|selector| selector.parameter != "user") else {
        return Err(Stuck("the profile knows neither line nor workplace of a user".to_owned()));
    };
    let both = user::change(one).with(selector.parameter, &selector.value);
    session.ask(&both.with("userstateid", Doing::Busy.parameter())).await?;
    let mut moved = Vec::new();
    for (user, parameter) in [(one, "user"), (other, selector.parameter)] {
        let (_, told) = user::state(session, user).await?;
        moved.extend(told.filter(|told| told.is(Doing::Busy)).map(|_| parameter));
    }
    let reading = match moved.as_slice() {
        [] => format!("of `user` and `{}` that disagree neither acts", selector.parameter),
        who => format!("of `user` and `{}` that disagree `{}` acts", selector.parameter, who.join("` and `")),
    };
    session.note(Verdict::observed(cite::u("WP", 3), reading));
    let glimpse = line::look(session, third).await?;
    let expected = format!("user {} not touched by selectors of others", third.id);
    session.expect(
        &glimpse.state,
        cite::i("WP", 3),
        moved.len() < 2,
        "one of the two acts, or none",
        "both act",
    );
    session.judge(&glimpse.state, is_left_alone(cite::i("WP", 3), &glimpse.look, &idle[2], &expected));
    Ok(())
}
