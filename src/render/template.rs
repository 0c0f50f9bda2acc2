//! An empty sheet for a kind: heads, a remark and the allowed values on each column, and an example
//! that `import` leaves out.

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, DocProperties, ExcelDateTime,
    Format, Formula, Note, Workbook, Worksheet, XlsxError, utility,
};

use super::Refused;
use super::alike::alike;
use super::csv::defused;
use crate::error::Result;
use crate::model::kind::{Field, Kind, Shape, YES_NO};
use crate::model::plan::Plan;
use crate::text::{Lang, Text, text};

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
    /// The names that it may hold, where it names records.
    names: Vec<String>,
    example: String,
}

/// Makes an empty sheet of these fields, each with the names that it may hold, as a workbook or as CSV.
pub(crate) fn template(
    kind: &'static Kind,
    fields: Vec<(&'static Field, Vec<String>)>,
    plan: &Plan,
    lang: Lang,
    as_workbook: bool,
) -> Result<Vec<u8>> {
    let mut columns: Vec<TemplateColumn> = fields
        .into_iter()
        .map(|(field, names)| column(field, names, plan, lang))
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

fn column(field: &'static Field, names: Vec<String>, plan: &Plan, lang: Lang) -> TemplateColumn {
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
        names,
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
        Shape::Decimal => text(
            "不小于0的数，最多一位小数",
            "A number, not negative, with one decimal at most",
        )
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
        Shape::Decimal => "1.5".to_owned(),
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
    let (mut sheet, mut lists) = (Worksheet::new(), Lists::default());
    sheet.set_name(kind.name.get(lang))?;
    sheet.set_freeze_panes(1, 0)?;
    for (at, column) in (0_u16..).zip(columns) {
        let format = match column.field.shape {
            // A day is text, so that 5.26 stays as it is typed.
            Shape::Count | Shape::Percent => "0",
            Shape::Decimal => "General",
            Shape::Money => "0.00",
            _ => "@",
        };
        sheet.set_column_format(at, &Format::new().set_num_format(format))?;
        sheet.set_column_width(at, 18)?;
        sheet.write_string_with_format(0, at, &column.head, &bold)?;
        sheet.write_string_with_format(1, at, &column.example, &grey)?;
        sheet.insert_note(0, at, &Note::new(&column.remark).set_author("huiyin"))?;
        if let Some(rule) = rule(column, lang, &mut lists)? {
            sheet.add_data_validation(1, at, ROWS, at, &rule)?;
        }
    }
    workbook.push_worksheet(sheet);
    if lists.columns > 0 {
        lists.sheet.set_name(LISTS.get(lang))?.set_hidden(true);
        workbook.push_worksheet(lists.sheet);
    }
    workbook.save_to_buffer().map(alike)
}

/// The lists that are too long for the rule of a cell, a column each of a sheet that is hidden.
#[derive(Default)]
struct Lists {
    sheet: Worksheet,
    columns: u16,
}

const LISTS: Text = text("名单", "Lists");

impl Lists {
    /// Adds a list; returns where it is.
    fn add(&mut self, items: &[String], lang: Lang) -> std::result::Result<Formula, XlsxError> {
        for (row, item) in (0..).zip(items) {
            self.sheet.write_string(row, self.columns, item)?;
        }
        let column = utility::column_number_to_name(self.columns);
        self.columns += 1;
        let (sheet, last) = (LISTS.get(lang), items.len());
        Ok(Formula::new(format!(
            "='{sheet}'!${column}$1:${column}${last}"
        )))
    }
}

/// Returns the rule of a column. Where something else can be right too, as 12人次 is a number, it is
/// asked back and not refused.
fn rule(
    column: &TemplateColumn,
    lang: Lang,
    lists: &mut Lists,
) -> std::result::Result<Option<DataValidation>, XlsxError> {
    let rule = DataValidation::new();
    let rule = match column.field.shape {
        Shape::Count => rule.allow_whole_number(DataValidationRule::GreaterThanOrEqualTo(0)),
        Shape::Percent => rule.allow_whole_number(DataValidationRule::Between(0, 100)),
        Shape::Decimal | Shape::Money => {
            rule.allow_decimal_number(DataValidationRule::GreaterThanOrEqualTo(0.0))
        }
        Shape::Day => rule.allow_any_value(),
        _ => return offered(column, lang, lists),
    };
    let rule = rule
        .set_error_style(DataValidationErrorStyle::Warning)
        .set_error_message(&column.remark)?
        .set_input_message(&column.remark)?;
    Ok(Some(rule))
}

/// Offers the allowed values, or the names that are known; where several may be given, and of names,
/// others are only warned of.
fn offered(
    column: &TemplateColumn,
    lang: Lang,
    lists: &mut Lists,
) -> std::result::Result<Option<DataValidation>, XlsxError> {
    let is_fixed = !column.choices.is_empty();
    let items = if is_fixed {
        &column.choices
    } else {
        &column.names
    };
    if items.is_empty() {
        return Ok(None);
    }
    let length = items.iter().map(|one| one.encode_utf16().count() + 1);
    let is_long = length.sum::<usize>() > MOST_LIST || items.iter().any(|one| one.contains(','));
    let style = if is_fixed && !column.field.many {
        DataValidationErrorStyle::Stop
    } else {
        DataValidationErrorStyle::Information
    };
    let told = text("请从列表中选择", "Choose from the list").get(lang);
    let rule = DataValidation::new();
    let rule = if is_long || !is_fixed {
        rule.allow_list_formula(lists.add(items, lang)?)
    } else {
        rule.allow_list_strings(items)?
    };
    let rule = rule.set_error_style(style).set_error_message(told)?;
    Ok(Some(rule))
}
