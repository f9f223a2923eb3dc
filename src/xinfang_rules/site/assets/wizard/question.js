/**
 * One question, with what can be answered.
 *
 * @import { Asked, Refusal } from "./flow.js"
 * @import { Value } from "./stated.js"
 *
 * @typedef {object} Talk What happens to what is said.
 * @property {(value: Value) => void} say Answers.
 * @property {(doubted: string[]) => void} ordinary Takes the rest as ordinary, but for some facts.
 * @property {(() => void) | null} back Goes to the question before; null if there is none.
 * @property {(question: string) => void} ask Asks another question.
 */

import { dayInWords, dayOf, dayText } from "../try/days.js";
import { make } from "../try/dom.js";
import { bySet } from "./conclusion.js";
import { ORDINARY, UNKNOWN } from "./stated.js";
import { linkButton } from "./taking.js";

/**
 * Writes a question.
 *
 * @param {Asked} asked
 * @param {number} on The day of which it is asked; what is dated later has not come.
 * @param {(fact: number) => string} nameOf Names a fact.
 * @param {Talk} talk
 */
export function questionForm(asked, on, nameOf, talk) {
  const { ask, fact, number, purpose, topic } = asked;
  const heading = make("h2", { class: "xw-question", id: "xw-question", tabindex: -1 }, ask);
  const controls = asked.name === ORDINARY ? ordinary(asked, nameOf, talk) : controlsOf(asked, on, talk);
  const unknown = make("button", { type: "button", class: "xw-choice xw-unknown", click: () => talk.say(UNKNOWN) }, "不知道");
  const back = talk.back;
  // Of a day the first part says which it is; the rest is about other days and about files.
  const meaning = asked.kind === "date" ? fact?.meaning?.split(/[；。]/)[0] : fact?.meaning;
  return make("section", { class: "xw-form", "aria-labelledby": "xw-question" },
    make("p", { class: "xw-topic" }, `第${number}问　${topic}${asked.again ? "（重新回答，其余回答不变）" : ""}`),
    heading,
    ...(purpose.length ? [make("p", { class: "xw-help" }, `用来确定：${purpose.join("；")}`)] : []),
    ...(meaning ? [make("p", { class: "xw-help" }, meaning)] : []),
    ...controls,
    ...(asked.name === ORDINARY ? [] : [unknown]),
    ...(back ? [make("p", {}, make("button", { type: "button", class: "xw-back", click: () => back() }, "← 上一问"))] : []));
}

/**
 * Says why an answer was refused, and what can be corrected.
 *
 * @param {Refusal} refusal
 * @param {(question: string) => string} titleOf
 * @param {Talk} talk
 * @param {Node[]} more
 */
export function refused({ text, conflicts }, titleOf, talk, more) {
  return make("div", { class: "xw-refused", role: "alert" }, make("p", {}, `这一回答没有采用：${text}。`), ...more,
    ...conflicts.map((question) => linkButton(`修改“${titleOf(question)}”`, () => talk.ask(question))));
}

/**
 * @param {Asked} asked
 * @param {number} on
 * @param {Talk} talk
 * @returns {Node[]}
 */
function controlsOf(asked, on, talk) {
  switch (asked.kind) {
    case "date":
      return dates(asked, on, talk);
    case "count":
      return [counted(asked, talk)];
    case "set":
      return [several(asked, talk)];
    default:
      return [make("div", { class: "xw-choices" }, ...asked.choices.map(([value, label]) =>
        choice(label, () => talk.say(value), asked.again ? asked.given === value : null)))];
  }
}

/**
 * @param {string} label
 * @param {() => void} chosen
 * @param {boolean | null} given Whether it was the answer before; null if there was none.
 */
function choice(label, chosen, given = null) {
  const pressed = given === null ? {} : { "aria-pressed": String(given) };
  return make("button", { type: "button", class: "xw-choice", ...pressed, click: chosen }, label);
}

/**
 * @param {string} label
 * @param {string} value
 * @param {number | null} latest
 */
function dayInput(label, value, latest) {
  const input = make("input", { type: "date", value, min: "1950-01-01", ...(latest ? { max: dayText(latest) } : {}) });
  return { input, element: make("label", { class: "xw-day" }, make("span", {}, label), input) };
}

/**
 * Makes a form with a button at its end.
 *
 * @param {string} kind
 * @param {string} text What stands on the button.
 * @param {() => void} done
 * @param {...Node} children
 */
function form(kind, text, done, ...children) {
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    done();
  };
  return make("form", { class: kind, submit }, ...children, make("button", { type: "submit", class: "xw-primary" }, text));
}

