//! A place keeps what it is given, under names that follow from it, and refuses what is none.

use report_model::finding::Replays;

use super::*;
use crate::campaign::Shard;
use crate::input::{Call, Message};
use crate::oracle::Oracle;

fn input(name: &str) -> Input {
    Input::one(Message::Call(Call::new(name, format!("/{name}"))))
}

fn finding(signature: &str) -> Finding {
    Finding::sample(signature, input("upload"))
}

fn suspect(signature: &str) -> Suspect {
    Suspect {
        signature: signature.to_owned(),
        oracle: Oracle::Hang,
        clause: "R-1".parse().unwrap(),
        met: jiff::Timestamp::UNIX_EPOCH,
        replays: Replays::default(),
        input: input("wp_flash"),
        told_as: None,
    }
}

async fn open(folder: &std::path::Path) -> Result<Place, PlaceError> {
    Place::open(&folder.display().to_string()).await
}

/// The same must hold in a folder and in a store that is reached by its URL.
async fn keeps(place: &Place) {
    place.keep_input(&input("a")).await.unwrap();
    place.keep_input(&input("a")).await.unwrap();
    place.keep_input(&input("b")).await.unwrap();
    let mut digests = vec![input("a").digest(), input("b").digest()];
    digests.sort_by_key(ToString::to_string);
    assert_eq!(place.inputs().await.unwrap(), digests);
    assert_eq!(place.input(&input("a").digest()).await.unwrap(), Some(input("a")));
    assert_eq!(place.input(&input("c").digest()).await.unwrap(), None);

    place.keep_suspect(&suspect("one")).await.unwrap();
    place.keep_suspect(&suspect("two")).await.unwrap();
    let again = Suspect { replays: Replays { tried: 3, came_back: 2 }, ..suspect("two") };
    place.keep_suspect(&again).await.unwrap();
    assert_eq!(place.keep_finding(&finding("one")).await.unwrap(), Novelty::New);
    assert_eq!(place.keep_finding(&finding("one")).await.unwrap(), Novelty::Known);
    assert_eq!(place.suspects().await.unwrap(), [again]);
    assert_eq!(place.findings().await.unwrap(), [FindingId::of("one")]);
    assert_eq!(place.finding(&FindingId::of("one")).await.unwrap(), Some(finding("one")));

    let stint = Stint { requests: 7, ..Stint::begin(Shard::WHOLE, 1, jiff::Timestamp::UNIX_EPOCH) };
    place.note(&stint).await.unwrap();
    place.note(&Stint { requests: 8, ..stint }).await.unwrap();
    place.note(&Stint::begin(Shard::WHOLE, 1, jiff::Timestamp::UNIX_EPOCH)).await.unwrap();
    let standing = Standing::of(&place.sessions().await.unwrap());
    assert_eq!(standing.requests, 8);
}

#[tokio::test]
async fn a_folder_keeps_everything_and_is_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new");
    keeps(&open(&path).await.unwrap()).await;
    let again = open(&path).await.unwrap();
    assert_eq!(again.inputs().await.unwrap().len(), 2);
    let file = again.file_of(&FindingId::of("one"));
    let kept = Finding::read(&std::fs::read(file).unwrap()).unwrap();
    assert_eq!(kept, finding("one"));
}

#[tokio::test]
async fn a_store_behind_a_url_keeps_the_same() {
    keeps(&Place::open("memory:///campaigns/night").await.unwrap()).await;
    let folder = tempfile::tempdir().unwrap();
    keeps(&Place::open(&format!("file://{}", folder.path().display())).await.unwrap()).await;
    let prefixed = Place::open("memory:///campaigns").await.unwrap();
    assert_eq!(
        prefixed.file_of(&FindingId::of("one")),
        format!("memory:///campaigns/findings/{}.json", FindingId::of("one"))
    );
}

#[tokio::test]
async fn what_is_no_place_is_refused_with_the_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let refused = open(&file).await.unwrap_err();
    assert!(matches!(refused, PlaceError::NoFolder { .. }) && refused.is_usage(), "{refused}");
    let refused = open(folder.path()).await.unwrap_err();
    assert!(matches!(refused, PlaceError::Foreign { .. }) && refused.is_usage(), "{refused}");
    let later = folder.path().join("later");
    open(&later).await.unwrap();
    std::fs::write(later.join(STAMP), r#"{"format":"oktellspec-place","version":2}"#).unwrap();
    let refused = open(&later).await.unwrap_err();
    assert!(matches!(refused, PlaceError::Version { found: 2, .. }) && refused.is_usage(), "{refused}");
    for url in ["s3x://bucket", "gopher://x/", "s3://"] {
        let refused = Place::open(url).await.unwrap_err();
        assert!(refused.is_usage(), "{url}: {refused}");
    }
}

#[tokio::test]
async fn what_a_killed_process_leaves_behind_is_no_object() {
    let folder = tempfile::tempdir().unwrap();
    let place = open(folder.path()).await.unwrap();
    place.keep_input(&input("a")).await.unwrap();
    let digest = input("a").digest();
    let path = folder.path().join(format!("inputs/{digest}.json"));
    // Half written, and not yet in its place.
    std::fs::write(path.with_extension("json#1"), "{\"steps\":[").unwrap();
    assert_eq!(place.inputs().await.unwrap(), [digest]);
    // A machine that lost its power may leave what nobody wrote: it is passed over, and mended when it is met again.
    std::fs::write(&path, "").unwrap();
    assert_eq!(place.input(&digest).await.unwrap(), None);
    std::fs::write(&path, serde_json::to_vec(&input("b")).unwrap()).unwrap();
    assert_eq!(place.input(&digest).await.unwrap(), None);
    place.keep_input(&input("a")).await.unwrap();
    assert_eq!(place.input(&digest).await.unwrap(), Some(input("a")));
}

#[test]
fn a_start_goes_on_behind_those_of_its_seed_and_part() {
    let begin = |shard, seed| Stint::begin(shard, seed, jiff::Timestamp::UNIX_EPOCH);
    let half = "1/2".parse().unwrap();
    assert!(begin(half, 1).follows(&begin(half, 1)));
    assert!(!begin(half, 1).follows(&begin(half, 2)) && !begin(half, 1).follows(&begin(Shard::WHOLE, 1)));
}
