/**
 * What is due on a day: on which day something must have happened for its period to end there.
 *
 * @import { Norm } from "./counting.js"
 * @import { NamedDays } from "./day-names.js"
 */

import { make } from "../try/dom.js";
import { cites } from "./card.js";
import { startsOf } from "./counting.js";
import { dated, ranged } from "./words.js";

/**
 * Lists the periods that end on a day, by what they run from.
 *
 * @param {Norm[]} norms
 * @param {Record<string, {title: string}>} events
 * @param {number} day
 * @param {string} when The day in words: 今日, or the day.
 * @param {NamedDays} days
 * @param {string} root
 */
export function dueOn(norms, events, day, when, days, root) {
  return Object.entries(events).flatMap(([event, { title }]) => {
    const rows = norms.flatMap((norm) => norm.ways.filter(({ from }) => from.includes(event)).flatMap((way) => {
      const longest = way.extend ? [0, way.extend.atMost] : [0];
      return longest.map((more) => row(norm, way, more, day, days, root));
    }));
    if (!rows.length) return [];
    const heads = ["事项", `最后一日是${when}的，发生在`, "期限已过的，发生在"];
    return [
      make("h2", {}, title),
      make("table", { class: "xf-table xd-due" },
        make("thead", {}, make("tr", {}, ...heads.map((head) => make("th", { scope: "col" }, head)))),
        make("tbody", {}, ...rows.map((cells) => make("tr", {}, ...cells.map((cell, place) =>
          make("td", { "data-label": heads[place] }, ...cell)))))),
    ];
  });
}

/**
 * @param {Norm} norm
 * @param {import("./counting.js").Way} way
 * @param {number} more
 * @param {number} day
 * @param {NamedDays} days
 * @param {string} root
 * @returns {(Node | string)[][]}
 */
function row(norm, way, more, day, days, root) {
  const { surely, perhaps, passed } = startsOf(way, day, more, !!norm.rollsOn, days.calendar);
  const said = [
    norm.at ? make("a", { href: root + norm.at }, norm.deed) : norm.deed,
    ...(way.case ? [`（${way.case}）`] : []), ...(more ? [`（延长满${more}日的）`] : []),
    make("span", { class: "xd-title" }, `${norm.title}（`, ...cites(norm.cites, root), "）"),
  ];
  const found = [
    ...(surely.length ? [make("strong", {}, ranged(surely))] : []),
    ...(perhaps.length ? [...(surely.length ? [make("br")] : []), `${ranged(perhaps)}（可能：放假通知尚未收录）`] : []),
  ];
  return [said, found.length ? found : ["没有这样的日子：最后一日不会是这一日"], [`${dated(passed)}或者以前`]];
}
