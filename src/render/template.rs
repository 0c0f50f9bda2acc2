//! An empty sheet for a kind: heads, a remark and the allowed values on each column, and an example
//! that `import` leaves out.

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DocProperties, ExcelDateTime, Format, Note, Workbook,
    XlsxError,
};

use super::Refused;
use super::csv::defused;
use crate::error::Result;
use crate::model::kind::{Field, Kind, Shape, YES_NO};
use crate::model::plan::Plan;
use crate::text::{Lang, text};

/// The word with which the example begins, which tells `import` to leave the row out.
pub(crate) const EXAMPLE: [&str; 2] = ["示例", "Example"];
/// The rows for which values are offered.
const ROWS: u32 = 10_000;
/// The most characters of a list that a workbook keeps within a cell's rule.
const MOST_LIST: usize = 255;

/// Column of a template: its field, and how it is spoken of.
struct TemplateColumn {
    field: &'static Field,
    head: String,
    remark: String,
    choices: Vec<String>,
    example: String,
}

/// Makes an empty sheet, as a workbook or as CSV.
pub(crate) fn template(
    kind: &'static Kind,
    fields: &[&'static Field],
    plan: &Plan,
    lang: Lang,
    as_workbook: bool,
) -> Result<Vec<u8>> {
    let mut columns: Vec<TemplateColumn> = fields
        .iter()
        .map(|field| column(field, plan, lang))
        .collect();
    if let Some(first) = columns.first_mut() {
        let word = lang.pick(EXAMPLE[0], EXAMPLE[1]);
        first.example = format!("{word}{}{}", lang.pick("：", ": "), first.example);
    }
    if !as_workbook {
        return Ok(csv(&columns));
    }
    workbook(kind, &columns, lang).map_err(|error| {
        let (error, instead) = (error.to_string(), text("csv", "csv"));
        Refused::Workbook { error, instead }.into()
    })
}

/// Tells what the row of an example has in the column of a field, but for the word before the first.
pub(crate) fn example_in(field: &'static Field, plan: &Plan, lang: Lang) -> String {
    example(field, &choices(field, plan, lang), plan, lang)
}

fn choices(field: &Field, plan: &Plan, lang: Lang) -> Vec<String> {
    match field.shape {
        Shape::Choice(choices) => choices
            .iter()
            .map(|one| one.label.get(lang).to_owned())
            .collect(),
        Shape::Category => plan
            .categories
            .iter()
            .map(|one| one.name.get(lang).to_owned())
            .collect(),
        Shape::Flag => YES_NO
            .iter()
            .map(|word| word.get(lang).to_owned())
            .collect(),
        _ => Vec::new(),
    }
}

fn column(field: &'static Field, plan: &Plan, lang: Lang) -> TemplateColumn {
    let choices = choices(field, plan, lang);
    let required = if field.required {
        lang.pick("(必填)", " (required)")
    } else {
        ""
    };
    TemplateColumn {
        field,
        head: format!("{}{required}", field.label.get(lang)),
        remark: remark(field, &choices, lang),
        example: example(field, &choices, plan, lang),
        choices,
    }
}

/// Says what a column takes.
fn remark(field: &Field, choices: &[String], lang: Lang) -> String {
    let form = match field.shape {
        Shape::Category | Shape::Choice(_) | Shape::Flag => {
            format!(
                "{}{}",
                text("可填：", "One of: ").get(lang),
                lang.join(choices)
            )
        }
        Shape::Count => text("不小于0的整数", "A whole number, not negative")
            .get(lang)
            .to_owned(),
        Shape::Day => text("日期，如 2011-05-26、5月26日", "A date, such as 2011-05-26")
            .get(lang)
            .to_owned(),
        Shape::Money => text(
            "金额，单位元，最多两位小数",
            "An amount in yuan, with two decimals at most",
        )
        .get(lang)
        .to_owned(),
        Shape::Percent => text("0到100的整数", "A whole number from 0 to 100")
            .get(lang)
            .to_owned(),
        Shape::Reference(_) => text("已登记的名称或编号", "A name or ref that is known")
            .get(lang)
            .to_owned(),
        Shape::Json | Shape::Text => text("文本", "Text").get(lang).to_owned(),
    };
    let many = text("；多个用“、”隔开", "; several are separated by commas").get(lang);
    let required = text("必填。", "Required. ").get(lang);
    format!(
        "{}{form}{}",
        if field.required { required } else { "" },
        if field.many { many } else { "" }
    )
}

fn example(field: &Field, choices: &[String], plan: &Plan, lang: Lang) -> String {
    if let Some(first) = choices.first() {
        return first.clone();
    }
    match field.shape {
        Shape::Count => "1".to_owned(),
        Shape::Day => plan.opens.to_string(),
        Shape::Money => "200.50".to_owned(),
        Shape::Percent => "40".to_owned(),
        Shape::Reference(_) => text("名称或编号", "name or ref").get(lang).to_owned(),
        _ => field.label.get(lang).to_owned(),
    }
}

fn csv(columns: &[TemplateColumn]) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(b"\xef\xbb\xbf".to_vec());
    // Writing to memory cannot fail.
    let _ = writer.write_record(columns.iter().map(|column| &column.head));
    let _ = writer.write_record(
        columns
            .iter()
            .map(|column| defused(&column.example).into_owned()),
    );
    writer.into_inner().unwrap_or_default()
}

fn workbook(
    kind: &'static Kind,
    columns: &[TemplateColumn],
    lang: Lang,
) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // The same template is the same bytes.
    let made = DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
    workbook.set_properties(&made);
    let bold = Format::new().set_bold().set_num_format("@");
    let grey = Format::new()
        .set_font_color(0x0080_8080)
        .set_num_format("@");
    let sheet = workbook.add_worksheet();
    sheet.set_name(kind.name.get(lang))?;
    sheet.set_freeze_panes(1, 0)?;
    for (at, column) in (0_u16..).zip(columns) {
        let format = match column.field.shape {
            Shape::Day => "yyyy-mm-dd",
            Shape::Count | Shape::Percent => "0",
            Shape::Money => "0.00",
            _ => "@",
        };
        sheet.set_column_format(at, &Format::new().set_num_format(format))?;
        sheet.set_column_width(at, 18)?;
        sheet.write_string_with_format(0, at, &column.head, &bold)?;
        sheet.write_string_with_format(1, at, &column.example, &grey)?;
        sheet.insert_note(0, at, &Note::new(&column.remark).set_author("huiyin"))?;
        if let Some(rule) = offered(column, lang)? {
            sheet.add_data_validation(1, at, ROWS, at, &rule)?;
        }
    }
    workbook.save_to_buffer()
}

/// Offers the allowed values; where several may be given, others are only warned of.
fn offered(
    column: &TemplateColumn,
    lang: Lang,
) -> std::result::Result<Option<DataValidation>, XlsxError> {
    let length: usize = column
        .choices
        .iter()
        .map(|one| one.encode_utf16().count() + 1)
        .sum();
    let commas = column.choices.iter().any(|one| one.contains(','));
    if column.choices.is_empty() || length > MOST_LIST || commas {
        return Ok(None);
    }
    let style = if column.field.many {
        DataValidationErrorStyle::Information
    } else {
        DataValidationErrorStyle::Stop
    };
    let told = text("请从列表中选择", "Choose from the list").get(lang);
    let rule = DataValidation::new()
        .allow_list_strings(&column.choices)?
        .set_error_style(style)
        .set_error_message(told)?;
    Ok(Some(rule))
}
