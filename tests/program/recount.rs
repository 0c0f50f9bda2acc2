//! The folder of a month holds what its figures are counted from: each is counted again here from the
//! ledgers in it, by none of the program's code.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::harness::Office;

/// A row of CSV by the heads of its columns.
type Row = BTreeMap<String, String>;

fn read(path: &Path) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(path).expect("a file");
    let rows = reader.deserialize();
    rows.map(|row| row.expect("a row")).collect()
}

/// The ledgers of a month.
struct Folder<'a> {
    path: &'a Path,
    month: &'a str,
}

impl Folder<'_> {
    /// Reads the records of a kind that have a day in the month and are not void.
    fn on(&self, kind: &str, day: &str) -> Records {
        let mut rows = read(&self.path.join(format!("{kind}.csv")));
        rows.retain(|row| row["void"].is_empty() && row[day].starts_with(self.month));
        Records(rows)
    }
}

struct Records(Vec<Row>);

impl Records {
    fn count(&self) -> i64 {
        i64::try_from(self.0.len()).expect("few")
    }

    fn sum(&self, field: &str) -> i64 {
        let numbers = self.0.iter().filter(|row| !row[field].is_empty());
        numbers
            .map(|row| row[field].parse::<i64>().expect("a number"))
            .sum()
    }

    fn keep(mut self, is: impl Fn(&Row) -> bool) -> Self {
        self.0.retain(is);
        self
    }

    fn of(self, field: &str, among: &[&str]) -> Self {
        self.keep(|row| among.contains(&row[field].as_str()))
    }

    fn with(self, field: &str) -> Self {
        self.keep(|row| !row[field].is_empty())
    }
}

/// Counts the figures of a month, all but the households: whether one was in care before is told by
/// the folders of earlier months.
fn figures(folder: &Folder) -> BTreeMap<&'static str, i64> {
    let on = |kind: &str, day: &str| folder.on(kind, day);
    let dated = |kind: &str| on(kind, "date");
    let published = |day: &str| on("pledge", day).with("published_on");
    let visitors = dated("visit").0;
    let visitors = visitors
        .iter()
        .map(|row| row["visitors"].split('、').count());
    let overall = |row: &Row| row["subject"].is_empty();
    BTreeMap::from([
        ("units", 0),
        ("persons", on("person", "since").count()),
        (
            "party_members",
            on("person", "since").of("party_member", &["true"]).count(),
        ),
        ("studies", dated("study").count()),
        ("study_attendance", dated("study").sum("attended")),
        (
            "lectures",
            dated("study")
                .of("study_kind", &["lecture", "forum"])
                .count(),
        ),
        (
            "discussions",
            dated("study").of("study_kind", &["discussion"]).count(),
        ),
        ("problems", dated("problem").count()),
        ("problems_fixed", on("problem", "fixed_on").count()),
        ("visits", dated("visit").count()),
        (
            "visitor_times",
            i64::try_from(visitors.sum::<usize>()).expect("few"),
        ),
        ("household_visits", dated("visit").with("household").count()),
        ("people_reached", dated("visit").sum("people_reached")),
        (
            "role_swaps",
            dated("visit").of("visit_kind", &["role_swap"]).count(),
        ),
        ("research", on("research", "submitted_on").count()),
        ("receptions", dated("reception").count()),
        ("reception_visitors", dated("reception").sum("visitors")),
        ("opinions", dated("opinion").count()),
        ("pairings", on("pair", "since").count()),
        ("pledges", on("pledge", "published_on").count()),
        (
            "pledges_done",
            published("finished_on").of("status", &["done"]).count(),
        ),
        ("pledges_continuing", published("continued_on").count()),
        ("pledges_under_way", on("pledge", "published_on").count()),
        ("pledges_withdrawn", published("withdrawn_on").count()),
        (
            "beneficiaries",
            published("finished_on")
                .of("status", &["done"])
                .sum("actual_beneficiaries"),
        ),
        ("services", dated("service").count()),
        ("service_people", dated("service").sum("people")),
        (
            "volumes_filed",
            dated("service")
                .of("service_kind", &["filing", "guidance"])
                .sum("volumes"),
        ),
        (
            "volumes_fetched",
            dated("service")
                .of("service_kind", &["access"])
                .sum("volumes"),
        ),
        ("publicity", dated("publicity").count()),
        (
            "model_cases",
            dated("publicity").of("model_case", &["true"]).count(),
        ),
        (
            "mechanisms",
            on("mechanism", "issued_on")
                .of("state", &["issued"])
                .count(),
        ),
        ("inspections", dated("inspection").count()),
        ("ballots", dated("survey").keep(overall).sum("valid")),
        ("aid_fen", 100 * dated("visit").sum("aid")),
    ])
}

