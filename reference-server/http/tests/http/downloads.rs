//! DL: files by code, by link and by script, and no other file whatever is tried.

use super::client::{Target, encoded};
use refserver_http::Fixture;
use sha2::{Digest as _, Sha256};

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn files_come_by_their_codes_and_links_byte_for_byte() {
    let target = Target::open().await;
    let first = "1ac72639e36df2878c3afd33f0b52b48cb1276891b830ba5e2a5eb292cdc185c";
    let second = "1381ac126b5e568418ce7cef30f27ff494e47c6bce327a64a0074769826092c8";
    let cases = [
        ("/download/rec/rec-7f3a9c51", 8044, first),
        ("/downloadrecordbylink?recordlink=lnk-A1B2C3D4E5F6", 8044, first),
        ("/download/rec/rec-20b4de88", 12844, second),
        ("/downloadrecordbylink?recordlink=lnk-0F1E2D3C4B5A", 12844, second),
        (
            "/download/fax/fax-5d01c2aa",
            3902,
            "ccf964c4143a749072c720f22138e5f48d74e1e65933ac6cfa4d1b96a7abe824",
        ),
        ("/download/fax/fax-91e0", 1022, "d9f84bd17a4bb24dbcd8a6a22eaea1de4b2348792f323052e59f70b7d1efa32a"),
        (
            "/download/byscript?name=path&startparam1=sample.bin",
            4102,
            "4f7c959c208488d5d2a1e49a0897a3eeac41f70df6e018a780e0e0173abc3e0c",
        ),
    ];
    for (path, length, digest) in cases {
        let answer = target.get(path).await;
        assert_eq!(
            (answer.status, answer.body.len(), sha256(&answer.body).as_str()),
            (200, length, digest),
            "{path}"
        );
        assert!(answer.head.to_lowercase().contains(&format!("content-length: {length}")), "{path}");
    }
    assert_eq!(
        target.post_form("/downloadrecordbylink", "recordlink=lnk-A1B2C3D4E5F6").await.body.len(),
        8044
    );
}

#[tokio::test]
async fn unknown_codes_and_codes_of_another_kind_open_nothing() {
    let target = Target::open().await;
    for path in [
        "/download/rec/unknown",
        "/download/rec/fax-91e0",
        "/download/fax/rec-7f3a9c51",
        "/download/rec/REC-7F3A9C51",
        "/download/rec/",
        "/download/rec",
        "/download/rec/rec-7f3a9c51/",
        "/download/rec/../fax/fax-91e0",
        "/download/rec/..%2Ffax%2Ffax-91e0",
        "/download/rec/first.wav",
        "/download/rec/%2Fetc%2Fpasswd",
        "/download/rec/%00",
        "/downloadrecordbylink?recordlink=rec-7f3a9c51",
        "/downloadrecordbylink?recordlink=..%2F..%2Fetc%2Fpasswd",
    ] {
        assert_eq!(target.get(path).await.status, 404, "{path}");
    }
    assert_eq!(target.get("/downloadrecordbylink").await.status, 400);
}

#[tokio::test]
async fn a_script_opens_no_file_that_is_not_offered() {
    let target = Target::open().await;
    for path in [
        "/etc/passwd",
        "../../../../etc/passwd",
        r"C:\Windows\win.ini",
        r"\\host\share\x",
        "file:///etc/passwd",
        "sample.bin",
        r"C:\Oktell\Files\..\Files\sample.bin",
        r"C:\Oktell\Temp\UploadData\..\..\..\etc\passwd",
        r"C:\Oktell\Temp\UploadData\/etc/passwd",
        "C:\\Oktell\\Files\\sample.bin\0",
        r"c:\oktell\files\sample.bin",
        "",
    ] {
        let answer = target.get(&format!("/download/byscript?name=echo&startparam1={}", encoded(path))).await;
        assert_eq!(answer.status, 404, "{path:?}");
    }
    for query in [
        "name=empty",
        "name=fail",
        "name=absent",
        "name=path&startparam1=..%2Fsample.bin",
        "name=sleep&startparam1=5&timeout=0.1",
    ] {
        assert_eq!(target.get(&format!("/download/byscript?{query}")).await.status, 404, "{query}");
    }
}

#[tokio::test]
async fn files_and_scripts_of_a_fixture_on_the_disk_are_served_from_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let own = include_str!("../../fixture/fixture.toml");
    let own = own.replacen("break_reasons", "scripts_dir = \"own scripts\"\nbreak_reasons", 1);
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
    write("own.toml", &own);
    for file in ["first.wav", "second.wav", "order.tif", "note.tif", "sample.bin"] {
        write(file, &format!("this is {file}"));
    }
    std::fs::create_dir(folder.path().join("own scripts")).expect("made");
    write("own scripts/(Тестовый) Имя.rhai", "offered_path(\"sample.bin\")");
    let target = Target::of(Fixture::load(&folder.path().join("own.toml")).expect("a fixture")).await;
    assert_eq!(target.get("/download/rec/rec-7f3a9c51").await.text(), "this is first.wav");
    let script = encoded("(Тестовый) Имя");
    assert_eq!(target.get(&format!("/download/byscript?name={script}")).await.text(), "this is sample.bin");
    assert_eq!(target.get("/download/byscript?name=path&startparam1=sample.bin").await.status, 404);
    std::fs::remove_file(folder.path().join("first.wav")).expect("removed");
    assert_eq!(target.get("/download/rec/rec-7f3a9c51").await.status, 404);
}
