//! Users and their states: letter case does not matter in a GUID, and changes are answered alike whatever is asked (STATE-3, SET-1).

use checks::cite;
use proptest::prelude::*;
use spec::catalogue::Effect;
use spec::profile::{MissingFact, Profile, User, UserStateParameter};
use spec::wire::Call;

use super::values;
use crate::case::{Case, Flow, draft};
use crate::casting::{Casting, Role};
use crate::generate::for_all;
use crate::session::{Session, call};

pub(super) fn cases(profile: &Profile, casting: &Casting<'_>) -> Vec<Case> {
    let names = ["userstateid", "onredirect", "oncallcenter", "onlunch", "lunchreasonid", "lunchreasonmsg"];
    let mut cases: Vec<Case> = names.into_iter().map(|name| any_change(casting, name)).collect();
    cases.push(any_letter_case(profile));
    cases
}

fn any_letter_case(profile: &Profile) -> Case {
    let by_id = profile.dialect.user_state_parameter != Some(UserStateParameter::Number);
    let user = profile.users.first().filter(|_| by_id).cloned();
    draft("property", "tst_getuserstate", "a_guid_is_known_in_any_letter_case")
        .judging([cite::e("STATE", 3), cite::e("STATE", 4), cite::i("STATE", 4), cite::u("HTTP", 7)])
        .given(
            user.ok_or_else(|| MissingFact::new("user whose state is asked by GUID", "[[user]], [dialect]")),
        )
        .run(async |session, user: &User| {
            let id = user.id.to_string();
            for_all(session, &values::any_case(&id), async |session, spelled: &String| {
                let reply = session.ask(&call("tst_getuserstate").with("iduser", spelled)).await?;
                let route = session.route("tst_getuserstate", "tst_getuserstate")?;
                let answer = session.read(&reply, &route, &cite::e("STATE", 3));
                let told = answer.as_ref().and_then(|answer| answer.pointer("/data/property_sets/0/id"));
                let same = told.and_then(|id| id.as_str()).is_some_and(|told| told.eq_ignore_ascii_case(&id));
                session.expect(
                    &reply,
                    cite::e("STATE", 3),
                    same,
                    format!("the user {id}"),
                    format!("{told:?}"),
                );
                Ok(())
            })
            .await
        })
}

fn any_change(casting: &Casting<'_>, name: &'static str) -> Case {
    draft("property", "wp_setuserstate", &format!("any_{name}_is_answered_without_content"))
        .judging([cite::d("SET", 1), cite::i("SET", 1)])
        .touching([Effect::State])
        .starring(casting.cast([Role::Answers]))
        .run(async move |session, [user]: &[User; 1]| {
            let digits = (0_u32..12).prop_map(|digit| digit.to_string());
            let changes = prop_oneof![digits, values::text()];
            let flow = for_all(session, &changes, async |session, value: &String| {
                changed(session, user, name, value).await
            });
            let flow = flow.await;
            let restored =
                of(user).with("oncallcenter", "0").with("onredirect", "0").with("userstateid", "1");
            session.ask(&restored).await?;
            flow
        })
}

fn of(user: &User) -> Call {
    call("wp_setuserstate").with("user", user.id.to_string())
}

async fn changed(session: &mut Session, user: &User, name: &str, value: &str) -> Flow {
    let reply = session.ask(&of(user).with(name, value)).await?;
    let seen = format!("status {}", reply.status());
    session.expect(
        &reply,
        cite::d("SET", 1),
        reply.status() == 200,
        "200 OK, whether or not the change is made",
        seen,
    );
    let seen = format!("{} bytes: {}", reply.body().len(), reply.text());
    session.expect(&reply, cite::i("SET", 1), reply.body().is_empty(), "no content", seen);
    Ok(())
}
