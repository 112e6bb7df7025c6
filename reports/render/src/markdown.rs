//! Markdown, for the summary of a step in a pipeline or a comment: the verdict first, then what is broken, then what is undecided.
//!
//! GitHub shows no more than 1 MiB; a run with more to tell says how much is left out. Nothing of a target's making is markup.

use std::collections::BTreeMap;
use std::io::Write;

use report_model::event::Header;
use report_model::fold::{ClauseResult, Run};
use report_model::outcome::{Outcome, RunVerdict, Strictness};
use report_model::recording::Recording;
use spec::ids::Citation;

use crate::RenderError;
use crate::case::{Breach, Case, cases};
use crate::text::{brief, count, visible};
use crate::{evidence, words};

/// How many cases of one rule are shown in full, and how many rules.
const SHOWN: usize = 3;
const RULES: usize = 50;
/// How many clauses are listed as undecided.
const UNDECIDED: usize = 100;
/// How many bytes there may be before no more breaches are shown: GitHub refuses a summary of more than 1 MiB.
const ROOM: usize = 600_000;
/// How much of a text of the target's making is shown, in characters.
const SAID: usize = 500;

/// Writes the summary of a run, finished or not.
///
/// # Errors
/// Those of the writer, and those of the log.
pub fn write(recording: &Recording, mut out: impl Write) -> Result<(), RenderError> {
    let run = &recording.run;
    let clauses = run.clauses();
    // Bounded, and its length is looked at while it grows.
    let mut page = Vec::new();
    let sign = match run.verdict(&clauses) {
        RunVerdict::Conforms => "✅",
        RunVerdict::Fails => "❌",
        RunVerdict::Incomplete => "⚠️",
    };
    writeln!(page, "## {sign} {}\n", plain(&words::verdict(run, &clauses)))?;
    facts(run, &mut page)?;
    writeln!(page, "Rulings on disputed clauses, {}.\n", words::rulings(run, &clauses))?;
    matrix(run, &mut page)?;
    breaches(recording, &mut page)?;
    undecided(&clauses, &mut page)?;
    out.write_all(&page)?;
    out.flush()?;
    Ok(())
}

fn facts(run: &Run, out: &mut impl Write) -> Result<(), RenderError> {
    let Header { tool, target, seed, started, strictness, .. } = &run.header;
    let strict = if *strictness == Strictness::Strict { ", strict" } else { "" };
    writeln!(out, "| target | edition | by | seed | begun |\n|---|---|---|---|---|")?;
    let (url, edition) = (code(&target.url), plain(&target.edition));
    writeln!(out, "| {url} | {edition} | {} {} | {seed}{strict} | {started} |\n", tool.name, tool.version)?;
    Ok(())
}

fn matrix(run: &Run, out: &mut impl Write) -> Result<(), RenderError> {
    let mut rows: Vec<(&str, BTreeMap<Outcome, usize>)> = Vec::new();
    for case in cases(run) {
        let command = case.name().command();
        let at = rows.iter().position(|(name, _)| *name == command).unwrap_or_else(|| {
            rows.push((command, BTreeMap::new()));
            rows.len() - 1
        });
        *rows[at].1.entry(case.outcome()).or_default() += 1;
    }
    rows.push(("**all**", run.case_counts()));
    let heads: Vec<&str> = Outcome::ALL.iter().map(|outcome| outcome.word()).collect();
    writeln!(out, "| cases | {} |\n|---|{}", heads.join(" | "), "--:|".repeat(heads.len()))?;
    for (command, counts) in rows {
        let cell = |outcome: &Outcome| counts.get(outcome).map_or_else(String::new, ToString::to_string);
        let cells: Vec<String> = Outcome::ALL.iter().map(cell).collect();
        let command = if command.starts_with('*') { command.to_owned() } else { code(command) };
        writeln!(out, "| {command} | {} |", cells.join(" | "))?;
    }
    writeln!(out)?;
    Ok(())
}

type Groups<'a> = BTreeMap<(Outcome, &'a Citation), Vec<(Case<'a>, Breach<'a>)>>;

fn breaches(recording: &Recording, out: &mut Vec<u8>) -> Result<(), RenderError> {
    let mut groups = Groups::new();
    for case in cases(&recording.run) {
        for breach in case.breaches() {
            groups.entry((breach.outcome, breach.citation)).or_default().push((case, breach));
        }
    }
    let mut told = 0;
    for ((outcome, citation), of_rule) in groups.iter().take(RULES) {
        if out.len() > ROOM {
            break;
        }
        told += 1;
        let rule = words::rule(&recording.run.header, citation).unwrap_or_default();
        writeln!(out, "### {} {citation}: {}\n", outcome.word(), count(of_rule.len(), "time"))?;
        writeln!(out, "{}\n", plain(rule))?;
        for (case, breach) in of_rule.iter().take(SHOWN) {
            one(recording, case, breach, out)?;
        }
        more(of_rule.len().saturating_sub(SHOWN), out)?;
    }
    more(groups.len().saturating_sub(told), out)
}

