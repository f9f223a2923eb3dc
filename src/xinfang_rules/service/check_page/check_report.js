/** Shows a report, section by section; every text is set as text. */

/** @typedef {{text: string, look: string, numbered: boolean, below: Line[]}} Line */
/** @typedef {{name: string, title: string, lines: Line[]}} Section */

import { el } from "./check_form.js";

const COPIED = new Set(["findings", "presumed_findings", "follows", "open", "others"]);

/**
 * @param {Element} place
 * @param {Section[]} sections
 * @param {(said: string) => void} say
 */
export function showReport(place, sections, say) {
  place.replaceChildren(...sections.flatMap((section) => [...parts(section, say)]));
}

/** Says in one line what a report comes to. */
export function summary(/** @type {Section[]} */ sections) {
  const count = (/** @type {string} */ name) =>
    sections.find((one) => one.name === name)?.lines.filter((line) => line.numbered).length ?? 0;
  const presumed = count("presumed_findings");
  const asked = count("ask");
  return (
    `程序瑕疵${count("findings")}项` +
    (presumed ? `，只是依推定的${presumed}项` : "") +
    (asked ? `；还需查明${asked}项` : "") + "。"
  );
}

function* parts(/** @type {Section} */ section, /** @type {(said: string) => void} */ say) {
  if (section.title) yield made("h3", section.title);
  /** @type {Element | null} */
  let list = null;
  for (const line of section.lines) {
    if (line.numbered) {
      if (list === null) yield (list = document.createElement("ol"));
      const item = made("li", line.text, line.look);
      if (COPIED.has(section.name)) item.append(copyButton(line.text, say));
      item.append(...line.below.map((below) => made("p", below.text, below.look)));
      list.append(item);
    } else {
      list = null;
      yield made("p", line.text, line.look);
      for (const below of line.below) yield made("p", below.text, `${below.look} below`);
    }
  }
}

function copyButton(/** @type {string} */ text, /** @type {(said: string) => void} */ say) {
  const plain = text.replace(/^【[^】]*】/u, "");
  const copy = async () => say((await copied(plain)) ? "已复制，可以粘贴到审查意见里。" : "浏览器不允许复制：请选中文字再复制。");
  return el("button", { type: "button", class: "small", "aria-label": `复制：${plain.slice(0, 30)}`, onclick: copy }, "复制");
}

/** Copies a text; over plain HTTP from another machine only the old way is allowed. */
async function copied(/** @type {string} */ text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

const made = (/** @type {string} */ tag, /** @type {string} */ text, /** @type {string} */ look = "") =>
  el(tag, { class: look.trim() || null }, text);
