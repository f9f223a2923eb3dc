/**
 * Last days of periods, forwards from what happened and backwards from a last day. What counts is `lastDay`.
 *
 * @import { WorkingCalendar } from "../try/periods.js"
 *
 * @typedef {object} Way How a period runs, and in what words; see `deadlines_data.py`.
 * @property {number} [days]
 * @property {number} [months]
 * @property {boolean} [working]
 * @property {string} [length] Left out where the period ends on the day on which it starts.
 * @property {string} [case] In which cases it runs so.
 * @property {string[]} from The days from which it runs: from the latest of them.
 * @property {string} start These in words.
 * @property {{atMost: number, text: string}} [extend]
 * @property {{title: string, text: string}} [exclude]
 * @property {{text: string}} [pause]
 * @property {string} [longest] By what else it ends.
 *
 * @typedef {object} Norm
 * @property {string} id
 * @property {string} title
 * @property {string} deed
 * @property {string} [timed] What has to be done by the last day, where it is not the deed itself.
 * @property {boolean} [right]
 * @property {string} [at]
 * @property {[string, string?][]} cites
 * @property {string} [reading]
 * @property {boolean} [disputed] Whether another reading can be held, too.
 * @property {boolean} [rollsOn]
 * @property {Way[]} ways
 * @property {{text: string, also?: string, further?: boolean, reading?: string, disputed?: boolean, at?: string, cites: [string, string?][]}[]} missed
 *
 * @typedef {object} Counted
 * @property {number} start
 * @property {number} low The first day that may be the last.
 * @property {number} high The last; NEVER where none is known.
 * @property {number} plainLow The same before a last day that is no working day gives way to the next one.
 * @property {number} plainHigh
 * @property {number} more How many days were added.
 *
 * @typedef {object} Starts From when a period must run to end on a day.
 * @property {number[]} surely The days from which it surely ends there, in order.
 * @property {number[]} perhaps Those from which it may, as a notice of holidays is still to come.
 * @property {number} passed The latest day from which it has surely ended before.
 */

import { fewestDays, lastDay } from "../try/periods.js";

// No break moves a last day, and no uneven month, by so much.
const FARTHEST = 120;

/**
 * Counts a period.
 *
 * @param {Way} way
 * @param {number} start
 * @param {number} more How many days are added: by a decision, or since they do not count.
 * @param {boolean} rollsOn
 * @param {WorkingCalendar} calendar
 * @returns {Counted}
 */
export function counted(way, start, more, rollsOn, calendar) {
  const [low, high] = lastDay(way, start, more, rollsOn, calendar);
  const [plainLow, plainHigh] = rollsOn ? lastDay(way, start, more, false, calendar) : [low, high];
  return { start, low, high, plainLow, plainHigh, more };
}

/**
 * Lists the days from which a period ends, or may end, on a day.
 *
 * @param {Way} way
 * @param {number} day
 * @param {number} more
 * @param {boolean} rollsOn
 * @param {WorkingCalendar} calendar
 * @returns {Starts}
 */
export function startsOf(way, day, more, rollsOn, calendar) {
  const surely = [], perhaps = [], latest = day - fewestDays(way) - more;
  let passed = latest;
  for (; passed > latest - FARTHEST; passed -= 1) {
    const [low, high] = lastDay(way, passed, more, rollsOn, calendar);
    if (high < day) break; // the earlier a period starts, the earlier it ends
    if (low === day && high === day) surely.unshift(passed);
    else if (low <= day) perhaps.unshift(passed);
  }
  return { surely, perhaps, passed };
}
