/**
 * One period that runs from what happened: its last day, how it was counted, what prolongs it, what follows if missed.
 *
 * @import { Norm, Way } from "./counting.js"
 * @import { NamedDays } from "./day-names.js"
 *
 * @typedef {object} Asked
 * @property {string} event
 * @property {string} happened What happened, in words.
 * @property {number} on
 * @property {number} today
 * @property {string} root
 * @property {string} law Whose period it is.
 * @property {Map<string, number>} more How many days are added, by norm and way.
 * @property {() => void} changed Shows it all anew.
 * @property {(event: string, on: number) => void} follow Takes up what runs from a last day.
 * @property {Norm[]} norms All periods.
 */

import { dayText } from "../try/days.js";
import { copy, list, make, save } from "../try/dom.js";
import { NEVER } from "../try/logic.js";
import { counted } from "./counting.js";
import { calendarFile } from "./ical.js";
import { end, months } from "./month.js";
import { dated, howCounted, lastWords, leftWords } from "./words.js";

/**
 * @param {Norm} norm
 * @param {Asked} asked
 * @param {NamedDays} days
 * @param {boolean} open Whether the calendar is shown at once.
 */
export function card(norm, asked, days, open) {
  const ways = norm.ways.flatMap((way, place) => (way.from.includes(asked.event) ? [{ way, place }] : []));
  const heading = make("h2", {}, norm.at ? make("a", { href: asked.root + norm.at }, norm.deed) : norm.deed);
  return make(
    "article", { class: "xd-card", id: idOf(norm), tabindex: -1 },
    heading,
    make("p", {}, norm.title),
    make("p", { class: "xd-cites" }, "依据：", ...cites(norm.cites, asked.root), ...mark(norm)),
    ...ways.flatMap(({ way, place }) => wayShown(norm, way, place, asked, days, open)),
    ...missed(norm, asked.root),
    ...(norm.reading ? [make("details", { class: "xd-fold" }, make("summary", {}, "所依据的解释"), make("p", {}, norm.reading))] : []),
  );
}

/** @param {Norm} norm */
function idOf({ id }) {
  return `xd-${id}`;
}

/** @param {Norm} norm */
function timed({ timed: deed }) {
  return deed ? [`${deed}的最后一日：`] : [];
}

/**
 * Lists the last days of all periods that run from what happened.
 *
 * @param {Norm[]} norms
 * @param {Asked} asked
 * @param {NamedDays} days
 */
export function overview(norms, asked, days) {
  const lines = norms.map((norm) => {
    const ways = norm.ways.map((way, place) => ({ way, more: asked.more.get(`${norm.id}.${place}`) ?? 0 }));
    const running = ways.filter(({ way }) => way.from.includes(asked.event));
    const last = running.map(({ way, more }) => (way.case ? `${way.case}：` : "")
      + lastWords(counted(way, asked.on, more, !!norm.rollsOn, days.calendar)));
    const to = make("a", { href: `#${idOf(norm)}`, click: (event) => {
      event.preventDefault();
      const found = /** @type {HTMLElement} */ (document.getElementById(idOf(norm)));
      found.scrollIntoView();
      found.focus();
    } }, norm.title);
    return [make("strong", {}, ...timed(norm), last.join("；")), make("br"), to];
  });
  return list(lines, { class: "xd-overview" });
}

/**
 * @param {Norm} norm
 * @param {Way} way
 * @param {number} place
 * @param {Asked} asked
 * @param {NamedDays} days
 * @param {boolean} open
 * @returns {Node[]}
 */
function wayShown(norm, way, place, asked, days, open) {
  const key = `${norm.id}.${place}`, more = asked.more.get(key) ?? 0, rollsOn = !!norm.rollsOn;
  const found = counted(way, asked.on, more, rollsOn, days.calendar);
  const left = leftWords(found, asked.today);
  const several = way.from.length > 1 ? [make("p", { class: "xd-small" }, `自${way.start}起算；这里按所填之日最晚计算。`)] : [];
  const shown = [
    make("p", { class: "xd-last" }, ...timed(norm), ...(way.case ? [make("span", { class: "xd-case" }, `${way.case}：`)] : []),
      make("strong", {}, lastWords(found)), ...(left ? [make("span", { class: "xd-left-days" }, left)] : [])),
    ...several,
    ...prolonged(way, key, more, found.plainLow, asked, (/** @type {number} */ days_) => counted(way, asked.on, days_, rollsOn, days.calendar)),
    ...(way.longest ? [make("p", { class: "xd-small" }, `${way.longest}。`)] : []),
  ];
  if (found.low >= NEVER) return shown;
  const how = make("details", { class: "xd-fold xd-how", open }, make("summary", {}, "怎样算出的"),
    list(howCounted(way, found, rollsOn, days).map((text) => [text])));
  const legend = way.working ? "数字为第几个工作日；划去的日子不计入；“调休上班”的周末计入。"
    : "数字为第几日，休息日同样计入；划去的是顺延中越过的日子。";
  if (way.length) how.append(months(way, found, days), make("p", { class: "xd-small" }, legend));
  const follows = asked.norms.filter((other) => other.ways.some(({ from }) => from.includes(`due.${norm.id}`)));
  const copied = make("span", { class: "xd-small", role: "status" });
  const told = lines(norm, way, found, asked);
  const said = () => [`${norm.deed}：${norm.title}`, ...told, location.href].join("\n");
  const file = () => calendarFile({
    id: `${norm.id}-${dayText(asked.on)}-${more}`, title: norm.deed, lines: told, first: found.low, last: end(found), today: asked.today,
  });
  const buttons = [
    button("存入日历（.ics）", () => save(file(), "text/calendar", `${dayText(found.low)}.ics`)),
    button("复制", () => void copy(said(), copied, () => getSelection()?.selectAllChildren(shown[0]))),
    ...(follows.length && found.low === found.high
      ? [button("从这一日接着算", () => asked.follow(`due.${norm.id}`, found.low))] : []),
  ];
  return [...shown, how, make("p", { class: "xd-buttons" }, ...buttons, copied)];
}

