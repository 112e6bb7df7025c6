//! What is left of an input is what the breach needs, and no more is played than was allowed.

use super::*;
use crate::input::{Call, File, Packing, Template, Upload, Value as ParameterValue};

/// Sees what a predicate sees, and counts.
struct Seer<F> {
    shows: F,
    plays: u32,
}

impl<F: Fn(&Input) -> bool> Witness for Seer<F> {
    async fn sees(&mut self, input: &Input) -> bool {
        self.plays += 1;
        (self.shows)(input)
    }
}

const BOUNDS: Bounds = Bounds { plays: 1_000, time: Duration::from_secs(60) };

async fn minimised(input: &Input, shows: impl Fn(&Input) -> bool) -> (Input, u32) {
    let mut seer = Seer { shows, plays: 0 };
    (minimise(input, &mut seer, BOUNDS).await, seer.plays)
}

fn text(text: &str) -> ParameterValue {
    ParameterValue::Text(text.to_owned())
}

fn step(call: Call) -> Step {
    Step { message: Message::Call(call), connection: Connection::Fresh }
}

fn call(name: &str) -> Call {
    Call::new(name, format!("/{name}"))
        .with("a", text("0123456789"))
        .with("b", text("xx'yy"))
        .with("c", text(""))
}

fn sequence() -> Input {
    let file = File {
        disposition: Template::from("; filename=\"a\""),
        encoding: "binary".to_owned(),
        content: Template::from("abc"),
    };
    let upload = Upload { packing: Packing::Multipart, files: vec![file.clone(), file] };
    let taken = ParameterValue::Taken { step: 1, pointer: "/path".to_owned() };
    Input {
        steps: vec![
            step(call("wp_flash")),
            step(Call { upload: Some(upload), ..call("upload") }),
            step(call("tst_getuserstate")),
            step(call("execsvcscript").with("startparam1", taken)),
        ],
    }
}

/// Whether some parameter of some step has a text with that in it.
fn says(input: &Input, what: &str) -> bool {
    serde_json::to_string(input).unwrap().contains(what)
}

#[tokio::test]
async fn one_apostrophe_is_one_step_with_one_parameter_of_one_character() {
    let (shortest, plays) = minimised(&sequence(), |input| says(input, "'")).await;
    let [Step { message: Message::Call(call), connection: Connection::Kept }] = shortest.steps.as_slice()
    else {
        panic!("{shortest:?}")
    };
    let [parameter] = call.parameters.as_slice() else { panic!("{call:?}") };
    assert_eq!((&parameter.value, parameter.name.as_str()), (&text("'"), ""));
    assert!(call.upload.is_none() && plays < 120, "{plays} plays");
}

#[tokio::test]
async fn a_step_that_another_takes_from_stays_and_is_referred_to_by_its_new_number() {
    let needs_both = |input: &Input| {
        let uploads = input
            .steps
            .iter()
            .position(|step| matches!(&step.message, Message::Call(call) if call.upload.is_some()));
        let taken = uploads
            .is_some_and(|place| says(input, &format!("\"taken\":{{\"step\":{place},\"pointer\":\"/path\"")));
        taken && says(input, "execsvcscript")
    };
    assert!(needs_both(&sequence()));
    let (shortest, _) = minimised(&sequence(), needs_both).await;
    assert_eq!(shortest.steps.len(), 2, "{shortest:?}");
    assert!(says(&shortest, "\"taken\":{\"step\":0,\"pointer\":\"/path\"}"), "{shortest:?}");
    assert!(!says(&shortest, "0123456789") && !says(&shortest, "xx'yy"));
}

#[tokio::test]
async fn what_shows_nothing_stays_as_it_was_and_bounds_hold() {
    let (same, _) = minimised(&sequence(), |_| false).await;
    assert_eq!(same, sequence());
    let mut seer = Seer { shows: |_: &Input| false, plays: 0 };
    let bounds = Bounds { plays: 7, time: Duration::from_secs(60) };
    minimise(&sequence(), &mut seer, bounds).await;
    assert_eq!(seer.plays, 7);
    let mut seer = Seer { shows: |_: &Input| true, plays: 0 };
    minimise(&sequence(), &mut seer, Bounds { plays: 7, time: Duration::ZERO }).await;
    assert_eq!(seer.plays, 0);
}

#[test]
fn cuts_go_from_the_whole_to_single_elements() {
    let mut cuts = Cuts::of(4);
    let mut parts = Vec::new();
    while let Some(part) = cuts.next() {
        cuts.told(false);
        parts.push(part);
    }
    assert_eq!(parts, [(0, 4), (0, 2), (2, 4), (0, 1), (1, 2), (2, 3), (3, 4)]);
    let mut cuts = Cuts::of(3);
    assert_eq!(cuts.next(), Some((0, 3)));
    cuts.told(true);
    assert_eq!(cuts.next(), None);
}
