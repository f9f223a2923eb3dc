/** Checking a file: what is typed in goes to the program on this machine, and its report comes beside it. */
import { address, el, layOut, markFaults } from "./check_form.js";
import { showReport, summary } from "./check_report.js";

const WAIT = 300;
const REMEMBERED = 50;
const BUSY = 503;
const AGAIN = 2000;
const at = (/** @type {string} */ id) => /** @type {any} */ (document.getElementById(id));
const base = new URL(".", import.meta.url);

/** @type {Record<string, any>} */
let form = {};
/** @type {Record<string, any>} */
let words = {};
/** @type {(string | null)[]} */
let days = [];
/** @type {string[]} */
const past = [];
let asked = 0;
let timer = 0;
let unsaved = false;
let untouched = true;
/** @type {AbortController | undefined} */
let under;
const choice = { as_of: "", reader: "supervisor", presume: /** @type {string[]} */ ([]) };

const say = (/** @type {string} */ text) => { at("said").textContent = text; };

/** Asks the program on this machine. */
async function ask(/** @type {string} */ what, /** @type {any} */ body, /** @type {RequestInit} */ more = {}) {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(new URL(what, base), { method: "POST", headers, body: JSON.stringify(body), ...more });
  if (!answer.ok) {
    const told = await answer.json().catch(() => ({}));
    if (answer.status === BUSY) setTimeout(report, AGAIN);
    throw new Error(told.detail ?? `程序没有回答（${answer.status}）。`);
  }
  return answer.json();
}

/** Asks for the report as it is now; of several answers only that to the last question counts. */
async function report() {
  const number = ++asked;
  under?.abort();
  under = new AbortController();
  try {
    const told = await ask("report", { form, ...choice }, { signal: under.signal });
    if (number !== asked) return;
    days = told.days;
    if (untouched) {
      at("state").textContent = "填写左边各栏，报告就出现在这里；读不懂的、缺少的，在那一行说明。";
      return;
    }
    const left = [...markFaults(at("form"), told.faults.filter((/** @type {any} */ one) => one.part !== "" || one.key !== "as_of"))];
    const dated = told.faults.find((/** @type {any} */ one) => one.part === "" && one.key === "as_of");
    at("as-of").setAttribute("aria-invalid", String(Boolean(dated)));
    if (dated) left.unshift(dated);
    state(told.faults.length, left.map((/** @type {any} */ one) => one.text), told.report);
  } catch (error) {
    if (number !== asked || /** @type {any} */ (error).name === "AbortError") return;
    const lost = error instanceof TypeError;
    trouble(lost ? "没有连上程序：请确认 xinfang serve 仍在运行。已填的内容还在本页，可以继续填写。" : String(/** @type {any} */ (error).message));
  }
}

function trouble(/** @type {string} */ text) {
  at("state").className = "bad";
  at("state").textContent = text;
  at("sections").classList.add("old");
}

function state(/** @type {number} */ faults, /** @type {string[]} */ left, /** @type {any} */ sections) {
  if (sections) {
    at("state").className = "";
    at("sections").classList.remove("old");
    showReport(at("sections"), sections, say);
    at("state").textContent = summary(sections);
    return;
  }
  const old = at("sections").childElementCount ? "下面的报告是改动以前的。" : "";
  trouble(`有${faults}处要改，改好以后才有报告。${left.join("")}${old}`);
}

function changed() {
  unsaved = true;
  untouched = false;
  clearTimeout(timer);
  timer = setTimeout(report, WAIT);
}

/** Remembers the file as it is, before a row comes or goes. */
function remember() {
  past.push(JSON.stringify(form));
  if (past.length > REMEMBERED) past.shift();
  at("undo").disabled = false;
}

/** Lays the form out anew; the control at an address gets the focus. */
function relaid(/** @type {string | undefined} */ focus = undefined) {
  const place = at("form");
  const kept = focus ?? (place.contains(document.activeElement) && document.activeElement ? address(document.activeElement) : "");
  place.replaceChildren(...layOut(words, form, { changed, relaid, remember }));
  at("sort").addEventListener("click", sort);
  at("paste").addEventListener("click", () => { at("pasting").hidden = false; at("pasted").focus(); });
  at("read").addEventListener("click", () => paste(at("pasted").value));
  const [part, row, key] = kept.split(".");
  if (!kept) return;
  const entry = [...place.querySelectorAll("[data-part]")].find((one) => one.dataset.part === part && (one.dataset.row ?? "") === row);
  const control = [...(entry?.querySelectorAll("[data-key]") ?? [])].find((one) => one.dataset.key === key);
  control?.focus();
}

function fill(/** @type {Record<string, any>} */ data) {
  untouched = false;
  form = { ...data, organs: data.organs ?? [], claims: data.claims ?? [], acts: data.acts ?? [] };
  relaid();
  at("sections").replaceChildren();
  clearTimeout(timer);
  return report();
}

function fresh() {
  return {
    dossier: "dossier-1",
    organs: [{ label: "o1", title: "收到的机关" }],
    claims: [{ label: "c1", title: "诉求" }],
    acts: [{ act: "submit", to: "o1" }, {}],
  };
}

/** Sorts the rows by day; those without one stay behind the row that they follow. */
async function sort() {
  clearTimeout(timer);
  await report(); // which tells the days of all rows as they are now
  remember();
  let last = "";
  const keyed = form.acts.map((/** @type {any} */ act, /** @type {number} */ row) => ({ act, day: (last = days[row] ?? last) }));
  keyed.sort((/** @type {any} */ one, /** @type {any} */ other) => (one.day < other.day ? -1 : one.day > other.day ? 1 : 0));
  form.acts = keyed.map((/** @type {any} */ each) => each.act);
  relaid();
  changed();
}

