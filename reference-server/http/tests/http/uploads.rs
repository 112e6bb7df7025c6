//! UP: files in, one or many, in every packing, under names that do no harm.

use super::client::{Answer, Target, encoded};

#[derive(Debug, PartialEq)]
struct File {
    name: String,
    saved: bool,
    size: Option<usize>,
    path: Option<String>,
}

fn files(answer: &Answer) -> Vec<File> {
    assert_eq!(answer.status, 200, "{}", answer.head);
    let text = answer.xml();
    assert!(text.starts_with("<?xml version=\"1.0\" encoding=\"utf-16\"?>"));
    let document = roxmltree::Document::parse(&text).expect("well-formed");
    let root = document.root_element();
    let files: Vec<File> = root
        .children()
        .filter(|node| node.has_tag_name("file"))
        .map(|node| File {
            name: node.attribute("name").expect("a name").to_owned(),
            saved: node.attribute("saved") == Some("1"),
            size: node.attribute("size").map(|size| size.parse().expect("a size")),
            path: node.attribute("path").map(str::to_owned),
        })
        .collect();
    assert_eq!(root.attribute("count"), Some(files.len().to_string().as_str()));
    files
}

fn part(headers: &str, content: &[u8]) -> Vec<u8> {
    [b"--XyZ\r\n", headers.as_bytes(), b"\r\n", content, b"\r\n"].concat()
}

fn named(name: &str, packing: &str) -> String {
    format!(
        "Content-Disposition: form-data; name=\"f\"; filename=\"{name}\"\r\nContent-Transfer-Encoding: {packing}\r\n"
    )
}

async fn send(target: &Target, parts: &[Vec<u8>]) -> Answer {
    let body = [parts.concat(), b"--XyZ--\r\n".to_vec()].concat();
    target.request("POST", "/upload", "Content-Type: multipart/form-data; boundary=XyZ\r\n", &body).await
}

async fn fetched(target: &Target, file: &File) -> Vec<u8> {
    let path = file.path.as_deref().expect("a path");
    assert!(path.ends_with(&format!("\\{}", file.name)), "{path}");
    let answer = target.get(&format!("/download/byscript?name=path&startparam1={}", encoded(path))).await;
    assert_eq!(answer.status, 200, "{path}");
    answer.body
}

#[tokio::test]
async fn several_files_in_every_packing_come_back_as_they_were() {
    let target = Target::open().await;
    let all_bytes: Vec<u8> = (0..=255).chain([b'\r', b'\n', b'-', b'-', b'X']).collect();
    let answer = send(
        &target,
        &[
            part(&named("1.jpg", "binary"), &all_bytes),
            part(&named("записка.txt", "base64"), b"0J/RgNC4\r\n0LLQtdGC"),
            part(&named("q.txt", "quoted-printable"), b"a=3Db=\r\nc"),
            part(&named("empty", "8bit"), b""),
        ],
    )
    .await;
    let files = files(&answer);
    let expected: [(&str, &[u8]); 4] =
        [("1.jpg", &all_bytes), ("записка.txt", "Привет".as_bytes()), ("q.txt", b"a=bc"), ("empty", b"")];
    assert_eq!(files.len(), expected.len());
    for (file, (name, content)) in files.iter().zip(expected) {
        assert_eq!((file.name.as_str(), file.saved, file.size), (name, true, Some(content.len())));
        assert_eq!(fetched(&target, file).await, content, "{name}");
    }
}

#[tokio::test]
async fn an_octet_stream_is_one_file_named_by_the_request() {
    let target = Target::open().await;
    let headers = "Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=whole.bin\r\nContent-Transfer-Encoding: binary\r\n";
    let answer = target.request("POST", "/upload", headers, b"\0\xFF--XyZ").await;
    let files = files(&answer);
    assert_eq!((files.len(), files[0].name.as_str()), (1, "whole.bin"));
    assert_eq!(fetched(&target, &files[0]).await, b"\0\xFF--XyZ");
}

