/**
 * How a last day was counted, in words. What the law says of it comes with the data.
 *
 * @import { Counted, Way } from "./counting.js"
 * @import { NamedDays } from "./day-names.js"
 */

import { dayInWords } from "../try/days.js";
import { NEVER } from "../try/logic.js";
import { WEEKDAYS, weekdayOf } from "./day-names.js";

/**
 * Writes a day with its weekday.
 *
 * @param {number} day
 */
export function dated(day) {
  return `${dayInWords(day)}（周${WEEKDAYS[weekdayOf(day)]}）`;
}

/**
 * Writes days, those that follow on each other as the first and the last.
 *
 * @param {number[]} days In order.
 */
export function ranged(days) {
  /** @type {[number, number][]} */
  const runs = [];
  for (const day of days) {
    const run = runs.at(-1);
    if (run && run[1] === day - 1) run[1] = day;
    else runs.push([day, day]);
  }
  return runs.map(([first, last]) => (first === last ? dated(first) : `${dated(first)}至${dated(last)}`)).join("、");
}

/**
 * Writes a last day, or the first and the last that it may be.
 *
 * @param {Counted} counted
 */
export function lastWords({ low, high }) {
  if (low >= NEVER) return "不能计算";
  if (low === high) return dated(low);
  return high < NEVER ? `最早${dated(low)}，最晚${dated(high)}` : `不早于${dated(low)}`;
}

/**
 * Says how far a last day lies from today.
 *
 * @param {Counted} counted
 * @param {number} today
 */
export function leftWords({ low, high }, today) {
  if (low > today) return low >= NEVER ? "" : `距今${low - today}日${low === high ? "" : "（按最早的算）"}`;
  if (low === high) return low === today ? "今日到期" : `已过${today - low}日`;
  return high < today ? `已过至少${today - high}日` : "可能已经到期";
}

/**
 * Says how a last day was counted, step by step.
 *
 * @param {Way} way
 * @param {Counted} counted
 * @param {boolean} rollsOn
 * @param {NamedDays} days
 * @returns {string[]}
 */
export function howCounted(way, counted, rollsOn, days) {
  const { start, low, high, plainLow, plainHigh, more } = counted;
  if (low >= NEVER) return ["超出能够计算的日期。"];
  const said = [way.length ? `${dated(start)}当日不计入，自次日起算。` : "发生当日即为最后一日。"];
  const added = more ? `，加上延长或者不计入的${more}日` : "", certain = plainLow === plainHigh;
  if (way.working) {
    said.push(`只数工作日：第${way.days}个工作日${added && `${added}，`}${certain ? `是${dated(plainLow)}` : `，${lastWords({ ...counted, low: plainLow, high: plainHigh })}`}。`);
    said.push(...skippedWords(start + 1, Math.min(plainHigh - more, NEVER) < NEVER ? plainHigh - more : plainLow, days));
  } else if (way.months) said.push(`${way.length}的对应日（当月没有的，为当月最后一日）${added && `${added}，`}是${dated(plainLow)}。`);
  else if (way.days) said.push(`第${way.days}日${added && `${added}，`}是${dated(plainLow)}。`);
  const name = days.name(plainLow) || "休息日";
  if (certain && days.kind(plainLow) === "off") {
    const what = `${dated(plainLow)}是${name === "休息日" ? name : `${name}假期`}`;
    if (low === high) said.push(rollsOn ? `${what}，顺延至下一个工作日${dated(low)}。` : `${what}，不顺延，须在此日以前（含当日）完成。`);
    else if (rollsOn) said.push(`${what}，顺延至下一个工作日：${lastWords(counted)}。`);
  } else if (rollsOn && low === high) said.push("当日是工作日，不顺延。");
  const years = days.missing(start, high < NEVER ? high : low);
  if (low !== high && years.length) {
    said.push(`${years.map((year) => `${year}年`).join("、")}的放假通知尚未收录，其间有的日子是否上班不能确定，所以只算出最早和最晚的一日；通知公布以后即可确定，在那以前按最早的一日安排。`);
  }
  return said;
}

/**
 * Says which days were passed over, and which weekends were worked.
 *
 * @param {number} first
 * @param {number} last
 * @param {NamedDays} days
 */
function skippedWords(first, last, days) {
  /** @type {Map<string, number[]>} */
  const off = new Map();
  const worked = [];
  for (let day = first; day <= last; day += 1) {
    const kind = days.kind(day), name = days.name(day);
    if (kind === "off") off.set(name || "周末", [...(off.get(name || "周末") ?? []), day]);
    else if (kind === "worked" && name) worked.push(day);
  }
  const said = [...off].map(([name, listed]) => `${name}${listed.length}日（${ranged(listed)}）`);
  return [
    ...(said.length ? [`不计入：${said.join("，")}。`] : []),
    ...(worked.length ? [`调休上班，计入：${ranged(worked)}。`] : []),
  ];
}
