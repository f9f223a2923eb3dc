/**
 * Answers and last days in Chinese. The words of the law come from the book; these join them.
 *
 * @import { Rule, State } from "../try/engine.js"
 * @import { Standing } from "./view.js"
 * @import { Answer, Led, Value } from "./stated.js"
 */

import { boundsInWords } from "../try/case.js";
import { dayInWords, dayOf } from "../try/days.js";
import { EARLIEST, NEVER } from "../try/logic.js";
import { ORDINARY, UNKNOWN } from "./stated.js";

const UNKNOWN_WORDS = "不知道";
const VERBS = { obligation: "应当", permission: "可以", prohibition: "不得" };

/**
 * Says what a question is about.
 *
 * @param {Led} led
 * @param {string} question
 */
export function titleOf(led, question) {
  if (question === ORDINARY) return "其余各项";
  return led.several.get(question)?.title ?? led.fact(question)?.title ?? question;
}

/**
 * Says what was answered.
 *
 * @param {Led} led
 * @param {Answer} answer
 */
export function answerWords(led, { question, value }) {
  if (question === ORDINARY) return value ? "按通常情形" : "逐项回答";
  if (value === UNKNOWN) return UNKNOWN_WORDS;
  const several = led.several.get(question);
  if (several) return several.options.find(({ option }) => option === value)?.title ?? UNKNOWN_WORDS;
  const { kind, members = [] } = led.fact(question);
  const named = (/** @type {Value} */ name) => members.find(([member]) => member === name)?.[1] ?? String(name);
  if (kind === "date") return dayAnswer(value);
  if (kind === "bool") return value ? "是" : "否";
  return Array.isArray(value) ? value.map(named).join("、") || "没有" : named(value);
}

/** @param {any} value */
function dayAnswer(value) {
  if (value === null) return "尚未发生";
  if (typeof value === "string") return dayInWords(Number(dayOf(value)));
  const { not_before: first, not_after: last, happened } = value;
  const low = first ? Number(dayOf(first)) : EARLIEST, high = last ? Number(dayOf(last)) : NEVER;
  return boundsInWords([low, high, happened === UNKNOWN ? 0 : 1]);
}

/**
 * Says that it must, may or must not be done, where the title of a norm does not.
 *
 * @param {Rule} rule
 */
export function verb({ norm, title }) {
  const word = VERBS[norm?.kind ?? "obligation"];
  return title.includes(word) ? "" : `【${word}】`;
}

/**
 * Says how long is left until the last day of a norm, or that it has passed.
 *
 * @param {Standing} norm
 * @param {number} today
 */
export function leftWords({ due, statuses }, today) {
  const left = Number(due) - today, ahead = left ? `还剩${left}日` : "今日到期";
  switch (statuses.length === 1 ? statuses[0] : "") {
    case "overdue":
      return `已逾期${-left}日，没有办理`;
    case "lapsed":
      return "期限已过";
    case "":
      return left < 0 ? `已过${-left}日，是否已经办理没有查明` : `没有办理的，${ahead}`;
    default:
      return ahead;
  }
}

/**
 * Says until when something is to be done; empty if there is no last day.
 *
 * @param {Standing} norm
 * @param {Rule} rule
 */
export function untilWords({ due, earliest, latest }, { norm }) {
  const first = due ?? earliest, last = due ?? latest;
  if (first === null && last === null) return norm?.promptly ? "及时" : "";
  if (first === null) return `最后一日不晚于${dayInWords(Number(last))}`;
  if (last === null) return `最后一日不早于${dayInWords(first)}`;
  return first === last ? `最后一日${dayInWords(first)}` : `最后一日在${dayInWords(first)}至${dayInWords(last)}之间`;
}

/**
 * Says by which day the law was chosen that governs, where the case does not tell it; empty where it does.
 *
 * @param {State} state
 */
export function governedWords({ book, edition, known }) {
  const slot = edition.slots[book.governedBy];
  if (known[slot] === known[slot + 1]) return "";
  const since = dayInWords(edition.since);
  return `${book.facts[book.governedBy].title}未知：按${since}施行的《${book.instrument}》判断；在其施行之前收到的，本结论不适用。`;
}