/**
 * @param {Asked} asked
 * @param {number} on
 * @param {Talk} talk
 */
function dates({ again, fact, given, mayLack }, on, talk) {
  const latest = fact?.setDay ? null : on, known = again ? given : undefined;
  const bounds = /** @type {any} */ (known && typeof known === "object" ? known : {});
  const day = dayInput("日期", typeof known === "string" && known !== UNKNOWN ? known : "", latest);
  const first = dayInput("不早于", bounds.not_before ?? "", latest), last = dayInput("不晚于", bounds.not_after ?? "", latest);
  const wrong = make("p", { class: "xw-refused", role: "alert", hidden: true });
  const told = (/** @type {string} */ text) => {
    wrong.textContent = text;
    wrong.hidden = !text;
  };
  const exact = form("xw-days", "确定", () => {
    if (dayOf(day.input.value) === null) told("请填写日期。");
    else talk.say(day.input.value);
  }, day.element);
  const between = form("xw-days", "确定范围", () => {
    const [low, high] = [first.input.value, last.input.value];
    if (!low && !high) told("请至少填写一个日期。");
    else if (low && high && low > high) told("“不早于”的日期晚于“不晚于”的日期。");
    else if (low && low === high) talk.say(low);
    else talk.say({ ...(low ? { not_before: low } : {}), ...(high ? { not_after: high } : { happened: true }) });
  }, first.element, last.element);
  const range = make("details", { class: "xw-range", open: Boolean(bounds.not_before || bounds.not_after) },
    make("summary", {}, "只知道在哪两天之间"), between);
  const state = (/** @type {boolean} */ held) => (again ? held : null);
  const others = mayLack ? [
    choice(fact?.setDay ? "没有指定" : "尚未发生", () => talk.say(null), state(known === null)),
    choice("已经发生，不知道是哪一天", () => talk.say({ happened: true }), state(bounds.happened === true && !bounds.not_before)),
  ] : [];
  const until = latest ? [make("p", { class: "xw-help" }, `到${dayInWords(latest)}（判断基准日）为止。`)] : [];
  return [...until, exact, wrong, range, ...(others.length ? [make("div", { class: "xw-choices" }, ...others)] : [])];
}

/**
 * @param {Asked} asked
 * @param {Talk} talk
 */
function counted({ again, fact, given }, talk) {
  const input = make("input", {
    type: "number", inputmode: "numeric", required: true, step: 1, min: fact?.least ?? 0, max: 999_999,
    value: again && typeof given === "number" ? given : "",
  });
  const label = make("label", { class: "xw-day" }, make("span", {}, "数目"), input);
  return form("xw-days", "确定", () => talk.say(input.valueAsNumber), label);
}

/**
 * @param {Asked} asked
 * @param {Talk} talk
 */
function several({ choices, given }, talk) {
  const held = Array.isArray(given) ? given : [];
  const boxes = choices.map(([value, label]) => {
    const box = make("input", { type: "checkbox", value: String(value), checked: held.includes(String(value)) });
    return { box, element: make("label", { class: "xw-check" }, box, make("span", {}, label)) };
  });
  const say = () => talk.say(boxes.filter(({ box }) => box.checked).map(({ box }) => box.value));
  const help = make("p", { class: "xw-help" }, "勾选有的；没有勾选的，就是没有。");
  return form("xw-set", "确定", say, help, ...boxes.map(({ element }) => element));
}

/**
 * @param {Asked} asked
 * @param {(fact: number) => string} nameOf
 * @param {Talk} talk
 */
function ordinary({ presumed }, nameOf, talk) {
  const boxes = presumed.map(({ fact, set, text }) => {
    const box = make("input", { type: "checkbox", checked: true, value: nameOf(fact) });
    return { box, set, element: make("label", { class: "xw-check" }, box, make("span", {}, text)) };
  });
  const items = bySet(presumed).map(({ set, because, limit }) => make("div", { class: "xw-item" },
    ...boxes.filter((one) => one.set === set).map(({ element }) => element),
    make("p", { class: "xw-because" }, `理由：${because}${limit ?? ""}`)));
  return [
    make("p", { class: "xw-help" }, "下列各项没有问到，先勾作符合；有不符合或者说不准的，去掉勾，接着会单独问。结论中注明“（推定）”。"),
    form("xw-set", "以上勾选的都符合",
      () => talk.ordinary(boxes.filter(({ box }) => !box.checked).map(({ box }) => box.value)), ...items),
    choice("不作推定，逐项回答", () => talk.say(false)),
  ];
}
