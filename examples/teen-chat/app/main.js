// The whole interface: three pages, two languages, no host but our own.

const language = document.documentElement.lang === "en" ? "en" : "ko";
const strings = await (await fetch(`/app/${language}.json`)).json();

/** Looks a dotted key up in the strings of the page's language. */
function t(key) {
  return key.split(".").reduce((node, part) => node[part], strings);
}

function line(text, className) {
  const node = document.createElement("p");
  node.className = className;
  node.textContent = text;
  return node;
}

function showChat(main) {
  const notice = line(t("chat.ai_notice"), "notice");
  notice.setAttribute("role", "status");

  const log = document.createElement("section");
  log.setAttribute("aria-live", "polite");

  const form = document.createElement("form");
  const field = document.createElement("textarea");
  field.setAttribute("aria-label", t("chat.placeholder"));
  field.placeholder = t("chat.placeholder");
  const send = document.createElement("button");
  send.textContent = t("chat.send");
  form.append(field, send);

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    log.append(line(field.value, "mine"));
    const response = await fetch("/api/chat", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ language, text: field.value }),
    });
    const answer = await response.json();
    const block = line(answer.text, "answer");
    if (answer.label) block.append(line(t("chat.label"), "label"));
    const report = document.createElement("a");
    report.href = `/report?answer=${encodeURIComponent(answer.id)}`;
    report.textContent = t("report.button");
    log.append(block, report);
    if (answer.take_break) log.append(line(t("chat.break"), "break"));
    field.value = "";
  });

  main.append(notice, log, form);
}

function showReport(main) {
  const button = document.createElement("button");
  button.textContent = t("report.button");
  button.addEventListener("click", async () => {
    await fetch(`/api/report${location.search}`, { method: "POST" });
    main.replaceChildren(line(t("report.thanks"), "thanks"));
  });
  main.append(button);
}

function showSettings(main) {
  main.append(line(t("settings.quiet"), "setting"));
}

const pages = { "/chat": showChat, "/report": showReport, "/settings": showSettings };
(pages[location.pathname] ?? showChat)(document.querySelector("main"));