/**
 * Asks by how many days a period is longer, and says what it comes to at most.
 *
 * @param {Way} way
 * @param {string} key
 * @param {number} more
 * @param {number} plain
 * @param {Asked} asked
 * @param {(more: number) => import("./counting.js").Counted} count
 * @returns {Node[]}
 */
function prolonged({ extend, exclude, pause }, key, more, plain, asked, count) {
  const told = extend ?? exclude ?? pause;
  if (!told) return [];
  const most = extend?.atMost;
  const input = make("input", {
    type: "number", min: 0, max: most ?? 9999, value: more, inputmode: "numeric", "data-key": key,
    change: () => {
      asked.more.set(key, Math.max(0, Math.min(Math.trunc(Number(input.value)) || 0, most ?? 9999)));
      asked.changed();
    },
  });
  const label = make("label", {}, extend ? "已经批准延长" : exclude ? `${exclude.title}：` : "不计算在期限内：", input, "日");
  const said = [make("p", {}, `${told.text}。`)];
  if (most && more < most) said.push(make("p", {}, `延长满${most}日的，最后一日：`, make("strong", {}, lastWords(count(most)))));
  return [make("div", { class: "xd-more" }, ...said, label)];
}

/**
 * Says what follows if the last day passes.
 *
 * @param {Norm} norm
 * @param {string} root
 * @returns {Node[]}
 */
function missed({ missed: following, right }, root) {
  const line = (/** @type {Norm["missed"][number]} */ { text, also, at, cites: cited, ...reads }) => [
    at ? make("a", { href: root + at }, text) : text, ...(also ? [`（须${also}）`] : []), " ",
    make("span", { class: "xd-cites" }, ...cites(cited, root)), ...mark(reads),
  ];
  const near = following.filter(({ further }) => !further), far = following.filter(({ further }) => further);
  const head = make("h3", {}, right ? "期限过后" : "逾期的后果");
  if (!near.length) return [head, make("p", {}, "规则没有列出后果。")];
  const further = far.length ? [make("details", { class: "xd-fold" }, make("summary", {}, "进一步的后果"), list(far.map(line)))] : [];
  return [head, list(near.map(line)), ...further];
}

/**
 * @param {[string, string?][]} cited
 * @param {string} root
 * @returns {(Node | string)[]}
 */
export function cites(cited, root) {
  return cited.flatMap(([label, at], place) => [...(place ? ["、"] : []), at ? make("a", { href: root + at }, label) : label]);
}

/** @param {{reading?: string, disputed?: boolean}} said */
function mark({ reading, disputed }) {
  const [kind, word] = disputed ? ["xf-reading xf-disputed", "解释（有争议）"] : ["xf-reading", "解释"];
  return reading ? [" ", make("span", { class: kind, title: reading }, word)] : [];
}

/**
 * @param {string} label
 * @param {() => void} click
 */
export function button(label, click) {
  return make("button", { type: "button", class: "xf-button", click }, label);
}

/**
 * Says what was counted, as it is taken along.
 *
 * @param {Norm} norm
 * @param {Way} way
 * @param {import("./counting.js").Counted} found
 * @param {Asked} asked
 */
function lines(norm, way, found, asked) {
  return [
    `${asked.happened}：${dated(asked.on)}`, `${way.case ? `${way.case}：` : ""}${lastWords(found)}`,
    `依据：${asked.law}${norm.cites.map(([label]) => label).join("、")}`, ...(norm.reading ? [`解释${norm.disputed ? "（有争议）" : ""}：${norm.reading}`] : []),
  ];
}
