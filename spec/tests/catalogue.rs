//! The real catalogue: complete, consistent, and fillable by the reference profile.

#![expect(clippy::panic, reason = "a helper of a test fails the test")]

use std::collections::BTreeMap;

use serde_json::Value;
use spec::catalogue::{Carrier, Catalogue, Effect, FixedCase, Test};
use spec::ids::{Basis, CommandName};
use spec::load;
use spec::profile::{Cast, Profile};

/// How many clauses each family of the reading has.
const FAMILIES: [(&str, usize); 15] = [
    ("HTTP", 8),
    ("AUTH", 5),
    ("EXEC", 10),
    ("PLAIN", 3),
    ("READY", 5),
    ("STATE", 4),
    ("LIC", 8),
    ("DL", 5),
    ("UP", 8),
    ("WP", 3),
    ("CHAIN", 6),
    ("ABON", 6),
    ("CALL", 9),
    ("SET", 9),
    ("R", 5),
];

fn catalogue() -> Catalogue {
    load::built_in().unwrap_or_else(|errors| panic!("{errors}"))
}

fn cases(catalogue: &Catalogue) -> impl Iterator<Item = (&CommandName, &FixedCase)> {
    catalogue.commands.iter().flat_map(|command| command.cases.iter().map(move |case| (&command.name, case)))
}

/// Every schema within a schema, with its JSON Pointer.
fn sub_schemas<'a>(pointer: &str, schema: &'a Value, found: &mut Vec<(String, &'a Value)>) {
    let Value::Object(members) = schema else { return };
    found.push((pointer.to_owned(), schema));
    for (keyword, value) in members {
        let here = format!("{pointer}/{keyword}");
        match (keyword.as_str(), value) {
            ("properties" | "$defs", Value::Object(named)) => {
                named.iter().for_each(|(name, inner)| sub_schemas(&format!("{here}/{name}"), inner, found));
            }
            ("allOf" | "anyOf" | "oneOf", Value::Array(items)) => {
                let numbered = items.iter().enumerate();
                numbered.for_each(|(index, inner)| sub_schemas(&format!("{here}/{index}"), inner, found));
            }
            ("items" | "if" | "then" | "else" | "not", inner) => sub_schemas(&here, inner, found),
            _ => {}
        }
    }
}

#[test]
fn the_commands_stand_in_the_order_of_the_document() {
    let catalogue = catalogue();
    let names: Vec<&str> = catalogue.commands.iter().map(|command| command.name.as_str()).collect();
    let documented = "execsvcscript execsvcscriptplain tst_getintnumberreadyusers tst_getuserstate getlicensefulltext \
                      getlicensefullxml getlicenseinfo download downloadrecordbylink upload wp_getchaincontent \
                      wp_getabonentinfo wp_autocallstart wp_switchcall wp_autocallstop wp_flash wp_declinecall \
                      wp_setuserstate";
    assert_eq!(names, documented.split_whitespace().collect::<Vec<_>>());
    assert_eq!(catalogue.edition, "2012-09-17");
}

#[test]
fn every_clause_of_the_reading_is_there_and_no_other() {
    let wanted: Vec<String> = FAMILIES
        .iter()
        .flat_map(|(family, last)| (1..=*last).map(move |n| format!("{family}-{n}")))
        .collect();
    let catalogue = catalogue();
    let mut found: Vec<String> = catalogue.clauses.keys().map(ToString::to_string).collect();
    found.sort();
    let mut sorted = wanted;
    sorted.sort();
    assert_eq!(found, sorted);
}

#[test]
fn each_clause_of_a_family_stands_in_the_file_of_that_family() {
    for source in load::built_in_sources().iter().filter(|source| source.path.starts_with("clauses/")) {
        let family = source.path.trim_start_matches("clauses/").trim_end_matches(".toml").to_uppercase();
        let ids = source.text.lines().filter_map(|line| line.strip_prefix("id = \""));
        for id in ids {
            assert!(id.starts_with(&format!("{family}-")), "{id} stands in {}", source.path);
        }
    }
}

#[test]
fn every_rule_is_one_sentence() {
    for clause in catalogue().clauses.values() {
        for rule in &clause.rules {
            assert!(rule.text.ends_with('.'), "{}: {}", clause.id, rule.text);
            assert!(!rule.text.contains(". "), "{}: {}", clause.id, rule.text);
        }
    }
}

