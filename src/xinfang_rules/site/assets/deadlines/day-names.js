/**
 * What each day is: worked, off and why, or still open.
 *
 * @typedef {object} Days
 * @property {number} first
 * @property {number} last
 * @property {number[]} different
 * @property {number[]} open
 * @property {[string, number[]][]} festivals The days of each by the statute, each told by how far it lies after the one before.
 * @property {number[]} noticed The years that have a notice.
 *
 * @typedef {"worked" | "off" | "open"} Kind
 */

import { dayText } from "../try/days.js";
import { WorkingCalendar } from "../try/periods.js";

export const WEEKDAYS = ["一", "二", "三", "四", "五", "六", "日"];
const DECEMBER = 12;

/** The days of the mainland of China, with their names. */
export class NamedDays {
  /** @param {Days} days */
  constructor(days) {
    this.calendar = new WorkingCalendar(days);
    this.noticed = new Set(days.noticed);
    /** @type {Map<number, string>} */
    this.festivals = new Map();
    for (const [title, steps] of days.festivals) {
      let day = days.first;
      for (const step of steps) this.festivals.set((day += step), title);
    }
  }

  /**
   * Says whether a day is worked.
   *
   * @param {number} day
   * @returns {Kind}
   */
  kind(day) {
    const [first, last] = this.calendar.nthAfter(day - 1, 1);
    return first > day ? "off" : last === day ? "worked" : "open";
  }

  /**
   * Says what a day that is not simply worked, or off as every week, is called.
   *
   * @param {number} day
   */
  name(day) {
    const weekend = weekdayOf(day) > 4;
    switch (this.kind(day)) {
      case "worked":
        return weekend ? "调休上班" : "";
      case "open":
        return "放假与否未定";
      default:
        return this.#festival(day) ?? (weekend ? "" : "放假");
    }
  }

  /**
   * Returns the festival among the days off to which a day belongs: the nearest of them.
   *
   * @param {number} day
   */
  #festival(day) {
    for (let far = 0, back = true, on = true; back || on; far += 1) {
      back = back && this.kind(day - far) === "off";
      on = on && this.kind(day + far) === "off";
      const found = (back && this.festivals.get(day - far)) || (on && this.festivals.get(day + far));
      if (found) return found;
    }
    return undefined;
  }

  /**
   * Lists the years whose notices would settle the days after one day, up to another.
   *
   * @param {number} after
   * @param {number} through
   */
  missing(after, through) {
    const years = new Set();
    for (let day = after + 1; day <= through; day += 1) {
      if (this.kind(day) !== "open") continue;
      const [year, month] = dayText(day).split("-").map(Number);
      // At the end of a year it is New Year's Day, arranged by the notice of the next one, that may turn days.
      years.add(month === DECEMBER ? year + 1 : year);
    }
    return [...years].sort();
  }
}

/**
 * Returns the place of a day in its week, from 0 for a Monday.
 *
 * @param {number} day
 */
export function weekdayOf(day) {
  return (day - 1) % 7; // day 1 is a Monday
}
