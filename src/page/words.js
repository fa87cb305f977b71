// The words of the page, and the elements that hold them. Words are put in as text, never as HTML.

/** What the service put into the page. */
const block = document.getElementById("data");
/** @type {any} */
export const data = JSON.parse(block ? block.textContent || "{}" : "{}");

/**
 * A text of the page by `section.name`, with its placeholders filled in.
 * @param {string} name
 * @param {Record<string, string | number>} [values]
 * @returns {string}
 */
export function text(name, values = {}) {
  const [section, word] = name.split(".");
  /** @type {string} */
  const found = data.text[section ?? ""]?.[word ?? ""] ?? name;
  return found.replace(/\{(\w+)\}/g, (whole, key) => String(values[key] ?? whole));
}

/** @typedef {any} Child a node, words, or what stands for nothing */

/**
 * An element with attributes, listeners (`on…`) and children.
 * @param {string} tag
 * @param {Record<string, any> | null} [attributes]
 * @param {...(Child | Child[])} children
 * @returns {any}
 */
export function el(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children.flat()) {
    if (child || child === "") element.append(child);
  }
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/**
 * A drawn sign; always beside a word.
 * @param {string} name
 */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

/** Only digits can be dialled. */
const number = String(data.emergency_number ?? "");
const dialled = number.replace(/[\s-]/g, "");

/**
 * A text in which the emergency number can be called.
 * @param {string} words
 * @returns {Child[]}
 */
export function withCall(words) {
  if (!/^\d+$/.test(dialled)) return [words];
  return words.split(number).flatMap((part, place) => (place === 0 ? [part] : [call(number), part]));
}

/** @param {string} words */
function call(words) {
  return el("a", { href: `tel:${dialled}`, class: "call" }, words);
}

/** The link that calls for help; null where the number cannot be dialled. */
export function callButton() {
  if (!/^\d+$/.test(dialled)) return null;
  return el("a", { href: `tel:${dialled}`, class: "primary alarm" }, text("result.call"));
}

/**
 * "Call if you have: this; that; or those." as words and a list.
 * @param {string} words
 * @returns {Child[]}
 */
export function asList(words) {
  return words.split(/(?<=\.) (?=\p{Lu})/u).map((sentence) => {
    const [before, list] = sentence.split(/: (.*)/s);
    const lines = list?.split("; ") ?? [];
    if (lines.length < 3) return el("p", null, withCall(sentence));
    return el("div", null, el("p", null, withCall(`${before}:`)), el("ul", null, lines.map((line) => el("li", null, line))));
  });
}

/**
 * Says something to those who do not see the screen change.
 * @param {string} words
 */
export function announce(words) {
  const live = document.getElementById("live");
  if (live) live.textContent = words;
}

/**
 * Something that unfolds.
 * @param {Child | Child[]} summary
 * @param {() => Child | Child[] | Promise<Child | Child[]>} fill called when it is unfolded for the first time
 * @param {string} [kind]
 */
export function unfolding(summary, fill, kind) {
  const inside = el("div", { class: "unfolded" });
  const details = el("details", { class: kind }, el("summary", null, summary), inside);
  details.addEventListener("toggle", async () => {
    if (!details.open || inside.hasChildNodes()) return;
    const filled = await fill();
    if (!inside.hasChildNodes()) inside.append(...[filled].flat().filter((child) => child || child === ""));
  });
  return details;
}
