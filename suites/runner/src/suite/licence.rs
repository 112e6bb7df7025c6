//! The three views of the licence: their forms, and that they agree (LIC).

use std::rc::Rc;

use checks::cite;
use checks::license::{Detail, tells_no_detail, words_of};
use report_model::verdict::Verdict;
use spec::decode::Format;
use spec::profile::License;

use crate::ask;
use crate::case::{Case, Draft, Flow, Stuck, draft};
use crate::casting::Casting;
use crate::context::Context;
use crate::session::{Reply, Session, call};

pub(super) fn cases(context: &Rc<Context>, _casting: &Casting<'_>) -> Vec<Case> {
    let license = &context.profile.license;
    let mut cases: Vec<Case> = Detail::ALL.into_iter().map(|detail| value(license, detail)).collect();
    cases.extend([text(context), xml(context), agreement(), detail_of_xml(), no_detail()]);
    cases
}

fn licence(command: &str, what: &str) -> Draft {
    draft("licence", command, what)
}

/// A detail of the licence, as the target tells it.
async fn ask(session: &mut Session, detail: Detail) -> Result<(Reply, String), Stuck> {
    let reply = session.ask(&call("getlicenseinfo").with("detail", detail.word())).await?;
    let told = told(&reply);
    Ok((reply, told))
}

/// The text of an answer in whatever encoding it comes.
fn told(reply: &Reply) -> String {
    ask::value(reply, Format::Text).and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn value(license: &License, detail: Detail) -> Case {
    let known = detail.known(license);
    licence("getlicenseinfo", &format!("{}_has_its_form", detail.word())).judging([detail.citation()]).run(
        async move |session, (): &()| {
            let (reply, value) = ask(session, detail).await?;
            session.judge(&reply, detail.judge(&value, known.as_deref()));
            Ok(())
        },
    )
}

/// One of the whole views, by its own command: a success of the documented form.
fn text(context: &Context) -> Case {
    licence("getlicensefulltext", "is_text_without_markup")
        .judging(ask::shown_by(context, "getlicensefulltext"))
        .run(async |session, (): &()| whole(session, "getlicensefulltext", 1).await)
}

fn xml(context: &Context) -> Case {
    licence("getlicensefullxml", "is_one_document")
        .judging(ask::shown_by(context, "getlicensefullxml"))
        .run(async |session, (): &()| whole(session, "getlicensefullxml", 2).await)
}

async fn whole(session: &mut Session, command: &str, clause: u32) -> Flow {
    let reply = session.ask(&call(command)).await?;
    let rule = cite::d("LIC", clause);
    let route = session.route(command, command)?;
    session.read(&reply, &route, &rule);
    let seen = format!("status {}", reply.status());
    session.expect(&reply, rule, reply.succeeded(), "a success", seen);
    Ok(())
}

fn agreement() -> Case {
    licence("getlicenseinfo", "every_detail_stands_in_both_whole_views").judging([cite::i("LIC", 7)]).run(
        async |session, (): &()| {
            let text_reply = session.ask(&call("getlicensefulltext")).await?;
            let xml_reply = session.ask(&call("getlicensefullxml")).await?;
            let text = told(&text_reply);
            let xml = ask::value(&xml_reply, Format::XmlTree).as_ref().map(words_of);
            for detail in Detail::ALL {
                // What has not its own form (LIC-3, LIC-4, LIC-5), or is no XML (LIC-2), is not what disagrees.
                let (_, value) = ask(session, detail).await?;
                if detail.fits(&value) {
                    session.judge(&text_reply, detail.occurs(&value, "the full text", &text));
                    session.judge_all(
                        &xml_reply,
                        xml.as_ref().map(|xml| detail.occurs(&value, "the full XML", xml)),
                    );
                }
            }
            Ok(())
        },
    )
}

/// The document's example asks the command of the whole XML for a detail.
fn detail_of_xml() -> Case {
    licence("getlicensefullxml", "a_detail_is_honoured_or_ignored").judging([cite::x("LIC", 6)]).run(
        async |session, (): &()| {
            let whole = session.ask(&call("getlicensefullxml")).await?;
            for detail in Detail::ALL {
                let (_, value) = ask(session, detail).await?;
                let reply = session.ask(&call("getlicensefullxml").with("detail", detail.word())).await?;
                let does = if reply.body() == whole.body() {
                    "is ignored"
                } else if told(&reply) == value {
                    "is honoured: the bare value comes"
                } else {
                    "changes the answer"
                };
                let reading = format!("`detail={}` sent to getlicensefullxml {does}", detail.word());
                session.judge(&reply, Verdict::observed(cite::x("LIC", 6), reading));
            }
            Ok(())
        },
    )
}

fn no_detail() -> Case {
    licence("getlicenseinfo", "what_is_no_detail_tells_no_detail")
        .judging([cite::i("LIC", 8), cite::u("LIC", 8)])
        .run(async |session, (): &()| {
            let mut values = Vec::new();
            for detail in Detail::ALL {
                values.push(ask(session, detail).await?.1);
            }
            let missing = call("getlicenseinfo");
            let unknown = ["", "serial", "oktellspec-none", "regserial2"]
                .map(|word| missing.clone().with("detail", word));
            for call in [missing.clone()].into_iter().chain(unknown) {
                let reply = session.ask(&call).await?;
                session.judge(&reply, tells_no_detail(&told(&reply), &values));
                let named = call
                    .parameters
                    .first()
                    .map_or("no `detail`".to_owned(), |(_, word)| format!("`detail={word}`"));
                let reading = format!(
                    "{named} is answered with status {} and {} bytes",
                    reply.status(),
                    reply.body().len()
                );
                session.judge(&reply, Verdict::observed(cite::u("LIC", 8), reading));
            }
            Ok(())
        })
}
