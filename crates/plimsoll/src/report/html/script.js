"use strict";
const form = document.querySelector("form");
const cards = [...document.querySelectorAll("article")];
const sections = [...document.querySelectorAll("section")];
const none = document.querySelector("#none");

const chosen = (name) => [...form.querySelectorAll(`[name=${name}]:checked`)].map((box) => box.value);

function filter() {
  const levels = chosen("level");
  const environments = chosen("environment");
  const rule = form.elements.rule.value;
  const words = form.elements.words.value.trim().toLowerCase();
  let shown = 0;
  for (const card of cards) {
    const { level, environments: own, rule: id, findings } = card.dataset;
    const fits =
      levels.includes(level) &&
      own.split(" ").some((environment) => environments.includes(environment)) &&
      (!rule || rule === id) &&
      (!words || (card.parentElement.querySelector("h2").textContent + card.textContent).toLowerCase().includes(words));
    card.hidden = !fits;
    shown += fits ? Number(findings) : 0;
  }
  for (const section of sections) {
    section.hidden = !section.querySelector("article:not([hidden])");
  }
  none.hidden = shown > 0;
  form.elements.shown.value = `${shown} of ${form.dataset.findings} shown`;
}

// Whoever chooses a rule wants to see it, whatever its level.
form.elements.rule.addEventListener("input", ({ target }) => {
  const levels = cards.filter((card) => card.dataset.rule === target.value).map((card) => card.dataset.level);
  for (const box of form.querySelectorAll("[name=level]")) {
    box.checked ||= levels.includes(box.value);
  }
});
form.addEventListener("input", filter);
form.addEventListener("submit", (event) => event.preventDefault());
form.hidden = false;
filter();
