//! Files that are attached to records: kept once, merged with their bytes or without, and erased for good.

use std::path::Path;

use rusqlite::Connection;
use serde_json::{Value as Json, json};
use sha2_of::sha256;

use crate::harness::Office;

/// SHA-256 as `sha256sum` prints it, by another program than ours.
mod sha2_of {
    use std::path::Path;
    use std::process::Command;

    pub fn sha256(path: &Path) -> String {
        let out = Command::new("sha256sum")
            .arg(path)
            .output()
            .expect("sha256sum");
        let line = String::from_utf8(out.stdout).expect("digits");
        line.split(' ').next().expect("a digest").to_owned()
    }
}

/// A photo whose bytes no other has, with the place where it was taken.
pub fn photo(seed: u64, size: usize) -> Vec<u8> {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut data = b"Exif\0\0MM\0*\0\0\0\x08\0\x02".to_vec();
    data.extend(b"\x01\x32\0\x02\0\0\0\x14\0\0\0\x26\x88\x25\0\x04\0\0\0\x01\0\0\0\x3a\0\0\0\0");
    data.extend(b"2011:05:20 09:30:00\0");
    data.extend(b"\0\x01\0\x02\0\x05\0\0\0\x01\0\0\0\x4c\0\0\0\0PLACE-36");
    let length = u16::try_from(data.len() + 2).expect("a short part");
    let mut bytes = [
        &b"\xff\xd8\xff\xe1"[..],
        &length.to_be_bytes(),
        &data,
        b"\xff\xda\0\x02",
    ]
    .concat();
    bytes.extend(std::iter::repeat_with(|| random.u8(..)).take(size));
    bytes.extend(b"\xff\xd9");
    bytes
}

/// A photo of nothing, in a size and with the turn that the camera notes.
fn plain_photo((wide, high): (u16, u16), turn: u8) -> Vec<u8> {
    let data = [
        &b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0"[..],
        &[turn],
        b"\0\0\0\0\0\0",
    ]
    .concat();
    let length = u16::try_from(data.len() + 2).expect("a short part");
    let frame = [
        &b"\xff\xc0\0\x0b\x08"[..],
        &high.to_be_bytes(),
        &wide.to_be_bytes(),
        b"\x01\x01\x11\0",
    ]
    .concat();
    [
        &b"\xff\xd8\xff\xe1"[..],
        &length.to_be_bytes(),
        &data,
        &frame,
        b"\xff\xda\0\x02\xff\xd9",
    ]
    .concat()
}

/// A leading office with a household, two visits, one of them to it, and a pledge.
fn office() -> Office {
    let office = Office::leading();
    office.does("person add --name 王芳 --rank staff");
    office.does("household add --name 李大山 --household-kind rural");
    office.does(
        "visit add --visitors 王芳 --place-kind household --household H1 --findings 屋顶漏雨",
    );
    office.does("visit add --visitors 王芳 --place-kind grassroots --findings 看望窗口");
    office.does("pledge add --title 修路 --content 修一条路");
    office
}

fn write(office: &Office, name: &str, bytes: &[u8]) {
    std::fs::write(office.path().join(name), bytes).expect("a file");
}

fn holds(path: &Path, sought: &[u8]) -> bool {
    let bytes = std::fs::read(path).expect("the file");
    bytes.windows(sought.len()).any(|window| window == sought)
}

fn contents(office: &Office, name: &str) -> i64 {
    let file = Connection::open(office.path().join(name)).expect("the file");
    let sql = "select count(distinct hash) from content";
    file.query_row(sql, [], |row| row.get(0)).expect("a count")
}

/// Returns an attachment as a program reads it.
fn shown(office: &Office, reference: &str) -> Json {
    office.json(&["attachment", "show", reference])
}

