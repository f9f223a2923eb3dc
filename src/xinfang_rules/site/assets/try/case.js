/**
 * What a reader states: a day of evaluation, and facts; its reading into values and its writing as a case file.
 *
 * @import { Book, Engine, Fact } from "./engine.js"
 * @import { Values } from "./logic.js"
 *
 * @typedef {number | number[]} Stated A mask (truth values, enumerations), a mask for each member (sets), a number, or
 *   a day; UNKNOWN_DAY where a day is unknown; the first day that it can be, the last, and 1 if it surely happened, where
 *   it is known within bounds. What is left out of a case is unknown, or, for dates, has not happened,
 *   unless the case states something that shows that it has.
 * @typedef {Map<number, Stated>} Facts By the number of the fact.
 */

import { EARLIEST, EITHER, FALSE, NEVER, TRUE, truth } from "./logic.js";
import { dayInWords, dayText } from "./days.js";
import { isEvent } from "./engine.js";

export const UNKNOWN_DAY = 0;

/**
 * Reads the facts of a scenario: the number of a fact, what is stated of it, and so on.
 *
 * @param {Stated[]} row
 * @returns {Facts}
 */
export function factsOf(row) {
  /** @type {Facts} */
  const facts = new Map();
  for (let place = 0; place < row.length; place += 2) facts.set(Number(row[place]), row[place + 1]);
  return facts;
}

/**
 * Returns the day that a case states of what decides which edition governs it, the last that it can be; null if none:
 * then the day of evaluation decides.
 *
 * @param {Book} book
 * @param {Facts} facts
 */
export function decidingDay(book, facts) {
  const stated = facts.get(book.governedBy);
  const day = Array.isArray(stated) && stated[1] < NEVER ? stated[1] : stated;
  return typeof day === "number" && day !== UNKNOWN_DAY ? day : null;
}

/**
 * Writes what a case says into values.
 *
 * @param {Engine} engine
 * @param {Facts} facts
 * @param {number} on The day of evaluation; what is dated later has not happened yet.
 * @returns {Values}
 */
export function encoded(engine, facts, on) {
  const values = engine.blank.slice();
  for (const [index, stated] of facts) {
    const fact = engine.book.facts[index];
    const slot = engine.edition.slots[index];
    if (fact.kind === "date" && Array.isArray(stated)) {
      values.set(within(stated, isEvent(fact) ? on : null), slot);
    } else if (Array.isArray(stated)) {
      values.set(stated, slot);
    } else if (fact.kind === "count") {
      values.fill(stated, slot, slot + 2);
    } else if (fact.kind !== "date") {
      values[slot] = stated;
    } else if (stated === UNKNOWN_DAY) {
      values.set([EARLIEST, NEVER], slot);
    } else {
      values.fill(isEvent(fact) && stated > on ? NEVER : stated, slot, slot + 2);
    }
  }
  const { nodes, constraints, slots } = engine.edition;
  for (const { undated } of constraints) {
    if (!undated) continue;
    for (const day of undated.days) {
      if (!facts.has(day) && truth(nodes, undated.given, values) === TRUE) values[slots[day]] = EARLIEST;
    }
  }
  return values;
}

/**
 * Returns the first and the last day that are possible.
 *
 * @param {number[]} bounds
 * @param {number | null} on The day of evaluation; null where the day may lie ahead of it.
 */
function within([low, high, surely], on) {
  if (on !== null && low > on) return [NEVER, NEVER];
  const last = on === null ? high : high === NEVER ? on : high <= on ? high : NEVER;
  return [low, surely ? last : NEVER];
}

/**
 * Says within which bounds a day is known, as the library does.
 *
 * @param {number[]} bounds
 */
export function boundsInWords([low, high, surely]) {
  const [first, last] = [low > EARLIEST ? dayInWords(low) : "", high < NEVER ? dayInWords(high) : ""];
  const words = first && last ? `${first}至${last}之间` : first ? `不早于${first}` : last ? `不晚于${last}` : "何日未知";
  return `${words}${surely ? (last ? "" : "（已经发生）") : "（是否发生未知）"}`;
}

/**
 * Says within which bounds a day is known already; empty if within none.
 *
 * @param {Fact} fact
 * @param {Stated | undefined | null} stated
 */
export function knownBounds(fact, stated) {
  return fact.kind === "date" && Array.isArray(stated) ? `（已知：${boundsInWords(stated)}）` : "";
}

/**
 * Writes a case as a case file.
 *
 * @param {Book} book
 * @param {Facts} facts
 * @param {number} on
 */
export function caseFile(book, facts, on) {
  /** @type {Map<string, string[]>} */
  const groups = new Map();
  book.facts.forEach((fact, index) => {
    const stated = facts.get(index);
    const text = stated === undefined ? null : written(fact, stated);
    if (text === null) return;
    const [group, key] = fact.name.split(".");
    groups.set(group, [...(groups.get(group) ?? []), `  ${key}: ${text} # ${fact.title}`]);
  });
  const lines = [`# 判断基准日：${dayText(on)}`, ...[...groups].flatMap(([group, facts]) => [`${group}:`, ...facts])];
  return `${groups.size ? lines.join("\n") : `${lines[0]}\n{}`}\n`;
}

/**
 * @param {Fact} fact
 * @param {Stated} stated
 * @returns {string | null} Null where there is nothing to write.
 */
function written(fact, stated) {
  const names = (fact.members ?? []).map(([name]) => name);
  if (fact.kind === "date" && Array.isArray(stated)) {
    const [low, high, surely] = stated;
    const told = [...(low > EARLIEST ? [`not_before: ${dayText(low)}`] : []), ...(high < NEVER ? [`not_after: ${dayText(high)}`] : [])];
    if (high >= NEVER || !surely) told.push(`happened: ${surely ? "true" : "unknown"}`);
    return `{${told.join(", ")}}`;
  }
  if (Array.isArray(stated)) {
    const held = names.filter((_, member) => stated[member] === TRUE);
    if (!stated.includes(EITHER)) return `[${held.join(", ")}]`;
    const known = names.filter((_, member) => stated[member] !== EITHER);
    return known.length ? `{${known.map((name) => `${name}: ${held.includes(name)}`).join(", ")}}` : null;
  }
  switch (fact.kind) {
    case "bool":
      return stated === EITHER ? null : String(stated !== FALSE);
    case "enum":
      return names[Math.log2(stated)] ?? null;
    case "date":
      return stated === UNKNOWN_DAY ? "unknown" : dayText(stated);
    default:
      return String(stated);
  }
}
