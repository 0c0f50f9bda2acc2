//! What each fault of a paper is called; `{}` stands for how it should be, or for what was found.

use crate::text::{Lang, Text, text};

/// Codes, each with its message.
const CODES: &[(&str, Text)] = &[
    (
        "address",
        text("住址写到了门牌或村组", "an address leads to a door"),
    ),
    (
        "addressee-colon",
        text(
            "主送机关应以全角冒号结束",
            "the addressee does not end in a colon",
        ),
    ),
    (
        "attachment-missing",
        text(
            "附件说明与所附附件不一致：{}",
            "the list of attachments and what is attached differ: {}",
        ),
    ),
    (
        "attachment-page",
        text("附件应另起一页", "an attachment does not begin a page"),
    ),
    (
        "attachment-title",
        text(
            "附件标题应居中排在附件序号下",
            "the title of an attachment is not centred below its number",
        ),
    ),
    (
        "bank-card",
        text("像银行卡号", "this looks like the number of a bank card"),
    ),
    (
        "body-font",
        text(
            "正文应用仿宋，这里是{}",
            "the body is not in Fangsong but in {}",
        ),
    ),
    (
        "body-indent",
        text(
            "正文首行应空二字",
            "the first line of a paragraph is not two characters in",
        ),
    ),
    (
        "body-pitch",
        text(
            "正文行距应为固定值28磅",
            "the lines of the body are not 28 points apart",
        ),
    ),
    (
        "body-size",
        text(
            "正文应用3号字，这里是{}磅",
            "the body is not in 16 points but in {}",
        ),
    ),
    (
        "bracket-width",
        text(
            "汉字旁的括号应用全角",
            "brackets beside Chinese are half-width",
        ),
    ),
    (
        "changes",
        text(
            "有没有接受的修订",
            "it holds changes that nobody has accepted",
        ),
    ),
    (
        "chinese-digits",
        text(
            "像用汉字写的电话号码",
            "this looks like a telephone number in Chinese digits",
        ),
    ),
    ("comments", text("有批注没有删除", "it holds comments")),
    (
        "dash",
        text("破折号应用“——”", "a dash is written with hyphens"),
    ),
    (
        "date-alone",
        text("成文日期单独在一页", "the date stands alone on a page"),
    ),
    (
        "date-form",
        text("成文日期应写作{}", "the date is to be written as {}"),
    ),
    (
        "date-impossible",
        text("没有这一天", "there is no such day"),
    ),
    ("date-missing", text("没有成文日期", "it has no date")),
    (
        "date-place",
        text(
            "署名和日期应居右",
            "the signature or the date is not at the right",
        ),
    ),
    (
        "date-prose",
        text("日期应写作年月日", "a date is not in words"),
    ),
    (
        "date-zero",
        text("月、日前不加0", "a month or day begins with a zero"),
    ),
    (
        "digits-wide",
        text("数字和字母应用半角", "digits or letters are full-width"),
    ),
    (
        "document-number",
        text(
            "发文字号的年份应用六角括号〔〕",
            "the year of a document number is not in tortoise-shell brackets",
        ),
    ),
    (
        "ellipsis",
        text("省略号应用“……”", "an ellipsis is written with full stops"),
    ),
    ("email", text("电子邮箱", "an e-mail address")),
    (
        "enclosure-end",
        text(
            "附件名称后不加标点，也不加书名号",
            "the name of an attachment has a mark behind or around it",
        ),
    ),
    (
        "enclosure-mark",
        text(
            "附件说明应写作“附件：1．名称”",
            "the list of attachments is not marked as “附件：1．”",
        ),
    ),
    (
        "family-name",
        text("像某户人家的称呼", "this may point to a household"),
    ),
    (
        "figure",
        text("与记录不符，记录为{}", "the records say otherwise: {}"),
    ),
    ("gap", text("还没有写", "this is still to be written")),
    (
        "heading-font",
        text("标题应用{}", "the heading is not in {}"),
    ),
    (
        "heading-last",
        text(
            "标题在一页的最后一行",
            "a heading is the last line of a page",
        ),
    ),
    (
        "heading-mark",
        text(
            "标题序号应依次用“一、”“（一）”“1．”“（1）”",
            "the number of a heading is not marked as it should be",
        ),
    ),
    (
        "heading-order",
        text(
            "标题序号不连续，应为{}",
            "the numbers of headings do not follow: {} was to come",
        ),
    ),
    (
        "heading-size",
        text(
            "标题应用3号字，这里是{}磅",
            "the heading is not in 16 points but in {}",
        ),
    ),
    (
        "household-name",
        text(
            "户主或反映人姓名",
            "the name of a household or of whoever raised something",
        ),
    ),
    (
        "highlight",
        text("有突出显示没有去掉", "something is highlighted"),
    ),
    ("id-number", text("身份证号", "an ID number")),
    (
        "internal-code",
        text(
            "正文里有内部编号",
            "a code of the program stands in the prose",
        ),
    ),
    (
        "landline",
        text("像固定电话", "this looks like a telephone number"),
    ),
    (
        "line-characters",
        text(
            "正文每行约{}字，应为28字",
            "a full line of the body holds about {} characters instead of 28",
        ),
    ),
    ("mobile", text("手机号", "a mobile phone number")),
    (
        "page-margins",
        text(
            "页边距应为上37、右26、下35、左28毫米",
            "the margins are not 37, 26, 35 and 28 mm",
        ),
    ),
    (
        "page-number-dashes",
        text("页码应写作“— 1 —”", "the page number is not between dashes"),
    ),
    (
        "page-number-missing",
        text("没有页码", "pages have no numbers"),
    ),
    (
        "page-number-side",
        text(
            "页码应单页居右、双页居左",
            "page numbers do not stand outside",
        ),
    ),
    (
        "page-number-size",
        text("页码应用4号字", "page numbers are not in 14 points"),
    ),
    (
        "page-line",
        text("这一页只有一行", "a page holds no more than one line"),
    ),
    ("page-size", text("纸张应为A4", "the paper is not A4")),
    (
        "phase-numeral",
        text(
            "应写作第一阶段、第二阶段",
            "a phase is not numbered in Chinese",
        ),
    ),
    (
        "placeholder",
        text("占位的文字没有换掉", "a placeholder was left"),
    ),
    ("plate", text("像车牌号", "this looks like a number plate")),
    (
        "punctuation-twice",
        text("标点重复", "two marks stand together"),
    ),
    (
        "punctuation-width",
        text(
            "汉字后的标点应用全角",
            "a mark behind Chinese is half-width",
        ),
    ),
    ("qq", text("像QQ号", "this looks like a QQ number")),
    (
        "quotes-straight",
        text("引号应用“”", "a quotation mark is straight"),
    ),
    (
        "rate",
        text("比率不对，应为{}", "the rate is wrong: {} was to come"),
    ),
    (
        "sentence-end",
        text("段落没有句末标点", "a paragraph does not end as a sentence"),
    ),
    (
        "signature-missing",
        text("成文日期上没有署名", "nobody signs above the date"),
    ),
    (
        "space-inside",
        text(
            "汉字之间有空格",
            "a space stands between Chinese characters",
        ),
    ),
    (
        "split-number",
        text("像拆开写的号码", "this looks like a number in pieces"),
    ),
    (
        "sum-column",
        text(
            "合计与各行之和不符，应为{}",
            "the total is not the sum of its rows: {}",
        ),
    ),
    (
        "sum-parts",
        text("各项之和为{}，与总数不符", "the parts add up to {}"),
    ),
    (
        "sum-row",
        text(
            "合计与各列之和不符，应为{}",
            "the total is not the sum of its columns: {}",
        ),
    ),
    (
        "table-torn",
        text("小表拆在两页", "a small table runs over two pages"),
    ),
    (
        "title-align",
        text("标题应居中", "the title is not centred"),
    ),
    (
        "title-end",
        text("标题后不加标点", "a mark stands behind the title"),
    ),
    (
        "title-font",
        text(
            "标题应用小标宋，这里是{}",
            "the title is not in Xiaobiaosong but in {}",
        ),
    ),
    ("title-missing", text("没有标题", "it has no title")),
    (
        "title-size",
        text(
            "标题应用2号字，这里是{}磅",
            "the title is not in 22 points but in {}",
        ),
    ),
    (
        "unbalanced",
        text(
            "引号或括号没有配对",
            "a bracket or quotation mark has no other half",
        ),
    ),
    (
        "wechat",
        text("像微信号", "this looks like a WeChat account"),
    ),
];

/// Words a fault.
pub(crate) fn message(code: &str, detail: &str, lang: Lang) -> String {
    let known = CODES.iter().find(|(known, _)| *known == code);
    known
        .map_or(code, |(_, words)| words.get(lang))
        .replace("{}", detail)
}
