//! Codes and names of things that do not exist open nothing (DL-4, LIC-8).

use checks::cite;
use proptest::prelude::*;
use spec::profile::Profile;
use spec::wire::{Call, percent_encode};

use super::values;
use crate::case::{Case, Flow, draft};
use crate::generate::for_all;
use crate::session::{Session, call};

pub(super) fn cases(profile: &Profile) -> Vec<Case> {
    let by_path = |kind: &'static str| {
        move |code: &str| Call::new(format!("/download/{kind}/{}", percent_encode(code)))
    };
    vec![
        unknown("download", "unknown_recordings_are_refused", by_path("rec")),
        unknown("download", "unknown_faxes_are_refused", by_path("fax")),
        unknown("downloadrecordbylink", "unknown_links_are_refused", |code: &str| {
            call("downloadrecordbylink").with("recordlink", code)
        }),
        unknown_details(profile),
    ]
}

/// Codes are made so that no target has them: with a word in front that no exchange gives out.
fn unknown(command: &str, what: &str, ask: impl Fn(&str) -> Call + 'static) -> Case {
    draft("property", command, what).judging([cite::i("DL", 4)]).run(async move |session, (): &()| {
        let codes = values::text().prop_map(|text| format!("oktellspec-{text}"));
        for_all(session, &codes, async |session, code: &String| refused(session, &ask(code)).await).await
    })
}

async fn refused(session: &mut Session, call: &Call) -> Flow {
    let reply = session.ask(call).await?;
    let seen = format!("status {} with {} bytes", reply.status(), reply.body().len());
    session.expect(&reply, cite::i("DL", 4), reply.refused(), "a 4xx for what does not exist", seen);
    Ok(())
}

fn unknown_details(profile: &Profile) -> Case {
    let license = profile.license.clone();
    draft("property", "getlicenseinfo", "an_unknown_detail_gives_no_other_details_value")
        .judging([cite::i("LIC", 8)])
        .run(async move |session, (): &()| {
            let known = [
                license.regserial.as_ref().map(ToString::to_string),
                license.confirmdate.map(|date| date.to_string()),
                license.updatelimitdate.map(|date| date.to_string()),
            ];
            let details = values::text().prop_map(|text| format!("no-{text}"));
            for_all(session, &details, async |session, detail: &String| {
                let reply = session.ask(&call("getlicenseinfo").with("detail", detail)).await?;
                let told = known.iter().flatten().find(|value| reply.text().contains(value.as_str()));
                let seen = format!("`{}`", told.map_or("", String::as_str));
                session.expect(&reply, cite::i("LIC", 8), told.is_none(), "no value of another detail", seen);
                Ok(())
            })
            .await
        })
}
