//! Texts that no answer may have in it, looked for all at once.

use aho_corasick::{AhoCorasick, AhoCorasickKind, BuildError, MatchKind};
use checks::always::TRACES;
use checks::file::OUTSIDE;
use checks::harm::ROOTS;
use memchr::memmem;
use spec::profile::{Password, Profile};

/// What a text found in an answer stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// Something that only the inside of a server knows: what it is.
    Trace(&'static str),
    /// The password of the gate.
    Secret,
    /// What only a file outside of what is offered holds: which file.
    Outside(&'static str),
    /// The beginning of a path.
    Root,
    /// A user of the target, by the place in the profile.
    User(usize),
}

/// Looks for all of them at once.
#[derive(Debug)]
pub(crate) struct Scanner {
    texts: AhoCorasick,
    marks: Vec<Mark>,
    secret: Option<memmem::Finder<'static>>,
}

/// A text that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found<'t> {
    /// What it stands for.
    pub(crate) mark: Mark,
    /// The text.
    pub(crate) text: &'t [u8],
}

/// Shorter texts stand in an answer by chance.
const TELLING: usize = 5;

impl Scanner {
    /// A scanner for what is known of a target.
    ///
    /// # Errors
    /// If there is more to look for than can be.
    pub(crate) fn new(profile: &Profile, password: Option<&Password>) -> Result<Self, BuildError> {
        let mut texts: Vec<String> = Vec::new();
        let mut marks = Vec::new();
        let mut look_for = |text: &str, mark| {
            texts.push(text.to_owned());
            marks.push(mark);
        };
        TRACES.iter().for_each(|(text, what)| look_for(text, Mark::Trace(what)));
        OUTSIDE.iter().for_each(|(text, what)| look_for(text, Mark::Outside(what)));
        ROOTS.iter().for_each(|text| look_for(text, Mark::Root));
        // A drive letter with its colon and separator, those that servers are installed on.
        [r"C:\", r"D:\", r"E:\"].iter().for_each(|text| look_for(text, Mark::Root));
        // A short password may stand in an answer by chance; a long one does not.
        let long = password.map(Password::reveal).filter(|password| password.chars().count() > TELLING);
        long.iter().for_each(|password| look_for(password, Mark::Secret));
        for (place, user) in profile.users.iter().enumerate() {
            for selector in user.selectors() {
                let value = selector.value;
                if value.chars().count() >= TELLING && !value.bytes().all(|byte| byte.is_ascii_digit()) {
                    look_for(&value, Mark::User(place));
                }
            }
        }
        // Every answer goes through it: a larger table that is quicker pays.
        let builder = &mut AhoCorasick::builder();
        let texts =
            builder.match_kind(MatchKind::LeftmostFirst).kind(Some(AhoCorasickKind::DFA)).build(texts)?;
        let secret = long.map(|password| memmem::Finder::new(password).into_owned());
        Ok(Self { texts, marks, secret })
    }

    /// Whether the password stands in a text.
    pub(crate) fn has_secret(&self, text: &[u8]) -> bool {
        self.secret.as_ref().is_some_and(|secret| secret.find(text).is_some())
    }

    /// What stands in a text.
    pub(crate) fn all_in<'t>(&self, text: &'t [u8]) -> impl Iterator<Item = Found<'t>> {
        self.texts
            .find_iter(text)
            .map(|found| Found { mark: self.marks[found.pattern().as_usize()], text: &text[found.range()] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_text_is_found() {
        let profile = Profile::reference().unwrap();
        let scanner = Scanner::new(&profile, Some(&Password::new("s3cret-word"))).unwrap();
        let found = |text: &str| scanner.all_in(text.as_bytes()).map(|found| found.mark).collect::<Vec<_>>();
        assert_eq!(found("no such thing"), []);
        assert_eq!(found("the word is s3cret-word"), [Mark::Secret]);
        assert!(matches!(found("root:x:0:0:root")[..], [Mark::Outside(_)]));
        assert!(matches!(found("panicked at x")[..], [Mark::Trace(_)]));
        assert_eq!(found("perhaps ivanov"), [Mark::User(0)]);
        assert_eq!(found(r"in C:\Oktell and /var/lib"), [Mark::Root, Mark::Root]);
    }
}
