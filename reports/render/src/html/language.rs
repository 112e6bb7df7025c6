//! The words of the page in the languages of its readers.

use std::str::FromStr;

use report_model::outcome::Outcome;
use serde::Serialize;

/// A language of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Russian.
    Russian,
}

/// A code that is none of a language.
#[derive(Debug, Clone, thiserror::Error)]
#[error("`{0}` is no language of reports: write en or ru")]
pub struct NoSuchLanguage(String);

impl FromStr for Language {
    type Err = NoSuchLanguage;

    fn from_str(code: &str) -> Result<Self, NoSuchLanguage> {
        match code {
            "en" => Ok(Self::English),
            "ru" => Ok(Self::Russian),
            other => Err(NoSuchLanguage(other.to_owned())),
        }
    }
}

/// Every word that the page and its script say.
#[derive(Debug, Serialize)]
pub(super) struct Labels {
    pub(super) code: &'static str,
    pub(super) title: &'static str,
    pub(super) skip: &'static str,
    pub(super) conforms: &'static str,
    pub(super) conforms_in_part: &'static str,
    pub(super) fails: &'static str,
    pub(super) incomplete: &'static str,
    pub(super) broken: &'static str,
    pub(super) target: &'static str,
    pub(super) edition: &'static str,
    pub(super) started: &'static str,
    pub(super) took: &'static str,
    pub(super) program: &'static str,
    pub(super) seed: &'static str,
    pub(super) rulings: &'static str,
    pub(super) summary: &'static str,
    pub(super) outcome: &'static str,
    pub(super) cases: &'static str,
    pub(super) clauses: &'static str,
    pub(super) matrix: &'static str,
    pub(super) matrix_help: &'static str,
    pub(super) command: &'static str,
    pub(super) clause: &'static str,
    pub(super) undecided: &'static str,
    pub(super) filter: &'static str,
    pub(super) any: &'static str,
    pub(super) search: &'static str,
    pub(super) reset: &'static str,
    pub(super) shown: &'static str,
    pub(super) more: &'static str,
    pub(super) expected: &'static str,
    pub(super) seen: &'static str,
    pub(super) rule: &'static str,
    pub(super) section: &'static str,
    pub(super) exchange: &'static str,
    pub(super) request: &'static str,
    pub(super) response: &'static str,
    pub(super) no_answer: &'static str,
    pub(super) pretty: &'static str,
    pub(super) raw: &'static str,
    pub(super) hex: &'static str,
    pub(super) bytes: &'static str,
    pub(super) repeat: &'static str,
    pub(super) copy: &'static str,
    pub(super) not_here: &'static str,
    pub(super) script: &'static str,
    /// In the order of [`Outcome::ALL`], which the script counts on.
    pub(super) outcomes: [&'static str; 6],
}

impl Labels {
    /// What an outcome is called.
    pub(super) fn outcome(&self, outcome: Outcome) -> &'static str {
        let named = Outcome::ALL.iter().zip(self.outcomes);
        named.into_iter().find(|(known, _)| **known == outcome).map_or("", |(_, word)| word)
    }
}

impl Language {
    pub(super) fn labels(self) -> &'static Labels {
        match self {
            Self::English => &ENGLISH,
            Self::Russian => &RUSSIAN,
        }
    }
}

const ENGLISH: Labels = Labels {
    code: "en",
    title: "Conformance to the Oktell HTTP interface",
    skip: "Skip to the cases",
    conforms: "Conforms",
    conforms_in_part: "Conforms partially",
    fails: "Does not conform",
    incomplete: "Incomplete",
    broken: "Broken",
    target: "Target",
    edition: "Edition",
    started: "Begun",
    took: "Took",
    program: "Program",
    seed: "Seed",
    rulings: "Rulings",
    summary: "Summary",
    outcome: "Outcome",
    cases: "Cases",
    clauses: "Clauses",
    matrix: "Clauses by command",
    matrix_help: "Each cell has the worst that any case found; choose one to see its cases.",
    command: "Command",
    clause: "Clause",
    undecided: "Undecided clauses",
    filter: "Filter",
    any: "any",
    search: "Search",
    reset: "Show all",
    shown: "shown",
    more: "Show more",
    expected: "Expected",
    seen: "Seen",
    rule: "Rule",
    section: "Section",
    exchange: "Exchange",
    request: "Request",
    response: "Answer",
    no_answer: "No answer",
    pretty: "pretty",
    raw: "raw",
    hex: "hex",
    bytes: "bytes",
    repeat: "Repeat",
    copy: "Copy",
    not_here: "The exchanges of this case are in the JSON report.",
    script: "Cases are shown by a script; this browser does not run it.",
    outcomes: ["pass", "fail", "warn", "flaky", "skipped", "untested"],
};

const RUSSIAN: Labels = Labels {
    code: "ru",
    title: "Соответствие HTTP-интерфейсу Oktell",
    skip: "К проверкам",
    conforms: "Соответствует",
    conforms_in_part: "Соответствует частично",
    fails: "Не соответствует",
    incomplete: "Не завершено",
    broken: "Нарушены",
    target: "Сервер",
    edition: "Редакция",
    started: "Начало",
    took: "Длительность",
    program: "Программа",
    seed: "Зерно",
    rulings: "Решения",
    summary: "Итог",
    outcome: "Исход",
    cases: "Проверки",
    clauses: "Пункты",
    matrix: "Пункты по командам",
    matrix_help: "В каждой клетке худший из исходов; выберите клетку, чтобы увидеть её проверки.",
    command: "Команда",
    clause: "Пункт",
    undecided: "Нерешённые пункты",
    filter: "Отбор",
    any: "любой",
    search: "Поиск",
    reset: "Показать все",
    shown: "показано",
    more: "Показать ещё",
    expected: "Ожидалось",
    seen: "Получено",
    rule: "Правило",
    section: "Раздел",
    exchange: "Обмен",
    request: "Запрос",
    response: "Ответ",
    no_answer: "Ответа нет",
    pretty: "с отступами",
    raw: "как есть",
    hex: "байты",
    bytes: "байт",
    repeat: "Повторить",
    copy: "Скопировать",
    not_here: "Обмен этой проверки есть в отчёте JSON.",
    script: "Проверки показывает сценарий, который этот браузер не выполняет.",
    outcomes: ["пройдено", "нарушено", "замечание", "неустойчиво", "пропущено", "не проверено"],
};
