"use strict";
const root = document.documentElement;
document.getElementById("shade").addEventListener("click", () => {
  const dark = root.dataset.shade ? root.dataset.shade === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.shade = dark ? "light" : "dark";
});

function openTarget() {
  const target = document.getElementById(location.hash.slice(1));
  if (target instanceof HTMLDetailsElement) target.open = true;
}
addEventListener("hashchange", openTarget);
openTarget();

const MOST = 100;
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const blocks = [...document.querySelectorAll("main :is(h2, h3, p, li, tr, summary)")];
const texts = blocks.map((block) => plain(block.textContent));
const [field, count, results] = ["search", "count", "results"].map((id) => document.getElementById(id));

function link(block, place) {
  block.id ||= `block-${place}`;
  const entry = document.createElement("li");
  const anchor = entry.appendChild(document.createElement("a"));
  anchor.href = `#${block.id}`;
  anchor.textContent = block.textContent.trim().replace(/\s+/g, " ").slice(0, 90);
  anchor.addEventListener("click", () => block.closest("details")?.setAttribute("open", ""));
  return entry;
}

field.addEventListener("input", () => {
  const wanted = plain(field.value.trim());
  const found = wanted.length > 1 ? [...texts.keys()].filter((place) => texts[place].includes(wanted)) : [];
  count.textContent = wanted.length > 1 ? count.dataset.found.replace("{n}", found.length) : "";
  results.replaceChildren(...found.slice(0, MOST).map((place) => link(blocks[place], place)));
});