#[test]
fn files_are_attached_in_one_step_and_written_again_as_they_are() {
    let office = office();
    write(&office, "one.jpg", &photo(1, 3_000_000));
    write(&office, "纪要.txt", "会议纪要\n".as_bytes());
    write(&office, "twin.txt", "会议纪要\n".as_bytes());
    let run = office.does("attach V1 one.jpg 纪要.txt --caption 走访现场");
    assert!(
        run.err.contains("已附到 LY-V1：LY-F1、LY-F2"),
        "{}",
        run.err
    );
    assert!(
        run.err.contains("已去掉 one.jpg 里的拍摄地点"),
        "{}",
        run.err
    );
    let one = shown(&office, "F1");
    assert_eq!(one["file_name"], "one.jpg");
    assert_eq!(one["media_type"], "image/jpeg");
    assert_eq!(one["size"], photo(1, 3_000_000).len());
    assert_eq!(one["taken_on"], "2011-05-20");
    assert_eq!(one["caption"], "走访现场");
    assert_eq!(one["content"], "here");
    let words = shown(&office, "F2");
    assert_eq!(words["hash"], sha256(&office.path().join("纪要.txt")));
    assert_eq!(words["media_type"], "text/plain");
    // Nothing of the place is in the file, nor in what is written again; the photo itself is left alone.
    assert!(!holds(&office.file(), b"PLACE-36"));
    office.does("attachment save F1 -o again.jpg");
    assert_eq!(sha256(&office.path().join("again.jpg")), one["hash"]);
    assert!(!holds(&office.path().join("again.jpg"), b"PLACE-36"));
    assert!(holds(&office.path().join("one.jpg"), b"PLACE-36"));
    // A file that is there is left alone.
    let sentence = office.refused(1, &["attachment", "save", "F2", "-o", "one.jpg"]);
    assert!(sentence.contains("one.jpg 已经存在"), "{sentence}");
    // The same bytes are kept once, of whichever record; of one record nobody attaches them twice.
    let sentence = office.refused(1, &["attach", "V1", "twin.txt"]);
    assert!(sentence.contains("就是 LY-F2"), "{sentence}");
    office.does("attach V2 twin.txt");
    assert_eq!(contents(&office, "huiyin.db"), 2);
    // A record is shown with what is attached to it, and listed by it.
    let visit = office.json(&["show", "V1"]);
    let refs: Vec<&Json> = visit["attachments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["ref"])
        .collect();
    assert_eq!(refs, [&json!("LY-F1"), &json!("LY-F2")]);
    let listed = office.json(&["attachment", "list", "V2"]);
    assert_eq!(listed.as_array().unwrap().len(), 1);
    // One command is one step back and forth.
    office.does("undo");
    assert_eq!(
        office
            .json(&["attachment", "list"])
            .as_array()
            .unwrap()
            .len(),
        2
    );
    office.does("redo");
    office.does("attachment save F3 -o three.txt");
    office.does("verify --exit-code");
}

#[test]
fn what_is_too_much_empty_or_says_where_it_was_is_refused_with_a_way_out() {
    let office = office();
    office.does("plan set limits.attachment_mb 1");
    office.does("plan set limits.attachment_files 2");
    write(&office, "big.jpg", &photo(1, 1 << 20));
    let sentence = office.refused(1, &["attach", "V1", "big.jpg"]);
    assert!(
        sentence.contains("big.jpg 有 1.1 MB，超过每份 1 MB 的上限"),
        "{sentence}"
    );
    assert!(sentence.contains("请缩小"), "{sentence}");
    write(&office, "empty.jpg", b"");
    assert!(
        office
            .refused(1, &["attach", "V1", "empty.jpg"])
            .contains("空文件")
    );
    for (name, seed) in [("a.jpg", 2), ("b.jpg", 3), ("c.jpg", 4)] {
        write(&office, name, &photo(seed, 1000));
    }
    let sentence = office.refused(1, &["attach", "V1", "a.jpg", "b.jpg", "c.jpg"]);
    assert!(sentence.contains("超过每条记录 2 份的上限"), "{sentence}");
    let film = b"\0\0\0\x18ftypqt  \0\0\0\0moov\xa9xyz+36.6000+117.0000/";
    write(&office, "film.mov", film);
    let sentence = office.refused(1, &["attach", "V1", "film.mov"]);
    assert!(sentence.contains("--keep-exif"), "{sentence}");
    let kept = office.does("attach V1 film.mov a.jpg --keep-exif");
    assert!(
        kept.err
            .contains("film.mov、a.jpg 的拍摄地点按 --keep-exif 保留"),
        "{}",
        kept.err
    );
    assert!(holds(&office.file(), b"PLACE-36"));
    // A name is only data.
    let office = self::office();
    let name = "..\\夜\u{202e}gpj.exe";
    write(&office, name, b"\x7fELF0000");
    office.ok(&["attach", "V1", name]);
    assert_eq!(shown(&office, "F1")["file_name"], "夜gpj.exe");
    assert_eq!(
        shown(&office, "F1")["media_type"],
        "application/x-executable"
    );
    // What has a file is made of one, and attached to nothing that is itself attached.
    assert_eq!(office.run(&["attachment", "add", "--caption", "x"]).code, 2);
    assert_ne!(office.run(&["attach", "F1", name]).code, 0);
}

#[test]
fn a_merge_brings_the_bytes_or_leaves_them_and_a_later_one_completes_it() {
    let office = office();
    write(&office, "one.jpg", &photo(1, 2_500_000));
    office.does("backup before.db");
    office.does("attach V1 one.jpg");
    office.does("backup after.db");
    let hash = shown(&office, "F1")["hash"].clone();
    let other = |args: &[&str]| office.run(&[&["--db", "before.db"], args].concat());
    let left = other(&["merge", "after.db", "--no-backup", "--without-attachments"]);
    assert!(
        left.out
            .contains("1 份附件的内容按 --without-attachments 没有带来"),
        "{}",
        left.out
    );
    assert_eq!(contents(&office, "before.db"), 0);
    let told = other(&["attachment", "list"]);
    assert!(told.err.contains("LY-F1 的内容尚未收到"), "{}", told.err);
    let told = other(&["attachment", "save", "F1", "-o", "x.jpg"]);
    assert!(
        told.code == 1 && told.err.contains("尚未收到"),
        "{}",
        told.err
    );
    assert!(!office.path().join("x.jpg").exists());
    let verified = other(&["verify", "--format", "json"]);
    assert!(verified.out.contains("content-missing"), "{}", verified.out);
    // The very same file completes it, once.
    let whole = other(&["merge", "after.db", "--no-backup"]);
    assert!(whole.out.contains("收到 1 份附件的内容"), "{}", whole.out);
    assert_eq!(other(&["attachment", "save", "F1", "-o", "x.jpg"]).code, 0);
    assert_eq!(sha256(&office.path().join("x.jpg")), hash);
    let again = other(&["merge", "after.db", "--no-backup"]);
    assert!(!again.out.contains("附件的内容"), "{}", again.out);
    assert_eq!(other(&["verify", "--exit-code"]).code, 0);
    // What came goes with the merge that brought it, and comes again.
    assert_eq!(other(&["undo"]).code, 0);
    assert_eq!(contents(&office, "before.db"), 0);
    assert_eq!(other(&["redo"]).code, 0);
    assert_eq!(contents(&office, "before.db"), 1);
}

#[test]
fn bytes_that_are_not_what_their_hash_says_are_never_taken_and_put_right_from_a_backup() {
    let office = office();
    office.does("backup before.db");
    write(&office, "one.jpg", &photo(1, 2_500_000));
    office.does("attach V1 one.jpg");
    office.does("backup sound.db");
    let spoil = "update content set bytes = zeroblob(length(bytes)) where part = 1";
    let file = Connection::open(office.file()).unwrap();
    assert_eq!(file.execute(spoil, []).unwrap(), 1);
    drop(file);
    let sentence = office.refused(1, &["attachment", "save", "F1", "-o", "x.jpg"]);
    assert!(sentence.contains("与摘要不符"), "{sentence}");
    assert!(!office.path().join("x.jpg").exists());
    let verified = office.run(&["verify", "--exit-code"]);
    assert!(
        verified.code != 0 && verified.out.contains("附件 LY-F1 的内容与摘要不符"),
        "{}",
        verified.out
    );
    let merged = office.run(&["--db", "before.db", "merge", "huiyin.db", "--no-backup"]);
    assert!(merged.out.contains("没有收下"), "{}", merged.out);
    assert_eq!(contents(&office, "before.db"), 0);
    let repaired = office.does("verify --repair sound.db");
    assert!(
        repaired.err.contains("1份附件的内容"),
        "{}{}",
        repaired.out,
        repaired.err
    );
    office.does("attachment save F1 -o x.jpg");
    office.does("verify --exit-code");
}

#[test]
fn what_is_erased_is_in_no_byte_and_goes_wherever_the_file_is_merged() {
    let office = office();
    // The last bytes are of this photo alone.
    let mark = &photo(7, 2_500_000)[2_400_000..2_400_064];
    write(&office, "one.jpg", &photo(7, 2_500_000));
    office.does("attach V1 one.jpg --caption 李大山家门前");
    office.does("attach V2 one.jpg");
    office.does("backup before.db");
    assert!(holds(&office.file(), mark));
    let run = office.does("attachment redact F1 --reason 本人申请");
    assert!(run.err.contains("还附为 LY-F2"), "{}", run.err);
    assert!(run.err.contains("before.db"), "{}", run.err);
    assert!(!run.err.contains("huiyin undo"), "{}", run.err);
    assert!(holds(&office.file(), mark));
    assert!(!holds(&office.file(), "李大山家门前".as_bytes()));
    office.does("attachment redact F2 --reason 本人申请");
    assert!(!holds(&office.file(), mark));
    let erased = shown(&office, "F2");
    assert_eq!(erased["content"], "erased");
    assert_eq!(erased["ref"], "LY-F2");
    assert_eq!(
        [&erased["hash"], &erased["file_name"]],
        [&Json::Null, &Json::Null]
    );
    assert!(
        office
            .refused(1, &["attachment", "redact", "F2", "--reason", "x"])
            .contains("已经抹除")
    );
    assert!(office.refused(1, &["undo"]).contains("不能撤销"));
    // Whoever comes back with it brings nothing, and whoever merges this file loses it.
    office.does("merge before.db --no-backup");
    assert!(!holds(&office.file(), mark));
    assert!(holds(&office.path().join("before.db"), mark));
    office.does("--db before.db merge huiyin.db --no-backup");
    assert!(!holds(&office.path().join("before.db"), mark));
    office.does("verify --exit-code");
    office.does("--db before.db verify --exit-code");
}

#[test]
fn what_tells_of_somebody_is_not_shared_and_a_restored_file_has_all_of_it() {
    let office = office();
    write(&office, "home.jpg", &photo(1, 1000));
    write(&office, "road.jpg", &photo(2, 1000));
    write(&office, "card.jpg", &photo(3, 1000));
    office.does("attach V1 home.jpg");
    office.does("attach P1 road.jpg");
    office.does("attach H1 card.jpg");
    office.does("backup all.db");
    office.does("restore all.db --db back.db");
    assert_eq!(contents(&office, "back.db"), 3);
    // A part for another office has all records of it, and the bytes of what tells of nobody.
    office.does("unit add --name 监督指导处 --unit-kind division");
    office.does("pledge add --title 修桥 --content 修一座桥 --unit 监督指导处");
    office.does("opinion add --topic 路灯 --content 路灯不亮 --channel hotline --unit 监督指导处");
    write(&office, "bridge.jpg", &photo(4, 1000));
    write(&office, "letter.jpg", &photo(5, 1000));
    for (reference, name) in [("P2", "bridge.jpg"), ("O1", "letter.jpg")] {
        office.ok(&["attach", reference, name]);
    }
    for reference in ["F4", "F5"] {
        office.ok(&["attachment", "edit", reference, "--unit", "监督指导处"]);
    }
    office.does("init --practice --office JD --name 监督指导处 --from huiyin.db --db jd.db");
    office.does("merge jd.db --no-backup");
    let shared = office.does("share --for JD -o part.db");
    assert!(
        shared.err.contains("1 份附件只带记录，不带内容"),
        "{}",
        shared.err
    );
    assert_eq!(contents(&office, "part.db"), 1);
    let part = office.json(&["attachment", "list", "--db", "part.db"]);
    let refs: Vec<&Json> = part
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["ref"])
        .collect();
    assert_eq!(refs, [&json!("LY-F4"), &json!("LY-F5")]);
    office.does("--db part.db attachment save LY-F4 -o bridge-again.jpg");
    let folder = office.path().join("export");
    office.ok(&["export", "all", "-o", "export", "--format", "csv"]);
    let sheet = std::fs::read_to_string(folder.join("attachment.csv")).unwrap();
    assert!(
        sheet.contains("road.jpg") && sheet.contains("LY-F2"),
        "{sheet}"
    );
}