fn more(left: usize, out: &mut impl Write) -> Result<(), RenderError> {
    if left > 0 {
        writeln!(out, "… and {left} more; the JSON report has them all.\n")?;
    }
    Ok(())
}

fn one(
    recording: &Recording,
    case: &Case<'_>,
    breach: &Breach<'_>,
    out: &mut impl Write,
) -> Result<(), RenderError> {
    let exchanges = recording.exchanges(case.name())?;
    writeln!(out, "- {}", code(case.name().as_str()))?;
    writeln!(out, "  - expected {}", code(&brief(&breach.deviation.expected, SAID)))?;
    writeln!(out, "  - seen {}", code(&brief(&breach.deviation.seen, SAID)))?;
    let command = case.repeat();
    writeln!(out, "  - repeat {}\n", code(&command))?;
    if let Some((_, record)) = breach.shown_by(&exchanges) {
        let mut lines = evidence::exchange(record);
        lines.push(brief(&record.curl, SAID));
        let text = lines.join("\n");
        let fence = "`".repeat(longest_run(&text).max(2) + 1);
        let indented = text.replace('\n', "\n  ");
        writeln!(
            out,
            "  <details><summary>exchange</summary>\n\n  {fence}text\n  {indented}\n  {fence}\n\n  </details>\n"
        )?;
    }
    Ok(())
}

fn undecided(clauses: &[ClauseResult], out: &mut impl Write) -> Result<(), RenderError> {
    let open = |clause: &&ClauseResult| matches!(clause.outcome, Outcome::Skipped | Outcome::Untested);
    let open: Vec<&ClauseResult> = clauses.iter().filter(open).collect();
    if open.is_empty() {
        return Ok(());
    }
    writeln!(out, "<details><summary>{} undecided</summary>\n", count(open.len(), "clause"))?;
    for clause in open.iter().take(UNDECIDED) {
        let reason = brief(clause.reason.as_deref().unwrap_or_default(), SAID);
        writeln!(out, "- {} ({}), {}: {}", clause.id, clause.basis, clause.outcome, plain(&reason))?;
    }
    more(open.len().saturating_sub(UNDECIDED), out)?;
    writeln!(out, "\n</details>")?;
    Ok(())
}

/// Text in which nothing is markup, on one line.
pub(crate) fn plain(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in visible(text).chars() {
        if r"\`*_[]<>#|&~@$".contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// Text as code, on one line: between more backticks than it has itself. A bar would end the cell of a table.
pub(crate) fn code(text: &str) -> String {
    let text = visible(text).replace('|', "\\|");
    let fence = "`".repeat(longest_run(&text) + 1);
    format!("{fence} {text} {fence}")
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn written(recording: &Recording) -> String {
        let mut bytes = Vec::new();
        write(recording, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn the_summary_of_the_sample_is_this() {
        insta::assert_snapshot!(written(&sample::many_failures()));
    }

    #[test]
    fn a_run_that_was_interrupted_or_passed_says_so_first() {
        assert!(written(&sample::all_pass()).starts_with("## ✅ conforms"));
        assert!(written(&sample::interrupted()).starts_with("## ⚠️ incomplete: interrupted after"));
    }

    #[test]
    fn a_summary_is_never_longer_than_github_takes() {
        let mut recording = sample::many_failures();
        let (case, of_case) = recording.run.cases.iter().next().unwrap();
        let (case, mut of_case) = (case.clone(), of_case.clone());
        let long = "\u{1f680}".repeat(100_000);
        of_case.verdicts = (1..=400)
            .map(|number| {
                let basis = spec::ids::Basis::D;
                let citation = Citation { clause: spec::ids::ClauseId::new("EXEC", number), basis };
                report_model::verdict::Verdict::broken(citation, long.clone(), long.clone())
            })
            .collect();
        recording.run.cases.insert(case, of_case);
        for clause in &mut recording.run.header.clauses {
            clause.unobservable = Some(long.clone());
        }
        let written = written(&recording);
        assert!(
            written.len() < 1 << 20 && written.contains("more; the JSON report has them all"),
            "{}",
            written.len()
        );
    }

    #[test]
    fn nothing_of_a_targets_making_is_markup() {
        assert_eq!(plain("<b> @all [a](b)\n# c"), "\\<b\\> \\@all \\[a\\](b)\\\\n\\# c");
        assert_eq!(code("a``b|c"), "``` a``b\\|c ```");
        let mut recording = sample::many_failures();
        recording.run.header.target.url = "http://x/`<script>`|".to_owned();
        assert!(written(&recording).contains("| `` http://x/`<script>`\\| `` |"));
    }
}
