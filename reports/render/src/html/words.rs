//! The words of the page in the languages of its readers: the template says them, and the script says them anew when the language is
//! switched.

use std::fmt;

use askama::filters::HtmlSafe;
use report_model::finding::Severity;
use report_model::outcome::{Conclusion, Outcome};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use spec::ids::Basis;

use crate::language::{Language, Said, Table, words};

impl Language {
    /// The page's words in this language.
    pub(crate) fn words(self) -> &'static Words {
        match self {
            Self::English => &ENGLISH,
            Self::Russian => &RUSSIAN,
        }
    }
}

/// The word for an outcome, in its colour and with its sign.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark(Outcome, Said);

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(outcome, Said { key, text }) = self;
        write!(f, "<span class=\"mark {outcome}\" data-t=\"{key}\">{text}</span>")
    }
}

impl HtmlSafe for Mark {}

words! {
    title: "Conformance to the Oktell HTTP interface", "Соответствие HTTP-интерфейсу Oktell";
    skip: "Skip to the cases", "Перейти к проверкам";
    language: "Language", "Язык";
    theme: "Theme", "Тема";
    theme_auto: "Auto", "Авто";
    theme_light: "Light", "Светлая";
    theme_dark: "Dark", "Тёмная";
    contents: "On this page", "На этой странице";

    conforms: Conclusion::Conforms.words(), "соответствует";
    partially: Conclusion::Partially.words(), "соответствует частично";
    fails: "does not conform", "не соответствует";
    incomplete: Conclusion::Incomplete.words(), "не завершено";
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

    findings: "Findings", "Находки";
    findings_help: "Each came back every time that it was repeated, and was made as short as it can be; the gravest first.",
        "Каждая повторилась при каждом повторе и сокращена, насколько можно; сначала самые тяжёлые.";
    nothing_found: "The campaign found nothing that came back.", "Кампания не нашла ничего, что повторилось бы.";
    more_findings: "more findings are in the JSON report.", "находок — ещё в отчёте JSON.";
    gravity: "Severity", "Тяжесть";
    critical: "critical", "критическая";
    high: "high", "высокая";
    medium: "medium", "средняя";
    low: "low", "низкая";
    on_command: "on", "в команде";
    weakness: "Weakness", "Слабость";
    fault: "Class of fault", "Класс ошибки";
    confidence: "Confirmed replays of this oracle", "Подтверждено повторов этого вида";
    age: "First found", "Найдена впервые";
    new: "in this campaign", "в этой кампании";
    known_before: "in an earlier campaign", "в прошлой кампании";
    minimised: "The requests that show it", "Запросы, на которых это видно";
    shows_it: "it shows here", "видно здесь";
    long_line: "This line has so many characters that the finding's file alone has it:",
        "Эта строка столь длинна, что стоит только в файле находки, символов:";
    replay: "Replay it", "Повторить находку";
    in_full: "The exchange in full", "Обмен целиком";
    unconfirmed: "Met and not confirmed", "Встречено и не подтверждено";
    came_back: "of replays came back:", "повторов подтвердилось:";
    not_repeated: "not repeated yet", "ещё не повторялось";

    requests: "Requests", "Запросы";
    a_second: "a second", "в секунду";
    corpus: "Inputs kept", "Сохранено входов";
    kinds: "Kinds of answers", "Виды ответов";
    part: "Part", "Часть";
    place: "Place", "Хранилище";
    reached: "Reached", "Охвачено";
    commands: "commands", "команд";
    parameters: "parameters", "параметров";
    of_statuses: "statuses", "статусов";
    time: "Time", "Время";
    progress: "Progress of the campaign", "Ход кампании";
    progress_help: "Requests sent, inputs kept because they brought a new kind of answer, and findings, against time.",
        "Отправлено запросов, сохранено входов с новым видом ответа и сделано находок — по времени.";
    fingerprints: "Kinds of answers discovered", "Открытые виды ответов";
    fingerprints_help:
        "Answers are told apart by command, status, shape, header fields, size and time by magnitude, and the connection's fate. Where the curve lies flat, nothing new came.",
        "Ответы различаются командой, статусом, строением, полями заголовка, порядком размера и времени и судьбой соединения. Где кривая ровна, нового не было.";

    charts: "At a glance", "В картинках";
    kinds_by_command: "Kinds of answers by command", "Виды ответов по командам";
    kinds_help: "How many kinds of answers came, told apart by status, header fields and size by magnitude; and the statuses.",
        "Сколько видов ответов пришло — по статусу, полям заголовка и порядку размера — и какие статусы.";
    statuses: "Statuses", "Статусы";
    coverage: "Clauses by command and outcome", "Пункты по командам и исходам";
    coverage_help: "How many clauses each command was held against, and what came of it.",
        "По скольким пунктам проверена каждая команда и с каким исходом.";
    times: "Response times by command", "Время ответа по командам";
    times_help: "Each row is a command; the higher the column, the more of its answers took that long.",
        "Строка — команда; чем выше столбик, тем больше ответов с таким временем.";
    half_within: "half within", "половина за";
    slowest: "slowest", "максимум";
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
    /// What a person is told of a run.
    pub(crate) fn conclusion(&self, conclusion: Conclusion) -> Said {
        match conclusion {
            Conclusion::Conforms => self.conforms,
            Conclusion::Partially => self.partially,
            Conclusion::Fails => self.fails,
            Conclusion::Incomplete => self.incomplete,
        }
    }

    /// How grave a finding is.
    pub(crate) fn severity(&self, severity: Severity) -> Said {
        match severity {
            Severity::Critical => self.critical,
            Severity::High => self.high,
            Severity::Medium => self.medium,
            Severity::Low => self.low,
        }
    }

    /// What an outcome is called.
    pub(crate) fn outcome(&self, outcome: Outcome) -> Said {
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
    pub(crate) fn mark(&self, outcome: Outcome) -> Mark {
        Mark(outcome, self.outcome(outcome))
    }

    /// How a clause of that basis comes about.
    pub(crate) fn basis(&self, basis: Basis) -> Said {
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
pub(crate) struct Dictionary {
    en: &'static Words,
    ru: &'static Words,
}

/// The dictionary of the page.
pub(crate) const DICTIONARY: Dictionary = Dictionary { en: &ENGLISH, ru: &RUSSIAN };

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_says_everything_in_both_languages() {
        crate::language::assert_both_have_words(&ENGLISH, &RUSSIAN);
    }
}
