//! No spelling of a code or a path leads outside what the interface offers (DL-5).

use checks::cite;
use checks::file::{holds_nothing_outside, opens_nothing_else};
use spec::catalogue::Effect;
use spec::profile::{Content, Profile};
use spec::wire::{Request, percent_encode};

use crate::ask::file::Fetching;
use crate::ask::route::NOBODY;
use crate::case::{Case, Flow, draft};
use crate::session::Session;

/// Files that systems have and telephone exchanges do not offer.
const FILES: [&str; 3] = ["etc/passwd", "windows/win.ini", "proc/self/environ"];

/// How `..` and its separator are spelled to slip past whoever looks for them.
const CLIMBS: [&str; 9] = [
    "../",
    "%2e%2e/",
    "..%2f",
    "%2e%2e%2f",
    "..%5c",
    "%252e%252e%252f",
    "....//",
    "..%c0%af",
    "%c0%ae%c0%ae/",
];

/// Whole targets that are outside by themselves, as they stand in a path.
const ABSOLUTE: [&str; 8] = [
    "/etc/passwd",
    "%2fetc%2fpasswd",
    "C:%5cWindows%5cwin.ini",
    "C:/Windows/win.ini",
    "%5c%5clocalhost%5cC$%5cWindows%5cwin.ini",
    "file:%2f%2f%2fetc%2fpasswd",
    "..%2f..%2f..%2f..%2fetc%2fpasswd%00.wav",
    "%00",
];

pub(super) fn cases(profile: &Profile) -> Vec<Case> {
    vec![
        codes(profile, "download", "no_spelling_of_a_recordings_code_leads_outside", "/download/rec/"),
        codes(profile, "download", "no_spelling_of_a_fax_code_leads_outside", "/download/fax/"),
        codes(
            profile,
            "downloadrecordbylink",
            "no_spelling_of_a_link_leads_outside",
            "/downloadrecordbylink?recordlink=",
        ),
        known_codes(profile),
        script_paths(profile),
    ]
}

/// The spellings, ready to stand in a target: each climbs far enough to reach the root of the file system.
fn spellings() -> Vec<String> {
    let climbing =
        CLIMBS.iter().flat_map(|climb| FILES.iter().map(move |file| format!("{}{file}", climb.repeat(8))));
    climbing.chain(ABSOLUTE.map(str::to_owned)).collect()
}

/// The files that may be opened by any code.
fn offered(profile: &Profile) -> Vec<Content> {
    let lists = [&profile.recordings, &profile.faxes, &profile.record_links];
    lists.into_iter().flatten().map(|file| file.content).collect()
}

fn codes(profile: &Profile, command: &str, what: &str, prefix: &'static str) -> Case {
    let offered = offered(profile);
    draft("files", command, what)
        .judging([cite::i("DL", 5)])
        .run(async move |session, (): &()| opens_nothing(session, prefix, spellings(), &offered).await)
}

/// A known code with a way around it: the same file or nothing, never something else.
fn known_codes(profile: &Profile) -> Case {
    let offered = offered(profile);
    let codes: Vec<String> = profile.recordings.iter().map(|file| percent_encode(&file.code)).collect();
    draft("files", "download", "a_known_code_with_a_way_around_it_opens_nothing_else")
        .judging([cite::i("DL", 5)])
        .run(async move |session, (): &()| {
            let ways = |code: &String| {
                [
                    format!("{code}/../../../../../etc/passwd"),
                    format!(".%2f{code}"),
                    format!("{code}%2f..%2f.."),
                ]
            };
            opens_nothing(session, "/download/rec/", codes.iter().flat_map(ways).collect(), &offered).await
        })
}

/// Asks for each spelling behind a prefix of the target, beside a code that the target does not know.
async fn opens_nothing(
    session: &mut Session,
    prefix: &str,
    spellings: Vec<String>,
    offered: &[Content],
) -> Flow {
    let unknown = session.admitted(Request::get(format!("{prefix}{NOBODY}")));
    let unknown = session.send(&unknown).await?;
    for spelling in spellings {
        let request = session.admitted(Request::get(format!("{prefix}{spelling}")));
        let reply = session.send(&request).await?;
        session.judge(&reply, opens_nothing_else(reply.response(), &spelling, unknown.response(), offered));
    }
    Ok(())
}

/// What the `path` script is told to find. Where a script of the target returns a path outside, the document lets it: only files
/// of the system itself must not come.
fn script_paths(profile: &Profile) -> Case {
    const PATHS: [&str; 9] = [
        "../../../../../../../../etc/passwd",
        "..\\..\\..\\..\\..\\..\\..\\..\\Windows\\win.ini",
        "/etc/passwd",
        "/proc/self/environ",
        "C:\\Windows\\win.ini",
        "C:\\boot.ini",
        "\\\\localhost\\C$\\Windows\\win.ini",
        "file:///etc/passwd",
        "/etc/passwd\0.bin",
    ];
    draft("files", "download", "no_name_makes_the_path_script_lead_outside")
        .judging([cite::i("DL", 5)])
        .touching([Effect::Scripts])
        .given(Fetching::of(profile))
        .run(async |session, fetching: &Fetching| {
            for path in PATHS {
                let reply = session.ask(&fetching.by_script(path)).await?;
                session.judge(&reply, holds_nothing_outside(reply.response(), path));
            }
            Ok(())
        })
}
