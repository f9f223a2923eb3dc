/**
 * What can be taken along of an interview: its address, the printed page, the case as a file.
 *
 * @import { Interview, Led } from "./stated.js"
 */

import { caseFile } from "../try/case.js";
import { dayInWords, today } from "../try/days.js";
import { copy, make, save } from "../try/dom.js";
import { MARK } from "../try/presuming.js";
import { factsOf } from "./stated.js";

/**
 * Makes a button that looks like a link.
 *
 * @param {string} text
 * @param {() => void} click
 * @param {string} [label] What it does, for those who do not see what it stands beside.
 */
export function linkButton(text, click, label) {
  return make("button", { type: "button", class: "xw-link", ...(label ? { "aria-label": label } : {}), click }, text);
}

/**
 * Offers what can be taken along.
 *
 * @param {Led} led
 * @param {Interview} interview
 * @param {Element} found The conclusion.
 * @param {() => void} anew Begins anew.
 */
export function taking(led, interview, found, anew) {
  const text = caseFile(led.book, factsOf(led, interview), interview.on), address = location.href;
  const copied = make("span", { role: "status" });
  const file = make("pre", { class: "xt-file", tabindex: 0, "aria-label": "案件文件" }, text);
  const link = make("input", { type: "text", class: "xw-address", readonly: true, value: address, "aria-label": "本页链接" });
  const words = () => {
    getSelection()?.selectAllChildren(found); // what only works on the page cannot be selected
    return [String(getSelection()).trim(), ...colophonLines(led)].join("\n");
  };
  return make("div", { class: "xw-actions" },
    make("p", {}, linkButton("复制结论", () => void copy(words(), copied, () => {})), " ",
      linkButton("复制链接", () => void copy(address, copied, () => link.select())), " ",
      linkButton("打印", () => print()), " ", linkButton("重新开始", anew), " ", copied),
    link,
    make("details", { class: "xw-file" }, make("summary", {}, "案件文件（xinfang evaluate 用）"), file,
      linkButton("复制案件文件", () => void copy(text, copied, () => getSelection()?.selectAllChildren(file))), " ",
      linkButton("存为 case.yaml", () => save(text, "text/yaml", "case.yaml"))));
}

/**
 * Writes what only paper tells.
 *
 * @param {Led} led
 */
export function colophon(led) {
  return make("div", { class: "xw-paper" }, ...colophonLines(led).map((line) => make("p", {}, line)));
}

/** @param {Led} led */
function colophonLines({ book, guide }) {
  return [
    `依据：《${book.instrument}》；规则 ${guide.digest}；xinfang-rules ${guide.version}；打印日期：${dayInWords(today())}。`,
    `地址：${location.href}`,
    `结论只供参考，由人决定。注明${MARK}的，以所列推定属实为前提；条文以官方公布的文本为准。`,
  ];
}
