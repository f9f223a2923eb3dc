/**
 * The course of an interview: what is asked next, what an answer changes, how to go back, and when it is over. The
 * functions are pure, and do as those of the library's `xinfang_rules.interview`.
 *
 * @import { Fact } from "../try/engine.js"
 * @import { Supposed } from "../try/presuming.js"
 * @import { Interview, Led, Value } from "./stated.js"
 *
 * @typedef {object} Asked A question.
 * @property {string} name A fact, a question for several facts, or `ordinary`.
 * @property {number} number Which of the interview it is, from 1.
 * @property {string} topic
 * @property {string} ask
 * @property {Fact} [fact] The fact, if it is about one.
 * @property {string} kind
 * @property {[Value, string][]} choices What can be chosen, each with its label.
 * @property {boolean} mayLack Of a day: that it may not have come yet.
 * @property {boolean} again Whether it was answered before.
 * @property {Value} [given] What was answered then.
 * @property {string[]} purpose What it helps to find: titles of questions and of norms.
 * @property {Supposed[]} presumed Of `ordinary`: what is presumed, as far as answers and last days rest on it.
 *
 * @typedef {{text: string, conflicts: string[], early?: number}} Refusal Why an answer is refused, and the questions that
 *   it contradicts; a day before the law was in force.
 */

import { dayInWords, dayOf, dayText } from "../try/days.js";
import { notInForce } from "../try/evaluated.js";
import { CalendarError } from "../try/periods.js";
import { HAPPENED, ORDINARY, UNKNOWN, clashes, statedBy, toldBy } from "./stated.js";
import { NoCase, View } from "./view.js";

/**
 * Returns what to ask next; null where nothing is left to ask.
 *
 * @param {Led} led
 * @param {Interview} interview
 * @returns {Asked | null}
 */
export function nextQuestion(led, interview) {
  const { answers, at } = interview;
  if (at !== null && at < answers.length) return questionNamed(led, interview, answers[at].question);
  const view = new View(led, interview, true);
  const found = next(led, interview, view);
  if (found) return found;
  if (!answers.some(({ question }) => question === ORDINARY) && view.resting().length) {
    return questionNamed(led, interview, ORDINARY);
  }
  return null;
}

/**
 * Answers a question; one that was answered before is answered anew, and every other answer stays.
 *
 * @param {Led} led
 * @param {Interview} interview
 * @param {string} question
 * @param {Value} value
 * @returns {Interview | Refusal}
 */
export function answer(led, interview, question, value) {
  const refused = read(led, interview, question, value);
  if (refused) return { text: refused, conflicts: [] };
  const place = interview.answers.findIndex((one) => one.question === question);
  const answers = [...interview.answers];
  answers.splice(place < 0 ? answers.length : place, 1, { question, value });
  const changed = { ...interview, answers, at: null };
  for (const { fact, questions } of clashes(led, changed)) {
    const others = questions.filter((other) => other !== question);
    return conflict(changed, others, `“${led.fact(fact).title}”只能有一种情形`);
  }
  try {
    new View(led, changed);
    return changed;
  } catch (error) {
    if (error instanceof CalendarError) return { text: "所填日期太早或者太晚，期限无法计算", conflicts: [] };
    if (!(error instanceof NoCase)) throw error;
    if (error.state) return refusal(led, changed, question, error);
    return { text: notInForce(led.book, error.day, error.stated), conflicts: [], early: error.day };
  }
}

/**
 * Goes back to the question before, which is asked again; no answer is lost. The first one stays the first.
 *
 * @param {Interview} interview
 * @returns {Interview}
 */
export function back(interview) {
  const at = interview.at ?? interview.answers.length;
  return at > 0 ? { ...interview, at: at - 1 } : interview;
}

/**
 * Returns any question: a fact, a question for several facts, or `ordinary`.
 *
 * @param {Led} led
 * @param {Interview} interview
 * @param {string} name
 * @returns {Asked}
 */
export function questionNamed(led, interview, name) {
  const { answers } = interview, several = led.several.get(name);
  const place = answers.findIndex(({ question }) => question === name), again = place >= 0;
  const common = {
    name, number: (again ? place : answers.length) + 1, again, given: answers[place]?.value,
    purpose: [], presumed: [], mayLack: false,
  };
  if (name === ORDINARY) {
    const kept = { ...interview, answers: answers.filter(({ question }) => question !== ORDINARY) };
    const presumed = new View(led, kept, true).resting();
    return { ...common, topic: "通常情形", ask: "其余各项都是通常情形吗？", kind: "bool", choices: [], presumed };
  }
  if (several) {
    /** @type {[Value, string][]} */
    const choices = several.options.map(({ option, title }) => [option, title]);
    return { ...common, topic: several.title, ask: several.ask, kind: "option", choices };
  }
  const fact = led.fact(name), { kind } = fact;
  /** @type {[Value, string][]} */
  const choices = kind === "bool" ? [[true, "是"], [false, "否"]] : fact.members ?? [];
  return { ...common, topic: fact.group, ask: fact.ask, fact, kind, choices, mayLack: kind === "date" && !fact.origin };
}

/**
 * @param {Led} led
 * @param {Interview} interview
 * @param {View} view
 * @returns {Asked | null}
 */
