/** A last day as a calendar file (RFC 5545), as the library writes it: an event of whole days that keeps no time busy. */

import { dayText } from "../try/days.js";

const LINE = 24; // characters of three bytes each, and less than 75 bytes

/**
 * Writes a calendar file.
 *
 * @param {{id: string, title: string, lines: string[], first: number, last: number, today: number}} told
 */
export function calendarFile({ id, title, lines, first, last, today }) {
  const certain = first === last;
  const written = [
    "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//xinfang-rules//deadlines//ZH", "CALSCALE:GREGORIAN", "BEGIN:VEVENT",
    `UID:${id}@xinfang-rules`, `DTSTAMP:${plain(today)}T000000Z`, `SEQUENCE:${today}`,
    `DTSTART;VALUE=DATE:${plain(first)}`, `DTEND;VALUE=DATE:${plain(last + 1)}`,
    `SUMMARY:${escaped(`${certain ? "最后一日" : "最后一日未定"}：${title}`)}`, `DESCRIPTION:${escaped(lines.join("\n"))}`,
    `STATUS:${certain ? "CONFIRMED" : "TENTATIVE"}`, "TRANSP:TRANSPARENT", "CATEGORIES:信访期限", "END:VEVENT", "END:VCALENDAR",
  ];
  return written.map(foldedLine).join("\r\n") + "\r\n";
}

/** @param {number} day */
function plain(day) {
  return dayText(day).replaceAll("-", "");
}

/** @param {string} text */
function escaped(text) {
  return text.replaceAll(/[\\;,]/g, "\\$&").replaceAll("\n", "\\n");
}

/** @param {string} line */
function foldedLine(line) {
  const letters = [...line], parts = [];
  for (let at = 0; at < letters.length; at += LINE) parts.push(letters.slice(at, at + LINE).join(""));
  return parts.join("\r\n ");
}
