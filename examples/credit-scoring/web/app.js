// Shows the notice and the state of an application on /apply, /result and /appeal.
const language = document.documentElement.lang === "ko" ? "ko" : "en";

function lookup(texts, key) {
  return key.split(".").reduce((node, part) => node[part], texts);
}

function show(texts) {
  for (const element of document.querySelectorAll("[data-text]")) {
    element.textContent = lookup(texts, element.dataset.text);
  }
  const notice = document.createElement("p");
  notice.setAttribute("role", "note");
  notice.textContent = lookup(texts, "loan.ai_notice");
  document.querySelector("main").prepend(notice);
}

fetch(`/web/${language}.json`)
  .then((response) => response.json())
  .then(show);
