"use strict";
// Finds, unfolds, indents, translates. Everything that it shows is in the page already; what a target sent has been escaped there.
(() => {
  const HEX = 4096;
  const LINE = 2.3;
  const root = document.documentElement;
  const byId = (id) => document.getElementById(id);
  const words = JSON.parse(byId("words").textContent);
  const form = byId("filter");
  const list = byId("list");
  const say = (key) => words[root.lang][key];

  const node = (name, attributes = {}, ...inside) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...inside);
    return made;
  };
  const said = (key) => node("span", { "data-t": key }, say(key));
  const button = (attributes, key, act) => {
    const made = node("button", { type: "button", ...attributes }, said(key));
    made.addEventListener("click", act);
    return made;
  };

  // Languages.
  const translate = (within) => {
    for (const part of within.querySelectorAll("[data-t]")) part.textContent = say(part.dataset.t);
  };
  const speak = (language) => {
    root.lang = language;
    translate(document);
    const verdict = say(byId("verdict").querySelector("[data-t]").dataset.t);
    document.title = `${verdict[0].toUpperCase()}${verdict.slice(1)} — ${say("title")}`;
  };
  byId("language").hidden = false;
  byId("language").addEventListener("change", (event) => speak(event.target.value));

  // Content: indented, as it is, as bytes.
  const bytesOf = (pre, text) => pre.dataset.bytes === undefined
    ? new TextEncoder().encode(text)
    : Uint8Array.from(atob(pre.dataset.bytes), (character) => character.charCodeAt(0));
  const hex = (bytes) => {
    const lines = [];
    for (let at = 0; at < Math.min(bytes.length, HEX); at += 16) {
      const part = Array.from(bytes.subarray(at, Math.min(at + 16, HEX)));
      const digits = part.map((byte) => byte.toString(16).padStart(2, "0")).join(" ").padEnd(47);
      const text = part.map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : ".")).join("");
      lines.push(`${at.toString(16).padStart(6, "0")}  ${digits}  ${text}`);
    }
    if (bytes.length > HEX) lines.push(`… ${bytes.length} ${say("bytes")}`);
    return lines.join("\n");
  };
  const indented = (xml) => {
    let depth = 0;
    return xml.replace(/>\s*</g, ">\n<").split("\n").map((part) => {
      if (part.startsWith("</")) depth = Math.max(0, depth - 1);
      const line = "  ".repeat(depth) + part;
      if (/^<[^!?\/>][^>]*>$/.test(part) && !part.endsWith("/>")) depth += 1;
      return line;
    }).join("\n");
  };
  const pretty = (text) => {
    try {
      return JSON.stringify(JSON.parse(text), null, 2);
    } catch {
      return text.trimStart().startsWith("<") ? indented(text.trim()) : text;
    }
  };
  const views = (pre) => {
    const text = pre.textContent;
    const ways = { pretty: () => pretty(text), raw: () => text, hex: () => hex(bytesOf(pre, text)) };
    if (ways.pretty() === text) delete ways.pretty;
    const choices = node("span", { class: "views" });
    const choose = (way) => {
      pre.textContent = ways[way]();
      pre.classList.toggle("hex", way === "hex");
      for (const choice of choices.children) choice.setAttribute("aria-pressed", choice.dataset.way === way);
    };
    for (const way of Object.keys(ways)) choices.append(button({ "data-way": way }, way, () => choose(way)));
    choose(Object.keys(ways)[0]);
    pre.previousElementSibling.append(choices);
  };
  const copying = (pre) => {
    const made = button({ class: "copy" }, "copy", async () => {
      await navigator.clipboard.writeText(pre.textContent);
      made.replaceChildren(said("copied"));
      setTimeout(() => made.replaceChildren(said("copy")), 2000);
    });
    if (navigator.clipboard) pre.after(made);
  };

  // What a case found is text until it is asked for.
  const fill = (fold) => {
    const folded = fold.querySelector(":scope > noscript");
    if (!folded) return;
    const made = new DOMParser().parseFromString(folded.textContent, "text/html").body;
    translate(made);
    made.querySelectorAll("pre.text").forEach(views);
    made.querySelectorAll("pre.copied").forEach(copying);
    folded.replaceWith(...made.childNodes);
  };
  list.addEventListener("toggle", (event) => {
    if (event.target.open) fill(event.target);
  }, true);
  const visit = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const [suite, command, what] = id.split("::");
    const line = byId([suite, command, what].join("::"));
    if (!line?.closest(".case")) return;
    if (line.closest(".case").hidden) {
      form.reset();
      filter();
    }
    if (line.tagName === "DETAILS") {
      fill(line);
      line.open = true;
    }
    const meant = byId(id) ?? line;
    meant.open = true;
    meant.scrollIntoView();
  };
  addEventListener("hashchange", visit);

  // The list.
  const cases = Array.from(list.querySelectorAll(".case"), (item) => {
    const text = (part) => item.querySelector(part)?.textContent ?? "";
    const name = text(".name");
    const clauses = text(".ids");
    return {
      item,
      list: item.parentElement,
      outcome: item.dataset.outcome,
      command: name.split("::")[1],
      clauses: clauses.split(", "),
      text: `${name} ${clauses} ${text(".said")}`.toLowerCase(),
    };
  });
  const filter = () => {
    const { outcome, command, clause, text } = Object.fromEntries(new FormData(form));
    const wanted = text.trim().toLowerCase();
    let shown = 0;
    const inList = new Map();
    for (const one of cases) {
      const fits = (!outcome || one.outcome === outcome)
        && (!command || one.command === command)
        && (!clause || one.clauses.includes(clause))
        && (!wanted || one.text.includes(wanted));
      if (one.item.hidden === fits) one.item.hidden = !fits;
      shown += fits;
      inList.set(one.list, (inList.get(one.list) ?? 0) + fits);
    }
    // A list that is not laid out yet has the height that its lines are going to have.
    for (const [part, lines] of inList) {
      part.hidden = lines === 0;
      part.style.containIntrinsicBlockSize = `${lines * LINE}rem`;
    }
    const count = node("b", {}, `${shown} / ${cases.length}`);
    byId("shown").replaceChildren(said("shown"), " ", count, " ", ...(shown ? [] : [said("none_fits")]));
  };
  document.querySelectorAll("main > section pre.copied").forEach(copying);
  form.hidden = false;
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-clause]");
    if (!link) return;
    event.preventDefault();
    for (const field of form.elements) if (field.name) field.value = link.dataset[field.name] ?? "";
    filter();
    byId("cases").focus();
  });

  // On paper nothing can be unfolded.
  addEventListener("beforeprint", () => {
    for (const { item } of cases) {
      const fold = item.hidden ? null : item.querySelector("details");
      if (fold && ["fail", "warn", "flaky"].includes(item.dataset.outcome)) {
        fill(fold);
        fold.open = true;
      }
    }
  });
  filter();
  visit();
})();
