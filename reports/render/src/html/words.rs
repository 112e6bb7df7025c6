//! The words of the page in the languages of its readers: the template says them, and the script says them anew when the language is
//! switched.

use std::fmt;
use std::str::FromStr;

use askama::filters::HtmlSafe;
use report_model::outcome::Outcome;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use spec::ids::Basis;

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

impl Language {
    /// The page's words in this language.
    pub(super) fn words(self) -> &'static Words {
        match self {
            Self::English => &ENGLISH,
            Self::Russian => &RUSSIAN,
        }
    }

    /// The tag of the language (RFC 5646).
    pub(super) fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Russian => "ru",
        }
    }
}

/// Words of the page with the name by which the script finds them in the other language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) key: &'static str,
    pub(super) text: &'static str,
}

/// As an element that the script can say anew.
impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<span data-t=\"{}\">{}</span>", self.key, self.text)
    }
}

/// Nothing in the table below is markup, which a test sees to.
impl HtmlSafe for Said {}

/// The word for an outcome, in its colour and with its sign.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark(Outcome, Said);

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(outcome, Said { key, text }) = self;
        write!(f, "<span class=\"mark {outcome}\" data-t=\"{key}\">{text}</span>")
    }
}

impl HtmlSafe for Mark {}

/// A line a sentence: its name, in English, in Russian.
macro_rules! words {
    ($($key:ident: $english:literal, $russian:literal;)*) => {
        /// Everything that the page and its script say, in one language.
        #[derive(Debug)]
        pub(super) struct Words { $(pub(super) $key: Said,)* }

        const ENGLISH: Words = Words { $($key: Said { key: stringify!($key), text: $english },)* };
        const RUSSIAN: Words = Words { $($key: Said { key: stringify!($key), text: $russian },)* };

        impl Words {
            /// All of them.
            pub(super) fn all(&self) -> impl Iterator<Item = Said> + use<> {
                [$(self.$key,)*].into_iter()
            }
        }
    };
}

words! {
    title: "Conformance to the Oktell HTTP interface", "Соответствие HTTP-интерфейсу Oktell";
    skip: "Skip to the cases", "Перейти к проверкам";
    language: "Language", "Язык";
    theme: "Theme", "Тема";
    theme_auto: "Auto", "Авто";
    theme_light: "Light", "Светлая";
    theme_dark: "Dark", "Тёмная";
    contents: "On this page", "На этой странице";

    conforms: "Conforms", "Соответствует";
    partially: "Conforms partially", "Соответствует частично";
    fails: "Does not conform", "Не соответствует";
    incomplete: "Incomplete", "Не завершено";
    not_ended: "The run did not end.", "Прогон не дошёл до конца.";
    interrupted: "The run was interrupted.", "Прогон прерван.";
    given_up: "The run was given up:", "Прогон остановлен:";
    wavers: "A clause that binds was broken once and not again.", "Обязательный пункт нарушен один раз и не повторно.";
    nothing_tested: "No clause was put to the test.", "Ни один пункт не проверен.";
    blocked: "Cases could not go on that would decide", "Не удалось довести проверки, которые решают";
    broken_are: "Broken:", "Нарушены:";
    open: "Not put to the test, though they bind:", "Обязательны, но не проверены:";
    untestable: "No request can decide:", "Ни один запрос не решит:";
    binding: "Binding clauses", "Обязательные пункты";
    hold: "hold", "соблюдены";
    broken: "broken", "нарушены";
    undecided: "undecided", "не решены";
    judged: "Cases judged", "Проверок выполнено";
    of: "of", "из";

    target: "Target", "Сервер";
    embedded: "the bundled reference server", "встроенный эталонный сервер";
    edition: "Edition of the documentation", "Редакция документации";
    started: "Begun", "Начало";
    took: "Took", "Длительность";
    program: "Program", "Программа";
    seed: "Seed", "Зерно";
    strictness: "Inferred rules", "Выведенные правила";
    strict: "a breach fails", "нарушение — ошибка";
    lenient: "a breach is a warning", "нарушение — замечание";
    rulings: "Rulings", "Решения по спорам";

    summary: "Counts", "Счёт";
    outcome: "Outcome", "Исход";
    cases: "Cases", "Проверки";
    clauses: "Clauses", "Пункты";
    deviations: "What deviates", "Что отклоняется";
    see_cases: "cases", "проверки";

    history: "Since the baseline", "С прошлого прогона";
    history_verdict: "Verdict", "Вердикт";
    new_failures: "New failures", "Новые нарушения";
    mended: "Mended", "Исправлено";
    lost: "No longer tested", "Больше не проверяется";
    otherwise: "Other changes", "Другие изменения";
    absent: "not there", "не было";
    nothing_changed: "No outcome has changed.", "Исходы не изменились.";
    more_changes: "more", "ещё";

    charts: "At a glance", "В картинках";
    coverage: "Clauses by command and outcome", "Пункты по командам и исходам";
    coverage_help: "How many clauses each command was held against, and what came of it.",
        "По скольким пунктам проверена каждая команда и с каким исходом.";
    times: "Response times by command", "Время ответа по командам";
    times_help: "Each row is a command; the higher the column, the more of its answers took that long.",
        "Строка — команда; чем выше столбик, тем больше ответов с таким временем.";
    half_within: "half within", "половина за";
    slowest: "slowest", "дольше всего";
    answers: "answers", "ответов";
    as_table: "The same as a table", "То же таблицей";

    matrix: "Clauses by command", "Пункты по командам";
    matrix_help: "Each cell has the worst that any case of the command found of the clause. Choose one to see its cases.",
        "В клетке — худший исход проверок команды по пункту. Выберите клетку, чтобы увидеть её проверки.";
    command: "Command", "Команда";
    clause: "Clause", "Пункт";
    rule: "Rule", "Правило";
    whole: "all", "все";

    filter: "Filter", "Отбор";
    any: "any", "любой";
    any_f: "any", "любая";
    search: "Search in names and findings", "Поиск в названиях и находках";
    reset: "Show all", "Показать все";
    shown: "cases shown", "проверок показано";
    none_fits: "No case fits this filter.", "Под этот отбор не подходит ни одна проверка.";
    link: "Link to this case", "Ссылка на эту проверку";

    expected: "Expected", "Ожидалось";
    seen: "Seen", "Получено";
    section: "Section", "Раздел";
    exchange: "Exchange", "Обмен";
    shown_by: "Shown by", "Видно в:";
    request: "Request", "Запрос";
    response: "Answer", "Ответ";
    no_answer: "No answer", "Ответа нет";
    no_content: "no content", "без содержимого";
    pretty: "pretty", "с отступами";
    raw: "raw", "как есть";
    hex: "hex", "байты";
    bytes: "bytes", "байт";
    first_bytes: "shown from the start:", "показано с начала:";
    repeat: "Repeat this case", "Повторить эту проверку";
    curl: "Repeat this request", "Повторить этот запрос";
    copy: "Copy", "Скопировать";
    copied: "Copied", "Скопировано";
    more_breaches: "more breaches are in the JSON report.", "нарушений — ещё в отчёте JSON.";
    more_exchanges: "more exchanges are in the JSON report.", "обменов — ещё в отчёте JSON.";
    not_here: "This page has grown long: the exchanges of this case are in the JSON report.",
        "Страница уже длинна: обмены этой проверки — в отчёте JSON.";

    pass: "pass", "пройдено";
    fail: "fail", "нарушено";
    warn: "warn", "замечание";
    flaky: "flaky", "неустойчиво";
    skipped: "skipped", "пропущено";
    untested: "untested", "не проверено";

    documented: "documented", "сказано в документации";
    shown_by_example: "shown by an example", "показано примером";
    inferred: "inferred", "выведено";
    contradictory: "contradictory", "противоречиво";
    left_open: "left open", "оставлено открытым";
    robustness: "robustness", "устойчивость";
}

