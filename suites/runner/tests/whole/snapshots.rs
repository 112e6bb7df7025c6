//! The golden snapshots are what the reference server answers, free values aside. `cargo insta review` shows what has changed.

use driver::Traffic;
use runner::golden_answers;

use crate::support;

#[test]
fn golden_snapshots_are_the_answers_of_the_reference_server() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let answers = runtime.block_on(async {
        let (target, servers) = support::embedded().await;
        let answers = golden_answers(&support::context(target, Traffic::Live)).await.unwrap();
        for server in servers {
            server.shutdown().await;
        }
        answers
    });
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
        .bind(|| answers.iter().for_each(|(name, answer)| insta::assert_snapshot!(name.as_str(), answer)));

    let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots")).unwrap();
    let kept = folder.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let kept: Vec<String> = kept.filter_map(|file| file.strip_suffix(".snap").map(str::to_owned)).collect();
    let unused: Vec<&String> =
        kept.iter().filter(|name| !answers.iter().any(|(known, _)| known == *name)).collect();
    assert!(unused.is_empty(), "snapshots of no case: {unused:?}");
}
