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
    let bare = closed
        .split(['(', '['])
        .next()
        .unwrap_or_default()
        .trim_end();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padded_and_titled_names_mean_the_plain_one() {
        let cases: [(&str, &[&str]); 6] = [
            ("王 芳", &["王芳"]),
            ("王芳 主任", &["王芳主任", "王芳"]),
            ("张三(副处长)", &["张三"]),
            ("张三同志", &["张三"]),
            ("赵主任", &[]),
            ("John Smith", &[]),
        ];
        for (name, expected) in cases {
            assert_eq!(meant(name), expected, "{name}");
        }
    }
}
