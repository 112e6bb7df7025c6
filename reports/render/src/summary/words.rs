//! The words of the sheet that the page does not have.

use crate::language::{Language, Said, words};

words! {
    interface: "Oktell HTTP interface, edition", "HTTP-интерфейс Oktell, редакция";
    verdict: "Verdict", "Вердикт";
    left: "Left out, and why", "Не проверено, и почему";
    nothing_left: "Nothing was left out.", "Проверено всё.";
    because: "because", "причина";
    binding: "binding clauses", "обязательные пункты";
    others: "other clauses", "прочие пункты";
    no_reason: "no reason is known", "причина неизвестна";
    no_request: "no request can test it:", "ни один запрос не проверит:";
    run: "The run", "Прогон";
    options: "Options", "Параметры";
    none: "none", "нет";
    coverage: "Coverage", "Охват";
    clauses: "clauses", "пункты";
    all: "all", "всего";
    hold: "hold", "соблюдены";
    broken: "broken", "нарушены";
    warned: "warned or flaky", "замечания и неустойчивые";
    undecided: "undecided", "не решены";
    untestable: "untestable", "непроверяемы";
    states: "states", "состояний";
    transitions: "transitions", "переходов";
    deviations: "Broken", "Нарушено";
    rule: "rule", "правило";
    asks: "what it asks", "чего требует";
    outcome: "outcome", "исход";
    cases: "cases", "проверок";
    suite: "The suite", "Набор проверок";
    of_the_suite: "Of the suite itself:", "О самом наборе:";
}

impl Language {
    /// The sheet's words in this language.
    pub(super) fn of_sheet(self) -> &'static Words {
        match self {
            Self::English => &ENGLISH,
            Self::Russian => &RUSSIAN,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sheet_says_everything_in_both_languages() {
        crate::language::assert_both_have_words(&ENGLISH, &RUSSIAN);
    }
}