/// Counts numerator and denominator of each rate of a month.
fn rates(folder: &Folder) -> BTreeMap<&'static str, (i64, i64)> {
    let opinions = || folder.on("opinion", "date");
    let received = opinions().count();
    let settled = opinions()
        .with("outcome")
        .keep(|row| row["outcome"] != "continuing");
    let due = || folder.on("pledge", "deadline").with("published_on");
    let in_time = due()
        .with("finished_on")
        .keep(|row| row["finished_on"] <= row["deadline"]);
    let asked =
        due().keep(|row| row["withdrawn_on"].is_empty() || row["withdrawn_on"] > row["deadline"]);
    let published = || folder.on("pledge", "published_on");
    let stand = published().keep(|row| row["status"] != "withdrawn");
    let surveys = folder
        .on("survey", "date")
        .keep(|row| row["subject"].is_empty());
    let ballots = |field: &str| surveys.sum(field);
    let content = ballots("satisfied") + ballots("mostly");
    BTreeMap::from([
        (
            "reply_rate",
            (opinions().with("replied_on").count(), received),
        ),
        ("resolution_rate", (settled.count(), received)),
        (
            "adoption_rate",
            (opinions().of("outcome", &["adopted"]).count(), received),
        ),
        (
            "call_back_rate",
            (
                opinions().with("called_back_on").count(),
                opinions().with("replied_on").count(),
            ),
        ),
        (
            "call_back_satisfaction",
            (
                opinions().of("call_back", &["satisfied", "mostly"]).count(),
                opinions().with("called_back_on").count(),
            ),
        ),
        ("on_time_rate", (in_time.count(), asked.count())),
        (
            "completion_rate",
            (published().of("status", &["done"]).count(), stand.count()),
        ),
        (
            "satisfaction_rate",
            (ballots("satisfied"), ballots("valid")),
        ),
        ("satisfied_or_mostly_rate", (content, ballots("valid"))),
        ("return_rate", (ballots("returned"), ballots("issued"))),
    ])
}

#[test]
fn every_figure_of_a_month_can_be_counted_again_from_its_folder() {
    let mut office = Office::empty();
    office.on("2011-11-30");
    office.ok(&["demo", "demo"]);
    let (mut moved, mut in_care) = (BTreeSet::new(), BTreeSet::new());
    for number in 3..=11 {
        let month = format!("2011-{number:02}");
        let export = ["export", "all", "--month", &month, "-o", &month];
        office.ok(&[&["--db", "demo/DZ.db"], &export[..]].concat());
        let path = office.path().join(&month);
        let folder = Folder {
            path: &path,
            month: &month,
        };
        let mut figures = figures(&folder);
        let pairs = folder.on("pair", "since").with("household");
        let households = pairs.0.into_iter().map(|mut row| row.remove("household"));
        let before = in_care.len();
        in_care.extend(households.map(|household| household.expect("a column")));
        let joined = i64::try_from(in_care.len() - before).expect("few");
        figures.insert("paired_households", joined);
        let rates = rates(&folder);
        let told = read(&path.join("figures.csv"));
        assert_eq!(told.len(), figures.len() + rates.len());
        for row in told {
            let id = row["figure"].as_str();
            let counted = match rates.get(id) {
                Some((numerator, denominator)) => [numerator.to_string(), denominator.to_string()],
                None => [figures[id].to_string(), String::new()],
            };
            assert_eq!(
                [&row["own"], &row["own_denominator"]],
                [&counted[0], &counted[1]],
                "{month} {id}"
            );
            if row["own"] != "0" {
                moved.insert(id.to_owned());
            }
        }
    }
    // The campaign is a rich one: most of its figures are not nothing all the time.
    assert!(moved.len() > 35, "{moved:?}");
}
