//! What is seen of files that come down and go up.

use super::bench::{Bench, request};

const BYSCRIPT: &str = "/download/byscript?name=";

/// DL: codes, links and paths, right and wrong.
pub(super) async fn downloads(bench: Bench) -> String {
    let mut seen = bench.open().await;
    let codes = [
        "rec/rec-7f3a9c51",
        "rec/rec-20b4de88",
        "fax/fax-5d01c2aa",
        "rec/fax-91e0",
        "fax/rec-7f3a9c51",
        "rec/nobody",
        "rec/rec-7f3a9c51%00x",
        "rec/..%2F..%2Fetc%2Fpasswd",
        "rec/%252e%252e%252fetc%252fpasswd",
    ];
    for code in codes {
        seen.get(&format!("/download/{code}")).await;
    }
    for link in ["lnk-A1B2C3D4E5F6", "lnk-0F1E2D3C4B5A", "nobody"] {
        seen.get(&format!("/downloadrecordbylink?recordlink={link}")).await;
    }
    let scripts = [
        "path&startparam1=sample.bin",
        "path&startparam1=nothing",
        "echo&startparam1=/etc/passwd",
        "echo&startparam1=C:%5CWindows%5Cwin.ini",
        "empty",
        "nobody",
        "sleep&startparam1=1&timeout=0.1",
        "join&startparam1=a",
    ];
    for script in scripts {
        seen.get(&format!("{BYSCRIPT}{script}")).await;
    }
    seen.notes
}

fn part(name: &str, packing: &str, content: &str) -> String {
    format!(
        "--XyZ\r\nContent-Disposition: form-data; name=\"field\"{name}\r\nContent-Transfer-Encoding: {packing}\r\n\r\n{content}\r\n"
    )
}

fn multipart(parts: &[String]) -> Vec<u8> {
    let body = parts.concat() + "--XyZ--\r\n";
    request("POST", "/upload", "Content-Type: multipart/form-data; boundary=XyZ\r\n", body.as_bytes())
}

/// UP: files in every packing, under names of every sort, and back again.
pub(super) async fn uploads(bench: Bench) -> String {
    let mut seen = bench.open().await;
    let long = format!("; filename=\"{}.txt\"", "n".repeat(300));
    let uploads = [
        multipart(&[
            part("; filename=\"one.txt\"", "binary", "first"),
            part("; filename=\"two.txt\"", "base64", "c2Vjb25k"),
            part("; filename=\"three.txt\"", "quoted-printable", "a=3Db"),
            part("; filename=\"four.txt\"", "unheard-of", "lost"),
        ]),
        multipart(&[part("; filename=\"one.txt\"", "binary", "again")]),
        multipart(&[part("", "binary", "nameless")]),
        multipart(&[part("", "binary", "nameless too")]),
        multipart(&[part("; filename=\"..\\evil.txt\"", "binary", "evil")]),
        multipart(&[part(&long, "binary", "long")]),
        request(
            "POST",
            "/upload",
            "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\nContent-Disposition: attachment; filename=o.bin\r\n",
            b"octets",
        ),
        request(
            "POST",
            "/upload",
            "Content-Type: multipart/form-data; boundary=XyZ\r\n",
            [part("; filename=\"half.txt\"", "binary", "half"), part("", "binary", "broken off")]
                .concat()
                .as_bytes(),
        ),
        multipart(&[part("; filename=\"half.txt\"", "binary", "whole")]),
    ];
    for upload in uploads {
        let answer = seen.ask(&upload).await;
        seen.note("upload", answer);
    }
    for name in ["one.txt", "two.txt", "three.txt"] {
        seen.get(&format!("{BYSCRIPT}path&startparam1=C:%5COktell%5CTemp%5CUploadData%5C{name}")).await;
    }
    seen.notes
}
