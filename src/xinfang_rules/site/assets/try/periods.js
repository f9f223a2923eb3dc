/**
 * Working days and last days.
 *
 * @typedef {object} Span How one period runs.
 * @property {number} [days] None for a period of months, or one that ends on the day on which it starts.
 * @property {number} [months] How many months it has.
 * @property {boolean} [working] Whether working days are counted.
 * @property {{days: number, atMost: number}} [extend] The slot of the days that are added, and how many they may be.
 * @property {{days: number}} [exclude] The slot of the days that do not count.
 * @property {{start: number, until: number}} [pause] The slots of the days between which it does not run.
 *
 * @typedef {object} Norm
 * @property {"obligation" | "permission" | "prohibition"} kind
 * @property {string} bearer
 * @property {string} who The bearer's name.
 * @property {boolean} [own] Whether the bearer is a petitioner, or on that side.
 * @property {boolean} [promptly]
 * @property {string} [period] Its period as a sentence.
 * @property {number} status The slot of its status.
 * @property {number} [due] The slot of its last day, if it has a period.
 * @property {number} [turned] The slot of its status if a last day that is no working day were taken the other way.
 * @property {string} [rolling] The reading by which a last day that is no working day is taken as it is.
 * @property {Span[]} [spans] How its period may run.
 * @property {boolean} [rollsOn]
 * @property {{day: number, when?: number}} [done]
 * @property {number[]} [units] The conditions that it reads beside that of its rule.
 * @property {number[]} [reads] The slots of the days and counts that it reads other than by a condition.
 *
 * @typedef {object} Due The last days still possible.
 * @property {number} low
 * @property {number} high NEVER where no latest is known.
 * @property {boolean} mayRun Whether the period may have started.
 * @property {boolean} mayWait Whether it may not have started, or no day may have been set.
 * @property {boolean} waits Whether they hang on a notice that is not there yet.
 */

import { DAY, EPOCH } from "./days.js";
import { NEVER } from "./logic.js";

const LAST_DAY = 3_652_059; // 31 December 9999
const MONTHS = 4_800, DAYS = 146_097; // of 400 years
const UNEVEN = 4; // by no more days do some months differ from as many of average length

/** A last day lies outside what can be counted. */
export class CalendarError extends Error {}

/**
 * Says whether the last day of a period that may run lies after every day that can be counted.
 *
 * @param {Due} due
 */
export function isUncountable({ low, high, mayRun }) {
  return mayRun && ((low > LAST_DAY && low < NEVER) || (high > LAST_DAY && high < NEVER));
}

/** The working days: those that are certain, and those that a notice that is not there yet may turn. */
export class WorkingCalendar {
  /** @param {{first: number, last: number, different: number[], open: number[]}} data */
  constructor(data) {
    const { first, last } = data;
    this.first = first;
    this.last = last;
    const different = days(first, data.different), open = days(first, data.open);
    /** @type {number[]} The days that are worked or open. */
    this.possible = [];
    /** @type {number[]} The days that are worked. */
    this.surely = [];
    for (let day = first; day <= last; day += 1) {
      const works = ((day - 1) % 7 < 5) !== different.has(day); // day 1 is a Monday
      if (works || open.has(day)) this.possible.push(day);
      if (works && !open.has(day)) this.surely.push(day);
    }
  }

  /**
   * Returns the first and the last day that may be the n-th working day after a day: twice a day beyond all days where
   * even the first cannot be counted, NEVER for the last where too few working days are known.
   *
   * @param {number} start
   * @param {number} number
   * @returns {[number, number]}
   */
  nthAfter(start, number) {
    // Of the days before those that are told, and of those after them, each may be worked or not.
    const before = Math.max(0, Math.min(this.first - 1 - start, number));
    const possible = passed(this.possible, start) + number - before - 1;
    let first = start + number;
    if (before < number) {
      first = possible < this.possible.length ? this.possible[possible]
        : Math.max(start, this.last) + possible - this.possible.length + 1;
    }
    const surely = passed(this.surely, start) + number - 1;
    if (first > LAST_DAY) return [LAST_DAY + 1, LAST_DAY + 1];
    return [first, surely < this.surely.length ? this.surely[surely] : NEVER];
  }
}

/**
 * @param {number} first
 * @param {number[]} steps How far each day lies after the one before it, the first after `first`.
 */
function days(first, steps) {
  let day = first;
  return new Set(steps.map((step) => (day += step)));
}

/**
 * Returns how many days of a list have passed with a day.
 *
 * @param {number[]} list
 * @param {number} day
 */
function passed(list, day) {
  let low = 0, high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] <= day) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Returns the day so many months after a day: that of the same number, else the last of its month.
 *
 * @param {number} start
 * @param {number} number From 1.
 */
export function months(start, number) {
  const from = new Date((Math.min(start, LAST_DAY) - EPOCH) * DAY), to = new Date(0);
  to.setUTCFullYear(from.getUTCFullYear(), from.getUTCMonth() + number + 1, 0); // the last day of the month
  to.setUTCDate(Math.min(from.getUTCDate(), to.getUTCDate()));
  return Math.min(to.getTime() / DAY + EPOCH, LAST_DAY + 1);
}

/**
 * Returns the first and the last day that may be the last of a period; NEVER where that cannot be counted.
 *
 * @param {Span} span
 * @param {number} start
 * @param {number} more How many days are added.
 * @param {boolean} rollsOn
 * @param {WorkingCalendar} calendar
 * @returns {[number, number]}
 */
export function lastDay({ days = 0, months: many, working }, start, more, rollsOn, calendar) {
  const plain = many ? months(start, many) : start + days;
  let [first, last] = working && days ? calendar.nthAfter(start, days) : [plain, plain];
  [first, last] = [first + more, Math.min(last + more, NEVER)];
  if (rollsOn) {
    const rolled = calendar.nthAfter(first - 1, 1);
    [first, last] = [rolled[0], first === last ? rolled[1] : last === NEVER ? NEVER : calendar.nthAfter(last - 1, 1)[1]];
  }
  return first > LAST_DAY ? [NEVER, NEVER] : [first, last];
}

/**
 * Returns how many calendar days a period has at the least, or a few less.
 *
 * @param {Span} span
 */
export function fewestDays({ days = 0, months: many = 0 }) {
  return many ? Math.floor((many * DAYS) / MONTHS) - UNEVEN : days;
}
