//! The gate missing on one path alone (AUTH-2): one fault a path, since each is forgotten on its own.

use super::family::family;
use super::set::Faults;
use crate::commands::Order;
use crate::routes::Command;

family! {
    /// Where the gate can be missing.
    OpenGate at 1 {
        /// `execsvcscript` does not ask for the password.
        ExecScript = "gate-missing-on-execsvcscript" Security ["AUTH-1" "AUTH-2"]
            "`execsvcscript` without a password is answered",
        /// `execsvcscriptplain` does not ask for the password.
        ExecScriptPlain = "gate-missing-on-execsvcscriptplain" Security ["AUTH-1" "AUTH-2"]
            "`execsvcscriptplain` without a password is answered",
        /// `tst_getintnumberreadyusers` does not ask for the password.
        ReadyUsers = "gate-missing-on-tst-getintnumberreadyusers" Security ["AUTH-1" "AUTH-2"]
            "`tst_getintnumberreadyusers` without a password is answered",
        /// `tst_getuserstate` does not ask for the password.
        UserState = "gate-missing-on-tst-getuserstate" Security ["AUTH-1" "AUTH-2"]
            "`tst_getuserstate` without a password is answered",
        /// `getlicensefulltext` does not ask for the password.
        LicenceText = "gate-missing-on-getlicensefulltext" Security ["AUTH-1" "AUTH-2"]
            "`getlicensefulltext` without a password is answered",
        /// `getlicensefullxml` does not ask for the password.
        LicenceXml = "gate-missing-on-getlicensefullxml" Security ["AUTH-1" "AUTH-2"]
            "`getlicensefullxml` without a password is answered",
        /// `getlicenseinfo` does not ask for the password.
        LicenceDetail = "gate-missing-on-getlicenseinfo" Security ["AUTH-1" "AUTH-2"]
            "`getlicenseinfo` without a password is answered",
        /// `download/rec` does not ask for the password.
        Recording = "gate-missing-on-download-rec" Security ["AUTH-1" "AUTH-2"]
            "`download/rec` without a password is answered",
        /// `download/fax` does not ask for the password.
        Fax = "gate-missing-on-download-fax" Security ["AUTH-1" "AUTH-2"]
            "`download/fax` without a password is answered",
        /// `download/byscript` does not ask for the password.
        FileByScript = "gate-missing-on-download-byscript" Security ["AUTH-1" "AUTH-2"]
            "`download/byscript` without a password is answered",
        /// `downloadrecordbylink` does not ask for the password.
        RecordingByLink = "gate-missing-on-downloadrecordbylink" Security ["AUTH-1" "AUTH-2"]
            "`downloadrecordbylink` without a password is answered",
        /// `upload` does not ask for the password.
        Upload = "gate-missing-on-upload" Security ["AUTH-1" "AUTH-2"]
            "`upload` without a password is answered",
        /// `wp_getchaincontent` does not ask for the password.
        ChainContent = "gate-missing-on-wp-getchaincontent" Security ["AUTH-1" "AUTH-2"]
            "`wp_getchaincontent` without a password is answered",
        /// `wp_getabonentinfo` does not ask for the password.
        AbonentInfo = "gate-missing-on-wp-getabonentinfo" Security ["AUTH-1" "AUTH-2"]
            "`wp_getabonentinfo` without a password is answered",
        /// `wp_autocallstart` does not ask for the password.
        Start = "gate-missing-on-wp-autocallstart" Security ["AUTH-1" "AUTH-2"]
            "`wp_autocallstart` without a password is answered",
        /// `wp_switchcall` does not ask for the password.
        Switch = "gate-missing-on-wp-switchcall" Security ["AUTH-1" "AUTH-2"]
            "`wp_switchcall` without a password is answered",
        /// `wp_autocallstop` does not ask for the password.
        Stop = "gate-missing-on-wp-autocallstop" Security ["AUTH-1" "AUTH-2"]
            "`wp_autocallstop` without a password is answered",
        /// `wp_flash` does not ask for the password.
        Flash = "gate-missing-on-wp-flash" Security ["AUTH-1" "AUTH-2"]
            "`wp_flash` without a password is answered",
        /// `wp_declinecall` does not ask for the password.
        Decline = "gate-missing-on-wp-declinecall" Security ["AUTH-1" "AUTH-2"]
            "`wp_declinecall` without a password is answered",
        /// `wp_setuserstate` does not ask for the password.
        SetUserState = "gate-missing-on-wp-setuserstate" Security ["AUTH-1" "AUTH-2"]
            "`wp_setuserstate` without a password is answered",
    }
}

pub(super) fn any(faults: &Faults) -> bool {
    faults.has_any::<OpenGate>()
}

/// Whether the gate is missing where the command is asked for.
pub(super) fn leaves_open(faults: &Faults, command: Option<Command>) -> bool {
    command.and_then(missing_on).is_some_and(|fault| faults.has(fault))
}

fn missing_on(command: Command) -> Option<OpenGate> {
    Some(match command {
        Command::StatusPage | Command::StatusData => return None,
        Command::ExecScript => OpenGate::ExecScript,
        Command::ExecScriptPlain => OpenGate::ExecScriptPlain,
        Command::ReadyUsers => OpenGate::ReadyUsers,
        Command::UserState => OpenGate::UserState,
        Command::LicenceText => OpenGate::LicenceText,
        Command::LicenceXml => OpenGate::LicenceXml,
        Command::LicenceDetail => OpenGate::LicenceDetail,
        Command::Recording => OpenGate::Recording,
        Command::Fax => OpenGate::Fax,
        Command::FileByScript => OpenGate::FileByScript,
        Command::RecordingByLink => OpenGate::RecordingByLink,
        Command::Upload => OpenGate::Upload,
        Command::ChainContent => OpenGate::ChainContent,
        Command::AbonentInfo => OpenGate::AbonentInfo,
        Command::Order(Order::Start) => OpenGate::Start,
        Command::Order(Order::Switch) => OpenGate::Switch,
        Command::Order(Order::Stop) => OpenGate::Stop,
        Command::Order(Order::Flash) => OpenGate::Flash,
        Command::Order(Order::Decline) => OpenGate::Decline,
        Command::SetUserState => OpenGate::SetUserState,
    })
}
