"use strict";
// Shows the cases. Whatever a target sent becomes text of a node, never markup.
(() => {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const { labels, clauses } = read("facts");
  const cases = read("cases");
  const order = ["pass", "fail", "warn", "flaky", "skipped", "untested"];
  const word = (outcome) => labels.outcomes[order.indexOf(outcome)];
  const clauseOf = new Map(clauses.map((clause) => [clause.id, clause]));
  // What is worst comes first; within that, the order of the plan.
  const rank = { fail: 0, flaky: 1, warn: 2, untested: 3, skipped: 4, pass: 5 };
  cases.sort((a, b) => rank[a.outcome] - rank[b.outcome]);
  const BATCH = 200;
  const HEX = 4096;
  const list = document.getElementById("list");
  const more = document.getElementById("more");
  const form = document.getElementById("filter");
  let found = cases;
  let shown = 0;

  const node = (name, text, attributes = {}) => {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };

  const bytesOf = (body) => body.base64 === undefined
    ? new TextEncoder().encode(body.text ?? "")
    : Uint8Array.from(atob(body.base64), (character) => character.charCodeAt(0));

  const hex = (body) => {
    const bytes = bytesOf(body).subarray(0, HEX);
    const lines = [];
    for (let at = 0; at < bytes.length; at += 16) {
      const part = Array.from(bytes.subarray(at, at + 16));
      const digits = part.map((byte) => byte.toString(16).padStart(2, "0")).join(" ").padEnd(47);
      const text = part.map((byte) => byte >= 32 && byte < 127 ? String.fromCharCode(byte) : ".").join("");
      lines.push(`${at.toString(16).padStart(6, "0")}  ${digits}  ${text}`);
    }
    return lines.join("\n");
  };

  const indented = (xml) => {
    let depth = 0;
    const parts = xml.replace(/>\s*</g, ">\n<").split("\n");
    return parts.map((part) => {
      if (part.startsWith("</")) depth = Math.max(0, depth - 1);
      const line = "  ".repeat(depth) + part;
      if (/^<[^!?\/][^>]*[^\/]>$/.test(part) || /^<[^!?\/]>$/.test(part)) depth += 1;
      return line;
    }).join("\n");
  };

  const pretty = (text) => {
    try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text.trimStart().startsWith("<") ? indented(text) : text; }
  };

  const content = (body) => {
    const box = node("div");
    if (body.length === 0) return box;
    const views = node("p", undefined, { class: "views" });
    const shownAs = node("pre", undefined, { tabindex: "0" });
    const ways = { hex: () => hex(body) };
    if (body.text !== undefined) Object.assign(ways, { raw: () => body.text, pretty: () => pretty(body.text) });
    const choose = (way) => {
      shownAs.textContent = ways[way]();
      for (const button of views.children) if (button.dataset.way) button.setAttribute("aria-pressed", button.dataset.way === way);
    };
    for (const way of Object.keys(ways).reverse()) {
      const button = node("button", labels[way], { type: "button", "data-way": way });
      button.addEventListener("click", () => choose(way));
      views.append(button, " ");
    }
    views.append(node("span", `${body.length} ${labels.bytes}`));
    choose(body.text === undefined ? "hex" : "pretty");
    box.append(views, shownAs);
    return box;
  };

  const fields = (headers) => headers.map(([name, value]) => `${name}: ${value}`).join("\n");

  const line = (label, text) => {
    const copy = node("button", labels.copy, { type: "button", "aria-label": `${labels.copy}: ${label}` });
    copy.addEventListener("click", () => navigator.clipboard?.writeText(text));
    const box = node("div");
    box.append(node("h4", label), node("pre", text, { tabindex: "0" }), copy);
    return box;
  };

  const exchange = ({ request, response, lapse, curl, elapsed_millis }, index) => {
    const box = node("div");
    box.append(node("h3", `${labels.exchange} ${index + 1}`), node("h4", labels.request));
    box.append(node("pre", `${request.method} ${request.url}\n${fields(request.headers)}`.trimEnd(), { tabindex: "0" }), content(request.body));
    const answer = response ? `${response.status}\n${fields(response.headers)}` : `${labels.no_answer}: ${lapse ?? ""}`;
    box.append(node("h4", `${labels.response} (${elapsed_millis} ms)`), node("pre", answer.trimEnd(), { tabindex: "0" }));
    if (response) box.append(content(response.body));
    box.append(line("curl", curl));
    return box;
  };

  const breach = ({ clause, basis, outcome, expected, seen, exchange: at }) => {
    const box = node("div");
    const fact = clauseOf.get(clause);
    const heading = node("h3");
    heading.append(node("span", word(outcome), { class: `mark ${outcome}` }), ` ${clause} (${basis})`);
    box.append(heading);
    if (fact) {
      const rule = fact.rules.find(([of]) => of === basis) ?? fact.rules[0];
      if (rule) box.append(node("p", `${labels.rule}: ${rule[1]}`));
      box.append(node("p", `${labels.section}: «${fact.section}»`));
    }
    box.append(node("h4", labels.expected), node("pre", expected, { class: "expected", tabindex: "0" }));
    box.append(node("h4", at === null ? labels.seen : `${labels.seen} (${labels.exchange} ${at + 1})`));
    box.append(node("pre", seen, { class: "seen", tabindex: "0" }));
    return box;
  };

  const detail = (one) => {
    const box = node("div");
    if (one.message) box.append(node("p", one.message));
    if (!one.detail) {
      box.append(node("p", labels.not_here));
      return box;
    }
    box.append(...one.detail.breaches.map(breach), ...one.detail.exchanges.map(exchange), line(labels.repeat, one.detail.repeat));
    return box;
  };

  const item = (one) => {
    const made = node("li");
    const fold = node("details");
    const head = node("summary");
    head.append(node("span", word(one.outcome), { class: `mark ${one.outcome}` }), ` ${one.name}`);
    head.append(node("span", one.clauses.join(", "), { class: "ids" }), node("span", `${one.millis} ms`, { class: "time" }));
    fold.append(head);
    // What is inside is made when it is asked for.
    fold.fill = () => { if (fold.children.length === 1) fold.append(detail(one)); };
    fold.addEventListener("toggle", () => { if (fold.open) fold.fill(); });
    made.append(fold);
    return made;
  };

  const showMore = () => {
    const batch = found.slice(shown, shown + BATCH);
    shown += batch.length;
    list.append(...batch.map(item));
    more.hidden = shown >= found.length;
    document.getElementById("shown").textContent = `${labels.shown}: ${shown} / ${found.length} (${labels.cases}: ${cases.length})`;
  };

  const filter = () => {
    const { outcome, command, clause, text } = Object.fromEntries(new FormData(form));
    const wanted = text.trim().toLowerCase();
    found = cases.filter((one) => (!outcome || one.outcome === outcome)
      && (!command || one.name.split("::")[1] === command)
      && (!clause || one.clauses.includes(clause))
      && (!wanted || `${one.name} ${one.message ?? ""} ${one.clauses.join(" ")}`.toLowerCase().includes(wanted)));
    list.replaceChildren();
    shown = 0;
    showMore();
  };

  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  more.addEventListener("click", showMore);
  for (const cell of document.querySelectorAll(".matrix button")) {
    cell.addEventListener("click", () => {
      form.reset();
      form.elements.command.value = cell.dataset.command;
      form.elements.clause.value = cell.dataset.clause;
      setTimeout(() => { filter(); document.getElementById("cases-heading").focus(); });
    });
  }
  addEventListener("beforeprint", () => {
    for (const fold of list.querySelectorAll("details:has(> summary > :is(.fail, .warn, .flaky))")) {
      fold.fill();
      fold.open = true;
    }
  });
  filter();
})();
