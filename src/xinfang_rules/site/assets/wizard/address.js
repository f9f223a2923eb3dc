/**
 * An interview as what stands behind the `#` of an address: the role, the day, the rules, the answers by question. It
 * holds choices, days and numbers alone, and is never sent anywhere.
 *
 * @import { Answer, Led, Value } from "./stated.js"
 *
 * @typedef {object} Addressed What an address says.
 * @property {string | null} law
 * @property {string | null} role
 * @property {number | null} on
 * @property {string | null} rules The digest of the rules when it was copied.
 * @property {Answer[]} answers
 * @property {string[]} wrong What of it cannot be read.
 */

import { dayOf, dayText } from "../try/days.js";
import { ORDINARY, UNKNOWN } from "./stated.js";

const LAW = "law", ROLE = "role", ON = "on", RULES = "rules";

/** No address that is written here is so long; what is, is nobody's. */
const LONGEST = 8000;

const NOT_YET = "not_yet", HAPPENED = "happened", BETWEEN = "..", NONE = "none_of_them";

/**
 * @param {Led} led
 * @param {{role: string, on: number, answers: Answer[]}} interview
 */
export function written({ guide }, { role, on, answers }) {
  const parts = [...(guide.law ? [[LAW, guide.law]] : []), [ROLE, role], [ON, dayText(on)], [RULES, guide.digest],
    ...answers.map(({ question, value }) => [question, valueText(value)])];
  return `#${parts.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&")}`;
}

/**
 * Reads what stands behind the `#` or `?`, whatever that is.
 *
 * @param {Led} led
 * @param {string} hash
 * @returns {Addressed}
 */
export function read(led, hash) {
  /** @type {Addressed} */
  const found = { law: null, role: null, on: null, rules: null, answers: [], wrong: [] };
  const text = hash.replace(/^[#?]/, "");
  if (text.length > LONGEST) return { ...found, wrong: ["地址太长"] };
  for (const [name, value] of new URLSearchParams(text)) {
    if (name === LAW) {
      found.law = value;
    } else if (name === ROLE) {
      if (led.roles.has(value)) found.role = value;
      else found.wrong.push(`没有“${value}”这一角色`);
    } else if (name === ON) {
      found.on = dayOf(value);
      if (found.on === null) found.wrong.push(`判断基准日“${value}”不是日期`);
    } else if (name === RULES) {
      found.rules = value;
    } else {
      const answer = valueOf(led, name, value);
      if (answer === undefined) found.wrong.push(`“${name}”：没有这一问，或者没有“${value}”这样的回答`);
      else found.answers.push({ question: name, value: answer });
    }
  }
  return found;
}

/** @param {Value} value */
function valueText(value) {
  if (value === null) return NOT_YET;
  if (Array.isArray(value)) return value.join(",") || NONE;
  if (typeof value !== "object") return String(value);
  const { not_before: first = "", not_after: last = "" } = value;
  return first || last ? `${first}${BETWEEN}${last}` : HAPPENED;
}

/**
 * Reads an answer; undefined if it is none to the question.
 *
 * @param {Led} led
 * @param {string} question
 * @param {string} text
 * @returns {Value | undefined}
 */
function valueOf(led, question, text) {
  const truths = new Map([["true", true], ["false", false]]);
  if (question === ORDINARY) return truths.get(text);
  if (text === UNKNOWN || led.several.has(question)) return text;
  switch (led.fact(question)?.kind) {
    case "bool":
      return truths.get(text);
    case "enum":
      return text;
    case "count":
      return /^\d{1,6}$/.test(text) ? Number(text) : undefined;
    case "set":
      return text === NONE ? [] : text.split(",");
    case "date":
      return dayAnswer(text);
    default:
      return undefined;
  }
}

/**
 * @param {string} text
 * @returns {Value | undefined}
 */
function dayAnswer(text) {
  if (text === NOT_YET) return null;
  if (text === HAPPENED) return { happened: true };
  const [first, last, more] = text.split(BETWEEN);
  if (last === undefined) return dayOf(first) === null ? undefined : first;
  if (more !== undefined || !(first || last) || [first, last].some((day) => day && dayOf(day) === null)) return undefined;
  return { ...(first ? { not_before: first } : {}), ...(last ? { not_after: last } : { happened: true }) };
}
