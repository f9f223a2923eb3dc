/** Days as whole numbers, counted from 1 January of the year 1, and as text. */

import { EARLIEST } from "./logic.js";

export const EPOCH = 719_163; // 1 January 1970
export const DAY = 86_400_000; // in milliseconds

/**
 * Reads a day such as 2024-05-01.
 *
 * @param {string} text
 * @returns {number | null} The day, or null if it is none.
 */
export function dayOf(text) {
  const milliseconds = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  const day = Number.isNaN(milliseconds) ? 0 : milliseconds / DAY + EPOCH;
  return day >= EARLIEST && dayText(day) === text ? day : null;
}

/**
 * Writes a day such as 2024-05-01.
 *
 * @param {number} day
 */
export function dayText(day) {
  return new Date((day - EPOCH) * DAY).toISOString().slice(0, 10);
}

/**
 * Writes a day such as 2024年5月1日.
 *
 * @param {number} day
 */
export function dayInWords(day) {
  const [year, month, date] = dayText(day).split("-").map(Number);
  return `${year}年${month}月${date}日`;
}

/** Returns the day that it is where the reader is. */
export function today() {
  const now = new Date();
  return Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()) / DAY + EPOCH;
}
