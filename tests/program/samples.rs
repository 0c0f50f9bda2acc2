//! Small sheets as offices keep them, one a line: what an import takes of each, or where it refuses.

use encoding_rs::{BIG5, GB18030};
use serde_json::Value as Json;

use crate::clerk::{excel, open_document, write};
use crate::harness::Office;

/// What is expected of a sheet.
enum Is {
    /// So many records, and these words beside.
    Taken(usize, &'static str),
    /// Refused at these cells, each a row and its column, for a reason with these words.
    Wrong(&'static [(u64, &'static str)], &'static str),
    /// Refused as a whole.
    Refused(&'static str),
}

use Is::{Refused, Taken, Wrong};

/// A kind and more of the command line, the sheet, and what is expected.
type Sample = (&'static str, &'static str, Is);

/// Heads, where they are part of what is tried.
const HEADS: &[Sample] = &[
    ("opinion", "日期,渠道,主题\n5.3,服务热线,甲\n", Taken(1, "")),
    (
        "opinion",
        "date,channel,topic\n2011-05-03,hotline,x\n",
        Taken(1, ""),
    ),
    (
        "opinion",
        "Date,Channel,Topic\n2011-05-03,hotline,x\n",
        Taken(1, ""),
    ),
    (
        "opinion",
        "意见登记表,,\n\n日期,渠道,主题\n5.3,服务热线,甲\n",
        Taken(1, ""),
    ),
    (
        "opinion",
        " 日 期 ,渠　道：,主题*\n5.3,服务热线,甲\n",
        Taken(1, ""),
    ),
    (
        "opinion",
        "日期（必填）,渠道(必填),主题\n5.3,服务热线,甲\n",
        Taken(1, ""),
    ),
    ("opinion", "主题,日期,渠道\n甲,5.3,服务热线\n", Taken(1, "")),
    (
        "opinion",
        "反映日期,渠道,主题\n5.3,服务热线,甲\n",
        Taken(1, ""),
    ),
    (
        "opinion",
        "来电时间,渠道,主题\n5.3,服务热线,甲\n",
        Taken(1, ""),
    ),
    (
        "opinion",
        "日期,渠道,主题,提出人,联系电话\n5.3,服务热线,甲,刘一,13800001234\n",
        Taken(1, ""),
    ),
    (
        "opinion",
        "日期,渠道,主题,首问负责人\n5.3,服务热线,甲,张三\n",
        Taken(1, ""),
    ),
    (
        "opinion",
        "日期,渠道,主题,答复,\n,,,日期,内容\n5.3,服务热线,甲,5.5,已答复\n",
        Taken(1, ""),
    ),
    (
        "opinion",
        "日期,渠道,主题,备用\n5.3,服务热线,甲,\n",
        Taken(1, ""),
    ),
    (
        "opinion --map 哪天=日期",
        "哪天,渠道,主题\n5.3,服务热线,甲\n",
        Taken(1, ""),
    ),
    (
        "opinion --ignore 心情",
        "日期,渠道,主题,心情\n5.3,服务热线,甲,急\n",
        Taken(1, "未导入的列：心情(D)"),
    ),
    (
        "opinion --ignore D",
        "日期,渠道,主题,\n5.3,服务热线,甲,急\n",
        Taken(1, ""),
    ),
    (
        "opinion",
        "日期,渠道,主题,心情\n5.3,服务热线,甲,急\n",
        Wrong(&[(2, "D")], "--ignore 心情"),
    ),
    (
        "opinion",
        "日期,渠道,主题\n5.3,服务热线,甲,乙\n",
        Wrong(&[(2, "D")], "不认识这一列"),
    ),
    (
        "opinion",
        "日期,日期,渠道,主题\n5.3,5.4,服务热线,甲\n",
        Refused("都是“日期”"),
    ),
    (
        "opinion",
        "渠道,主题\n服务热线,甲\n",
        Wrong(&[(1, "")], "缺少日期列"),
    ),
    (
        "opinion",
        "日期,主题\n5.3,甲\n",
        Wrong(&[(1, "")], "缺少必填的列"),
    ),
    ("opinion", "甲,乙\n1,2\n", Refused("找不到表头")),
];

/// Rows that are no records, and those that are.
const ROWS: &[Sample] = &[
    (
        "opinion",
        "日期,渠道,主题\n5.3,服务热线,甲\n合计,,1\n",
        Taken(1, "合计：第3行"),
    ),
    (
        "opinion",
        "日期,渠道,主题\n5.3,服务热线,甲\n小 计：,,1\n5.4,服务热线,乙\n",
        Taken(2, "合计：第3行"),
    ),
    (
        "opinion",
        "日期,渠道,主题\n5.3,服务热线,甲\n填表人：王芳,,审核：张三\n",
        Taken(1, "落款：第3行"),
    ),
    (
        "opinion",
        "日期,渠道,主题\n5.3,服务热线,甲\n利用处（盖章）,,\n",
        Taken(1, "落款：第3行"),
    ),
    (
        "opinion",
        "日期,渠道,主题\n5.3,服务热线,甲\n第1页 共2页,,\n意见登记表（续）,,\n日期,渠道,主题\n5.4,服务热线,乙\n— 2 —,,\n",
        Taken(2, "小标题、页码：第3、4、7行"),
    ),
    (
        "opinion",
        "2010年意见登记表,,\n日期,渠道,主题\n5.3,服务热线,甲\n2011.5.4,服务热线,乙\n",
        Wrong(&[(3, "A")], "表题上却是另一年"),
    ),
    (
        "opinion",
        "2010年至2011年意见登记表,,\n日期,渠道,主题\n5.3,服务热线,甲\n",
        Taken(1, ""),
    ),
    (
        "opinion",
        "日期,渠道,主题\n昨天,服务热线,甲\n5月3日上午,服务热线,乙\n",
        Taken(2, "换算后读入：昨天=2011-06-19；"),
    ),
    (
        "opinion",
        "日期,渠道,主题\n5.3,服务热线,甲\n注：截至五月,,\n",
        Taken(1, "说明：第3行"),
    ),
    (
        "opinion",
        "日期,渠道,主题\n5.3,服务热线,甲\n日期,渠道,主题\n5.4,服务热线,乙\n",
        Taken(2, "重复的表头：第3行"),
    ),
    (
        "opinion",
        "序号,日期,渠道,主题\n1,5.3,服务热线,甲\n2,,,\n3,,,\n",
        Taken(1, "只有序号的空行：第3、4行"),
    ),
    (
        "opinion",
        "日期,渠道,主题\n5.3,服务热线,合计婚姻档案\n",
        Taken(1, ""),
    ),
    (
        "opinion",
        "日期,渠道,主题\n5.3,服务热线,甲\n\n\n5.4,服务热线,乙\n",
        Taken(2, ""),
    ),
    (
        "opinion",
        "日期,渠道,主题\n示例：2011-03-01,面对面,主题\n5.3,服务热线,甲\n",
        Taken(1, "示例：第2行"),
    ),
    (
        "opinion",
        "日期,渠道,主题\n示例：2011-05-03,服务热线,甲\n",
        Wrong(&[(2, "A")], "示例"),
    ),
    (
        "opinion",
        "日期,渠道,主题\n5.3,服务热线,甲\n5.3,服务热线,甲\n",
        Taken(2, ""),
    ),
    (
        "opinion",
        "编号,日期,渠道,主题\nLY-O1,5.3,服务热线,甲\n",
        Taken(1, ""),
    ),
    (
        "opinion",
        "编号,日期,渠道,主题\nLY-O9,5.3,服务热线,甲\n",
        Wrong(&[(2, "")], "下一个编号是 LY-O1"),
    ),
    (
        "opinion",
        "编号,日期,渠道,主题\n9号,5.3,服务热线,甲\n",
        Wrong(&[(2, "A")], "LY-O1"),
    ),
    (
        "survey",
        "日期,发放,收回,有效,满意,基本满意,不满意\n5.3,10,20,30,400,0,0\n",
        Wrong(&[(2, "")], "收回"),
    ),
    (
        "opinion",
        "主题,日期,渠道\n小计,5.3,服务热线\n注：窗口的说明不清,5.4,服务热线\n合计,,2\n填表人：王芳,审核：张三,2011.6.1\n",
        Taken(2, "合计：第4行；落款：第5行"),
    ),
];

/// Days, in every form in which they are written.
const DAYS: &[(&str, bool)] = &[
    ("5.3", true),
    ("5月3日", true),
    ("5月3号", true),
    ("5月3日(星期二)", true),
    ("5月3日上午", true),
    ("5.3日", true),
    ("5-3", true),
    ("5/3", true),
    ("2011.5.3", true),
    ("2011.5.3.", true),
    ("2011–05–03", true),
    ("2011年5月3日", true),
    ("二○一一年五月三日", true),
    ("二〇一一年五月三日", true),
    ("20110503", true),
    ("40666", true),
    ("2011/5/3 0:00:00", true),
    ("2011-05-02T16:00:00.000Z", true),
    ("２０１１．５．３", true),
    ("昨天", true),
    ("", false),
    ("无", false),
    ("5.36", false),
    ("5月", false),
    ("5月中下旬", false),
    ("5.3-5.5", false),
    ("09:30", false),
    ("7.3", false),
    ("2010-05-03", false),
    ("#REF!", false),
];

/// Values of other columns.
const VALUES: &[Sample] = &[
    (
        "service",
        "日期,服务类别,最长用时(小时)\n5.3,查档利用,2\n",
        Taken(1, "2小时=120分钟"),
    ),
    (
        "visit",
        "日期,走访人,进,慰问金额（万元）\n5.3,张三,进基层,0.05\n5.4,张三,进基层,300元\n5.5,张三,进基层,0.00005\n",
        Wrong(&[(4, "D")], "最多两位小数"),
    ),
    (
        "visit",
        "日期,走访人,进,送\n5.3,张三,进 基层,送　政策、送温暖\n",
        Taken(1, ""),
    ),
    (
        "visit",
        "走访登记表,,,（单位：千元）\n日期,走访人,进,慰问金额\n5.4,张三,进基层,0.5\n",
        Taken(1, "0.5千元=500元"),
    ),
    (
        "visit",
        "走访登记表,,,单位：千元\n日期,走访人,进,慰问金额\n5.3,张三,进基层,0.00005\n5.4,张三,进基层,0.5\n",
        Wrong(&[(3, "D")], "最多两位小数"),
    ),
    (
        "visit",
        "日期,走访人,进,慰问金额(角)\n5.3,张三,进基层,5\n",
        Wrong(&[(2, "D")], "金额（元）"),
    ),
    (
        "visit",
        "日期,走访人,进,慰问金额/元\n5.3,张三,进基层,￥500\n5.4,张三,进基层,\"1,000\"\n5.5,张三,进基层,0.5万元\n5.6,张三,进基层,500.50元\n",
        Taken(4, ""),
    ),
    (
        "visit",
        "日期,走访人,进,服务人次\n5.3,张三,进基层,12人次\n5.4,张三,进基层,3.0\n5.5,张三,进基层,03\n",
        Taken(3, ""),
    ),
    (
        "visit",
        "日期,走访人,进\n5.3,张三、李四,进基层\n5.4,张三 李四,进基层\n5.5,张三/李四,进基层\n5.6,\"张三\n李四\",进基层\n",
        Taken(4, ""),
    ),
    (
        "visit",
        "日期,走访人,进\n5.3,王　芳,进基层\n5.4,张 三,进基层\n5.5,张三同志,进基层\n5.6,LY-M1,进基层\n5.7,m1,进基层\n",
        Taken(5, ""),
    ),
    (
        "visit",
        "日期,走访人,进,备注\n5.3,张三,进基层,无\n5.4,张三,进基层,/\n5.5,张三,进基层,－\n",
        Taken(3, ""),
    ),
    (
        "visit",
        "日期,走访人,进\n5.3,张五,进基层\n",
        Wrong(&[(2, "B")], "没有人员“张五”"),
    ),
    (
        "visit",
        "日期,走访人,进\n5.3,无,进基层\n",
        Wrong(&[(2, "B")], "必填"),
    ),
    (
        "visit",
        "日期,走访人,进\n5.3,张三,进工厂\n",
        Wrong(&[(2, "C")], "可选"),
    ),
    (
        "visit",
        "日期,走访人,进,慰问金额/元\n5.3,张三,进基层,五百\n",
        Wrong(&[(2, "D")], ""),
    ),
    (
        "household",
        "户主,户别,电话\n甲,城市低收入家庭,\"=\"\"13800001234\"\"\"\n乙,城市低收入家庭,13800001234.0\n丙,城市低收入家庭,'13800001234\n",
        Taken(3, ""),
    ),
    (
        "household",
        "户主,户别,电话\n甲,城市低收入家庭,1.38E+10\n",
        Wrong(&[(2, "C")], "改坏了"),
    ),
    (
        "household",
        "户主,户别,身份证号\n甲,城市低收入家庭,110105194912310021\n",
        Wrong(&[(2, "C")], "校验位"),
    ),
    (
        "household --force",
        "户主,户别,身份证号\n甲,城市低收入家庭,110105194912310021\n",
        Taken(1, ""),
    ),
    (
        "household",
        "户主,户别,身份证号\n甲,城市低收入家庭,11010519491231002X\n",
        Taken(1, ""),
    ),
    (
        "pledge --date 5.3",
        "项目名称,办理时限\n甲,11月底前\n乙,9月30日前\n丙,12月底\n",
        Taken(3, ""),
    ),
    (
        "pledge --date 5.3",
        "项目名称,办理时限\n甲,长期\n",
        Wrong(&[(2, "B")], ""),
    ),
    (
        "pledge --date 5.3",
        "项目名称,重点项目\n甲,√\n乙,是\n丙,×\n",
        Taken(3, ""),
    ),
    (
        "opinion",
        "日期,渠道,主题,备注\n5.3,服务热线,甲,#N/A\n",
        Wrong(&[(2, "D")], "公式错误"),
    ),
    (
        "opinion",
        "日期,渠道,主题,备注\r\n5.3,服务热线,甲,\"a\r\nb_x000D_\"\r\n",
        Taken(1, ""),
    ),
    (
        "opinion",
        "日期,渠道,主题,答复日期,答复内容\n5.3,服务热线,甲,5.5,已答复\n",
        Taken(1, ""),
    ),
    (
        "opinion",
        "日期,渠道,主题,答复日期,答复内容\n5.3,服务热线,甲,5.1,已答复\n",
        Wrong(&[(2, "")], ""),
    ),
    (
        "opinion",
        "日期,渠道,主题,答复日期,答复内容\n5.3,服务热线,甲,,已答复\n",
        Wrong(&[(2, "E")], "还缺答复日期"),
    ),
    (
        "opinion --date 5.3",
        "渠道,主题\n服务热线,甲\n",
        Taken(1, ""),
    ),
    (
        "visit",
        "日期,走访人,进\n5.3,张三（请假）,进基层\n5.4,李四（代张三）,进基层\n5.5,李四(LY-M3),进基层\n",
        Wrong(&[(2, "B"), (3, "B"), (4, "B")], "没有人员"),
    ),
    (
        "visit",
        "日期,走访人,进\n5.3,李四(LY-M2),进基层\n5.4,张三(副处长),进基层\n5.5,王芳（利用处）,进基层\n",
        Taken(3, ""),
    ),
    (
        "visit",
        "日期,走访人,进\n5.3,王　芳 张 三,进基层\n5.4,王芳和张三,进基层\n5.5,王芳及李四与张三,进基层\n5.6,张三、、李四、,进基层\n5.7,张三 李四和王芳,进基层\n",
        Taken(5, ""),
    ),
    (
        "opinion",
        "日期,渠道,主题,首问责任人\n5.3,服务热线,甲,全体\n5.3,服务热线,甲,赵主任\n5.3,服务热线,甲,王芳等3人\n5.3,服务热线,甲,各处室\n5.3,服务热线,甲,王芳和钱六\n",
        Wrong(
            &[(2, "D"), (3, "D"), (4, "D"), (5, "D"), (6, "D")],
            "已有的请看 huiyin person list",
        ),
    ),
    (
        "opinion",
        "日期,渠道,主题,责任人\n5.3,服务热线,甲,张三\n",
        Wrong(&[(2, "D")], "--map 责任人=首问责任人"),
    ),
    (
        "visit",
        "日期,走访人,进,慰问金额(美元)\n5.3,张三,进基层,50\n",
        Wrong(&[(2, "D")], "金额（元）"),
    ),
    (
        "visit",
        "日期,走访人,进,服务人次(百人)\n5.3,张三,进基层,3\n",
        Taken(1, ""),
    ),
    (
        "visit",
        "日期,走访人,进,慰问金额\n5.3,张三,进基层,0.05\n注：金额单位为万元,,,\n",
        Wrong(&[(3, "A")], "慰问金额(万元)"),
    ),
    (
        "visit",
        "填报单位：利用处,,,金额单位：万元\n日期,走访人,进,慰问金额\n5.3,张三,进基层,0.05\n",
        Taken(1, "0.05万元=500元"),
    ),
    (
        "person",
        "姓名,职级\n李四（女）,其他干部职工\n",
        Wrong(&[(2, "")], "LY-M2"),
    ),
    (
        "opinion --read 王方=王芳",
        "日期,渠道,主题,首问责任人\n5.3,服务热线,甲,张三\n",
        Taken(1, "没有用上的 --read：王方=王芳"),
    ),
    (
        "opinion --read 王方=王芳",
        "日期,渠道,主题,首问责任人\n5.3,服务热线,甲,王方\n",
        Taken(1, "按说过的写法读：王方=王芳"),
    ),
    (
        "pledge",
        "项目名称,实事内容,责任人,办理时限\n婚姻档案立等可取,缩短等候,张三,9月底\n合计,,,\n",
        Taken(1, "合计：第3行"),
    ),
    (
        "pair",
        "联系人或单位,联系户,结对类别\n张三,周兰,结穷亲\n",
        Taken(1, ""),
    ),
    (
        "opinion",
        "日期,渠道,主题,办理结果,办结日期\n5.3,服务热线,甲,已采纳为实事,6.1\n",
        Wrong(&[(2, "D")], "转为实事"),
    ),
    (
        "opinion",
        "日期,渠道,主题\n5.3,服务热线,甲\n1900-01-05,服务热线,乙\n",
        Wrong(&[(3, "A")], ""),
    ),
];

/// Forms of files: what it is called, its bytes, what is expected.
fn files() -> Vec<(&'static str, Vec<u8>, Is)> {
    let plain = "日期,渠道,主题\n5.3,服务热线,查档排队等候\n";
    let units = plain.encode_utf16().flat_map(u16::to_le_bytes);
    let cell = |word: &str| {
        format!(
            "<table:table-cell office:value-type='string'><text:p>{word}</text:p></table:table-cell>"
        )
    };
    let row = |words: [&str; 3]| {
        format!(
            "<table:table-row>{}</table:table-row>",
            words.map(cell).concat()
        )
    };
    let ods = [
        row(["日期", "渠道", "主题"]),
        row(["5.3", "服务热线", "甲"]),
    ]
    .concat();
    let cells = |number: u8, words: [&str; 3]| {
        let cell = |(column, word): (char, &str)| {
            format!("<c r='{column}{number}' t='inlineStr'><is><t>{word}</t></is></c>")
        };
        let cells: String = ('A'..).zip(words).map(cell).collect();
        format!("<row r='{number}'>{cells}</row>")
    };
    let rows = [
        cells(1, ["日期", "渠道", "主题"]),
        cells(2, ["5.3", "服务热线", "甲"]),
    ]
    .concat();
    let xlsx = |rows: &str| excel(&format!("<sheetData>{rows}</sheetData>"));
    let unsaved = rows.replace(
        "<c r='C2' t='inlineStr'><is><t>甲</t></is></c>",
        "<c r='C2'><f>A1&amp;\"x\"</f></c>",
    );
    let table =
        "<table><tr><td>日期<td>渠道<td>主题</tr><tr><td>5.3<td>服务热线<td>甲</tr></table>";
    vec![
        (
            "a.csv",
            [b"\xef\xbb\xbf", plain.as_bytes()].concat(),
            Taken(1, ""),
        ),
        ("b.csv", GB18030.encode(plain).0.into_owned(), Taken(1, "")),
        (
            "c.csv",
            b"\xff\xfe".iter().copied().chain(units).collect(),
            Taken(1, ""),
        ),
        ("d.tsv", plain.replace(',', "\t").into(), Taken(1, "")),
        ("e.csv", plain.replace(',', ";").into(), Taken(1, "")),
        ("f.txt", plain.replace(',', "|").into(), Taken(1, "")),
        (
            "g.csv",
            format!("sep=;\n{}", plain.replace(',', ";")).into(),
            Taken(1, ""),
        ),
        ("h.csv", plain.replace('\n', "\r").into(), Taken(1, "")),
        ("i.xlsx", plain.into(), Taken(1, "其实是")),
        ("j.xls", table.into(), Taken(1, "其实是网页")),
        ("k.xlsx", xlsx(&rows), Taken(1, "")),
        ("l.xls", xlsx(&rows), Taken(1, "其实是")),
        ("m.ods", open_document(&ods), Taken(1, "")),
        ("n.et", xlsx(&rows), Taken(1, "")),
        (
            "n2.xlsx",
            excel(&format!(
                "<sheetData>{rows}{}{}</sheetData><mergeCells count='1'><mergeCell ref='A3:C3'/></mergeCells>",
                cells(3, ["二、来访反映", "", ""]).replace(" t='inlineStr'><is><t></t></is>", ">"),
                cells(4, ["5.4", "面对面", "乙"])
            )),
            Taken(2, "小标题、页码：第3行"),
        ),
        (
            "o.jsonl",
            "{\"date\":\"2011-05-03\",\"channel\":\"hotline\",\"topic\":\"x\"}\n".into(),
            Taken(1, ""),
        ),
        (
            "p.json",
            "[{\"日期\":\"5.3\",\"渠道\":\"服务热线\",\"主题\":\"甲\"}]".into(),
            Taken(1, ""),
        ),
        ("q.xlsx", xlsx(&unsaved), Wrong(&[(2, "C")], "是公式")),
        (
            "r.csv",
            BIG5.encode("日期,渠道,主題\n5.3,服務熱線,查檔排隊等候\n")
                .0
                .into_owned(),
            Refused("Big5"),
        ),
        (
            "s.csv",
            plain.replace(',', "，").into(),
            Refused("用“，”分隔"),
        ),
        (
            "t.csv",
            "日期,渠道,主题\n5.3,服务热线,\"甲\n5.4,服务热线,乙\n".into(),
            Refused("第2行有一个引号"),
        ),
        ("u.xlsx", b"%PDF-1.4".to_vec(), Refused("PDF")),
        ("v.csv", Vec::new(), Refused("找不到表头")),
        ("w.csv", "日期,渠道,主题\n".into(), Taken(0, "")),
    ]
}

#[test]
fn every_sample_is_taken_or_refused_as_it_should_be() {
    let mut office = Office::new();
    for name in ["张三", "李四", "王芳"] {
        office.does(&format!("person add --name {name} --rank staff"));
    }
    office.does("household add --name 周兰 --household-kind rural");
    office.on("2011-06-20");
    let mut wrong = Vec::new();
    let mut count = 0;
    let mut hold = |line: &str, name: &str, bytes: &[u8], is: &Is| {
        count += 1;
        write(&office, name, bytes);
        if let Err(told) = held(&office, line, name, is) {
            wrong.push(format!(
                "{line} {name}: {}\n  {told}",
                String::from_utf8_lossy(bytes)
            ));
        }
    };
    for (line, sheet, is) in HEADS.iter().chain(ROWS).chain(VALUES) {
        hold(line, "s.csv", sheet.as_bytes(), is);
    }
    for (day, taken) in DAYS {
        let sheet = format!("日期,渠道,主题\n{day},服务热线,甲\n");
        let is = if *taken {
            Taken(1, "")
        } else {
            Wrong(&[(2, "A")], "")
        };
        hold("opinion", "day.csv", sheet.as_bytes(), &is);
    }
    for (name, bytes, is) in files() {
        hold("opinion", name, &bytes, &is);
    }
    assert!(
        wrong.is_empty(),
        "{} of {count}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(count > 100);
}

/// Tells what came where it is not what is expected; nothing is written.
fn held(office: &Office, line: &str, name: &str, is: &Is) -> Result<(), String> {
    let (kind, more) = line.split_once(' ').unwrap_or((line, ""));
    let words = format!("import {kind} {name} --dry-run --format json {more}");
    let words: Vec<&str> = words.split_whitespace().collect();
    let run = office.run(&words);
    let told: Json = serde_json::from_str(&run.out).unwrap_or_default();
    let holds = match is {
        Taken(count, words) => {
            run.code == 0
                && told["added"] == *count
                && told["unaccounted"] == 0
                && run.err.contains(words)
        }
        Wrong(places, words) => {
            let bad = told["bad"].as_array().cloned().unwrap_or_default();
            let place = |one: &Json| {
                (
                    one["row"].as_u64(),
                    one["column"].as_str().map(str::to_owned),
                )
            };
            let expected = |(row, column): &(u64, &str)| {
                (
                    Some(*row),
                    (!column.is_empty()).then(|| (*column).to_owned()),
                )
            };
            run.code == 1
                && bad.iter().map(place).eq(places.iter().map(expected))
                && bad
                    .iter()
                    .all(|one| one["reason"].as_str().is_some_and(|it| it.contains(words)))
        }
        Refused(words) => run.code == 1 && run.err.contains(words),
    };
    if holds {
        Ok(())
    } else {
        Err(format!("{} {} {}", run.code, run.out, run.err))
    }
}
