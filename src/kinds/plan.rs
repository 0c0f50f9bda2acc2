//! 方案: the campaign itself, as data; one record, whose fields are the top keys of the plan's
//! JSON. What they mean is in `model::plan`.

use crate::model::kind::{Decides, Field, Kind, Preset, Shape, Spread};
use crate::text::text;

pub(crate) static KIND: Kind = Kind {
    id: "plan",
    name: text("活动方案", "plan"),
    fields: &[
        &part("title", "活动名称", "Title"),
        &part("host", "主办单位", "Host"),
        &part("leading_group", "领导小组", "Leading group"),
        &part(
            "leading_group_office",
            "领导小组办公室",
            "Leading-group office",
        ),
        &part("basis", "依据文件", "Basis documents"),
        &part("addressees", "报送对象", "Addressees"),
        &part("opens", "开始日期", "Opens"),
        &part("closes", "结束日期", "Closes"),
        &part("phases", "阶段", "Phases"),
        &part("milestones", "节点", "Milestones"),
        &part("quotas", "定额", "Quotas"),
        &part("limits", "时限设置", "Limits"),
        &part("categories", "服务类别", "Categories"),
        &part("satisfaction", "满意度口径", "Satisfaction"),
        &part("publication", "公示", "Publication"),
        &part("holidays", "节假日", "Holidays"),
        &part("workdays", "调休工作日", "Make-up working days"),
        &part(
            "behind_by",
            "慢序时界限(百分点)",
            "Behind schedule by (points)",
        ),
        &part("late_entry", "补录口径", "Late entries"),
        &part("floor", "通报线(%)", "Floor (per cent)"),
        &part("rank_by", "通报排名依据", "Units ranked by"),
        &SOURCE,
    ],
    preset: Some(PRESET),
    spread: Spread::Everywhere,
    decides: Decides::Leading,
    ..Kind::PLAIN
};

const fn part(id: &'static str, zh: &'static str, en: &'static str) -> Field {
    Field::new(id, Shape::Json, text(zh, en))
}

/// Source of the plan that a file was made with; empty for the built-in one.
pub(crate) static SOURCE: Field = Field::new("source", Shape::Text, text("来源", "Source"));
/// A file that somebody chose.
pub(crate) const FROM_FILE: &str = "file";
/// The office of the leading group.
pub(crate) const FROM_LEADING: &str = "leading";

pub(super) const PRESET: Preset = Preset {
    source: &SOURCE,
    trust: &[FROM_FILE, FROM_LEADING],
};