/** Does what may fail, and says why it did. */
async function trying(/** @type {() => Promise<void>} */ does) {
  try {
    await does();
  } catch (error) {
    say(String(/** @type {any} */ (error).message));
  }
}

/** Reads pasted rows; they stand behind those that there are. */
const paste = (/** @type {string} */ text) => trying(async () => {
  const told = await ask("paste", { form, text });
  remember();
  const blank = (/** @type {any} */ act) => !Object.keys(act).length;
  form.acts = [...form.acts.filter((/** @type {any} */ act) => !blank(act)), ...told.acts];
  form.organs.push(...told.organs);
  relaid();
  changed();
  say(`读入${told.acts.length}行` + (told.organs.length ? `，新加机关、单位${told.organs.length}个，请写明类别和级别` : "") + "。没有写明机关的，填的是第一个机关、单位，请核对。");
});

const open = (/** @type {string} */ text, /** @type {string} */ name) => trying(async () => {
  const told = await ask("open", { text, name });
  if (told.form === null) {
    say(`${name} 没有打开，页面上的内容没有改动。${told.faults.join("　")}`);
    return;
  }
  remember();
  await fill(told.form);
  unsaved = false;
  say(`已打开 ${name}。` + (told.comments ? "文件里以 # 开头的说明不在表里，从本页保存时不会保留。" : ""));
});

/** Reads the text of a file: UTF-8, or as older programs in China write it. */
function decoded(/** @type {ArrayBuffer} */ bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}

const save = () => trying(async () => {
  const { text } = await ask("save", { form, format: "yaml" });
  const link = el("a", { href: URL.createObjectURL(new Blob([text], { type: "application/yaml" })), download: `${form.dossier || "dossier"}.yaml` });
  link.click();
  URL.revokeObjectURL(link.href);
  unsaved = false;
  say("已交给浏览器保存。这个文件可以再打开，也可以交给 xinfang examine。");
});

/** For which day, for whom, with which presumptions. */
function choices() {
  const day = el("input", { type: "text", class: "day", id: "as-of", placeholder: words.today });
  day.addEventListener("input", () => { choice.as_of = day.value; changed(); });
  const reader = el("select", {}, Object.entries(words.readers).map(([name, title]) => el("option", { value: name }, title)));
  reader.value = choice.reader;
  const sets = el("fieldset", { class: "ticks" }, el("legend", {}, "采用的推定"));
  const lay = () => {
    const allowed = Object.entries(words.presumptions).filter(([, one]) => !one.not_for.includes(choice.reader));
    choice.presume = choice.presume.filter((name) => allowed.some(([each]) => each === name));
    sets.replaceChildren(el("legend", {}, "采用的推定"), ...allowed.map(([name, one]) => {
      const box = el("input", { type: "checkbox", checked: choice.presume.includes(name) });
      box.addEventListener("change", () => {
        choice.presume = box.checked ? [...choice.presume, name] : choice.presume.filter((each) => each !== name);
        changed();
      });
      return el("label", { class: "tick" }, box, one.title);
    }));
  };
  reader.addEventListener("change", () => { choice.reader = reader.value; lay(); changed(); });
  lay();
  at("choices").append(
    el("label", {}, el("span", {}, "截至哪一天（空白是今日）"), day),
    el("label", {}, el("span", {}, "供谁使用"), reader),
    el("details", {}, el("summary", {}, "推定（没有写明的常态事项）"), sets),
  );
}

at("new").addEventListener("click", () => { remember(); fill(fresh()); say("已新建；原来的内容可以撤销回来。"); });
at("open").addEventListener("click", () => at("file").click());
at("file").addEventListener("change", async () => {
  const [file] = at("file").files;
  if (file) await open(decoded(await file.arrayBuffer()), file.name);
  at("file").value = "";
});
at("example").addEventListener("click", async () => {
  const answer = await fetch(new URL("example.yaml", base));
  await open(await answer.text(), "example.yaml");
  at("as-of").value = choice.as_of = form.complete_to ?? "";
  changed();
});
at("save").addEventListener("click", save);
at("print").addEventListener("click", () => globalThis.print());
at("undo").addEventListener("click", () => {
  const before = past.pop();
  at("undo").disabled = past.length === 0;
  if (before) { fill(JSON.parse(before)); unsaved = true; say("已撤销。"); }
});
at("form").addEventListener("submit", (/** @type {Event} */ event) => event.preventDefault());
// Rows of a spreadsheet, pasted into any cell of the acts, become rows.
at("form").addEventListener("paste", (/** @type {ClipboardEvent} */ event) => {
  const text = event.clipboardData?.getData("text/plain") ?? "";
  const target = /** @type {HTMLElement} */ (event.target);
  if (!text.includes("\t") || target.id === "pasted" || !target.closest('[data-part="acts"]')) return;
  event.preventDefault();
  paste(text);
});
globalThis.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });

try {
  words = await (await fetch(new URL("form", base))).json();
  choices();
  at("tools").disabled = false;
  const shown = fill(fresh());
  untouched = true;
  await shown;
} catch (error) {
  console.error(error);
  trouble("本页没有载入：请确认 xinfang serve 仍在运行，再刷新本页；仍然不行的，换用新版浏览器。");
}