#[test]
fn an_archive_holds_what_is_attached_as_files_and_is_checked_with_them() {
    let office = office();
    write(&office, "one.jpg", &photo(1, 1_200_000));
    write(&office, "纪要.txt", "会议纪要\n".as_bytes());
    office.does("attach V1 one.jpg 纪要.txt --caption 走访现场");
    office.does("archive bag");
    let data = office.path().join("bag/data");
    let kept = data.join("attachments/LY-F1.jpg");
    assert_eq!(sha256(&kept), shown(&office, "F1")["hash"]);
    let words = std::fs::read(data.join("attachments/LY-F2.txt")).unwrap();
    assert_eq!(words, "会议纪要\n".as_bytes());
    let ledger = std::fs::read_to_string(data.join("ledgers/attachment.csv")).unwrap();
    assert!(
        ledger.contains("走访现场") && ledger.contains(&sha256(&kept)),
        "{ledger}"
    );
    office.does("verify bag --exit-code");
    std::fs::write(&kept, photo(2, 1000)).unwrap();
    let told = office.run(&["verify", "bag", "--exit-code"]);
    assert!(
        told.code != 0 && told.out.contains("attachments/LY-F1.jpg"),
        "{}",
        told.out
    );
}

#[test]
fn a_report_prints_the_photos_of_its_period() {
    let office = office();
    office.does("edit V2 --date 2011-04-18");
    write(&office, "a.jpg", &plain_photo((400, 300), 6));
    write(&office, "b.jpg", &photo(7, 500));
    write(&office, "c.pdf", b"%PDF-1.4 none");
    office.does("attach V2 a.jpg c.pdf --caption 看望<窗口>");
    // The camera's day goes first: this one is of 20 May.
    office.does("attach V1 b.jpg");
    let april = office.json(&["report", "monthly", "--month", "4", "--photos"]);
    assert_eq!(april["photos"], json!(["LY-F1"]));
    let said = office.does("report summary --photos -o s.docx").err;
    // One whose size cannot be told is not printed, and that is said.
    assert!(
        said.contains("附照片1张") && said.contains("LY-F3不是能印出的照片"),
        "{said}"
    );
    let mut package =
        zip::ZipArchive::new(std::fs::File::open(office.path().join("s.docx")).unwrap()).unwrap();
    let mut part = |name: &str| {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut package.by_name(name).unwrap(), &mut bytes).unwrap();
        bytes
    };
    assert_eq!(part("word/media/image1.jpeg"), plain_photo((400, 300), 6));
    let text = String::from_utf8(part("word/document.xml")).unwrap();
    assert!(text.contains("rot=\"5400000\"") && text.contains("descr=\"LY-F1　看望&lt;窗口&gt;\""));
    let types = String::from_utf8(part("[Content_Types].xml")).unwrap();
    assert!(types.contains("Extension=\"jpeg\" ContentType=\"image/jpeg\""));
    office.does("report summary --photos -o s.html");
    let page = std::fs::read_to_string(office.path().join("s.html")).unwrap();
    assert!(page.contains("src=\"data:image/jpeg;base64,") && page.contains("img-src data:"));
    // Without them no page may show any.
    office.does("report summary -o t.html");
    let page = std::fs::read_to_string(office.path().join("t.html")).unwrap();
    assert!(!page.contains("img-src"));
    // An edited paper is taken back with them as without.
    let said = office.does("draft take s.docx").err;
    assert!(!said.contains("LY-F1"), "{said}");
}

#[test]
fn a_photo_that_has_not_come_over_whole_is_told() {
    let office = office();
    let whole = photo(3, 400);
    write(&office, "whole.jpg", &whole);
    write(&office, "cut.jpg", &whole[..whole.len() - 2]);
    let said = office.does("attach V2 whole.jpg cut.jpg").err;
    assert!(said.contains("\ncut.jpg 不完整"), "{said}");
}