#[test]
fn robustness_is_only_in_the_family_of_robustness() {
    for clause in catalogue().clauses.values() {
        let robust = clause.rules.iter().any(|rule| rule.basis == Basis::R);
        assert_eq!(robust, clause.id.family() == "R", "{}", clause.id);
    }
}

#[test]
fn the_documented_halves_of_mixed_clauses_are_kept_apart() {
    let catalogue = catalogue();
    let bases: BTreeMap<String, Vec<Basis>> = catalogue
        .clauses
        .values()
        .map(|clause| (clause.id.to_string(), clause.rules.iter().map(|rule| rule.basis).collect()))
        .collect();
    assert_eq!(bases["EXEC-2"], [Basis::D, Basis::I]);
    assert_eq!(bases["AUTH-2"], [Basis::D, Basis::I]);
    assert_eq!(bases["STATE-4"], [Basis::E, Basis::I]);
    assert_eq!(bases["HTTP-6"], [Basis::I, Basis::U]);
    assert_eq!(bases["STATE-2"], [Basis::X]);
}

#[test]
fn each_schema_is_one_and_each_of_its_parts_cites_a_clause() {
    let catalogue = catalogue();
    for (name, schema) in &catalogue.schemas {
        jsonschema::draft202012::meta::validate(schema).unwrap_or_else(|error| panic!("{name}: {error}"));
        jsonschema::draft202012::new(schema).unwrap_or_else(|error| panic!("{name}: {error}"));
        let mut parts = Vec::new();
        sub_schemas("", schema, &mut parts);
        for (pointer, part) in parts {
            assert!(part.get("x-clause").is_some(), "{name}.json#{pointer} cites no clause");
        }
    }
}

#[test]
fn each_pattern_of_a_case_is_a_regular_expression() {
    let catalogue = catalogue();
    let mut patterns = 0;
    for expectation in cases(&catalogue).flat_map(|(_, case)| &case.expectations) {
        if let Test::Matches { pattern, .. } = &expectation.test {
            let schema = serde_json::json!({ "pattern": format!("^(?:{pattern})$") });
            jsonschema::draft202012::new(&schema).unwrap_or_else(|error| panic!("{pattern}: {error}"));
            patterns += 1;
        }
    }
    assert!(patterns > 0);
}

#[test]
fn the_reference_profile_fills_every_fixed_case() {
    let (catalogue, profile) =
        (catalogue(), Profile::reference().unwrap_or_else(|errors| panic!("{errors}")));
    let mut free = profile.free_users();
    let (actor, other) = (free.next().unwrap(), free.next().unwrap());
    for (command, case) in cases(&catalogue) {
        let cast = case.scene.map(|_| Cast { actor, other });
        for (_, value) in &case.parameters {
            profile
                .fill_for(cast, value)
                .unwrap_or_else(|missing| panic!("{command}::{}: {missing}", case.name));
        }
        for expectation in &case.expectations {
            if let Test::Equals { text, .. } | Test::EqualsIgnoringCase { text, .. } = &expectation.test {
                profile.fill(text).unwrap_or_else(|missing| panic!("{command}::{}: {missing}", case.name));
            }
        }
    }
}

#[test]
fn every_command_has_a_fixed_case() {
    for command in &catalogue().commands {
        assert!(!command.cases.is_empty(), "{}", command.name);
    }
}

#[test]
fn cases_of_a_path_parameter_send_no_form() {
    let catalogue = catalogue();
    for command in &catalogue.commands {
        for case in &command.cases {
            let route = command.route(&case.route).unwrap();
            let in_path = route.path.contains('{');
            assert_eq!(
                case.carriers.contains(&Carrier::PostForm),
                !in_path,
                "{}::{}",
                command.name,
                case.name
            );
        }
    }
}

#[test]
fn download_keeps_the_parameters_of_its_routes_apart() {
    let catalogue = catalogue();
    let download = catalogue.command(&CommandName::new("download")).unwrap();
    let names = |route: &str| {
        let route = download.route(route).unwrap();
        download.parameters_of(route).map(|parameter| parameter.name.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(names("rec"), ["recording"]);
    assert_eq!(names("fax"), ["fax"]);
    let exec = catalogue.command(&CommandName::new("execsvcscript")).unwrap();
    let all: Vec<String> = exec.parameters.iter().map(|parameter| parameter.name.to_string()).collect();
    assert_eq!(names("byscript"), all);
    assert_eq!(download.route("byscript").unwrap().effect, Effect::Scripts);
    assert_eq!(download.route("rec").unwrap().effect, Effect::Reads);
}
