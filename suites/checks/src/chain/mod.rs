//! The chain in which a line takes part, as `wp_getchaincontent` tells it (CHAIN-1 to CHAIN-6), and what is judged of it.

mod content;
mod sides;
mod times;

pub use content::{Chain, Commutation, Placed, Side};
pub use sides::{holds_both, is_nobody_elses, is_of_one_call, names_its_call};
pub use times::{runs_forward, stands_in_order};

use report_model::verdict::Verdict;

use crate::cite;
use crate::pairs::{Named, one_name};

/// CHAIN-4: a number beside a name has that name in every element.
pub fn pairs_agree<'a>(chains: impl IntoIterator<Item = &'a Chain>) -> Vec<Verdict> {
    let chains: Vec<&Chain> = chains.into_iter().collect();
    let judged = |kind: &str| {
        let seen: Vec<Named> = chains.iter().flat_map(|chain| chain.named(kind)).collect();
        one_name(cite::e("CHAIN", 4), kind, &seen)
    };
    ["queuesource", "objecttype", "connectiontype"].into_iter().filter_map(judged).collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use serde_json::{Value, json};
    use spec::profile::{Profile, User};

    use super::*;

    pub(crate) const CHAIN: &str = "90000000-0000-4000-8000-000000000001";
    pub(crate) const COMMUTATION: &str = "90000000-0000-4000-8000-000000000002";

    /// Three users: who calls, who is called, and somebody else.
    pub(crate) fn users() -> [User; 3] {
        let user = |n: u32| {
            format!(
                "[[user]]\nid = \"0000000{n}-0000-4000-8000-000000000000\"\nlogin = \"login{n}\"\nline = \"500{n}\"\n\
                 line_id = \"1000000{n}-0000-4000-8000-000000000000\"\nnumber = \"3{n}\"\n"
            )
        };
        let text: String = (1..=3).map(user).collect();
        Profile::parse("test", &text).unwrap().users.try_into().unwrap()
    }

    /// The chain of a conversation of the first user with the second.
    pub(crate) fn conversation() -> Value {
        let [a, b, _] = users();
        let call = json!({
            "contentelementtype": "call", "srclineid": a.line_id.unwrap().to_string(), "srclinenumber": "5001",
            "callerid": "31", "calledid": "32", "startqueuetime": "2031-05-06 07:08:10",
            "queuesource": 1, "queuesourcestr": "qsLineLogic", "objecttype": 0, "objecttypestr": "qotQueueLogic"
        });
        let commutation = json!({
            "contentelementtype": "commutation", "commutationid": COMMUTATION,
            "connectiontype": 3, "connectiontypestr": "ctInnerInner",
            "auserid": a.id.to_string(), "auserlogin": "login1", "alineid": a.line_id.unwrap().to_string(),
            "alinenumber": "5001", "aoutnumber": "31", "aisuser": true,
            "buserid": b.id.to_string(), "buserlogin": "login2", "blineid": b.line_id.unwrap().to_string(),
            "blinenumber": "5002", "boutnumber": "32", "bisuser": true,
            "timestart": "2031-05-06 07:08:10", "timeanswer": "2031-05-06 07:08:12"
        });
        json!({ "createtime": "2031-05-06 07:08:09", "chainid": CHAIN, "customfield": "", "trace": [call, commutation] })
    }

    /// The conversation with one value replaced.
    pub(crate) fn with(pointer: &str, value: impl Into<Value>) -> Chain {
        let mut conversation = conversation();
        *conversation.pointer_mut(pointer).unwrap() = value.into();
        Chain::of(&conversation).unwrap()
    }

    pub(crate) fn sound() -> Chain {
        Chain::of(&conversation()).unwrap()
    }

    #[test]
    fn pairs_hold_as_long_as_one_number_has_one_name() {
        let broken = |chains: &[Chain]| {
            pairs_agree(chains).iter().filter(|verdict| verdict.deviation().is_some()).count()
        };
        assert_eq!(pairs_agree(&[sound()]).len(), 3);
        assert_eq!(broken(&[sound(), sound()]), 0);
        assert_eq!(broken(&[sound(), with("/trace/1/connectiontypestr", "ctOther")]), 1);
        assert_eq!(broken(&[sound(), with("/trace/0/queuesourcestr", "qsOther")]), 1);
    }
}
