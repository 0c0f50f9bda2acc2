//! What nobody signed, by whose it is said to be, and what is to be done about it: the leading office may
//! answer for what a program wrote that signs nothing; of who signs, what bears no signature is not
//! known to be its own, and its own file alone tells.

use std::collections::BTreeMap;

use crate::desk::Desk;
use crate::error::Result;
use crate::model::value::RecordId;
use crate::store::Member;
use crate::text::Lang;

/// Most writers that are named in one line.
const MOST_NAMED: usize = 8;

/// How many changes of each writer nobody signed.
#[derive(Debug)]
pub(crate) struct Unsigned {
    /// Of those who sign nothing.
    adoptable: Vec<(String, usize)>,
    /// Of those who sign what they write.
    signing: Vec<(String, usize)>,
}

impl Unsigned {
    pub(crate) fn of(desk: &Desk, counted: BTreeMap<RecordId, usize>) -> Result<Self> {
        let signing = desk.store.signers()?;
        let members = desk.store.members()?;
        let named = |(writer, count)| {
            let member = members.iter().find(|one| one.writer == writer);
            let label = member.map_or_else(|| writer.fingerprint(), Member::label);
            (label, count)
        };
        let (signing, adoptable): (BTreeMap<RecordId, usize>, _) = counted
            .into_iter()
            .partition(|(writer, _)| signing.contains(writer));
        Ok(Self {
            adoptable: BTreeMap::into_iter(adoptable).map(named).collect(),
            signing: signing.into_iter().map(named).collect(),
        })
    }

    pub(crate) fn count(&self) -> usize {
        let all = self.adoptable.iter().chain(&self.signing);
        all.map(|(_, count)| count).sum()
    }

    /// Names the writers, each with how many changes.
    pub(crate) fn told(&self, lang: Lang) -> String {
        let all = self.adoptable.iter().chain(&self.signing);
        let told = all.map(|(label, count)| {
            lang.pick(format!("{label} {count} 处"), format!("{count} of {label}"))
        });
        named(told.collect(), lang)
    }

    /// Says what each of them, or the leading office, can do.
    pub(crate) fn way(&self, lang: Lang) -> String {
        let names = |of: &[(String, usize)]| {
            let names = of.iter().map(|(label, _)| label.clone());
            (!of.is_empty()).then(|| named(names.collect(), lang))
        };
        let adopt = names(&self.adoptable).map(|names| {
            lang.pick(
                format!("{names} 不签名，确是它写的，由领导小组办公室用 huiyin office adopt 认定"),
                format!("{names}: signs nothing; where it wrote that, the leading group's office adopts it with huiyin office adopt"),
            )
        });
        let merge = names(&self.signing).map(|names| {
            lang.pick(
                format!("{names} 自己签名，不能认定，请合并它直接发来的自己的文件，签名随它而来；那以后仍没有签名的不是它写的"),
                format!("{names}: signs itself and cannot be adopted; merge the file that it hands in itself, with which its signatures come, and what bears none after that it did not write"),
            )
        });
        let ways: Vec<String> = adopt.into_iter().chain(merge).collect();
        ways.join(lang.pick("；", "; "))
    }
}

fn named(mut names: Vec<String>, lang: Lang) -> String {
    let more = names.len().saturating_sub(MOST_NAMED);
    names.truncate(MOST_NAMED);
    names.extend((more > 0).then(|| {
        lang.pick(
            format!("另有 {more} 个写入者"),
            format!("and {more} more writers"),
        )
    }));
    names.join(lang.pick("、", ", "))
}
