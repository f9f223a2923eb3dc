/**
 * What an evaluation found, in words. The words of the law come from the data; these join them.
 *
 * @import { Rule, State } from "./engine.js"
 * @import { Due } from "./periods.js"
 *
 * @typedef {object} Line A requirement, with what the case says of it; or a heading above several.
 * @property {string} text
 * @property {number} [truth]
 * @property {string} [known]
 * @property {Line[]} [lines]
 */

import { dayText } from "./days.js";
import { ALL, ANY, EARLIEST, FALSE, NEVER, NOT, TRUE, leaves, truth } from "./logic.js";

const NEVER_WORDS = "尚无";

/**
 * Writes what is known of a slot.
 *
 * @param {number} slot
 * @param {State} state
 */
export function knownWords(slot, state) {
  const name = state.engine.names.get(slot);
  const { values } = state;
  if (!name) return "";
  if (name.kind === "count") return values[slot] === values[slot + 1] ? String(values[slot]) : "未知";
  if (name.kind === "date") return dayWords(values[slot], values[slot + 1]);
  const left = name.labels.filter((_, bit) => (values[slot] >> bit) & 1);
  return left.length === name.labels.length && left.length > 1 ? "未知" : left.join("或者");
}

/**
 * Writes what is known of a day.
 *
 * @param {number} low
 * @param {number} high
 */
export function dayWords(low, high) {
  if (low === NEVER) return NEVER_WORDS;
  if (low === high) return dayText(low);
  const bounds = low > EARLIEST ? [`不早于${dayText(low)}`] : [];
  bounds.push(high < NEVER ? `不晚于${dayText(high)}` : "或者尚无");
  return `未知（${bounds.join("，")}）`;
}

/**
 * Writes a condition requirement by requirement, each with what the case says of it.
 *
 * Only what bears on the outcome is shown: of alternatives the ones that hold, where one does; of requirements the
 * ones that fail, where one does.
 *
 * @param {number} node
 * @param {State} state
 * @param {boolean} [wanted]
 * @returns {Line[]}
 */
export function trace(node, state, wanted = true) {
  const row = state.edition.nodes[node];
  if (row[0] === NOT) return trace(row[1], state, !wanted);
  if (row[0] !== ALL && row[0] !== ANY) return [leaf(node, state, wanted)];
  const yes = wanted ? TRUE : FALSE;
  const parts = row.slice(1);
  const truths = parts.map((part) => truth(state.edition.nodes, part, state.values));
  const chosen = (/** @type {(held: number) => boolean} */ keep) => parts.filter((_, index) => keep(truths[index]));
  const inner = (/** @type {number[]} */ shown) => shown.flatMap((part) => trace(part, state, wanted));
  if ((row[0] === ALL) === wanted) {
    const failing = chosen((held) => !(held & yes));
    return inner(failing.length ? failing : parts);
  }
  const holding = chosen((held) => held === yes);
  const possible = chosen((held) => (held & yes) !== 0);
  if (holding.length) return inner(holding.slice(0, 1));
  const shown = possible.length ? possible : parts;
  if (shown.length < 2) return inner(shown);
  const lines = shown.map((part) => {
    const told = trace(part, state, wanted);
    return told.length === 1 ? told[0] : { text: "同时具备：", lines: told };
  });
  return [{ text: "具备下列之一：", lines }];
}

/**
 * @param {number} node
 * @param {State} state
 * @param {boolean} wanted
 * @returns {Line}
 */
function leaf(node, state, wanted) {
  const { edition, values, derived } = state;
  const slots = [...leaves(edition.nodes, node)];
  const [positive, negative] = edition.words[node] ?? ["", ""];
  const required = wanted ? positive : negative;
  const plainly = truth(edition.nodes, node, values);
  const held = wanted || plainly === (TRUE | FALSE) ? plainly : plainly ^ (TRUE | FALSE);
  const said = slots.length === 1 && held === TRUE ? valueSaid(slots[0], state) : "";
  const told = said ? [] : slots.map((slot) => toldOf(slot, state, slots.length > 1, held !== (TRUE | FALSE)));
  const inferred = slots.some((slot) => derived.has(slot)) ? ["由其他事实推知"] : [];
  const presumed = slots.some((slot) => state.presumed.has(slot)) ? ["推定"] : [];
  const rules = new Set(slots.flatMap((slot) => state.engine.names.get(slot)?.rules ?? []));
  return {
    text: said || required,
    truth: held,
    known: [...(told.join("") ? [`案件：${told.join("；")}`] : []), ...inferred, ...presumed].join("，"),
    lines: ruleLines([...rules], state),
  };
}