function next(led, interview, view) {
  const { answers } = interview, stated = statedBy(led, interview);
  const given = new Set(answers.map(({ question }) => question));
  const nameOf = (/** @type {{fact: number}} */ { fact }) => led.book.facts[fact].name;
  const open = view.useful().filter((need) =>
    !given.has(nameOf(need)) && (stated.get(nameOf(need)) ?? HAPPENED) === HAPPENED);
  const deciding = open.filter(({ decides }) => decides.length);
  const role = led.role(interview.role);
  const several = role.questions.flatMap((name) => (given.has(name) ? [] : led.several.get(name) ?? []));
  /** @type {Map<string, import("../try/needs.js").Need>} */
  const found = new Map();
  for (const need of deciding.length ? deciding : open) {
    const fact = nameOf(need);
    const asked = several.find(({ facts }) => facts.includes(fact) && !facts.some((one) => given.has(one)));
    const name = asked?.question ?? fact;
    if (!found.has(name)) found.set(name, need);
  }
  const [likely] = found.keys();
  if (likely === undefined) return null;
  const last = answers.filter(({ question }) => ![ORDINARY, role.first].includes(question)).pop();
  const topic = last && deciding.length ? groupOf(led, last.question) : null;
  const near = [...found.keys()].find((name) => groupOf(led, name) === topic);
  const name = found.has(role.first) ? role.first : near ?? likely;
  const need = found.get(name);
  const answered = view.questions.filter((question) => need?.decides.includes(question.name)).map(({ title }) => title);
  const waiting = view.contenders.filter(({ index }) => need?.norms.includes(index)).map(({ index }) => index);
  const norms = waiting.map((index) => `“${view.state.edition.rules[index].title}”的期限`);
  return { ...questionNamed(led, interview, name), purpose: answered.length ? answered : norms };
}

/**
 * @param {Led} led
 * @param {string} name
 */
function groupOf(led, name) {
  return (led.several.get(name)?.facts[0] ?? name).split(".")[0];
}

/**
 * Says why something is no answer to a question; empty if it is one.
 *
 * @param {Led} led
 * @param {Interview} interview
 * @param {string} question
 * @param {Value} value
 */
function read(led, { on }, question, value) {
  const several = led.several.get(question), fact = led.fact(question);
  if (question === ORDINARY) return typeof value === "boolean" ? "" : "请回答是或者否";
  if (value === UNKNOWN) return several || fact ? "" : `没有“${question}”这一问`;
  if (several) return several.options.some(({ option }) => option === value) ? "" : "没有这一选项";
  if (!fact) return `没有“${question}”这一问`;
  if (!isValue(fact, value)) return `“${fact.title}”没有这样的回答`;
  if (fact.kind !== "date") return "";
  if (value === null) return fact.origin ? `“${fact.title}”不能留空，可以答不知道` : "";
  const first = typeof value === "string" ? value : /** @type {any} */ (value).not_before ?? "";
  if (fact.setDay || first <= dayText(on)) return "";
  return `“${fact.title}”晚于${dayInWords(on)}，还没有到${fact.origin ? "" : "；没有发生的，请答尚未"}`;
}

/**
 * @param {Fact} fact
 * @param {Value} value
 */
function isValue(fact, value) {
  const names = (fact.members ?? []).map(([name]) => name);
  switch (fact.kind) {
    case "bool":
      return typeof value === "boolean";
    case "enum":
      return names.includes(String(value));
    case "count":
      return Number.isSafeInteger(value) && Number(value) >= (fact.least ?? 0) && Number(value) < 1e6;
    case "set":
      return Array.isArray(value) && value.every((one) => names.includes(one));
    default: {
      if (value === null) return true;
      if (typeof value === "string") return dayOf(value) !== null;
      if (typeof value !== "object" || Array.isArray(value)) return false;
      const { not_before: first, not_after: last, happened } = value;
      const days = [first, last].filter((day) => day !== undefined);
      return days.every((day) => dayOf(day) !== null) && (!first || !last || first <= last) && (!!last || !!happened);
    }
  }
}

/**
 * Says which answers an answer contradicts, and why.
 *
 * @param {Led} led
 * @param {Interview} interview
 * @param {string} question
 * @param {NoCase} error
 */
function refusal(led, interview, question, { violations, state }) {
  const told = toldBy(led, interview);
  const facts = violations.flatMap(({ slots }) => slots.map((slot) => state?.engine.names.get(slot)?.fact ?? ""));
  const stating = facts.flatMap((fact) => [...(told.get(fact)?.keys() ?? [])]).filter((name) => name !== question);
  const reasons = violations.map(({ constraint }) => `${constraint.title}。${constraint.because}`).join("；");
  return conflict(interview, stating, reasons.replace(/。$/, ""));
}

/**
 * Refuses an answer that contradicts some questions, the empty name being the role.
 *
 * @param {Interview} interview
 * @param {string[]} stating
 * @param {string} reason
 * @returns {Refusal}
 */
function conflict({ answers }, stating, reason) {
  const found = answers.flatMap(({ question }, place) => (stating.includes(question) ? [{ question, place }] : []));
  const named = [...(stating.includes("") ? ["所选的角色"] : []), ...found.map(({ place }) => `第${place + 1}项的回答`)];
  return {
    text: (named.length ? `与${named.join("、")}不能同时成立：` : "") + reason,
    conflicts: found.map(({ question }) => question),
  };
}
