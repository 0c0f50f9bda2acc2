//! Other spellings of a name that people write in sheets: padded, with a title, with a remark.

use super::input::closed_up;

/// Titles that stand behind a name and are no part of it, longer ones first.
const TITLES: &[&str] = &[
    "副主任科员",
    "主任科员",
    "副研究馆员",
    "研究馆员",
    "副调研员",
    "调研员",
    "副书记",
    "副局长",
    "副处长",
    "副科长",
    "副主任",
    "副馆长",
    "副所长",
    "副部长",
    "副院长",
    "副校长",
    "书记",
    "局长",
    "处长",
    "科长",
    "主任",
    "馆长",
    "所长",
    "部长",
    "院长",
    "校长",
    "科员",
    "馆员",
    "同志",
    "老师",
];

/// Returns the names that a spelling may stand for, the nearest first, without itself.
pub(super) fn meant(name: &str) -> Vec<String> {
    let mut meant = Vec::new();
    let mut add = |one: String| {
        if one != name && !one.is_empty() && !meant.contains(&one) {
            meant.push(one);
        }
    };
    let closed = closed_up(name);
    add(closed.clone());
    // What stands in brackets is left out where it is a title; anything else says something.
    let bare = match bracketed(&closed) {
        Some((head, inner)) if TITLES.contains(&inner) => head,
        Some(_) => return meant,
        None => &*closed,
    };
    add(bare.to_owned());
    for title in TITLES {
        let head = bare.strip_suffix(title).map(str::trim_end);
        // A surname with its title names nobody.
        if let Some(head) = head.filter(|head| head.chars().count() >= 2) {
            add(head.to_owned());
            break;
        }
    }
    meant
}

/// Returns a name and what stands in brackets behind it.
pub(super) fn bracketed(name: &str) -> Option<(&str, &str)> {
    let (head, rest) = name.split_once(['(', '[', '【', '〔'])?;
    let inner = rest.trim_end().strip_suffix([')', ']', '】', '〕'])?;
    Some((head.trim_end(), inner.trim()))
}

/// How words begin that stand for many, whose names they do not say.
const OF_MANY: &[&str] = &[
    "全体", "全部", "各", "所有", "有关", "相关", "本处", "其他", "其它", "多人", "多名", "大家",
    "部分", "每",
];
/// How such words end.
const MANY: &[&str] = &[
    "人员", "干部", "职工", "成员", "党员", "领导", "班子", "们", "若干", "群众",
];

/// Tells whether a word may be the name of one: no number, no list, no title alone.
pub(super) fn is_of_one(name: &str) -> bool {
    let name = closed_up(name);
    let title = TITLES.iter().find_map(|title| name.strip_suffix(title));
    // A surname with its title names nobody.
    let is_titled = title.is_some_and(|head| head.chars().count() < 2);
    let is_many = OF_MANY.iter().any(|word| name.starts_with(word))
        || MANY.iter().any(|word| name.ends_with(word));
    let is_long = |name: &str| name.chars().nth(1).is_some();
    let joined = name.split_once(['和', '及', '与']);
    let is_joined = joined.is_some_and(|(one, other)| is_long(one) && is_long(other));
    let is_count = name.contains(|one: char| one.is_ascii_digit()) && name.ends_with(['人', '名']);
    let is_numbered = name.contains(|one: char| one.is_ascii_digit())
        && name.contains(|one: char| one.is_ascii_alphabetic())
        && !name.is_ascii();
    let lists = |one: char| "等、，,;/()[]→\n".contains(one);
    !(is_titled || is_many || is_joined || is_count || is_numbered || name.contains(lists))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padded_and_titled_names_mean_the_plain_one() {
        let cases: [(&str, &[&str]); 8] = [
            ("王 芳", &["王芳"]),
            ("王芳 主任", &["王芳主任", "王芳"]),
            ("张三(副处长)", &["张三"]),
            ("张三同志", &["张三"]),
            ("张三(请假)", &[]),
            ("李 四(代张三)", &["李四(代张三)"]),
            ("赵主任", &[]),
            ("John Smith", &[]),
        ];
        for (name, expected) in cases {
            assert_eq!(meant(name), expected, "{name}");
        }
    }

    #[test]
    fn words_for_many_are_the_name_of_nobody() {
        for name in [
            "全体",
            "赵主任",
            "王芳等3人",
            "各处室",
            "班子成员",
            "王芳和张三",
            "张三→李四",
            "LY-M1张三",
        ] {
            assert!(!is_of_one(name), "{name}");
        }
        for name in [
            "王芳",
            "王和平",
            "多吉",
            "和平村",
            "欧阳 修",
            "John Smith",
            "东河村",
            "利用处",
            "阿依古丽·买买提",
        ] {
            assert!(is_of_one(name), "{name}");
        }
    }
}
