//! AUTH: who has not the password is refused, who has it is not.

use checks::cite;
use checks::gate::{asks, open, shut, shut_beside_commands};
use spec::catalogue::Carrier;
use spec::profile::Password;

use super::{Judgement, Turn};
use crate::asked::{STRAY_PATH, Surety};
use crate::breach::Breach;
use crate::input::{Call, Knock, Message};
use crate::oracle::Oracle;

impl Turn<'_> {
    pub(super) fn gate(&self, status: u16, judgement: &mut Judgement) {
        let Message::Call(call) = self.message else {
            return judgement.add(self.shut_however_written(status));
        };
        // Of two passwords in one request any may count (AUTH-3).
        if call.parameters.iter().any(|parameter| parameter.name.eq_ignore_ascii_case("password")) {
            return;
        }
        let password = self.target.password.as_ref().map(Password::reveal);
        let breach = match (password, call.knock) {
            (None, knock) => self.nobody_is_asked(status, knock),
            (Some(_), Knock::Right) => self.opened(status, call),
            (Some(password), Knock::Nearly(miss)) if miss.of(password).is_none() => None,
            (Some(_), knock) if call.path == STRAY_PATH => self.shut_beside_commands(status, knock),
            (Some(_), knock) => self.shut(status, knock),
        };
        judgement.add(breach);
    }

    /// AUTH-2: whoever does not give the password is let in nowhere, however the request is written. Where the word stands in it
    /// anywhere, or may be put together from chunks, the password may be given.
    fn shut_however_written(&self, status: u16) -> Option<Breach> {
        self.target.password.as_ref()?;
        let let_in = status / 100 == 2;
        // What answers these tells of no command (RFC 9110, sections 9.3.7 and 9.3.8).
        let asks_nothing =
            || ["OPTIONS", "TRACE"].iter().any(|method| self.sent.starts_with(method.as_bytes()));
        let may_be_given = || {
            let decoded = self.decoded().to_ascii_lowercase();
            ["password", "transfer-encoding"]
                .iter()
                .any(|word| memchr::memmem::find(&decoded, word.as_bytes()).is_some())
        };
        let seen = || format!("status {status} to a request without the password");
        let expected = "403 Forbidden to a request without the password";
        (let_in && !asks_nothing() && !may_be_given())
            .then(|| self.breach(Oracle::GateBypass, cite::i("AUTH", 2), expected, seen()))
    }

    /// AUTH-2: what is no command stands behind the gate too.
    fn shut_beside_commands(&self, status: u16, knock: Knock) -> Option<Breach> {
        let verdict = shut_beside_commands(status);
        self.broken(Oracle::GateBypass, &verdict).filter(|_| knock != Knock::Right)
    }

    fn surety(&self) -> Surety {
        self.asked.map_or(Surety::Odd, |asked| asked.surety)
    }

    /// AUTH-4: without a password none is asked for, and a superfluous one is passed over.
    fn nobody_is_asked(&self, status: u16, knock: Knock) -> Option<Breach> {
        let sure = self.surety() == Surety::Valid;
        let citation = if knock == Knock::Nothing { cite::d("AUTH", 4) } else { cite::i("AUTH", 4) };
        let seen = || format!("status {status} where no password is set");
        (sure && asks(status))
            .then(|| self.breach(Oracle::GateRefusal, citation, "no question for a password", seen()))
    }

    /// AUTH-1, AUTH-5: the password opens, wherever parameters may stand.
    fn opened(&self, status: u16, call: &Call) -> Option<Breach> {
        let mut verdict = open(status);
        if call.carrier == Carrier::PostForm && call.upload.is_none() {
            verdict.citation = cite::i("AUTH", 5);
        }
        let breach = self.broken(Oracle::GateRefusal, &verdict)?;
        (self.surety() == Surety::Valid).then_some(breach)
    }

    /// AUTH-1, AUTH-2, AUTH-3: nothing else opens. An odd request may be refused for another reason before.
    fn shut(&self, status: u16, knock: Knock) -> Option<Breach> {
        let (citation, with) = match knock {
            Knock::Nothing | Knock::Right => (cite::d("AUTH", 1), "without the password"),
            Knock::Wrong => (cite::d("AUTH", 1), "with a wrong password"),
            Knock::Nearly(_) => (cite::i("AUTH", 3), "with what is nearly the password"),
        };
        if asks(status) {
            let verdict = shut(status, with);
            return self.broken(Oracle::GateRefusal, &verdict).filter(|_| self.surety() >= Surety::Plain);
        }
        let let_in = status / 100 == 2 || (self.surety() >= Surety::Plain && status < 500);
        let expected = format!("403 Forbidden to a request {with}");
        let seen = || format!("status {status} to a request {with}");
        let_in.then(|| self.breach(Oracle::GateBypass, citation, &expected, seen()))
    }
}
