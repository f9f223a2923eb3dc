/**
 * The days of a period on a small calendar: the first day, each that counts, each that does not, the last.
 *
 * @import { Counted, Way } from "./counting.js"
 * @import { NamedDays } from "./day-names.js"
 */

import { NEVER } from "../try/logic.js";
import { DAY, EPOCH, dayText } from "../try/days.js";
import { make } from "../try/dom.js";
import { WEEKDAYS, weekdayOf } from "./day-names.js";

const WEEK = 7;
/** How many months are drawn one after the other; of more, the first and the last. */
const DRAWN = 4;

/**
 * Draws the months of a period.
 *
 * @param {Way} way
 * @param {Counted} counted
 * @param {NamedDays} days
 */
export function months(way, counted, days) {
  const marks = marked(way, counted, days);
  const first = monthOf(counted.start), last = monthOf(end(counted));
  const all = Array.from({ length: last - first + 1 }, (_, place) => first + place);
  const left = all.length > DRAWN ? all.slice(DRAWN - 1, -1) : [];
  const drawn = all.filter((month) => !left.includes(month)).map((month) => drawnMonth(month, marks, days));
  if (left.length) drawn.splice(-1, 0, make("p", { class: "xd-left" }, `其间${left.length}个月略。`));
  return make("div", { class: "xd-months" }, ...drawn);
}

/** @param {Counted} counted */
export function end({ low, high }) {
  return high < NEVER ? high : low;
}

/**
 * Says what each day from the first to the last is to the period: how it looks, and what stands below it.
 *
 * @param {Way} way
 * @param {Counted} counted
 * @param {NamedDays} days
 * @returns {Map<number, [string, string]>}
 */
export function marked({ working, months: many, days: number }, counted, days) {
  const { start, low, plainLow, plainHigh, high, more } = counted;
  /** @type {Map<number, [string, string]>} */
  const marks = new Map();
  const certain = low === high, said = (/** @type {number} */ day) => days.name(day) || "休";
  let count = 0, sure = true;
  for (let day = start + 1; day <= end(counted); day += 1) {
    const kind = days.kind(day), off = kind === "off";
    if (day > plainHigh) marks.set(day, off ? ["skipped", said(day)] : ["open", "未定"]);
    else if (working && number && count < number && off) marks.set(day, ["skipped", said(day)]);
    else if (working && number && count < number) {
      sure = sure && kind === "worked";
      count += kind === "worked" || day < low ? 1 : 0;
      marks.set(day, sure ? ["counted", String(count)] : kind === "open" ? ["open", "未定"] : ["counted", ""]);
    } else {
      const place = day - start;
      marks.set(day, ["counted", many && !more ? "" : more && working ? "" : String(place)]);
    }
  }
  marks.set(start, ["start", number || many ? "当日不计" : "当日"]);
  if (certain) {
    if (plainLow < low) marks.set(plainLow, ["full", "届满"]);
    marks.set(low, ["last", "最后一日"]);
  } else {
    marks.set(low, ["last", "最早"]);
    if (high < NEVER) marks.set(high, ["last", "最晚"]);
  }
  return marks;
}

/**
 * @param {number} month
 * @param {Map<number, [string, string]>} marks
 * @param {NamedDays} days
 */
function drawnMonth(month, marks, days) {
  const [year, number] = [Math.floor(month / 12), (month % 12) + 1];
  const first = dayAt(month), length = dayAt(month + 1) - first, before = weekdayOf(first);
  const rows = [];
  for (let place = -before; place < length; place += WEEK) {
    const cells = Array.from({ length: WEEK }, (_, weekday) => {
      const date = place + weekday;
      return date < 0 || date >= length ? make("td") : cell(first + date, date + 1, marks, days);
    });
    rows.push(make("tr", {}, ...cells));
  }
  return make(
    "table", { class: "xd-month" },
    make("caption", {}, `${year}年${number}月`),
    make("thead", {}, make("tr", {}, ...WEEKDAYS.map((name) => make("th", { scope: "col" }, name)))),
    make("tbody", {}, ...rows),
  );
}

/**
 * @param {number} day
 * @param {number} date
 * @param {Map<number, [string, string]>} marks
 * @param {NamedDays} days
 */
function cell(day, date, marks, days) {
  const [look, note] = marks.get(day) ?? ["", ""];
  const rest = days.kind(day) === "off" ? " xd-rest" : "";
  const number = make(look === "skipped" ? "s" : "span", { class: "xd-date" }, String(date));
  return make("td", { class: `${look ? `xd-${look}` : "xd-beside"}${rest}` }, number, make("span", { class: "xd-note" }, note));
}

/** @param {number} day */
function monthOf(day) {
  const [year, month] = dayText(day).split("-").map(Number);
  return year * 12 + month - 1;
}

/**
 * Returns the first day of a month.
 *
 * @param {number} month
 */
function dayAt(month) {
  const first = new Date(0);
  first.setUTCFullYear(Math.floor(month / 12), month % 12, 1);
  return first.getTime() / DAY + EPOCH;
}
