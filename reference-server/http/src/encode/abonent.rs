//! The JSON of `wp_getabonentinfo` (ABON-2).

use refserver_core::{Ability, Abonent, AbonentInfo};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::json::{Shown, keys};

/// The opposite party and the state of one's own line; the latter alone for a line in no commutation (ABON-6).
pub(crate) fn abonent_info(info: &AbonentInfo) -> impl Serialize {
    Info(info)
}

struct Info<'a>(&'a AbonentInfo);

impl Serialize for Info<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let AbonentInfo { abonent, line_state } = self.0;
        let mut object = serializer.serialize_map(None)?;
        if let Some(abonent) = abonent {
            keys!(object, { "abonentinfo": Party(abonent) });
        }
        keys!(object, {
            "currentlinestatestr": line_state.name(),
            "currentlinestate": line_state.number(),
        });
        object.end()
    }
}

struct Party<'a>(&'a Abonent);

impl Serialize for Party<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let abonent = self.0;
        let mut object = serializer.serialize_map(None)?;
        keys!(object, {
            "cansendfiles": abonent.can(Ability::SendFiles),
            "isconference": abonent.is_conference(),
            "callerlineid": Shown(&abonent.line.id),
            "callercomment": abonent.comment,
            "isuser": abonent.user.is_some(),
            "callername": abonent.name,
            "canswitchtoconf": abonent.can(Ability::SwitchToConference),
            "commutationid": Shown(&abonent.commutation),
            "callerdescription": abonent.description,
            "callerlinenum": abonent.line.number.as_str(),
            "isivr": abonent.is_ivr(),
            "callerid": abonent.number.as_str(),
            "callersimple": abonent.name,
            "canfax": abonent.can(Ability::Fax),
            "canvideo": abonent.can(Ability::Video),
            "chainid": Shown(&abonent.chain),
            "isextline": abonent.is_external(),
        });
        if let Some(user) = &abonent.user {
            keys!(object, {
                "callerusername": user.name,
                "calleruserlogin": user.login,
                "calleruserid": Shown(&user.id),
            });
        }
        object.end()
    }
}
