//! Which path is which command, and who answers it: the one table of the server (HTTP-3, HTTP-6).

use http::Method;
use percent_encoding::percent_decode_str;

use crate::answer::Reply;
use crate::commands::{self, Ask, Order};
use crate::faults::{self, Faults};
use crate::refusal::Refusal;
use crate::server::Server;
use crate::status;

/// A command of the document; `download` counts once for each thing that it gives. The status page is this server's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Command {
    ExecScript,
    ExecScriptPlain,
    ReadyUsers,
    UserState,
    LicenceText,
    LicenceXml,
    LicenceDetail,
    Recording,
    Fax,
    FileByScript,
    RecordingByLink,
    Upload,
    ChainContent,
    AbonentInfo,
    Order(Order),
    SetUserState,
    StatusPage,
    StatusData,
}

/// Every path; one that ends in `/` is followed by a code.
const TABLE: &[(&str, Command)] = &[
    ("/execsvcscript", Command::ExecScript),
    ("/execsvcscriptplain", Command::ExecScriptPlain),
    ("/tst_getintnumberreadyusers", Command::ReadyUsers),
    ("/tst_getuserstate", Command::UserState),
    ("/getlicensefulltext", Command::LicenceText),
    ("/getlicensefullxml", Command::LicenceXml),
    ("/getlicenseinfo", Command::LicenceDetail),
    ("/download/rec/", Command::Recording),
    ("/download/fax/", Command::Fax),
    ("/download/byscript", Command::FileByScript),
    ("/downloadrecordbylink", Command::RecordingByLink),
    ("/upload", Command::Upload),
    ("/wp_getchaincontent", Command::ChainContent),
    ("/wp_getabonentinfo", Command::AbonentInfo),
    ("/wp_autocallstart", Command::Order(Order::Start)),
    ("/wp_switchcall", Command::Order(Order::Switch)),
    ("/wp_autocallstop", Command::Order(Order::Stop)),
    ("/wp_flash", Command::Order(Order::Flash)),
    ("/wp_declinecall", Command::Order(Order::Decline)),
    ("/wp_setuserstate", Command::SetUserState),
    ("/-/status", Command::StatusPage),
    ("/-/status.json", Command::StatusData),
];

/// The command at `path` and the code behind it, empty where there is none.
///
/// Paths are compared exactly, letter case included.
pub(crate) fn find(path: &str) -> Option<(Command, String)> {
    TABLE.iter().find_map(|(pattern, command)| {
        let code = path.strip_prefix(pattern)?;
        (pattern.ends_with('/') != code.is_empty()).then(|| (*command, unpacked(code)))
    })
}

/// A path, or a piece of one, as it is meant.
pub(crate) fn unpacked(path: &str) -> String {
    percent_decode_str(path).decode_utf8_lossy().into_owned()
}

impl Command {
    /// Refuses the methods that the command is not asked with (HTTP-3, UP-1).
    pub(crate) fn accept(self, method: &Method, faults: &Faults) -> Result<(), Refusal> {
        match (self, method) {
            _ if faults::parameters::refuses_method(faults, self, method) => Err(Refusal::WrongMethod("")),
            _ if faults::gate::takes_any_method(faults) => Ok(()),
            (_, &Method::POST) => Ok(()),
            (Self::Upload, _) => Err(Refusal::WrongMethod("POST")),
            (_, &Method::GET) => Ok(()),
            _ => Err(Refusal::WrongMethod("GET, POST")),
        }
    }

    /// Has the command answered.
    pub(crate) async fn answer(self, server: &Server, ask: &mut Ask<'_>) -> Result<Reply, Refusal> {
        let parameters = ask.parameters;
        match self {
            Self::ExecScript => commands::exec(server, parameters).await,
            Self::ExecScriptPlain => commands::plain(server, parameters).await,
            Self::ReadyUsers => commands::ready_users(server, parameters),
            Self::UserState => commands::user_state(server, parameters),
            Self::LicenceText => Ok(commands::licence_text(server)),
            Self::LicenceXml => commands::licence_xml(server),
            Self::LicenceDetail => commands::licence_detail(server, parameters),
            Self::Recording => commands::recording(server, &ask.code).await,
            Self::Fax => commands::fax(server, &ask.code).await,
            Self::FileByScript => commands::by_script(server, parameters).await,
            Self::RecordingByLink => commands::by_link(server, parameters).await,
            Self::Upload => commands::upload(server, ask).await,
            Self::ChainContent => commands::chain_content(server, parameters),
            Self::AbonentInfo => commands::abonent_info(server, parameters),
            Self::Order(order) => commands::order(server, order, parameters),
            Self::SetUserState => commands::set_user_state(server, parameters),
            Self::StatusPage => server.journal.as_ref().map(|_| status::page()).ok_or(Refusal::UnknownPath),
            Self::StatusData => {
                Ok(status::data(server, server.journal.as_ref().ok_or(Refusal::UnknownPath)?)?)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Command, TABLE, find};

    #[test]
    fn every_path_of_the_table_leads_to_its_own_command() {
        for (pattern, command) in TABLE {
            let path = if pattern.ends_with('/') { format!("{pattern}a%20b") } else { (*pattern).to_owned() };
            assert_eq!(find(&path).map(|(found, _)| found), Some(*command), "{path}");
        }
        assert_eq!(find("/download/rec/a%20b"), Some((Command::Recording, "a b".to_owned())));
    }

    #[test]
    fn other_paths_lead_nowhere() {
        for path in [
            "/",
            "",
            "*",
            "/ExecSvcScript",
            "/execsvcscript/",
            "//upload",
            "/download",
            "/download/rec",
            "/download/rec/",
            "/download/byscript/x",
            "/uploads",
        ] {
            assert_eq!(find(path), None, "{path:?}");
        }
    }
}