#[tokio::test]
async fn a_part_in_disorder_is_told_as_not_saved_and_the_others_are_saved() {
    let target = Target::open().await;
    let disposition = "Content-Disposition: form-data; filename=\"noteerror.txt\"\r\n";
    let answer = send(
        &target,
        &[
            part(disposition, b"no transfer encoding"),
            part("Content-Transfer-Encoding: binary\r\n", b"no disposition"),
            part("", b"no headers\r\n\r\nat all"),
            part(&named("bad.txt", "base64"), b"###"),
            part(&named("odd.txt", "x-uuencode"), b"x"),
            part(&named("good.txt", "binary"), b"good"),
        ],
    )
    .await;
    let files = files(&answer);
    let told: Vec<_> = files.iter().map(|file| (file.name.as_str(), file.saved, file.size)).collect();
    let expected = [
        ("noteerror.txt", false, None),
        ("", false, None),
        ("", false, None),
        ("bad.txt", false, None),
        ("odd.txt", false, None),
        ("good.txt", true, Some(4)),
    ];
    assert_eq!(told, expected);
    assert!(files[..5].iter().all(|file| file.path.is_none()));
}

#[tokio::test]
async fn nameless_files_get_names_of_their_own_and_equal_names_are_told_apart() {
    let target = Target::open().await;
    let nameless = "Content-Disposition: form-data; name=\"f\"\r\nContent-Transfer-Encoding: binary\r\n";
    let answer = send(
        &target,
        &[
            part(nameless, b"1"),
            part(nameless, b"2"),
            part(&named("same.txt", "binary"), b"3"),
            part(&named("same.txt", "binary"), b"4"),
        ],
    )
    .await;
    let files = files(&answer);
    assert_ne!(files[0].name, files[1].name);
    assert_eq!((files[2].name.as_str(), files[3].name.as_str()), ("same.txt", "same(1).txt"));
    for (file, content) in files.iter().zip([b"1", b"2", b"3", b"4"]) {
        assert_eq!(fetched(&target, file).await, content);
    }
}

#[tokio::test]
async fn hostile_names_write_nothing_outside_the_folder() {
    let work = tempfile::tempdir().expect("a folder");
    let target = Target::in_folder(work.path()).await;
    let long = "ж".repeat(300) + ".txt";
    let names = [
        "../../escape.txt",
        r"..\\..\\escape.txt",
        r"C:\Windows\x.dll",
        "CON",
        "nul.txt",
        "a\0b",
        "..",
        "/etc/x",
        &long,
        "a<b>&c",
    ];
    let parts: Vec<_> = names.iter().map(|name| part(&named(name, "binary"), name.as_bytes())).collect();
    let files = files(&send(&target, &parts).await);
    assert_eq!(files.len(), names.len());
    for (file, name) in files.iter().zip(names) {
        assert!(
            file.saved && file.name.len() <= 200 && !file.name.contains(['/', '\\', ':', '\0']),
            "{name:?}: {file:?}"
        );
        assert_eq!(fetched(&target, file).await, name.as_bytes());
    }
    let folder = work.path().join("Temp").join("UploadData");
    assert_eq!(std::fs::read_dir(folder).expect("the uploads").count(), names.len());
    assert_eq!(std::fs::read_dir(work.path()).expect("the work folder").count(), 1);
}

#[tokio::test]
async fn a_refused_upload_leaves_nothing_behind() {
    let work = tempfile::tempdir().expect("a folder");
    let target = Target::in_folder(work.path()).await;
    let multipart = "Content-Type: multipart/form-data; boundary=XyZ\r\n";
    let sound = part(&named("a.txt", "binary"), b"a");
    let cases: [(&str, &[u8], u16); 7] = [
        ("", &sound, 415),
        ("Content-Type: text/plain\r\n", &sound, 415),
        ("Content-Type: multipart/form-data\r\n", &sound, 400),
        ("Content-Type: multipart/form-data; boundary=\r\n", &sound, 400),
        (multipart, &sound, 400),
        (multipart, b"", 400),
        (multipart, b"--XyZ\r\nContent-Disp", 400),
    ];
    for (headers, body, status) in cases {
        assert_eq!(target.request("POST", "/upload", headers, body).await.status, status, "{headers}");
    }
    for folder in ["UploadData", "Incoming"] {
        let folder = work.path().join("Temp").join(folder);
        assert_eq!(std::fs::read_dir(&folder).expect("the folder").count(), 0, "{folder:?}");
    }
    assert!(files(&send(&target, &[]).await).is_empty());
}