impl Words {
    /// What an outcome is called.
    pub(super) fn outcome(&self, outcome: Outcome) -> Said {
        match outcome {
            Outcome::Pass => self.pass,
            Outcome::Fail => self.fail,
            Outcome::Warn => self.warn,
            Outcome::Flaky => self.flaky,
            Outcome::Skipped => self.skipped,
            Outcome::Untested => self.untested,
        }
    }

    /// The word for an outcome as a mark.
    pub(super) fn mark(&self, outcome: Outcome) -> Mark {
        Mark(outcome, self.outcome(outcome))
    }

    /// How a clause of that basis comes about.
    pub(super) fn basis(&self, basis: Basis) -> Said {
        match basis {
            Basis::D => self.documented,
            Basis::E => self.shown_by_example,
            Basis::I => self.inferred,
            Basis::X => self.contradictory,
            Basis::U => self.left_open,
            Basis::R => self.robustness,
        }
    }
}

/// As the script reads them: by name.
impl Serialize for Words {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for said in self.all() {
            map.serialize_entry(said.key, said.text)?;
        }
        map.end()
    }
}

/// All words in both languages, for the switch on the page.
#[derive(Debug, Serialize)]
pub(super) struct Dictionary {
    en: &'static Words,
    ru: &'static Words,
}

/// The dictionary of the page.
pub(super) const DICTIONARY: Dictionary = Dictionary { en: &ENGLISH, ru: &RUSSIAN };

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_words_for_everything_and_none_of_them_is_markup() {
        for (english, russian) in ENGLISH.all().zip(RUSSIAN.all()) {
            assert_eq!(english.key, russian.key);
            for text in [english.text, russian.text] {
                assert!(!text.is_empty() && !text.contains(['<', '>', '&', '"']), "{}", english.key);
            }
            assert!(russian.text.chars().any(|letter| ('а'..='ё').contains(&letter)), "{}", russian.key);
        }
        assert_eq!("ru".parse::<Language>().unwrap(), Language::Russian);
        assert!("fr".parse::<Language>().is_err());
    }
}
