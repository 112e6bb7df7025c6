//! What must not be sent: bytes that may come to a command whose effect is not allowed, whatever a mutation made of them.

use std::collections::BTreeSet;

use aho_corasick::{AhoCorasick, BuildError};
use percent_encoding::percent_decode;
use spec::catalogue::{Catalogue, Effect};

/// Looks through bytes that are about to be sent.
#[derive(Debug)]
pub(crate) struct Guard {
    /// The names of commands that must not be reached; nothing where all may be.
    forbidden: Option<AhoCorasick>,
}

impl Guard {
    /// A guard that lets through what has these effects only.
    ///
    /// # Errors
    /// If there is more to look for than can be.
    pub(crate) fn new(catalogue: &Catalogue, effects: &BTreeSet<Effect>) -> Result<Self, BuildError> {
        let routes = catalogue.commands.iter().flat_map(|command| &command.routes);
        let forbidden =
            routes.filter(|route| route.effect != Effect::Reads && !effects.contains(&route.effect));
        let names: BTreeSet<&str> =
            forbidden.filter_map(|route| route.path.rsplit('/').find(|part| !part.contains('{'))).collect();
        let finder = || AhoCorasick::builder().ascii_case_insensitive(true).build(&names);
        Ok(Self { forbidden: if names.is_empty() { None } else { Some(finder()?) } })
    }

    /// Whether bytes may be sent. A name counts wherever it stands, in either letter case, encoded up to three times: how a target reads
    /// paths, and whether it looks into fields and contents for them, is its own matter.
    pub(crate) fn admits(&self, bytes: &[u8]) -> bool {
        let Some(forbidden) = &self.forbidden else { return true };
        let mut spelled = bytes.to_vec();
        for _ in 0..=3 {
            if forbidden.is_match(&spelled) {
                return false;
            }
            let decoded: Vec<u8> = percent_decode(&spelled).filter(|byte| *byte != 0).collect();
            if decoded == spelled {
                break;
            }
            spelled = decoded;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guard(effects: &[Effect]) -> Guard {
        Guard::new(&spec::load::built_in().unwrap(), &effects.iter().copied().collect()).unwrap()
    }

    #[test]
    fn no_spelling_of_a_forbidden_command_is_sent() {
        let guard = guard(&[Effect::Reads, Effect::Scripts]);
        for text in [
            "GET /wp_flash HTTP/1.1",
            "GET /WP_Flash HTTP/1.1",
            "GET //wp%5fflash HTTP/1.1",
            "GET /%77p_flash HTTP/1.1",
            "GET /%2577p_%2566lash HTTP/1.1",
            "GET /wp_fl%00ash HTTP/1.1",
            "POST / HTTP/1.1\r\n\r\nGET /upload HTTP/1.1",
        ] {
            assert!(!guard.admits(text.as_bytes()), "{text}");
        }
        for text in [
            "GET /wp_getchaincontent",
            "GET /execsvcscript",
            "GET /downloadrecordbylink",
            "GET /download/rec/x",
        ] {
            assert!(guard.admits(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn who_may_do_everything_is_not_looked_at() {
        let all = [Effect::Reads, Effect::Scripts, Effect::State, Effect::Calls, Effect::Uploads];
        assert!(guard(&all).admits(b"GET /wp_flash"));
        assert!(!guard(&[]).admits(b"GET /download/byscript"));
    }
}