/**
 * Returns the one value of a fact as a sentence, which says more than what was required; else nothing.
 *
 * @param {number} slot
 * @param {State} state
 */
function valueSaid(slot, state) {
  const mask = state.values[slot];
  const says = state.engine.names.get(slot)?.says;
  return says && !(mask & (mask - 1)) ? says[Math.log2(mask)] ?? "" : "";
}

/**
 * Says what the case says of a slot, unless the requirement and whether it is met say so already.
 *
 * @param {number} slot
 * @param {State} state
 * @param {boolean} named Whether the title stands before it, because the requirement speaks of several.
 * @param {boolean} settled
 */
function toldOf(slot, state, named, settled) {
  const known = knownWords(slot, state);
  if (named) return `${state.engine.names.get(slot)?.title}${known}`;
  return ["未知", NEVER_WORDS].includes(known) || (settled && state.engine.names.get(slot)?.plain) ? "" : known;
}

/**
 * Tells why a concept or a norm is as it is: by the rule that holds, else those that may, else all.
 *
 * @param {number[]} rules
 * @param {State} state
 * @returns {Line[]}
 */
function ruleLines(rules, state) {
  const { edition, dues } = state;
  const certain = rules.filter((index) => state.held(index) === TRUE).slice(0, 1);
  const possible = rules.filter((index) => state.held(index) & TRUE);
  const shown = certain.length ? certain : possible.length ? possible : rules;
  return shown.flatMap((index) => {
    const due = dues[index];
    const day = due ? dueWords(due) : "";
    return [...(day ? [{ text: `最后一日：${day}` }] : []), ...trace(edition.units[edition.rules[index].unit], state)];
  });
}

/**
 * @typedef {object} NormWords A norm that surely applies.
 * @property {Rule} rule
 * @property {string} due The last day; empty if there is none.
 * @property {string} status
 * @property {boolean} waits Whether the last day hangs on a notice that is not there yet.
 */

/**
 * Lists the norms that surely apply because of something in the case.
 *
 * @param {State} state
 * @returns {NormWords[]}
 */
export function normsOf(state) {
  const { edition, book } = state;
  return edition.rules.flatMap((rule, index) => {
    if (!rule.norm || rule.general || state.held(index) !== TRUE) return [];
    const mask = state.values[rule.norm.status];
    const left = book.statuses[rule.norm.kind].filter((_, bit) => (mask >> bit) & 1);
    const due = state.dues[index];
    return {
      rule,
      due: due ? dueWords(due) : "",
      status: left.length === 1 ? book.labels[left[0]] + distance(rule, left[0], state, due) : book.labels.unknown,
      waits: due !== undefined && due.waits,
    };
  });
}

/** @param {Due} due */
function dueWords(due) {
  if (!due.mayRun) return "";
  return dayWords(due.low, due.mayWait ? NEVER : due.high);
}

/**
 * Tells how many days are left, or by how many the last day was missed.
 *
 * @param {Rule} rule
 * @param {string} status
 * @param {State} state
 * @param {Due} [due]
 */
function distance(rule, status, state, due) {
  if (!due || !rule.norm || due.low !== due.high || due.mayWait) return "";
  if (status === "pending" || status === "open") {
    return due.low === state.today ? "，今日到期" : `，还剩${due.low - state.today}日`;
  }
  if (status === "overdue") return `，已逾期${state.today - due.low}日`;
  const { done } = rule.norm, day = done ? state.values[done.day] : NEVER;
  const certain = done && day === state.values[done.day + 1] && (done.when === undefined || state.unit(done.when) === TRUE);
  return status === "met_late" && certain ? `，迟${day - due.low}日` : "";
}
