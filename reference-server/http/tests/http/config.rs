//! The configuration file: what it means, what outranks it, and how it is refused.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use refserver_http::{Config, ConfigError, Dialect, Layout, Limits, Password, StartError, start};
use tempfile::TempDir;

use super::client::Target;

/// A folder with `text` as its configuration file.
fn folder_with(text: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("server.toml"), text).expect("written");
    folder
}

fn load(text: &str) -> Result<Config, ConfigError> {
    Config::load(&folder_with(text).path().join("server.toml"))
}

/// The message without the folder's name, and the hint.
fn complaint(text: &str) -> String {
    let error = load(text).expect_err("a refusal");
    let hint = miette::Diagnostic::help(&error).map(|hint| hint.to_string()).unwrap_or_default();
    let message = error.to_string();
    let from = message.find("server.toml").expect("the file's name");
    format!("{} ({hint})", &message[from..])
}

#[test]
fn the_sample_says_what_holds_without_a_file() {
    for text in [Config::sample(), ""] {
        let config = load(text).expect("a configuration");
        assert_eq!(config.listen, ["127.0.0.1:4055".parse::<SocketAddr>().expect("an address")]);
        assert_eq!(config.limits, Limits::default());
        assert_eq!(config.dialect, Dialect::default());
        assert!(config.password.is_none() && config.work_dir.is_none() && config.status_page);
    }
}

#[test]
fn the_sample_leaves_no_key_out() {
    for (section, count) in [("", 8), ("[limits]\n", 20), ("[dialect]\n", 10)] {
        let complaint = complaint(&format!("{section}unheard_of = 1\n"));
        // The reader lists what it would have understood.
        let known: Vec<&str> = complaint.split('`').skip(3).step_by(2).collect();
        assert!(known.len() >= count, "{complaint}");
        for key in known {
            let written = [format!("\n{key} = "), format!("\n# {key} = "), format!("\n[{key}]")];
            assert!(written.iter().any(|form| Config::sample().contains(form)), "{section}{key}");
        }
    }
}

#[test]
fn every_key_of_a_file_is_heeded() {
    let folder = folder_with(
        "listen = [\"127.0.0.1\", \"::1\"]\nport = 4056\nQueryWebServerPassword = \"тайна\"\nwork_dir = \"work\"\n\
         status_page = false\n[limits]\nbody_time_ms = 1500\nconnections = 7\n[dialect]\nlayout = \"compact\"\n",
    );
    let config = Config::load(&folder.path().join("server.toml")).expect("a configuration");
    let addresses = config.listen.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(addresses, ["127.0.0.1:4056", "[::1]:4056"]);
    assert_eq!(config.password, Password::new("тайна"));
    assert_eq!(config.work_dir.as_deref(), Some(folder.path().join("work").as_path()));
    assert!(!config.status_page);
    let expected = Limits { body_time: Duration::from_millis(1500), connections: 7, ..Limits::default() };
    assert_eq!(config.limits, expected);
    assert_eq!(config.dialect.layout, Layout::Compact);
}

#[test]
fn a_file_that_says_something_impossible_is_refused_with_its_line_and_a_way_out() {
    for (text, place, problem) in [
        ("port = 4055\nprot = 1\n", "server.toml:2: ", "prot"),
        ("\nport = 70000\n", "server.toml:2: ", "70000"),
        ("listen = [\"localhost\"]\n", "server.toml:1: ", "IP address"),
        ("port = 1\n\nlisten = []\n", "server.toml:3: ", "0.0.0.0"),
        ("[limits]\nbody_time = 5\n", "server.toml:2: ", "body_time_ms"),
        ("[limits]\nform_bytes = 5\nconnections = 0\n", "server.toml:3: ", "at least 1"),
        ("[limits]\nform_bytes = -1\n", "server.toml:2: ", "-1"),
        ("[dialect]\nlayout = \"wide\"\n", "server.toml:2: ", "compact"),
        ("port = \n", "server.toml:1: ", ""),
        ("# one\nfixture = \"absent.toml\"\n", "server.toml:2: ", "absent.toml"),
    ] {
        let complaint = complaint(text);
        let helps = complaint.len() > complaint.find('(').map_or(0, |at| at + 2);
        assert!(
            complaint.starts_with(place) && complaint.contains(problem) && helps,
            "{text:?}: {complaint}"
        );
    }
}

#[test]
fn a_fixture_is_found_beside_the_file_and_its_faults_are_told_in_its_own_name() {
    let folder = folder_with("fixture = \"own.toml\"\n");
    let file = folder.path().join("server.toml");
    std::fs::write(folder.path().join("own.toml"), "\nbreak_reasons = 1\n").expect("written");
    let error = Config::load(&file).expect_err("a refusal");
    assert!(
        matches!(error, ConfigError::Fixture(_)) && error.to_string().contains("own.toml:2: "),
        "{error}"
    );
}

#[test]
fn a_file_that_is_not_there_is_told_by_name() {
    let error = Config::load(Path::new("nowhere.toml")).expect_err("a refusal");
    assert!(matches!(error, ConfigError::Unreadable { .. }) && error.to_string().contains("nowhere.toml"));
}

#[tokio::test]
async fn a_server_listens_on_all_of_its_addresses_and_shares_its_state_between_them() {
    let mut config = Config::on_free_port().expect("the built-in fixture");
    config.listen.push("127.0.0.1:0".parse().expect("an address"));
    let target = Target { running: start(config).await.expect("a server") };
    let [first, second] = *target.running.addresses() else { panic!("two addresses were asked for") };
    assert!(first == target.running.address() && first != second);
    target.get("/execsvcscript?name=store&startparam1=key&startparam2=kept").await;
    let mut stream = tokio::net::TcpStream::connect(second).await.expect("a connection");
    let ask = b"GET /execsvcscriptplain?name=recall&startparam1=key HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    tokio::io::AsyncWriteExt::write_all(&mut stream, ask).await.expect("sent");
    assert_eq!(super::client::Answer::read(&mut stream).await.text(), "kept");
    target.running.shutdown().await;
    assert!(tokio::net::TcpStream::connect(second).await.is_err());
}

#[tokio::test]
async fn a_server_does_not_start_without_an_address_or_on_one_that_is_taken() {
    let target = Target::open().await;
    let config = Config::on_free_port().expect("the built-in fixture");
    let nowhere = start(Config { listen: Vec::new(), ..config.clone() }).await;
    assert!(matches!(nowhere, Err(StartError::NowhereToListen)));
    let taken = start(Config { listen: vec![target.running.address()], ..config }).await;
    assert!(matches!(taken, Err(StartError::Listen { address, .. }) if address == target.running.address()));
}

#[tokio::test]
async fn the_welcome_names_the_server_and_its_users_but_never_the_password() {
    let open = Target::open().await;
    let welcome = open.running.welcome();
    assert_eq!(welcome.base_url, format!("http://{}", open.running.address()));
    assert_eq!((welcome.users[0].number.as_str(), welcome.users[0].login.as_str()), ("201", "ivanov"));
    for example in &welcome.examples {
        let url = example.strip_prefix("curl '").and_then(|rest| rest.strip_suffix('\'')).expect("one URL");
        let target = url.strip_prefix(&welcome.base_url).expect("the server's own");
        assert_eq!(open.get(target).await.status, 200, "{example}");
    }
    let gated = Target::with(Some("geheim"), Limits::default()).await;
    let shown = gated.running.welcome().to_string();
    assert!(shown.contains("$PASSWORD") && !shown.contains("geheim"), "{shown}");
}
