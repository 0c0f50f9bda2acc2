//! Looks the actor up in the roster: a name that was given and is nobody's is remarked on, since it
//! may be mistyped and the history keeps it. It is taken all the same: the keeper of an office's
//! file need not be on its roster, nor is a job that runs at night. An actor who goes on where he
//! left off is not told again.

use super::{Desk, input};
use crate::error::Result;
use crate::kinds::person;
use crate::store::{Filter, Found};
use crate::text::{Lang, Words};

/// With how many persons of a long roster a name is compared.
const MOST_COMPARED: u32 = 500;

/// Returns the name under which a command acts, where there is a roster, nobody of that
/// name is on it, and another acted last.
pub(crate) fn stranger(desk: &Desk) -> Result<Option<Stranger>> {
    let actor = &desk.context.actor;
    let goes_on = desk.store.last_actor()?.as_ref() == Some(actor);
    if goes_on || !matches!(desk.store.by_name(&person::KIND, actor)?, Found::None) {
        return Ok(None);
    }
    let some = Filter {
        limit: Some(MOST_COMPARED),
        ..Filter::default()
    };
    let persons = desk.store.list(&person::KIND, &some)?;
    if persons.is_empty() {
        return Ok(None);
    }
    let names = persons.iter().filter_map(|one| one.text(&person::NAME));
    let near = input::nearest(actor, names);
    Ok(Some(Stranger {
        actor: actor.clone(),
        near,
    }))
}

/// A name under which a command acts and that is nobody's on the roster.
#[derive(Clone, Debug)]
pub(crate) struct Stranger {
    actor: String,
    near: Option<String>,
}

impl Words for Stranger {
    fn words(&self, lang: Lang) -> String {
        let actor = &self.actor;
        let advice = match &self.near {
            Some(near) => lang.pick(
                format!("是不是“{near}”？"),
                format!("did you mean “{near}”?"),
            ),
            None => lang
                .pick(
                    "如有误请改 --as 或 HUIYIN_AS",
                    "if it is wrong, set --as or HUIYIN_AS",
                )
                .to_owned(),
        };
        lang.pick(
            format!("注意：名册中没有经办人“{actor}”，历史按此姓名记载；{advice}"),
            format!("Take care: “{actor}”, who is acting, is not on the roster, and the history keeps that name; {advice}"),
        )
    }
}
